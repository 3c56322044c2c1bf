//! One line of a journal: what is written, and what is looked at when it is opened.

use crate::answer::{Outcome, Parsed};
use crate::dialect::Dialect;
use crate::many::{Done, Kind};
use crate::schema::ResponseFormat;
use openai_client::chat::ToolCall;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// How each line begins.
pub(super) const HEAD: &[u8] = b"{\"key\":";

/// A line as it is read.
#[derive(Deserialize)]
pub(super) struct Line<'a> {
    /// Which line of the file it is, from 1.
    #[serde(skip)]
    pub(super) number: u64,
    /// The JSON of the key, as [`key`] writes it.
    #[serde(deserialize_with = "read_key")]
    pub(super) key: String,
    pub(super) outcome: Kind,
    #[serde(borrow, default = "null")]
    pub(super) value: &'a RawValue,
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) error: String,
    #[serde(default)]
    pub(super) calls: Vec<ToolCall>,
    #[serde(default)]
    pub(super) tokens: u64,
}

fn null() -> &'static RawValue {
    RawValue::NULL
}

/// A line as it is written.
#[derive(Serialize)]
struct Written<'a, T> {
    key: &'a RawValue,
    outcome: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a T>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    calls: &'a [ToolCall],
    tokens: u64,
}

/// The JSON of a key, without blanks, with no escapes but those that are needed, and with the members
/// of objects in order: by itself that depends on a feature of `serde_json`, and so on the build.
pub(super) fn key<K: Serialize + ?Sized>(key: &K) -> serde_json::Result<Box<RawValue>> {
    let mut key = serde_json::to_value(key)?;
    key.sort_all_objects();
    to_raw_value(&key)
}

/// The same of a key that another program may have written in another way.
fn read_key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let mut key = Value::deserialize(deserializer)?;
    key.sort_all_objects();
    Ok(key.to_string())
}

impl<'a> Line<'a> {
    pub(super) fn read(line: &'a [u8], number: u64) -> serde_json::Result<Self> {
        let line: Self = serde_json::from_slice(line)?;
        Ok(Self { number, ..line })
    }
}

/// The line of an input, with its end.
pub(super) fn write<D, T, K>(key: &RawValue, done: &Done<D, T, K>) -> serde_json::Result<Vec<u8>>
where
    D: Dialect,
    T: ResponseFormat + Serialize,
{
    let mut line = Written::<T> {
        key,
        outcome: done.kind(),
        value: None,
        text: None,
        error: None,
        calls: &[],
        tokens: done.tokens(),
    };
    match done.result.as_ref().map(Parsed::outcome) {
        Ok(Outcome::Parsed(value)) => line.value = Some(value),
        Ok(Outcome::Refused(words)) => line.text = Some(words),
        Ok(Outcome::Truncated { raw, .. } | Outcome::Filtered { raw, .. }) => line.text = Some(raw),
        Ok(Outcome::ToolCalls(calls)) => line.calls = calls,
        Ok(Outcome::Empty) => {}
        Ok(Outcome::Mismatch(mismatch)) => {
            line.text = Some(mismatch.raw());
            line.error = Some(mismatch.to_string());
        }
        Ok(Outcome::Unfinished {
            status, error, raw, ..
        }) => {
            line.text = Some(raw);
            let code = error.as_ref().map(|error| error.code.as_str());
            line.error = Some(match code {
                Some(code) => format!("{status}: {code}"),
                None => status.to_string(),
            });
        }
        // The error's own line has no body and no secret in it.
        Err(error) => line.error = Some(error.to_string()),
    }
    let mut line = serde_json::to_vec(&line)?;
    line.push(b'\n');
    Ok(line)
}
