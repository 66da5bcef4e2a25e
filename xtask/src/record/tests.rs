use std::collections::BTreeMap;

use smileid::signature;

use super::{leftover::survivor, *};
use crate::json::{Json, list, object, parse};

fn exchange(reply: Json) -> Exchange {
    Exchange {
        listed: Listed {
            case: "some-case".to_owned(),
            user_id: "real-user-CANARY-01".to_owned(),
            job_id: "real-job-CANARY-02".to_owned(),
            history: true,
            image_links: true,
            job_type: Some(1),
        },
        status: 200,
        reply,
    }
}

fn account() -> Account {
    Account {
        server: "http://127.0.0.1:1/v1".parse().unwrap(),
        credentials: smileid::Credentials::new("9876", smileid::ApiKey::new("CANARY-key-03"))
            .unwrap(),
        key: "CANARY-key-03".to_owned(),
    }
}

type Written = BTreeMap<&'static str, Vec<u8>>;

fn try_scrub(exchange: &Exchange) -> Result<(Written, Vec<String>), Failure> {
    let mut scrubber = Scrubber::default();
    let cases = scrubbed(&mut scrubber, &account(), std::slice::from_ref(exchange))?;
    let (_, files) = cases.into_iter().next().unwrap();
    Ok((
        files.into_iter().collect(),
        scrubber.lost.into_iter().collect(),
    ))
}

fn scrub(reply: Json) -> (Json, String) {
    let (files, _) = try_scrub(&exchange(reply)).unwrap();
    let all: Vec<_> = files
        .values()
        .map(|bytes| String::from_utf8_lossy(bytes))
        .collect();
    (parse(&files["response.json"]).unwrap(), all.join("\n"))
}

/// Replies with a canary in every kind of leaf. Every canary holds `CANARY` or one of the numbers.
fn full_of_canaries() -> Json {
    let result = |code: &str| {
        object! {
            "ConfidenceValue": "97.000000",
            "JSONVersion": "1.0.0",
            "Actions": object! {"Liveness_Check": "Passed", "Register_Selfie": "CANARY-10", "CANARY_KEY": "CANARY-11"},
            "ResultText": "Enroll CANARY-12",
            "IsFinalResult": "true",
            "ResultType": "SAIA",
            "PartnerParams": object! {
                "job_type": "1", "user_id": "real-user-CANARY-01", "job_id": "real-job-CANARY-02",
                "optional_info": object! {"phone": "+27 82 CANARY-13"},
            },
            "Source": "CANARY source",
            "ResultCode": code,
            "SmileJobID": "0000776655",
            "Country": "ZA",
            "IDType": "CANARY_NAME",
            "FullName": "Zané \"CANARY\" Person",
            "DOB": "1990-CANARY-14",
            "IDNumber": Json::Number("8765432109876".to_owned()),
            "IsAlive": true,
            "Photo": "Q0FOQVJZ/CANARY+15==",
            "FullData": object! {
                "CANARY person": "CANARY-16",
                "list": list!["CANARY-17", list!["CANARY-18"], object! {"x": "CANARY-19"}],
                "ResultCode": "7654",
                "Country": "CN",
                "job_success": true,
            },
            "timestamp": "2031-07-08T09:10:11.121Z",
            "signature": "CANARYxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=",
        }
    };
    object! {
        "job_complete": true,
        "job_success": true,
        "code": "2302",
        "result": result("0810"),
        "history": list![result("1012")],
        "image_links": object! {"selfie_image": "https://x.invalid/CANARY-20?sig=CANARY-21"},
        "invented": object! {"phone": Json::Number("27829998877".to_owned()), "ratio": Json::Number("8123.75".to_owned())},
        "error": "no user CANARY-22",
        "signature": "CANARYyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy=",
        "timestamp": "2031-07-08T09:10:12.131Z",
    }
}

