//! greenID's question and answer without any I/O: write the envelope, read the reply within limits, tell faults apart.
//!
//! ```sh
//! cargo run --package greenid-soap --example verification_result
//! ```
//!
//! Send the request by whatever you have. `greenid_soap::Client` does all of this over a transport, with retries.
#![allow(clippy::print_stdout, reason = "an example prints")]

use bytes::Bytes;
use greenid_soap::{Credentials, Endpoint, GetVerificationResult};
use http::Response;
use kyc_http::ResponseLimits;
use kyc_model::Sensitive;

macro_rules! fixture {
    ($name:literal) => {
        Bytes::from_static(include_bytes!(concat!(
            "../../../fixtures/greenid/get_verification_result/",
            $name,
            "/response.xml"
        )))
    };
}

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let endpoint = Endpoint::new(
        "https://greenid.example/Registrations-Registrations/VerificationServicesPassword",
    )?;
    let credentials = Credentials::password("customer-1", "an-invented-password".to_owned())?;
    let question = GetVerificationResult::new("invented-user-1")?;
    let request = question.to_http(&endpoint, &credentials)?;
    println!("{} {}", request.method(), request.uri());
    println!(
        "{} bytes, the password among them: nothing for a log\n",
        request.body().len()
    );

    let read = |reply| question.read_reply(&reply, ResponseLimits::default());
    let result = read(Response::new(fixture!("done-when")))?.record;
    let verified_at = result.verified_at().map(|at| at.to_string());
    println!("{:?}, verified at {verified_at:?}", result.outcome);
    for check in &result.individual_results {
        // Words of greenID may be shown; what the person supplied prints as its kind and length.
        let name = check.name.as_ref().map(Sensitive::expose);
        println!("  {name:?}: {:?}, mode {:?}", check.state, check.mode);
        for field in &check.field_results {
            let name = field.name.as_ref().map(Sensitive::expose);
            println!("    {name:?} {:?}: {:?}", field.status, field.data);
        }
    }

    println!();
    let fault = |body| Response::builder().status(500).body(body);
    for (what, bad) in [
        (
            "no such person",
            fault(fixture!("fault-user-id-not-found-fault"))?,
        ),
        ("greenID failed", fault(fixture!("fault-system-fault"))?),
        (
            "a document type declaration",
            Response::new(fixture!("billion-laughs")),
        ),
        (
            "somebody else",
            Response::new(fixture!("user-id-of-somebody-else")),
        ),
    ] {
        match read(bad) {
            Ok(_) => return Err(what.into()),
            Err(error) => println!(
                "{what}: {error} (ask again later: {})",
                error.is_retryable()
            ),
        }
    }
    Ok(())
}
