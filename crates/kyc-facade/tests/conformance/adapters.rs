//! What the suite needs to know of the providers of this library.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::Request;
use kyc_facade::{
    VerificationProvider,
    conformance::{Bench, ID, PERSON, Reply, SECRET, UNKNOWN_VALUE, Verdict, Wire},
    greenid::GreenidProvider,
    smileid::SmileProvider,
};
use kyc_http::{FixedClock, RetryPolicy, Sender, Transport};
use kyc_model::{
    outcome::{Established, GreenidReference, Product, Reference, SmileApi, SmileReference},
    smileid::JobType,
};
use serde_json::json;
use smileid::{ApiKey, Credentials, Server, signature};

const AT: &str = "2026-01-02T03:04:05.678Z";

/// Asks once, at [`AT`].
pub(crate) fn sender(transport: impl Transport + 'static) -> Sender {
    Sender::new(transport)
        .with_retry(RetryPolicy::never())
        .with_clock(FixedClock::new(AT.parse().unwrap()))
}

pub(crate) fn smile_credentials() -> Credentials {
    Credentials::new("4711", ApiKey::new(SECRET)).unwrap()
}

fn smile(wire: Wire) -> Box<dyn VerificationProvider> {
    let client = smileid::Client::new(Server::Production, smile_credentials(), sender(wire));
    Box::new(SmileProvider::new(client))
}

/// A V1 job of document verification.
pub(crate) struct SmileV1;

impl Bench for SmileV1 {
    fn reference(&self) -> Reference {
        let reference = SmileReference::new(ID, "job-1");
        Reference::Smileid(reference.with_job_type(JobType::DocumentVerification))
    }

    fn provider(&self, wire: Wire) -> Box<dyn VerificationProvider> {
        smile(wire)
    }

    fn reply(&self, verdict: Verdict, subject: Option<&str>) -> Reply {
        let (complete, success, code) = match verdict {
            Verdict::Verified => (true, true, "0810"),
            Verdict::Rejected => (true, false, "0811"),
            Verdict::Pending => (false, false, "0812"),
            _ => (true, true, UNKNOWN_VALUE),
        };
        let pair = signature::sign(&smile_credentials(), AT, AT.parse().unwrap()).unwrap();
        let body = json!({
            "job_complete": complete, "job_success": success, "code": "2302",
            "result": {
                "ResultCode": code, "ResultText": PERSON, "IsFinalResult": "true",
                "FullName": PERSON, "Country": "NG", "IDNumber": "canary-number",
                "Actions": {"Document_Check": "Passed", "Liveness_Check": "Passed",
                    "Selfie_To_ID_Card_Compare": "Completed"},
                "PartnerParams": {"job_type": 6, "user_id": subject, "job_id": "job-1"},
            },
            "timestamp": AT, "signature": pair,
        });
        Reply::new("application/json", body.to_string())
    }

    fn established(&self) -> Vec<Established> {
        use Established::{Document, FaceToDocument, Liveness};
        vec![Document, FaceToDocument, Liveness]
    }
}

/// A V3 job of document verification, for which a token is fetched first.
pub(crate) struct SmileV3;

impl Bench for SmileV3 {
    fn reference(&self) -> Reference {
        let mut reference = SmileReference::default();
        reference.api = SmileApi::V3;
        reference.job_id = Some(ID.into());
        reference.product = Some(Product::DocumentVerification);
        Reference::Smileid(reference)
    }

    fn provider(&self, wire: Wire) -> Box<dyn VerificationProvider> {
        smile(wire)
    }

    fn prelude(&self, request: &Request<Bytes>) -> Option<Reply> {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"exp":1900000000}"#);
        let token = json!({"token": format!("e30.{claims}.canary")}).to_string();
        (request.uri().path() == "/v3/token").then(|| Reply::new("application/json", token))
    }

    fn reply(&self, verdict: Verdict, subject: Option<&str>) -> Reply {
        let (status, reason) = match verdict {
            Verdict::Verified => ("clear", None),
            Verdict::Rejected => ("block", Some("document_check_failed")),
            Verdict::Pending => ("processing", None),
            _ => (UNKNOWN_VALUE, None),
        };
        let body =
            json!({"status": status, "reason": reason, "job_id": subject, "message": PERSON});
        Reply::new("application/json", body.to_string())
    }

    fn established(&self) -> Vec<Established> {
        SmileV1.established()
    }
}

/// A person found on the electoral roll, at the service that takes a password.
pub(crate) struct Greenid;

impl Bench for Greenid {
    fn reference(&self) -> Reference {
        Reference::Greenid(GreenidReference::new(ID))
    }

    fn provider(&self, wire: Wire) -> Box<dyn VerificationProvider> {
        let endpoint =
            "https://au.vixverify.com/Registrations-Registrations/VerificationServicesPassword";
        let endpoint = greenid_soap::Endpoint::new(endpoint).unwrap();
        let account =
            greenid_soap::Credentials::password("canary-customer", SECRET.to_owned()).unwrap();
        let client = greenid_soap::Client::new(endpoint, account, sender(wire));
        Box::new(GreenidProvider::new(client))
    }

    fn reply(&self, verdict: Verdict, subject: Option<&str>) -> Reply {
        let outcome = match verdict {
            Verdict::Verified => "VERIFIED",
            Verdict::Rejected => "LOCKED_OUT",
            Verdict::Pending => "IN_PROGRESS",
            _ => UNKNOWN_VALUE,
        };
        let user_id = subject.map_or_else(String::new, |id| format!("<userId>{id}</userId>"));
        let field = |name: &str, data: &str| {
            format!(
                "<fieldResults><data>{data}</data><name>{name}</name><status>CONFIRMED</status></fieldResults>"
            )
        };
        let fields = [
            field("givenName", PERSON),
            field("surname", PERSON),
            field("dob", "04/03/1985"),
        ]
        .concat();
        let body = format!(
            "<env:Envelope xmlns:env='http://schemas.xmlsoap.org/soap/envelope/'><env:Body>\
             <ns2:getVerificationResultResponse xmlns:ns2=\"http://services.registrations.edentiti.com/\"><return>\
             <individualResults>{fields}<name>AEC</name><state>VERIFIED</state></individualResults>\
             <outcome>{outcome}</outcome><ruleId>default</ruleId>{user_id}</return>\
             </ns2:getVerificationResultResponse></env:Body></env:Envelope>\n"
        );
        Reply::new("text/xml", body)
    }

    fn established(&self) -> Vec<Established> {
        vec![Established::IdRecord, Established::IdDataMatch]
    }
}
