//! The hand-written decision tables, for the tests that hold them against the code.

use kyc_model::outcome::{Awaiting, Decision, Finality, ReasonCategory, VerificationOutcome};

/// One line of the table.
pub(crate) struct Line {
    pub(crate) table: &'static str,
    pub(crate) id: &'static str,
    pub(crate) product: &'static str,
    pub(crate) key: &'static str,
    pub(crate) when: &'static str,
    pub(crate) class: &'static str,
    pub(crate) decision: &'static str,
    pub(crate) finality: &'static str,
    pub(crate) awaiting: &'static str,
    pub(crate) category: &'static str,
    pub(crate) extra: &'static str,
    pub(crate) basis: &'static str,
    pub(crate) source: &'static str,
    pub(crate) number: usize,
    pub(crate) file: String,
}

impl Line {
    pub(crate) fn name(&self) -> String {
        format!("{}.tsv line {}, row {}", self.file, self.number, self.id)
    }

    /// Whether the cell `when` holds for these dimensions; a dimension it does not name is free.
    pub(crate) fn holds(&self, dimensions: &[(&str, &str)]) -> bool {
        self.when
            .split(' ')
            .filter(|condition| *condition != "-")
            .all(|condition| {
                let (name, values) = condition
                    .split_once('=')
                    .unwrap_or_else(|| panic!("{}: condition {condition}", self.name()));
                dimensions.iter().any(|(dimension, value)| {
                    *dimension == name && values.split('|').any(|one| one == *value)
                })
            })
    }

    pub(crate) fn is_of_class(&self, class: &str) -> bool {
        self.class == "*" || self.class.split('|').any(|one| one == class)
    }

    pub(crate) fn extra(&self, name: &str) -> Option<&'static str> {
        self.extra
            .split(' ')
            .find_map(|entry| entry.strip_prefix(name)?.strip_prefix('='))
    }

    /// Decision, finality and awaiting as the code writes them.
    pub(crate) fn verdict(&self) -> (Decision, Finality, Option<Awaiting>) {
        let name = self.name();
        (
            Decision::parse(self.decision).unwrap_or_else(|| panic!("{name}: decision")),
            Finality::parse(self.finality).unwrap_or_else(|| panic!("{name}: finality")),
            match self.awaiting {
                "-" => None,
                text => Some(Awaiting::parse(text).unwrap_or_else(|| panic!("{name}: awaiting"))),
            },
        )
    }

    pub(crate) fn category(&self) -> ReasonCategory {
        let category = ReasonCategory::from(self.category);
        assert!(category.is_known(), "{}: category", self.name());
        category
    }
}

/// The lines of one table of `fixtures/decisions/<provider>.tsv`.
pub(crate) fn lines(provider: &str, table: &str) -> Vec<Line> {
    let mut found = all(provider);
    found.retain(|line| line.table == table);
    assert!(!found.is_empty(), "{provider}.tsv has no table {table}");
    found
}

/// All lines. Read at run time, so that a changed table needs no new build to be noticed.
fn all(provider: &str) -> Vec<Line> {
    let path = format!(
        "{}/../../fixtures/decisions/{provider}.tsv",
        env!("CARGO_MANIFEST_DIR")
    );
    let text: &'static str = std::fs::read_to_string(path)
        .expect("fixtures/decisions")
        .leak();
    let mut rows = text.lines().enumerate();
    let (_, header) = rows.next().unwrap();
    assert_eq!(
        header,
        "table\tid\tproduct\tkey\twhen\tclass\tdecision\tfinality\tawaiting\tcategory\textra\tbasis\tsource"
    );
    rows.filter(|(_, text)| !text.starts_with('#') && !text.is_empty())
        .map(|(at, text)| {
            let cells: Vec<&'static str> = text.split('\t').collect();
            let number = at + 1;
            let [
                table,
                id,
                product,
                key,
                when,
                class,
                decision,
                finality,
                awaiting,
                category,
                extra,
                basis,
                source,
            ] = cells[..]
            else {
                panic!("{provider}.tsv line {number}: {} cells", cells.len());
            };
            assert!(
                !source.is_empty(),
                "{provider}.tsv line {number}: no source"
            );
            Line {
                table,
                id,
                product,
                key,
                when,
                class,
                decision,
                finality,
                awaiting,
                category,
                extra,
                basis,
                source,
                number,
                file: provider.to_owned(),
            }
        })
        .collect()
}

/// Asserts that the table has these rows, for those which no list of the code would miss.
pub(crate) fn assert_rows(provider: &str, ids: &[&str]) {
    let lines = all(provider);
    for id in ids {
        let is_there = lines.iter().any(|line| line.id == *id);
        assert!(is_there, "{id} is in the code and not in {provider}.tsv");
    }
}

/// Asserts that the outcome is the one of the line.
pub(crate) fn assert_is(line: &Line, outcome: &VerificationOutcome) {
    assert_eq!(
        (outcome.decision(), outcome.finality(), outcome.awaiting()),
        line.verdict(),
        "{}",
        line.name()
    );
    assert_eq!(*outcome.category(), line.category(), "{}", line.name());
}
