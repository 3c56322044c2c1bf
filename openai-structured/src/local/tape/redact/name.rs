//! Names that say that a credential follows: of members, and in texts, whatever those are written in.

use std::ops::Range;

use super::REDACTED;
use super::edit::Edit;

/// What such names end with, in lower case and without signs.
const ENDS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "actortoken",
    "apikey",
    "apitoken",
    "authorization",
    "authtoken",
    "bearertoken",
    "clientassertion",
    "cookie",
    "credential",
    "credentials",
    "idtoken",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "secretkey",
    "sessiontoken",
    "subjecttoken",
    "subscriptionkey",
];

/// What the names of such variables of an environment end with.
const VARIABLES: &[&str] = &["_KEY", "_PASS", "_TOKEN"];

/// What is longer is no name.
const LONGEST: usize = 64;

/// Whether a name is that of a credential, in any spelling.
pub(super) fn is_secret(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let letters: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    ENDS.iter().any(|end| letters.ends_with(end))
        || !name.contains(|next: char| next.is_ascii_lowercase())
            && VARIABLES.iter().any(|end| name.ends_with(end))
}

/// Whether a value of JSON without quotes says nothing.
pub(super) fn is_nothing(value: &str) -> bool {
    matches!(value, "null" | "true" | "false")
}

/// The value of such a name in a text.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) edit: Edit,
    /// What it says, where it is surely a value and no prose.
    pub(super) says: Option<String>,
}

/// The values of `"name": …`, `name=…` and `name: …`, also where the quotes are escaped, as in JSON within
/// JSON, and where the text ends in the middle of one.
pub(super) fn find(text: &str) -> impl Iterator<Item = Named> {
    text.match_indices([':', '=']).filter_map(|(at, sign)| {
        let before = text.get(..at)?.trim_end_matches([' ', '\t']);
        let unquoted = before.strip_suffix(['"', '\'']).unwrap_or(before);
        let word = if unquoted.len() < before.len() {
            unquoted.trim_end_matches('\\')
        } else {
            before
        };
        let quote = before.get(word.len()..)?;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
        let length = word.bytes().rev().take_while(is_part).count();
        let name = word.get(word.len() - length..)?;
        if length > LONGEST || !is_secret(name) {
            return None;
        }
        let after = text.get(at + 1..)?;
        let is_blank = |next: char| {
            " \t=>".contains(next) || (!quote.is_empty() && next.is_ascii_whitespace())
        };
        let value = after.trim_start_matches(is_blank);
        let start = text.len() - value.len();
        let (inside, how) = extent(value, quote)?;
        let range = start + inside.start..start + inside.end;
        let said = text.get(range.clone())?;
        if said.is_empty() || said == REDACTED {
            return None;
        }
        let says = match how {
            How::Quoted => Some(unescaped(said)),
            How::Bare => None,
            How::Line => (sign == "=").then(|| said.to_owned()),
        };
        let around = if how == How::Bare { quote } else { "" };
        let with = format!("{around}{REDACTED}{around}");
        Some(Named {
            edit: Edit { range, with },
            says,
        })
    })
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    Quoted,
    /// A number, a list or an object, which gets the quotes of its name.
    Bare,
    /// All that is left of a line.
    Line,
}

/// Where in the text it begins the value of a name with this closing quote is.
fn extent(value: &str, quote: &str) -> Option<(Range<usize>, How)> {
    let opened = value.trim_start_matches('\\');
    let slashes = value.len() - opened.len();
    let first = opened.chars().next()?;
    if let '"' | '\'' = first {
        let start = slashes + 1;
        let length = quoted(value.get(start..)?, slashes, first);
        return Some((start..start + length, How::Quoted));
    }
    if !quote.is_empty() {
        let length = if let '{' | '[' = first {
            nested(value)
        } else {
            let ends = |next: char| ",}]".contains(next) || next.is_ascii_whitespace();
            value.find(ends).unwrap_or(value.len())
        };
        let is_nothing = is_nothing(value.get(..length)?);
        return (!is_nothing).then_some((0..length, How::Bare));
    }
    let ends = ["\n", "\r", "\\n", "\\r", "\""];
    let ends = ends.iter().filter_map(|end| value.find(end));
    let line = value.get(..ends.min().unwrap_or(value.len()))?;
    Some((0..line.trim_end().len(), How::Line))
}

/// The bytes before the quote that closes a value whose quotes have so many backslashes before them. One
/// within the value has more.
fn quoted(value: &str, slashes: usize, quote: char) -> usize {
    let mut run = 0;
    for (at, next) in value.char_indices() {
        if next == quote && run % (2 * slashes + 2) == slashes {
            return at - slashes;
        }
        run = if next == '\\' { run + 1 } else { 0 };
    }
    value.len()
}

/// The bytes of a list or an object, whatever is in its texts.
fn nested(value: &str) -> usize {
    let mut depth = 0_usize;
    for (at, next) in value.char_indices() {
        match next {
            '{' | '[' => depth += 1,
            '}' | ']' if depth == 1 => return at + 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
    }
    value.len()
}

fn unescaped(said: &str) -> String {
    serde_json::from_str(&format!("\"{said}\"")).unwrap_or_else(|_| said.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::edit::{apply, sorted};
    use super::*;

    fn marked(text: &str) -> String {
        let edits = sorted(find(text).map(|named| named.edit).collect());
        let marked = String::from_utf8(apply(text.as_bytes(), &edits)).unwrap();
        marked.replace(REDACTED, "#")
    }

    #[test]
    fn names_are_known_in_any_spelling() {
        for name in [
            "password",
            "accessToken",
            "clientSecret",
            "refreshToken",
            "auth_token",
            "session-token",
            "subject_token",
            "client_assertion",
            "aws_secret_access_key",
            "passwd",
            "credentials",
            "X-Api-Key",
            "GITHUB_TOKEN",
            "STRIPE_KEY",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "token",
            "max_tokens",
            "prompt_cache_key",
            "next_page_token",
            "key",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn values_are_found_in_any_text() {
        for (text, expected) in [
            (
                r#"{"password": "a\"b\\","c":1}"#,
                r##"{"password": "#","c":1}"##,
            ),
            (
                r#"{\"password\":\"a\\\"b\\\\\",\"c\":1}"#,
                r##"{\"password\":\"#\",\"c\":1}"##,
            ),
            (r#""apiKey" : ["a", "b"], "#, r##""apiKey" : "#", "##),
            (
                r#"{\"password\":123,\"c\":1"#,
                r##"{\"password\":\"#\",\"c\":1"##,
            ),
            (r#""password":"cut o"#, r##""password":"#"##),
            ("a\r\nDB_PASSWORD=a b\r\nB=2", "a\r\nDB_PASSWORD=#\r\nB=2"),
            ("{'secret': 'x', 'a': 1}", "{'secret': '#', 'a': 1}"),
            ("-H \"X-Api-Key: abc\" x", "-H \"X-Api-Key: #\" x"),
        ] {
            assert_eq!(marked(text), expected);
        }
        for text in [
            r#"{"password":null}"#,
            "the password is: x",
            r#"["password"]"#,
            "password:",
            "token=a, keys: b",
        ] {
            assert_eq!(marked(text), text);
        }
    }
}
