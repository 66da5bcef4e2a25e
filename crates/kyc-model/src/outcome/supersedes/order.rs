//! The order among the outcomes of one subject. Source: decision tables, part 6, rules 4 and 5.

use core::cmp::Ordering;

use serde::Serialize;

use crate::{
    Confidence, Timestamp,
    outcome::{
        Awaiting, Check, CheckResult, Decision, Established, Evidence, EvidenceKind, Field,
        Finality, OutcomeParts, PerformedBy, Product, Provider, ProviderFlags, Reason, Remedy,
        WatchlistHit,
    },
    smileid::ResultCode,
};

/// Compares two outcomes of one subject: each has one key, and the keys are compared part by part.
pub(super) fn compare(a: &OutcomeParts, b: &OutcomeParts) -> Ordering {
    Rank::of(a)
        .cmp(&Rank::of(b))
        .then_with(|| content(a).cmp(&content(b)))
        .then_with(|| a.decided_at.cmp(&b.decided_at))
}

/// When a snapshot was taken; of no meaning for a provider whose verifications move one way.
pub(super) fn snapshot_time(parts: &OutcomeParts) -> Option<Timestamp> {
    match moves(&parts.provider) {
        Moves::OneWay => None,
        Moves::BothWays => parts.retrieved_at,
    }
}

/// How the answers about one verification follow each other.
enum Moves {
    OneWay,
    BothWays,
}

const fn moves(provider: &Provider) -> Moves {
    match provider {
        Provider::Smileid => Moves::OneWay,
        _ => Moves::BothWays,
    }
}

/// The key but for the content. The derived order compares the fields in turn; `None` is the lowest of each.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// The layer of a final outcome of a provider whose verifications move one way.
    settled: Option<Layer>,
    time: Option<Timestamp>,
    caution: u8,
}

impl Rank {
    fn of(parts: &OutcomeParts) -> Self {
        let (settled, time) = match moves(&parts.provider) {
            Moves::OneWay => (
                (parts.finality == Finality::Final).then(|| layer(parts)),
                parts.decided_at.or(parts.answered_at),
            ),
            Moves::BothWays => (None, parts.retrieved_at),
        };
        Self {
            settled,
            time,
            caution: caution(parts.decision),
        }
    }
}

/// Who decided, the lowest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    LookUp,
    Machine,
    Human,
}

/// The highest layer of the entries that took part. Reasons with a code stand for them, whatever their weight: a rule that
/// overrules a row has no code and leaves the row's reason behind as an advisory one.
fn layer(parts: &OutcomeParts) -> Layer {
    let reviewed = parts.checks.iter().any(|check| {
        check.performed_by == PerformedBy::ProviderReviewer
            && matches!(
                check.result,
                CheckResult::Passed | CheckResult::Failed | CheckResult::NeedsReview
            )
    });
    if reviewed {
        return Layer::Human;
    }
    let codes = parts
        .reasons
        .iter()
        .filter_map(|reason| reason.code.as_ref());
    codes
        .map(|code| match ResultCode::parse(code.expose()) {
            Some(code) if code.is_human() => Layer::Human,
            Some(code) if is_look_up_half(&parts.product, code) => Layer::LookUp,
            _ => Layer::Machine,
        })
        .max()
        .unwrap_or(Layer::Machine)
}

/// Class L of the decision tables: one of the two halves of job types 1 and 11. The same codes are the whole of other jobs.
fn is_look_up_half(product: &Product, code: ResultCode) -> bool {
    matches!(
        product,
        Product::BiometricKyc | Product::EnhancedDocumentVerification
    ) && matches!(
        code.as_str(),
        "1012" | "1013" | "1014" | "1015" | "1016" | "1020" | "1021" | "1022" | "1023"
    )
}

const fn caution(decision: Decision) -> u8 {
    match decision {
        Decision::Rejected => 4,
        Decision::NeedsReview => 3,
        Decision::Inconclusive => 2,
        Decision::Pending => 1,
        Decision::Verified => 0,
    }
}

#[derive(Serialize)]
struct Content<'a> {
    product: &'a Product,
    decision: Decision,
    finality: Finality,
    awaiting: Option<Awaiting>,
    decided_by: &'a str,
    remedy: &'a Remedy,
    established: &'a [Established],
    reasons: &'a [Reason],
    confidence: Option<Confidence>,
    flags: &'a ProviderFlags,
    checks: &'a [Check],
    fields: &'a [Field],
    evidence: Vec<Evidence>,
    watchlist: &'a [WatchlistHit],
}

/// Evidence of how the answer was obtained: image links come only where they were asked for.
const fn is_of_the_exchange(kind: &EvidenceKind) -> bool {
    matches!(kind, EvidenceKind::PayloadHash | EvidenceKind::ImageLink)
}

/// What the outcome says. The order of its members is that of the struct, so equal contents have equal texts.
pub(super) fn content(parts: &OutcomeParts) -> String {
    let evidence = parts
        .evidence
        .iter()
        .filter(|evidence| !is_of_the_exchange(&evidence.kind))
        .map(|evidence| Evidence {
            link: None,
            ..evidence.clone()
        })
        .collect();
    let content = Content {
        product: &parts.product,
        decision: parts.decision,
        finality: parts.finality,
        awaiting: parts.awaiting,
        decided_by: &parts.decided_by,
        remedy: &parts.remedy,
        established: &parts.established,
        reasons: &parts.reasons,
        confidence: parts.confidence,
        flags: &parts.flags,
        checks: &parts.checks,
        fields: &parts.fields,
        evidence,
        watchlist: &parts.watchlist,
    };
    // These types always serialize: no map among them has a key that is no text.
    serde_json::to_string(&content).unwrap_or_default()
}
