//! greenID as it answers on the wire.

mod access;
mod dates;
mod element;
mod fault;
mod notification;
mod operations;
mod register;
mod registrations;
mod reply;
mod request;
mod results;
mod scenarios;
mod transport_fault;
mod wsdl;

use std::sync::Arc;

use http::{Method, StatusCode, header};

pub(crate) use registrations::State;
pub(crate) use scenarios::SCENARIOS;

use crate::{
    shared_state::SharedState,
    wire::{Answer, Incoming},
};
use request::Call;

pub(crate) const ROOT: &str = "/Registrations-Registrations/";

/// The namespace of both services.
const NAMESPACE: &str = "http://services.registrations.edentiti.com/";

/// Which of the two services is called; they differ in how they know their caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Service {
    Certificate,
    Password,
}

impl Service {
    const fn name(self) -> &'static str {
        match self {
            Self::Certificate => "VerificationServices",
            Self::Password => "VerificationServicesPassword",
        }
    }

    fn at(path: &str) -> Option<Self> {
        let name = path.strip_prefix(ROOT)?.trim_end_matches('/');
        [Self::Certificate, Self::Password]
            .into_iter()
            .find(|service| service.name() == name)
    }
}

pub(crate) fn answer(incoming: &Incoming, shared: &Arc<SharedState>) -> Answer {
    let Some(service) = Service::at(&incoming.path) else {
        return plain(
            StatusCode::NOT_FOUND,
            "No service here; there are VerificationServices and VerificationServicesPassword.",
        );
    };
    match incoming.method {
        Method::GET | Method::HEAD if wsdl::is_asked_for(incoming) => {
            wsdl::answer(service, incoming, shared)
        }
        Method::POST if !request::may_be_soap(incoming) => plain(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The Content-Type of SOAP 1.1 is text/xml.",
        ),
        Method::POST => called(service, incoming, shared),
        _ => plain(
            StatusCode::METHOD_NOT_ALLOWED,
            "POST a SOAP envelope, or GET ?wsdl.",
        )
        .with_header(header::ALLOW.as_str(), "GET, HEAD, POST"),
    }
}

fn called(service: Service, incoming: &Incoming, shared: &Arc<SharedState>) -> Answer {
    let answered = request::text(&incoming.body).and_then(|text| {
        let document = request::document(text)?;
        let call = Call::of(&document)?;
        access::check(service, incoming, shared, &call.members)?;
        operations::perform(&call, shared)
    });
    answered.unwrap_or_else(|fault| fault.answer())
}

fn plain(status: StatusCode, text: &'static str) -> Answer {
    Answer::of(status, "text/plain; charset=utf-8", text)
}
