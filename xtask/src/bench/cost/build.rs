//! A clean build of a small program.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Consumer, consumer::Spec};
use crate::{bench::report, cargo, failure::Failure, flags};

const PACKAGE: &str = "consumer";

/// Builds it from nothing and looks at what came of it.
pub(super) fn measure(spec: &Spec) -> Result<Consumer, Failure> {
    let directory = write(spec)?;
    let target = directory.join("target");
    let _ = fs::remove_dir_all(&target);
    let crates = crates(&cargo::said(cargo(&directory).args([
        "tree", "--edges", "normal", "--prefix", "none", "--format", "{p}",
    ]))?);
    // What has to be downloaded is no part of the build.
    cargo::run(cargo(&directory).args(["fetch", "--quiet"]))?;
    let before = cpu_seconds()?;
    cargo::run(
        cargo(&directory)
            .args(["build", "--quiet", "--release", "--target-dir"])
            .arg(&target),
    )?;
    let cpu_seconds = cpu_seconds()? - before;
    let program = target.join("release").join(PACKAGE);
    let program = program.with_extension(std::env::consts::EXE_EXTENSION);
    let size = fs::metadata(&program).map_err(|error| Failure::io(&program, &error))?;
    fs::remove_dir_all(&target).map_err(|error| Failure::io(&target, &error))?;
    Ok(Consumer {
        name: spec.name.to_owned(),
        floor: spec.floor.map(str::to_owned),
        crates,
        cpu_seconds,
        bytes: size.len(),
    })
}

/// With the versions of the workspace.
fn write(spec: &Spec) -> Result<PathBuf, Failure> {
    let directory = report::directory()?
        .join("cost")
        .join(spec.name.replace([' ', ','], "-"));
    let put = |name: &str, text: &str| {
        let place = directory.join(name);
        fs::write(&place, text).map_err(|error| Failure::io(&place, &error))
    };
    let sources = directory.join("src");
    fs::create_dir_all(&sources).map_err(|error| Failure::io(&sources, &error))?;
    put("Cargo.toml", &manifest(spec, &flags::root().join("crates")))?;
    put("src/main.rs", spec.program)?;
    let lock = flags::root().join("Cargo.lock");
    let locked = fs::read_to_string(&lock).map_err(|error| Failure::io(&lock, &error))?;
    put("Cargo.lock", &locked)?;
    Ok(directory)
}

fn manifest(spec: &Spec, crates: &Path) -> String {
    let path = format!("\"{}/", crates.display());
    let dependencies = spec.dependencies.replace("\"@", &path);
    format!(
        "[package]\nname = \"{PACKAGE}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n\
         [profile.release]\nstrip = true\n\n[workspace]\n"
    )
}

fn cargo(directory: &Path) -> Command {
    let mut command = cargo::cargo();
    command
        .current_dir(directory)
        .env_remove("CARGO_TARGET_DIR")
        .env("CARGO_INCREMENTAL", "0");
    command
}

/// How many crates `cargo tree` lists, without the program itself.
fn crates(tree: &str) -> usize {
    let names: BTreeSet<_> = tree
        .lines()
        .map(|line| {
            line.trim_end_matches(" (*)")
                .trim_end_matches(" (proc-macro)")
        })
        .filter(|line| !line.is_empty() && !line.starts_with(&format!("{PACKAGE} ")))
        .collect();
    names.len()
}

/// What the processes that this one has waited for have used of the processors so far, with all that they waited for.
fn cpu_seconds() -> Result<f64, Failure> {
    const STAT: &str = "/proc/self/stat";
    let stat = fs::read_to_string(STAT).map_err(|error| Failure::io(STAT, &error))?;
    let ticks =
        waited_for(&stat).ok_or_else(|| Failure::new("/proc/self/stat is of another form"))?;
    let per_second = cargo::said(Command::new("getconf").arg("CLK_TCK"))?;
    let per_second: f64 = per_second
        .trim()
        .parse()
        .map_err(|_| Failure::new("getconf CLK_TCK gives no number"))?;
    Ok(ticks / per_second)
}

/// `cutime` and `cstime`: the 16th and 17th field; the second is a name in parentheses, which may hold anything.
fn waited_for(stat: &str) -> Option<f64> {
    let (_, behind) = stat.rsplit_once(") ")?;
    let mut fields = behind.split(' ').skip(13);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_crate_counts_once_and_the_program_does_not() {
        let tree = "consumer v0.0.0 (/x)\nserde v1.0.0\nserde_derive v1.0.0 (proc-macro)\n\nserde v1.0.0 (*)\n\
                    serde_derive v1.0.0 (proc-macro) (*)\nsyn v2.0.0\nsyn v3.0.0\n";
        assert_eq!(crates(tree), 4);
    }

    #[test]
    fn the_time_of_children_is_two_fields() {
        let stat = "7 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 250 50 20 0 1 0";
        assert_eq!(waited_for(stat), Some(300.0));
        assert_eq!(waited_for("7 (a) S 1"), None);
    }

    #[test]
    fn a_crate_of_the_workspace_is_found_by_its_path() {
        let spec = Spec {
            name: "a",
            floor: None,
            dependencies: "kyc-model = { path = \"@kyc-model\" }\n",
            program: "",
        };
        let text = manifest(&spec, Path::new("/w/crates"));
        assert!(text.contains("[dependencies]\nkyc-model = { path = \"/w/crates/kyc-model\" }\n"));
    }
}
