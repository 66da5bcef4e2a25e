//! One person for each overall outcome and mode.

use super::{Scene, field, lists::screened, of_current_address};
use crate::greenid::element::Element;

pub(in crate::greenid) fn verified(scene: &Scene<'_>) -> Element {
    scene
        .result("VERIFIED")
        .with(scene.electoral_roll("VERIFIED"))
        .with(screened(scene))
}

pub(in crate::greenid) fn verified_with_changes(scene: &Scene<'_>) -> Element {
    let changed = |name, label, data, difference: &str| {
        field(name, label, data, "CHANGED").set("dataDifference", difference)
    };
    let roll = scene
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
    scene
        .result("VERIFIED_WITH_CHANGES")
        .with(roll)
        .with(screened(scene))
}

pub(in crate::greenid) fn verified_by_admin(scene: &Scene<'_>) -> Element {
    scene
        .result("VERIFIED_ADMIN")
        .with(scene.check("AEC", "BG", "AUTOFAIL"))
        .with(
            scene
                .electoral_roll("VERIFIED_ADMIN")
                .set("name", "passportdvs"),
        )
        .with(screened(scene))
}

pub(in crate::greenid) fn verified_by_admin_without_checks(scene: &Scene<'_>) -> Element {
    scene.result("VERIFIED_ADMIN")
}

pub(in crate::greenid) fn assisted(scene: &Scene<'_>) -> Element {
    let licence = scene
        .check("nswregodvs", "UC", "VERIFIED")
        .set("mode", "ASSISTED")
        .with_all(super::confirmed_fields());
    scene
        .result("VERIFIED")
        .set("mode", "ASSISTED")
        .with(licence)
        .with(screened(scene))
}

pub(in crate::greenid) fn verified_externally(scene: &Scene<'_>) -> Element {
    scene.result("VERIFIED").set("mode", "EXTERNAL")
}

pub(in crate::greenid) fn in_progress(scene: &Scene<'_>) -> Element {
    scene
        .result("IN_PROGRESS")
        .with(scene.check("AEC", "BG", "AUTOFAIL"))
        .with(scene.check("passportdvs", "UC", "IN_PROGRESS"))
        .with(screened(scene))
}

pub(in crate::greenid) fn pending(scene: &Scene<'_>) -> Element {
    let roll = scene
        .check("AEC", "BG", "PENDING")
        .with(field("surname", "Surname", "Invented", "CHANGED").set("dataDifference", "Nonsuch"));
    scene.result("PENDING").with(roll).with(screened(scene))
}

pub(in crate::greenid) fn locked_out(scene: &Scene<'_>) -> Element {
    scene
        .result("LOCKED_OUT")
        .with(scene.check("AEC", "BG", "AUTOFAIL"))
        .with(scene.check("nswregodvs", "UC", "LOCKED_OUT"))
}

/// A source that could not be asked beside one that was enough.
pub(in crate::greenid) fn source_in_error(scene: &Scene<'_>) -> Element {
    verified(scene).with(scene.check("dnb", "BG", "ERROR"))
}

/// A rule set that was met by no check at all.
pub(in crate::greenid) fn without_support(scene: &Scene<'_>) -> Element {
    scene
        .result("VERIFIED")
        .with(scene.check("AEC", "BG", "AUTOFAIL"))
        .with(screened(scene))
}
