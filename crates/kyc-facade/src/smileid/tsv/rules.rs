use kyc_model::{
    Lenient,
    outcome::{Decision, SmileReference, Source, VerificationOutcome, Weight},
    smileid::{
        Antifraud, AntifraudSummary, CompanyInformation, JobStatus, JobType, SmileSecure,
        SuspectUser,
    },
};

use super::{asked, assert_is, complete, decide, lines, result, with_actions};
use crate::smileid::decide::decide_job_status;

fn decided(id: &str, status: &JobStatus) -> VerificationOutcome {
    let outcome = decide(status);
    assert_eq!(outcome.decided_by(), id);
    outcome
}

fn fraud_detected() -> Antifraud {
    let mut summary = AntifraudSummary::default();
    summary.fraud_detected = Some(Lenient::Value(true));
    let mut antifraud = Antifraud::default();
    antifraud.summary = Some(Lenient::Value(summary));
    antifraud
}

fn suspect_users() -> Antifraud {
    let mut secure = SmileSecure::default();
    secure.suspect_users = Some(Lenient::Value(vec![SuspectUser::default()]));
    let mut antifraud = Antifraud::default();
    antifraud.smile_secure = Some(Lenient::Value(secure));
    antifraud
}

/// Approvals that an overlay must stop, each with the job type that the table names.
fn stopped_by(id: &str) -> Vec<JobStatus> {
    let mut approval = result(1, "0810");
    match id {
        "S1" => [fraud_detected(), suspect_users()]
            .into_iter()
            .map(|antifraud| {
                let mut approval = approval.clone();
                approval.antifraud = Some(Box::new(antifraud));
                complete(approval, true)
            })
            .collect(),
        "S2" => {
            let machine = ["Failed", "Rejected", "Not Verified", "No Match"].map(|value| {
                with_actions(result(1, "0810"), &[("Selfie_To_ID_Card_Compare", value)])
            });
            let twin_failed = with_actions(
                result(6, "0810"),
                &[
                    ("Document_Check", "Failed"),
                    ("Human_Review_Document_Check", "Failed"),
                ],
            );
            let basic = with_actions(result(5, "1020"), &[("DOB", "No Match")]);
            machine
                .into_iter()
                .chain([twin_failed, basic])
                .map(|result| complete(result, true))
                .collect()
        }
        "S3" => {
            approval.id_fields.is_alive = Some(Lenient::Value(false));
            vec![complete(approval, true)]
        }
        "S4" => {
            let mut company = CompanyInformation::default();
            company.status = Some(Lenient::Value("Dissolved".into()));
            let mut found = result(7, "1012");
            found.company_information = Some(Box::new(company));
            vec![complete(found, true)]
        }
        "S5" => {
            let mut counted = result(10, "1031");
            counted.aml.no_of_persons_found = Some(Lenient::Value(1));
            let mut named = result(10, "1031");
            named.aml.people = Some(Lenient::Value(vec![Default::default()]));
            vec![complete(counted, true), complete(named, true)]
        }
        "S6" => {
            if let Some(params) = &mut approval.partner_params {
                params.sandbox_result = Some(Lenient::Value("0".into()));
            }
            vec![complete(approval, true)]
        }
        other => panic!("overlay {other} is in the table and in no test"),
    }
}

#[test]
fn every_overlay_stops_an_approval() {
    let lines = lines("overlay");
    let ids: Vec<&str> = lines.iter().map(|line| line.id).collect();
    assert_eq!(
        ids,
        ["S1", "S2", "S3", "S4", "S5", "S6"],
        "overlays of the code"
    );
    for line in &lines {
        assert_eq!(line.class, "A", "{}", line.name());
        for status in stopped_by(line.id) {
            assert_is(line, &decided(line.id, &status));
        }
    }
}

#[test]
fn overlays_leave_alone_what_they_do_not_name() {
    let passed_twin = with_actions(
        result(6, "0810"),
        &[
            ("Document_Check", "Failed"),
            ("Human_Review_Document_Check", "Passed"),
        ],
    );
    let sent_on = with_actions(
        result(6, "0810"),
        &[
            ("Document_Check", "Sent to Human Review"),
            ("Human_Review_Document_Check", "Passed"),
        ],
    );
    let side_effect = with_actions(
        result(1, "0810"),
        &[("Update_Registered_Selfie_On_File", "Failed")],
    );
    let detail_elsewhere = with_actions(result(5, "1012"), &[("DOB", "No Match")]);
    let mut active = result(7, "1012");
    let mut company = CompanyInformation::default();
    company.status = Some(Lenient::Value("Active".into()));
    active.company_information = Some(Box::new(company));
    let mut nobody_listed = result(10, "1031");
    nobody_listed.aml.no_of_persons_found = Some(Lenient::Value(0));
    for approval in [
        passed_twin,
        sent_on,
        side_effect,
        detail_elsewhere,
        active,
        nobody_listed,
    ] {
        let outcome = decide(&complete(approval, true));
        assert_eq!(outcome.decision(), Decision::Verified);
    }
}

