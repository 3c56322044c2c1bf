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
                    // An error in the place of an event, in the form that it has over HTTP.
                    None if fields.get("error").is_some_and(|error| !error.is_null()) => {
                        let other = "an error in the place of an event says nothing";
                        return Err(unreadable_event::<Self>(json, other, meta, secrets));
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

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::error::ErrorKind;

    fn read(json: &str) -> Result<ResponseEvent, Error> {
        let none = Secrets::default();
        let meta = ResponseMeta::new(StatusCode::OK, &HeaderMap::new(), 0, &none);
        ResponseEvent::read(None, json, &meta, &none)
    }

    #[test]
    fn an_error_in_the_place_of_an_event_is_an_error() {
        let error = read(r#"{"error":{"message":"Overloaded.","code":503}}"#).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!(error.message(), Some("Overloaded."));
        assert!(matches!(
            read(r#"{"error":null,"x":1}"#),
            Ok(ResponseEvent::Other(_))
        ));
    }
}
