//! Tables of a page.

use super::cell::Cell;

/// A table with a caption, whose first column names its rows.
pub(super) struct Grid {
    pub(super) caption: &'static str,
    /// The names of the columns; none where the rows are named facts.
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
}

/// A row: what names it, and the rest.
pub(super) struct Row {
    pub(super) name: Cell,
    pub(super) cells: Vec<Cell>,
}

impl Grid {
    /// A table of these rows without the columns in which nothing stands, but for the first two; `None` without rows.
    pub(super) fn new<const N: usize>(
        caption: &'static str,
        head: [&'static str; N],
        rows: impl IntoIterator<Item = [Cell; N]>,
    ) -> Option<Self> {
        let rows: Vec<[Cell; N]> = rows.into_iter().collect();
        if rows.is_empty() {
            return None;
        }
        // A row needs something beside its name, be it blank.
        let is_used: [bool; N] = core::array::from_fn(|at| {
            at < 2
                || rows
                    .iter()
                    .any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()))
        });
        let head = head.into_iter().zip(is_used);
        let used = |row: [Cell; N]| {
            let mut cells = row.into_iter().zip(is_used);
            let mut cells = cells
                .by_ref()
                .filter_map(|(cell, is_used)| is_used.then_some(cell));
            Row {
                name: cells.next().unwrap_or(Cell::Empty),
                cells: cells.collect(),
            }
        };
        Some(Self {
            caption,
            head: head
                .filter_map(|(name, is_used)| is_used.then_some(name))
                .collect(),
            rows: rows.into_iter().map(used).collect(),
        })
    }

    /// Named facts, without those that are empty.
    pub(super) fn facts(
        caption: &'static str,
        facts: impl IntoIterator<Item = (Cell, Cell)>,
    ) -> Self {
        let facts = facts.into_iter().filter(|(_, fact)| !fact.is_empty());
        Self {
            caption,
            head: Vec::new(),
            rows: facts
                .map(|(name, fact)| Row {
                    name,
                    cells: vec![fact],
                })
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_in_which_nothing_stands_are_dropped() {
        let word = |text: &str| Cell::Word(text.to_owned());
        let rows = [
            [word("a"), Cell::Empty, Cell::Empty, Cell::Empty],
            [word("b"), Cell::Empty, Cell::Empty, word("c")],
        ];
        let grid = Grid::new("", ["w", "x", "y", "z"], rows).unwrap();
        assert_eq!(grid.head, ["w", "x", "z"]);
        assert_eq!(grid.rows.len(), 2);
        assert!(grid.rows.iter().all(|row| row.cells.len() == 2));
        assert!(Grid::new("", ["x"], []).is_none());
    }
}
