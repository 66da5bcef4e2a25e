//! Requests and answers over real sockets on this machine.

#![cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]

mod common;

use std::{process::Command, time::Duration};

use common::{Server, Step, assert_error, builder, request, say, send};
use kyc_http::{Phase, ReqwestTransport, ResponseLimits, Transport, TransportErrorKind as Kind};

const OK: &str = "HTTP/1.1 200 OK\r\nx-answer: yes\r\ncontent-length: 5\r\n\r\nhello";

#[tokio::test]
async fn a_plain_answer_comes_back_whole() {
    let server = Server::start(vec![say(OK)]).await;
    let transport = builder().build().unwrap();
    let answer = send(&transport, &server.url()).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-answer"], "yes");
    assert_eq!(answer.body(), "hello");

    let sent = server.requests().concat();
    assert!(sent.starts_with("POST /CanaryPath?q=CanaryQuery HTTP/1.1\r\n"));
    assert!(sent.contains("x-secret: CanaryHeader\r\n"), "{sent}");
    assert!(sent.contains(concat!("user-agent: kyc-http/", env!("CARGO_PKG_VERSION"))));
    assert!(sent.ends_with("\r\n\r\nCanaryBody"), "{sent}");
}

#[tokio::test]
async fn the_user_agent_can_be_set_and_a_request_may_bring_its_own() {
    let server = Server::start(vec![say(OK)]).await;
    let transport = builder().user_agent("house/1").build().unwrap();
    send(&transport, &server.url()).await.unwrap();
    let mut own = request(&server.url());
    own.headers_mut()
        .insert("user-agent", "own/2".parse().unwrap());
    transport
        .send(own, ResponseLimits::default())
        .await
        .unwrap();
    let sent = server.requests().concat();
    assert!(sent.contains("user-agent: house/1\r\n") && sent.contains("user-agent: own/2\r\n"));
}

#[tokio::test]
async fn localhost_is_this_machine() {
    let server = Server::start(vec![say(OK)]).await;
    let url = format!("http://localhost:{}/", server.address.port());
    let transport = builder().build().unwrap();
    assert_eq!(send(&transport, &url).await.unwrap().body(), "hello");
}

