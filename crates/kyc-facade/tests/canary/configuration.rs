//! What people write into settings, right and wrong.

use greenid_soap::{
    Address, Endpoint, GetVerificationResult, IsUserIdRegistered, Name, RegisterUser,
};
use kyc_http::{ExtraHeaders, ReqwestTransport, Sender, path_segment};
use kyc_model::outcome::{GreenidReference, Reference, SmileReference};
use smileid::{ApiKey, Credentials, JobStatusRequest, Server};

use crate::{CANARY, payloads::smile_credentials, sink};

pub(crate) fn drive() {
    sink::scene("configuration");
    sink::debug(&smile_credentials());
    sink::debug(&ApiKey::new(CANARY));
    sink::result(&Credentials::new(CANARY, ApiKey::new(CANARY)));
    sink::result(&Credentials::new("", ApiKey::new(CANARY)));
    sink::result(&greenid_soap::Credentials::password(
        CANARY,
        CANARY.to_owned(),
    ));
    sink::result(&greenid_soap::Credentials::password("", CANARY.to_owned()));
    sink::result(&greenid_soap::Credentials::certificate(CANARY));
    for url in [
        "https://user:CanaryPassword@h.example/v1",
        "ftp://h.example/Canary",
        "https://h.example/v1?key=Canary",
        "Canary",
        "",
    ] {
        sink::result(&url.parse::<Server>());
        sink::result(&Endpoint::new(url));
        let builder = ReqwestTransport::builder().proxy(url);
        sink::debug(&builder);
        sink::result(&builder.build());
    }
    for pem in [
        CANARY,
        "-----BEGIN PRIVATE KEY-----\nCanary\n-----END PRIVATE KEY-----\n",
    ] {
        let builder = ReqwestTransport::builder()
            .client_identity_pem(pem.as_bytes())
            .only_root_certificates_pem(pem.as_bytes());
        sink::debug(&builder);
        sink::result(&builder.build());
    }
    sink::result(&ExtraHeaders::new().with("x-key", CANARY));
    sink::result(&ExtraHeaders::new().with("cookie", CANARY));
    sink::result(&ExtraHeaders::new().with("x-key", "Canary\r\n"));
    sink::result(&ExtraHeaders::new().with("Canary Name", "x"));
    sink::result(&path_segment("..").map(|_| ()));
    sink::debug(&Sender::new(ReqwestTransport::builder().build().unwrap()));

    let long = CANARY.repeat(100_000);
    for id in [CANARY, "", long.as_str(), "Canary\u{0}"] {
        sink::result(&JobStatusRequest::new(id, id));
        sink::result(&GetVerificationResult::new(id));
        sink::result(&IsUserIdRegistered::new(id));
        let person = RegisterUser::builder(Name::new(id, id))
            .user_id(id)
            .email(id)
            .current_address(Address::new().suburb(id).country(id))
            .extra_data(id, id);
        sink::debug(&person);
        sink::result(&person.build());
    }
    sink::debug(&Reference::Smileid(SmileReference::new(CANARY, CANARY)));
    sink::debug(&Reference::Greenid(GreenidReference::new(CANARY)));
}
