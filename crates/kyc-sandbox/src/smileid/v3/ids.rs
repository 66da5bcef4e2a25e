//! Ids of the form `job_` and 26 characters, and how one names a scenario.

/// What the 26 characters are made of: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;
/// Stands behind a scenario's name; no name has it.
const END: char = 'z';

/// The id that chooses a scenario: `0`, the name in the alphabet of such ids (`o` is 0, `i` and `l` are 1, `u` is v, hyphens
/// are left out), then `z`, and whatever fits behind.
pub(crate) fn job_id_of(scenario: &str) -> String {
    format!("job_0{:z<width$}", encoded(scenario), width = LENGTH - 1)
}

fn encoded(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter {
            'o' => '0',
            'i' | 'l' => '1',
            'u' => 'v',
            letter => letter,
        })
        .collect()
}

/// Whether an id names this scenario.
pub(super) fn names(job_id: &str, scenario: &str) -> bool {
    job_id
        .strip_prefix("job_0")
        .and_then(|rest| rest.strip_prefix(&*encoded(scenario)))
        .is_some_and(|rest| rest.starts_with(END))
}

/// The user of a job that nobody submitted.
pub(super) fn user_of(job_id: &str) -> String {
    let kept = job_id.strip_prefix("job_").unwrap_or(job_id);
    format!("user_{kept}")
}

pub(super) fn is_job_id(id: &str) -> bool {
    id.strip_prefix("job_").is_some_and(|rest| {
        rest.len() == LENGTH && rest.bytes().all(|byte| ALPHABET.contains(&byte))
    })
}

/// The 26 characters of a new id.
pub(super) fn random() -> String {
    let letter = || fastrand::choice(ALPHABET).map_or('0', |byte| char::from(*byte));
    // Ids of 128 bits begin with 0 to 7; 7 keeps them apart from the ones that name scenarios.
    core::iter::once('7')
        .chain(core::iter::repeat_with(letter).take(LENGTH - 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_its_scenario_and_no_other() {
        let id = job_id_of("clear");
        assert_eq!(id, "job_0c1earzzzzzzzzzzzzzzzzzzzz");
        assert!(is_job_id(&id));
        assert!(names(&id, "clear") && names("job_0c1earz7777777777777777777", "clear"));
        assert!(!names(&id, "block") && !names(&id, "clea"));
        assert!(is_job_id(&job_id_of("processing-then-clear")));
    }

    #[test]
    fn only_ids_of_the_form_are_ids() {
        assert!(is_job_id(&format!("job_{}", random())));
        for id in [
            "",
            "job_",
            "job_0",
            "user_0c1earzzzzzzzzzzzzzzzzzzzz",
            "job_0clearzzzzzzzzzzzzzzzzzzzz",
        ] {
            assert!(!is_job_id(id), "{id}");
        }
    }
}
