//! Other texts from a text: the same document in other words, and documents that are broken.

use crate::random::Random;
use serde_json::{Map, Value};

/// What stands in for a token: values at the edge of a type, and what is none.
const VALUES: [&str; 30] = [
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1.0",
    "1e2",
    "256",
    "1e39",
    "1e400",
    "01",
    "1.",
    ".5",
    "9223372036854775808",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "\"\"",
    "\"x\"",
    "\"\\ud83d\"",
    "\"\\ud83d\\ude00\"",
    "\"\\x\"",
    "\"\\u0000\"",
    "\"t\"",
    "[]",
    "[1]",
    "[[]]",
    "{}",
    "{\"a\":1}",
    "{\"z\":[{\"y\":1e999}]}",
    "nul",
];

const CHARACTERS: [char; 24] = [
    '{', '}', '[', ']', '"', ',', ':', '\\', '-', '0', '1', '.', 'e', 'E', '+', ' ', '\n', 't',
    'n', 'u', '\u{1}', 'é', '😀', '\u{feff}',
];

/// The tokens of any text: strings, words and numbers, blanks, and all else by itself.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string(rest),
            _ if is_word(first) => rest.find(|next| !is_word(next)).unwrap_or(rest.len()),
            _ if first.is_ascii_whitespace() => rest
                .find(|next: char| !next.is_ascii_whitespace())
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        tokens.push(token);
        rest = behind;
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.')
}

/// The length of a string with its quotes, or of all that is there.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (place, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// The text with one thing changed. It may be as good as before.
pub(super) fn broken(text: &str, random: &mut Random) -> String {
    if text.is_empty() {
        return (*pick(&VALUES, random)).to_owned();
    }
    match random.below(8) {
        0 => characters(text, random).concat(),
        1 => {
            let ends: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            text[..ends[random.below(ends.len())]].to_owned()
        }
        2 => [text, *pick(&["", " ", "\n", "x", "}", ","], random), text].concat(),
        3 => [
            *pick(&["\u{feff}", " ", "\u{feff}\u{feff}", "["], random),
            text,
        ]
        .concat(),
        4 => with_more_keys(text, random),
        _ => parts(tokens(text), &VALUES, random).concat(),
    }
}

fn characters(text: &str, random: &mut Random) -> Vec<String> {
    let all: Vec<String> = text.chars().map(String::from).collect();
    let others = CHARACTERS.map(String::from);
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    let changed = parts(all, &others, random);
    changed.into_iter().map(str::to_owned).collect()
}

/// One part is deleted, doubled, swapped with another, or becomes another.
fn parts<'a>(mut parts: Vec<&'a str>, others: &[&'a str], random: &mut Random) -> Vec<&'a str> {
    let place = random.below(parts.len());
    match random.below(6) {
        0 => drop(parts.remove(place)),
        1 => parts.insert(place, parts[place]),
        2 => {
            let other = random.below(parts.len());
            parts.swap(place, other);
        }
        _ => {
            // Rather a value than a comma, where there are both.
            let value = |part: &&str| !matches!(part.chars().next(), Some(',' | ':' | ' ' | '\n'));
            let place = parts[place..]
                .iter()
                .position(value)
                .map_or(place, |more| place + more);
            parts[place] = others[random.below(others.len())];
        }
    }
    parts
}

/// A key that is unknown, doubled, or of another case, in one of the objects.
fn with_more_keys(text: &str, random: &mut Random) -> String {
    let tokens = tokens(text);
    let open: Vec<usize> = (0..tokens.len())
        .filter(|place| tokens[*place] == "{")
        .collect();
    let keys: Vec<&str> = tokens
        .windows(2)
        .filter(|pair| pair[1] == ":")
        .map(|pair| pair[0])
        .chain(["\"zzz\"", "\"t\"", "\"\""])
        .collect();
    if open.is_empty() {
        return text.to_owned();
    }
    let place = open[random.below(open.len())];
    let (before, behind) = tokens.split_at(place + 1);
    let comma = if behind.first() == Some(&"}") {
        ""
    } else {
        ","
    };
    let (key, value) = (pick(&keys, random), pick(&VALUES, random));
    format!("{}{key}:{value}{comma}{}", before.concat(), behind.concat())
}

fn pick<'a, T>(of: &'a [T], random: &mut Random) -> &'a T {
    &of[random.below(of.len())]
}

/// The same document, written in other ways. Empty for a text that is none, or that has a key twice.
pub(super) fn rewritten(text: &str, random: &mut Random) -> Vec<String> {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return Vec::new();
    };
    let shuffled = shuffled(&value, random);
    vec![
        escaped(text),
        spaced(text, random),
        value.to_string(),
        serde_json::to_string_pretty(&shuffled).unwrap(),
        shuffled.to_string(),
    ]
}

/// Every character of a string as an escape.
fn escaped(text: &str) -> String {
    let token = |token: &str| match serde_json::from_str::<String>(token) {
        Ok(text) => {
            let units = text.encode_utf16().map(|unit| format!("\\u{unit:04x}"));
            format!("\"{}\"", units.collect::<String>())
        }
        Err(_) => token.to_owned(),
    };
    tokens(text).into_iter().map(token).collect()
}

/// Blanks around every token.
fn spaced(text: &str, random: &mut Random) -> String {
    let blanks = ["", " ", "\n", "\t\r\n  ", "          "];
    let token = |token: &str| format!("{}{token}{}", pick(&blanks, random), pick(&blanks, random));
    tokens(text).into_iter().map(token).collect()
}

/// The keys of all objects in another order.
fn shuffled(value: &Value, random: &mut Random) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| shuffled(item, random)).collect(),
        Value::Object(fields) => {
            let mut left: Vec<(&String, &Value)> = fields.iter().collect();
            let mut fields = Map::new();
            while !left.is_empty() {
                let (key, value) = left.swap_remove(random.below(left.len()));
                fields.insert(key.clone(), shuffled(value, random));
            }
            Value::Object(fields)
        }
        other => other.clone(),
    }
}
