//! Work that is timed in turn: each round runs every row once, and rows are compared within a round.
//! Whatever else the machine does then falls on all of them.

use crate::clock::thread_nanos;

/// A row is repeated within a round until it has taken so long.
const SLICE: f64 = 1.5e6;

/// Rows that are timed in turn.
#[derive(Default)]
pub struct Race<'a> {
    rows: Vec<Row<'a>>,
}

struct Row<'a> {
    name: String,
    work: Box<dyn FnMut() + 'a>,
    /// What the work is to be multiplied with, if it is a sample.
    scale: f64,
    /// It runs in each so many-th round.
    every: usize,
}

/// Nanoseconds of each row in each round.
pub struct Results {
    names: Vec<String>,
    rounds: Vec<Vec<Option<f64>>>,
}

impl<'a> Race<'a> {
    /// Adds work.
    pub fn add(&mut self, name: impl Into<String>, work: impl FnMut() + 'a) {
        self.add_sample(name, 1, 1.0, work);
    }

    /// Adds work that is too long for each round, or a sample that stands for more.
    pub fn add_sample(
        &mut self,
        name: impl Into<String>,
        every: usize,
        scale: f64,
        work: impl FnMut() + 'a,
    ) {
        self.rows.push(Row {
            name: name.into(),
            work: Box::new(work),
            scale,
            every,
        });
    }

    /// Runs all rows in turn.
    pub fn run(mut self, rounds: usize) -> Results {
        let repeats: Vec<usize> = self.rows.iter_mut().map(repeats).collect();
        let rounds = (0..rounds)
            .map(|round| {
                let rows = self.rows.iter_mut().zip(&repeats);
                rows.map(|(row, repeats)| (round % row.every == 0).then(|| row.time(*repeats)))
                    .collect()
            })
            .collect();
        Results {
            names: self.rows.into_iter().map(|row| row.name).collect(),
            rounds,
        }
    }
}

impl Row<'_> {
    fn time(&mut self, repeats: usize) -> f64 {
        let start = thread_nanos();
        for _ in 0..repeats {
            (self.work)();
        }
        (thread_nanos() - start) / repeats as f64 * self.scale
    }
}

/// Lets the system's allocator keep what is freed, as it does in a program that has been running for
/// a while. Otherwise rows pay for pages that a row before them has given back, or not.
///
/// glibc takes a large piece that is freed for a sign that such pieces will be asked for again.
pub fn keep_memory() {
    drop(std::hint::black_box(vec![1_u8; 31 << 20]));
}

/// How often a row is repeated in a round; it is warm then.
fn repeats(row: &mut Row<'_>) -> usize {
    let mut repeats = 1;
    loop {
        let time = row.time(repeats) / row.scale * repeats as f64;
        if time >= SLICE {
            return repeats;
        }
        // Most of the way at once, but not by what a first run took.
        repeats = (repeats as f64 * (SLICE / time * 1.1).clamp(1.5, 16.0)).ceil() as usize;
    }
}

impl Results {
    fn row(&self, name: &str) -> usize {
        let place = self.names.iter().position(|other| other == name);
        place.unwrap_or_else(|| panic!("no row {name}"))
    }

    /// The median time of a row, in nanoseconds.
    pub fn nanos(&self, name: &str) -> f64 {
        let row = self.row(name);
        median(self.rounds.iter().filter_map(|round| round[row]).collect())
    }

    /// The median of what one row takes as a multiple of another in the same round.
    pub fn ratio(&self, name: &str, of: &str) -> f64 {
        let (row, of) = (self.row(name), self.row(of));
        let both = |round: &Vec<Option<f64>>| Some(round[row]? / round[of]?);
        median(self.rounds.iter().filter_map(both).collect())
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How a cost grows with a size: 1 is in proportion, 2 with its square.
pub fn exponent(small: (f64, f64), large: (f64, f64)) -> f64 {
    (large.1 / small.1).ln() / (large.0 / small.0).ln()
}
