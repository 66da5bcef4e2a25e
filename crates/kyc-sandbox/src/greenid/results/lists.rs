//! People on lists, and lists that were not asked.

use super::{ResultContext, outcomes::in_progress};
use crate::greenid::element::Element;

/// A name as good as any: customers set up their lists themselves.
pub(in crate::greenid) const LIST: &str = "WatchList";

/// The list check that found nothing.
pub(super) fn screened(context: &ResultContext<'_>) -> Element {
    context.check(LIST, "BG", "PASSED")
}

fn verified_beside(context: &ResultContext<'_>, list: Element) -> Element {
    context
        .result("VERIFIED")
        .with(context.electoral_roll("VERIFIED"))
        .with(list)
}

pub(in crate::greenid) fn hit(context: &ResultContext<'_>) -> Element {
    verified_beside(context, context.check(LIST, "BG", "FOUND_ON_LIST"))
}

pub(in crate::greenid) fn failed(context: &ResultContext<'_>) -> Element {
    verified_beside(context, context.check(LIST, "BG", "FAILED"))
}

pub(in crate::greenid) fn in_review(context: &ResultContext<'_>) -> Element {
    verified_beside(context, context.check(LIST, "BG", "MATCH_REVIEW_REQUIRED"))
}

pub(in crate::greenid) fn not_completed(context: &ResultContext<'_>) -> Element {
    verified_beside(context, context.check(LIST, "BG", "ERROR"))
}

pub(in crate::greenid) fn not_found_on_list(context: &ResultContext<'_>) -> Element {
    verified_beside(context, context.check(LIST, "BG", "NOT_FOUND_ON_LIST"))
}

pub(in crate::greenid) fn hit_in_progress(context: &ResultContext<'_>) -> Element {
    in_progress(context).with(context.check("SanctionsList", "BG", "FOUND_ON_LIST"))
}
