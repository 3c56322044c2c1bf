//! The inside of a JSON string as text, for the few escapes that most texts have.

use std::borrow::Cow;

/// The text of what stands between the quotes of a JSON string: borrowed, or in one allocation. None
/// if that is for a parser to say: a code in digits, or what no JSON string has.
pub(super) fn unescape(inside: &str) -> Option<Cow<'_, str>> {
    if inside.bytes().any(|byte| byte < b' ') {
        return None;
    }
    let Some((plain, mut escape)) = inside.split_once('\\') else {
        return Some(Cow::Borrowed(inside));
    };
    let mut text = String::with_capacity(inside.len());
    text.push_str(plain);
    loop {
        let mut letters = escape.chars();
        text.push(match letters.next()? {
            letter @ ('"' | '\\' | '/') => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => return None,
        });
        let rest = letters.as_str();
        let Some((plain, next)) = rest.split_once('\\') else {
            text.push_str(rest);
            return Some(Cow::Owned(text));
        };
        text.push_str(plain);
        escape = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All short texts of the characters that matter: `serde_json` says the same, or is left to say it.
    #[test]
    fn serde_json_says_the_same() {
        let letters = [
            '"', '\\', '/', 'b', 'f', 'n', 'r', 't', 'u', '0', 'é', '\n', ' ',
        ];
        let mut texts = vec![String::new()];
        for length in 0..4_usize {
            let longer = texts.iter().filter(|text| text.chars().count() == length);
            let longer: Vec<_> = longer
                .flat_map(|text| letters.map(|letter| format!("{text}{letter}")))
                .collect();
            texts.extend(longer);
        }
        let mut quick = 0;
        for text in &texts {
            // A quote that is not escaped ends the string before.
            let plain = text.replace("\\\\", "").replace("\\\"", "");
            if plain.contains('"') {
                continue;
            }
            let quoted = format!("\"{text}\"");
            let expected = serde_json::from_str::<String>(&quoted);
            match (unescape(text), expected) {
                (Some(ours), Ok(theirs)) => {
                    quick += 1;
                    assert_eq!(ours, theirs);
                    assert_eq!(matches!(ours, Cow::Borrowed(_)), !text.contains('\\'));
                }
                (None, Ok(_)) => assert!(text.contains("\\u"), "{text:?}"),
                (ours, Err(_)) => assert_eq!(ours, None, "{text:?}"),
            }
        }
        assert!(quick > 10_000, "{quick}");
    }
}
