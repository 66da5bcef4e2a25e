//! The background checks of a person who was registered. Source: data testing page: a middle name that begins with `TWO`
//! or `2-` goes on with one letter for each check, P to pass, F to fail, E for an error.

use kyc_model::greenid::Date;

use super::Applicant;
use crate::greenid::{
    element::Element,
    results::{ResultContext, field, lists::LIST, of_current_address},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum CheckOutcome {
    Pass,
    Fail,
    Error,
}

impl CheckOutcome {
    const fn source_state(self) -> &'static str {
        match self {
            Self::Pass => "VERIFIED",
            Self::Fail => "AUTOFAIL",
            Self::Error => "ERROR",
        }
    }

    const fn list_state(self) -> &'static str {
        match self {
            Self::Pass => "PASSED",
            Self::Fail => "FAILED",
            Self::Error => "ERROR",
        }
    }
}

/// What the checks come to: verified where the electoral roll or the credit header knows the person.
pub(in crate::greenid) fn result(applicant: &Applicant, context: &ResultContext<'_>) -> Element {
    let [roll, credit, list] = outcomes(applicant.middle_names.as_deref().unwrap_or_default());
    let outcome = if [roll, credit].contains(&CheckOutcome::Pass) {
        "VERIFIED"
    } else {
        "IN_PROGRESS"
    };
    let source = |name, outcome: CheckOutcome| {
        let check = context.check(name, "BG", outcome.source_state());
        // Only what was checked successfully is returned.
        let fields = if outcome == CheckOutcome::Pass {
            fields(applicant)
        } else {
            Vec::new()
        };
        check.with_all(fields)
    };
    context
        .result(outcome)
        .with(source("AEC", roll))
        .with(source("dnb", credit))
        .with(context.check(LIST, "BG", list.list_state()))
}

fn outcomes(middle_names: &str) -> [CheckOutcome; 3] {
    let stub = ["TWO", "2-"]
        .into_iter()
        .find_map(|start| middle_names.strip_prefix(start))
        .unwrap_or_default();
    let mut outcomes = stub.chars().map(|letter| match letter {
        'F' => CheckOutcome::Fail,
        'E' => CheckOutcome::Error,
        _ => CheckOutcome::Pass,
    });
    [(); 3].map(|()| outcomes.next().unwrap_or(CheckOutcome::Pass))
}

fn fields(applicant: &Applicant) -> Vec<Element> {
    let confirmed = |name, label, data: &str| field(name, label, data, "CONFIRMED");
    let mut fields = vec![
        confirmed("givenName", "Given name", &applicant.given_name),
        confirmed("surname", "Surname", &applicant.surname),
    ];
    if let Some((year, month, day)) = applicant.date_of_birth.map(Date::parts) {
        let dob = format!("{day:02}/{month:02}/{year:04}");
        fields.push(confirmed("dob", "Date of birth", &dob));
    }
    let address = applicant.address.iter();
    fields.extend(
        address.map(|(name, label, data)| of_current_address(confirmed(name, label, data))),
    );
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_for_each_check() {
        let states = |middle: &str| {
            let [roll, credit, list] = outcomes(middle);
            (
                roll.source_state(),
                credit.source_state(),
                list.list_state(),
            )
        };
        assert_eq!(states("TWOPFE"), ("VERIFIED", "AUTOFAIL", "ERROR"));
        assert_eq!(states("2-EF"), ("ERROR", "AUTOFAIL", "PASSED"));
        assert_eq!(states("TWOFFF"), ("AUTOFAIL", "AUTOFAIL", "FAILED"));
        for middle in ["", "FFF", "Nonsuch TWOFFF", "twofff"] {
            assert_eq!(
                states(middle),
                ("VERIFIED", "VERIFIED", "PASSED"),
                "{middle}"
            );
        }
    }
}
