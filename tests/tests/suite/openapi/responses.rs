//! Responses and conversations: each instance of each schema that goes over the wire is read, known in
//! full, and written back the same.

use std::collections::BTreeMap;
use std::fmt::Debug;

use openai_structured::client::responses::{Item, Response, ResponseEvent};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::known::unknown;
use super::{Description, Instances, Size, differences};

/// What is wrong with a type's handling of an instance.
type Judge = fn(&Value) -> Vec<String>;

/// The schemas, and the types that are for them.
const ROWS: &[(&str, Judge)] = &[
    ("Response", judge::<Response>),
    ("ResponseStreamEvent", judge::<ResponseEvent>),
    ("OutputItem", judge::<Item>),
    ("ItemResource", judge::<Item>),
    ("ConversationItem", judge::<Item>),
    ("ItemField", judge::<Item>),
    ("InputItem", judge::<Item>),
];

fn judge<T: DeserializeOwned + Serialize + Debug>(sent: &Value) -> Vec<String> {
    let read: T = match serde_json::from_value(sent.clone()) {
        Ok(read) => read,
        Err(error) => return vec![format!("is not read: {error}")],
    };
    let back = serde_json::to_value(&read).unwrap();
    let mut wrong = differences(sent, &back);
    wrong.extend(unknown(&read));
    wrong
}

#[test]
fn every_instance_is_read_known_and_written_back() {
    let Some(description) = Description::published() else {
        return;
    };
    let (mut made, mut wrong) = (0, BTreeMap::<_, (u32, _)>::new());
    for (name, judge) in ROWS {
        for size in [Size::Minimal, Size::Full] {
            for instance in Instances::of(&description).named(name, size) {
                made += 1;
                for what in judge(&instance) {
                    wrong.entry(what).or_insert((0, *name)).0 += 1;
                }
            }
        }
    }
    println!("{made} instances of {} schemas", ROWS.len());
    let list = wrong
        .iter()
        .map(|(what, (count, _))| format!("{count} × {what}"));
    let list: Vec<_> = list.collect();
    assert!(
        list.is_empty(),
        "{} differences:\n{}",
        list.len(),
        list.join("\n")
    );
}
