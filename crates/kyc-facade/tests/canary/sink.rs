//! Where everything that anybody could read ends up.

use std::{
    fmt::{Debug, Display},
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tracing_subscriber::fmt::MakeWriter;

use crate::CANARY;

/// What was printed, logged and traced, and by which way.
static SINK: Mutex<Vec<(&str, String)>> = Mutex::new(Vec::new());
/// The fixture or scene that is being played.
static SCENE: Mutex<String> = Mutex::new(String::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take_in(way: &'static str, text: String) {
    // Only what matters is kept, and one of each kind to show that the way is open.
    let is_first = !lock(&SINK).iter().any(|(known, _)| *known == way);
    if is_first || text.contains(CANARY) {
        let scene = lock(&SCENE).clone();
        lock(&SINK).push((way, format!("{scene}: {text}")));
    }
}

pub(crate) fn scene(name: impl Into<String>) {
    *lock(&SCENE) = name.into();
}

/// Prints a value in every way in which it can be printed.
pub(crate) fn debug(value: &impl Debug) {
    take_in("Debug", format!("{value:?} {value:#?}"));
}

pub(crate) fn display(value: &impl Display) {
    take_in("Display", value.to_string());
}

/// Prints an error and all behind it.
pub(crate) fn error(error: &dyn std::error::Error) {
    let mut next = Some(error);
    while let Some(error) = next {
        take_in("error", format!("{error} {error:?} {error:#?}"));
        next = error.source();
    }
}

pub(crate) fn result<T: Debug, E: std::error::Error>(result: &Result<T, E>) {
    match result {
        Ok(value) => debug(value),
        Err(failure) => error(failure),
    }
}

struct Log;

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let way = if record.target().starts_with("rustls") {
            "log of rustls"
        } else if record.target().starts_with("reqwest") {
            "log of reqwest"
        } else {
            "log"
        };
        take_in(way, format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

/// What a tracing subscriber writes.
struct Traces;

impl io::Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let way = if text.contains(" hyper_util") {
            "trace of hyper"
        } else {
            "trace"
        };
        take_in(way, text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Traces {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

/// Opens all ways: both kinds of logger at the finest level, and the panic hook.
pub(crate) fn listen() {
    log::set_logger(&Log).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(|| Traces)
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    std::panic::set_hook(Box::new(|panic| take_in("panic", panic.to_string())));
}

pub(crate) fn assert_silent() {
    drop(std::panic::take_hook());
    let sink = lock(&SINK);
    let ways: Vec<_> = sink.iter().map(|(way, _)| *way).collect();
    for way in [
        "Debug",
        "Display",
        "error",
        "log of reqwest",
        "log of rustls",
        "trace",
        "trace of hyper",
    ] {
        assert!(
            ways.contains(&way),
            "nothing came by way of {way}: {ways:?}"
        );
    }
    assert!(
        !ways.contains(&"panic"),
        "{:?}",
        sink.iter().find(|(way, _)| *way == "panic")
    );
    let leaks: Vec<_> = sink
        .iter()
        .filter(|(_, text)| text.contains(CANARY))
        .collect();
    let shown: Vec<_> = leaks
        .iter()
        .take(5)
        .map(|(way, text)| {
            let at = text.find(CANARY).unwrap();
            let from = text
                .char_indices()
                .map(|(i, _)| i)
                .rfind(|i| i + 300 <= at)
                .unwrap_or(0);
            format!(
                "{way}: {} … {}",
                text.split(':').next().unwrap(),
                text.get(from..at + 30).unwrap_or(text)
            )
        })
        .collect();
    assert!(
        leaks.is_empty(),
        "{} leaks, such as {shown:#?}",
        leaks.len()
    );
}
