//! Jobs, and what the sandbox remembers of them.

use core::{fmt, time::Duration};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kyc_model::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    scenarios::{self, ScenarioEntry},
    steps::{Fault, FinalFlag, JobState, ResultEntry, Step, Verdict},
};
use crate::{bounded_map::BoundedMap, smileid::signed::Submitted};

#[derive(Default)]
pub(crate) struct State(Mutex<Jobs>);

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

impl State {
    /// Forgets what was only asked for under this id.
    pub(crate) fn forget(&self, job_id: &str) {
        let mut jobs = self.lock();
        let of_scenario = |job: &&Job| job.job_id == job_id && job.origin == Origin::Scenario;
        let keys: Vec<Key> = jobs
            .kept
            .values()
            .filter(of_scenario)
            .map(|job| (job.user_id.clone(), job.job_id.clone()))
            .collect();
        for key in keys {
            jobs.kept.remove(&key);
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A job is known by the user and by the job's id.
pub(super) type Key = (String, String);

#[derive(Default)]
pub(super) struct Jobs {
    pub(super) kept: BoundedMap<Key, Job>,
    /// Which job a zip belongs to, by the secret in its upload URL.
    pub(super) uploads: BoundedMap<String, Key>,
    count: u64,
}

impl Jobs {
    /// Whether a job with these ids was submitted and is under way or done.
    pub(super) fn has_submitted(&self, key: &Key) -> bool {
        let job = self.kept.get(key);
        job.is_some_and(|job| job.origin != Origin::Scenario && job.begun.is_some())
    }

    pub(super) fn next_number(&mut self) -> u64 {
        self.count = self.count.wrapping_add(1);
        self.count
    }

    /// The job with these ids: a submitted one, or the scenario of this name, which begins now.
    pub(super) fn find(&mut self, key: &Key, scenario: &str, now: Timestamp) -> Option<&mut Job> {
        if self.kept.get(key).is_none() {
            let entry = scenario_named(scenario)?;
            let number = self.next_number();
            self.kept
                .insert(key.clone(), Job::of_scenario(key, entry, number, now));
        }
        self.kept.get_mut(key)
    }
}

fn scenario_named(name: &str) -> Option<&'static ScenarioEntry> {
    scenarios::all().find(|entry| entry.scenario.name == name)
}

/// How a job came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// Its id was asked for, and names a scenario.
    Scenario,
    /// Submitted, with its answer in the reply.
    Synchronous,
    /// Submitted with images: its zip has to come first.
    Upload,
    /// Submitted, to be answered later.
    Asynchronous,
}

/// One job.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) user_id: String,
    pub(super) job_id: String,
    pub(super) job_type: u64,
    /// `partner_params` as they came.
    pub(super) params: Map<String, Value>,
    pub(super) id_info: Map<String, Value>,
    pub(super) steps: &'static [Step],
    pub(super) fault: Fault,
    pub(super) callback_url: Option<String>,
    /// By which way it was submitted, for links back.
    pub(super) base: Option<String>,
    pub(super) uses_enrolled_image: bool,
    /// When work on it began; `None` while its zip is not there.
    pub(super) begun: Option<Timestamp>,
    pub(super) questions: u32,
    origin: Origin,
    number: u64,
}

impl Job {
    fn of_scenario(key: &Key, entry: &'static ScenarioEntry, number: u64, now: Timestamp) -> Self {
        Self {
            user_id: key.0.clone(),
            job_id: key.1.clone(),
            job_type: entry.job_type,
            params: Map::new(),
            id_info: Map::new(),
            steps: entry.steps,
            fault: entry.fault,
            callback_url: None,
            base: None,
            uses_enrolled_image: false,
            begun: Some(now),
            questions: 0,
            origin: Origin::Scenario,
            number,
        }
    }

    /// A job that somebody submitted. Its id may choose a scenario; otherwise it goes by Smile ID's own test data.
    pub(super) fn submitted(
        job: Submitted,
        scenario: &str,
        id_info: Map<String, Value>,
        callback_url: Option<&str>,
        origin: Origin,
        number: u64,
    ) -> Self {
        let entry = scenario_named(scenario);
        let steps = entry.map_or_else(|| by_test_data(&job, &id_info), |entry| entry.steps);
        Self {
            user_id: job.user_id,
            job_id: job.job_id,
            job_type: job.job_type,
            params: job.params,
            id_info,
            steps,
            fault: entry.map_or(Fault::None, |entry| entry.fault),
            callback_url: callback_url.map(str::to_owned),
            base: None,
            uses_enrolled_image: false,
            begun: None,
            questions: 0,
            origin,
            number,
        }
    }

    pub(super) fn begin(&mut self, now: Timestamp) {
        self.begun = Some(now);
    }

    /// The zip could not be read.
    pub(super) fn mark_zip_unusable(&mut self) {
        self.steps = BROKEN_ZIP;
    }

    pub(super) fn image_links(&self, base: &str) -> Value {
        let selfie = format!("{base}/images/{}-selfie.png", self.smile_job_id());
        json!({ "selfie_image": selfie })
    }

    /// Ten digits with leading zeros.
    pub(super) fn smile_job_id(&self) -> String {
        format!("{:010}", self.number)
    }

