//! The suite can fail: each flaw of a provider is seen, by the names in this table, and every case and every check is red
//! for some flaw.

mod provider;

use core::time::Duration;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use kyc_facade::conformance::{Case, Check, Report, Suite};
use provider::{Flaw, Plain};

/// What has to be red, at least.
const RED: &[(Flaw, &[(Case, Check)])] = &[
    (
        Flaw::PendingIsVerified,
        &[
            (Case::Pending, Check::Verified),
            (Case::Pending, Check::Decision),
            (Case::Pending, Check::Finality),
        ],
    ),
    (
        Flaw::RejectedIsVerified,
        &[
            (Case::Rejected, Check::Verified),
            (Case::Rejected, Check::Decision),
        ],
    ),
    (
        Flaw::RejectionIsProvisional,
        &[(Case::Rejected, Check::Finality)],
    ),
    (
        Flaw::UnknownIsVerified,
        &[
            (Case::UnknownValue, Check::Verified),
            (Case::UnknownValue, Check::Decision),
        ],
    ),
    (
        Flaw::UnknownIsRejected,
        &[(Case::UnknownValue, Check::Decision)],
    ),
    (Flaw::UnknownIsAnError, &[(Case::UnknownValue, Check::Kind)]),
    (Flaw::UnknownIsDropped, &[(Case::UnknownValue, Check::Kept)]),
    (
        Flaw::TruncatedIsFine,
        &[
            (Case::Truncated, Check::Verified),
            (Case::Truncated, Check::Kind),
        ],
    ),
    (
        Flaw::TakesTheFirstOfTwo,
        &[
            (Case::TwoAnswers, Check::Verified),
            (Case::TwoAnswers, Check::Kind),
        ],
    ),
    (
        Flaw::ReadsWhateverBytes,
        &[
            (Case::NotUtf8, Check::Verified),
            (Case::NotUtf8, Check::Kind),
        ],
    ),
    (
        Flaw::CallsGarbagePending,
        &[
            (Case::AnotherLanguage, Check::Kind),
            (Case::Nested, Check::Kind),
            (Case::LeakCanary, Check::Kind),
        ],
    ),
    (
        Flaw::KnowsNoLimit,
        &[
            (Case::Oversized, Check::Verified),
            (Case::Oversized, Check::Limit),
        ],
    ),
    (
        Flaw::IgnoresTheStatus,
        &[
            (Case::VerifiedBesideServerError, Check::Verified),
            (Case::ServerError, Check::Kind),
            (Case::TooManyRequests, Check::Kind),
            (Case::Unauthorized, Check::Kind),
        ],
    ),
    (
        Flaw::NeverRetries,
        &[
            (Case::ServerError, Check::Retryable),
            (Case::TooManyRequests, Check::Retryable),
            (Case::TimedOut, Check::Retryable),
            (Case::NotConnected, Check::Retryable),
        ],
    ),
    (
        Flaw::AlwaysRetries,
        &[
            (Case::Unauthorized, Check::Retryable),
            (Case::AnotherLanguage, Check::Retryable),
            (Case::TwoAnswers, Check::Retryable),
        ],
    ),
    (
        Flaw::ForgetsTheStatus,
        &[
            (Case::ServerError, Check::HttpStatus),
            (Case::TooManyRequests, Check::HttpStatus),
            (Case::Unauthorized, Check::HttpStatus),
        ],
    ),
    (
        Flaw::ForgetsRetryAfter,
        &[(Case::TooManyRequests, Check::RetryAfter)],
    ),
    (
        Flaw::FollowsRedirects,
        &[(Case::Redirected, Check::Requests)],
    ),
    (Flaw::SaysNotSent, &[(Case::TimedOut, Check::Phase)]),
    (
        Flaw::SaysAnswered,
        &[
            (Case::TimedOut, Check::Phase),
            (Case::NotConnected, Check::Phase),
        ],
    ),
    (
        Flaw::BelievesAnyId,
        &[
            (Case::WrongSubject, Check::Verified),
            (Case::WrongSubject, Check::Kind),
            (Case::WrongLetterCase, Check::Verified),
        ],
    ),
    (
        Flaw::IgnoresLetterCase,
        &[(Case::WrongLetterCase, Check::Verified)],
    ),
    (
        Flaw::BelievesAnswersAboutNobody,
        &[(Case::NobodyNamed, Check::Verified)],
    ),
    (
        Flaw::TrustsAnybody,
        &[
            (Case::UntrustedTls, Check::Verified),
            (Case::UntrustedTls, Check::Source),
        ],
    ),
    (
        Flaw::AsksWithoutAnId,
        &[
            (Case::EmptyReference, Check::Requests),
            (Case::ForeignReference, Check::Requests),
        ],
    ),
    (Flaw::VouchesForItself, &[(Case::Verified, Check::Source)]),
    (Flaw::TellsNoTime, &[(Case::Verified, Check::RetrievedAt)]),
    (
        Flaw::EstablishesMore,
        &[(Case::Verified, Check::Established)],
    ),
    (
        Flaw::ForgetsTheId,
        &[
            (Case::Verified, Check::Subject),
            (Case::AskedAgain, Check::Kind),
        ],
    ),
    (Flaw::NestsTooDeep, &[(Case::Verified, Check::Json)]),
    (Flaw::KeepsNoPayload, &[(Case::RawKept, Check::Raw)]),
    (Flaw::KeepsEveryPayload, &[(Case::Verified, Check::Raw)]),
    (Flaw::LeaksInPath, &[(Case::LeakCanary, Check::Leak)]),
    (Flaw::LeaksInSource, &[(Case::LeakCanary, Check::Leak)]),
    (Flaw::LeaksInOutcome, &[(Case::Verified, Check::Leak)]),
    (Flaw::LeaksInEvent, &[(Case::Verified, Check::Leak)]),
    (Flaw::LeaksInSpan, &[(Case::Verified, Check::Leak)]),
    (Flaw::LeaksBeforeItsFuture, &[(Case::Verified, Check::Leak)]),
    (Flaw::LeaksInLog, &[(Case::Verified, Check::Leak)]),
    (
        Flaw::Panics,
        &[
            (Case::AnotherLanguage, Check::Panic),
            (Case::LeakCanary, Check::Leak),
        ],
    ),
    (Flaw::Hangs, &[(Case::TimedOut, Check::Time)]),
    (Flaw::AsksNothing, &[(Case::Verified, Check::Requests)]),
    (Flaw::PlantsNothing, &[(Case::LeakCanary, Check::Planted)]),
];