#[test]
fn no_canary_survives_and_the_codes_stay() {
    let (reply, all) = scrub(full_of_canaries());
    for canary in [
        "canary",
        "zan",
        "0000776655",
        "8765432109876",
        "27829998877",
        "8123.75",
        "2031-07",
        "9876",
        "7654",
        "\"CN\"",
    ] {
        assert!(
            !all.to_lowercase().contains(&canary.to_lowercase()),
            "{canary}"
        );
    }
    let result = reply.member("result").unwrap();
    for (name, value) in [
        ("ResultCode", "0810"),
        ("IsFinalResult", "true"),
        ("ResultType", "SAIA"),
        ("ConfidenceValue", "97.000000"),
        ("JSONVersion", "1.0.0"),
        ("Country", "ZA"),
    ] {
        assert_eq!(result.member(name).unwrap().text(), Some(value), "{name}");
    }
    let actions = result.member("Actions").unwrap();
    assert_eq!(
        actions.member("Liveness_Check").unwrap().text(),
        Some("Passed")
    );
    assert!(
        actions
            .member("Register_Selfie")
            .unwrap()
            .text()
            .unwrap()
            .starts_with("replaced-text-")
    );
    assert_eq!(result.member("IsAlive"), Some(&Json::Bool(false)));
    assert!(matches!(result.member("IDNumber"), Some(Json::Number(_))));
    let full_data = result.member("FullData").unwrap();
    assert_eq!(full_data.member("job_success"), Some(&Json::Bool(false)));
    assert!(full_data.member("member_1").is_some() || full_data.member("member_2").is_some());
}

#[test]
fn the_same_id_becomes_the_same_text_everywhere() {
    let (files, _) = try_scrub(&exchange(full_of_canaries())).unwrap();
    let request = parse(&files["request.json"]).unwrap();
    let reply = parse(&files["response.json"]).unwrap();
    let meta = Meta::parse(&files["meta.toml"]).unwrap();
    let Some(Asked::JobStatus(meta)) = meta.request else {
        panic!()
    };
    let asked = request.member("user_id").unwrap().text().unwrap();
    assert_eq!(asked, meta.user_id);
    let Some(Json::List(history)) = reply.member("history") else {
        panic!()
    };
    for result in [reply.member("result").unwrap(), &history[0]] {
        let params = result.member("PartnerParams").unwrap();
        assert_eq!(params.member("user_id").unwrap().text(), Some(asked));
        assert_eq!(
            params.member("job_id").unwrap().text(),
            Some(meta.job_id.as_str())
        );
    }
    assert_eq!(request.member("partner_id").unwrap().text(), Some("085"));
}

#[test]
fn every_pair_is_signed_anew() {
    let (files, _) = try_scrub(&exchange(full_of_canaries())).unwrap();
    let reply = parse(&files["response.json"]).unwrap();
    let request = parse(&files["request.json"]).unwrap();
    let credentials = test_account::credentials().unwrap();
    let now = test_account::instant(test_account::SENT_AT).unwrap();
    let Some(Json::List(history)) = reply.member("history") else {
        panic!()
    };
    for place in [
        &request,
        &reply,
        reply.member("result").unwrap(),
        &history[0],
    ] {
        let text = |name| place.member(name).unwrap().text().unwrap();
        signature::verify(&credentials, text("timestamp"), text("signature"), now).unwrap();
    }
}

#[test]
fn a_code_whose_text_is_replaced_elsewhere_goes_too() {
    let reply = object! {"result": object! {"Country": "ZA", "FullName": "ZA", "ResultCode": "0810", "ConfidenceValue": "99"}};
    let (files, lost) = try_scrub(&exchange(reply)).unwrap();
    let reply = parse(&files["response.json"]).unwrap();
    let result = reply.member("result").unwrap();
    assert_eq!(result.member("Country"), result.member("FullName"));
    assert!(!String::from_utf8_lossy(&files["response.json"]).contains("ZA"));
    assert_eq!(result.member("ResultCode").unwrap().text(), Some("0810"));
    assert_eq!(lost, ["result.Country"]);
}

#[test]
fn a_person_called_like_a_word_of_the_protocol_does_not_stop_the_recording() {
    let reply = object! {"result": object! {
        "ResultText": "Exact Match", "FullName": "Passed", "Address": "user",
        "Actions": object! {"Names": "Exact Match", "DOB": "Passed"},
    }};
    let (reply, _) = scrub(reply);
    let result = reply.member("result").unwrap();
    assert_eq!(
        result
            .member("Actions")
            .unwrap()
            .member("Names")
            .unwrap()
            .text(),
        Some("Exact Match")
    );
    for name in ["ResultText", "FullName", "Address"] {
        assert!(
            result
                .member(name)
                .unwrap()
                .text()
                .unwrap()
                .starts_with("replaced-text-")
        );
    }
}

