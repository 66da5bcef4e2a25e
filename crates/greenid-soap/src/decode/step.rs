//! Where the reader is, in documented names.

/// An open element, by its documented name or [`UNKNOWN`].
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) name: &'static str,
    /// Its place among the entries of its list that are kept.
    pub(super) index: Option<usize>,
}

/// What stands for an element that is not documented.
pub(super) const UNKNOWN: &str = "(unknown element)";

/// The steps from the message on: what is around it is the same in every envelope.
fn from_message(steps: &[Step]) -> &[Step] {
    let message = steps
        .iter()
        .position(|step| matches!(step.name, "return" | "Fault"));
    steps.get(message.unwrap_or(0)..).unwrap_or(steps)
}

/// The path with indexes, or `None` outside of everything.
pub(super) fn path(steps: &[Step]) -> Option<String> {
    use core::fmt::Write as _;
    let mut text = String::new();
    for step in from_message(steps) {
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(step.name);
        if let Some(index) = step.index {
            let _ = write!(text, "[{index}]");
        }
    }
    (!text.is_empty()).then_some(text)
}

/// Adds the path of names alone, of an element inside.
pub(super) fn names(steps: &[Step], last: &str, into: &mut String) {
    for step in from_message(steps) {
        into.push_str(step.name);
        into.push('.');
    }
    into.push_str(last);
}
