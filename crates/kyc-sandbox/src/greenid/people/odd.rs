//! Answers that the pages do not know, or forbid.

use super::{Scene, field, outcomes::verified};
use crate::greenid::element::Element;

pub(in crate::greenid) fn unknown_states(scene: &Scene<'_>) -> Element {
    let check = scene
        .check("InventedSource", "XX", "HALF_VERIFIED")
        .set("mode", "CARRIER_PIGEON")
        .with(field("shoeSize", "Shoe size", "38", "GUESSED"));
    verified(scene).with(check)
}

pub(in crate::greenid) fn unknown_outcome(scene: &Scene<'_>) -> Element {
    verified(scene)
        .set("outcome", "VERIFIED_BY_MAGIC")
        .without("dateVerified")
}

pub(in crate::greenid) fn without_outcome(scene: &Scene<'_>) -> Element {
    verified(scene).without("outcome").without("dateVerified")
}

pub(in crate::greenid) fn without_user_id(scene: &Scene<'_>) -> Element {
    verified(scene).without("userId")
}

pub(in crate::greenid) fn nil_items(scene: &Scene<'_>) -> Element {
    let roll = scene
        .electoral_roll("VERIFIED")
        .with(Element::nil("fieldResults"));
    scene
        .result("VERIFIED")
        .with(roll)
        .with(Element::nil("individualResults"))
        .with(super::lists::screened(scene))
}

pub(in crate::greenid) fn other_person(scene: &Scene<'_>) -> Element {
    verified(scene).set("userId", "somebody-else")
}

/// Every text of the record that XML has to escape, or that is not ASCII.
pub(in crate::greenid) fn difficult_texts(scene: &Scene<'_>) -> Element {
    let roll = scene
        .check("AEC", "BG", "VERIFIED")
        .with(field(
            "givenName",
            "Given name",
            "Zoë <\"&'> ]]>",
            "CONFIRMED",
        ))
        .with(field(
            "surname",
            "Surname",
            "O'Invented-発明 🪪",
            "CONFIRMED",
        ))
        .with(field("middleNames", "Middle names", "  ", "CONFIRMED"));
    scene.result("VERIFIED").with(roll)
}
