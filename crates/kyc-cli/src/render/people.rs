//! An outcome for people, decision first.

use kyc_model::outcome::{Decision, OutcomeParts, Reference, VerificationOutcome};

use super::{
    Look, explain,
    sections::{self, Mask},
    table::Table,
    text::clean,
    words,
};

/// The whole text; with a place also the blank line that parts it from the next one.
pub(super) fn text(outcome: &VerificationOutcome, place: Option<&str>, look: &Look) -> String {
    let page = look.page;
    let personal = Mask::new(look.show_personal);
    let ids = Mask::new(look.show_ids);
    let parts = outcome.parts();

    let mut text = page.decision(&words::decision(outcome));
    text.push_str(&format!("  {}", words::finality(outcome)));
    if let Some(place) = place {
        text.push_str("  ");
        text.push_str(place);
    }
    text.push('\n');
    for sentence in core::iter::once(words::meaning(outcome)).chain(words::warnings(outcome)) {
        push_wrapped(&mut text, sentence, page.width);
    }
    if let Some(help) = words::help(outcome.remedy()) {
        push_wrapped(&mut text, &format!("What helps: {help}"), page.width);
    }

    text.push('\n');
    text.push_str(&facts(parts, &personal, &ids).text(page));
    let why = if look.explain {
        explain::text(outcome, page)
    } else {
        String::new()
    };
    for (title, section) in [
        (
            "Reasons, the decisive one first",
            sections::reasons(&parts.reasons, &personal, page),
        ),
        ("Why, rule by rule", why),
        ("Checks", sections::checks(&parts.checks, &personal, page)),
        ("Fields", sections::fields(&parts.fields, &personal, page)),
        (
            "Watch lists",
            sections::watchlist(&parts.watchlist, &personal, page),
        ),
        (
            "Evidence",
            sections::evidence(&parts.evidence, &personal, page),
        ),
        (
            "History",
            sections::history(&parts.history, &personal, page),
        ),
    ] {
        if !section.is_empty() {
            text.push_str(&format!("\n{}\n{section}", page.title(title)));
        }
    }
    if personal.has_hidden() || ids.has_hidden() {
        let note = "(hidden) stands for a personal value; --show-personal shows it.";
        text.push_str(&format!("\n{}\n", page.dim(note)));
    }
    if place.is_some() {
        text.push('\n');
    }
    text
}

/// Adds the words of a sentence, on as many lines as they need.
pub(super) fn push_wrapped(text: &mut String, sentence: &str, width: usize) {
    let mut room = width;
    for (at, word) in sentence.split(' ').enumerate() {
        let needed = word.chars().count();
        if at > 0 && needed >= room {
            text.push('\n');
            room = width;
        } else if at > 0 {
            text.push(' ');
            room = room.saturating_sub(1);
        }
        text.push_str(word);
        room = room.saturating_sub(needed);
    }
    text.push('\n');
}

fn facts(parts: &OutcomeParts, personal: &Mask, ids: &Mask) -> Table<2> {
    let mut table = Table::new();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            table.row([name.to_owned(), value]);
        }
    };
    fact("provider", clean(parts.provider.as_str()));
    fact("product", personal.listed(Some(parts.product.as_str())));
    fact(
        "decided by",
        clean(&format!(
            "{}, table {}",
            parts.decided_by, parts.table_version
        )),
    );
    let established: Vec<_> = parts
        .established
        .iter()
        .map(|one| clean(one.as_str()))
        .collect();
    if established.is_empty() && parts.decision == Decision::Verified {
        fact("established", "(nothing)".to_owned());
    }
    fact("established", established.join(", "));
    fact("source", words::source(parts.source).to_owned());
    fact("signature", words::signature(parts.signature).to_owned());
    fact("environment", parts.environment.to_string());
    if let Some(confidence) = parts.confidence {
        fact(
            "confidence",
            format!("{confidence} of 100; decides nothing"),
        );
    }
    if let Some(at) = parts.decided_at {
        fact("decided at", at.to_rfc3339_millis());
    }
    if let Some(at) = parts.retrieved_at {
        fact("asked at", at.to_rfc3339_millis());
    }
    match &parts.reference {
        Reference::Smileid(smile) => {
            fact("user id", ids.show(smile.user_id.as_ref()));
            fact("job id", ids.show(smile.job_id.as_ref()));
            fact("Smile job id", ids.show(smile.smile_job_id.as_ref()));
            fact("partner id", ids.show(smile.partner_id.as_ref()));
            if let Some(job_type) = smile.job_type {
                fact("job type", job_type.number().to_string());
            }
        }
        Reference::Greenid(green) => {
            fact("user id", ids.show(green.user_id.as_ref()));
            fact("customer id", ids.show(green.customer_id.as_ref()));
        }
        Reference::Other(other) => {
            for (name, id) in &other.ids {
                fact(&clean(name), ids.show(Some(id)));
            }
        }
        _ => {}
    }
    table
}
