//! Reading a SOAP 1.1 request: any prefix, any order, any header block, any SOAPAction.

mod bounds;

use http::header;
use roxmltree::{Document, Node, ParsingOptions};

use super::{NAMESPACE, fault::Fault, reply::SOAP};
use crate::wire::Incoming;

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const MAX_NODES: u32 = 20_000;

/// The operations of both services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    GetVerificationResult,
    RegisterUser,
    IsUserIdRegistered,
}

impl Operation {
    const ALL: [Self; 3] = [
        Self::GetVerificationResult,
        Self::RegisterUser,
        Self::IsUserIdRegistered,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::GetVerificationResult => "getVerificationResult",
            Self::RegisterUser => "registerUser",
            Self::IsUserIdRegistered => "isUserIdRegistered",
        }
    }
}

/// An operation with its parameters.
pub(super) struct Call<'a, 'input> {
    pub(super) operation: Operation,
    pub(super) members: Members<'a, 'input>,
}

/// A record whose members are read as JAXB does: without namespace only, the last of several, a nil one as none.
#[derive(Clone, Copy)]
pub(super) struct Members<'a, 'input>(Node<'a, 'input>);

/// Requests of SOAP 1.1 are `text/xml`; some clients say something else or nothing. Only SOAP 1.2 is surely another thing.
pub(super) fn may_be_soap(incoming: &Incoming) -> bool {
    incoming
        .header(header::CONTENT_TYPE.as_str())
        .and_then(|stated| stated.split(';').next())
        .is_none_or(|media| !media.trim().eq_ignore_ascii_case("application/soap+xml"))
}

