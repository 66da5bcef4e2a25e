//! The three operations.

use std::sync::Arc;

use kyc_http::Clock as _;
use kyc_model::Timestamp;

use super::{
    element::{Element, Spelling},
    fault::{Fault, USER_ID_FOR_INVITATION, USER_ID_IN_USE, USER_ID_NOT_FOUND},
    notification,
    people::Scene,
    persons::Person,
    plots::{self, Course, Story},
    register::{Applicant, background},
    reply,
    request::{Call, Operation},
};
use crate::{Service, wire::Answer, world::World};

const MAX_USER_ID_CHARS: usize = 255;

pub(super) fn perform(call: &Call<'_, '_>, world: &Arc<World>) -> Result<Answer, Fault> {
    let user_id = call.members.text("userId").unwrap_or_default();
    let fits = user_id.chars().count() <= MAX_USER_ID_CHARS;
    if !fits && call.operation == Operation::RegisterUser {
        return Err(Fault::Fields(vec!["userId".to_owned()]));
    }
    let scenario = world.scenario_of(Service::Greenid, &user_id);
    let story = plots::named(&scenario).map(|plot| &plot.story);
    let course = match story {
        Some(Story::Goes(course)) => Some(*course),
        Some(Story::Fails(_)) | None => None,
    };
    let returned = match (call.operation, story) {
        (Operation::IsUserIdRegistered, story) => {
            let is_registered = is_registered(&user_id, story, world)?;
            Element::text("return", is_registered.to_string())
        }
        (_, Some(Story::Fails(fault))) => return Err(fault.clone()),
        (Operation::GetVerificationResult, Some(Story::Goes(course))) => {
            asked_for(&user_id, *course, world)
        }
        (Operation::GetVerificationResult, None) => {
            let person = world.greenid.person(&user_id);
            person
                .and_then(|person| person.result)
                .ok_or(USER_ID_NOT_FOUND)?
        }
        (Operation::RegisterUser, _) => register(call, user_id, course, world)?,
    };
    let spelling = Spelling::of(&world.settings);
    let answer = reply::answer(call.operation, &returned, spelling);
    Ok(match course.and_then(|course| course.mishap) {
        Some(mishap) => mishap.befalls(answer, &world.settings),
        None => answer,
    })
}

/// The people of the scenarios always are, but for those of whom a fault says otherwise.
fn is_registered(user_id: &str, story: Option<&Story>, world: &World) -> Result<bool, Fault> {
    match story {
        Some(Story::Goes(_)) => Ok(true),
        Some(Story::Fails(Fault::Service(USER_ID_NOT_FOUND))) => Ok(false),
        Some(Story::Fails(Fault::Service(USER_ID_IN_USE | USER_ID_FOR_INVITATION))) => Ok(true),
        Some(Story::Fails(fault)) => Err(fault.clone()),
        None => Ok(world.greenid.person(user_id).is_some()),
    }
}

fn asked_for(user_id: &str, course: Course, world: &Arc<World>) -> Element {
    let now = world.clock.now();
    let (person, is_new) = world.greenid.asked_for(user_id, now);
    if is_new && course.then.is_some() {
        notification::tell(world, user_id, settled_at(&person, world));
    }
    told(course, user_id, &person, now, world)
}

fn register(
    call: &Call<'_, '_>,
    user_id: String,
    course: Option<Course>,
    world: &Arc<World>,
) -> Result<Element, Fault> {
    let now = world.clock.now();
    let applicant = Applicant::read(call.members, now)?;
    let user_id = if user_id.is_empty() {
        world.greenid.issue_id(|id| plots::named(id).is_some())
    } else {
        user_id
    };
    let Some(course) = course else {
        let result = background::result(&applicant, &scene(&user_id, now, world));
        let kept = Some(result.clone());
        world.greenid.register(&user_id, now, kept)?;
        tell_if_verified(&result, &user_id, now, world);
        return Ok(result);
    };
    let (person, is_new) = world.greenid.register(&user_id, now, None)?;
    let result = told(course, &user_id, &person, now, world);
    if course.then.is_none() {
        tell_if_verified(&result, &user_id, now, world);
    } else if is_new {
        notification::tell(world, &user_id, settled_at(&person, world));
    }
    Ok(result)
}

fn tell_if_verified(result: &Element, user_id: &str, now: Timestamp, world: &Arc<World>) {
    let outcome = result.text_of("outcome");
    if outcome.is_some_and(|outcome| outcome.starts_with("VERIFIED")) {
        notification::tell(world, user_id, now);
    }
}

/// What a course has come to by now.
fn told(course: Course, user_id: &str, person: &Person, now: Timestamp, world: &World) -> Element {
    let settled_at = settled_at(person, world);
    match course.then {
        Some(then) if now >= settled_at => then(&scene(user_id, settled_at, world)),
        _ => (course.first)(&scene(user_id, person.since, world)),
    }
}

fn settled_at(person: &Person, world: &World) -> Timestamp {
    let settles = person.since.checked_add(world.settings.settle_after);
    settles.unwrap_or(Timestamp::MAX)
}

fn scene<'a>(user_id: &'a str, at: Timestamp, world: &'a World) -> Scene<'a> {
    Scene {
        user_id,
        customer_id: world.account.greenid_customer_id(),
        at,
    }
}
