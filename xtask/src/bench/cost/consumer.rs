//! Small programs that depend on one thing each.

/// A program, and what it depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    pub(super) name: &'static str,
    pub(super) floor: Option<&'static str>,
    /// Lines of `[dependencies]`; `@NAME` stands for the path of a crate of this workspace.
    pub(super) dependencies: &'static str,
    pub(super) program: &'static str,
}

const JSON: &str = "serde_json";
const XML: &str = "quick-xml";
const REQWEST: &str = "reqwest with rustls and ring";

/// In the order of the table: the floors first.
pub(super) const CONSUMERS: &[Spec] = &[
    Spec {
        name: JSON,
        floor: None,
        dependencies: "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n",
        program: include_str!("programs/serde_json.rs"),
    },
    Spec {
        name: XML,
        floor: None,
        dependencies: "quick-xml = \"0.42\"\n",
        program: include_str!("programs/quick_xml.rs"),
    },
    Spec {
        name: REQWEST,
        floor: None,
        dependencies: concat!(
            "reqwest = { version = \"0.13\", default-features = false, features = [\"gzip\", \"rustls-no-provider\"] }\n",
            "rustls = { version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }\n",
            "serde_json = \"1\"\n",
            "tokio = { version = \"1\", features = [\"rt\"] }\n",
        ),
        program: include_str!("programs/reqwest.rs"),
    },
    Spec {
        name: "kyc-model",
        floor: Some(JSON),
        dependencies: "kyc-model = { path = \"@kyc-model\" }\nserde_json = \"1\"\n",
        program: include_str!("programs/kyc_model.rs"),
    },
    Spec {
        name: "smileid, no default features",
        floor: Some(JSON),
        dependencies: concat!(
            "kyc-http = { path = \"@kyc-http\", default-features = false }\n",
            "smileid = { path = \"@smileid\", default-features = false }\n",
        ),
        program: include_str!("programs/smileid_decode.rs"),
    },
    Spec {
        name: "greenid-soap, no default features",
        floor: Some(XML),
        dependencies: concat!(
            "kyc-http = { path = \"@kyc-http\", default-features = false }\n",
            "greenid-soap = { path = \"@greenid-soap\", default-features = false }\n",
        ),
        program: include_str!("programs/greenid_decode.rs"),
    },
    Spec {
        name: "kyc-facade, no default features, both providers",
        floor: Some(JSON),
        dependencies: concat!(
            "kyc-facade = { path = \"@kyc-facade\", default-features = false, ",
            "features = [\"greenid\", \"smileid\"] }\n",
        ),
        program: include_str!("programs/facade_normalize.rs"),
    },
    Spec {
        name: "kyc-receiver, no default features",
        floor: Some(JSON),
        dependencies: concat!(
            "http = \"1\"\n",
            "kyc-receiver = { path = \"@kyc-receiver\", default-features = false }\n",
        ),
        program: include_str!("programs/receiver_memory.rs"),
    },
    Spec {
        name: "kyc-http",
        floor: Some(REQWEST),
        dependencies: concat!(
            "http = \"1\"\n",
            "kyc-http = { path = \"@kyc-http\" }\n",
            "tokio = { version = \"1\", features = [\"rt\"] }\n",
        ),
        program: include_str!("programs/kyc_http.rs"),
    },
    Spec {
        name: "smileid",
        floor: Some(REQWEST),
        dependencies: concat!(
            "kyc-http = { path = \"@kyc-http\" }\n",
            "smileid = { path = \"@smileid\" }\n",
            "tokio = { version = \"1\", features = [\"rt\"] }\n",
        ),
        program: include_str!("programs/smileid.rs"),
    },
    Spec {
        name: "greenid-soap",
        floor: Some(REQWEST),
        dependencies: concat!(
            "greenid-soap = { path = \"@greenid-soap\" }\n",
            "kyc-http = { path = \"@kyc-http\" }\n",
            "tokio = { version = \"1\", features = [\"rt\"] }\n",
        ),
        program: include_str!("programs/greenid_soap.rs"),
    },
    Spec {
        name: "kyc-facade",
        floor: Some(REQWEST),
        dependencies: concat!(
            "greenid-soap = { path = \"@greenid-soap\" }\n",
            "kyc-facade = { path = \"@kyc-facade\" }\n",
            "kyc-http = { path = \"@kyc-http\" }\n",
            "kyc-model = { path = \"@kyc-model\" }\n",
            "smileid = { path = \"@smileid\" }\n",
            "tokio = { version = \"1\", features = [\"rt\"] }\n",
        ),
        program: include_str!("programs/kyc_facade.rs"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_floor_is_a_consumer_before_its_multiples() {
        for (at, consumer) in CONSUMERS.iter().enumerate() {
            if let Some(floor) = consumer.floor {
                let found = CONSUMERS.iter().position(|other| other.name == floor);
                assert!(found.is_some_and(|found| found < at), "{}", consumer.name);
            }
        }
    }
}
