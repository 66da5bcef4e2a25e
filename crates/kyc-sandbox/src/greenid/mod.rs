//! greenID as it answers on the wire.

mod access;
mod dates;
mod element;
mod fault;
mod mishap;
mod notification;
mod operations;
mod people;
mod persons;
mod plots;
mod register;
mod reply;
mod request;
mod wsdl;

use std::sync::Arc;

use http::{Method, StatusCode, header};

pub(crate) use persons::State;
pub(crate) use plots::PLOTS;

use crate::{
    wire::{Answer, Incoming},
    world::World,
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

pub(crate) fn answer(incoming: &Incoming, world: &Arc<World>) -> Answer {
    let Some(service) = Service::at(&incoming.path) else {
        return plain(
            StatusCode::NOT_FOUND,
            "No service here; there are VerificationServices and VerificationServicesPassword.",
        );
    };
    match incoming.method {
        Method::GET | Method::HEAD if wsdl::is_asked_for(incoming) => {
            wsdl::answer(service, incoming, world)
        }
        Method::POST if !request::may_be_soap(incoming) => plain(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The Content-Type of SOAP 1.1 is text/xml.",
        ),
        Method::POST => called(service, incoming, world),
        _ => plain(
            StatusCode::METHOD_NOT_ALLOWED,
            "POST a SOAP envelope, or GET ?wsdl.",
        )
        .with_header(header::ALLOW.as_str(), "GET, HEAD, POST"),
    }
}

fn called(service: Service, incoming: &Incoming, world: &Arc<World>) -> Answer {
    let answered = request::text(&incoming.body).and_then(|text| {
        let document = request::document(text)?;
        let call = Call::of(&document)?;
        access::check(service, incoming, world, &call.members)?;
        operations::perform(&call, world)
    });
    answered.unwrap_or_else(|fault| fault.answer())
}

fn plain(status: StatusCode, text: &'static str) -> Answer {
    Answer::of(status, "text/plain; charset=utf-8", text)
}
