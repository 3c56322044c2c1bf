//! What may stand in an error's text: no keys, one line, not too long.

use std::borrow::Cow;

/// Enough for the service's longest usual message, short enough for a log line.
pub(super) const MESSAGE_LIMIT: usize = 300;

/// Shorter secrets are placeholders for servers without keys (`none`, `test`) and usual words.
const SHORTEST_SECRET: usize = 6;

const BLACK: &str = "[key]";

/// Blacks out `secret`, and everything that looks like a key of the service (`sk-…`).
pub(crate) fn redact(text: &str, secret: Option<&str>) -> String {
    let text = match secret {
        Some(secret) if secret.len() >= SHORTEST_SECRET => Cow::Owned(text.replace(secret, BLACK)),
        _ => Cow::Borrowed(text),
    };
    let mut clean = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find("sk-") {
        let (before, key) = rest.split_at(at);
        let end = key.find(|c: char| !is_key_char(c)).unwrap_or(key.len());
        clean.push_str(before);
        // `task-1` and `sk-` alone are words; a key starts a word and is long.
        let starts_a_word = !before.ends_with(|c: char| c.is_alphanumeric());
        let (key, after) = key.split_at(end);
        clean.push_str(if starts_a_word && key.len() > 5 {
            BLACK
        } else {
            key
        });
        rest = after;
    }
    clean.push_str(rest);
    clean
}

/// The services shorten keys with stars or dots when they repeat them; what is left is blacked out
/// too.
fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*')
}

/// The text on one line, cut after `limit` characters.
pub(super) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    for (at, c) in text.trim().chars().enumerate() {
        if at == limit {
            line.push('…');
            break;
        }
        line.push(if c.is_control() { ' ' } else { c });
    }
    // The whole text ends without a full stop, whatever the service wrote.
    line.truncate(line.trim_end_matches('.').len());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_blacked_out() {
        for (text, expected) in [
            ("key sk-abc123def is bad", "key [key] is bad"),
            ("key: sk-proj-********wxyz.", "key: [key]."),
            ("sk-svcacct-a_b-c", "[key]"),
            ("'sk-aaaaaa' and \"sk-bbbbbb\"", "'[key]' and \"[key]\""),
            ("a task-forces name", "a task-forces name"),
            ("sk- alone, sk-1", "sk- alone, sk-1"),
            ("the secret is s3cret", "the secret is [key]"),
        ] {
            assert_eq!(redact(text, Some("s3cret")), expected);
        }
        assert_eq!(redact("nothing", Some("")), "nothing");
        assert_eq!(redact("none of these", Some("none")), "none of these");
        assert_eq!(redact("nothing", None), "nothing");
    }

    #[test]
    fn lines_are_single_and_short() {
        assert_eq!(one_line(" a\r\nb.\u{1b}[0m. ", 100), "a  b. [0m");
        assert_eq!(one_line("äöüß", 2), "äö…");
        assert_eq!(one_line("äö", 2), "äö");
    }
}
