//! The ratios as one table: work by floor, ours, target, rivals.

use measure::{Figure, GroupReport, Row, Target};

use super::table::Table;

pub(super) type RatioTable = Table<7>;

/// One line for each candidate of ours: the ones with a target.
pub(super) fn table(groups: &[GroupReport], figures: &[Figure]) -> RatioTable {
    let mut table = Table::new(["work", "floor", "ours", "target", "met", "spread", "rivals"]);
    for group in groups {
        for line in lines(group) {
            table.push(line);
        }
    }
    for figure in figures {
        table.push(line_of_figure(figure));
    }
    table
}

fn lines(group: &GroupReport) -> Vec<[String; 7]> {
    let Some((floor, others)) = group.rows.split_first() else {
        return Vec::new();
    };
    let (ours, rivals): (Vec<_>, Vec<_>) = others.iter().partition(|row| row.target.is_some());
    let rivals = rivals
        .iter()
        .map(|row| format!("{} {:.2}x", row.name, row.ratio))
        .collect::<Vec<_>>()
        .join(", ");
    let floor = format!("{}, {}", floor.name, time(floor.nanoseconds));
    if ours.is_empty() {
        let none = String::new;
        return vec![[
            group.name.clone(),
            floor,
            none(),
            none(),
            none(),
            none(),
            rivals,
        ]];
    }
    let several = ours.len() > 1;
    ours.iter()
        .map(|row| {
            let work = match several {
                true => format!("{}: {}", group.name, row.name),
                false => group.name.clone(),
            };
            let [ratio, target, spread] = of_row(row);
            let met = verdict(row.is_met());
            [
                work,
                floor.clone(),
                ratio,
                target,
                met,
                spread,
                rivals.clone(),
            ]
        })
        .collect()
}

/// Ratio, target and spread: times of the floor, or shares of its rate.
fn of_row(row: &Row) -> [String; 3] {
    let (first, third) = row.quartiles;
    match row.target {
        Some(Target::RateOfFloor(least)) => [
            format!("{:.2} of its rate", row.ratio.recip()),
            format!("at least {least}"),
            format!("{:.2} to {:.2}", third.recip(), first.recip()),
        ],
        Some(Target::TimesFloor(most)) => [
            format!("{:.2}x", row.ratio),
            format!("at most {most}"),
            format!("{first:.2} to {third:.2}"),
        ],
        None => [
            format!("{:.2}x", row.ratio),
            String::new(),
            format!("{first:.2} to {third:.2}"),
        ],
    }
}

fn line_of_figure(figure: &Figure) -> [String; 7] {
    let none = String::new;
    [
        figure.figure.clone(),
        none(),
        format!("{:.2} {}", figure.value, figure.unit),
        figure.bound.map_or_else(none, |bound| bound.to_string()),
        verdict(figure.is_met()),
        none(),
        none(),
    ]
}

pub(super) fn verdict(met: Option<bool>) -> String {
    match met {
        Some(true) => "yes".to_owned(),
        Some(false) => "NO".to_owned(),
        None => String::new(),
    }
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.1} us", ns / 1e3),
        ns if ns < 1e9 => format!("{:.1} ms", ns / 1e6),
        ns => format!("{:.1} s", ns / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::{Report, tests::LINES};

    #[test]
    fn ours_stands_beside_floor_target_and_rivals() {
        let report = Report::read_lines(LINES).unwrap();
        let text = table(&report.groups, &report.figures).to_markdown();
        let lines: Vec<_> = text.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "| decode, 3 KB | tokens, 1.0 us | 1.80x | at most 1.9 | yes | 1.70 to 1.90 | rival 3.50x |",
                "| client | bare, 10.0 us | 0.62 of its rate | at least 0.8 | NO | 0.59 to 0.67 |  |",
                "| memory |  | 41.50 MB | at most 100 | yes |  |  |",
            ]
        );
    }
}
