//! `kyc report`: a case file as one HTML page.

mod case;
mod cell;
mod destination;
mod grid;
mod page;
mod post_office;
mod provenance;
mod sections;

use std::{io::Write, path::Path, sync::Arc};

use kyc_model::{Timestamp, outcome::VerificationOutcome};
use serde::de::IgnoredAny;

use crate::{
    args::ReportArgs,
    failure::Failure,
    input::{Place, Record, Records, check_standard_input},
    status,
};
use destination::Destination;
use page::Page;

/// Reads every outcome, writes the page, and returns the exit status. `now` is when the page was made.
///
/// # Errors
/// When there is no outcome, or the page cannot be written. A record that fails is reported, and then there is no page.
pub(crate) fn run(
    args: &ReportArgs,
    now: Timestamp,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<u8, Failure> {
    check_standard_input(&args.files)?;
    let destination = Destination::new(args.out.as_deref(), args.force)?;
    let mut outcomes = Vec::new();
    let mut failed = 0_usize;
    for file in &args.files {
        let name = Place::file(file);
        for record in records(file) {
            let place = Place {
                file: Arc::clone(&name),
                at: record.at,
            };
            match outcome(record) {
                Ok(outcome) => outcomes.push(outcome),
                Err(failure) => {
                    failed = failed.saturating_add(1);
                    let _ = err.write_all(place.complaint(&failure).as_bytes());
                }
            }
        }
    }
    if failed > 0 {
        let read = failed.saturating_add(outcomes.len());
        return Err(Failure::NoPage(format!(
            "{failed} of {read} records failed"
        )));
    }
    if outcomes.is_empty() {
        return Err(Failure::NoPage("there is no record".to_owned()));
    }
    destination.write(&Page::new(&outcomes, now, args.mask), out)?;
    Ok(status::DONE)
}

/// The records of a file. One that cannot be opened or told apart is one failed record.
fn records(file: &Path) -> Box<dyn Iterator<Item = Record>> {
    match Records::open(file, &Arc::default()) {
        Ok(records) => Box::new(records),
        Err(error) => Box::new(core::iter::once(Record::failed(Failure::Read(error)))),
    }
}

fn outcome(record: Record) -> Result<VerificationOutcome, Failure> {
    let bytes = record.bytes?;
    // An outcome's own error says only that a member is missing, and serde_json's on any JSON quotes nothing.
    serde_json::from_slice::<IgnoredAny>(&bytes)
        .and_then(|_| serde_json::from_slice(&bytes))
        .map_err(Failure::NotAnOutcome)
}

#[cfg(test)]
mod tests {
    use askama::Template as _;

    use super::*;

    fn page(outcomes: &[VerificationOutcome], mask: bool) -> String {
        let now = "2026-01-03T04:05:06.789Z".parse().unwrap();
        Page::new(outcomes, now, mask).render().unwrap()
    }

    fn small() -> VerificationOutcome {
        serde_json::from_value(serde_json::json!({
            "provider": "greenid",
            "product": "greenid_rule",
            "reference": { "provider": "greenid", "version": 1, "user_id": "user-<1>" },
            "decision": "verified",
            "finality": "final",
            "decided_by": "greenid/VERIFIED",
            "table_version": "greenid-2026-11-21",
            "remedy": "none",
            "established": ["id_data_match"],
            "reasons": [
                { "category": "invented & new", "weight": "alert", "text": "look \"here\"" },
                { "category": "exact_match", "weight": "decisive", "code": "VERIFIED" }
            ],
            "source": "asked",
            "signature": "not_due",
            "environment": "production",
            "checks": [
                {
                    "kind": "document", "name": "Australian Passport", "result": "passed",
                    "performed_by": "post_office",
                    "fields": [
                        { "name": "nameMatchesForm", "result": "match", "source_checked": true },
                        { "name": "photoMatch", "result": "not_available", "source_checked": true }
                    ]
                },
                {
                    "kind": "electoral_roll", "name": "AEC", "result": "passed",
                    "performed_by": "machine", "at": "2026-01-02T03:04:05Z", "score": 97.5,
                    "fields": [{
                        "name": "givenName", "claim": "given_name", "result": "changed",
                        "submitted": "Tilda\u{202e}", "verified": "Matilda", "source_checked": false
                    }]
                }
            ],
            "evidence": [
                {
                    "kind": "document", "name": "Australian Passport", "country": "AUSTRALIA",
                    "number_masked": "****0001"
                },
                {
                    "kind": "payload_hash",
                    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
                }
            ],
            "decided_at": "2026-01-02T03:04:05Z",
            "retrieved_at": "2026-01-03T04:05:06Z",
            "raw": {
                "media_type": "text/xml",
                "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "text": "abc"
            }
        }))
        .unwrap()
    }

    /// The page without its style, which stands in a file of its own.
    fn body(page: &str) -> &str {
        page.split_once("</style>").unwrap().1
    }

    #[test]
    fn the_page_of_a_small_outcome() {
        let made_by = concat!("kyc ", env!("CARGO_PKG_VERSION"));
        let page = page(&[small()], false);
        insta::assert_snapshot!(body(&page).replace(made_by, "kyc (version)"));
    }

    #[test]
    fn masked_it_holds_no_personal_value() {
        let open = page(&[small(), small()], false);
        let masked = page(&[small(), small()], true);
        for personal in ["user-&#60;1&#62;", "Tilda", "Matilda", "****0001"] {
            assert!(open.contains(personal), "{personal}");
            assert!(!masked.contains(personal), "{personal}");
        }
        assert!(masked.contains("Personal values are hidden."));
        assert!(!open.contains("(hidden)"));
        assert!(body(&masked).contains("AUSTRALIA"));
    }

    #[test]
    fn headings_follow_in_order_and_no_id_stands_twice() {
        let page = page(&[small(), small()], false);
        let mut last = 0;
        let mut levels = Vec::new();
        for piece in page.split("<h").skip(1) {
            let Some(level) = piece.chars().next().and_then(|digit| digit.to_digit(10)) else {
                continue;
            };
            assert!(level <= last + 1, "h{level} follows h{last}");
            last = level;
            levels.push(level);
        }
        let of_a_case = [2, 3, 3, 3, 3];
        assert_eq!(levels, [&[1, 2][..], &of_a_case, &of_a_case].concat());

        let ids: Vec<_> = page
            .split(" id=\"")
            .skip(1)
            .map(|rest| rest.split('"').next())
            .collect();
        let different: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), different.len());
        for name in page.split("aria-labelledby=\"").skip(1) {
            assert!(ids.contains(&name.split('"').next()), "{name}");
        }
        assert!(page.contains(r##"<a href="#case-2">"##));
    }

    #[test]
    fn a_kept_payload_is_hashed_anew() {
        let same = "yes, and its SHA-256 is the one that was noted";
        let another = "yes, but its SHA-256 is another";
        assert!(page(&[small()], false).contains(same));

        let mut parts = small().into_parts();
        parts.raw.as_mut().unwrap().text = "abd".into();
        let page_of = |parts| page(&[VerificationOutcome::new(parts).unwrap()], false);
        let changed = page_of(parts.clone());
        assert!(changed.contains(another) && !changed.contains(same));
        // A changed payload with a hash that fits, and the first hash elsewhere.
        let hash = "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9";
        parts.raw.as_mut().unwrap().sha256 = hash.to_owned();
        let changed = page_of(parts.clone());
        assert!(changed.contains(another) && changed.contains(hash));
        parts.raw = None;
        assert!(!page_of(parts).contains("kept payload"));
    }

    #[test]
    fn records_that_are_no_outcomes_are_told_without_their_values() {
        let contradiction = serde_json::to_string(&small()).unwrap();
        let contradiction = contradiction.replace("\"final\"", "\"provisional\"");
        for (text, expected) in [
            ("canary", "no outcome: expected value at line 1 column 1"),
            ("{\"canary\":", "no outcome: EOF while parsing"),
            ("{\"canary\":1}", "a member is missing or has a wrong form"),
            (contradiction.as_str(), "verified needs finality final"),
        ] {
            let record = Record {
                at: None,
                bytes: Ok(text.as_bytes().to_vec()),
            };
            let failure = outcome(record).unwrap_err().to_string();
            assert!(failure.contains(expected), "{failure}");
            assert!(!failure.contains("canary"), "{failure}");
        }
    }
}
