//! The three operations.

use std::sync::Arc;

use kyc_http::Clock as _;
use kyc_model::Timestamp;

use super::{
    element::{Element, Spelling},
    fault::{Fault, USER_ID_FOR_INVITATION, USER_ID_IN_USE, USER_ID_NOT_FOUND},
    notification,
    register::{Applicant, background},
    registrations::Registration,
    reply,
    request::{Call, Operation},
    results::ResultContext,
    scenarios::{self, Behavior, Steps},
};
use crate::{Service, shared_state::SharedState, wire::Answer};

const MAX_USER_ID_CHARS: usize = 255;

pub(super) fn perform(call: &Call<'_, '_>, shared: &Arc<SharedState>) -> Result<Answer, Fault> {
    let user_id = call.members.text("userId").unwrap_or_default();
    if user_id.chars().count() > MAX_USER_ID_CHARS {
        return nobody(call.operation, shared);
    }
    let scenario = shared.scenario_of(Service::Greenid, &user_id);
    let behavior = scenarios::named(&scenario)
        .map(|entry| &entry.behavior)
        .filter(|behavior| !is_not_there(behavior));
    let steps = match behavior {
        Some(Behavior::Result(steps)) => Some(*steps),
        Some(Behavior::Fault(_)) | None => None,
    };
    let returned = match (call.operation, behavior) {
        (Operation::IsUserIdRegistered, behavior) => {
            whether(is_registered(&user_id, behavior, shared)?)
        }
        (_, Some(Behavior::Fault(fault))) => return Err(fault.clone()),
        (Operation::GetVerificationResult, Some(Behavior::Result(steps))) => {
            asked_for(&user_id, *steps, shared)
        }
        (Operation::GetVerificationResult, None) => {
            let registration = shared.greenid.registration(&user_id);
            registration
                .and_then(|registration| registration.result)
                .ok_or(USER_ID_NOT_FOUND)?
        }
        (Operation::RegisterUser, _) => register(call, user_id, steps, shared)?,
    };
    let spelling = Spelling::of(&shared.settings);
    let answer = reply::answer(call.operation, &returned, spelling);
    Ok(match steps.and_then(|steps| steps.fault) {
        Some(fault) => fault.apply(answer, &shared.settings),
        None => answer,
    })
}

/// What is said of an id that nobody can have. Nothing is remembered of it.
fn nobody(operation: Operation, shared: &SharedState) -> Result<Answer, Fault> {
    match operation {
        Operation::RegisterUser => Err(Fault::Fields(vec!["userId".to_owned()])),
        Operation::GetVerificationResult => Err(USER_ID_NOT_FOUND.into()),
        Operation::IsUserIdRegistered => {
            let spelling = Spelling::of(&shared.settings);
            Ok(reply::answer(operation, &whether(false), spelling))
        }
    }
}

/// The scenario of somebody who was not registered yet is that of any other such id: only look-ups answer that nobody is there.
fn is_not_there(behavior: &Behavior) -> bool {
    matches!(behavior, Behavior::Fault(Fault::Service(USER_ID_NOT_FOUND)))
}

fn whether(is_so: bool) -> Element {
    Element::text("return", is_so.to_string())
}

/// The people of the scenarios always are, but for those of whom a fault says something else.
fn is_registered(
    user_id: &str,
    behavior: Option<&Behavior>,
    shared: &SharedState,
) -> Result<bool, Fault> {
    match behavior {
        Some(Behavior::Result(_)) => Ok(true),
        Some(Behavior::Fault(Fault::Service(USER_ID_IN_USE | USER_ID_FOR_INVITATION))) => Ok(true),
        Some(Behavior::Fault(fault)) => Err(fault.clone()),
        None => Ok(shared.greenid.registration(user_id).is_some()),
    }
}

fn asked_for(user_id: &str, steps: Steps, shared: &Arc<SharedState>) -> Element {
    let now = shared.clock.now();
    let (registration, is_new) = shared.greenid.asked_for(user_id, now);
    if is_new && steps.settled.is_some() {
        notification::tell(shared, user_id, settled_at(&registration, shared));
    }
    result_at(steps, user_id, &registration, now, shared)
}

fn register(
    call: &Call<'_, '_>,
    user_id: String,
    steps: Option<Steps>,
    shared: &Arc<SharedState>,
) -> Result<Element, Fault> {
    let now = shared.clock.now();
    let applicant = Applicant::read(call.members, now)?;
    let user_id = if user_id.is_empty() {
        shared.greenid.issue_id(|id| scenarios::named(id).is_some())
    } else {
        user_id
    };
    let Some(steps) = steps else {
        let result = background::result(&applicant, &context(&user_id, now, shared));
        let kept = Some(result.clone());
        shared.greenid.register(&user_id, now, kept)?;
        tell_if_verified(&result, &user_id, now, shared);
        return Ok(result);
    };
    let (registration, is_new) = shared.greenid.register(&user_id, now, None)?;
    let result = result_at(steps, &user_id, &registration, now, shared);
    if steps.settled.is_none() {
        tell_if_verified(&result, &user_id, now, shared);
    } else if is_new {
        notification::tell(shared, &user_id, settled_at(&registration, shared));
    }
    Ok(result)
}

fn tell_if_verified(result: &Element, user_id: &str, now: Timestamp, shared: &Arc<SharedState>) {
    let outcome = result.text_of("outcome");
    if outcome.is_some_and(|outcome| outcome.starts_with("VERIFIED")) {
        notification::tell(shared, user_id, now);
    }
}

/// The result that is due by now.
fn result_at(
    steps: Steps,
    user_id: &str,
    registration: &Registration,
    now: Timestamp,
    shared: &SharedState,
) -> Element {
    let settled_at = settled_at(registration, shared);
    match steps.settled {
        Some(settled) if now >= settled_at => settled(&context(user_id, settled_at, shared)),
        _ => (steps.first)(&context(user_id, registration.since, shared)),
    }
}

fn settled_at(registration: &Registration, shared: &SharedState) -> Timestamp {
    let settles = registration.since.checked_add(shared.settings.settle_after);
    settles.unwrap_or(Timestamp::MAX)
}

fn context<'a>(user_id: &'a str, at: Timestamp, shared: &'a SharedState) -> ResultContext<'a> {
    ResultContext {
        user_id,
        customer_id: shared.account.greenid_customer_id(),
        at,
    }
}
