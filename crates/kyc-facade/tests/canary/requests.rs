//! Every client over servers that answer, refuse and fail.

use core::time::Duration;
use std::sync::Arc;

use futures_util::StreamExt;
use greenid_soap::{Endpoint, GetVerificationResult, IsUserIdRegistered, Name, RegisterUser};
use kyc_facade::{
    AskOptions, Registry, WaitPlan, Waiter, WatchLimits, greenid::GreenidProvider,
    smileid::SmileProvider,
};
use kyc_http::{ExtraHeaders, FixedClock, ReqwestTransport, RetryPolicy, Sender};
use kyc_model::outcome::{GreenidReference, Reference, SmileReference};
use smileid::JobStatusRequest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    CANARY,
    payloads::{now, signed, smile_credentials},
    plant::{self, Depth, ID},
    sink,
};

#[path = "../../../kyc-http/tests/common/tls.rs"]
mod tls;

const SMILE_REPLY: &str =
    include_str!("../../../../fixtures/smileid/job_status/spec-page-example/response.json");
const GREENID_REPLY: &str =
    include_str!("../../../../fixtures/greenid/get_verification_result/done-when/response.xml");
const ROOT: &[u8] = include_bytes!("../../../kyc-http/tests/data/root.pem");
/// The TLS server's requests end like this.
const TLS_ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nx-canary: Canary\r\nconnection: close\r\ncontent-length: 6\r\n\r\nCanary";

fn answers() -> Vec<Vec<u8>> {
    let smile = signed(&plant::json(SMILE_REPLY, Depth::Personal).unwrap());
    let greenid = plant::xml(GREENID_REPLY, Depth::Personal);
    let whole = |status: &str, body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 {status} Canary\r\nx-canary: Canary\r\nset-cookie: Canary=Canary\r\nlocation: https://Canary/\r\n\
             connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    };
    let mut answers = vec![
        b"Canary\r\n".to_vec(),
        b"HTTP/1.1 200 Canary\r\nCanary\r\n".to_vec(),
    ];
    for status in ["200", "302", "400", "401", "500", "503"] {
        for body in [
            smile.as_str(),
            &greenid,
            "Canary",
            "<html>Canary</html>",
            "",
        ] {
            answers.push(whole(status, body));
        }
    }
    let mut cut = whole("200", &smile);
    cut.truncate(cut.len() - 40);
    answers.push(cut);
    let mut bad_gzip =
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 6\r\n\r\n".to_vec();
    bad_gzip.extend(b"Canary");
    answers.push(bad_gzip);
    answers
}

/// Answers every request with `answer` and closes.
async fn serve(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(reply(stream, answer.clone()));
        }
    });
    format!("http://{address}")
}

async fn reply(mut stream: TcpStream, answer: Vec<u8>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request);
        if text.ends_with('}') || text.ends_with("Envelope>") {
            break;
        }
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
            _ => return,
        }
    }
    assert!(String::from_utf8_lossy(&request).contains(CANARY));
    let _ = stream.write_all(&answer).await;
}

fn sender() -> Sender {
    let transport = ReqwestTransport::builder()
        .only_root_certificates_pem(ROOT)
        .allow_loopback_http(true)
        .read_timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    let clock = Arc::new(FixedClock::new(now()));
    let headers = ExtraHeaders::new()
        .with("x-gateway-key", "CanaryGatewayKey")
        .unwrap();
    Sender::new(transport)
        .allow_loopback_http(true)
        .with_headers(headers)
        .with_retry(RetryPolicy::default().with_max_attempts(2))
        .with_clock(Arc::clone(&clock))
        .with_sleep(clock)
        .on_failed_attempt(|failed| {
            sink::debug(failed);
            sink::error(failed.error);
        })
}

fn smile(base: &str) -> smileid::Client {
    smileid::Client::new(
        format!("{base}/v1").parse().unwrap(),
        smile_credentials(),
        sender(),
    )
}

fn greenid_parts(base: &str) -> (Endpoint, greenid_soap::Credentials) {
    let endpoint = Endpoint::new(&format!("{base}/VerificationServicesPassword")).unwrap();
    let credentials =
        greenid_soap::Credentials::password("CanaryCustomer", "CanaryPassword".to_owned()).unwrap();
    (endpoint, credentials)
}

fn greenid(base: &str) -> greenid_soap::Client {
    let (endpoint, credentials) = greenid_parts(base);
    greenid_soap::Client::new(endpoint, credentials, sender())
}

