//! Words, numbers and cells in a piece of text.

use std::ops::Range;

/// Words that say nothing about what a leaf holds.
const EMPTY: [&str; 20] = [
    "a", "an", "the", "of", "or", "and", "to", "in", "is", "as", "if", "for", "it", "on", "with",
    "by", "at", "be", "that", "this",
];

/// The words of a name or text: split at marks and where lower case turns to upper, in lower case,
/// and without the `s` of a plural.
pub(super) fn tokens(text: &str) -> Vec<(String, Range<usize>)> {
    let mut all: Vec<(String, Range<usize>)> = Vec::new();
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            let turn = before.is_lowercase() && c.is_uppercase();
            match all.last_mut().filter(|(_, range)| range.end == at && !turn) {
                Some((word, range)) => {
                    word.extend(c.to_lowercase());
                    range.end = at + c.len_utf8();
                }
                None => all.push((c.to_lowercase().collect(), at..at + c.len_utf8())),
            }
        }
        before = c;
    }
    for (word, _) in &mut all {
        if word.len() > 3 && word.ends_with('s') {
            word.pop();
        }
    }
    all
}

/// The words of a name or text that say something.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = tokens(text).into_iter().map(|(word, _)| word);
    words
        .filter(|word| !EMPTY.contains(&word.as_str()))
        .collect()
}

/// A number as JSON writes it, from one as people do: with separators, a currency or a unit.
pub(super) fn number(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| "$€£~≈×".contains(c));
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (digits, unit) = text.split_at(end);
    let plain = unit.chars().count() <= 3
        && unit
            .chars()
            .all(|c| c.is_alphabetic() || "%€$£.,°".contains(c));
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits), |digits| ("-", digits));
    let first = digits.starts_with(|c: char| c.is_ascii_digit());
    if !plain
        || !first
        || !digits
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == ',')
    {
        return None;
    }
    // The last separator is the decimal one, unless it parts groups of three.
    let decimal = digits.rfind(['.', ',']).filter(|at| {
        let both = digits.contains('.') && digits.contains(',');
        let tail = digits.len() - at - 1;
        let once = digits.matches(['.', ',']).count() == 1;
        both || (once && (tail != 3 || digits.get(*at..=*at) == Some(".")))
    });
    let whole: String = digits
        .get(..decimal.unwrap_or(digits.len()))?
        .replace(['.', ','], "");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = decimal
        .and_then(|at| digits.get(at + 1..))
        .filter(|tail| !tail.is_empty());
    let fraction = fraction.map_or(String::new(), |tail| format!(".{tail}"));
    let text = format!("{sign}{whole}{fraction}");
    text.parse::<f64>()
        .is_ok_and(f64::is_finite)
        .then_some(text)
}

/// The cells of a line that a separator parts.
pub(super) fn cells(line: &str, separator: &str) -> Vec<String> {
    let line = line.trim().trim_matches('|');
    let cells = line
        .split(separator)
        .map(str::trim)
        .filter(|cell| !cell.is_empty());
    cells.map(str::to_owned).collect()
}

/// What follows the mark of a list: `- text`, `* text`, `• text`, `1. text`, `2) text`.
pub(super) fn bullet(line: &str) -> Option<&str> {
    let (mark, text) = line.trim().split_once(' ')?;
    let counted = mark.trim_end_matches(['.', ')']);
    let is_count = counted.len() < mark.len()
        && !counted.is_empty()
        && counted.bytes().all(|b| b.is_ascii_digit());
    (is_count || ["-", "*", "•", "–", "+"].contains(&mark)).then(|| text.trim())
}
