//! Made-up JSON for tests, the same from the same seed.

use serde_json::{Map, Value, json};

/// A sequence of numbers without a pattern.
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = (self.0)
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    /// A document of at most `depth` levels, made of these keys and words.
    pub(crate) fn document(&mut self, keys: &[&str], words: &[&str], depth: usize) -> Value {
        match self.below(if depth == 0 { 5 } else { 9 }) {
            0 => Value::Null,
            1 => Value::Bool(self.below(2) == 0),
            2 => json!(self.below(9)),
            3 => json!(-1.5e300),
            4 => json!(words[self.below(words.len())]),
            5 => (0..self.below(4))
                .map(|_| self.document(keys, words, depth - 1))
                .collect(),
            _ => {
                let mut map = Map::new();
                for _ in 0..self.below(5) {
                    let key = keys[self.below(keys.len())].to_owned();
                    map.insert(key, self.document(keys, words, depth - 1));
                }
                map.into()
            }
        }
    }
}
