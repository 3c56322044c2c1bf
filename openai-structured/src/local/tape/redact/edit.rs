//! Replacements in a text, and where its other places are afterwards.

use std::ops::Range;

use super::REDACTED;

/// A part of a text, and what is to stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) with: String,
}

impl Edit {
    pub(super) fn away(range: Range<usize>) -> Self {
        Self {
            range,
            with: REDACTED.to_owned(),
        }
    }
}

/// In order, and none within another: those that meet take all of it away, as the larger one does if it
/// has all of it.
pub(super) fn sorted(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut apart: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match apart.last_mut() {
            Some(last) if edit.range.start < last.range.end || edit.range == last.range => {
                let end = last.range.end.max(edit.range.end);
                let all = last.range.start..end;
                let takes = |edit: &Edit| edit.range == all && edit.with.contains(REDACTED);
                if last.range.len() < edit.range.len() && takes(&edit) {
                    *last = edit;
                } else if last.range.len() == edit.range.len() && *last != edit || !takes(last) {
                    *last = Edit::away(all);
                }
            }
            _ => apart.push(edit),
        }
    }
    apart
}

/// The bytes with these edits, which are sorted.
pub(super) fn apply(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for edit in edits {
        out.extend_from_slice(bytes.get(done..edit.range.start).unwrap_or_default());
        out.extend_from_slice(edit.with.as_bytes());
        done = edit.range.end;
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
    out
}

/// Where a place is after these edits. One within an edit is at its end.
pub(super) fn moved(place: usize, edits: &[Edit]) -> usize {
    let (mut gone, mut come) = (0, 0);
    let mut place = place;
    for edit in edits {
        if edit.range.start >= place {
            break;
        }
        place = place.max(edit.range.end);
        gone += edit.range.len();
        come += edit.with.len();
    }
    place - gone + come
}

/// What a hook changed of a text, as one edit.
pub(super) fn difference(before: &str, after: &str) -> Option<Edit> {
    if before == after {
        return None;
    }
    let same = |(one, other): &(char, char)| one == other;
    let bytes = |(it, _): (char, char)| it.len_utf8();
    let head = before.chars().zip(after.chars());
    let head: usize = head.take_while(same).map(bytes).sum();
    let (old, new) = (before.get(head..)?, after.get(head..)?);
    let tail = old.chars().rev().zip(new.chars().rev());
    let tail: usize = tail.take_while(same).map(bytes).sum();
    Some(Edit {
        range: head..before.len() - tail,
        with: new.get(..new.len() - tail)?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_that_meet_take_all_away() {
        let with = |range, with: &str| Edit {
            range,
            with: with.to_owned(),
        };
        let edits = sorted(vec![
            with(4..6, "x"),
            with(0..2, "y"),
            with(5..8, "z"),
            with(8..9, "w"),
        ]);
        assert_eq!(edits, [with(0..2, "y"), Edit::away(4..8), with(8..9, "w")]);
        assert_eq!(apply(b"0123456789", &edits), b"y23[redacted]w9");
        let places: Vec<_> = (0..=10).map(|place| moved(place, &edits)).collect();
        assert_eq!(places, [0, 1, 1, 2, 3, 13, 13, 13, 13, 14, 15]);
    }

    #[test]
    fn what_a_hook_changed_is_found() {
        let found = difference("Dear Äda, bye", "Dear Öl, bye").unwrap();
        assert_eq!((found.range, &*found.with), (5..9, "Öl"));
        assert_eq!(difference("aaa", "aa").unwrap().range, 2..3);
        assert_eq!(difference("a", "a"), None);
    }
}