/// The body as UTF-8, without the mark that may stand before it.
pub(super) fn text(body: &[u8]) -> Result<&str, Fault> {
    let text =
        core::str::from_utf8(body).map_err(|_| Fault::Message("The message is not UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

pub(super) fn document(text: &str) -> Result<Document<'_>, Fault> {
    if !bounds::are_kept(text) {
        return Err(Fault::Message("The message has too many attributes"));
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options)
        .map_err(|_| Fault::Message("The message is no XML, too large, or has a DOCTYPE"))
}

impl<'a, 'input> Call<'a, 'input> {
    pub(super) fn of(document: &'a Document<'input>) -> Result<Self, Fault> {
        let envelope = document.root_element();
        if envelope.tag_name().name() != "Envelope" {
            return Err(Fault::Message("The message is no SOAP envelope"));
        }
        if !envelope.has_tag_name((SOAP, "Envelope")) {
            return Err(Fault::VersionMismatch);
        }
        let body = envelope
            .children()
            .find(|child| child.has_tag_name((SOAP, "Body")))
            .ok_or(Fault::Message("The envelope has no body"))?;
        let called = body
            .first_element_child()
            .ok_or(Fault::Message("The body is empty"))?;
        let operation = Operation::ALL
            .into_iter()
            .find(|operation| called.has_tag_name((NAMESPACE, operation.name())))
            .ok_or(Fault::Message("The service has no such operation"))?;
        Ok(Self {
            operation,
            members: Members(called),
        })
    }
}

impl<'a, 'input> Members<'a, 'input> {
    pub(super) fn record(self, name: &'static str) -> Option<Self> {
        self.children(name)
            .last()
            .filter(|child| !is_nil(*child))
            .map(Self)
    }

    pub(super) fn text(self, name: &'static str) -> Option<String> {
        let Self(member) = self.record(name)?;
        let parts = member.children().filter(Node::is_text);
        Some(parts.filter_map(|part| part.text()).collect())
    }

    fn children(self, name: &'static str) -> impl Iterator<Item = Node<'a, 'input>> {
        self.0
            .children()
            .filter(Node::is_element)
            .filter(move |child| {
                let tag = child.tag_name();
                // After `xmlns=""` it is there, and empty.
                tag.namespace().unwrap_or_default().is_empty() && tag.name() == name
            })
    }
}

fn is_nil(node: Node<'_, '_>) -> bool {
    node.attribute((SCHEMA_INSTANCE, "nil"))
        .is_some_and(|nil| matches!(nil.trim(), "true" | "1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(message: &str) -> Result<(Operation, Option<String>), Fault> {
        let document = document(text(message.as_bytes())?)?;
        let call = Call::of(&document)?;
        Ok((call.operation, call.members.text("userId")))
    }

    fn around(payload: &str) -> String {
        format!("<s:Envelope xmlns:s=\"{SOAP}\"><s:Body>{payload}</s:Body></s:Envelope>")
    }

    fn user_id_in(members: &str) -> Option<String> {
        let message = around(&format!(
            "<n:getVerificationResult xmlns:n=\"{NAMESPACE}\">{members}</n:getVerificationResult>"
        ));
        asked(&message).unwrap().1
    }

    #[test]
    fn prefixes_headers_and_the_byte_order_mark_are_of_no_matter() {
        let message = format!(
            "\u{feff}<?xml version=\"1.0\"?>\n<Envelope xmlns=\"{SOAP}\"><Header><a xmlns=\"urn:x\" mustUnderstand=\"1\"/>\
             </Header><Body>\n <isUserIdRegistered xmlns=\"{NAMESPACE}\"><userId xmlns=\"\">u</userId>\
             <customerId xmlns=\"\">c</customerId></isUserIdRegistered></Body></Envelope>"
        );
        assert_eq!(
            asked(&message),
            Ok((Operation::IsUserIdRegistered, Some("u".to_owned())))
        );
    }

    #[test]
    fn members_are_read_as_jaxb_does() {
        assert_eq!(user_id_in("<userId>u</userId>").as_deref(), Some("u"));
        assert_eq!(user_id_in("<n:userId>u</n:userId>"), None);
        assert_eq!(
            user_id_in("<userid>u</userid><other><userId>u</userId></other>"),
            None
        );
        assert_eq!(
            user_id_in("<userId>a</userId><userId>b</userId>").as_deref(),
            Some("b")
        );
        assert_eq!(user_id_in("<userId/>").as_deref(), Some(""));
        assert_eq!(
            user_id_in("<userId>a<!-- x -->&amp;<![CDATA[<b>]]></userId>").as_deref(),
            Some("a&<b>")
        );
        assert_eq!(
            user_id_in(&format!(
                "<userId xmlns:i=\"{SCHEMA_INSTANCE}\" i:nil=\"true\"/>"
            )),
            None
        );
    }

    #[test]
    fn what_is_no_call_is_refused() {
        let soap_1_2 = around("").replace(SOAP, "http://www.w3.org/2003/05/soap-envelope");
        assert_eq!(asked(&soap_1_2), Err(Fault::VersionMismatch));
        for message in [
            String::new(),
            "{}".to_owned(),
            "<a/>".to_owned(),
            around(""),
            around("<getVerificationResult><userId>u</userId></getVerificationResult>"),
            around(&format!("<n:wipeData xmlns:n=\"{NAMESPACE}\"/>")),
            format!("<s:Envelope xmlns:s=\"{SOAP}\"/>"),
        ] {
            assert!(
                matches!(asked(&message), Err(Fault::Message(_))),
                "{message}"
            );
        }
    }

    #[test]
    fn what_would_cost_much_is_refused() {
        let laughs = "<!DOCTYPE a [<!ENTITY b \"&c;&c;\">]><a>&b;</a>".to_owned();
        let deep = "<a>".repeat(300_000);
        let wide = "<a/>".repeat(300_000);
        let mut attributes = "<a".to_owned();
        for number in 0..120_000 {
            attributes.push_str(&format!(" a{number}=''"));
        }
        for (name, message) in [
            ("laughs", laughs),
            ("deep", deep),
            ("wide", around(&wide)),
            ("attributes", attributes + "/>"),
        ] {
            assert!(matches!(asked(&message), Err(Fault::Message(_))), "{name}");
        }
        assert!(text(b"<a>\xff</a>").is_err());
        assert!(text(b"\xff\xfe<\0a\0/\0>\0").is_err());
    }
}
