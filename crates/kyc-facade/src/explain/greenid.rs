//! greenID: decision tables, parts 1, 3.1 and 3.3. A test holds the rules against the tables in both directions.

use kyc_model::outcome::OutcomeParts;

use super::{
    Basis::{Documented, DrawnFromDocumented, Judged},
    Effect, Explanation, Rule, Step, before_all, chain, finished, lowering, source,
};
use crate::greenid::TABLE_VERSION;

/// Part 1, rule 3, second half.
const NO_USER_ID: Rule = Rule {
    id: "greenid/no_user_id",
    says: "an answer about nobody",
    reads: &["userId"],
    otherwise: "userId is there",
    basis: Some(Judged),
};

const fn row(id: &'static str, says: &'static str, basis: Option<super::Basis>) -> Rule {
    Rule {
        id,
        says,
        reads: &["outcome"],
        otherwise: "",
        basis,
    }
}

/// 3.1.
const ROWS: [Rule; 8] = [
    row("greenid/VERIFIED", "outcome VERIFIED", Some(Documented)),
    row(
        "greenid/VERIFIED_ADMIN",
        "outcome VERIFIED_ADMIN",
        Some(Documented),
    ),
    row(
        "greenid/VERIFIED_WITH_CHANGES",
        "outcome VERIFIED_WITH_CHANGES",
        Some(Documented),
    ),
    row("greenid/PENDING", "outcome PENDING", Some(Documented)),
    row(
        "greenid/IN_PROGRESS",
        "outcome IN_PROGRESS",
        Some(Documented),
    ),
    row(
        "greenid/LOCKED_OUT",
        "outcome LOCKED_OUT",
        Some(DrawnFromDocumented),
    ),
    row("greenid/other", "an outcome that is in no list", None),
    row("greenid/absent", "no outcome", Some(Judged)),
];

/// 3.3: what turns an approval into a review.
const OVERLAYS: [Rule; 5] = [
    Rule {
        id: "G1",
        says: "a check found the person on a list, or may have",
        reads: &["individualResults.state", "individualResults.name"],
        otherwise: "no check is a hit on a list",
        basis: Some(DrawnFromDocumented),
    },
    Rule {
        id: "G2",
        says: "a check is in a state that is in no list",
        reads: &["individualResults.state"],
        otherwise: "every state is known",
        basis: Some(Judged),
    },
    Rule {
        id: "G3",
        says: "a check that may be a list check did not complete",
        reads: &["individualResults.state", "individualResults.name"],
        otherwise: "no such check is in ERROR or LOCKED_OUT",
        basis: Some(Judged),
    },
    Rule {
        id: "G4",
        says: "no check supports the approval",
        reads: &["individualResults.state", "mode"],
        otherwise: "a check supports it, or none is due",
        basis: Some(Judged),
    },
    Rule {
        id: "G5",
        says: "a Post Office document has an unknown match flag",
        reads: &[
            "nameMatchesForm",
            "dateOfBirthMatchesForm",
            "residentialAddressMatchesForm",
            "photoMatch",
        ],
        otherwise: "no document has one",
        basis: Some(DrawnFromDocumented),
    },
];

/// 3.3: what the caller asks for besides; an outcome does not tell whether it was asked for and met.
const POLICY: [Rule; 2] = [
    Rule {
        id: "policy/required_checks",
        says: "a check that you require has not passed",
        reads: &["individualResults.name", "individualResults.state"],
        otherwise: "",
        basis: Some(Judged),
    },
    Rule {
        id: "policy/admin_override_needs_review",
        says: "you want to see what an administrator verified",
        reads: &["outcome"],
        otherwise: "",
        basis: Some(Judged),
    },
];

pub(super) fn explain(parts: &OutcomeParts) -> Option<Explanation> {
    if parts.table_version != TABLE_VERSION {
        return None;
    }
    let chain = chain(parts);
    let decided_by = &*parts.decided_by;
    let mut steps = before_all(parts, &["userId"]);
    let about_nobody = chain.contains(&NO_USER_ID.id);
    if about_nobody {
        let effect = if decided_by == NO_USER_ID.id {
            Effect::Decided
        } else {
            Effect::Overruled
        };
        steps.push(NO_USER_ID.step(effect, "userId is missing or empty"));
    } else {
        steps.push(NO_USER_ID.did_not_apply());
        steps.push(source(parts));
    }
    let row = ROWS.iter().find(|row| chain.contains(&row.id))?;
    steps.push(row_step(row, parts));

    let approved = !about_nobody && decided_by != "P4" && row.id.starts_with("greenid/VERIFIED");
    steps.extend(OVERLAYS.iter().map(|rule| {
        if approved || chain.contains(&rule.id) {
            lowering(rule, parts)
        } else {
            rule.step(Effect::NotAsked, "it can only lower an approval")
        }
    }));
    let policies = POLICY.iter().filter(|rule| chain.contains(&rule.id));
    steps.extend(policies.map(|rule| lowering(rule, parts)));
    finished(parts, steps, section(decided_by))
}

fn row_step(row: &Rule, parts: &OutcomeParts) -> Step {
    if parts.decided_by == row.id {
        row.step(Effect::Decided, "the answer fits it")
    } else {
        let because = format!("{} goes before it", parts.decided_by);
        row.step(Effect::Overruled, because)
    }
}

fn section(id: &str) -> &'static str {
    match id.get(..1) {
        Some("P") => "1",
        Some("g") => "3.1",
        _ => "3.3",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tsv;

    #[test]
    fn every_rule_is_that_of_the_table() {
        let rules = || {
            let tables = [("overlay", &OVERLAYS[..]), ("policy", &POLICY)];
            let rows = ROWS.iter().chain([&NO_USER_ID]);
            let rows = rows.map(|rule| ("outcome", rule));
            let others = tables
                .into_iter()
                .flat_map(|(table, rules)| rules.iter().map(move |rule| (table, rule)));
            rows.chain(others)
        };
        let lines: Vec<_> = ["outcome", "overlay", "policy"]
            .into_iter()
            .flat_map(|table| tsv::lines("greenid", table))
            .collect();
        for line in &lines {
            let found = rules().find(|(_, rule)| rule.id == line.id);
            let (table, rule) = found.unwrap_or_else(|| panic!("{}: no such rule", line.name()));
            assert_eq!(table, line.table, "{}", line.name());
            let basis = rule.basis.map_or("-", super::super::Basis::as_str);
            assert_eq!(basis, line.basis, "{}", line.name());
            let stated = line.source.split(' ').next();
            assert_eq!(Some(section(rule.id)), stated, "{}", line.name());
        }
        for (table, rule) in rules() {
            let is_there = lines
                .iter()
                .any(|line| line.table == table && line.id == rule.id);
            assert!(is_there, "{} is in the code and not in the table", rule.id);
        }
    }
}
