//! The questions about one registered person, written by hand: their two or three texts are all that ever changes, and
//! they are asked by the thousand. A test holds them against what yaserde writes.

use bytes::Bytes;
use http::Request;
use quick_xml::escape::partial_escape;

use crate::{
    Credentials, Endpoint, Operation, Result, Service,
    decode::{SERVICE_NAMESPACE, SOAP_NAMESPACE},
    envelope,
};
use secrecy::ExposeSecret;

/// The request with this question about a checked userId.
pub(crate) fn request(
    endpoint: &Endpoint,
    credentials: &Credentials,
    operation: Operation,
    user_id: &str,
) -> Result<Request<Bytes>> {
    endpoint.check_service(credentials)?;
    envelope::post(endpoint, write(credentials, operation, user_id))
}

fn write(credentials: &Credentials, operation: Operation, user_id: &str) -> String {
    let name = operation.name();
    let password = match credentials.service() {
        Service::Password(password) => Some(password.expose_secret()),
        Service::Certificate => None,
    };
    let mut xml = String::with_capacity(512);
    for part in [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:ser=\"",
        SERVICE_NAMESPACE,
        "\" xmlns:soapenv=\"",
        SOAP_NAMESPACE,
        "\"><soapenv:Header /><soapenv:Body><ser:",
        name,
        "><customerId>",
        &partial_escape(credentials.customer_id()),
        "</customerId>",
    ] {
        xml.push_str(part);
    }
    if let Some(password) = password {
        for part in ["<password>", &partial_escape(password), "</password>"] {
            xml.push_str(part);
        }
    }
    for part in [
        "<userId>",
        &partial_escape(user_id),
        "</userId></ser:",
        name,
        "></soapenv:Body></soapenv:Envelope>",
    ] {
        xml.push_str(part);
    }
    xml
}

#[cfg(test)]
mod tests {
    use yaserde::YaSerialize;

    use super::*;

    #[derive(YaSerialize)]
    #[yaserde(
        rename = "getVerificationResult",
        prefix = "ser",
        namespaces = { "ser" = "http://services.registrations.edentiti.com/" }
    )]
    struct Question {
        #[yaserde(rename = "customerId")]
        customer_id: String,
        password: Option<String>,
        #[yaserde(rename = "userId")]
        user_id: String,
    }

    #[test]
    fn it_is_what_yaserde_writes() {
        let texts = ["g2rUPcc8", "a<b>&\"'\t\n é\u{10FFFF}", "]]>", "&amp;"];
        for customer_id in texts {
            for user_id in texts {
                let by_certificate = Credentials::certificate(customer_id).unwrap();
                let secret = format!("{user_id}p&");
                let by_password = Credentials::password(customer_id, secret.clone()).unwrap();
                for credentials in [by_certificate, by_password] {
                    let password = matches!(credentials.service(), Service::Password(_));
                    let oracle = Question {
                        customer_id: customer_id.to_owned(),
                        password: password.then(|| secret.clone()),
                        user_id: user_id.to_owned(),
                    };
                    let config = yaserde::ser::Config {
                        perform_indent: false,
                        write_document_declaration: false,
                        ..yaserde::ser::Config::default()
                    };
                    let oracle = yaserde::ser::to_string_with_config(&oracle, &config).unwrap();
                    let inside = oracle.split_once('>').unwrap().1;
                    let written = write(&credentials, Operation::GetVerificationResult, user_id);
                    let written = written.split_once("<ser:getVerificationResult>").unwrap().1;
                    assert_eq!(
                        written.strip_suffix("</soapenv:Body></soapenv:Envelope>"),
                        Some(inside)
                    );
                }
            }
        }
    }
}
