//! Answers in the order of their inputs, whichever order they come in.

use std::collections::{BTreeMap, VecDeque};

/// Those that wait for their turn. What is under way has its place here, too, so the length is what
/// must be bounded.
#[derive(Debug)]
pub(super) struct Line<A> {
    /// The places that are taken, in order.
    places: VecDeque<u64>,
    /// What has come for them.
    come: BTreeMap<u64, A>,
}

impl<A> Line<A> {
    /// A line of places that are taken already, in any order.
    pub(super) fn new(places: impl IntoIterator<Item = u64>) -> Self {
        let mut places: Vec<u64> = places.into_iter().collect();
        places.sort_unstable();
        Self {
            places: places.into(),
            come: BTreeMap::new(),
        }
    }

    /// Takes a place behind all others.
    pub(super) fn join(&mut self, place: u64) {
        self.places.push_back(place);
    }

    /// What has come for a place.
    pub(super) fn come(&mut self, place: u64, answer: A) {
        self.come.insert(place, answer);
    }

    /// The first, if it has come.
    pub(super) fn next(&mut self) -> Option<A> {
        let answer = self.come.remove(self.places.front()?)?;
        self.places.pop_front();
        Some(answer)
    }

    /// Those that have come and those that have not.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }
}

#[cfg(test)]
mod tests {
    use super::Line;
    use crate::noise::Noise;

    #[test]
    fn any_order_of_coming_is_put_right() {
        let mut noise = Noise::new(7);
        for _ in 0..500 {
            let mut line = Line::new([]);
            let (mut joined, mut waits, mut given) = (0, Vec::new(), Vec::new());
            while given.len() < 50 {
                if joined < 50 && (waits.is_empty() || noise.below(2) == 0) {
                    line.join(joined);
                    waits.push(joined);
                    joined += 1;
                } else if !waits.is_empty() {
                    let place = waits.swap_remove(noise.below(waits.len()));
                    line.come(place, place);
                }
                while let Some(place) = line.next() {
                    given.push(place);
                }
                // What is behind one that has not come is still in the line.
                assert_eq!(line.len(), usize::try_from(joined).unwrap() - given.len());
            }
            assert_eq!(given, (0..50).collect::<Vec<_>>());
            assert_eq!(line.len(), 0);
        }
    }

    #[test]
    fn places_may_be_taken_before() {
        let mut line = Line::new([3, 1]);
        line.join(4);
        for place in [4, 3] {
            line.come(place, place);
            assert_eq!(line.next(), None);
        }
        line.come(1, 1);
        assert_eq!([line.next(), line.next(), line.next()], [1, 3, 4].map(Some));
    }
}
