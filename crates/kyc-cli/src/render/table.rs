//! Tables of 80 columns.

use comfy_table::{ContentArrangement, Table as Grid, presets};

/// How wide a line may be.
pub(super) const WIDTH: usize = 80;
const MAX_ROWS: usize = 50;

/// A table that grows row by row and drops columns in which nothing stands.
pub(super) struct Table<const N: usize> {
    header: Option<[&'static str; N]>,
    rows: Vec<[String; N]>,
    left_out: usize,
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
    pub(super) fn text(self) -> String {
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
            .set_width(u16::try_from(WIDTH).unwrap_or(u16::MAX));
        if let Some(header) = self.header {
            grid.set_header(used(header.map(str::to_owned).to_vec()));
        }
        for row in self.rows {
            grid.add_row(used(row.to_vec()));
        }
        for column in grid.column_iter_mut() {
            column.set_padding((2, 0));
        }
        let mut text = grid.trim_fmt();
        text.push('\n');
        if self.left_out > 0 {
            text.push_str(&format!("  and {} more; --json shows all\n", self.left_out));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
                table.row(core::array::from_fn(|column| {
                    texts[(at + column) % texts.len()].repeat(repeat)
                }));
            }
            assert!(!table.text().is_empty());
        }
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let mut table = Table::new();
        for _ in 0..MAX_ROWS + 3 {
            table.row(["a".to_owned(), String::new()]);
        }
        let text = table.text();
        assert_eq!(text.lines().count(), MAX_ROWS + 1);
        assert!(
            text.ends_with("\n  and 3 more; --json shows all\n"),
            "{text}"
        );
    }
}
