use kyc_model::{
    outcome::{Decision, Product},
    smileid::{V3Reason, V3Status},
};

use super::{Line, lines};
use crate::smileid::v3::{Given, verdict};

/// The line of a combination: the first that names it, else the one for all others.
fn line_of<'a>(
    lines: &'a [Line],
    status: &V3Status,
    reason: Given<'_>,
    product: Option<&Product>,
) -> &'a Line {
    let reason_text = match reason {
        Given::None => "none",
        Given::Text(reason) => reason.as_str(),
        Given::Unreadable => "other",
    };
    let of_status: Vec<&Line> = lines
        .iter()
        .filter(|line| line.key == status.as_str())
        .collect();
    if of_status.is_empty() {
        return lines
            .iter()
            .find(|line| line.id == "smileid3/other")
            .expect("smileid3/other");
    }
    let listed_product = |line: &Line| {
        product.is_some_and(|product| line.product == product.as_str()) || line.product == "*"
    };
    let names = |line: &Line| {
        line.when.strip_prefix("reason=").is_none_or(|reasons| {
            reasons
                .split('|')
                .any(|one| one == reason_text || (one == "present" && reason_text != "none"))
        })
    };
    of_status
        .iter()
        .find(|line| names(line) && listed_product(line))
        .or_else(|| {
            of_status.iter().find(|line| {
                line.id.ends_with("/other") || (names(line) && line.product == "other|missing")
            })
        })
        .unwrap_or_else(|| panic!("no row: {} {reason_text}", status.as_str()))
}

#[test]
fn every_combination_of_status_reason_and_product_has_its_row() {
    let lines = lines("v3");
    let mut used = Vec::new();
    let unknown_status = V3Status::from("made_up");
    let unknown_reason = V3Reason::from("made_up");
    let statuses = V3Status::KNOWN.iter().chain([&unknown_status]);
    let reasons: Vec<Given<'_>> = V3Reason::KNOWN
        .iter()
        .chain([&unknown_reason])
        .map(Given::Text)
        .chain([Given::None, Given::Unreadable])
        .collect();
    let products: Vec<Option<&Product>> = Product::KNOWN.iter().map(Some).chain([None]).collect();
    for status in statuses {
        for reason in &reasons {
            for product in &products {
                let line = line_of(&lines, status, *reason, *product);
                used.push(line.number);
                let name = line.name();
                let Some(found) = verdict(Some(status), *reason, *product) else {
                    assert_eq!(line.decision, "error", "{name}");
                    continue;
                };
                assert_eq!(found.row, line.id, "{name}");
                assert_eq!(
                    (found.decision, found.finality, found.awaiting),
                    line.verdict(),
                    "{name}"
                );
                assert_eq!(found.category, line.category(), "{name}");
                let class = match (found.decision, line.key) {
                    (Decision::Verified, _) => "A",
                    (Decision::Rejected, _) => "R",
                    (Decision::NeedsReview, _) => "N",
                    (Decision::Pending, _) => "P",
                    (Decision::Inconclusive, "error") => "E",
                    (Decision::Inconclusive, _) => "U",
                };
                assert_eq!(class, line.class, "{name}: class");
            }
        }
    }
    let established = super::lines("established");
    for line in lines.iter().filter(|line| line.id == "smileid3/clear/none") {
        let at_most = established
            .iter()
            .find(|one| one.product == line.product)
            .and_then(|one| one.extra("at_most"))
            .unwrap_or_default();
        let shows = |what| at_most.split(',').any(|one| one == what);
        let by_face = shows("face_to_id") || shows("face_to_document");
        let fits = match line.extra("identity") {
            Some("yes") => by_face,
            Some("data") => !by_face,
            Some("no") => !by_face && !shows("id_data_match"),
            _ => false,
        };
        assert!(fits, "{}: establishes {at_most}", line.name());
    }
    for line in &lines {
        assert!(
            used.contains(&line.number),
            "{}: no combination reaches it",
            line.name()
        );
    }
}
