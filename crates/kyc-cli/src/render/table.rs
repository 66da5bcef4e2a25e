//! Tables that are as wide as the page.

use comfy_table::{ColumnConstraint, ContentArrangement, Table as Grid, presets};

use super::page::Page;

const MAX_ROWS: usize = 50;

/// A table that grows row by row and drops columns in which nothing stands. What stands in
/// the first column is never parted, so that every row begins with it.
pub(super) struct Table<const N: usize> {
    header: Option<[&'static str; N]>,
    rows: Vec<[String; N]>,
    left_out: usize,
}

/// A table in lines, taken apart into its rows.
pub(super) struct Rows {
    pub(super) header: String,
    /// The lines of each row.
    pub(super) rows: Vec<String>,
    /// What is said of the rows that are left out.
    pub(super) rest: String,
}

impl<const N: usize> Table<N> {
    /// A table without a header.
    pub(super) const fn new() -> Self {
        Self {
            header: None,
            rows: Vec::new(),
            left_out: 0,
        }
    }

    /// A table with a header.
    pub(super) const fn with_header(header: [&'static str; N]) -> Self {
        Self {
            header: Some(header),
            rows: Vec::new(),
            left_out: 0,
        }
    }

    /// Adds a row, as long as there is room.
    pub(super) fn row(&mut self, row: [String; N]) {
        if self.rows.len() < MAX_ROWS {
            self.rows.push(row);
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    /// The lines of the table, each with its line end; nothing without rows.
    pub(super) fn text(self, page: Page) -> String {
        let Rows { header, rows, rest } = self.lines(page);
        header + &rows.concat() + &rest
    }

    /// The lines of the table, row by row.
    pub(super) fn lines(self, page: Page) -> Rows {
        let count = self.rows.len();
        let has_header = self.header.is_some() && count > 0;
        let left_out = self.left_out;
        let text = self.grid(page);
        let mut rows: Vec<String> = Vec::with_capacity(count);
        let mut header = String::new();
        for line in text.lines() {
            // Two blanks and a word begin a row; what does not fit goes on under its own column.
            let begins = !line.starts_with("   ");
            if begins && has_header && header.is_empty() {
                header = format!("{}\n", page.dim(line));
            } else if begins {
                rows.push(format!("{}\n", tinted(line, page)));
            } else if let Some(row) = rows.last_mut() {
                row.push_str(line);
                row.push('\n');
            } else {
                header.push_str(&format!("{}\n", page.dim(line)));
            }
        }
        let rest = match left_out {
            0 => String::new(),
            left_out => format!("  and {left_out} more, which only JSON shows\n"),
        };
        Rows { header, rows, rest }
    }

    fn grid(self, page: Page) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let is_used: [bool; N] = core::array::from_fn(|at| {
            self.rows
                .iter()
                .any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()))
        });
        let used = |cells: Vec<String>| {
            cells
                .into_iter()
                .zip(is_used)
                .filter_map(|(cell, is_used)| is_used.then_some(cell))
                .collect::<Vec<_>>()
        };
        let mut grid = Grid::new();
        grid.load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(page.width).unwrap_or(u16::MAX));
        if let Some(header) = self.header {
            grid.set_header(used(header.map(str::to_owned).to_vec()));
        }
        for row in self.rows {
            grid.add_row(used(row.to_vec()));
        }
        for column in grid.column_iter_mut() {
            column.set_padding((2, 0));
        }
        if let Some(first) = grid.column_mut(0) {
            first.set_constraint(ColumnConstraint::ContentWidth);
        }
        grid.trim_fmt()
    }
}

/// The line with what stands in its first column in the color of that word.
fn tinted(line: &str, page: Page) -> String {
    let text = line.trim_start();
    let indent = line.strip_suffix(text).unwrap_or_default();
    match text.split_once("  ") {
        Some((word, rest)) => format!("{indent}{}  {rest}", page.word(word)),
        None => format!("{indent}{}", page.word(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Page = Page::plain(80);

    #[test]
    fn any_text_fits() {
        let texts = [
            "",
            "x",
            "家",
            "👩‍👩‍👧‍👦",
            "e\u{301}",
            "a b",
            "\u{fffd}",
            "مرحبا",
            "🇿🇦",
        ];
        for repeat in [1, 7, 40, 200] {
            let mut table = Table::with_header(["a", "b", "c", "d", "e"]);
            for at in 0..texts.len() {
                table.row(core::array::from_fn(|column| match column {
                    0 => "passed".to_owned(),
                    _ => texts[(at + column) % texts.len()].repeat(repeat),
                }));
            }
            let lines = table.lines(PAGE);
            assert_eq!(lines.rows.len(), texts.len());
            assert!(lines.header.starts_with("  a"), "{}", lines.header);
        }
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let mut table = Table::new();
        for _ in 0..MAX_ROWS + 3 {
            table.row(["a".to_owned(), String::new()]);
        }
        let text = table.text(PAGE);
        assert_eq!(text.lines().count(), MAX_ROWS + 1);
        assert!(
            text.ends_with("\n  and 3 more, which only JSON shows\n"),
            "{text}"
        );
    }

    #[test]
    fn rows_of_several_lines_stay_whole() {
        let mut table = Table::with_header(["result", "text"]);
        table.row(["passed".to_owned(), "one two ".repeat(20)]);
        table.row(["failed".to_owned(), "short".to_owned()]);
        let lines = table.lines(PAGE);
        assert_eq!(lines.rows.len(), 2);
        assert_eq!(lines.rows[0].lines().count(), 3, "{}", lines.rows[0]);
        assert_eq!(lines.rows[1], "  failed  short\n");
    }
}
