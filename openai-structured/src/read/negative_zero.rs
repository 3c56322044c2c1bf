//! `-0`, which a schema cannot exclude and serde refuses for integers.

use std::borrow::Cow;

/// Writes ` 0` for every number that is exactly `-0`. Lengths and positions stay.
pub(super) fn rewrite(text: &str) -> Cow<'_, str> {
    let mut rewritten: Option<String> = None;
    let mut copied = 0;
    let mut in_string = false;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            // Whatever is escaped, it does not end the string.
            b'\\' if in_string => {
                bytes.next();
            }
            b'-' if !in_string => {
                let mut rest = text.as_bytes().iter().skip(at + 1);
                let zero = rest.next() == Some(&b'0');
                let longer = matches!(rest.next(), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
                // `1e-0` is a float; its sign stays.
                let exponent = at > 0 && matches!(text.as_bytes().get(at - 1), Some(b'e' | b'E'));
                if zero && !longer && !exponent {
                    let output = rewritten.get_or_insert_with(|| String::with_capacity(text.len()));
                    output.push_str(text.get(copied..at).unwrap_or_default());
                    output.push(' ');
                    copied = at + 1;
                }
            }
            _ => {}
        }
    }
    match rewritten {
        Some(mut output) => {
            output.push_str(text.get(copied..).unwrap_or_default());
            Cow::Owned(output)
        }
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::rewrite;

    #[test]
    fn rewrites_the_number_and_nothing_else() {
        for (text, expected) in [
            ("-0", " 0"),
            ("[-0,-0]", "[ 0, 0]"),
            (r#"{"a":-0}"#, r#"{"a": 0}"#),
            (r#"{"-0":"-0"}"#, r#"{"-0":"-0"}"#),
            (r#"{"a":"\"-0","b":-0}"#, r#"{"a":"\"-0","b": 0}"#),
            (r#"["\\",-0]"#, r#"["\\", 0]"#),
            ("-0.0", "-0.0"),
            ("-0e1", "-0e1"),
            ("-01", "-01"),
            ("1e-0", "1e-0"),
            ("[1E-0]", "[1E-0]"),
            ("-", "-"),
            ("", ""),
            ("\"ü-0\"", "\"ü-0\""),
            ("\"unended -0", "\"unended -0"),
        ] {
            assert_eq!(rewrite(text), expected, "{text}");
            assert_eq!(rewrite(text).len(), text.len(), "{text}");
        }
    }
}
