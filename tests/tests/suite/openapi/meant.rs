//! Where what the description says and what is on the wire differ, and how that is taken.

use serde_json::{Value, json};

use super::{Description, Instances, Size};

/// What the schemas say by mistake, said as it is meant.
pub(super) fn mend(schemas: &mut Value) {
    // They ask for a name that they do not describe, where they describe `approval_request_id`.
    for name in ["MCPApprovalResponse", "MCPApprovalResponseResource"] {
        let required = schemas.pointer_mut(&format!("/{name}/required"));
        if let Some(Value::Array(required)) = required {
            required.retain(|name| name != "request_id");
        }
    }
    // They say fields of these, but not that they are objects.
    for name in ["OpenAIFile", "Model"] {
        if let Some(schema) = schemas.get_mut(name) {
            schema["type"] = "object".into();
        }
    }
    // They say in words of another version that it may be null.
    if let Some(file) = schemas.pointer_mut("/Upload/properties/file") {
        let of = file["allOf"][0].take();
        *file = json!({ "anyOf": [of, { "type": "null" }] });
    }
    // They describe these notes in words alone.
    if let Some(notes) = schemas.pointer_mut("/ConversationResource/properties/metadata") {
        *notes = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    }
}

/// Least and full instances of the schema that has this name.
pub(super) fn instances(description: &Description, name: &str) -> Vec<Value> {
    let all = [Size::Minimal, Size::Full].into_iter();
    all.flat_map(|size| Instances::of(description).named(name, size))
        .collect()
}

/// Messages and references may come without their type, and are written with it.
pub(super) fn is_type_said(what: &str) -> bool {
    let kinds = ["message", "item_reference"];
    let mut said = kinds
        .iter()
        .map(|kind| format!("/type: null came back as \"{kind}\""));
    said.any(|said| what.ends_with(&said))
}
