//! People on lists, and lists that were not asked.

use super::{Scene, outcomes::in_progress};
use crate::greenid::element::Element;

/// A name as good as any: customers set up their lists themselves.
pub(in crate::greenid) const LIST: &str = "WatchList";

/// The list check that found nothing.
pub(super) fn screened(scene: &Scene<'_>) -> Element {
    scene.check(LIST, "BG", "PASSED")
}

fn verified_beside(scene: &Scene<'_>, list: Element) -> Element {
    scene
        .result("VERIFIED")
        .with(scene.electoral_roll("VERIFIED"))
        .with(list)
}

pub(in crate::greenid) fn hit(scene: &Scene<'_>) -> Element {
    verified_beside(scene, scene.check(LIST, "BG", "FOUND_ON_LIST"))
}

pub(in crate::greenid) fn failed(scene: &Scene<'_>) -> Element {
    verified_beside(scene, scene.check(LIST, "BG", "FAILED"))
}

pub(in crate::greenid) fn in_review(scene: &Scene<'_>) -> Element {
    verified_beside(scene, scene.check(LIST, "BG", "MATCH_REVIEW_REQUIRED"))
}

pub(in crate::greenid) fn not_completed(scene: &Scene<'_>) -> Element {
    verified_beside(scene, scene.check(LIST, "BG", "ERROR"))
}

pub(in crate::greenid) fn not_found_on_list(scene: &Scene<'_>) -> Element {
    verified_beside(scene, scene.check(LIST, "BG", "NOT_FOUND_ON_LIST"))
}

pub(in crate::greenid) fn hit_in_progress(scene: &Scene<'_>) -> Element {
    in_progress(scene).with(scene.check("SanctionsList", "BG", "FOUND_ON_LIST"))
}
