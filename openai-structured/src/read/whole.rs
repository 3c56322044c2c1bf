//! A text in one piece, read by serde: types without a schema, and values that no draft enters.

use super::mismatch::NO_VARIANT;
use super::negative_zero;
use crate::scan::ProblemKind;
use crate::scan::words::{TOO_DEEP, VALUE};
use crate::schema::check::OUT_OF_RANGE;
use serde::de::IgnoredAny;
use serde_path_to_error::{Path, Segment};

/// What a value is read from, which knows the path to where it is.
pub(crate) type Tracked<'text, 'json, 'track> = serde_path_to_error::Deserializer<
    'json,
    'track,
    &'json mut serde_json::Deserializer<serde_json::de::StrRead<'text>>,
>;

/// Why serde did not read a text.
pub(crate) struct Unread {
    /// The byte where reading stopped.
    pub(crate) at: usize,
    pub(crate) kind: ProblemKind,
    /// The path from the text to the value in it: empty, or with a dot or a bracket before all else.
    pub(crate) path: String,
    /// serde's own words.
    pub(crate) words: String,
}

/// Reads one JSON document as serde reads it, with one exception: `-0` is 0 also for integers.
pub(crate) fn whole<T>(
    text: &str,
    read: impl FnOnce(Tracked<'_, '_, '_>) -> Result<T, serde_json::Error>,
) -> Result<T, Unread> {
    let rewritten = negative_zero::rewrite(text);
    let mut json = serde_json::Deserializer::from_str(&rewritten);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let value = read(tracked).map_err(|error| Unread::new(below(&track.path()), &error, text))?;
    json.end()
        .map_err(|error| Unread::new(String::new(), &error, text))?;
    Ok(value)
}

impl Unread {
    fn new(path: String, error: &serde_json::Error, raw: &str) -> Self {
        let kind = match error.classify() {
            serde_json::error::Category::Data => ProblemKind::Type,
            serde_json::error::Category::Eof => ProblemKind::Incomplete,
            // A text in memory has no IO errors.
            serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
                ProblemKind::Syntax
            }
        };
        let (line, column) = (error.line(), error.column());
        let text = error.to_string();
        let position = format!(" at line {line} column {column}");
        let mut words = text.strip_suffix(&position).unwrap_or(&text).to_owned();
        // serde_json has no other way to say these.
        let kind = match words.as_str() {
            TOO_DEEP => ProblemKind::TooDeep,
            OUT_OF_RANGE => ProblemKind::Type,
            // So it says that a value cannot be an enum.
            VALUE if serde_json::from_str::<IgnoredAny>(raw).is_ok() => {
                NO_VARIANT.clone_into(&mut words);
                ProblemKind::Type
            }
            _ => kind,
        };
        Self {
            at: match kind {
                ProblemKind::Incomplete => raw.len(),
                _ => byte(raw, line, column),
            },
            kind,
            path,
            words,
        }
    }
}

/// A path with a dot before a key that it begins with, as the key may begin with a bracket.
fn below(path: &Path) -> String {
    match path.iter().next() {
        None => String::new(),
        Some(Segment::Seq { .. }) => path.to_string(),
        Some(_) => format!(".{path}"),
    }
}

/// The byte of a line and a column, as `serde_json` counts them: both from one.
fn byte(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    lines.map(str::len).sum::<usize>() + column.saturating_sub(1)
}
