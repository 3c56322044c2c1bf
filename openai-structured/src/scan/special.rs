//! The search for what ends a run of plain characters in a string.

/// The same byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The length of the run of plain characters at the beginning: up to a quote, a backslash or a
/// control character.
///
/// Eight bytes are looked at together, and sixty-four where a run is long; the compiler makes vector
/// instructions of the latter.
#[inline]
pub(super) fn plain(bytes: &[u8]) -> usize {
    match bytes.first_chunk::<64>() {
        None => by_words(bytes),
        Some(first) => match by_words(first) {
            64 => long(bytes),
            count => count,
        },
    }
}

/// The same for a short run.
#[inline]
fn by_words(bytes: &[u8]) -> usize {
    let (words, mut rest) = bytes.as_chunks::<8>();
    let mut count = 0;
    for word in words {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return count + marks.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    // The pieces of a stream are often of four bytes.
    if let [a, b, c, d, tail @ ..] = rest {
        let marks = marks(u64::from_le_bytes([*a, *b, *c, *d, b' ', b' ', b' ', b' ']));
        if marks != 0 {
            return count + marks.trailing_zeros() as usize / 8;
        }
        count += 4;
        rest = tail;
    }
    count + rest.iter().take_while(|byte| !special(**byte)).count()
}

/// Whether a piece of the size of a token has nothing special in it. It may say no for others.
#[inline]
pub(super) fn all_plain(bytes: &[u8]) -> bool {
    let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) else {
        return !bytes.iter().any(|byte| special(*byte));
    };
    // The two may lie over each other.
    let word = u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
    bytes.len() <= 8 && marks(word) == 0
}

/// The same for a run of at least 64 bytes.
#[inline(never)]
fn long(bytes: &[u8]) -> usize {
    let (blocks, _) = bytes.as_chunks::<64>();
    let whole = blocks.iter().take_while(|block| {
        !block
            .iter()
            .fold(false, |found, byte| found | special(*byte))
    });
    let count = whole.count() * 64;
    count + by_words(bytes.get(count..).unwrap_or_default())
}

fn special(byte: u8) -> bool {
    byte == b'"' || byte == b'\\' || byte < 0x20
}

/// The highest bit of each special byte, of which the lowest one is exact: what is borrowed in a
/// subtraction reaches upwards alone.
fn marks(word: u64) -> u64 {
    let zero = |word: u64| word.wrapping_sub(each(1)) & !word;
    let quotes = zero(word ^ each(b'"'));
    let backslashes = zero(word ^ each(b'\\'));
    let controls = word.wrapping_sub(each(0x20)) & !word;
    (quotes | backslashes | controls) & each(0x80)
}

#[cfg(test)]
mod tests {
    use super::{all_plain, plain, special};
    use crate::noise::Noise;

    #[test]
    fn finds_what_a_look_at_each_byte_finds() {
        let mut noise = Noise::new(7);
        for length in 0..300 {
            for _ in 0..20 {
                let mut bytes: Vec<u8> = (0..length)
                    .map(|_| u8::try_from(noise.below(0xe0)).unwrap() + 0x20)
                    .collect();
                for _ in 0..noise.below(3) {
                    if let Some(byte) = bytes.get_mut(noise.below(length.max(1))) {
                        *byte = [b'"', b'\\', 0, 0x1f, 0x7f, 0x80, 0xff][noise.below(7)];
                    }
                }
                let expected = bytes.iter().position(|byte| special(*byte));
                assert_eq!(plain(&bytes), expected.unwrap_or(length), "{bytes:?}");
                let short = expected.is_none() && length <= 8;
                assert_eq!(all_plain(&bytes), short, "{bytes:?}");
            }
        }
    }
}
