//! What a text offers the stand-in model: labels, numbers, words, lines and rows, each with its
//! place, and which of them were taken already.

use std::ops::Range;

use serde_json::Value;

use super::leaf::{Words, plain};
use super::text::{bullet, cells, number, tokens, words};

/// A text, or a part of one that belongs to one row of a list.
pub(super) struct Scope {
    pub(super) text: String,
    used: Vec<Range<usize>>,
}

/// A piece of the text that could be a value.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) at: Range<usize>,
    pub(super) text: String,
}

/// A place that a leaf's words point to: values are looked for from `from`, first up to `line_end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Label {
    pub(super) from: usize,
    pub(super) line_end: usize,
    pub(super) score: isize,
}

/// Words of a label at most; a longer line with a colon is a sentence.
const LABEL: usize = 6;

impl Scope {
    pub(super) fn new(text: &str) -> Self {
        // Several labels on one line are several lines.
        let lines = text.lines().map(|line| {
            let cells = cells(line, "  ");
            let labelled = cells.len() > 1 && cells.iter().all(|cell| cell.contains(':'));
            if labelled {
                cells.join("\n")
            } else {
                line.to_owned()
            }
        });
        Self {
            text: lines.collect::<Vec<_>>().join("\n"),
            used: Vec::new(),
        }
    }