#[test]
fn member_names_that_tell_something_are_replaced() {
    let reply = object! {
        "FullName": "Zanele Person", "Gender": "F", "plain_name": 1, "Zanele": 2, "F": 3, "ZanelePersonData": 4,
        "+27820001122": 5, "": 6, "a name": 7, "PERSON": 8,
    };
    let (reply, all) = scrub(reply);
    let Json::Object(members) = &reply else {
        panic!()
    };
    let names: Vec<_> = members.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "FullName",
        "Gender",
        "plain_name",
        "member_1",
        "member_2",
        "member_3",
        "member_4",
        "member_5",
        "member_6",
        "member_7",
    ];
    assert_eq!(names, expected);
    assert!(!all.contains("2782000"));
}

#[test]
fn null_and_empty_stay_and_types_are_kept() {
    let (reply, _) = scrub(
        object! {"x": Json::Null, "y": "", "z": true, "n": 5, "result": "No zip uploaded yet"},
    );
    assert_eq!(reply.member("x"), Some(&Json::Null));
    assert_eq!(reply.member("y"), Some(&Json::from("")));
    assert_eq!(reply.member("z"), Some(&Json::Bool(false)));
    assert!(matches!(reply.member("n"), Some(Json::Number(n)) if n != "5"));
    assert_eq!(reply.member("result"), Some(&Json::from("replaced-text-3")));
}

#[test]
fn a_value_in_the_case_name_stops_everything_and_only_its_path_is_told() {
    let mut exchange = exchange(object! {"result": object! {"LastName": "canaryson"}});
    exchange.listed.case = "approved-canaryson".to_owned();
    let told = try_scrub(&exchange).err().unwrap().to_string();
    assert!(
        told.contains("result.LastName") && !told.contains("canaryson"),
        "{told}"
    );
}

#[test]
fn the_last_look_finds_what_the_scrubber_would_have_missed() {
    let mut needles = needles::Needles::default();
    needles.add("Zanele Canary", "result.FullName");
    needles.add("ZA", "result.Address");
    needles.add("user", "result.LastName");
    let known = Known::new([SHOWS]);
    let found = |file: &'static str, text: &str| {
        survivor(
            &needles,
            &known,
            "some-case",
            &[(file, text.as_bytes().to_vec())],
        )
    };
    for text in [
        "{\"x\": \"before Zanele Canary behind\"}",
        "{\"x\": \"ZANELE CANARY\"}",
        "{\"x\": \"Zanele\\u0020Canary\"}",
        "{\"x\": \"WmFuZWxlIENhbmFyeQ==\"}",
        "{\"x\": \"zanele%20canary\"}",
        "{\"zanele canary\": 1}",
        "zanele canary, and no JSON",
    ] {
        assert_eq!(
            found("response.json", text),
            Some("result.FullName"),
            "{text}"
        );
    }
    assert_eq!(
        found("meta.toml", "shows = \"Zanele Canary\""),
        Some("result.FullName")
    );
    assert_eq!(
        found("response.json", "{\"Country\": \"ZA\"}"),
        Some("result.Address")
    );
    assert_eq!(
        found("response.json", "{\"za\": 1}"),
        Some("result.Address")
    );
    assert_eq!(
        found("response.json", "{\"x\": \"some user\"}"),
        Some("result.LastName")
    );
    assert_eq!(found("response.json", "{\"user_id\": \"pizza\"}"), None);
}