    pub(super) const fn source(&self) -> &'static str {
        match self.origin {
            Origin::Scenario | Origin::Upload => "WebAPI",
            Origin::Synchronous | Origin::Asynchronous => "ID API",
        }
    }

    pub(super) fn id_text(&self, member: &str, otherwise: &str) -> String {
        match self.id_info.get(member).and_then(Value::as_str) {
            Some(text) if !text.is_empty() => text.to_owned(),
            _ => otherwise.to_owned(),
        }
    }

    /// Whether the number is looked up before the rest.
    pub(super) const fn has_look_up(&self) -> bool {
        matches!(self.job_type, 1 | 11)
    }

    /// How long after its beginning its first step begins.
    pub(super) const fn head_start(&self, settle_after: Duration) -> Duration {
        match self.origin {
            Origin::Upload | Origin::Asynchronous => settle_after,
            Origin::Scenario | Origin::Synchronous => Duration::ZERO,
        }
    }

    /// What is said of it at `now`.
    pub(super) fn state(&self, now: Timestamp, settle_after: Duration) -> JobState {
        let Some(begun) = self.begun else {
            return JobState::NoZip;
        };
        let elapsed = now.since(begun).unwrap_or(Duration::ZERO);
        let Some(elapsed) = elapsed.checked_sub(self.head_start(settle_after)) else {
            return if self.begins_with_look_up() {
                JobState::first_half()
            } else {
                JobState::InProgress
            };
        };
        self.steps
            .iter()
            .rfind(|step| !step.is_settled || elapsed >= settle_after)
            .map_or(JobState::InProgress, |step| step.state)
    }

    /// Its results so far and to come, the first one first: how long after its beginning each is there.
    pub(super) fn results(&self, settle_after: Duration) -> Vec<(Duration, ResultEntry)> {
        let head_start = self.head_start(settle_after);
        let mut results = Vec::new();
        if self.begins_with_look_up() {
            results.push((Duration::ZERO, ResultEntry::LOOK_UP));
        }
        for step in self.steps {
            let JobState::Result {
                is_complete,
                entry,
                earlier,
                ..
            } = step.state
            else {
                continue;
            };
            if !is_complete && self.has_look_up() {
                // That is the look-up, which is there already.
                continue;
            }
            let wait = if step.is_settled {
                settle_after
            } else {
                Duration::ZERO
            };
            let after = head_start.saturating_add(wait);
            let earlier = earlier.unwrap_or_default().iter().rev();
            results.extend(earlier.map(|entry| (after, *entry)));
            results.push((after, entry));
        }
        results
    }

    /// Whether the number's look-up is its first result: a complete one that states what came earlier says it itself.
    fn begins_with_look_up(&self) -> bool {
        let states_nothing = self.steps.first().is_some_and(|step| match step.state {
            JobState::NoZip | JobState::InProgress => false,
            JobState::Result {
                is_complete,
                earlier,
                ..
            } => !is_complete || earlier.is_none(),
        });
        self.has_look_up() && states_nothing
    }

    /// The entries of its history at `now`, the newest first.
    pub(super) fn history(&self, now: Timestamp, settle_after: Duration) -> Vec<ResultEntry> {
        let Some(begun) = self.begun else {
            return Vec::new();
        };
        let elapsed = now.since(begun).unwrap_or(Duration::ZERO);
        let results = self.results(settle_after);
        let so_far = results.iter().rev().filter(|(after, _)| *after <= elapsed);
        so_far.map(|(_, entry)| *entry).collect()
    }
}

const fn complete(entry: ResultEntry) -> Step {
    Step::immediate(JobState::done(entry))
}

const APPROVED: &[Step] = &[complete(ResultEntry::new(Verdict::Approved))];
const REJECTED: &[Step] = &[complete(ResultEntry::new(Verdict::FaceMismatch))];
const PROVISIONAL: &[Step] = &[complete(
    ResultEntry::new(Verdict::Provisional).with_final(FinalFlag::No),
)];
const BROKEN_ZIP: &[Step] = &[complete(ResultEntry::new(Verdict::Code("0903")))];
const NOT_FOUND: &[Step] = &[complete(ResultEntry::new(Verdict::Code("1013")))];
const BAD_FORMAT: &[Step] = &[complete(ResultEntry::new(Verdict::Code("1014")))];
const AUTHORITY_DOWN: &[Step] = &[complete(ResultEntry::new(Verdict::Code("1015")))];

/// Smile ID's sandbox: `sandbox_result` in the parameters, or the last digit of the number. Source: its testing pages.
fn by_test_data(job: &Submitted, id_info: &Map<String, Value>) -> &'static [Step] {
    let wish = match job.params.get("sandbox_result") {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    match wish.as_deref() {
        Some("0") => return APPROVED,
        Some("1") => return REJECTED,
        Some("2") => return PROVISIONAL,
        _ => {}
    }
    if job.job_type != 5 {
        return APPROVED;
    }
    let number = id_info.get("id_number").and_then(Value::as_str);
    match number.and_then(|number| number.chars().last()) {
        Some('1') => NOT_FOUND,
        Some('2') => BAD_FORMAT,
        Some('3') => AUTHORITY_DOWN,
        _ => APPROVED,
    }
}
