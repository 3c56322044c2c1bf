//! A map from 64-bit keys to numbers that `const` code can use.

/// Open addressing over a fixed table. At most half of the slots are filled: the callers' own
/// limits are lower.
pub(crate) struct Index {
    keys: [u64; Index::SLOTS],
    /// The number plus one; zero is a free slot.
    numbers: [u16; Index::SLOTS],
}

#[expect(
    clippy::indexing_slicing,
    reason = "slots are taken modulo SLOTS, the tables' length"
)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "slots are below SLOTS, and numbers below half of it"
)]
impl Index {
    const SLOTS: usize = 1 << 14;

    pub(crate) const fn new() -> Self {
        Self {
            keys: [0; Self::SLOTS],
            numbers: [0; Self::SLOTS],
        }
    }

    /// The number of a key.
    pub(crate) const fn get(&self, key: u64) -> Option<usize> {
        match self.numbers[self.slot(key)] {
            0 => None,
            number => Some(number as usize - 1),
        }
    }

    /// Gives a new key its number, which must be below half of the slots.
    pub(crate) const fn insert(&mut self, key: u64, number: usize) {
        let slot = self.slot(key);
        self.keys[slot] = key;
        self.numbers[slot] = number as u16 + 1;
    }

    /// Where the key is, or where it would be.
    const fn slot(&self, key: u64) -> usize {
        let mut slot = (key % Self::SLOTS as u64) as usize;
        while self.numbers[slot] != 0 && self.keys[slot] != key {
            slot = (slot + 1) % Self::SLOTS;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn finds_what_was_inserted_also_behind_others() {
        let mut index = Index::new();
        let keys = [
            7,
            7 + Index::SLOTS as u64,
            8,
            0,
            u64::MAX,
            7 + 2 * Index::SLOTS as u64,
        ];
        for (number, key) in keys.into_iter().enumerate() {
            assert_eq!(index.get(key), None);
            index.insert(key, number);
        }
        for (number, key) in keys.into_iter().enumerate() {
            assert_eq!(index.get(key), Some(number));
        }
        assert_eq!(index.get(9), None);
    }
}
