//! The texts of one answer on their way to its value.

use super::text::Reads;
use crate::dialect::Sink;
use crate::read::ReadOptions;
use std::collections::VecDeque;

/// The texts of an answer, by their keys and in their order.
pub(crate) struct Readings<R> {
    all: Vec<(u64, R)>,
    /// To look at before any text has come.
    blank: R,
    options: ReadOptions,
}

impl<R: Reads> Readings<R> {
    pub(crate) fn new(options: ReadOptions) -> Self {
        Self {
            all: Vec::new(),
            blank: R::begin(options),
            options,
        }
    }

    pub(crate) fn get(&self, key: u64) -> Option<&R> {
        let place = self.all.binary_search_by_key(&key, |(key, _)| *key);
        let (_, reading) = self.all.get(place.ok()?)?;
        Some(reading)
    }

    /// The same by move; blank if nothing of the text has come.
    pub(crate) fn take(&mut self, key: u64) -> R {
        match self.all.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(place) => self.all.remove(place).1,
            Err(_) => R::begin(self.options),
        }
    }

    /// The first of these texts that can still become the value, or else the first.
    pub(crate) fn leading(&self, candidates: impl Iterator<Item = u64>) -> Option<u64> {
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
        self.all.first().map(|(key, _)| *key)
    }

    pub(crate) fn blank(&self) -> &R {
        &self.blank
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &R)> {
        self.all.iter().map(|(key, reading)| (*key, reading))
    }

    fn of(&mut self, key: u64) -> Option<&mut R> {
        let place = self.all.binary_search_by_key(&key, |(key, _)| *key);
        let place = place.unwrap_or_else(|place| {
            self.all.insert(place, (key, R::begin(self.options)));
            place
        });
        self.all.get_mut(place).map(|(_, reading)| reading)
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
        if let Some(reading) = self.readings.of(key) {
            reading.push(text);
        }
    }

    fn anew(&mut self, key: u64, text: &str) {
        let mut reading = R::begin(self.readings.options);
        reading.push(text);
        if let Some(before) = self.readings.of(key) {
            *before = reading;
        }
    }

    fn forget(&mut self) {
        self.readings.all.clear();
    }
}
