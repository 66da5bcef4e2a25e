//! The conditions of a rule, as the tables write them, against what is known of an answer.

/// What is known of an answer: for each dimension of the tables the values that it may have.
pub(super) struct Facts(Vec<(&'static str, Vec<&'static str>)>);

impl Facts {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn set(&mut self, dimension: &'static str, value: &'static str) {
        self.narrow(dimension, &[value]);
    }

    fn of(&self, dimension: &str) -> Option<&[&'static str]> {
        self.0
            .iter()
            .find(|(name, _)| *name == dimension)
            .map(|(_, values)| values.as_slice())
    }

    /// Whether a dimension surely has this value.
    pub(super) fn is(&self, dimension: &str, value: &str) -> bool {
        self.of(dimension) == Some(&[value][..])
    }

    fn narrow(&mut self, dimension: &'static str, values: &[&'static str]) {
        if self.of(dimension).is_none() {
            self.0.push((dimension, values.to_vec()));
        }
    }

    /// Learns from a rule that applied: one of its lines holds, so what is not known yet is as one of them wants it.
    pub(super) fn learn(&mut self, lines: &[&Line]) {
        let holding: Vec<_> = lines
            .iter()
            .filter(|line| line.first_unmet(self).is_none())
            .map(|line| line.conditions())
            .collect();
        let Some(first) = holding.first() else {
            return;
        };
        for (dimension, _) in first {
            let wanted: Option<Vec<_>> = holding
                .iter()
                .map(|conditions| conditions.iter().find(|(name, _)| name == dimension))
                .map(|condition| condition.map(|(_, values)| values.split('|')))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.into_iter().flatten().collect());
            if let Some(wanted) = wanted {
                self.narrow(dimension, &wanted);
            }
        }
    }
}

/// One line of a table of rules: the conditions of the cell `when`, and the classes it is for.
pub(super) struct Line {
    pub(super) id: &'static str,
    pub(super) class: &'static str,
    pub(super) when: &'static str,
    pub(super) basis: Option<super::Basis>,
}

/// The dimension that a line's classes are a condition on.
pub(super) const CLASS: &str = "class";

/// A condition that an answer does not meet.
pub(super) struct Unmet {
    pub(super) dimension: &'static str,
    pub(super) is: Vec<&'static str>,
    pub(super) wanted: Vec<&'static str>,
}

impl Line {
    /// The conditions in the order in which they are told: what the answer is, the class, what goes with the class.
    pub(super) fn conditions(&self) -> Vec<(&'static str, &'static str)> {
        let (after, mut all): (Vec<_>, Vec<_>) = self
            .when
            .split(' ')
            .filter_map(|condition| condition.split_once('='))
            .partition(|(dimension, _)| matches!(*dimension, "success" | "lookup_product"));
        if self.class != "*" {
            all.push((CLASS, self.class));
        }
        all.extend(after);
        all
    }

    /// The first condition that the answer surely does not meet.
    pub(super) fn first_unmet(&self, facts: &Facts) -> Option<Unmet> {
        self.conditions()
            .into_iter()
            .find_map(|(dimension, values)| {
                let is = facts.of(dimension)?;
                let wanted: Vec<_> = values.split('|').collect();
                let may_hold = is.iter().any(|value| wanted.contains(value));
                (!may_hold).then(|| Unmet {
                    dimension,
                    is: is.to_vec(),
                    wanted,
                })
            })
    }

    /// Whether the answer surely meets all conditions.
    pub(super) fn holds(&self, facts: &Facts) -> bool {
        self.conditions().into_iter().all(|(dimension, values)| {
            facts.of(dimension).is_some_and(|is| {
                is.iter()
                    .all(|value| values.split('|').any(|one| one == *value))
            })
        })
    }
}
