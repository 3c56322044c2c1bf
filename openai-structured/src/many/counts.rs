//! How far a run over many inputs is, in numbers.

use super::done::Kind;
use std::fmt;

/// How far a run is.
///
/// At any time `seen == skipped + in_flight + done()`. Its `Display` is a line for people:
///
/// ```
/// # use openai_structured::many::Counts;
/// # let mut counts = Counts::default();
/// # (counts.total, counts.seen, counts.parsed, counts.refused, counts.failed) = (Some(500), 120, 117, 2, 1);
/// assert_eq!(counts.to_string(), "120 of 500: 117 parsed, 2 refused, 1 failed");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// All inputs, where their source knows how many it has (an exact `size_hint`), or once it is
    /// over.
    pub total: Option<u64>,
    /// Inputs that were pulled.
    pub seen: u64,
    /// Inputs that were skipped.
    pub skipped: u64,
    /// Inputs that are being asked about. Of a run that was dropped, those that were given up.
    pub in_flight: u64,
    /// Answers that are values.
    pub parsed: u64,
    /// Answers in which the model refuses.
    pub refused: u64,
    /// Answers that were cut off.
    pub truncated: u64,
    /// Answers that a content filter took.
    pub filtered: u64,
    /// Answers that are no value of the type.
    pub mismatch: u64,
    /// Answers that call tools.
    pub tool_calls: u64,
    /// Answers without a word.
    pub empty: u64,
    /// Answers that are none, or not yet.
    pub unfinished: u64,
    /// Calls that failed, and inputs that were none.
    pub failed: u64,
    /// The tokens used by all answers, re-asks included.
    pub tokens: u64,
}

impl Counts {
    /// Inputs of which it is known what became of them, without those that were skipped.
    pub fn done(&self) -> u64 {
        self.kinds().iter().map(|(_, count)| count).sum()
    }

    /// How many of a kind there are.
    pub fn of(&self, kind: Kind) -> u64 {
        let kinds = self.kinds();
        let found = kinds.iter().find(|(it, _)| *it == kind);
        found.map_or(0, |(_, count)| *count)
    }

    /// Inputs that are not done, where the [total](Self::total) is known.
    pub fn left(&self) -> Option<u64> {
        self.total?.checked_sub(self.skipped + self.done())
    }

    pub(super) fn add(&mut self, kind: Kind) {
        *match kind {
            Kind::Parsed => &mut self.parsed,
            Kind::Refused => &mut self.refused,
            Kind::Truncated => &mut self.truncated,
            Kind::Filtered => &mut self.filtered,
            Kind::Mismatch => &mut self.mismatch,
            Kind::ToolCalls => &mut self.tool_calls,
            Kind::Empty => &mut self.empty,
            Kind::Unfinished => &mut self.unfinished,
            Kind::Failed => &mut self.failed,
        } += 1;
    }

    fn kinds(&self) -> [(Kind, u64); 9] {
        [
            (Kind::Parsed, self.parsed),
            (Kind::Refused, self.refused),
            (Kind::Truncated, self.truncated),
            (Kind::Filtered, self.filtered),
            (Kind::Mismatch, self.mismatch),
            (Kind::ToolCalls, self.tool_calls),
            (Kind::Empty, self.empty),
            (Kind::Unfinished, self.unfinished),
            (Kind::Failed, self.failed),
        ]
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.skipped + self.done())?;
        if let Some(total) = self.total {
            write!(formatter, " of {total}")?;
        }
        let kinds = self.kinds();
        let kinds = kinds.iter().map(|(kind, count)| (kind.as_str(), *count));
        let said = [("skipped", self.skipped)].into_iter().chain(kinds);
        let said = said.chain([("in flight", self.in_flight)]);
        let mut before = ": ";
        for (words, count) in said.filter(|(_, count)| *count > 0) {
            write!(formatter, "{before}{count} {words}")?;
            before = ", ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Kind};

    #[test]
    fn every_kind_is_counted_and_said() {
        let mut counts = Counts::default();
        assert_eq!(counts.to_string(), "0");
        counts.total = Some(20);
        assert_eq!(counts.to_string(), "0 of 20");
        let kinds = counts.kinds().map(|(kind, _)| kind);
        for (at, kind) in kinds.into_iter().enumerate() {
            for _ in 0..=at {
                counts.add(kind);
            }
            assert_eq!(counts.of(kind), at as u64 + 1);
        }
        (counts.skipped, counts.in_flight) = (3, 4);
        assert_eq!(
            (counts.done(), counts.left()),
            (45, None),
            "more than there are"
        );
        counts.total = Some(50);
        assert_eq!(counts.left(), Some(2));
        assert_eq!(
            counts.to_string(),
            "48 of 50: 3 skipped, 1 parsed, 2 refused, 3 truncated, 4 filtered, 5 mismatch, \
             6 tool calls, 7 empty, 8 unfinished, 9 failed, 4 in flight"
        );
        assert_eq!(Kind::ToolCalls.to_string(), "tool calls");
    }
}
