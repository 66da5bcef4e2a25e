//! The commands of the README, as they stand there.

use std::fs;

use crate::{failure::Failure, flags};

/// What stands between the fences after `<!-- name -->`.
pub(super) fn command(name: &str) -> Result<String, Failure> {
    let place = flags::root().join("README.md");
    let text = fs::read_to_string(&place).map_err(|error| Failure::io(&place, &error))?;
    after(&text, name)
        .ok_or_else(|| Failure::new(format!("README.md has no command after <!-- {name} -->")))
}

fn after(text: &str, name: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("<!-- {name} -->\n```sh\n"))?;
    let (command, _) = rest.split_once("\n```")?;
    Some(command.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_what_stands_between_its_fences() {
        let text = "a\n<!-- one -->\n```sh\nfirst\nsecond\n```\n<!-- two -->\n```sh\nthird\n```\n";
        assert_eq!(after(text, "one").unwrap(), "first\nsecond");
        assert_eq!(after(text, "two").unwrap(), "third");
        assert_eq!(after(text, "three"), None);
    }

    #[test]
    fn the_readme_has_its_commands() {
        for name in ["main-job", "main-job-greenid", "saved-replies", "tests"] {
            assert!(command(name).unwrap().contains("cargo "), "{name}");
        }
    }
}
