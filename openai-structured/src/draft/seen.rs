//! Which members of an object were seen.

/// Bits, of which most objects need no more than 64.
#[derive(Debug)]
pub(super) struct Seen {
    first: u64,
    more: Vec<u64>,
}

impl Seen {
    pub(super) const NONE: Self = Self {
        first: 0,
        more: Vec::new(),
    };

    /// Sets a bit, and says whether it was unset.
    #[inline]
    pub(super) fn insert(&mut self, number: usize) -> bool {
        let bit = 1_u64 << (number % 64);
        let word = match (number / 64).checked_sub(1) {
            None => &mut self.first,
            Some(number) => {
                if self.more.len() <= number {
                    self.more.resize(number + 1, 0);
                }
                // It was just made long enough.
                match self.more.get_mut(number) {
                    Some(word) => word,
                    None => return true,
                }
            }
        };
        let fresh = *word & bit == 0;
        *word |= bit;
        fresh
    }

    pub(super) fn has(&self, number: usize) -> bool {
        let word = match (number / 64).checked_sub(1) {
            None => Some(&self.first),
            Some(number) => self.more.get(number),
        };
        word.is_some_and(|word| word >> (number % 64) & 1 == 1)
    }
}
