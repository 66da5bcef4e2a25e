use core::time::Duration;
use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader, PipeReader, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
};

const KEPT_LINES: usize = 30;

/// What a program leaves running behind it holds the pipe open, and nobody should wait for that.
const PATIENCE: Duration = Duration::from_secs(2);

/// Passes on what a program prints and keeps the last lines of it.
pub(super) struct Echo {
    lines: Arc<Mutex<VecDeque<String>>>,
    ended: mpsc::Receiver<()>,
}

impl Echo {
    pub(super) fn start(printed: PipeReader, log: impl Write + Send + 'static) -> Self {
        let lines = Arc::new(Mutex::new(VecDeque::new()));
        let (end, ended) = mpsc::channel();
        let kept = Arc::clone(&lines);
        thread::spawn(move || {
            pass_on(printed, log, &kept);
            // Nobody waits any more where patience has ended.
            let _ = end.send(());
        });
        Self { lines, ended }
    }

    /// Waits for the end of what was printed.
    pub(super) fn last_lines(&self) -> Vec<String> {
        let _ = self.ended.recv_timeout(PATIENCE);
        lock(&self.lines).iter().cloned().collect()
    }
}

fn pass_on(printed: PipeReader, mut log: impl Write, kept: &Mutex<VecDeque<String>>) {
    let mut printed = BufReader::new(printed);
    let mut line = Vec::new();
    while printed
        .read_until(b'\n', &mut line)
        .is_ok_and(|count| count > 0)
    {
        // A reader of the log that has gone away is no reason to stop.
        let _ = log.write_all(&line);
        let mut kept = lock(kept);
        if kept.len() == KEPT_LINES {
            kept.pop_front();
        }
        kept.push_back(String::from_utf8_lossy(&line).trim_end().to_owned());
        line.clear();
    }
}

fn lock(lines: &Mutex<VecDeque<String>>) -> MutexGuard<'_, VecDeque<String>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io::{pipe, sink};

    use super::*;

    #[test]
    fn the_last_lines_are_kept_whatever_bytes_they_are() {
        let (reader, mut writer) = pipe().unwrap();
        let echo = Echo::start(reader, sink());
        for number in 1..=100 {
            writer
                .write_all(format!("line {number}\n").as_bytes())
                .unwrap();
        }
        writer.write_all(b"\xff without an end").unwrap();
        drop(writer);
        let lines = echo.last_lines();
        assert_eq!(lines.len(), 30);
        assert_eq!(lines[0], "line 72");
        assert_eq!(lines[28], "line 100");
        assert_eq!(lines[29], "\u{fffd} without an end");
    }

    #[test]
    fn what_holds_the_pipe_open_is_not_waited_for() {
        let (reader, mut writer) = pipe().unwrap();
        let echo = Echo::start(reader, sink());
        writer.write_all(b"said\n").unwrap();
        assert_eq!(echo.last_lines(), ["said"]);
        drop(writer);
    }
}
