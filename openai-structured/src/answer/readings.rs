//! The texts of one answer on their way to its value.

use super::text::Reads;
use crate::dialect::Sink;
use crate::read::ReadOptions;
use std::collections::{BTreeSet, VecDeque};

/// The texts of an answer, by their keys and in their order.
pub(crate) struct Readings<R> {
    all: Vec<Text<R>>,
    /// To look at before any text has come.
    blank: R,
    options: ReadOptions,
    /// The one that may be the value, as it was when it was last [looked for](Self::lead).
    leading: Option<u64>,
    /// Whether it is to be looked for again.
    is_moved: bool,
    /// One of them runs away, or did.
    runs_away: bool,
    /// Of an answer that is joined on its way: the texts that were seen from their beginning.
    seen: Option<BTreeSet<u64>>,
}

struct Text<R> {
    key: u64,
    reading: R,
    /// Something came of it that is not blank.
    says: bool,
}

impl<R: Reads> Text<R> {
    fn begin(key: u64, options: ReadOptions) -> Self {
        Self {
            key,
            reading: R::begin(options),
            says: false,
        }
    }

    /// Reads on; gives whether it may have another rank from here on.
    fn push(&mut self, piece: &str) -> bool {
        let was_wrong = self.reading.mismatch().is_some();
        self.reading.push(piece);
        let speaks = !self.says && !piece.trim().is_empty();
        self.says |= speaks;
        speaks || was_wrong != self.reading.mismatch().is_some()
    }
}

impl<R: Reads> Readings<R> {
    pub(crate) fn new(options: ReadOptions) -> Self {
        Self {
            all: Vec::new(),
            blank: R::begin(options),
            options,
            leading: None,
            is_moved: false,
            runs_away: false,
            seen: None,
        }
    }

    /// Those of an answer of which the beginning may not come. A text that begins in the middle is
    /// none until it is given whole.
    pub(crate) fn joining(self) -> Self {
        Self {
            seen: Some(BTreeSet::new()),
            ..self
        }
    }

    /// Whether what has come of a text is not all that there was of it.
    pub(crate) fn is_partial(&self, key: u64) -> bool {
        self.seen.as_ref().is_some_and(|seen| !seen.contains(&key))
    }

    pub(crate) fn get(&self, key: u64) -> Option<&R> {
        let text = self.all.get(self.find(key).ok()?)?;
        Some(&text.reading)
    }

    fn find(&self, key: u64) -> Result<usize, usize> {
        self.all.binary_search_by_key(&key, |text| text.key)
    }

    /// The same by move; blank if nothing of the text has come.
    pub(crate) fn take(&mut self, key: u64) -> R {
        match self.find(key) {
            Ok(place) => self.all.remove(place).reading,
            Err(_) => R::begin(self.options),
        }
    }

    /// The first of the candidates that can still become the value, or else the first.
    pub(crate) fn leading(&self) -> Option<u64> {
        self.leading
    }

    /// Looks for it, if it may be another than before.
    pub(crate) fn lead(&mut self, candidates: impl Iterator<Item = u64>) {
        if std::mem::take(&mut self.is_moved) {
            self.leading = self.first_of(candidates);
        }
    }

    fn first_of(&self, candidates: impl Iterator<Item = u64>) -> Option<u64> {
        let mut first = None;
        for key in candidates {
            let Some(reading) = self.get(key) else {
                continue;
            };
            if reading.mismatch().is_none() {
                return Some(key);
            }
            first.get_or_insert(key);
        }
        first
    }

    /// The first of all.
    pub(crate) fn first(&self) -> Option<u64> {
        self.all.first().map(|text| text.key)
    }

    pub(crate) fn blank(&self) -> &R {
        &self.blank
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &R)> {
        self.all.iter().map(|text| (text.key, &text.reading))
    }

    /// Whether one may run away, which is seldom: then they are worth a look.
    pub(crate) fn run_away(&self) -> bool {
        self.runs_away
    }

    fn push(&mut self, key: u64, piece: &str) {
        if self.is_partial(key) {
            return;
        }
        let place = self.find(key).unwrap_or_else(|place| {
            self.all.insert(place, Text::begin(key, self.options));
            self.is_moved = true;
            place
        });
        if let Some(text) = self.all.get_mut(place) {
            self.is_moved |= text.push(piece);
            self.runs_away |= text.reading.runaway().is_some();
        }
    }
}

/// Where a streamed answer goes: its texts are read, its events are kept until they are asked for.
pub(crate) struct Taking<'a, R, E> {
    pub(crate) readings: &'a mut Readings<R>,
    pub(crate) events: &'a mut VecDeque<E>,
}

impl<R: Reads, E> Sink<E> for Taking<'_, R, E> {
    fn event(&mut self, event: E) {
        self.events.push_back(event);
    }

    fn piece(&mut self, key: u64, text: &str) {
        self.readings.push(key, text);
    }

    fn anew(&mut self, key: u64, text: &str) {
        if let Ok(place) = self.readings.find(key) {
            self.readings.all.remove(place);
        }
        self.readings.push(key, text);
    }

    fn forget(&mut self) {
        self.readings.all.clear();
        self.readings.seen = None;
        self.readings.is_moved = true;
    }

    fn reorder(&mut self) {
        self.readings.is_moved = true;
    }

    fn whole(&mut self, key: u64) -> bool {
        let seen = self.readings.seen.as_mut();
        seen.is_some_and(|seen| seen.insert(key))
    }
}

#[cfg(test)]
mod tests {
    use super::{Readings, Taking};
    use crate::dialect::Sink;
    use crate::read::ReadOptions;
    use std::collections::VecDeque;

    /// Looks for the text that leads among these; gives at how many it has looked.
    fn lead(readings: &mut Readings<String>, candidates: &[u64]) -> usize {
        let mut looked = 0;
        readings.lead(candidates.iter().copied().inspect(|_| looked += 1));
        looked
    }

    #[test]
    fn the_text_that_leads_is_looked_for_only_where_it_may_be_another() {
        let mut readings = Readings::<String>::new(ReadOptions::new());
        let mut events = VecDeque::<()>::new();
        let mut say = |readings: &mut Readings<String>, key, text| {
            let events = &mut events;
            Taking { readings, events }.piece(key, text);
        };
        let all: Vec<u64> = (0..500).collect();
        say(&mut readings, 7, "a");
        assert_eq!(lead(&mut readings, &all), 8);
        for _ in 0..1000 {
            say(&mut readings, 7, "a");
            assert_eq!(lead(&mut readings, &all), 0, "a piece moves nothing");
        }
        assert_eq!(readings.leading(), Some(7));
        // What was blank so far may be one now.
        say(&mut readings, 3, " ");
        lead(&mut readings, &[7]);
        say(&mut readings, 3, "b");
        lead(&mut readings, &all);
        assert_eq!(readings.leading(), Some(3));
    }
}
