//! A map from 64-bit keys to numbers that `const` code can use.

/// Open addressing over a table that the caller lends. At most half of the slots are filled: the
/// callers' own limits are lower.
pub(crate) struct Index<'a> {
    slots: &'a mut [Slot],
}

/// A key and its number plus one; zero is free. Plain numbers, as a table of them is made and
/// moved at once, where the interpreter would go through pointers one by one.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    key: u64,
    number: u64,
}

impl Slot {
    /// A slot without a key.
    pub(crate) const FREE: Self = Self { key: 0, number: 0 };
}

#[expect(
    clippy::indexing_slicing,
    reason = "slots are taken modulo the table's length"
)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "slots and numbers are below the table's length"
)]
impl<'a> Index<'a> {
    /// A map without keys; the slots are free.
    pub(crate) const fn new(slots: &'a mut [Slot]) -> Self {
        Self { slots }
    }

    /// The number of a key.
    pub(crate) const fn get(&self, key: u64) -> Option<usize> {
        match self.slots[self.slot(key)].number {
            0 => None,
            number => Some(number as usize - 1),
        }
    }

    /// Gives a new key its number, which must be below half of the slots.
    pub(crate) const fn insert(&mut self, key: u64, number: usize) {
        let slot = self.slot(key);
        self.slots[slot] = Slot {
            key,
            number: number as u64 + 1,
        };
    }

    /// Where the key is, or where it would be.
    const fn slot(&self, key: u64) -> usize {
        let count = self.slots.len();
        let mut slot = (key % count as u64) as usize;
        while self.slots[slot].number != 0 && self.slots[slot].key != key {
            slot = (slot + 1) % count;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::{Index, Slot};

    #[test]
    fn finds_what_was_inserted_also_behind_others() {
        let mut slots = [Slot::FREE; 16];
        let mut index = Index::new(&mut slots);
        let keys = [7, 7 + 16, 8, 0, u64::MAX, 7 + 2 * 16];
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
