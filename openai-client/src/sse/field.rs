//! The fields that a line may have.

/// The fields that mean something; all others are ignored, as comments are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Data,
    Event,
    Id,
    Retry,
}

const FIELDS: [(&[u8], Field); 4] = [
    (b"data", Field::Data),
    (b"event", Field::Event),
    (b"id", Field::Id),
    (b"retry", Field::Retry),
];

/// The field of a line and where its value begins: after the colon and one space, if there are any.
pub(super) fn split(line: &[u8]) -> Option<(Field, usize)> {
    let (name, field, rest) = FIELDS
        .iter()
        .find_map(|(name, field)| Some((name, *field, line.strip_prefix(*name)?)))?;
    let skipped = match rest {
        [] => 0,
        [b':', b' ', ..] => 2,
        [b':', ..] => 1,
        _ => return None,
    };
    Some((field, name.len() + skipped))
}

/// Whether a line that begins so can have a field that means something.
pub(super) fn is_open(start: &[u8]) -> bool {
    split(start).is_some() || FIELDS.iter().any(|(name, _)| name.starts_with(start))
}
