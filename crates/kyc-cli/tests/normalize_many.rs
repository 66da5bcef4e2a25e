//! `kyc normalize` on many records: order, folders, places, live input, interruption.

#![allow(
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::Stdio,
};

use common::{NAME, approved, green_verified, kyc_with_key, refused, run};
use kyc_model::outcome::{Reference, VerificationOutcome};

const VOUCHED: [&str; 3] = ["normalize", "--vouch-for-source", "--json"];

/// The reply about this job.
fn about(reply: &str, job: usize) -> String {
    reply.replace(common::JOB, &format!("job-{job}"))
}

/// The numbers of the jobs, in the order of the output.
fn jobs(out: &str) -> Vec<usize> {
    out.lines()
        .map(|line| {
            let outcome: VerificationOutcome = serde_json::from_str(line).unwrap();
            let Reference::Smileid(reference) = outcome.reference() else {
                panic!("{line}")
            };
            let job = reference.job_id.as_ref().unwrap().expose();
            job.strip_prefix("job-").unwrap().parse().unwrap()
        })
        .collect()
}

#[test]
fn the_order_is_that_of_the_input_with_any_number_of_threads() {
    let (yes, no) = (approved(), refused());
    let mut input = String::new();
    for job in 0..1500 {
        let reply = if job % 3 == 0 { &no } else { &yes };
        writeln!(input, "{}", about(reply, job)).unwrap();
        if job % 500 == 7 {
            writeln!(input, "{{\"broken\": \"{NAME}").unwrap();
        }
    }
    let mut outputs = Vec::new();
    for threads in ["1", "2", "8"] {
        let arguments = [&VOUCHED[..], &["--threads", threads, "-"]].concat();
        let run = run(kyc_with_key(&arguments), input.as_bytes());
        assert_eq!(run.status, 1, "{}", run.err);
        assert_eq!(jobs(&run.out), (0..1500).collect::<Vec<_>>());
        outputs.push((run.out, run.err));
    }
    outputs.dedup();
    assert_eq!(outputs.len(), 1);
}

#[test]
fn a_failure_tells_line_and_offset_and_no_value() {
    let folder = tempfile::tempdir().unwrap();
    let good = approved();
    let text = format!("\u{feff}{good}\r\n\r\n{{\"{NAME}\n{good}\n[\"{NAME}\"]\n");
    let path = folder.path().join("some.ndjson");
    fs::write(&path, &text).unwrap();
    let mut command = kyc_with_key(&[&VOUCHED[..], &["some.ndjson"]].concat());
    command.current_dir(&folder);
    let run = run(command, b"");
    assert_eq!((run.status, run.out.lines().count()), (1, 2));
    let lines: Vec<_> = run.err.lines().collect();
    assert_eq!(lines.len(), 2, "{run:?}");
    for (line, (number, begins)) in lines.iter().zip([(3, "{\"Canary"), (5, "[\"Canary")]) {
        let start = format!("kyc: some.ndjson:{number}: smileid: malformed answer: ");
        assert!(line.starts_with(&start), "{line}");
        let offset = line.rsplit_once("(byte ").unwrap().1;
        let offset: usize = offset.strip_suffix(')').unwrap().parse().unwrap();
        assert!(text[offset..].starts_with(begins), "{line}");
        assert!(!line.contains("Canary"), "{line}");
    }
}

#[test]
fn a_folder_is_read_by_name_whatever_its_files_are() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    let line = |job| about(&approved(), job);
    write("2024/b.json", &line(2));
    write("2024/a", &format!("{}\n{}\n", line(0), line(1)));
    write("2025/deep/x.bak", &line(4));
    write("2025/c.jsonl", &line(3));
    write("2025/.partial.json", "{");
    write("z.ndjson", &format!("{}\n\n{}\n", line(5), line(6)));
    for arguments in [
        &["."][..],
        &["2024", "2025", "z.ndjson"],
        &["2024", "2025", "*.ndjson"],
    ] {
        let mut command = kyc_with_key(&[&VOUCHED[..], arguments].concat());
        command.current_dir(&folder);
        let run = run(command, b"");
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
        assert_eq!(jobs(&run.out), (0..7).collect::<Vec<_>>(), "{arguments:?}");
    }
    write("2024/aa.png", "\u{1}\u{2}");
    let mut command = kyc_with_key(&[&VOUCHED[..], &["2024"]].concat());
    command.current_dir(&folder);
    let run = run(command, b"");
    assert_eq!((run.status, jobs(&run.out)), (1, vec![0, 1, 2]));
    let place = Path::new("2024").join("aa.png");
    let start = format!("kyc: {}: smileid: ", place.display());
    assert!(run.err.starts_with(&start), "{run:?}");
}

#[test]
fn both_providers_in_one_file() {
    let green = serde_json::to_string(&green_verified()).unwrap();
    let input = format!("{}\n{green}\n{}\n", approved(), refused());
    let run = run(
        kyc_with_key(&[&VOUCHED[..], &["-"]].concat()),
        input.as_bytes(),
    );
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    let providers: Vec<_> = run
        .out
        .lines()
        .map(|line| {
            let outcome: VerificationOutcome = serde_json::from_str(line).unwrap();
            outcome.provider().as_str().to_owned()
        })
        .collect();
    assert_eq!(providers, ["smileid", "greenid", "smileid"]);
}

#[test]
fn outcomes_of_live_input_come_at_once() {
    let mut child = kyc_with_key(&[&VOUCHED[..], &["-"]].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    // Two lines tell that it is NDJSON.
    write!(
        input,
        "{}\n{}\n",
        about(&approved(), 0),
        about(&refused(), 1)
    )
    .unwrap();
    for job in 0..2 {
        assert_eq!(jobs(&output.next().unwrap().unwrap()), [job]);
    }
    for job in 2..5 {
        writeln!(input, "{}", about(&approved(), job)).unwrap();
        assert_eq!(jobs(&output.next().unwrap().unwrap()), [job]);
    }
    drop(input);
    assert!(output.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_work_behind_a_whole_record() {
    let mut child = kyc_with_key(&[&VOUCHED[..], &["-"]].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    write!(
        input,
        "{}\n{}\n{{\"cut\"",
        about(&approved(), 0),
        about(&refused(), 1)
    )
    .unwrap();
    for job in 0..2 {
        assert_eq!(jobs(&output.next().unwrap().unwrap()), [job]);
    }
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    // Nobody writes any more, and the input stays open.
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(output.next().is_none());
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
    assert_eq!(
        said,
        "kyc: interrupted; the first 2 records are through, and no others\n"
    );
    drop(input);
}

#[test]
fn threads_are_a_number_that_makes_sense() {
    for threads in ["0", "-1", "many", "1025", "canary"] {
        let run = run(kyc_with_key(&["normalize", "--threads", threads, "-"]), b"");
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
        assert!(!run.err.contains("canary"), "{run:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn threads_that_cannot_be_started_are_told_as_such() {
    let mut command = std::process::Command::new("sh");
    // Stacks so large that a few of them fill the room: what is left over is enough for all that the first threads need, of
    // which small stacks leave them nothing.
    let limited = "ulimit -v 1000000; exec \"$0\" normalize --threads 1024 -";
    command
        .args(["-c", limited, env!("CARGO_BIN_EXE_kyc")])
        .env("RUST_MIN_STACK", "300000000")
        .env("XDG_CONFIG_HOME", "/nowhere");
    let run = run(command, b"{}");
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
    assert!(
        run.err.starts_with("kyc: not all threads can be started: ")
            && run.err.ends_with("; give a smaller --threads\n"),
        "{run:?}"
    );
}
