//! From the data of an event to what it says.

use serde_json::Value;

use super::ResponseEvent;
use crate::{
    error::{Error, unreadable_event},
    meta::ResponseMeta,
    secrets::Secrets,
};

impl ResponseEvent {
    /// Reads the data of an event. Some services say its kind in the event's name alone. `secrets` are
    /// blacked out in errors.
    pub(crate) fn read(
        name: Option<&str>,
        json: &str,
        meta: &ResponseMeta,
        secrets: &Secrets,
    ) -> Result<Self, Error> {
        let event = match serde_json::from_str(json) {
            Ok(Self::Other(Value::Object(mut fields))) if !fields.contains_key("type") => {
                match name {
                    Some(name) => {
                        fields.insert("type".to_owned(), name.into());
                        serde_json::from_value(fields.into())
                    }
                    None => Ok(Self::Other(fields.into())),
                }
            }
            event => event,
        };
        event.map_err(|_| {
            let other = "an event of the answer is no event of a response";
            unreadable_event::<Self>(json, other, meta, secrets)
        })
    }
}