    /// A row of a list, one cell a line.
    pub(super) fn row(cells: &[String]) -> Self {
        Self {
            text: cells.join("\n"),
            used: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, at: Range<usize>) {
        self.used.push(at);
    }

    /// How much is taken, to [`give_back`](Scope::give_back) what is taken after.
    pub(super) fn taken(&self) -> usize {
        self.used.len()
    }

    pub(super) fn give_back(&mut self, taken: usize) {
        self.used.truncate(taken);
    }

    pub(super) fn is_used(&self, at: &Range<usize>) -> bool {
        self.used
            .iter()
            .any(|used| used.start < at.end && at.start < used.end)
    }

    /// The lines that are not blank, without the space and the marks of lists and headings around
    /// them.
    pub(super) fn lines(&self) -> Vec<Found> {
        let mut all = Vec::new();
        let mut start = 0;
        for line in self.text.split('\n') {
            let trimmed = line.trim_start_matches(|c: char| c.is_whitespace() || "#>".contains(c));
            let trimmed = trimmed.trim_start_matches("**");
            let from = start + line.len() - trimmed.len();
            let trimmed = trimmed.trim_end_matches(|c: char| c.is_whitespace() || c == '*');
            if !trimmed.is_empty() {
                all.push(Found {
                    at: from..from + trimmed.len(),
                    text: trimmed.to_owned(),
                });
            }
            start += line.len() + 1;
        }
        all
    }

    /// The place that the words point to best: a label before a colon, or else a line that has a
    /// word of the key.
    pub(super) fn label(&self, words: &Words) -> Option<Label> {
        let mut best: Option<Label> = None;
        for line in self.lines() {
            let head = line
                .text
                .find([':', '='])
                .map_or("", |end| line.text.get(..end).unwrap_or(""));
            let names = tokens(head);
            let labelled = !names.is_empty() && names.len() <= LABEL;
            let names = if labelled { names } else { tokens(&line.text) };
            let hits = |all: &[String]| names.iter().filter(|(word, _)| all.contains(word)).count();
            let (key, more) = (hits(&words.key), hits(&words.more));
            let all = isize::try_from(names.len()).unwrap_or(isize::MAX);
            let weigh = |key: usize, more: usize, by: isize| {
                isize::try_from(key).unwrap_or(0) * by + isize::try_from(more).unwrap_or(0) * 2
            };
            let score = if labelled {
                weigh(key, more, 7) - all
            } else {
                weigh(key, 0, 2)
            };
            let last = names
                .iter()
                .rev()
                .find(|(word, _)| words.key.contains(word));
            let from = match last {
                _ if labelled => line.at.start + head.len() + 1,
                Some((_, at)) => line.at.start + at.end,
                None => continue,
            };
            if score > best.map_or(0, |best| best.score) {
                best = Some(Label {
                    from,
                    line_end: line.at.end,
                    score,
                });
            }
        }
        best
    }

    /// Candidates in the order in which a leaf tries them: those after its label on the same line,
    /// those after it, then all that are left, and each time what nobody took yet first.
    pub(super) fn order(&self, all: Vec<Found>, label: Option<Label>) -> Vec<Found> {
        let mut all: Vec<_> = all
            .into_iter()
            .filter_map(|found| {
                let used = self.is_used(&found.at);
                let rank = match label {
                    Some(label) if found.at.start >= label.from => {
                        u8::from(found.at.start >= label.line_end)
                    }
                    _ => 2,
                };
                (!used || rank == 0).then_some(((rank, used), found))
            })
            .collect();
        all.sort_by_key(|(rank, _)| *rank);
        all.into_iter().map(|(_, found)| found).collect()
    }

    /// The words of the line that a label stands on.
    pub(super) fn line(&self, label: Label) -> Vec<String> {
        let line = self
            .lines()
            .into_iter()
            .find(|line| line.at.end == label.line_end);
        line.map_or_else(Vec::new, |line| {
            tokens(&line.text)
                .into_iter()
                .map(|(word, _)| word)
                .collect()
        })
    }

    /// Whether a place is on a label's line, behind it; or below, where the line ends with it.
    pub(super) fn is_near(&self, label: Label, at: &Range<usize>) -> bool {
        let rest = self
            .text
            .get(label.from..label.line_end)
            .unwrap_or_default();
        let bare = !rest.contains(char::is_alphanumeric);
        at.start >= label.from && (at.start <= label.line_end || bare)
    }

    /// The numbers, written as JSON writes them.
    pub(super) fn numbers(&self) -> Vec<Found> {
        let words = self.chunks().into_iter();
        words
            .filter_map(|found| {
                Some(Found {
                    text: number(&found.text)?,
                    ..found
                })
            })
            .collect()
    }

    /// Everything between spaces, without the marks around it.
    pub(super) fn chunks(&self) -> Vec<Found> {
        let mut all = Vec::new();
        for line in self.lines() {
            let mut start = line.at.start;
            for chunk in line.text.split_inclusive(char::is_whitespace) {
                let marks = |c: char| c.is_whitespace() || "<>()[]{}\"'“”.,;:!?|`*".contains(c);
                let trimmed = chunk.trim_matches(marks);
                let from = start + chunk.find(trimmed).unwrap_or(0);
                all.push(Found {
                    at: from..from + trimmed.len(),
                    text: trimmed.to_owned(),
                });
                start += chunk.len();
            }
        }
        all.retain(|found| !found.text.is_empty());
        all
    }

    /// Where these words stand one after the other.
    pub(super) fn phrase(&self, words: &[String]) -> Vec<Range<usize>> {
        places(&tokens(&self.text), words)
    }

    /// The choices that the text names, in its order, as JSON writes them.
    pub(super) fn choices(&self, values: &[Value]) -> Vec<Found> {
        let all = tokens(&self.text);
        let said = values.iter().flat_map(|value| {
            let text = value.to_string();
            let places = places(&all, &words(&plain(value)));
            places.into_iter().map(move |at| Found {
                at,
                text: text.clone(),
            })
        });
        let mut said: Vec<_> = said.collect();
        said.sort_by_key(|found| found.at.start);
        said
    }

    /// Strings of at most so many characters as JSON writes them: single words first where only
    /// some are legal, then texts.
    pub(super) fn strings(&self, label: Option<Label>, narrow: bool, most: usize) -> Vec<Found> {
        let mut all = if narrow { self.chunks() } else { Vec::new() };
        all.extend(self.texts(label));
        for found in &mut all {
            let text: String = found.text.chars().take(most).collect();
            found.text = Value::from(text).to_string();
        }
        all
    }

    /// Texts for a string: what is quoted on the label's line, the rest of that line, and the
    /// lines; a line of prose comes before a row of a table or list.
    pub(super) fn texts(&self, label: Option<Label>) -> Vec<Found> {
        let mut all = Vec::new();
        if let Some(label) = label {
            let rest = self
                .text
                .get(label.from..label.line_end)
                .unwrap_or_default();
            let quoted = rest.split_once(['"', '“']).and_then(|(_, tail)| {
                let (inside, _) = tail.split_once(['"', '”'])?;
                Some(inside)
            });
            let trimmed = rest.trim_matches(|c: char| c.is_whitespace() || "*|:=-".contains(c));
            for text in quoted
                .into_iter()
                .chain([trimmed])
                .filter(|text| !text.is_empty())
            {
                let at = label.from..label.line_end;
                all.push(Found {
                    at,
                    text: text.to_owned(),
                });
            }
        }
        let mut plain = self.lines();
        plain.retain(|line| number(&line.text).is_none());
        // Of a line with a label of its own, first what the label is of.
        let labelled: Vec<_> = plain
            .iter()
            .filter(|line| after_label(line).is_some())
            .cloned()
            .collect();
        for line in &mut plain {
            if let Some(value) = after_label(line) {
                *line = value;
            }
        }
        let (rows, prose): (Vec<_>, Vec<_>) = plain
            .into_iter()
            .partition(|line| bullet(&line.text).is_some() || cells(&line.text, "  ").len() > 1);
        all.extend(prose);
        all.extend(rows);
        all.extend(labelled);
        all
    }
}

/// Where these words stand one after the other among all.
fn places(all: &[(String, Range<usize>)], words: &[String]) -> Vec<Range<usize>> {
    let same =
        |window: &&[(String, Range<usize>)]| window.iter().map(|(word, _)| word).eq(words.iter());
    let hits = all.windows(words.len().max(1)).filter(same);
    hits.filter_map(|hit| Some(hit.first()?.1.start..hit.last()?.1.end))
        .collect()
}

/// What stands behind a line's label, if it has one: a few words, a colon and a space.
fn after_label(line: &Found) -> Option<Found> {
    let (label, value) = line.text.split_once(": ")?;
    let worded = label.contains(char::is_alphabetic) && tokens(label).len() <= LABEL;
    let value = value.trim_start();
    (worded && !value.is_empty()).then(|| Found {
        at: line.at.end - value.len()..line.at.end,
        text: value.to_owned(),
    })
}
