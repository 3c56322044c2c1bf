//! What is not as documented is kept.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{
    examples::{choices, items, tools},
    read, written,
};
use crate::responses::{Item, Tool, ToolChoice};

/// Reads a value in which one of the fields or items is something else, for each of them.
fn hold_at_each_place<T>(value: &Value)
where
    T: DeserializeOwned + Serialize + PartialEq + Debug,
{
    let odd = [
        json!(7.0),
        json!(-1.5),
        json!(true),
        json!("odd"),
        json!([]),
        json!([7.0, {"a": [null]}]),
        json!({}),
        json!({"type": "odd", "a": {"b": 7.0}}),
        Value::Null,
    ];
    for place in places(value) {
        for odd in &odd {
            let mut sent = value.clone();
            *sent.pointer_mut(&place).unwrap() = odd.clone();
            let mut back = floats(written(&read::<T>(&sent)));
            let kept = back.pointer_mut(&place).map(Value::take);
            assert!(
                is_kept(odd, &kept.unwrap_or_default()),
                "{odd} at {place}: {back}"
            );
            // All else is as it was.
            *sent.pointer_mut(&place).unwrap() = Value::Null;
            if back.pointer(&place).is_none() {
                take(&mut sent, &place);
            }
            assert_eq!(back, floats(sent), "{odd} at {place}");
        }
    }
}

/// With all numbers as floats: 7 is 7.0.
fn floats(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(items) => items.into_iter().map(floats).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, floats(value)))
            .collect(),
        other => other,
    }
}

/// Whether it has come back. Null says nothing, and an object may have what must be in it besides.
fn is_kept(sent: &Value, back: &Value) -> bool {
    match (sent, back) {
        (Value::Null, _) => true,
        (Value::Object(sent), Value::Object(back)) => sent
            .iter()
            .all(|(name, value)| back.get(name) == Some(value)),
        _ => sent == back,
    }
}

/// Pointers to each field and item within, at any depth.
fn places(value: &Value) -> Vec<String> {
    let within: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(nth, item)| (nth.to_string(), item))
            .collect(),
        _ => Vec::new(),
    };
    let mut all = Vec::new();
    for (name, value) in within {
        let deeper = places(value).into_iter();
        all.extend(deeper.map(|deeper| format!("/{name}{deeper}")));
        all.push(format!("/{name}"));
    }
    all
}

/// Takes a field out of an object; an item stays in its list.
fn take(value: &mut Value, place: &str) {
    let Some((outer, name)) = place.rsplit_once('/') else {
        return;
    };
    if let Some(Value::Object(fields)) = value.pointer_mut(outer) {
        fields.remove(name);
    }
}

#[test]
fn every_field_may_be_of_any_kind() {
    items().iter().for_each(hold_at_each_place::<Item>);
    tools().iter().for_each(hold_at_each_place::<Tool>);
    choices().iter().for_each(hold_at_each_place::<ToolChoice>);
}

#[test]
fn what_is_not_known_is_kept_wherever_it_stands() {
    fn with_more(value: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                let fields = fields.iter();
                let mut fields: Map<_, _> = fields
                    .map(|(name, value)| (name.clone(), with_more(value)))
                    .collect();
                // Not in maps of texts, of which all fields are known.
                if fields.contains_key("type") || fields.contains_key("id") {
                    fields.insert("zz_new".to_owned(), json!({"type": "new", "a": [1, "b"]}));
                }
                fields.into()
            }
            Value::Array(items) => items.iter().map(with_more).collect(),
            other => other.clone(),
        }
    }
    for item in items().iter().map(with_more) {
        assert_eq!(written(&read::<Item>(&item)), item);
    }
    for tool in tools().iter().map(with_more) {
        assert_eq!(written(&read::<Tool>(&tool)), tool);
    }
}

#[test]
fn kinds_that_are_not_known_are_kept() {
    let new = json!({"type": "new_call", "id": "new_1", "status": "odd", "a": {"b": [1]}});
    let item: Item = read(&new);
    assert_eq!(item, Item::Other(new.clone()));
    assert_eq!((item.kind(), item.id()), ("new_call", Some("new_1")));
    assert_eq!((item.status(), item.as_message()), (None, None));
    assert_eq!(read::<Tool>(&new), Tool::Other(new.clone()));
    assert_eq!(read::<ToolChoice>(&new), ToolChoice::Other(new));
    let word = json!("whatever");
    assert_eq!(read::<ToolChoice>(&word), ToolChoice::Other(word));
}