/// All invented, and full of the words of the protocol: none may stop a recording, and each stays what it is.
#[test]
fn every_synthetic_reply_can_be_recorded() {
    let mut recorded = 0;
    for (path, bytes) in crate::fixtures::all().unwrap() {
        let Some(reply) = parse(&bytes).filter(|_| path.ends_with("response.json")) else {
            continue;
        };
        let code = |reply: &Json| {
            reply
                .member("result")
                .and_then(|r| r.member("ResultCode").cloned())
        };
        let before = code(&reply);
        let (files, lost) = match try_scrub(&exchange(reply)) {
            Ok(done) => done,
            Err(failure) => panic!("{path}: {failure}"),
        };
        let after = parse(&files["response.json"]).unwrap();
        let text = String::from_utf8_lossy(&files["response.json"]).to_lowercase();
        for personal in [
            "zanele",
            "kwabena",
            "made-up",
            "1990-02-03",
            "+2700",
            "invented-user",
            "000000000",
        ] {
            assert!(!text.contains(personal), "{path}: {personal}");
        }
        // Of these some hold a code where no code belongs, so that it must go everywhere.
        if !path.contains("/shape-") {
            assert!(
                lost.iter().all(|path| !path.ends_with("ResultCode")),
                "{path}: {lost:?}"
            );
            let is_code = before
                .as_ref()
                .and_then(Json::text)
                .is_some_and(|c| c.len() == 4);
            assert!(!is_code || code(&after) == before, "{path}");
        }
        recorded += 1;
    }
    assert!(recorded > 250, "{recorded}");
}

#[test]
fn codes_stay_only_in_their_own_place_and_form() {
    use super::allow::{Step, Verdict, judge};
    let at = |path: &str| -> Vec<Step> {
        path.split('.')
            .map(|step| {
                if step == "0" {
                    Step::Index
                } else {
                    Step::Member(step.to_owned())
                }
            })
            .collect()
    };
    for (path, leaf, verdict) in [
        ("job_complete", Json::from(true), Verdict::Word),
        ("job_complete", "yes".into(), Verdict::Replace),
        ("code", "2302".into(), Verdict::Word),
        ("code", 2205.into(), Verdict::Code),
        ("code", "22x5".into(), Verdict::Replace),
        ("result.ResultCode", "0810".into(), Verdict::Code),
        ("history.0.ResultCode", "0810".into(), Verdict::Code),
        ("ResultCode", "0810".into(), Verdict::Code),
        (
            "result.FullData.ResultCode",
            "0810".into(),
            Verdict::Replace,
        ),
        ("history.ResultCode", "0810".into(), Verdict::Code),
        ("history.0.0.ResultCode", "0810".into(), Verdict::Replace),
        ("image_links.0.ResultCode", "0810".into(), Verdict::Replace),
        ("invented.ResultCode", "0810".into(), Verdict::Replace),
        ("result.code", "2302".into(), Verdict::Replace),
        ("result.ResultCode", "08100".into(), Verdict::Replace),
        ("result.ResultCode", "٠٨١٠".into(), Verdict::Replace),
        ("result.ResultText", "Enroll User".into(), Verdict::Replace),
        ("error", "Invalid JSON".into(), Verdict::Replace),
        ("result.Actions.DOB", "Exact Match".into(), Verdict::Word),
        ("result.Actions.DOB", "1990-02-03".into(), Verdict::Replace),
        ("result.Actions.Zanele", "Passed".into(), Verdict::Replace),
        (
            "result.Actions.DOB.Names",
            "Passed".into(),
            Verdict::Replace,
        ),
        ("result.DOB", "Passed".into(), Verdict::Replace),
        ("result.PartnerParams.job_type", "11".into(), Verdict::Word),
        (
            "result.PartnerParams.job_type",
            27829998877.into(),
            Verdict::Replace,
        ),
        (
            "result.PartnerParams.sandbox_result",
            "0".into(),
            Verdict::Replace,
        ),
        ("result.Country", "ZA".into(), Verdict::Code),
        ("result.Country", "za".into(), Verdict::Replace),
        ("result.Country", "South Africa".into(), Verdict::Replace),
        ("result.IDType", "NIN".into(), Verdict::Word),
        ("result.IDType", "OKAFOR".into(), Verdict::Replace),
        ("result.ConfidenceValue", "97.000000".into(), Verdict::Code),
        ("result.ConfidenceValue", "101".into(), Verdict::Replace),
        ("result.JSONVersion", "1.0.0".into(), Verdict::Code),
        ("result.JSONVersion", "1990-02-03".into(), Verdict::Replace),
        ("result.IsAlive", false.into(), Verdict::Replace),
        ("status", "Clear".into(), Verdict::Word),
        ("reason", "document_expired".into(), Verdict::Word),
        ("reason", "Zanele".into(), Verdict::Replace),
    ] {
        assert_eq!(judge(&at(path), &leaf), verdict, "{path} {leaf:?}");
    }
}
