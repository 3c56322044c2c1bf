//! Tables as Markdown, aligned.

/// Cells under a head.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with its head.
    pub fn new(head: &[&str]) -> Self {
        let head = head.iter().map(|&cell| cell.to_owned()).collect();
        Self { rows: vec![head] }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// Prints it under a title.
    pub fn print(&self, title: &str) {
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        println!("\n{title}\n");
        for (number, row) in self.rows.iter().enumerate() {
            print!("|");
            for (column, cell) in row.iter().enumerate() {
                print!(" {cell:<width$} |", width = width(column));
            }
            println!();
            if number == 0 {
                let line = (0..row.len()).map(|column| "-".repeat(width(column) + 2));
                println!("|{}|", line.collect::<Vec<_>>().join("|"));
            }
        }
    }
}

/// A ratio with as many digits as it is worth.
pub fn ratio(value: f64) -> String {
    match value {
        10_000.0.. => format!("{:.0},000 x", value / 1000.0),
        100.0.. => format!("{value:.0} x"),
        10.0.. => format!("{value:.1} x"),
        0.1.. => format!("{value:.2} x"),
        _ => format!("{value:.3} x"),
    }
}

/// A time in a unit that fits.
pub fn time(nanos: f64) -> String {
    match nanos {
        1e9.. => format!("{:.1} s", nanos / 1e9),
        1e6.. => format!("{:.2} ms", nanos / 1e6),
        1e3.. => format!("{:.2} us", nanos / 1e3),
        _ => format!("{nanos:.1} ns"),
    }
}