pub(crate) fn drive() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        for (number, answer) in answers().into_iter().enumerate() {
            sink::scene(format!("answer {number}"));
            let base = serve(answer).await;
            ask(&base).await;
        }
        sink::scene("nobody listens");
        let nobody = TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap();
        ask(&format!("http://{nobody}")).await;
        sink::scene("no plain http elsewhere");
        ask("http://canary.example/Canary").await;
        over_tls().await;
    });
    sink::scene("blocking");
    let base = runtime.block_on(serve(b"Canary\r\n".to_vec()));
    blocking(&base);
}

async fn ask(base: &str) {
    let (smile, greenid) = (smile(base), greenid(base));
    sink::debug(&smile);
    sink::debug(&greenid);
    let question = JobStatusRequest::new(ID, ID).unwrap();
    sink::result(&smile.job_status(&question).await);
    sink::result(
        &smile
            .v3_status(&smileid::v3::StatusRequest::new(ID).unwrap())
            .await,
    );
    let question = GetVerificationResult::new(ID).unwrap();
    sink::result(&greenid.get_verification_result(&question).await);
    let person = RegisterUser::builder(Name::new(CANARY, CANARY))
        .user_id(ID)
        .build()
        .unwrap();
    sink::result(&greenid.register_user(&person).await);
    let taken = IsUserIdRegistered::new(ID).unwrap();
    sink::result(&greenid.is_user_id_registered(&taken).await);

    let registry = Registry::new()
        .with(SmileProvider::new(smile))
        .with(GreenidProvider::new(greenid));
    sink::debug(&registry);
    let clock = Arc::new(FixedClock::new(now()));
    let waiter = Waiter::new(registry.clone())
        .with_clock(Arc::clone(&clock))
        .with_sleep(clock);
    let plan = WaitPlan::for_at_most(Duration::from_secs(5)).on_progress(sink::debug);
    let mut watch = waiter.watch(&plan, WatchLimits::default());
    for reference in [
        Reference::Smileid(SmileReference::new(ID, ID)),
        Reference::Greenid(GreenidReference::new(ID)),
    ] {
        let options = AskOptions::default()
            .with_history(true)
            .with_image_links(true)
            .with_raw(true);
        sink::result(&registry.outcome(&reference, &options).await);
        sink::result(&waiter.wait(&reference, &plan).await);
        watch.add(&reference);
    }
    while let Some(event) = watch.next().await {
        sink::debug(&event);
    }
    sink::debug(&watch);
}

async fn over_tls() {
    sink::scene("TLS");
    let port = tls::serve(TLS_ANSWER, true);
    // Its name is not in the certificate, and its name is.
    for host in ["127.0.0.1", "localhost"] {
        let request = http::Request::post(format!("https://{host}:{port}/CanaryPath?CanaryQuery"))
            .body(bytes::Bytes::from_static(b"CanaryBody"))
            .unwrap();
        let transport = ReqwestTransport::builder()
            .only_root_certificates_pem(ROOT)
            .build()
            .unwrap();
        let sent = kyc_http::Transport::send(&transport, request, Default::default()).await;
        sink::result(&sent.map(|answer| answer.status()));
    }
}

fn blocking(base: &str) {
    let server = format!("{base}/v1").parse().unwrap();
    let smile = smileid::blocking::Client::new(server, smile_credentials(), sender()).unwrap();
    sink::debug(&smile);
    sink::result(&smile.job_status(&JobStatusRequest::new(ID, ID).unwrap()));
    let (endpoint, credentials) = greenid_parts(base);
    let greenid = greenid_soap::blocking::Client::new(endpoint, credentials, sender()).unwrap();
    sink::debug(&greenid);
    let question = GetVerificationResult::new(ID).unwrap();
    sink::result(&greenid.get_verification_result(&question));
    let person = RegisterUser::builder(Name::new(CANARY, CANARY))
        .build()
        .unwrap();
    sink::result(&greenid.register_user(&person));
    let taken = IsUserIdRegistered::new(ID).unwrap();
    sink::result(&greenid.is_user_id_registered(&taken));
    let async_registry = Registry::new().with(SmileProvider::new(self::smile(base)));
    let registry = kyc_facade::blocking::Registry::new(async_registry).unwrap();
    sink::debug(&registry);
    let reference = Reference::Smileid(SmileReference::new(ID, ID));
    sink::result(&registry.outcome(&reference, &AskOptions::default()));
    let plan = WaitPlan::for_at_most(Duration::ZERO);
    sink::result(&registry.wait(&reference, &plan));
}
