//! Items, tools and choices as the service has them, as it might have them, and as they are built.

mod built;
mod examples;
mod odd;
mod typed;

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Reads by text and by value, which are two deserializers, and whichever way its fields stand.
fn read<T: DeserializeOwned + PartialEq + Debug>(value: &Value) -> T {
    let read: T = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(
        serde_json::from_value::<T>(value.clone()).unwrap(),
        read,
        "{value}"
    );
    read
}

fn written(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}
