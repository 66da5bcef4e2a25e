//! Earlier results of the same person.

use kyc_model::{
    Sensitive, Timestamp,
    outcome::{OutcomeParts, Reason, ReasonCategory, Weight},
    smileid::JobResult,
};

use super::{Provenance, close, decide_with_result};
use crate::{Error, smileid::flags::Shape};

fn user(result: &JobResult) -> Option<&Sensitive<String>> {
    result.partner_params.as_ref()?.user_id.as_ref()
}

/// Each entry of history becomes an outcome of its own, decided as a bare result.
pub(super) fn add_history(
    parts: &mut OutcomeParts,
    result: Option<&JobResult>,
    history: Option<&[JobResult]>,
    provenance: &Provenance,
    answered_at: Option<Timestamp>,
) -> Result<(), Error> {
    let Some(history) = history.filter(|history| !history.is_empty()) else {
        return Ok(());
    };
    let asked = provenance.asked.as_ref();
    let this_user = asked
        .and_then(|asked| asked.user_id.as_ref())
        .or_else(|| user(result?));
    let mut users = history.iter().filter_map(user);
    let first = users.next();
    let of_several_people = this_user.is_none() && users.any(|user| Some(user) != first);
    let entry_provenance = Provenance {
        account: provenance.account.clone(),
        environment: provenance.environment,
        retrieved_at: provenance.retrieved_at,
        source: provenance.source,
        ..Provenance::saved(provenance.signature)
    };
    parts.history.reserve(history.len());
    for entry in history {
        let foreign = of_several_people
            || matches!((this_user, user(entry)), (Some(this), Some(other)) if this != other);
        if foreign {
            parts.reasons.push(
                Reason::new(ReasonCategory::UnrecognizedValue, Weight::Advisory)
                    .with_rule("history of another user"),
            );
            continue;
        }
        let entry_parts =
            decide_with_result(entry, Shape::Bare, None, &entry_provenance, answered_at)?;
        parts.history.push(close(entry_parts, &entry_provenance)?);
    }
    Ok(())
}