#[test]
fn the_first_overlay_decides_and_the_others_alert() {
    let mut approval = with_actions(result(1, "0810"), &[("Verify_ID_Number", "Not Verified")]);
    approval.antifraud = Some(Box::new(fraud_detected()));
    approval.id_fields.is_alive = Some(Lenient::Value(false));
    let outcome = decided("S1", &complete(approval, true));
    let alerts: Vec<_> = outcome
        .reasons()
        .iter()
        .filter(|reason| reason.weight == Weight::Alert)
        .map(|reason| reason.rule.as_deref().unwrap())
        .collect();
    assert_eq!(alerts, ["S2", "S3"]);
    let former = outcome
        .reasons()
        .iter()
        .find(|reason| reason.rule.as_deref() == Some("smileid/1/0810"));
    assert_eq!(former.unwrap().weight, Weight::Advisory);
}

#[test]
fn what_history_lowers_keeps_the_overlays_as_alerts() {
    for (code, rule) in [("1013", "H2"), ("1212", "H1")] {
        let mut signalled = result(1, "0810");
        signalled.antifraud = Some(Box::new(fraud_detected()));
        signalled.id_fields.is_alive = Some(Lenient::Value(false));
        let mut status = complete(signalled, true);
        status.history = Some(vec![result(1, code)]);
        let outcome = decided(rule, &status);
        let alerts: Vec<_> = outcome
            .reasons()
            .iter()
            .filter(|reason| reason.weight == Weight::Alert)
            .map(|reason| (reason.rule.as_deref().unwrap(), reason.category.as_str()))
            .collect();
        assert_eq!(
            alerts,
            [("S1", "fraud_signal"), ("S3", "subject_deceased")],
            "{rule}"
        );
        assert!(outcome.established().is_empty(), "{rule}");
    }
}

#[test]
fn history_of_the_same_job_lowers_as_the_table_says() {
    let lines = lines("lower");
    let ids: Vec<&str> = lines.iter().map(|line| line.id).collect();
    assert_eq!(ids, ["H1", "H2", "H3"], "lowering rules of the code");
    for line in &lines {
        let cases: Vec<(&str, bool, Vec<&str>)> = match line.id {
            "H1" => vec![
                ("0810", true, vec!["1212"]),
                ("0810", true, vec!["1213"]),
                ("1210", true, vec!["1012", "1211"]),
            ],
            "H2" => vec![
                ("0810", true, vec!["1013"]),
                ("0810", true, vec!["1022"]),
                ("1210", true, vec!["1023"]),
            ],
            "H3" => vec![("0812", true, vec!["1210"]), ("0815", false, vec!["1211"])],
            other => panic!("rule {other} is in the table and in no test"),
        };
        for (code, success, history) in cases {
            let mut status = complete(result(1, code), success);
            status.history = Some(history.iter().map(|code| result(1, code)).collect());
            assert_is(line, &decided(line.id, &status));
        }
    }
}

#[test]
fn history_of_another_job_lowers_nothing() {
    type Change = fn(&mut kyc_model::smileid::JobResult);
    let changes: [Change; 4] = [
        |entry| entry.partner_params.as_mut().unwrap().job_id = Some("j-2".into()),
        |entry| entry.partner_params.as_mut().unwrap().user_id = Some("u-2".into()),
        |entry| {
            entry.partner_params.as_mut().unwrap().job_type =
                Some(Lenient::Value(JobType::EnhancedDocumentVerification));
        },
        |entry| entry.smile_job_id = Some("0000000002".into()),
    ];
    for change in changes {
        let mut approval = result(1, "0810");
        approval.smile_job_id = Some("0000000001".into());
        let mut entries = vec![result(1, "1212"), result(1, "1013")];
        entries.iter_mut().for_each(change);
        let mut status = complete(approval, true);
        status.history = Some(entries);
        assert_eq!(decide(&status).decision(), Decision::Verified);
    }
}

#[test]
fn the_precedence_rules_decide_as_the_table_says() {
    let lines = lines("rule");
    let ids: Vec<&str> = lines.iter().map(|line| line.id).collect();
    assert_eq!(ids, ["P3a", "P3b", "P4"], "precedence rules of the code");
    for line in &lines {
        let mut approval = result(1, "0810");
        let mut provenance = asked();
        match line.id {
            "P3a" => approval.partner_params.as_mut().unwrap().job_id = None,
            "P3b" => {
                let reference =
                    SmileReference::new("u-1", "j-1").with_job_type(JobType::DocumentVerification);
                provenance.asked = Some(reference);
            }
            "P4" => provenance.source = Source::Unverified,
            other => panic!("rule {other} is in the table and in no test"),
        }
        let outcome = decide_job_status(&complete(approval, true), &provenance).unwrap();
        assert_eq!(outcome.decided_by(), line.id);
        assert_is(line, &outcome);
        let row = outcome
            .reasons()
            .iter()
            .find(|reason| reason.rule.as_deref() == Some("smileid/1/0810"));
        assert_eq!(row.unwrap().weight, Weight::Advisory, "{}", line.name());
    }
}

#[test]
fn every_entry_of_the_other_half_can_stop_the_approval() {
    let mut look_up = result(1, "1012");
    look_up.is_final_result = Some(Lenient::Value(true));
    let clean = with_actions(
        result(1, "0810"),
        &[("Selfie_To_ID_Authority_Compare", "Completed")],
    );
    let mut fraudulent = clean.clone();
    fraudulent.antifraud = Some(Box::new(fraud_detected()));
    for history in [
        vec![clean.clone(), fraudulent.clone()],
        vec![fraudulent.clone(), clean.clone()],
    ] {
        let mut status = complete(look_up.clone(), true);
        status.history = Some(history);
        decided("S1", &status);
        status.history = Some(vec![clean.clone(), clean.clone()]);
        decided("L6", &status);
    }
}
