//! Responses and conversations: each instance of each schema that goes over the wire is read, known in
//! full, and written back the same.

use std::fmt::Debug;

use openai_structured::client::conversations::{Conversation, DeletedConversation};
use openai_structured::client::responses::{
    CompactedResponse, Item, Response, ResponseEvent, Tool, ToolChoice,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Description;
use super::meant::instances;
use super::report::Report;

/// Looks at what becomes of an instance of a schema.
pub(super) type Look = fn(&mut Report, &'static str, &Value);

/// The schemas, and the types that are for them.
const ROWS: &[(&str, Look)] = &[
    ("Response", look::<Response>),
    ("ResponseStreamEvent", look::<ResponseEvent>),
    ("CompactResource", look::<CompactedResponse>),
    ("ConversationResource", look::<Conversation>),
    ("DeletedConversationResource", look::<DeletedConversation>),
    ("OutputItem", look::<Item>),
    ("ItemResource", look::<Item>),
    ("ConversationItem", look::<Item>),
    ("ItemField", look::<Item>),
    ("InputItem", look::<Item>),
    ("Tool", look::<Tool>),
    ("ToolChoiceParam", look::<ToolChoice>),
];

pub(super) fn look<T: DeserializeOwned + Serialize + Debug>(
    report: &mut Report,
    schema: &'static str,
    sent: &Value,
) {
    match serde_json::from_value::<T>(sent.clone()) {
        Ok(read) => report.look(schema, sent, &read),
        Err(error) => report.note(schema, format!("is not read: {error}")),
    }
}

#[test]
fn every_instance_is_read_known_and_written_back() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut report = Report::default();
    for (name, look) in ROWS {
        for instance in instances(&description, name) {
            look(&mut report, name, &instance);
        }
    }
    report.end();
}
