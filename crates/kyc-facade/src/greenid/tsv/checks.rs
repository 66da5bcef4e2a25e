//! 3.2, 3.4 and 3.5: modes, states, sources, field results, evidence.

use super::*;
use crate::greenid::{checks, sources};

#[test]
fn every_mode_is_read_as_the_table_says() {
    let lines = lines("mode");
    for line in &lines {
        let mode = match line.id {
            "mode/none" => None,
            "mode/other" => Some(Mode::from("SOMEHOW")),
            _ => Some(Mode::from(line.key)),
        };
        let (performed_by, category) = checks::mode(mode.as_ref());
        let expected = line.extra("performed_by").map(|by| match by {
            "unknown" => PerformedBy::Unspecified,
            by => PerformedBy::from(by),
        });
        assert_eq!(Some(performed_by), expected, "{}", line.name());
        assert_eq!(
            category.as_ref().map(|category| category.as_str()),
            line.extra("advisory"),
            "{}",
            line.name()
        );
        let mut verified = result("VERIFIED", vec![check("AEC", "VERIFIED")]);
        verified.mode = mode;
        let outcome = decide(&verified);
        assert_eq!(outcome.decision(), Decision::Verified, "{}", line.name());
        assert_eq!(
            outcome.established().is_empty(),
            line.extra("established") == Some("empty"),
            "{}",
            line.name()
        );
    }
    for mode in Mode::KNOWN {
        let id = format!("mode/{}", mode.as_str());
        assert!(lines.iter().any(|line| line.id == id), "{id}");
    }
}

#[test]
fn every_state_is_read_as_the_table_says() {
    let lines = lines("state");
    for line in &lines {
        let states: Vec<Option<CheckState>> = match line.id {
            "state/absent" => vec![None, Some(CheckState::from(""))],
            "state/other" => vec![Some(CheckState::from("MAYBE"))],
            _ => vec![Some(CheckState::from(line.key))],
        };
        for state in states {
            let name = line.name();
            let state = state.as_ref();
            assert_eq!(
                Some(sources::result(state).as_str()),
                line.extra("result"),
                "{name}"
            );
            let category = sources::category(Some("CustomerList"), state);
            let expected = (line.category != "-").then(|| line.category());
            assert_eq!(category, expected, "{name}");
            let on_known = sources::category(Some("AEC"), state);
            let expected = match line.extra("on_known") {
                Some(category) => Some(ReasonCategory::from(category)),
                None => expected,
            };
            assert_eq!(on_known, expected, "{name}, known source");
            let kind = sources::kind(Some("CustomerList"), state);
            let is_list = line.extra("kind") == Some("watchlist");
            assert_eq!(kind == CheckKind::Watchlist, is_list, "{name}");
            let mut one = check("AEC", "");
            one.state = state.cloned();
            let admin = checks::check(&one, true).performed_by == PerformedBy::Admin;
            assert_eq!(admin, line.extra("performed_by") == Some("admin"), "{name}");
        }
    }
    for state in CheckState::KNOWN {
        assert!(
            lines.iter().any(|line| line.key == state.as_str()),
            "state/{} is in the code and not in the table",
            state.as_str()
        );
    }
}

#[test]
fn every_source_is_known_as_the_table_says() {
    let names: Vec<String> = [
        "aec",
        "vicec",
        "passportdvs",
        "nzpassport",
        "visa",
        "visadvs",
        "immicarddvs",
        "birthcertificatedvs",
        "marriagecertificatedvs",
        "changeofnamecertificatedvs",
        "citizenshipcertificatedvs",
        "nzcitizenship",
        "medicaredvs",
        "medibank",
        "centrelinkdvs",
        "dnb",
        "docupload",
        "postoffice",
        "*rego",
        "*regodvs",
        "*rego_old",
    ]
    .map(str::to_owned)
    .into();
    let lines = lines("source");
    for line in lines.iter().filter(|line| line.key != "*") {
        assert_eq!(line.id, format!("source/{}", line.key), "{}", line.name());
        assert!(
            names.contains(&line.key.to_owned()),
            "{}: not in the code",
            line.name()
        );
        for state in ["nsw", "VIC", "tas"] {
            let name = line.key.replace('*', state);
            let source = sources::named(&name);
            let source = source.unwrap_or_else(|| panic!("{}: {name}", line.name()));
            assert_eq!(
                Some(source.kind.as_str()),
                line.extra("kind"),
                "{}",
                line.name()
            );
            let known = if source.known { "yes" } else { "no" };
            assert_eq!(Some(known), line.extra("known"), "{}", line.name());
        }
    }
    for name in names {
        assert!(
            lines.iter().any(|line| line.key == name),
            "source/{name} is in the code and not in the table"
        );
    }
    for invented in ["xyzrego", "rego", "regodvs", "sanctionsrego", "aec2", ""] {
        assert_eq!(sources::named(invented), None, "{invented}");
    }
    for line in lines.iter().filter(|line| line.key == "*") {
        let state = if line.id == "source/other" {
            "VERIFIED"
        } else {
            "FOUND_ON_LIST"
        };
        let kind = sources::kind(Some("CustomerList"), Some(&CheckState::from(state)));
        assert_eq!(Some(kind.as_str()), line.extra("kind"), "{}", line.name());
        assert_eq!(line.extra("known"), Some("no"), "{}", line.name());
    }
}

