//! A process that works when it is told to.

use core::time::Duration;
use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// A package in its language.
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    interpreter: &'static str,
    script: &'static str,
}

pub(crate) const PYTHON_SMILEID: Tool = Tool {
    name: "Python smile-id-core",
    interpreter: "python3",
    script: "python/smileid.py",
};
pub(crate) const NODE_SMILEID: Tool = Tool {
    name: "Node smile-identity-core",
    interpreter: "node",
    script: "node/smileid.js",
};
pub(crate) const PYTHON_ZEEP: Tool = Tool {
    name: "Python zeep",
    interpreter: "python3",
    script: "python/greenid.py",
};
pub(crate) const NODE_SOAP: Tool = Tool {
    name: "Node soap",
    interpreter: "node",
    script: "node/greenid.js",
};

/// Reads a number from its standard input, works so many times, and writes how many nanoseconds that took.
pub(crate) struct Worker {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    pub(crate) fn start(tool: &Tool, name: &str, input: &[u8]) -> Self {
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut process = Command::new(tool.interpreter)
            .arg(home.join(tool.script))
            .arg(put(name, input))
            .arg(put("service.wsdl", description().as_bytes()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            orders: process.stdin.take().unwrap(),
            answers: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    pub(crate) fn work(&mut self, times: u64) -> Duration {
        writeln!(self.orders, "{times}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        let nanoseconds = answer.trim().parse().expect("a worker ended");
        Duration::from_nanos(nanoseconds)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The description that the sandbox serves, for its certificate service.
fn description() -> String {
    const TEMPLATE: &str =
        include_str!("../../../../crates/kyc-sandbox/wsdl/verification_services.wsdl");
    TEMPLATE
        .replace("{service}", "VerificationServices")
        .replace("{password}", "")
        .replace("{address}", "http://127.0.0.1/VerificationServices")
}

/// The bytes in a file, for whoever wants to look at them, too.
fn put(name: &str, input: &[u8]) -> PathBuf {
    let directory = env::var_os("RIVALS_INPUTS").expect("start it by `cargo xtask bench --rivals`");
    fs::create_dir_all(&directory).unwrap();
    let file = name.replace(|c: char| !(c.is_ascii_alphanumeric() || c == '.'), "-");
    let place = Path::new(&directory).join(file);
    fs::write(&place, input).unwrap();
    place
}
