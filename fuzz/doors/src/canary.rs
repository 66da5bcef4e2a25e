//! A word that stands where a person's data may stand, and must show up in no error and in nothing printed.

use core::fmt::Debug;

/// The word. Fuzzers know it from the dictionary and the seeds.
pub const CANARY: &str = "zq9canary";

/// Whether there is anything to look for.
fn is_planted(input: &[u8]) -> bool {
    input
        .windows(CANARY.len())
        .any(|window| window.eq_ignore_ascii_case(CANARY.as_bytes()))
}

fn assert_none_in(shown: &str) {
    assert!(
        !shown.to_ascii_lowercase().contains(CANARY),
        "what came in is shown: {shown}"
    );
}

/// `Debug` shows nothing of what came in.
pub(crate) fn silent_debug(input: &[u8], value: &impl Debug) {
    if is_planted(input) {
        assert_none_in(&format!("{value:?}"));
        assert_none_in(&format!("{value:#?}"));
    }
}

/// An error shows nothing of what came in, nor does any of its causes.
pub(crate) fn silent_error(input: &[u8], error: &impl core::error::Error) {
    assert!(!error.to_string().is_empty());
    if !is_planted(input) {
        return;
    }
    let mut cause: Option<&dyn core::error::Error> = Some(error);
    while let Some(error) = cause {
        assert_none_in(&format!("{error} {error:?} {error:#?}"));
        cause = error.source();
    }
}
