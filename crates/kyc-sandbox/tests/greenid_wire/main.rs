//! greenID's two services as a stock SOAP client meets them: the bytes of requests and answers.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod certificates;
mod mutations;
mod notifications;
mod operations;
#[path = "../common/receiver.rs"]
mod receiver;
mod registering;
mod replies;
mod requests;
mod wsdl;

use http::{HeaderMap, Request};
use kyc_http::{ReqwestTransport, ResponseLimits, Transport as _};
use kyc_sandbox::{Builder, Sandbox};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const NAMESPACE: &str = "http://services.registrations.edentiti.com/";
const ACCOUNT: &str =
    "<customerId>invented-customer</customerId><password>invented-password</password>";

thread_local! {
    /// One for each test: it costs time to load the platform's roots.
    static TRANSPORT: ReqwestTransport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
}

/// What came back.
struct Answered {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answered {
    /// The text of the first element of this name.
    fn text(&self, name: &str) -> Option<&str> {
        let (_, behind) = self.body.split_once(&format!("<{name}>"))?;
        Some(behind.split_once(&format!("</{name}>"))?.0)
    }

    fn fault(&self) -> Option<&str> {
        assert_eq!(self.status == 500, self.body.contains("<env:Fault"));
        self.text("code").filter(|_| self.status == 500)
    }
}

async fn start(builder: Builder) -> Sandbox {
    builder.start().await.unwrap()
}

fn enveloped(payload: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"{SOAP}\" xmlns:ser=\"{NAMESPACE}\"><soapenv:Header/>\
         <soapenv:Body>{payload}</soapenv:Body></soapenv:Envelope>"
    )
}

/// A message that calls an operation with these parameters behind the account's.
fn message(operation: &str, members: &str) -> String {
    enveloped(&format!(
        "<ser:{operation}>{ACCOUNT}{members}</ser:{operation}>"
    ))
}

async fn send(request: Request<Vec<u8>>) -> Answered {
    let transport = TRANSPORT.with(Clone::clone);
    let request = request.map(Into::into);
    let limits = ResponseLimits::default();
    let (parts, body) = transport.send(request, limits).await.unwrap().into_parts();
    Answered {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// Posts a body to the password service, as the stock clients do.
async fn post(sandbox: &Sandbox, body: impl Into<Vec<u8>>) -> Answered {
    let request = Request::post(sandbox.greenid_password_endpoint())
        .header("content-type", "text/xml; charset=utf-8")
        .header("soapaction", "\"\"")
        .body(body.into())
        .unwrap();
    send(request).await
}

async fn call(sandbox: &Sandbox, operation: &str, members: &str) -> Answered {
    post(sandbox, message(operation, members)).await
}

async fn result_of(sandbox: &Sandbox, user_id: &str) -> Answered {
    let members = format!("<userId>{user_id}</userId>");
    call(sandbox, "getVerificationResult", &members).await
}
