//! The model that a request names.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer as _,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

use crate::{error::Error, transport::RequestBody};

/// The model of a form that names these, or of a body of JSON; none if it names none. Two are refused:
/// which of them the service would take is not known, and one of them is in the path.
pub(super) fn of<'a>(
    body: &RequestBody,
    of_form: &'a [String],
) -> Result<Option<Cow<'a, str>>, Error> {
    let twice = || Err(Error::request("the request has `model` twice", None));
    match of_form {
        [] => {}
        [model] => return Ok(Some(model.into())),
        _ => return twice(),
    }
    let Some(bytes) = body.bytes() else {
        return Ok(None);
    };
    // What is no JSON names none, and what the service says to it is for the service to say.
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let found = json.deserialize_map(Models).unwrap_or_default();
    match found {
        Found::Nothing => Ok(None),
        Found::One(model) => Ok(Some(model.into())),
        Found::Several => twice(),
    }
}

/// What an object has under `model`.
#[derive(Default)]
enum Found {
    #[default]
    Nothing,
    One(String),
    Several,
}

/// Reads the top of an object and keeps nothing else.
struct Models;

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Model,
    #[serde(other)]
    Other,
}

impl<'de> Visitor<'de> for Models {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let mut found = Found::Nothing;
        let mut has_one = false;
        while let Some(key) = map.next_key()? {
            match key {
                Key::Other => drop(map.next_value::<IgnoredAny>()?),
                Key::Model => {
                    let value = map.next_value()?;
                    found = match value {
                        _ if has_one => Found::Several,
                        Value::String(model) => Found::One(model),
                        // The service has a word for what is no text.
                        _ => Found::Nothing,
                    };
                    has_one = true;
                }
            }
        }
        Ok(found)
    }
}
