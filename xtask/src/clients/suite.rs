//! The suites: one for each client.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::outcome::Outcome;
use crate::{
    failure::Failure,
    install::{Installed, Language, sources},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suite {
    SmileIdCore,
    SmileIdentityCore,
    Zeep,
    Soap,
    Usesmileid,
}

/// The sandbox is on loopback: no proxy has to hear of it.
const PROXIES: [&str; 6] = [
    "ALL_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "all_proxy",
    "http_proxy",
    "https_proxy",
];

impl Suite {
    pub(crate) const ALL: [Self; 5] = [
        Self::SmileIdCore,
        Self::SmileIdentityCore,
        Self::Zeep,
        Self::Soap,
        Self::Usesmileid,
    ];

    /// The client's name in its registry, and the name of the directory of its tests.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SmileIdCore => "smile-id-core",
            Self::SmileIdentityCore => "smile-identity-core",
            Self::Zeep => "zeep",
            Self::Soap => "soap",
            Self::Usesmileid => "usesmileid",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }

    pub(super) fn language(self) -> Language {
        match self {
            Self::SmileIdCore | Self::Zeep | Self::Usesmileid => Language::Python,
            Self::SmileIdentityCore | Self::Soap => Language::Node,
        }
    }

    /// At least so many tests have to be carried out: nine tenths of those that there were when this was written.
    fn minimum(self) -> usize {
        match self {
            Self::SmileIdCore => 54,
            Self::SmileIdentityCore => 24,
            Self::Zeep => 36,
            Self::Soap => 44,
            Self::Usesmileid => 12,
        }
    }

    /// Runs its tests, which start the program `kyc` as they need it.
    pub(super) fn run(self, installed: &Installed, kyc: &Path) -> Result<Outcome, Failure> {
        let mut command = self.command(installed)?;
        command.env("KYC", kyc);
        for name in PROXIES {
            command.env_remove(name);
        }
        let output = command
            .output()
            .map_err(|error| Failure::io(command.get_program(), &error))?;
        Ok(Outcome::read(self.language(), self.minimum(), &output))
    }

    fn command(self, installed: &Installed) -> Result<Command, Failure> {
        let language = self.language();
        let (sources, packages) = (sources(language), installed.packages(language));
        match language {
            Language::Python => {
                let mut command = Command::new("python3");
                command
                    .args(["-B", "-m", "unittest", "discover", "--pattern", "test_*.py"])
                    .env("PYTHONPATH", python_path([packages, sources.clone()])?)
                    .current_dir(sources.join(self.name()));
                Ok(command)
            }
            Language::Node => {
                let mut command = Command::new("node");
                command
                    .args(["run.js", self.name()])
                    .env("NODE_PATH", packages.join("node_modules"))
                    .current_dir(sources);
                Ok(command)
            }
        }
    }
}

fn python_path(places: [PathBuf; 2]) -> Result<std::ffi::OsString, Failure> {
    std::env::join_paths(places).map_err(|error| Failure::new(format!("PYTHONPATH: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_has_its_tests() {
        for suite in Suite::ALL {
            let directory = sources(suite.language()).join(suite.name());
            assert!(directory.is_dir(), "{}", directory.display());
            assert_eq!(Suite::named(suite.name()), Some(suite));
        }
    }
}
