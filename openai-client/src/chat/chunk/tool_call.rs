//! A piece of a tool call.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    extra::Extra,
    read::{MaybeNumber, Object, Text, owned, text_or_json},
};

/// A piece of a tool call. Which call it belongs to is told by index and id, and services differ in
/// that: [`ChatAccumulator`](crate::chat::ChatAccumulator) knows how.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ToolCallDelta<'a> {
    /// The call's place among the calls; some services leave it out, some say 0 always.
    pub index: Option<u64>,
    /// The call's id, as a rule with its first piece only. Empty and `"null"` are none.
    pub id: Option<Cow<'a, str>>,
    /// The kind of tool: `function` or `custom`.
    pub kind: Option<Cow<'a, str>>,
    /// Of a call of a function.
    pub function: Option<FunctionDelta<'a>>,
    /// Of a call of a custom tool.
    pub custom: Option<CustomDelta<'a>>,
    /// Fields that this version does not know.
    pub extra: Extra<'a>,
}

/// A piece of a call of a function.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct FunctionDelta<'a> {
    /// The function's name, as a rule with the first piece only. Empty is none.
    pub name: Option<Cow<'a, str>>,
    /// The next piece of the arguments' JSON text. If a service sends an object in its place, this
    /// is the object's text.
    pub arguments: Option<Cow<'a, str>>,
    /// Fields that this version does not know.
    pub extra: Extra<'a>,
}

/// A piece of a call of a custom tool.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CustomDelta<'a> {
    /// The tool's name, as a rule with the first piece only. Empty is none.
    pub name: Option<Cow<'a, str>>,
    /// The next piece of what the model gives to the tool.
    pub input: Option<Cow<'a, str>>,
    /// Fields that this version does not know.
    pub extra: Extra<'a>,
}

impl ToolCallDelta<'_> {
    pub(super) fn into_owned(self) -> ToolCallDelta<'static> {
        ToolCallDelta {
            index: self.index,
            id: self.id.map(owned),
            kind: self.kind.map(owned),
            function: self.function.map(FunctionDelta::into_owned),
            custom: self.custom.map(CustomDelta::into_owned),
            extra: self.extra.into_owned(),
        }
    }
}

impl FunctionDelta<'_> {
    pub(super) fn into_owned(self) -> FunctionDelta<'static> {
        FunctionDelta {
            name: self.name.map(owned),
            arguments: self.arguments.map(owned),
            extra: self.extra.into_owned(),
        }
    }
}

impl CustomDelta<'_> {
    fn into_owned(self) -> CustomDelta<'static> {
        CustomDelta {
            name: self.name.map(owned),
            input: self.input.map(owned),
            extra: self.extra.into_owned(),
        }
    }
}

impl<'de> Deserialize<'de> for ToolCallDelta<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CallVisitor)
    }
}

struct CallVisitor;

impl<'de> Visitor<'de> for CallVisitor {
    type Value = ToolCallDelta<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a piece of a tool call")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut call = ToolCallDelta::default();
        while let Some(Text(Some(name))) = fields.next_key()? {
            match &*name {
                "index" => call.index = fields.next_value::<MaybeNumber>()?.0,
                "id" => call.id = fields.next_value::<Text<'_>>()?.said(),
                "type" => call.kind = fields.next_value::<Text<'_>>()?.said(),
                "function" => call.function = fields.next_value::<Object<_>>()?.0,
                "custom" => call.custom = fields.next_value::<Object<_>>()?.0,
                _ => call.extra.push(name, fields.next_value()?),
            }
        }
        Ok(call)
    }
}

impl<'de> Deserialize<'de> for FunctionDelta<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (name, arguments, extra) = deserializer.deserialize_map(NamedVisitor("arguments"))?;
        Ok(Self {
            name,
            arguments,
            extra,
        })
    }
}

impl<'de> Deserialize<'de> for CustomDelta<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (name, input, extra) = deserializer.deserialize_map(NamedVisitor("input"))?;
        Ok(Self { name, input, extra })
    }
}

/// A name, a piece of text under the key given here, and the rest.
struct NamedVisitor(&'static str);

impl<'de> Visitor<'de> for NamedVisitor {
    type Value = (Option<Cow<'de, str>>, Option<Cow<'de, str>>, Extra<'de>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the tool that is called")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let (mut tool, mut text, mut extra) = Self::Value::default();
        while let Some(Text(Some(name))) = fields.next_key()? {
            if name == "name" {
                tool = fields.next_value::<Text<'_>>()?.said();
            } else if name == self.0 {
                text = text_or_json(fields.next_value::<&RawValue>()?);
            } else {
                extra.push(name, fields.next_value()?);
            }
        }
        Ok((tool, text, extra))
    }
}
