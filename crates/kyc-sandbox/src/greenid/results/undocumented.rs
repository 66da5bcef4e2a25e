//! Answers that the pages do not know, or forbid.

use super::{ResultContext, field, outcomes::verified};
use crate::greenid::element::Element;

pub(in crate::greenid) fn unknown_states(context: &ResultContext<'_>) -> Element {
    let check = context
        .check("InventedSource", "XX", "HALF_VERIFIED")
        .set("mode", "CARRIER_PIGEON")
        .with(field("shoeSize", "Shoe size", "38", "GUESSED"));
    verified(context).with(check)
}

pub(in crate::greenid) fn unknown_outcome(context: &ResultContext<'_>) -> Element {
    verified(context)
        .set("outcome", "VERIFIED_BY_MAGIC")
        .without("dateVerified")
}

pub(in crate::greenid) fn without_outcome(context: &ResultContext<'_>) -> Element {
    verified(context).without("outcome").without("dateVerified")
}

pub(in crate::greenid) fn without_user_id(context: &ResultContext<'_>) -> Element {
    verified(context).without("userId")
}

pub(in crate::greenid) fn nil_items(context: &ResultContext<'_>) -> Element {
    let roll = context
        .electoral_roll("VERIFIED")
        .with(Element::nil("fieldResults"));
    context
        .result("VERIFIED")
        .with(roll)
        .with(Element::nil("individualResults"))
        .with(super::lists::screened(context))
}

pub(in crate::greenid) fn other_person(context: &ResultContext<'_>) -> Element {
    verified(context).set("userId", "somebody-else")
}

/// Every text of the record that XML has to escape, or that is not ASCII.
pub(in crate::greenid) fn difficult_texts(context: &ResultContext<'_>) -> Element {
    let roll = context
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
    context.result("VERIFIED").with(roll)
}
