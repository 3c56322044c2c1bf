//! A piece of a tool call.

use std::borrow::Cow;

use serde::de::MapAccess;

use super::{
    extra::Extra,
    fields::{self, Fields, readable},
    read::{MaybeNumber, Object, owned, text_or_json},
};
use crate::chat::text::Text;

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

readable! { ToolCallDelta FunctionDelta CustomDelta }

impl<'de> Fields<'de> for ToolCallDelta<'de> {
    const NAME: &'static str = "a piece of a tool call";

    fn take<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        fields: &mut A,
    ) -> Result<(), A::Error> {
        match &*name {
            "index" => self.index = fields.next_value::<MaybeNumber>()?.0,
            "id" => self.id = fields.next_value::<Text<'_>>()?.said(),
            "type" => self.kind = fields.next_value::<Text<'_>>()?.said(),
            "function" => self.function = fields.next_value::<Object<_>>()?.0,
            "custom" => self.custom = fields.next_value::<Object<_>>()?.0,
            _ => self.extra.push(name, fields.next_value()?),
        }
        Ok(())
    }
}

impl<'de> Fields<'de> for FunctionDelta<'de> {
    const NAME: &'static str = "a piece of a function call";

    fn take<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        fields: &mut A,
    ) -> Result<(), A::Error> {
        match &*name {
            "name" => self.name = fields.next_value::<Text<'_>>()?.said(),
            "arguments" => self.arguments = text_or_json(fields.next_value()?),
            _ => self.extra.push(name, fields.next_value()?),
        }
        Ok(())
    }
}

impl<'de> Fields<'de> for CustomDelta<'de> {
    const NAME: &'static str = "a piece of a call of a custom tool";

    fn take<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        fields: &mut A,
    ) -> Result<(), A::Error> {
        match &*name {
            "name" => self.name = fields.next_value::<Text<'_>>()?.said(),
            "input" => self.input = text_or_json(fields.next_value()?),
            _ => self.extra.push(name, fields.next_value()?),
        }
        Ok(())
    }
}
