//! The proxy: only for https, only when asked for, and without showing its password.

#![cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use std::{
    net::SocketAddr,
    process::Command,
    sync::{Arc, Mutex},
};

use common::{Server, assert_error, builder, say, send, tls::serve};
use kyc_http::{BuildError, Phase, TransportErrorKind as Kind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhello";

struct Proxy {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Tunnels every `CONNECT` to `target`, or refuses it with this status line.
    async fn start(target: Result<u16, &'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(tunnel(stream, target, Arc::clone(&seen)));
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn tunnel(
    mut client: TcpStream,
    target: Result<u16, &'static str>,
    heads: Arc<Mutex<Vec<String>>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = client.read_u8().await else {
            return;
        };
        head.push(byte);
    }
    heads.lock().unwrap().push(String::from_utf8(head).unwrap());
    match target {
        Ok(port) => {
            let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let ok = b"HTTP/1.1 200 Connection established\r\n\r\n";
            client.write_all(ok).await.unwrap();
            let _ = copy_bidirectional(&mut client, &mut server).await;
        }
        Err(refusal) => {
            let refusal = format!("HTTP/1.1 {refusal}\r\ncontent-length: 0\r\n\r\n");
            let _ = client.write_all(refusal.as_bytes()).await;
        }
    }
}

#[tokio::test]
async fn https_is_tunnelled_and_the_proxy_sees_the_host_alone() {
    let port = serve(OK, true);
    let proxy = Proxy::start(Ok(port)).await;
    let url = format!("http://user:CanaryPassword@{}", proxy.address);
    let settings = builder().proxy(url);
    assert!(!format!("{settings:?}").contains("Canary"));
    let transport = settings.build().unwrap();
    assert!(!format!("{transport:?}").contains("Canary"));
    let answer = send(&transport, &format!("https://localhost:{port}/CanaryPath"))
        .await
        .unwrap();
    assert_eq!(answer.body(), "hello");
    let heads = proxy.heads();
    assert_eq!(heads.len(), 1);
    assert!(heads[0].starts_with(&format!("CONNECT localhost:{port} HTTP/1.1\r\n")));
    let login = "proxy-authorization: basic dxnlcjpdyw5hcnlqyxnzd29yza==\r\n";
    assert!(heads[0].to_lowercase().contains(login), "{heads:?}");
    assert!(!heads[0].contains("Canary"), "{heads:?}");
}

#[tokio::test]
async fn a_proxy_that_refuses_or_is_not_there_means_not_sent() {
    for refusal in ["407 Proxy Authentication Required", "502 Bad Gateway"] {
        let proxy = Proxy::start(Err(refusal)).await;
        let url = format!("http://user:CanaryPassword@{}", proxy.address);
        let transport = builder().proxy(url).build().unwrap();
        let result = send(&transport, "https://api.example/CanaryPath").await;
        assert_error(result, Kind::Connect, Phase::NotSent);
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let transport = builder().proxy(url).build().unwrap();
    let result = send(&transport, "https://api.example/CanaryPath").await;
    assert_error(result, Kind::Connect, Phase::NotSent);
}

#[tokio::test]
async fn plain_http_to_this_machine_never_takes_a_proxy() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";
    let server = Server::start(vec![say(answer)]).await;
    let proxy = Proxy::start(Err("500 No")).await;
    let url = format!("http://{}", proxy.address);
    let transport = builder().proxy(url).build().unwrap();
    assert_eq!(
        send(&transport, &server.url()).await.unwrap().body(),
        "hello"
    );
    assert!(proxy.heads().is_empty());
}

#[test]
fn a_url_that_is_none_is_refused_without_quoting_it() {
    for url in [
        "",
        "Canary",
        "ftp://Canary",
        "http://",
        "socks5://Canary:1",
        "//Canary",
    ] {
        let error = builder().proxy(url).build().unwrap_err();
        assert_eq!(error, BuildError::Proxy, "{url}");
        assert!(!error.to_string().contains("Canary"));
    }
}

/// Runs `child_that_sends` with this environment and returns how many tunnels the proxy saw.
async fn tunnels_with(variables: &[(&str, &str)]) -> usize {
    let port = serve(OK, true);
    let proxy = Proxy::start(Ok(port)).await;
    let proxy_url = format!("http://{}", proxy.address);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child_that_sends", "--ignored"]);
    for name in ["HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    for (name, value) in variables {
        command.env(
            name,
            value
                .replace("PROXY_URL", &proxy_url)
                .replace("PROXY_HOST", &proxy.address.to_string()),
        );
    }
    command.env("KYC_HTTP_TEST_URL", format!("https://localhost:{port}/"));
    let output = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = output.await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    proxy.heads().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_environment_s_proxy_is_taken_when_opted_in_to() {
    assert_eq!(tunnels_with(&[("HTTPS_PROXY", "PROXY_URL")]).await, 1);
    assert_eq!(tunnels_with(&[("https_proxy", "PROXY_URL")]).await, 1);
    assert_eq!(tunnels_with(&[("ALL_PROXY", "PROXY_URL")]).await, 1);
    assert_eq!(tunnels_with(&[("HTTPS_PROXY", "PROXY_HOST")]).await, 1);
    assert_eq!(tunnels_with(&[("HTTP_PROXY", "PROXY_URL")]).await, 0);
    let except = [("HTTPS_PROXY", "PROXY_URL"), ("NO_PROXY", "localhost")];
    assert_eq!(tunnels_with(&except).await, 0);
    assert_eq!(tunnels_with(&[]).await, 0);
}

#[tokio::test]
#[ignore = "run by the_environment_s_proxy_is_taken_when_opted_in_to with an environment of its own"]
async fn child_that_sends() {
    let Ok(url) = std::env::var("KYC_HTTP_TEST_URL") else {
        return;
    };
    let transport = builder().proxy_from_environment().build().unwrap();
    assert_eq!(send(&transport, &url).await.unwrap().body(), "hello");
}
