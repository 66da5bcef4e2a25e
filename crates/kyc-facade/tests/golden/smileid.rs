use std::{collections::BTreeSet, env};

use kyc_facade::smileid::{Provenance, decide_job_status, decide_result};
use kyc_model::{
    Lenient, Sensitive,
    outcome::{Environment, SignatureState, SmileReference, Source},
    smileid::{JobResult, JobStatus, JobType, PartnerParams, ResultCode, StatusResult},
};
use serde_json::json;

use crate::{by_provenance, grouped, letter};

type Flag = Option<Lenient<bool>>;

const ORDER: &str = "\
Columns: 16 groups, then one of its own. The groups are job_complete true, false, absent, unreadable, and within each
job_success true, false, absent, unreadable; the four letters of a group are IsFinalResult true, false, absent,
unreadable. The last group is a result without wrapper (callback), by IsFinalResult alone.
Rows: job type, then the letters and below them the codes that share them; `other` is every code without a row in any job type.
";

fn flags() -> [Flag; 4] {
    [
        Some(Lenient::Value(true)),
        Some(Lenient::Value(false)),
        None,
        Some(Lenient::Unreadable(Sensitive::new(json!("yes")))),
    ]
}

/// Every code that the hand-written table has a row for, in whatever job type.
fn listed() -> BTreeSet<String> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/decisions/smileid.tsv"
    );
    let table = std::fs::read_to_string(path).unwrap();
    let codes: BTreeSet<String> = table
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|cells| cells[0] == "row")
        .map(|cells| cells[3].to_owned())
        .filter(|code| code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    assert!(codes.len() > 50, "{} codes", codes.len());
    codes
}

fn result(job_type: &Flagged, code: Option<Lenient<ResultCode>>, is_final: &Flag) -> JobResult {
    let mut params = PartnerParams::default();
    params.user_id = Some(Sensitive::from("u-1"));
    params.job_id = Some(Sensitive::from("j-1"));
    params.job_type = job_type.clone();
    let mut result = JobResult::default();
    result.partner_params = Some(params);
    result.result_code = code;
    result.is_final_result.clone_from(is_final);
    result
}

type Flagged = Option<Lenient<JobType>>;

fn letters(
    job_type: &Flagged,
    code: &Option<Lenient<ResultCode>>,
    provenance: &Provenance,
) -> String {
    let mut letters = String::with_capacity(84);
    let mut status = JobStatus::default();
    for complete in flags() {
        for success in flags() {
            for is_final in flags() {
                status.job_complete.clone_from(&complete);
                status.job_success.clone_from(&success);
                let result = result(job_type, code.clone(), &is_final);
                status.result = Some(StatusResult::Record(Box::new(result)));
                letters.push(letter(decide_job_status(&status, provenance)));
            }
            letters.push(' ');
        }
    }
    for is_final in flags() {
        let result = result(job_type, code.clone(), &is_final);
        letters.push(letter(decide_result(&result, provenance)));
    }
    letters
}

fn table(source: Source, signature: SignatureState, listed: &BTreeSet<String>) -> String {
    let mut provenance = Provenance::saved(signature);
    provenance.source = source;
    provenance.environment = Environment::Production;
    provenance.asked = Some(SmileReference::new("u-1", "j-1"));
    let is_exhaustive = env::var_os("KYC_EXHAUSTIVE").is_some();
    let unlisted = (0..10_000)
        .map(|number| format!("{number:04}"))
        .filter(|code| !listed.contains(code));

    let mut job_types: Vec<(String, Flagged)> = (0..=15)
        .map(|number| {
            (
                number.to_string(),
                Some(Lenient::Value(JobType::from_number(number))),
            )
        })
        .collect();
    job_types.push(("absent".into(), None));
    job_types.push((
        "unreadable".into(),
        Some(Lenient::Unreadable(Sensitive::new(json!("01")))),
    ));

    let mut sections: Vec<(Vec<String>, String)> = Vec::new();
    for (name, job_type) in job_types {
        let of = |code: &str| {
            let code = ResultCode::parse(code).map(Lenient::Value);
            assert!(code.is_some());
            letters(&job_type, &code, &provenance)
        };
        let mut rows: Vec<_> = listed.iter().map(|code| (code.clone(), of(code))).collect();
        let mut others = unlisted.clone();
        let other = of(&others.next().unwrap());
        if is_exhaustive {
            for code in others {
                assert_eq!(of(&code), other, "job type {name}, code {code}");
            }
        }
        rows.push(("other".into(), other));
        let unreadable = Some(Lenient::Unreadable(Sensitive::new(json!(810))));
        rows.push(("absent".into(), letters(&job_type, &None, &provenance)));
        rows.push((
            "unreadable".into(),
            letters(&job_type, &unreadable, &provenance),
        ));
        let lines = grouped(rows);
        match sections.iter_mut().find(|(_, known)| *known == lines) {
            Some((names, _)) => names.push(name),
            None => sections.push((vec![name], lines)),
        }
    }
    sections
        .into_iter()
        .map(|(names, lines)| format!("job type {}\n{lines}", names.join(", ")))
        .collect()
}

#[test]
fn every_decision_over_smile_ids_flags() {
    let listed = listed();
    let text = by_provenance(|source, signature| table(source, signature, &listed));
    // Whoever is not vouched for is verified by nothing.
    let unverified = text
        .split("== ")
        .filter(|section| section.contains("unverified/"));
    assert!(unverified.clone().count() > 0);
    for section in unverified {
        let letters = section.lines().filter(|line| line.starts_with("  "));
        assert!(letters.clone().count() > 0);
        assert!(letters.clone().all(|line| !line.contains('V')));
    }
    insta::assert_snapshot!("smileid", format!("{ORDER}\n{text}"));
}
