//! The repeated lines of a text that a list follows: rows of a table, marked lines, or the parts of
//! one line.

use std::ops::Range;

use serde_json::Value;

use super::leaf::{Words, choices, properties};
use super::scope::{Found, Scope};
use super::text::{bullet, cells, number, words};

/// What one item of a list is made of.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// The words of each property's key; none where an item is a plain value.
    pub(super) keys: Vec<Vec<String>>,
    /// Properties that must be numbers.
    pub(super) numbers: usize,
    /// Properties that must be texts.
    pub(super) texts: usize,
}

impl Item {
    /// Reads what an item's row must show from its schema.
    pub(super) fn of(schema: &Value) -> Self {
        let mut item = Self::default();
        for (key, schema) in properties(schema).into_iter().flatten() {
            item.keys.push(words(key));
            let open = choices(schema).is_none();
            match schema.get("type").and_then(Value::as_str) {
                Some("integer" | "number") if open => item.numbers += 1,
                Some("string") if open => item.texts += 1,
                _ => {}
            }
        }
        item
    }
}

/// One row, and the text it becomes for the item.
pub(super) struct Row {
    pub(super) at: Range<usize>,
    pub(super) scope: Scope,
}

const SEPARATORS: [&str; 5] = ["|", "\t", "  ", ";", ","];

/// The rows for a list: below a line that names the item's keys, at the list's label, or else the
/// first marked lines that nobody took.
pub(super) fn find(scope: &Scope, words: &Words, item: &Item) -> Vec<Row> {
    let lines = scope.lines();
    let table = table(&lines, item);
    if !table.is_empty() {
        return table;
    }
    if let Some(label) = scope.label(words) {
        let rest = scope
            .text
            .get(label.from..label.line_end)
            .unwrap_or_default();
        if rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() {
            let below = lines.iter().skip_while(|line| line.at.start < label.from);
            let below: Vec<_> = below.cloned().collect();
            return block(scope, &below, item);
        }
        let part = if rest.contains(';') { ";" } else { "," };
        let parts = cells(rest, part)
            .into_iter()
            .flat_map(|cell| cells(&cell, " and "));
        let at = label.from..label.line_end;
        return parts
            .map(|cell| Row {
                at: at.clone(),
                scope: row(&cell, item),
            })
            .collect();
    }
    let mut start = 0;
    while let Some(rest) = lines.get(start..).filter(|rest| !rest.is_empty()) {
        let free = rest.first().is_some_and(|line| {
            let marked = bullet(&line.text).is_some() || cells(&line.text, "  ").len() > 1;
            marked && !scope.is_used(&line.at)
        });
        let found = if free {
            block(scope, rest, item)
        } else {
            Vec::new()
        };
        if found.len() > 1 {
            return found;
        }
        start += 1;
    }
    Vec::new()
}

/// Rows below a header that names at least half of the item's keys, two at least.
fn table(lines: &[Found], item: &Item) -> Vec<Row> {
    for (at, line) in lines.iter().enumerate() {
        for separator in SEPARATORS {
            let header = cells(&line.text, separator);
            if header.len() < 2 {
                continue;
            }
            let said: Vec<String> = header.iter().flat_map(|cell| words(cell)).collect();
            let named = |key: &&Vec<String>| said.iter().any(|word| key.contains(word));
            let hits = item.keys.iter().filter(named).count();
            if hits < 2 || hits * 2 < item.keys.len() {
                continue;
            }
            let below = lines.iter().skip(at + 1);
            let rows = below
                .filter(|line| line.text.chars().any(char::is_alphanumeric))
                .map_while(|line| {
                    let row = cells(&line.text, separator);
                    let numbers = row.iter().filter(|cell| number(cell).is_some()).count();
                    let fits =
                        row.len() > 1 && row.len() <= header.len() && numbers >= item.numbers;
                    let labelled = header.iter().zip(&row);
                    let labelled: Vec<_> = labelled
                        .map(|(name, cell)| format!("{name}: {cell}"))
                        .collect();
                    fits.then(|| Row {
                        at: line.at.clone(),
                        scope: Scope::row(&labelled),
                    })
                });
            let rows: Vec<_> = rows.collect();
            if !rows.is_empty() {
                return rows;
            }
        }
    }
    Vec::new()
}

/// Lines without a gap that look like the first one and have room for the item's numbers.
fn block(scope: &Scope, lines: &[Found], item: &Item) -> Vec<Row> {
    let marked = lines
        .first()
        .is_some_and(|line| bullet(&line.text).is_some());
    let mut end = None;
    let rows = lines.iter().map_while(|line| {
        let gap = end.map_or("", |end| {
            scope.text.get(end..line.at.start).unwrap_or_default()
        });
        end = Some(line.at.end);
        let text = bullet(&line.text);
        let numbers = line
            .text
            .split_whitespace()
            .filter(|word| number(word).is_some())
            .count();
        let fits =
            gap.matches('\n').count() < 2 && text.is_some() == marked && numbers >= item.numbers;
        let scope = row(text.unwrap_or(&line.text), item);
        fits.then(|| Row {
            at: line.at.clone(),
            scope,
        })
    });
    rows.collect()
}

/// A row without a header: its cells, or else its numbers and the texts between them.
fn row(text: &str, item: &Item) -> Scope {
    let columns = cells(text, "  ");
    if columns.len() > 1 {
        return Scope::row(&columns);
    }
    if item.texts + item.numbers < 2 {
        return Scope::row(&[text.to_owned()]);
    }
    let mut runs: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split_whitespace() {
        let bare = word.trim_end_matches([',', ':', ';']);
        if ["-", "–", "—", "x", "×", ""].contains(&bare) {
            open = false;
        } else if number(bare).is_some() {
            runs.push(bare.to_owned());
            open = false;
        } else {
            match runs.last_mut().filter(|_| open) {
                Some(run) => *run = format!("{run} {bare}"),
                None => runs.push(bare.to_owned()),
            }
            open = bare.len() == word.len();
        }
    }
    // More texts than runs: the first run gives its first words away.
    let texts = runs.iter().filter(|run| number(run).is_none()).count();
    for _ in texts..item.texts {
        let split = runs
            .iter()
            .position(|run| number(run).is_none() && run.contains(' '));
        let Some(at) = split else { break };
        let run = runs.remove(at);
        let (first, rest) = run.split_once(' ').unwrap_or((&run, ""));
        runs.insert(at, rest.to_owned());
        runs.insert(at, first.to_owned());
    }
    Scope::row(&runs)
}
