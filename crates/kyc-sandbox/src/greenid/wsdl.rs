//! `?wsdl`: one description for both services. Source: the WSDL of the sister service on the same server; what the
//! services take was learned from a client of the live one.

use form_urlencoded::parse;
use http::StatusCode;

use super::{
    ROOT, Service,
    element::{SPELLINGS, Spelling, escape},
    reply::MEDIA_TYPE,
};
use crate::{
    shared_state::SharedState,
    wire::{Answer, Incoming},
};

const TEMPLATE: &str = include_str!("../../wsdl/verification_services.wsdl");
const PASSWORD: &str =
    "          <xs:element name=\"password\" type=\"xs:string\" minOccurs=\"0\"/>\n";

/// Clients write it in any letter case.
pub(super) fn is_asked_for(incoming: &Incoming) -> bool {
    let query = incoming.query.as_deref().unwrap_or_default();
    parse(query.as_bytes()).any(|(key, _)| key.eq_ignore_ascii_case("wsdl"))
}

pub(super) fn answer(service: Service, incoming: &Incoming, shared: &SharedState) -> Answer {
    let spelling = Spelling::of(&shared.settings);
    let description = description(service, &incoming.base, spelling);
    Answer::of(StatusCode::OK, MEDIA_TYPE, description)
}

fn description(service: Service, base: &str, spelling: Spelling) -> String {
    let name = service.name();
    let mut address = String::new();
    escape(&format!("{base}{ROOT}{name}"), &mut address);
    let password = match service {
        Service::Certificate => "",
        Service::Password => PASSWORD,
    };
    let described = TEMPLATE
        .replace("{service}", name)
        .replace("{password}", password)
        .replace("{address}", &address);
    if spelling == Spelling::Live {
        return described;
    }
    SPELLINGS.iter().fold(described, |described, (live, spec)| {
        described.replace(&format!("name=\"{live}\""), &format!("name=\"{spec}\""))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describes(service: Service, base: &str, spelling: Spelling, part: &str) -> usize {
        description(service, base, spelling).matches(part).count()
    }

    #[test]
    fn the_services_differ_in_name_address_and_password() {
        for (service, passwords) in [(Service::Certificate, 0), (Service::Password, 3)] {
            let count = |part: &str| describes(service, "http://localhost:1", Spelling::Live, part);
            assert_eq!(count("name=\"password\""), passwords);
            assert_eq!(
                count(&format!("<wsdl:service name=\"{}\">", service.name())),
                1
            );
            assert_eq!(
                count(&format!(
                    "location=\"http://localhost:1{ROOT}{}\"",
                    service.name()
                )),
                1
            );
            assert_eq!(count("{"), 0);
        }
    }

    #[test]
    fn the_address_is_escaped() {
        let part = "location=\"http://a&amp;b:1/";
        assert_eq!(
            describes(Service::Password, "http://a&b:1", Spelling::Live, part),
            1
        );
    }

    #[test]
    fn every_spelling_is_in_it_once() {
        for (live, spec) in SPELLINGS {
            for (spelling, is, is_not) in
                [(Spelling::Live, live, spec), (Spelling::Spec, spec, live)]
            {
                let count = |name: &str| {
                    describes(Service::Password, "", spelling, &format!("name=\"{name}\""))
                };
                assert_eq!((count(is), count(is_not)), (1, 0), "{is}");
            }
        }
    }
}
