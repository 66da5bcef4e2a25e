//! How far it is, for whoever waits at a terminal.

use core::time::Duration;
use std::{
    fs,
    io::{self, IsTerminal as _},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::{Sources, is_standard_input};

/// They fit on 80 columns: a bar that is wrapped cannot be drawn over.
const WITH_TOTAL: &str = "  {bar:16} {percent:>3}%  {msg}, {eta} left";
const WITHOUT_TOTAL: &str = "  {binary_bytes} in {elapsed}  {msg}";
const TICK: Duration = Duration::from_millis(200);

/// A bar on standard error, or nothing where nobody would see it. It has no colors.
pub(super) struct Progress {
    bar: ProgressBar,
    bytes_read: Arc<AtomicU64>,
    records: u64,
}

impl Progress {
    /// `prints`: outcomes are printed as they come. On the same terminal they are the progress.
    pub(super) fn new(prints: bool, bytes_read: Arc<AtomicU64>, arguments: &[PathBuf]) -> Self {
        let is_seen = io::stderr().is_terminal() && !(prints && io::stdout().is_terminal());
        let bar = if is_seen {
            visible(arguments)
        } else {
            ProgressBar::hidden()
        };
        Self {
            bar,
            bytes_read,
            records: 0,
        }
    }

    /// So many more records are through.
    pub(super) fn add(&mut self, records: u64) {
        self.records = self.records.saturating_add(records);
        if self.bar.is_hidden() {
            return;
        }
        let seconds = self.bar.elapsed().as_secs().max(1);
        self.bar.set_message(format!(
            "{} records, {} a second",
            HumanCount(self.records),
            HumanCount(self.records.checked_div(seconds).unwrap_or_default()),
        ));
        self.bar
            .set_position(self.bytes_read.load(Ordering::Relaxed));
    }

    /// Writes to the terminal without the bar in between.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    pub(super) const fn records(&self) -> u64 {
        self.records
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn visible(arguments: &[PathBuf]) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(style(WITHOUT_TOTAL));
    bar.set_message("0 records");
    bar.enable_steady_tick(TICK);
    if !arguments.iter().any(|path| is_standard_input(path)) {
        let (bar, arguments) = (bar.clone(), arguments.to_vec());
        // Reading has begun; the size of a large folder comes late and is not waited for.
        let _ = thread::Builder::new()
            .name("size".to_owned())
            .spawn(move || {
                bar.set_length(size(arguments));
                bar.set_style(style(WITH_TOTAL));
            });
    }
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

/// How many bytes all files have.
fn size(arguments: Vec<PathBuf>) -> u64 {
    Sources::new(arguments)
        .flatten()
        .filter_map(|path| fs::metadata(path).ok())
        .map(|meta| meta.len())
        .fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_sound() {
        for template in [WITH_TOTAL, WITHOUT_TOTAL] {
            assert!(ProgressStyle::with_template(template).is_ok());
        }
    }

    #[test]
    fn the_size_is_that_of_all_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.json"), "12345").unwrap();
        fs::write(folder.path().join("b.json"), "123").unwrap();
        let one = folder.path().join("b.json");
        assert_eq!(size(vec![folder.path().to_owned(), one, "gone".into()]), 11);
    }
}
