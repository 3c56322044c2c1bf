//! What two JSON values differ in, where a key that is absent and one that is null are the same.

use serde_json::{Map, Value};

/// Each place where they differ, in the form of a path without the places in lists, and how.
pub(crate) fn differences(sent: &Value, back: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(sent, back, "", &mut found);
    found
}

fn compare(sent: &Value, back: &Value, path: &str, found: &mut Vec<String>) {
    match (sent, back) {
        (Value::Object(sent), Value::Object(back)) => {
            let more = back.keys().filter(|key| !sent.contains_key(*key));
            for key in sent.keys().chain(more) {
                let path = format!("{path}/{key}");
                compare(field(sent, key), field(back, key), &path, found);
            }
        }
        (Value::Array(sent), Value::Array(back)) if sent.len() == back.len() => {
            for (sent, back) in sent.iter().zip(back) {
                compare(sent, back, &format!("{path}/-"), found);
            }
        }
        // 1 and 1.0 are one number, and differ for `Value`.
        (Value::Number(sent), Value::Number(back)) if sent.as_f64() == back.as_f64() => {}
        _ if sent == back => {}
        _ => found.push(format!("{path}: {sent} came back as {back}")),
    }
}

fn field<'a>(fields: &'a Map<String, Value>, key: &str) -> &'a Value {
    fields.get(key).unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use super::differences;
    use serde_json::json;

    #[test]
    fn only_null_is_absent() {
        let sent = json!({ "a": null, "b": 1, "c": [{ "d": [1, 2] }] });
        let back = json!({ "b": 1.0, "c": [{ "d": [1, 2], "e": null }] });
        assert!(differences(&sent, &back).is_empty());
        let back = json!({ "a": "", "b": "1", "c": [{ "d": [2, 1], "f": false }] });
        let expected = [
            r#"/a: null came back as """#,
            r#"/b: 1 came back as "1""#,
            "/c/-/d/-: 1 came back as 2",
            "/c/-/d/-: 2 came back as 1",
            "/c/-/f: null came back as false",
        ];
        assert_eq!(differences(&sent, &back), expected);
        assert_eq!(differences(&json!([1]), &json!([1, 1])).len(), 1);
    }
}
