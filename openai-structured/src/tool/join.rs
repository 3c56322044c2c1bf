//! Lists of constants one behind the other.

/// How many items all lists have.
pub const fn count<T>(lists: &[&[T]]) -> usize {
    let mut count = 0;
    let mut rest = lists;
    while let [list, tail @ ..] = rest {
        count += list.len();
        rest = tail;
    }
    count
}

/// The items of all lists; `N` is how many there are.
#[expect(
    clippy::indexing_slicing,
    reason = "a panic in a constant is a compile error, and the derive counts"
)]
pub const fn join<T: Copy, const N: usize>(lists: &[&[T]]) -> [T; N] {
    let mut items = [first(lists); N];
    let mut number = 0;
    let mut rest = lists;
    while let [list, tail @ ..] = rest {
        let mut left = *list;
        while let [item, others @ ..] = left {
            items[number] = *item;
            number += 1;
            left = others;
        }
        rest = tail;
    }
    items
}

/// Something to fill a list with before its items are in their places.
#[expect(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn first<T: Copy>(lists: &[&[T]]) -> T {
    let mut rest = lists;
    while let [list, tail @ ..] = rest {
        if let [item, ..] = list {
            return *item;
        }
        rest = tail;
    }
    panic!("a set has a tool")
}

#[cfg(test)]
mod tests {
    use super::{count, join};

    #[test]
    fn keeps_the_order() {
        const LISTS: &[&[u8]] = &[&[], &[1, 2], &[], &[3]];
        const JOINED: [u8; count(LISTS)] = join(LISTS);
        assert_eq!(JOINED, [1, 2, 3]);
    }
}
