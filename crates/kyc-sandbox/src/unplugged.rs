//! A sandbox without a port.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header};
use kyc_http::Clock as _;

use crate::{
    Account, Builder, SandboxClock, StartError,
    log::Log,
    postman::Postman,
    roots,
    server::{collapsed, limit, refuse, route},
    settings::Settings,
    wire::Incoming,
    world::World,
};

/// Both providers without a port, a thread or a delivery: it answers requests that are handed to it. For tests that
/// ask many times, such as fuzzing.
///
/// What a scenario does to the line is not played: every answer comes whole and at once.
///
/// ```
/// use kyc_sandbox::{Builder, Unplugged};
/// let sandbox = Unplugged::new(Builder::default())?;
/// let wsdl = "http://localhost/Registrations-Registrations/VerificationServices?wsdl";
/// let answer = sandbox.answer(http::Request::get(wsdl).body(bytes::Bytes::new()).unwrap());
/// assert_eq!(answer.status(), 200);
/// # Ok::<(), kyc_sandbox::StartError>(())
/// ```
#[derive(Debug)]
pub struct Unplugged {
    world: Arc<World>,
    /// Takes deliveries and is never driven.
    _runtime: tokio::runtime::Runtime,
}

impl Unplugged {
    /// One with these settings. Those about the line, TLS and certificates are of no effect.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn new(builder: Builder) -> Result<Self, StartError> {
        let nobody = roots::nobody().map_err(|error| StartError::Tls(Box::new(error)))?;
        let postman =
            Postman::new(nobody.as_bytes()).map_err(|error| StartError::Tls(Box::new(error)))?;
        Self::with(builder.account, builder.settings, Arc::new(postman))
    }

    /// Another one with the same settings and nothing remembered, whose clock stands still at this one's time. It costs a
    /// fraction of a [`new`](Self::new) one.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn afresh(&self) -> Result<Self, StartError> {
        let world = &self.world;
        let fresh = Self::with(
            world.account.clone(),
            world.settings.clone(),
            Arc::clone(&world.postman),
        )?;
        fresh.clock().stop_at(world.clock.now());
        Ok(fresh)
    }

    fn with(
        account: Account,
        settings: Settings,
        postman: Arc<Postman>,
    ) -> Result<Self, StartError> {
        let credentials = account
            .smileid_credentials()
            .map_err(|_| StartError::PartnerId)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .map_err(StartError::Io)?;
        let world = World {
            account,
            credentials,
            settings,
            runtime: runtime.handle().clone(),
            clock: SandboxClock::default(),
            log: Log::default(),
            postman,
            smileid: Default::default(),
            greenid: Default::default(),
            assigned: Mutex::default(),
        };
        Ok(Self {
            world: Arc::new(world),
            _runtime: runtime,
        })
    }

    /// The accounts.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.world.account
    }

    /// The time inside, to be moved.
    #[must_use]
    pub fn clock(&self) -> &SandboxClock {
        &self.world.clock
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
            base: base(&parts.headers),
            is_chunked: parts.headers.contains_key(header::TRANSFER_ENCODING),
            headers: parts.headers,
            body,
            has_trusted_certificate: false,
            path,
        };
        *route(&incoming, &self.world).response
    }
}

/// As a client on this machine would have reached it.
fn base(headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .and_then(|host| host.parse::<http::uri::Authority>().ok());
    host.map_or_else(
        || "http://localhost".to_owned(),
        |host| format!("http://{host}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome_of(sandbox: &Unplugged, user_id: &str) -> String {
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
    fn it_answers_and_remembers_until_it_is_made_afresh() {
        let sandbox = Unplugged::new(Builder::default()).unwrap();
        let at = "2026-01-02T03:04:05Z".parse().unwrap();
        sandbox.clock().stop_at(at);
        let person = "in-progress-then-verified";
        assert_eq!(outcome_of(&sandbox, person), "IN_PROGRESS");
        sandbox.clock().advance(core::time::Duration::from_secs(3));
        assert_eq!(outcome_of(&sandbox, person), "VERIFIED");
        let fresh = sandbox.afresh().unwrap();
        assert_eq!(outcome_of(&fresh, person), "IN_PROGRESS");
        assert_eq!(fresh.clock().now(), sandbox.clock().now());
    }

    #[test]
    fn its_limits_are_those_of_a_sandbox() {
        let sandbox = Unplugged::new(Builder::default()).unwrap();
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