async fn run(flaw: Flaw) -> Report {
    let log = Arc::new(Mutex::default());
    let read = Arc::clone(&log);
    Suite::new(Plain { flaw, log })
        .with_time_limit(Duration::from_millis(200))
        .also_reading(move || std::mem::take(&mut *read.lock().unwrap()))
        .run()
        .await
}

#[tokio::test]
async fn the_provider_without_a_flaw_passes() {
    let report = run(Flaw::None).await;
    assert!(report.is_conformant(), "{report}");
}

#[tokio::test]
async fn each_flaw_is_seen_and_each_case_and_check_can_be_red() {
    let mut cases = BTreeSet::new();
    let mut checks = BTreeSet::new();
    let mut unseen = Vec::new();
    for (flaw, red) in RED {
        let report = run(*flaw).await;
        for (case, check) in *red {
            if !report.failed(*case, *check) {
                unseen.push(format!("{flaw:?}: {case}: {check}\n{report}"));
            }
        }
        for failure in report.failures() {
            cases.insert(failure.case);
            checks.insert(failure.check);
        }
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n\n"));
    assert_eq!(Vec::from_iter(cases), Case::ALL);
    assert_eq!(Vec::from_iter(checks), Check::ALL);
}

#[tokio::test]
async fn a_report_tells_all_failures_and_what_was_left_out() {
    let report = run(Flaw::BelievesAnyId).await;
    assert_eq!(
        report.to_string(),
        "24 of 26 cases passed\n\
         wrong_subject: verified: verified\n\
         wrong_subject: kind: an outcome, verified; due is an error\n\
         wrong_letter_case: verified: verified\n\
         wrong_letter_case: kind: an outcome, verified; due is an error"
    );
    let log = Arc::default();
    let flaw = Flaw::TrustsAnybody;
    let report = Suite::new(Plain { flaw, log })
        .leave_out(Case::UntrustedTls)
        .run()
        .await;
    assert_eq!(
        report.to_string(),
        "25 of 25 cases passed\nuntrusted_tls: left out"
    );
    assert!(!report.is_conformant());
    assert_eq!(report.left_out(), [Case::UntrustedTls]);
    assert!(report.failures().is_empty());
}
