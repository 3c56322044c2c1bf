//! Text that is JSON already: `const` code would escape it character by character, which takes the
//! compiler longer than all else about a field.

use proc_macro2::Literal;

/// A JSON string, escaped where JSON asks for it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0'..='\x1f' => quoted.extend(format!("\\u{:04x}", u32::from(character)).chars()),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Texts one behind the other, as a literal of bytes.
pub(super) fn piece<const N: usize>(texts: [&str; N]) -> Literal {
    Literal::byte_string(texts.concat().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{piece, quoted};

    #[test]
    fn escapes_what_json_must() {
        assert_eq!(quoted("a\"b\\c"), r#""a\"b\\c""#);
        assert_eq!(
            quoted("\n\r\t\u{8}\u{1f}\u{7f}"),
            "\"\\n\\r\\t\\u0008\\u001f\u{7f}\""
        );
        assert_eq!(quoted("Größe 🦀"), "\"Größe 🦀\"");
    }

    #[test]
    fn pieces_are_bytes() {
        assert_eq!(piece([",", "\"a\"", ":"]).to_string(), r#"b",\"a\":""#);
    }
}
