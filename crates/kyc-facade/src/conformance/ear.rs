//! Hears every span and event on the way of a question, and knows a canary when it hears one.

use core::fmt::{self, Debug, Write as _};
use std::{
    error::Error,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// Every canary of the suite holds this, in one case of letters or another.
const CANARY: &str = "canary";

pub(super) fn has_canary(text: &str) -> bool {
    text.to_ascii_lowercase().contains(CANARY)
}

/// The ways by which an error shows a canary.
pub(super) fn leaks_of_error(error: &crate::Error) -> Vec<String> {
    let mut ways = Vec::new();
    if error.path().is_some_and(has_canary) {
        ways.push("the error's path".to_owned());
    }
    let mut next: Option<&dyn Error> = Some(error);
    let mut depth = 0_usize;
    while let Some(error) = next.filter(|_| depth < 100) {
        let whose = match depth {
            0 => "the error".to_owned(),
            _ => format!("source {depth} of the error"),
        };
        if has_canary(&format!("{error} {error:#}")) {
            ways.push(format!("Display of {whose}"));
        }
        if has_canary(&format!("{error:?} {error:#?}")) {
            ways.push(format!("Debug of {whose}"));
        }
        depth = depth.saturating_add(1);
        next = error.source();
    }
    ways
}

pub(super) fn leaks_of_outcome(outcome: &impl Debug) -> Vec<String> {
    let shown = has_canary(&format!("{outcome:?} {outcome:#?}"));
    Vec::from_iter(shown.then(|| "Debug of the outcome".to_owned()))
}

/// A subscriber for the time of one question.
#[derive(Clone, Default)]
pub(super) struct Ear(Arc<Heard>);

#[derive(Default)]
struct Heard {
    spans: AtomicU64,
    leaks: Mutex<Vec<String>>,
}

impl Ear {
    pub(super) fn dispatch(&self) -> Dispatch {
        Dispatch::new(self.clone())
    }

    pub(super) fn leaks(&self) -> Vec<String> {
        let leaks = self.0.leaks.lock().unwrap_or_else(PoisonError::into_inner);
        leaks.clone()
    }

    fn hear(&self, whose: &str, record: impl FnOnce(&mut Text)) {
        let mut text = Text(String::new());
        record(&mut text);
        if has_canary(&text.0) {
            let mut leaks = self.0.leaks.lock().unwrap_or_else(PoisonError::into_inner);
            leaks.push(whose.to_owned());
        }
    }
}

impl Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let name = format!("the span {}", attributes.metadata().name());
        self.hear(&name, |text| attributes.record(text));
        let number = self.0.spans.fetch_add(1, Ordering::Relaxed);
        Id::from_u64(number.saturating_add(1))
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.hear("a value of a span", |text| values.record(text));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let name = format!("an event of {}", event.metadata().target());
        self.hear(&name, |text| event.record(text));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, _: &Field, value: &dyn fmt::Debug) {
        // Writing to a text does not fail; a `Debug` that does has nothing to show.
        let _ = write!(self.0, "{value:?} ");
    }
}
