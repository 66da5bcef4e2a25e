use kyc_model::{
    outcome::{Product, ReasonCategory},
    smileid::{JobType, ResultCode},
};
use smileid::ProviderErrorKind;

use super::lines;
use crate::{
    remedy::remedy,
    smileid::established::{at_most, of_v3_product},
};

#[test]
fn every_category_has_the_remedy_of_the_table() {
    let lines = lines("category");
    for line in &lines {
        let category = ReasonCategory::from(line.key);
        assert!(category.is_known(), "{}", line.name());
        assert_eq!(
            Some(remedy(&category).as_str()),
            line.extra("remedy"),
            "{}",
            line.name()
        );
    }
    for category in ReasonCategory::KNOWN {
        assert!(
            lines.iter().any(|line| line.key == category.as_str()),
            "category/{} is in the code and not in the table",
            category.as_str()
        );
    }
}

#[test]
fn every_error_code_has_the_kind_of_the_table() {
    let kind_name = |kind: Option<ProviderErrorKind>| match kind {
        None => "not_an_error",
        Some(ProviderErrorKind::ProviderFailure) => "provider_failure",
        Some(ProviderErrorKind::BadRequest) => "bad_request",
        Some(ProviderErrorKind::NotAuthorized) => "not_authorised",
        Some(ProviderErrorKind::UserState) => "user_state",
        Some(ProviderErrorKind::Conflict) => "conflict",
        Some(ProviderErrorKind::UserNotFound) => "user_not_found",
        Some(ProviderErrorKind::NotEnabled) => "not_enabled",
        Some(_) => "unknown_code",
    };
    let lines = lines("error_code");
    for line in &lines {
        let code = if line.key == "*" { "9999" } else { line.key };
        let kind = ProviderErrorKind::of_code(code);
        assert_eq!(kind_name(kind), line.category, "{}", line.name());
        if let Some(kind) = kind {
            let retry = if kind.is_retryable() { "yes" } else { "no" };
            assert_eq!(Some(retry), line.extra("retry"), "{}", line.name());
        }
    }
    for number in 0..10_000 {
        let code = format!("{number:04}");
        let kind = kind_name(ProviderErrorKind::of_code(&code));
        let in_table = lines.iter().any(|line| line.key == code);
        assert!(
            in_table || kind == "unknown_code",
            "error/{code} is in the code and not in the table"
        );
    }
}

#[test]
fn every_row_establishes_at_most_what_the_table_says() {
    let lines = lines("established");
    let listed = |line: &super::Line| line.extra("at_most").unwrap().to_owned();
    let names = |set: &[kyc_model::outcome::Established]| {
        set.iter()
            .map(|one| one.as_str())
            .collect::<Vec<_>>()
            .join(",")
    };
    for line in &lines {
        let found = match line.product.parse::<u64>() {
            Ok(number) => {
                let code = (line.key != "*").then(|| ResultCode::parse(line.key).unwrap());
                names(at_most(JobType::from_number(number), code))
            }
            Err(_) => names(of_v3_product(&Product::from(line.product))),
        };
        assert_eq!(found, listed(line), "{}", line.name());
        assert_eq!(line.class, "A", "{}", line.name());
    }
    for product in Product::KNOWN {
        let in_table = lines.iter().any(|line| line.product == product.as_str());
        assert_eq!(
            !of_v3_product(product).is_empty(),
            in_table,
            "established/v3/{}",
            product.as_str()
        );
    }
    for number in 0..=20 {
        for code in ["0810", "1012", "1020", "1021", "1031", "1030", "9999"] {
            let in_table = lines.iter().any(|line| {
                line.product == number.to_string() && (line.key == "*" || line.key == code)
            });
            let found = at_most(JobType::from_number(number), ResultCode::parse(code));
            assert_eq!(!found.is_empty(), in_table, "established/{number}/{code}");
        }
    }
}
