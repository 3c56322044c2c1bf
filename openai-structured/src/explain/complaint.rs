//! Reads the place out of a complaint. There are two spellings: a Python tuple, and for look-around
//! in patterns a `JSONPath`.

/// The steps from the schema's root to the place, none for the root itself.
pub(super) fn steps(message: &str) -> Option<Vec<String>> {
    if let Some((_, rest)) = message.split_once("In context=(") {
        return tuple(rest);
    }
    let (_, rest) = message.split_once("Found at $")?;
    json_path(rest)
}

/// The strings of a tuple, from behind its opening parenthesis to the closing one.
fn tuple(mut rest: &str) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', ',']);
        if rest.starts_with(')') {
            return Some(steps);
        }
        let (step, tail) = string(rest)?;
        steps.push(step);
        rest = tail;
    }
}

fn json_path(mut rest: &str) -> Option<Vec<String>> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-' || c == '$';
    let mut steps = Vec::new();
    loop {
        if let Some(inside) = rest.strip_prefix('[') {
            let (step, tail) = string(inside).or_else(|| {
                let end = inside.find(']')?;
                let (digits, tail) = inside.split_at_checked(end)?;
                Some((digits.to_owned(), tail))
            })?;
            steps.push(step);
            rest = tail.strip_prefix(']')?;
            continue;
        }
        let Some(name) = rest
            .strip_prefix('.')
            .filter(|name| name.starts_with(is_name))
        else {
            // The full stop of the sentence, or its end.
            return Some(steps);
        };
        let end = name.find(|c| !is_name(c)).unwrap_or(name.len());
        let (name, tail) = name.split_at_checked(end)?;
        steps.push(name.to_owned());
        rest = tail;
    }
}

/// A Python string at the start of a text, and what follows it.
fn string(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut string = String::new();
    let mut chars = text.chars();
    chars.next();
    loop {
        match chars.next()? {
            c if c == quote => return Some((string, chars.as_str())),
            '\\' => string.push(match chars.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'x' => code(&mut chars, 2)?,
                'u' => code(&mut chars, 4)?,
                'U' => code(&mut chars, 8)?,
                other => other,
            }),
            c => string.push(c),
        }
    }
}

/// A character by its number in hexadecimal digits.
fn code(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let mut number = 0_u32;
    for _ in 0..digits {
        number = number.checked_mul(16)? + chars.next()?.to_digit(16)?;
    }
    char::from_u32(number)
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[track_caller]
    fn check(message: &str, expected: Option<&[&str]>) {
        let found = steps(message);
        let found: Option<Vec<&str>> = found
            .as_ref()
            .map(|steps| steps.iter().map(String::as_str).collect());
        assert_eq!(found.as_deref(), expected, "{message}");
    }

    #[test]
    fn reads_both_spellings() {
        check("In context=(), 'required' is", Some(&[]));
        check("In context=('$defs', 'X'), …", Some(&["$defs", "X"]));
        check("In context=('properties',), …", Some(&["properties"]));
        check(
            r#"Invalid schema for function 'f': In context=('properties', "it's", 'a\'"\\\n\xe9\u2603'), …"#,
            Some(&["properties", "it's", "a'\"\\\n\u{e9}\u{2603}"]),
        );
        check(
            "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.email.pattern.",
            Some(&["properties", "email", "pattern"]),
        );
        check(
            "… Found at $['$defs'].identities.items.anyOf[1].pattern",
            Some(&["$defs", "identities", "items", "anyOf", "1", "pattern"]),
        );
        check("Found at $.", Some(&[]));
    }

    #[test]
    fn other_messages_have_no_place() {
        check("14 levels of nesting exceeds limit of 10.", None);
        check("In context=('properties', 'a", None);
        check("In context=(properties), …", None);
        check("Found at $[", None);
        check("In context=('\\", None);
        check("In context=('\\ud800'), …", None);
        check("", None);
    }
}
