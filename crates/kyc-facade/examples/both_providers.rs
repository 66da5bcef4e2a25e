//! Smile ID and greenID through one registry: verified, rejected, pending, and what each says of itself.
//!
//! ```sh
//! cargo run --package kyc-facade --example both_providers
//! ```
//!
//! Both run on this machine (`kyc-sandbox`), where the ids choose what happens. With real accounts, server, endpoint and
//! credentials are others, and nothing else is.
#![allow(clippy::print_stdout, reason = "an example prints")]

use core::{error::Error, time::Duration};

use kyc_facade::{AskOptions, Registry, explain, greenid::GreenidProvider, smileid::SmileProvider};
use kyc_http::{ReqwestTransport, Sender};
use kyc_model::outcome::{
    Decision, Environment, GreenidReference, Reference, Requirement, SmileReference,
    VerificationOutcome,
};
use kyc_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    let registry = registry(&sandbox)?;
    // Alone, `Requirement::identity()` takes nothing but production over TLS.
    let needed = Requirement::identity()
        .accept_environment(Environment::Custom)
        .accept_loopback();

    let smileid = |job_id| Reference::Smileid(SmileReference::new("user-1", job_id));
    let greenid = |user_id| Reference::Greenid(GreenidReference::new(user_id));
    let pending = smileid("provisional-then-approved");
    for (who, reference) in [
        ("Smile ID, approved", smileid("approved")),
        ("Smile ID, a spoof", smileid("spoof")),
        ("Smile ID, a clean watch list", smileid("watchlist-clear")),
        ("Smile ID, with a reviewer", pending.clone()),
        ("greenID, verified", greenid("verified")),
        ("greenID, locked out", greenid("locked-out")),
        ("greenID, on a watch list", greenid("watchlist-hit")),
        ("greenID, an unknown word", greenid("unknown-outcome")),
    ] {
        let outcome = registry.outcome(&reference, &AskOptions::default()).await?;
        println!("{who}\n  {}", told(&outcome, &needed));
    }

    sandbox.clock().advance(Duration::from_secs(60));
    let outcome = registry.outcome(&pending, &AskOptions::default()).await?;
    println!("Smile ID, a minute later\n  {}", told(&outcome, &needed));

    // No outcome is made of an answer that cannot be believed.
    for job_id in ["other-person", "bad-signature"] {
        if let Err(error) = registry
            .outcome(&smileid(job_id), &AskOptions::default())
            .await
        {
            let cause = error.source().map(ToString::to_string).unwrap_or_default();
            println!("Smile ID, {job_id}\n  error: {error}: {cause}");
        }
    }
    Ok(())
}

fn registry(sandbox: &Sandbox) -> Result<Registry, Box<dyn Error>> {
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()?;
    let sender = Sender::new(transport)
        .allow_loopback_http(true)
        .with_clock(sandbox.clock().clone());
    let account = sandbox.account();

    let smile = smileid::Client::new(
        sandbox.smileid_server().parse()?,
        account.smileid_credentials()?,
        sender.clone(),
    );
    let credentials = greenid_soap::Credentials::password(
        account.greenid_customer_id(),
        account.greenid_password().clone(),
    )?;
    let endpoint = sandbox.greenid_password_endpoint().parse()?;
    let greenid = greenid_soap::Client::new(endpoint, credentials, sender);
    Ok(Registry::new()
        .with(SmileProvider::new(smile))
        .with(GreenidProvider::new(greenid)))
}

fn told(outcome: &VerificationOutcome, needed: &Requirement) -> String {
    let lacks = outcome.shortfalls(needed);
    let act = match outcome.decision() {
        Decision::Verified if lacks.is_empty() => "open the account",
        // "verified" does not say what was verified.
        Decision::Verified => &format!("look at it, for it lacks {lacks:?}"),
        Decision::NeedsReview => "look at it",
        Decision::Rejected => "do not open it",
        Decision::Pending => "ask again later",
        Decision::Inconclusive => "nobody could decide",
    };
    let row = explain(outcome).map_or_else(String::new, |why| why.decided_by.says);
    format!(
        "{}, {}: {act}\n  because of {} ({}: {row}); what would help: {}",
        outcome.decision(),
        outcome.finality(),
        outcome.category().as_str(),
        outcome.decided_by(),
        outcome.remedy().as_str()
    )
}
