//! Over arbitrary answers of greenID: *verified* comes only from the listed outcomes, and nothing beside them raises it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
#![cfg(feature = "greenid")]

use kyc_facade::greenid::{Policy, Provenance, decide_verification_result};
use kyc_model::{
    Sensitive,
    greenid::{
        CheckState, DataInfo, DocumentRecord, FieldStatus, Mode, OverallOutcome, PostOfficeData,
        RichCheckResult, RichFieldResult, RichVerificationResult,
    },
    outcome::{Decision, Finality, GreenidReference, SignatureState, Source, VerificationOutcome},
};
use proptest::prelude::*;

fn open<T: Clone + core::fmt::Debug + for<'a> From<&'a str> + 'static>(
    known: &'static [T],
) -> impl Strategy<Value = Option<T>> {
    prop_oneof![
        8 => prop::sample::select(known).prop_map(Some),
        1 => prop::sample::select(vec!["", " ", "verified", "SOMETHING_NEW"])
            .prop_map(|text| Some(T::from(text))),
        1 => Just(None),
    ]
}

fn text(texts: &[&'static str]) -> impl Strategy<Value = Option<Sensitive<String>>> + use<> {
    prop::option::weighted(
        0.9,
        prop::sample::select(texts.to_vec()).prop_map(Sensitive::from),
    )
}

fn field() -> impl Strategy<Value = RichFieldResult> {
    let names = [
        "givenName",
        "surname",
        "dob",
        "streetName",
        "suburb",
        "postcode",
        "odd",
    ];
    (
        text(&names),
        open(FieldStatus::KNOWN),
        text(&["Invented", ""]),
        open(DataInfo::KNOWN),
    )
        .prop_map(|(name, status, difference, info)| {
            let mut field = RichFieldResult::default();
            field.name = name;
            field.status = status;
            field.data_difference = difference;
            field.data_info = info;
            field
        })
}

fn document() -> impl Strategy<Value = DocumentRecord> {
    let flag = || text(&["Y", "X", " ", "N", "y"]);
    (flag(), flag(), flag(), flag()).prop_map(|(name, birth, address, photo)| {
        let mut record = DocumentRecord::default();
        record.name_matches_form = name;
        record.date_of_birth_matches_form = birth;
        record.residential_address_matches_form = address;
        record.photo_match = photo;
        record
    })
}

fn check() -> impl Strategy<Value = RichCheckResult> {
    let names = [
        "AEC",
        "dnb",
        "nswregodvs",
        "docupload",
        "PostOffice",
        "CustomerList",
        "xyzrego",
    ];
    let visit = prop::option::weighted(0.2, prop::collection::vec(document(), 0..3));
    (
        text(&names),
        open(CheckState::KNOWN),
        open(Mode::KNOWN),
        prop::collection::vec(field(), 0..4),
        visit,
    )
        .prop_map(|(name, state, mode, fields, visit)| {
            let mut check = RichCheckResult::default();
            check.name = name;
            check.state = state;
            check.mode = mode;
            check.field_results = fields;
            check.post_office_data = visit.map(|records| {
                let mut data = PostOfficeData::default();
                data.records = records;
                Box::new(data)
            });
            check
        })
}

fn result() -> impl Strategy<Value = RichVerificationResult> {
    (
        text(&["u-1"]),
        open(OverallOutcome::KNOWN),
        open(Mode::KNOWN),
        text(&["2025-01-02T03:04:05Z", "yesterday", ""]),
        prop::collection::vec(check(), 0..4),
        0..2_u64,
    )
        .prop_map(|(user_id, outcome, mode, date, checks, nil)| {
            let mut result = RichVerificationResult::default();
            result.user_id = user_id;
            result.outcome = outcome;
            result.mode = mode;
            result.date_verified = date;
            result.individual_results = checks;
            result.nil_entries = nil;
            result
        })
}

fn policy() -> impl Strategy<Value = Policy> {
    (prop::option::of(Just("AEC".to_owned())), any::<bool>()).prop_map(|(required, admin)| {
        let mut policy = Policy::default();
        policy.required_checks = required.into_iter().collect();
        policy.admin_override_needs_review = admin;
        policy
    })
}

fn provenance() -> impl Strategy<Value = Provenance> {
    prop::sample::select(Source::ALL).prop_map(|source| {
        let mut provenance = Provenance::saved(SignatureState::NotDue);
        provenance.source = source;
        provenance.asked = Some(GreenidReference::new("u-1"));
        provenance
    })
}

fn decide(
    result: &RichVerificationResult,
    policy: &Policy,
    provenance: &Provenance,
) -> VerificationOutcome {
    decide_verification_result(result, policy, provenance).unwrap()
}

fn is_clean(result: &RichVerificationResult) -> bool {
    result
        .individual_results
        .iter()
        .all(|check| match &check.state {
            Some(CheckState::FoundOnList | CheckState::MatchReviewRequired) => false,
            Some(CheckState::Unknown(text)) => text.is_empty(),
            _ => true,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8_000, ..ProptestConfig::default() })]

    #[test]
    fn verified_comes_only_from_the_listed_outcomes(
        result in result(),
        policy in policy(),
        provenance in provenance(),
    ) {
        let outcome = decide(&result, &policy, &provenance);
        if outcome.decision() == Decision::Verified {
            prop_assert!(matches!(
                result.outcome,
                Some(
                    OverallOutcome::Verified
                        | OverallOutcome::VerifiedAdmin
                        | OverallOutcome::VerifiedWithChanges
                )
            ));
            prop_assert!(result.user_id.is_some());
            prop_assert!(is_clean(&result));
            prop_assert_eq!(outcome.finality(), Finality::Final);
            prop_assert_ne!(provenance.source, Source::Unverified);
        }
        let json = serde_json::to_string(&outcome).unwrap();
        prop_assert_eq!(serde_json::from_str::<VerificationOutcome>(&json).unwrap(), outcome);
    }

    #[test]
    fn a_policy_only_lowers(result in result(), policy in policy(), provenance in provenance()) {
        let with = decide(&result, &policy, &provenance);
        let without = decide(&result, &Policy::default(), &provenance);
        if with.decision() != without.decision() {
            prop_assert_eq!(without.decision(), Decision::Verified);
            prop_assert_eq!(with.decision(), Decision::NeedsReview);
        }
    }

    #[test]
    fn no_check_raises_a_decision(result in result(), provenance in provenance(), extra in check()) {
        let before = decide(&result, &Policy::default(), &provenance);
        let mut more = result;
        more.individual_results.push(extra);
        let after = decide(&more, &Policy::default(), &provenance);
        // The one check that may: the support that an approval needs (G4).
        if after.decision() == Decision::Verified && before.decision() != Decision::Verified {
            prop_assert_eq!(before.decided_by(), "G4");
        }
    }
}
