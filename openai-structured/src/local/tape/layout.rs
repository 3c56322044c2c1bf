//! JSON laid out in other ways, token by token: what it says stays as it was written, the order of
//! keys and the digits of numbers too.

use serde::{Deserialize, Serialize, de::IgnoredAny};

/// A way to put blanks between the tokens of a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Layout {
    /// None.
    Compact,
    /// One after each comma and colon, as Python writes it.
    Spaced,
    /// A line for each value, and two blanks for each level.
    Pretty,
}

/// How a text is laid out, and what follows it; none if it is no JSON, or in no such way.
pub(super) fn layout_of(text: &str) -> Option<(Layout, &str)> {
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let body = text.trim_end_matches([' ', '\t', '\r', '\n']);
    let tail = text.get(body.len()..)?;
    let known = [Layout::Compact, Layout::Pretty, Layout::Spaced];
    let found = known
        .into_iter()
        .find(|layout| lay(body, *layout) == body)?;
    Some((found, tail))
}

/// A valid JSON text in another layout.
pub(super) fn lay(text: &str, layout: Layout) -> String {
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    let mut tokens = Tokens(text).peekable();
    while let Some(token) = tokens.next() {
        match token {
            "{" | "[" => {
                out.push_str(token);
                if let Some(end) = tokens.next_if(|next| matches!(*next, "}" | "]")) {
                    out.push_str(end);
                } else {
                    depth += 1;
                    line(&mut out, depth, layout);
                }
            }
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth, layout);
                out.push_str(token);
            }
            "," => {
                out.push(',');
                if layout == Layout::Spaced {
                    out.push(' ');
                }
                line(&mut out, depth, layout);
            }
            ":" if layout == Layout::Compact => out.push(':'),
            ":" => out.push_str(": "),
            _ => out.push_str(token),
        }
    }
    out
}

/// How deep a valid JSON text is.
pub(super) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for token in Tokens(text) {
        match token {
            "{" | "[" => depth += 1,
            "}" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn line(out: &mut String, depth: usize, layout: Layout) {
    if layout == Layout::Pretty {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    }
}

/// The tokens of a valid JSON text, without the blanks between them.
struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.trim_start();
        let length = match rest.chars().next()? {
            '"' => string(rest),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => rest
                .find(|next: char| ",:{}[]\"".contains(next) || next.is_whitespace())
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at_checked(length)?;
        self.0 = after;
        Some(token)
    }
}

/// The bytes of the string that a text begins with, both quotes included.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn is_laid_out_as_others_do() {
        let value =
            json!({ "a": [1, -2.5e-3, "x\"}\\", [], {}], "b": { "c": null, "é": "\u{1}" } });
        let compact = value.to_string();
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(lay(&compact, Layout::Pretty), pretty);
        assert_eq!(lay(&pretty, Layout::Compact), compact);
        assert_eq!(layout_of(&compact), Some((Layout::Compact, "")));
        assert_eq!(
            layout_of(&format!("{pretty}\r\n")),
            Some((Layout::Pretty, "\r\n"))
        );
        let spaced = r#"{"a": 1, "b": [1.0, {"c": "a,b:c"}]}"#;
        assert_eq!(layout_of(spaced), Some((Layout::Spaced, "")));
        assert_eq!(lay(spaced, Layout::Spaced), spaced);
        assert_eq!(depth(spaced), 3);
    }

    #[test]
    fn what_has_another_layout_has_none() {
        for text in ["", "{", " {}", r#"{"a" :1}"#, r#"{"a":1, "b":2}"#, "{}x"] {
            assert_eq!(layout_of(text), None, "{text}");
        }
    }
}
