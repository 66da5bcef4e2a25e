use super::{Line, letter, lines, result};
use crate::smileid::{
    flags::{self, Facts, Flag, Shape, Verdict},
    halves::{self, OtherHalf},
    rows::Class,
};

const FLAGS: [(Flag, &str); 4] = [
    (Flag::True, "true"),
    (Flag::False, "false"),
    (Flag::Missing, "missing"),
    (Flag::Unreadable, "unreadable"),
];

const CLASSES: [Class; 7] = [
    Class::Approved,
    Class::Refused,
    Class::NeedsPerson,
    Class::Undecided,
    Class::Provisional,
    Class::LookUp,
    Class::Unlisted,
];

fn shapes() -> Vec<(Shape, Vec<(&'static str, &'static str)>)> {
    let mut shapes = vec![(Shape::Bare, vec![("shape", "bare")])];
    for (complete, complete_text) in FLAGS {
        for (success, success_text) in FLAGS {
            shapes.push((
                Shape::Wrapped { complete, success },
                vec![
                    ("shape", "wrapped"),
                    ("complete", complete_text),
                    ("success", success_text),
                ],
            ));
        }
    }
    shapes
}

fn not_in_table(verdict: &Verdict) -> ! {
    panic!("row {} of the code is not in smileid.tsv", verdict.rule)
}

fn assert_verdict(line: &Line, verdict: &Verdict, from_row: &str, dimensions: &[(&str, &str)]) {
    let name = line.name();
    assert_eq!(
        verdict.rule, line.id,
        "{name}, row {} of the code: {dimensions:?}",
        verdict.rule
    );
    assert_eq!(
        (verdict.decision, verdict.finality, verdict.awaiting),
        line.verdict(),
        "{name}: {dimensions:?}"
    );
    let expected = (line.category != from_row).then(|| line.category());
    assert_eq!(verdict.category, expected, "{name}: {dimensions:?}");
}

fn assert_all_used(lines: &[Line], used: &[usize]) {
    for (at, line) in lines.iter().enumerate() {
        assert!(
            used.contains(&at),
            "{}: no combination reaches it",
            line.name()
        );
    }
}

#[test]
fn every_combination_of_flags_has_its_row() {
    let lines = lines("flag");
    let mut used = Vec::new();
    let mut find = |dimensions: &[(&str, &str)], class: &str| {
        let at = lines
            .iter()
            .position(|line| line.is_of_class(class) && line.holds(dimensions));
        used.extend(at);
        at.map(|at| &lines[at])
    };

    for (complete, text) in FLAGS {
        for (nothing_submitted, code) in [(true, "2314"), (false, "other")] {
            let dimensions = [
                ("shape", "wrapped"),
                ("complete", text),
                ("result", "none"),
                ("code", code),
            ];
            let verdict = flags::without_result(complete, nothing_submitted);
            let line = find(&dimensions, "-").unwrap_or_else(|| not_in_table(&verdict));
            assert_verdict(line, &verdict, "row", &dimensions);
        }
    }

    for (shape, shape_dimensions) in shapes() {
        for (is_final, final_text) in FLAGS {
            for (lookup_product, lookup_text) in [(true, "yes"), (false, "no")] {
                for class in CLASSES.map(Some).into_iter().chain([None]) {
                    let mut dimensions = shape_dimensions.clone();
                    dimensions.extend([
                        ("result", "object"),
                        ("code", "other"),
                        ("final", final_text),
                        ("lookup_product", lookup_text),
                        ("jobtype", if class.is_some() { "ok" } else { "missing" }),
                    ]);
                    let facts = Facts {
                        shape,
                        is_final,
                        class,
                        lookup_product,
                    };
                    let verdict = flags::with_result(facts);
                    match find(&dimensions, class.map_or("U", letter)) {
                        Some(line) => {
                            let verdict = verdict
                                .unwrap_or_else(|| panic!("{}: {dimensions:?}", line.name()));
                            assert_verdict(line, &verdict, "row", &dimensions);
                        }
                        None => {
                            if let Some(verdict) = verdict {
                                not_in_table(&verdict);
                            }
                            assert_eq!(class, Some(Class::LookUp), "{dimensions:?}");
                        }
                    }
                }
            }
        }
    }
    assert_all_used(&lines, &used);
}

#[test]
fn every_combination_of_two_halves_has_its_row() {
    const CODES: [&str; 9] = [
        "1012", "1020", "1021", "1013", "1022", "1023", "1014", "1015", "1016",
    ];
    let entry = result(1, "0810");
    let others = [
        (OtherHalf::NotAsked, "absent"),
        (OtherHalf::Nowhere, "none"),
        (OtherHalf::Settled(Class::Approved, vec![&entry]), "A"),
        (OtherHalf::Settled(Class::Refused, vec![&entry]), "R"),
        (OtherHalf::Settled(Class::NeedsPerson, vec![&entry]), "N"),
        (OtherHalf::Settled(Class::Undecided, vec![&entry]), "E"),
        (OtherHalf::Settled(Class::Unlisted, vec![&entry]), "U"),
        (OtherHalf::Provisional, "P"),
        (OtherHalf::NotFinal, "flagged"),
        (OtherHalf::Mixed, "mixed"),
    ];
    let lines = lines("halves");
    let mut used = Vec::new();
    for code in CODES {
        for (shape, shape_dimensions) in shapes() {
            if matches!(
                shape,
                Shape::Wrapped {
                    complete: Flag::Missing | Flag::Unreadable,
                    ..
                }
            ) {
                continue;
            }
            for (other, history) in &others {
                let mut dimensions = shape_dimensions.clone();
                dimensions.push(("history", *history));
                let verdict = halves::decide(code, shape, other);
                let at = lines
                    .iter()
                    .position(|line| {
                        (line.key == "*" || line.key.split('|').any(|one| one == code))
                            && line.is_of_class("L")
                            && line.product == "1|11"
                            && line.holds(&dimensions)
                    })
                    .unwrap_or_else(|| not_in_table(&verdict));
                used.push(at);
                assert_verdict(&lines[at], &verdict, "half", &dimensions);
            }
        }
    }
    assert_all_used(&lines, &used);
}
