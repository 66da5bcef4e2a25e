//! A sandbox without a port.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use kyc_http::Clock as _;
use smileid::Credentials;
use tokio::runtime::Runtime;

use crate::{
    Account, Builder, SandboxClock, StartError,
    callback_sender::CallbackSender,
    roots,
    server::{base, collapsed, limit, refuse, route},
    settings::Settings,
    shared_state::SharedState,
    wire::Incoming,
};

/// Both providers without a port, a thread or a delivery: it answers requests that are handed to it. For tests that
/// ask many times, such as fuzzing.
///
/// What a scenario does to the connection is not simulated: every answer comes whole and at once.
///
/// ```
/// use kyc_sandbox::{Builder, InProcessSandbox};
/// let sandbox = InProcessSandbox::new(Builder::default())?;
/// let wsdl = "http://localhost/Registrations-Registrations/VerificationServices?wsdl";
/// let answer = sandbox.answer(http::Request::get(wsdl).body(bytes::Bytes::new()).unwrap());
/// assert_eq!(answer.status(), 200);
/// # Ok::<(), kyc_sandbox::StartError>(())
/// ```
#[derive(Debug)]
pub struct InProcessSandbox {
    shared: Arc<SharedState>,
    _runtime: IdleRuntime,
}

/// Takes deliveries and is never driven.
#[derive(Debug)]
struct IdleRuntime(Option<Runtime>);

impl Drop for IdleRuntime {
    fn drop(&mut self) {
        // A runtime that is only dropped waits for its threads, and panics inside async code.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl InProcessSandbox {
    /// One with these settings. Those about listening, TLS and certificates are of no effect: whoever asks counts as a
    /// client with a trusted certificate.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn new(builder: Builder) -> Result<Self, StartError> {
        let credentials = builder.credentials()?;
        let nobody = roots::nobody().map_err(|error| StartError::Tls(Box::new(error)))?;
        let callback_sender = CallbackSender::new(nobody.as_bytes())
            .map_err(|error| StartError::Tls(Box::new(error)))?;
        Self::with(
            builder.account,
            credentials,
            builder.settings,
            Arc::new(callback_sender),
        )
    }

    /// Another one with the same settings and nothing remembered, whose clock stands still at this one's time. It costs a
    /// fraction of a [`new`](Self::new) one.
    ///
    /// # Errors
    /// When the system has no room for it.
    pub fn reset_copy(&self) -> Result<Self, StartError> {
        let shared = &self.shared;
        let copy = Self::with(
            shared.account.clone(),
            shared.credentials.clone(),
            shared.settings.clone(),
            Arc::clone(&shared.callback_sender),
        )?;
        copy.clock().stop_at(shared.clock.now());
        Ok(copy)
    }

