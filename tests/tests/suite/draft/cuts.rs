//! A text in pieces, and the reader over each way to cut it.

use crate::random::Random;
use openai_structured::{DraftReader, Mismatch, ResponseFormat, read};
use std::fmt::Debug;

/// Each character by itself.
pub(super) fn single(text: &str) -> Vec<&str> {
    let ends = text
        .char_indices()
        .map(|(place, character)| (place, place + character.len_utf8()));
    ends.map(|(start, end)| &text[start..end]).collect()
}

/// Pieces of one to some characters, and empty ones.
pub(super) fn random<'a>(text: &'a str, random: &mut Random) -> Vec<&'a str> {
    let longest = [2, 5, 30, 200][random.below(4)];
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let count = random.below(longest);
        let end = rest
            .char_indices()
            .nth(count)
            .map_or(rest.len(), |(place, _)| place);
        let (piece, behind) = rest.split_at(end);
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// What a mismatch says, but for the text itself, of which more may have come.
pub(super) type Said<'a> = (
    openai_structured::MismatchKind,
    &'a str,
    Option<(usize, usize)>,
    &'a str,
);

pub(super) fn said(mismatch: &Mismatch) -> Said<'_> {
    (
        mismatch.kind(),
        mismatch.path(),
        mismatch.position(),
        mismatch.detail(),
    )
}

/// The pieces are read as the whole text is: the same value, or the same error, as soon as it is
/// certain and once more at the end.
pub(super) fn read_alike<T: ResponseFormat + Debug>(
    text: &str,
    pieces: &[&str],
    same: impl Fn(&T, &T) -> bool,
) -> Result<(), String> {
    let whole = read::<T>(text);
    let mut reader = DraftReader::<T>::new();
    let mut refused = None;
    for piece in pieces {
        let pushed = reader.push(piece);
        if let Err(mismatch) = pushed {
            if refused.is_some() {
                return Err(format!("an error is said twice: {mismatch:?}"));
            }
            refused = Some(mismatch);
        }
    }
    if reader.text() != text {
        return Err(format!("the text became {:?}", reader.text()));
    }
    let done = reader.is_done();
    match (whole, reader.finish()) {
        (Ok(whole), Ok(pieces)) => {
            if refused.is_some() || !done {
                return Err(format!("{refused:?} before the end, done: {done}"));
            }
            if !same(&whole, &pieces) {
                return Err(format!("{pieces:?} in pieces, {whole:?} as a whole"));
            }
            Ok(())
        }
        (Err(whole), Err(pieces)) => {
            let early = refused.as_ref().unwrap_or(&whole);
            if pieces != whole || said(early) != said(&whole) {
                return Err(format!(
                    "pieces: {:?}, early: {:?}, whole: {:?}",
                    said(&pieces),
                    said(early),
                    said(&whole)
                ));
            }
            Ok(())
        }
        (whole, pieces) => Err(format!("{pieces:?} in pieces, {whole:?} as a whole")),
    }
}
