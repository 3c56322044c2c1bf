//! The body of a message in a file: as JSON, as lines of text, or else in base64.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::layout::{self, Layout};

/// JSON that is deeper stays a text, as the file must be read with what is around it.
const DEEPEST: usize = 64;

/// Characters of a line in base64, as mail has them.
const LINE: usize = 76;

/// A body as a file has it: exactly one of the first three, or none where there is no body.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenBody {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    json: Option<Box<RawValue>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lines: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base64: Option<Vec<String>>,
    /// How the JSON was laid out; compact if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layout: Option<Layout>,
    /// What followed the JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tail: Option<String>,
}

impl WrittenBody {
    pub(super) fn of(body: &[u8]) -> Self {
        let Ok(text) = str::from_utf8(body) else {
            let lines = BASE64_STANDARD.encode(body);
            let lines = lines.as_bytes().chunks(LINE);
            let lines = lines.map(|line| String::from_utf8_lossy(line).into_owned());
            return Self {
                base64: Some(lines.collect()),
                ..Self::default()
            };
        };
        Self::of_json(text).unwrap_or_else(|| Self {
            lines: Some(text.split('\n').map(str::to_owned).collect()),
            ..Self::default()
        })
    }

    /// A text that is an object or a list, and can be made again of what the file says.
    fn of_json(text: &str) -> Option<Self> {
        let is_json = text.starts_with(['{', '[']) && layout::depth(text) <= DEEPEST;
        let (layout, tail) = is_json.then(|| layout::layout_of(text)).flatten()?;
        let json = text.get(..text.len().checked_sub(tail.len())?)?;
        Some(Self {
            json: Some(RawValue::from_string(json.to_owned()).ok()?),
            layout: Some(layout).filter(|layout| *layout != Layout::Compact),
            tail: Some(tail.to_owned()).filter(|tail| !tail.is_empty()),
            ..Self::default()
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.json.is_none() && self.base64.is_none() && {
            let lines = self.lines.as_deref().unwrap_or_default();
            matches!(lines, []) || matches!(lines, [only] if only.is_empty())
        }
    }

    /// The bytes, or what is wrong with what the file says.
    pub(super) fn into_bytes(self) -> Result<Bytes, &'static str> {
        match (self.json, self.lines, self.base64) {
            (Some(json), None, None) => {
                let mut text = layout::lay(json.get(), self.layout.unwrap_or(Layout::Compact));
                text.push_str(&self.tail.unwrap_or_default());
                Ok(text.into())
            }
            (None, Some(lines), None) => Ok(lines.join("\n").into()),
            (None, None, Some(lines)) => match BASE64_STANDARD.decode(lines.concat()) {
                Ok(bytes) => Ok(bytes.into()),
                Err(_) => Err("this is no base64"),
            },
            (None, None, None) => Ok(Bytes::new()),
            _ => Err("a body is one of `json`, `lines` and `base64`"),
        }
    }
}
