//! `cargo xtask fixtures record`: real exchanges, scrubbed, as fixtures.
//!
//! Every leaf of a reply is replaced unless it is a code on the allow-list, in the form of a code. Nothing is written
//! when anything that was replaced is still found in the output. No message holds a value.

mod allow;
mod exchange;
mod leftover;
mod list;
mod names;
mod needles;
mod scrub;
#[cfg(test)]
mod tests;

use std::{fs, path::Path};

use kyc_http::{Clock, ReqwestTransport, SystemClock};

use crate::{
    failure::Failure,
    fixtures::{
        meta::{Asked, Meta, Provenance, RequestMeta, ResponseMeta},
        request_bytes, test_account, write_file,
    },
};
use exchange::{Account, Exchange, ask};
use leftover::Known;
use list::Listed;
use scrub::Scrubber;

const SHOWS: &str = "A recorded exchange; everything personal in it is replaced.";

/// Performs the listed requests and stores what came back. Everything is scrubbed and checked before the first write.
pub(crate) fn run(list: &Path, out: &Path) -> Result<String, Failure> {
    let listed = list::read(list)?;
    for one in &listed {
        refuse_to_overwrite(&out.join(&one.case), &one.case)?;
    }
    let account = Account::from_env()?;
    let (exchanges, mut said) = ask_all(&account, listed)?;
    let all_stored = said.is_empty();
    let mut scrubber = Scrubber::default();
    let cases = scrubbed(&mut scrubber, &account, &exchanges)?;
    for (name, files) in &cases {
        for (file, bytes) in files {
            write_file(&out.join(name).join(file), bytes)?;
        }
    }
    for path in &scrubber.lost {
        said.push(format!(
            "{path}: replaced, because the same text is replaced elsewhere"
        ));
    }
    said.push(format!("{} recorded", cases.len()));
    let said = said.join("\n");
    if all_stored {
        Ok(said)
    } else {
        Err(Failure::new(said))
    }
}

/// A folder may hold an earlier recording and nothing else.
fn refuse_to_overwrite(folder: &Path, name: &str) -> Result<(), Failure> {
    if !folder.exists() {
        return Ok(());
    }
    let meta = fs::read(folder.join("meta.toml")).ok();
    match meta.and_then(|bytes| Meta::parse(&bytes)) {
        Some(meta) if meta.provenance == Provenance::Recorded => Ok(()),
        _ => Err(Failure::new(format!(
            "{name} exists and is no recording: choose another name"
        ))),
    }
}

/// The replies that may be stored, and why the others may not.
fn ask_all(
    account: &Account,
    listed: Vec<Listed>,
) -> Result<(Vec<Exchange>, Vec<String>), Failure> {
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .map_err(|error| Failure::new(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| Failure::new(format!("no runtime: {error}")))?;
    let (mut exchanges, mut refused) = (Vec::new(), Vec::new());
    for one in listed {
        let name = one.case.clone();
        match runtime.block_on(ask(account, &transport, one)) {
            Ok(exchange) => exchanges.push(exchange),
            Err(why) => refused.push(format!("{name}: not stored: {why}")),
        }
    }
    Ok((exchanges, refused))
}

/// A case's name and its files.
type Case<'a> = (&'a str, Vec<(&'static str, Vec<u8>)>);

/// Every exchange scrubbed, or a failure when anything personal is left in any of them.
fn scrubbed<'a>(
    scrubber: &mut Scrubber,
    account: &Account,
    exchanges: &'a [Exchange],
) -> Result<Vec<Case<'a>>, Failure> {
    scrubber.needles.add(&account.key, "the API key");
    if account.credentials.partner_id() != test_account::PARTNER_ID {
        scrubber
            .needles
            .add(account.credentials.partner_id(), "the partner id");
    }
    for exchange in exchanges {
        scrubber
            .needles
            .add(&exchange.listed.user_id, "the user_id asked for");
        scrubber
            .needles
            .add(&exchange.listed.job_id, "the job_id asked for");
        scrubber.collect(&exchange.reply);
    }
    let source = format!(
        "recorded on {}, environment {}",
        SystemClock
            .now()
            .to_rfc3339_millis()
            .split('T')
            .next()
            .unwrap_or_default(),
        account.server.environment().as_str()
    );
    let mut cases = Vec::new();
    for exchange in exchanges {
        cases.push((
            exchange.listed.case.as_str(),
            files(scrubber, exchange, &source)?,
        ));
    }
    let signature = test_account::sign(test_account::SENT_AT)?;
    let answer_signature = test_account::sign(test_account::ANSWERED_AT)?;
    let own = [SHOWS, &source, &signature, &answer_signature];
    let known = Known::new(own.into_iter().chain(scrubber.invented()));
    for (name, files) in &cases {
        if let Some(origin) = leftover::survivor(&scrubber.needles, &known, name, files) {
            return Err(Failure::new(format!(
                "nothing was written: the value of {origin} is still found in the scrubbed exchange or its name"
            )));
        }
    }
    Ok(cases)
}

fn files(
    scrubber: &mut Scrubber,
    exchange: &Exchange,
    source: &str,
) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let listed = &exchange.listed;
    let request = RequestMeta {
        user_id: scrubber.text(&listed.user_id),
        job_id: scrubber.text(&listed.job_id),
        job_type: listed.job_type,
        history: listed.history,
        image_links: listed.image_links,
        sent_at: test_account::SENT_AT.to_owned(),
    };
    let request_json = request_bytes(&request)?;
    let response_json = scrubber.scrub(&exchange.reply)?.pretty().into_bytes();
    let meta = Meta {
        shows: SHOWS.to_owned(),
        provenance: Provenance::Recorded,
        source: source.to_owned(),
        request: Some(Asked::JobStatus(request)),
        response: Some(ResponseMeta {
            status: exchange.status,
            content_type: "application/json".to_owned(),
        }),
    };
    Ok(vec![
        ("request.json", request_json),
        ("response.json", response_json),
        ("meta.toml", meta.to_toml().into_bytes()),
    ])
}