#[test]
fn every_field_status_is_read_as_the_table_says() {
    let lines = lines("field_status");
    for line in &lines {
        let statuses: Vec<Option<FieldStatus>> = match line.id {
            "status/absent" => vec![None, Some(FieldStatus::from(""))],
            "status/other" => vec![Some(FieldStatus::from("SEEN"))],
            _ => vec![Some(FieldStatus::from(line.key))],
        };
        for status in statuses {
            for (difference, column) in [
                (None, "no_difference"),
                (Some(""), "no_difference"),
                (Some("Invented"), "difference"),
            ] {
                let mut field = RichFieldResult::default();
                field.status = status.clone();
                field.data = Some("Zanele".into());
                field.data_difference = difference.map(Into::into);
                let read = checks::field(&field, true);
                assert_eq!(
                    Some(read.result.as_str()),
                    line.extra(column),
                    "{}",
                    line.name()
                );
                let odd = checks::is_odd(&field);
                let expected = column == "difference" && line.extra("advisory").is_some();
                assert_eq!(odd, expected, "{}, {column}", line.name());
            }
        }
    }
    for status in FieldStatus::KNOWN {
        let id = format!("status/{}", status.as_str());
        assert!(lines.iter().any(|line| line.id == id), "{id}");
    }
}

#[test]
fn a_field_is_evidence_where_the_table_says() {
    let lines = lines("evidence");
    let mut seen = 0;
    for line in &lines {
        let Some(matched) = line.when.strip_prefix("field=") else {
            continue;
        };
        let state = match line.key {
            "absent" | "-" => None,
            "other" | "*" => Some(CheckState::from("MAYBE")),
            text => Some(CheckState::from(text)),
        };
        let evidence = checks::is_evidence(state.as_ref(), &FieldMatch::from(matched));
        let expected = if evidence { "yes" } else { "no" };
        assert_eq!(line.extra("evidence"), Some(expected), "{}", line.name());
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn previous_addresses_and_checks_made_outside_are_no_evidence() {
    let field = |name: &str, info: &str| {
        let mut field = RichFieldResult::default();
        field.name = Some(name.into());
        field.status = Some(FieldStatus::Confirmed);
        field.data = Some("Invented".into());
        field.data_info = Some(info.into());
        field
    };
    let with = |info: &str, mode: Option<Mode>| {
        let mut source = check("AEC", "VERIFIED");
        source.mode = mode;
        source.field_results = ["givenName", "surname", "streetName", "suburb"]
            .map(|name| field(name, info))
            .into();
        decide(&result("VERIFIED", vec![source]))
            .established()
            .to_vec()
    };
    assert_eq!(
        with("currentAddress", None),
        [
            Established::IdRecord,
            Established::IdDataMatch,
            Established::Address
        ]
    );
    assert_eq!(with("previousAddress", None), [Established::IdRecord]);
    assert!(with("currentAddress", Some(Mode::External)).is_empty());
    for id in ["evidence/previousAddress", "evidence/mode/EXTERNAL"] {
        let lines = lines("evidence");
        let line = lines.iter().find(|line| line.id == id);
        let line = line.unwrap_or_else(|| panic!("{id} is in the code and not in the table"));
        assert_eq!(line.extra("evidence"), Some("no"), "{}", line.name());
    }
}

#[test]
fn fields_carry_claims_and_both_values() {
    let mut changed = RichFieldResult::default();
    changed.name = Some("surname".into());
    changed.status = Some(FieldStatus::Changed);
    changed.data = Some("Inventd".into());
    changed.data_difference = Some("Invented".into());
    let field = checks::field(&changed, true);
    assert_eq!(field.claim, Some(Claim::FamilyName));
    assert_eq!(field.submitted, Some("Inventd".into()));
    assert_eq!(field.verified, Some("Invented".into()));
    assert_eq!(checks::claim("somethingNew"), None);
    assert_eq!(decide::row(None).id, "greenid/absent");
}

#[test]
fn every_documented_field_has_its_claim_in_any_letter_case() {
    for (claim, names) in [
        (Claim::GivenName, &["givenName"][..]),
        (Claim::MiddleName, &["middleNames", "middleName"]),
        (Claim::FamilyName, &["surname"]),
        (Claim::Birthdate, &["dob"]),
        (Claim::Email, &["email"]),
        (
            Claim::PhoneNumber,
            &["homePhone", "workPhone", "mobile", "mobilePhone"],
        ),
        (Claim::Gender, &["gender"]),
        (
            Claim::StreetAddress,
            &[
                "propertyName",
                "flatNumber",
                "streetNumber",
                "streetName",
                "streetType",
            ],
        ),
        (Claim::Locality, &["suburb"]),
        (Claim::Region, &["state"]),
        (Claim::PostalCode, &["postcode"]),
        (Claim::Country, &["country"]),
    ] {
        for name in names {
            let found = [name.to_string(), name.to_uppercase()].map(|name| checks::claim(&name));
            assert_eq!(found, [Some(claim.clone()), Some(claim.clone())], "{name}");
        }
    }
}
