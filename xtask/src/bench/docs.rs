//! The tables of `docs/performance.md`, written from the figures that are kept.

use std::fs;

use super::{cost, instructions, ratios, report::Report, table::Table};
use crate::{failure::Failure, flags};

/// What a table is of, and where it stands: between `<!-- table NAME -->` and `<!-- end -->`.
const PAGE: &str = "docs/performance.md";

pub(super) fn write() -> Result<String, Failure> {
    let report = Report::load()?;
    let place = flags::root().join(PAGE);
    let page = fs::read_to_string(&place).map_err(|error| Failure::io(&place, &error))?;
    let page = filled(&page, &report)?;
    fs::write(&place, page).map_err(|error| Failure::io(&place, &error))?;
    Ok(format!("{PAGE} is written"))
}

/// The page with each of its tables made anew.
fn filled(page: &str, report: &Report) -> Result<String, Failure> {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, behind)) = rest.split_once("<!-- table ") {
        let (name, behind) = behind
            .split_once(" -->")
            .ok_or_else(|| Failure::new(format!("{PAGE}: a marker is not closed")))?;
        let (_, behind) = behind
            .split_once("<!-- end -->")
            .ok_or_else(|| Failure::new(format!("{PAGE}: the table {name} has no end")))?;
        out.push_str(before);
        out.push_str(&format!(
            "<!-- table {name} -->\n{}<!-- end -->",
            table(name, report)
        ));
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

/// `machine`, `cost`, `instructions`, or the ratios of all work whose name begins so.
fn table(name: &str, report: &Report) -> String {
    match name {
        "machine" => {
            let machine = &report.machine;
            let mut table = Table::new(["cores", "target", "rustc"]);
            table.push([
                machine.cores.to_string(),
                machine.target.clone(),
                machine.rustc.clone(),
            ]);
            table.to_markdown()
        }
        "cost" if report.cost.is_empty() => not_measured("cargo xtask bench --cost"),
        "cost" => cost::table(&report.cost).to_markdown(),
        "instructions" if report.instructions.is_empty() => {
            not_measured("cargo xtask bench --instructions")
        }
        "instructions" => instructions::shown(&report.instructions).to_markdown(),
        start => {
            let is_meant = |name: &str| name.to_lowercase().starts_with(&start.to_lowercase());
            let mut groups = report.groups.clone();
            groups.retain(|group| is_meant(&group.name));
            let mut figures = report.figures.clone();
            figures.retain(|figure| is_meant(&figure.figure));
            if groups.is_empty() && figures.is_empty() {
                return not_measured("cargo xtask bench");
            }
            ratios::table(&groups, &figures).to_markdown()
        }
    }
}

fn not_measured(command: &str) -> String {
    format!("Not measured yet: `{command}`.\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::tests::LINES;

    #[test]
    fn tables_are_written_between_their_markers_and_nothing_else() {
        let report = Report::read_lines(LINES).unwrap();
        let page = "# A\n<!-- table client -->\nold\n<!-- end -->\nb\n<!-- table growth --><!-- end -->\n<!-- table cost --><!-- end -->\n";
        let once = filled(page, &report).unwrap();
        assert_eq!(
            once,
            "# A\n<!-- table client -->\n| work | floor | ours | target | met | spread | rivals |\n\
             | --- | --- | --- | --- | --- | --- | --- |\n\
             | client | bare, 10.0 us | 0.62 of its rate | at least 0.8 | NO | 0.59 to 0.67 |  |\n<!-- end -->\nb\n\
             <!-- table growth -->\nNot measured yet: `cargo xtask bench`.\n<!-- end -->\n\
             <!-- table cost -->\nNot measured yet: `cargo xtask bench --cost`.\n<!-- end -->\n"
        );
        assert_eq!(filled(&once, &report).unwrap(), once);
    }

    #[test]
    fn a_broken_marker_is_an_error() {
        let report = Report::default();
        for page in ["<!-- table client", "<!-- table client -->"] {
            assert!(filled(page, &report).is_err(), "{page}");
        }
    }
}
