//! One result for each overall outcome and mode.

use super::{ResultContext, field, lists::screened, of_current_address};
use crate::greenid::element::Element;

pub(in crate::greenid) fn verified(context: &ResultContext<'_>) -> Element {
    context
        .result("VERIFIED")
        .with(context.electoral_roll("VERIFIED"))
        .with(screened(context))
}

pub(in crate::greenid) fn verified_with_changes(context: &ResultContext<'_>) -> Element {
    let changed = |name, label, data, difference: &str| {
        field(name, label, data, "CHANGED").set("dataDifference", difference)
    };
    let roll = context
        .check("AEC", "BG", "VERIFIED_WITH_CHANGES")
        .with(field("givenName", "Given name", "Matilda", "CONFIRMED"))
        .with(field("middleNames", "Middle names", "Nonsuch", "ADDITION"))
        .with(changed("surname", "Surname", "Invented", "Invented-Madeup"))
        .with(field("dob", "Date of birth", "04/03/1985", "CONFIRMED"))
        .with(of_current_address(changed(
            "suburb",
            "Suburb",
            "Nowhere",
            "North Nowhere",
        )))
        .with(field("postcode", "Postcode", "2998", "CONFIRMED").set("dataInfo", "previousAddress"))
        .set(
            "resultData",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><raw source='invented'>a & b</raw>",
        );
    context
        .result("VERIFIED_WITH_CHANGES")
        .with(roll)
        .with(screened(context))
}

pub(in crate::greenid) fn verified_by_admin(context: &ResultContext<'_>) -> Element {
    context
        .result("VERIFIED_ADMIN")
        .with(context.check("AEC", "BG", "AUTOFAIL"))
        .with(
            context
                .electoral_roll("VERIFIED_ADMIN")
                .set("name", "passportdvs"),
        )
        .with(screened(context))
}

pub(in crate::greenid) fn verified_by_admin_without_checks(context: &ResultContext<'_>) -> Element {
    context.result("VERIFIED_ADMIN")
}

pub(in crate::greenid) fn assisted(context: &ResultContext<'_>) -> Element {
    let licence = context
        .check("nswregodvs", "UC", "VERIFIED")
        .set("mode", "ASSISTED")
        .with_all(super::confirmed_fields());
    context
        .result("VERIFIED")
        .set("mode", "ASSISTED")
        .with(licence)
        .with(screened(context))
}

pub(in crate::greenid) fn verified_externally(context: &ResultContext<'_>) -> Element {
    context.result("VERIFIED").set("mode", "EXTERNAL")
}

pub(in crate::greenid) fn in_progress(context: &ResultContext<'_>) -> Element {
    context
        .result("IN_PROGRESS")
        .with(context.check("AEC", "BG", "AUTOFAIL"))
        .with(context.check("passportdvs", "UC", "IN_PROGRESS"))
        .with(screened(context))
}

pub(in crate::greenid) fn pending(context: &ResultContext<'_>) -> Element {
    let roll = context
        .check("AEC", "BG", "PENDING")
        .with(field("surname", "Surname", "Invented", "CHANGED").set("dataDifference", "Nonsuch"));
    context.result("PENDING").with(roll).with(screened(context))
}

pub(in crate::greenid) fn locked_out(context: &ResultContext<'_>) -> Element {
    context
        .result("LOCKED_OUT")
        .with(context.check("AEC", "BG", "AUTOFAIL"))
        .with(context.check("nswregodvs", "UC", "LOCKED_OUT"))
}

/// A source that could not be asked beside one that was enough.
pub(in crate::greenid) fn source_in_error(context: &ResultContext<'_>) -> Element {
    verified(context).with(context.check("dnb", "BG", "ERROR"))
}

/// A rule set that was met by no check at all.
pub(in crate::greenid) fn without_support(context: &ResultContext<'_>) -> Element {
    context
        .result("VERIFIED")
        .with(context.check("AEC", "BG", "AUTOFAIL"))
        .with(screened(context))
}