    fn with(
        account: Account,
        credentials: Credentials,
        settings: Settings,
        callback_sender: Arc<CallbackSender>,
    ) -> Result<Self, StartError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .map_err(StartError::Io)?;
        let handle = runtime.handle().clone();
        let shared = SharedState::new(account, credentials, settings, handle, callback_sender);
        Ok(Self {
            shared: Arc::new(shared),
            _runtime: IdleRuntime(Some(runtime)),
        })
    }

    /// The accounts.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.shared.account
    }

    /// The time inside, to be moved.
    #[must_use]
    pub fn clock(&self) -> &SandboxClock {
        &self.shared.clock
    }

    /// What a sandbox answers to this request.
    #[must_use]
    pub fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let (parts, body) = request.into_parts();
        let path = collapsed(parts.uri.path());
        if body.len() > limit(&path) {
            return *refuse(StatusCode::PAYLOAD_TOO_LARGE, &path).response;
        }
        let incoming = Incoming {
            method: parts.method,
            query: parts.uri.query().map(str::to_owned),
            base: base("http", &parts.headers, &"localhost"),
            is_chunked: parts.headers.contains_key(header::TRANSFER_ENCODING),
            headers: parts.headers,
            body,
            has_trusted_certificate: true,
            path,
        };
        *route(&incoming, &self.shared).response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome_of(sandbox: &InProcessSandbox, user_id: &str) -> String {
        let account = sandbox.account();
        let message = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><n:getVerificationResult \
             xmlns:n='http://services.registrations.edentiti.com/'><customerId>{}</customerId>\
             <userId>{user_id}</userId></n:getVerificationResult></s:Body></s:Envelope>",
            account.greenid_customer_id()
        );
        let url = "http://localhost/Registrations-Registrations/VerificationServices";
        let answer = sandbox.answer(Request::post(url).body(message.into()).unwrap());
        let answer = String::from_utf8(answer.into_body().to_vec()).unwrap();
        let (_, behind) = answer.split_once("<outcome>").unwrap();
        behind.split_once('<').unwrap().0.to_owned()
    }

    #[test]
    fn it_answers_and_remembers_and_a_reset_copy_does_not() {
        let sandbox = InProcessSandbox::new(Builder::default()).unwrap();
        let at = "2026-01-02T03:04:05Z".parse().unwrap();
        sandbox.clock().stop_at(at);
        let person = "in-progress-then-verified";
        assert_eq!(outcome_of(&sandbox, person), "IN_PROGRESS");
        sandbox.clock().advance(core::time::Duration::from_secs(3));
        assert_eq!(outcome_of(&sandbox, person), "VERIFIED");
        let copy = sandbox.reset_copy().unwrap();
        assert_eq!(outcome_of(&copy, person), "IN_PROGRESS");
        assert_eq!(copy.clock().now(), sandbox.clock().now());
    }

    #[tokio::test]
    async fn it_is_dropped_inside_async_code() {
        let sandbox = InProcessSandbox::new(Builder::default()).unwrap();
        drop(sandbox.reset_copy().unwrap());
        drop(sandbox);
    }

    #[test]
    fn whoever_asks_has_a_trusted_certificate() {
        let builder = Builder::default().client_ca_pem("of no effect");
        let sandbox = InProcessSandbox::new(builder).unwrap();
        assert_eq!(outcome_of(&sandbox, "verified"), "VERIFIED");
    }

    #[test]
    fn what_is_set_up_wrongly_is_refused_as_by_a_sandbox() {
        let refused = |builder| InProcessSandbox::new(builder).unwrap_err();
        for partner_id in ["", "000"] {
            let nameless = Builder::default().smileid_partner_id(partner_id);
            assert!(matches!(refused(nameless), StartError::PartnerId));
        }
        for url in ["https://bank.example/notifications", ""] {
            let elsewhere = Builder::default().notification_url(url);
            assert!(matches!(refused(elsewhere), StartError::NotificationUrl));
            let elsewhere = Builder::default().v3_callback_url(url);
            assert!(matches!(refused(elsewhere), StartError::V3CallbackUrl));
        }
    }

    #[test]
    fn links_lead_back_to_the_host_that_was_asked() {
        let sandbox = InProcessSandbox::new(Builder::default()).unwrap();
        let path = "/Registrations-Registrations/VerificationServices";
        for (stated, base) in [
            (None, "http://localhost"),
            (Some("127.0.0.1:8080"), "http://127.0.0.1:8080"),
            (Some("no host"), "http://localhost"),
        ] {
            let mut request = Request::get(format!("http://elsewhere{path}?wsdl"));
            if let Some(host) = stated {
                request = request.header(header::HOST, host);
            }
            let answer = sandbox.answer(request.body(Bytes::new()).unwrap());
            let wsdl = String::from_utf8(answer.into_body().to_vec()).unwrap();
            assert!(wsdl.contains(&format!("\"{base}{path}\"")), "{stated:?}");
        }
    }

    #[test]
    fn its_limits_are_those_of_a_sandbox() {
        let sandbox = InProcessSandbox::new(Builder::default()).unwrap();
        let url = "http://localhost/v1/job_status";
        let post = |bytes: usize| {
            let body = Bytes::from(vec![b' '; bytes]);
            let answer = sandbox.answer(Request::post(url).body(body).unwrap());
            answer.status().as_u16()
        };
        assert_eq!(post(2 * 1024 * 1024), 400);
        assert_eq!(post(2 * 1024 * 1024 + 1), 413);
    }
}
