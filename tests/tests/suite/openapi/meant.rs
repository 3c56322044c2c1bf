//! Where what the description says and what is on the wire differ, and how that is taken.

use serde_json::Value;

use super::{Description, Instances, Size};

/// Least and full instances of the schema that has this name, as they are meant.
pub(super) fn instances(description: &Description, name: &str) -> Vec<Value> {
    let all = [Size::Minimal, Size::Full].into_iter();
    let all = all.flat_map(|size| Instances::of(description).named(name, size));
    all.map(as_meant).collect()
}

/// Without the one name that the description asks for where it means another, which it describes:
/// `approval_request_id`.
fn as_meant(mut instance: Value) -> Value {
    match &mut instance {
        Value::Object(fields) => {
            if fields
                .get("type")
                .is_some_and(|kind| kind == "mcp_approval_response")
            {
                fields.remove("request_id");
            }
            fields
                .values_mut()
                .for_each(|value| *value = as_meant(value.take()));
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| *item = as_meant(item.take())),
        _ => {}
    }
    instance
}

/// Messages and references may come without their type, and are written with it.
pub(super) fn is_type_said(what: &str) -> bool {
    let kinds = ["message", "item_reference"];
    let mut said = kinds
        .map(|kind| format!("/type: null came back as \"{kind}\""))
        .into_iter();
    said.any(|said| what.ends_with(&said))
}
