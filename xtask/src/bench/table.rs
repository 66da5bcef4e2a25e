//! Rows and columns, for a screen and for a page.

use core::fmt::Write as _;

/// A table whose rows are as long as its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table<const N: usize> {
    head: [&'static str; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(super) const fn new(head: [&'static str; N]) -> Self {
        Self {
            head,
            rows: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, row: [String; N]) {
        self.rows.push(row);
    }

    /// Columns of equal width.
    pub(super) fn to_text(&self) -> String {
        let mut widths = self.head.map(|text| text.chars().count());
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut out = String::new();
        for row in core::iter::once(&self.head.map(str::to_owned)).chain(&self.rows) {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(widths) {
                let _ = write!(line, "{cell:<width$}  ");
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    pub(super) fn to_markdown(&self) -> String {
        let mut out = String::new();
        let mut line = |cells: &[String]| {
            let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        };
        line(&self.head.map(str::to_owned));
        line(&self.head.map(|_| "---".to_owned()));
        for row in &self.rows {
            line(row);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_for_the_screen_and_for_a_page() {
        let mut table = Table::new(["work", "ours"]);
        table.push(["decode".to_owned(), "1.8x".to_owned()]);
        table.push(["a|b".to_owned(), String::new()]);
        assert_eq!(table.to_text(), "work    ours\ndecode  1.8x\na|b\n");
        assert_eq!(
            table.to_markdown(),
            "| work | ours |\n| --- | --- |\n| decode | 1.8x |\n| a\\|b |  |\n"
        );
    }
}