#[tokio::test]
async fn plain_http_is_refused_before_anything_is_sent() {
    let server = Server::start(vec![say(OK)]).await;
    let transport = builder().allow_loopback_http(false).build().unwrap();
    let result = send(&transport, &server.url()).await;
    assert_error(result, Kind::InsecureUrl, Phase::NotSent);
    let opted_in = builder().build().unwrap();
    let result = send(&opted_in, "http://api.example/CanaryPath").await;
    assert_error(result, Kind::InsecureUrl, Phase::NotSent);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_is_an_answer() {
    let elsewhere = Server::start(vec![say(OK)]).await;
    let transport = builder().build().unwrap();
    for status in [301, 302, 303, 307, 308] {
        for location in [
            elsewhere.url(),
            "/other".to_owned(),
            "::not a url::".to_owned(),
            "http://256.1.1.1:99999/".to_owned(),
            "ftp://elsewhere.example/".to_owned(),
        ] {
            let redirect = format!(
                "HTTP/1.1 {status} Go\r\nlocation: {location}\r\ncontent-length: 4\r\n\r\ngone"
            );
            let server = Server::start(vec![say(&redirect)]).await;
            let answer = send(&transport, &server.url()).await.unwrap();
            assert_eq!(answer.status(), status);
            assert_eq!(answer.headers()["location"], location);
            assert_eq!(answer.body(), "gone");
            assert_eq!(server.requests().len(), 1);
        }
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn every_status_is_an_answer() {
    for status in [204, 400, 401, 404, 429, 500, 503] {
        let server = Server::start(vec![say(&format!(
            "HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n"
        ))])
        .await;
        let answer = send(&builder().build().unwrap(), &server.url())
            .await
            .unwrap();
        assert_eq!(answer.status(), status);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/CanaryPath", listener.local_addr().unwrap());
    drop(listener);
    let result = send(&builder().build().unwrap(), &url).await;
    let error = assert_error(result, Kind::Connect, Phase::NotSent);
    assert!(common::chain(&error).contains("connection refused"));
}

#[tokio::test]
async fn a_server_that_never_answers_runs_into_the_total_timeout() {
    let server = Server::start(vec![Step::Hang]).await;
    let transport = builder()
        .total_timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    let result = send(&transport, &server.url()).await;
    assert_error(result, Kind::Timeout, Phase::MaybeSent);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_server_that_never_answers_runs_into_the_read_timeout() {
    let server = Server::start(vec![Step::Hang]).await;
    let transport = builder()
        .read_timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    let result = send(&transport, &server.url()).await;
    assert_error(result, Kind::Timeout, Phase::MaybeSent);
}

#[tokio::test]
async fn a_body_that_stalls_runs_into_either_timeout() {
    let start = "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nCanaryAns";
    let server = Server::start(vec![say(start), Step::Hang]).await;
    for transport in [
        builder().read_timeout(Duration::from_secs(1)),
        builder().total_timeout(Duration::from_secs(1)),
    ] {
        let result = send(&transport.build().unwrap(), &server.url()).await;
        assert_error(result, Kind::Timeout, Phase::Answered);
    }
}

#[tokio::test]
async fn a_connection_that_is_never_agreed_was_not_sent_over() {
    // A listener that takes connections and speaks no TLS.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/CanaryPath", listener.local_addr().unwrap());
    let transport = builder()
        .connect_timeout(Duration::from_millis(300))
        .build()
        .unwrap();
    let result = send(&transport, &url).await;
    assert_error(result, Kind::Timeout, Phase::NotSent);
}

#[tokio::test]
async fn a_connection_cut_before_the_answer() {
    for script in [
        vec![],
        vec![Step::Reset],
        vec![say("HTTP/1.1 200 OK\r\nCanary")],
    ] {
        let server = Server::start(script).await;
        let result = send(&builder().build().unwrap(), &server.url()).await;
        assert_error(result, Kind::Interrupted, Phase::MaybeSent);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_that_is_not_http() {
    for garbage in [
        "SSH-2.0-Canary\r\n",
        "\0\0\0Canary",
        "HTTP/1.1 Canary OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nCanary\x01: x\r\n\r\n",
    ] {
        let server = Server::start(vec![say(garbage), Step::Hang]).await;
        let result = send(&builder().build().unwrap(), &server.url()).await;
        assert_error(result, Kind::Interrupted, Phase::MaybeSent);
    }
}

#[tokio::test]
async fn a_connection_cut_inside_the_body() {
    for script in [
        vec![say(
            "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nCanaryAnswer",
        )],
        vec![
            say("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nCanaryAnswer"),
            Step::Reset,
        ],
        vec![say(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nc\r\nCanaryAnswer\r\n",
        )],
        vec![
            say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nCanary"),
            Step::Hang,
        ],
        vec![
            say("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 500\r\n\r\n"),
            Step::Send(include_bytes!("data/hello.gz")[..20].to_vec()),
        ],
    ] {
        let server = Server::start(script).await;
        let result = send(&builder().build().unwrap(), &server.url()).await;
        assert_error(result, Kind::Interrupted, Phase::Answered);
    }
}

#[tokio::test]
async fn a_connection_that_went_stale_is_not_used() {
    let server = Server::start(vec![say(OK)]).await;
    let transport = builder().build().unwrap();
    for _ in 0..3 {
        send(&transport, &server.url()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn nothing_is_sent_twice_when_a_kept_connection_ends_without_an_answer() {
    let server = Server::start(vec![say(OK), Step::Read]).await;
    let transport = builder().build().unwrap();
    send(&transport, &server.url()).await.unwrap();
    let result = send(&transport, &server.url()).await;
    assert_error(result, Kind::Interrupted, Phase::MaybeSent);
    // Time for a repetition to arrive on a connection of its own.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let per_connection: Vec<_> = server
        .requests()
        .iter()
        .map(|sent| sent.matches("CanaryBody").count())
        .collect();
    assert_eq!(per_connection, [2]);
}

#[tokio::test]
async fn no_proxy_is_taken_from_the_environment() {
    let proxy = Server::start(vec![say(
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nproxy",
    )])
    .await;
    let server = Server::start(vec![say(OK)]).await;
    let proxy_url = format!("http://{}", proxy.address);
    let url = server.url();
    let child = move || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "child_that_sends", "--ignored"]);
        for name in [
            "http_proxy",
            "HTTP_PROXY",
            "https_proxy",
            "HTTPS_PROXY",
            "all_proxy",
            "ALL_PROXY",
        ] {
            command.env(name, &proxy_url);
        }
        command.env_remove("no_proxy").env_remove("NO_PROXY");
        command.env("KYC_HTTP_TEST_URL", url).output().unwrap()
    };
    let output = tokio::task::spawn_blocking(child).await.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!((server.requests().len(), proxy.requests().len()), (1, 0));
}

#[tokio::test]
#[ignore = "run by no_proxy_is_taken_from_the_environment with an environment of its own"]
async fn child_that_sends() {
    let Ok(url) = std::env::var("KYC_HTTP_TEST_URL") else {
        return;
    };
    let answer = send(&builder().build().unwrap(), &url).await.unwrap();
    assert_eq!(answer.body(), "hello");
}

#[test]
fn without_a_runtime_it_is_an_error_and_no_panic() {
    use std::task::{Context, Poll, Waker};

    let transport = builder().build().unwrap();
    let mut sending = transport.send(
        request("http://127.0.0.1:9/CanaryPath"),
        ResponseLimits::default(),
    );
    let polled = sending
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(result) = polled else {
        panic!("it waits for something");
    };
    assert_error(result, Kind::Other, Phase::NotSent);
}

#[test]
fn the_transport_is_shared_and_says_little() {
    const fn shared<T: Transport + Clone + Send + Sync + 'static>() {}
    shared::<ReqwestTransport>();
    let built = builder().user_agent("Canary").build().unwrap();
    assert_eq!(built.tls(), kyc_http::TlsVerification::Verified);
    let shown = format!("{built:?} {:?}", builder().user_agent("Canary"));
    assert!(
        !shown.contains("Canary") && !shown.contains("CERTIFICATE"),
        "{shown}"
    );
}
