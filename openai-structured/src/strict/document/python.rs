//! JSON values as Python prints them in the API's messages.

use serde_json::Value;

/// `repr` of a value.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Number(number) => number.to_string(),
        Value::String(string) => text(string),
        Value::Array(list) => {
            let items: Vec<String> = list.iter().map(self::value).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let entries = map
                .iter()
                .map(|(key, item)| format!("{}: {}", text(key), self::value(item)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// `repr` of a string: single quotes, unless the text has one and no double quote.
pub(super) fn text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut repr = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => repr.push_str("\\\\"),
            '\n' => repr.push_str("\\n"),
            '\r' => repr.push_str("\\r"),
            '\t' => repr.push_str("\\t"),
            c if c == quote => {
                repr.push('\\');
                repr.push(c);
            }
            c if c.is_control() => repr.extend(["\\x", &format!("{:02x}", u32::from(c))]),
            c => repr.push(c),
        }
    }
    repr.push(quote);
    repr
}

/// `repr` of a set of strings, in the order given (Python's own order is arbitrary).
pub(super) fn set(items: &[&str]) -> String {
    let items: Vec<String> = items.iter().map(|item| text(item)).collect();
    format!("{{{}}}", items.join(", "))
}
