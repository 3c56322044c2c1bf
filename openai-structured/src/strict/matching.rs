//! Whether a text matches a pattern: a regular expression engine for what a server that ignores
//! the schema may have sent.

use regex_lite::{Regex, RegexBuilder};
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

/// The expressions that the program has used. There are as many as its types have patterns.
static COMPILED: LazyLock<RwLock<HashMap<&'static str, Option<Regex>>>> =
    LazyLock::new(RwLock::default);

/// Bytes that a compiled pattern may take: repeats inside repeats grow quickly.
const SIZE: usize = 256 << 20;

/// Whether the text matches. Nothing matches a pattern that is too large to be looked at; no
/// pattern of the dialect is malformed.
pub(crate) fn matches(pattern: &'static str, text: &str) -> bool {
    let verdict = |regex: &Option<Regex>| regex.as_ref().is_some_and(|regex| regex.is_match(text));
    // Nothing is left half done where a lock is poisoned: entries are inserted whole.
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(regex) = known.get(pattern) {
        return verdict(regex);
    }
    drop(known);
    let mut known = COMPILED.write().unwrap_or_else(PoisonError::into_inner);
    verdict(
        known
            .entry(pattern)
            .or_insert_with(|| RegexBuilder::new(pattern).size_limit(SIZE).build().ok()),
    )
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn matches_the_whole_text() {
        assert!(matches("^[A-Z]{2}$", "AB"));
        assert!(!matches("^[A-Z]{2}$", "AB\n"));
        assert!(!matches("^[A-Z]{2}$", "xAB"));
        assert!(matches("^.$", "ü"));
        assert!(!matches("^.$", "\n"));
        assert!(matches("^(?:a|b)+$", "abba"));
    }
}
