//! Calls of tools: read leniently from an answer, and written back as they came.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value, value::RawValue};

use super::echo::{ECHOED_CALL_FIELDS, echoed};

/// A call of a tool.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ToolCall {
    /// Of a function.
    Function(FunctionToolCall),
    /// Of a custom tool, which takes free text.
    Custom(CustomToolCall),
    /// Of a kind that this version does not know.
    Other(Value),
}

impl ToolCall {
    /// The id that the tool's message must name; empty if the service gave none.
    pub fn id(&self) -> &str {
        match self {
            Self::Function(call) => &call.id,
            Self::Custom(call) => &call.id,
            Self::Other(call) => {
                let text = |key| call.get(key).and_then(Value::as_str);
                text("call_id").or_else(|| text("id")).unwrap_or_default()
            }
        }
    }

    /// The tool that is called. For a call of a kind that this version does not know it is the name
    /// in it, or else its kind.
    pub fn name(&self) -> &str {
        match self {
            Self::Function(call) => &call.function.name,
            Self::Custom(call) => &call.name,
            Self::Other(call) => {
                let text = |key| call.get(key).and_then(Value::as_str);
                text("name").or_else(|| text("type")).unwrap_or_default()
            }
        }
    }

    /// What the model gives to the tool: a function's arguments as JSON text, a custom tool's free
    /// text; empty for a call of a kind that this version does not know.
    pub fn input(&self) -> &str {
        match self {
            Self::Function(call) => &call.function.arguments,
            Self::Custom(call) => &call.input,
            Self::Other(_) => "",
        }
    }

    /// The calls that say what a call before them says; see
    /// [`ChatMessage::repeated_calls`](super::ChatMessage::repeated_calls).
    pub fn repeated(calls: &[Self]) -> impl Iterator<Item = &Self> {
        let mut seen = HashSet::new();
        calls.iter().filter(move |call| match call {
            Self::Function(FunctionToolCall { function, .. }) => {
                !seen.insert((true, function.name.as_str(), function.arguments.as_str()))
            }
            Self::Custom(call) => !seen.insert((false, call.name.as_str(), call.input.as_str())),
            // What is the same in it is not known.
            Self::Other(_) => false,
        })
    }

    /// The call as part of the next request.
    pub(super) fn echoed(&self) -> Self {
        match self {
            Self::Function(call) => Self::Function(FunctionToolCall {
                id: call.id.clone(),
                function: call.function.echoed(),
                extra: echoed(&call.extra, &ECHOED_CALL_FIELDS),
            }),
            Self::Custom(call) => Self::Custom(CustomToolCall {
                id: call.id.clone(),
                name: call.name.clone(),
                input: call.input.clone(),
                extra: echoed(&call.extra, &ECHOED_CALL_FIELDS),
            }),
            // Whatever is in it belongs to its kind.
            Self::Other(call) => Self::Other(call.clone()),
        }
    }
}

/// A call of a function.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct FunctionToolCall {
    /// Names the call.
    pub id: String,
    /// The function and its arguments.
    pub function: FunctionCall,
    /// Fields that this version does not know. Of an answer's, those of
    /// [`ECHOED_CALL_FIELDS`](super::ECHOED_CALL_FIELDS) go back with the message.
    pub extra: BTreeMap<String, Value>,
}

impl FunctionToolCall {
    /// A call, for a conversation that you write yourself.
    pub fn new(
        id: impl Into<String>,
        name: impl Into<String>,
        arguments: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            function: FunctionCall::new(name, arguments),
            extra: BTreeMap::new(),
        }
    }
}

/// The function that is called, and its arguments.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct FunctionCall {
    /// The name of the function.
    pub name: String,
    /// The arguments as JSON text, as the model wrote it: it may be cut or wrong, and is empty if
    /// none came. If a service sends an object in its place, this is the object's text.
    pub arguments: String,
    /// Fields that this version does not know. Of an answer's, those of
    /// [`ECHOED_CALL_FIELDS`](super::ECHOED_CALL_FIELDS) go back with the message.
    pub extra: BTreeMap<String, Value>,
}

impl FunctionCall {
    /// A call, for a conversation that you write yourself.
    pub fn new(name: impl Into<String>, arguments: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            arguments: arguments.into(),
            extra: BTreeMap::new(),
        }
    }

    /// The call as part of the next request.
    pub(super) fn echoed(&self) -> Self {
        Self {
            name: self.name.clone(),
            arguments: self.arguments.clone(),
            extra: echoed(&self.extra, &ECHOED_CALL_FIELDS),
        }
    }
}

/// A call of a custom tool.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CustomToolCall {
    /// Names the call.
    pub id: String,
    /// The name of the tool.
    pub name: String,
    /// What the model gives to the tool.
    pub input: String,
    /// Fields that this version does not know. Of an answer's, those of
    /// [`ECHOED_CALL_FIELDS`](super::ECHOED_CALL_FIELDS) go back with the message.
    pub extra: BTreeMap<String, Value>,
}

impl CustomToolCall {
    /// A call, for a conversation that you write yourself.
    pub fn new(id: impl Into<String>, name: impl Into<String>, input: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            input: input.into(),
            extra: BTreeMap::new(),
        }
    }
}

/// The fields of an object, as texts: an object in the place of `arguments` keeps its order of
/// keys.
#[derive(Deserialize)]
#[serde(transparent)]
struct Fields(BTreeMap<String, Box<RawValue>>);

impl Fields {
    /// A text; another value gives its JSON, null and nothing give the empty text.
    fn text(&mut self, name: &str) -> String {
        let Some(raw) = self.0.remove(name) else {
            return String::new();
        };
        match serde_json::from_str::<Option<String>>(raw.get()) {
            Ok(text) => text.unwrap_or_default(),
            Err(_) => raw.get().to_owned(),
        }
    }

    fn object(&mut self, name: &str) -> Option<Self> {
        let fields = serde_json::from_str(self.0.get(name)?.get()).ok()?;
        self.0.remove(name);
        Some(fields)
    }

    fn rest(self) -> BTreeMap<String, Value> {
        let value = |raw: Box<RawValue>| serde_json::from_str(raw.get()).unwrap_or_default();
        self.0
            .into_iter()
            .map(|(name, raw)| (name, value(raw)))
            .collect()
    }

    fn function(mut self) -> FunctionCall {
        FunctionCall {
            name: self.text("name"),
            arguments: self.text("arguments"),
            extra: self.rest(),
        }
    }
}

impl<'de> Deserialize<'de> for ToolCall {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::deserialize(deserializer)?;
        let kind = fields.text("type");
        // Some services leave the type out; the object beside it says the same.
        if matches!(kind.as_str(), "function" | "" | "null")
            && let Some(function) = fields.object("function")
        {
            let (id, function) = (fields.text("id"), function.function());
            return Ok(Self::Function(FunctionToolCall {
                id,
                function,
                extra: fields.rest(),
            }));
        }
        if matches!(kind.as_str(), "custom" | "" | "null")
            && let Some(mut custom) = fields.object("custom")
        {
            let (id, name, input) = (fields.text("id"), custom.text("name"), custom.text("input"));
            return Ok(Self::Custom(CustomToolCall {
                id,
                name,
                input,
                extra: fields.rest(),
            }));
        }
        let mut rest: serde_json::Map<String, Value> = fields.rest().into_iter().collect();
        rest.insert("type".to_owned(), kind.into());
        Ok(Self::Other(rest.into()))
    }
}

impl<'de> Deserialize<'de> for FunctionCall {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer).map(Fields::function)
    }
}

impl Serialize for ToolCall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Custom<'a> {
            name: &'a str,
            input: &'a str,
        }

        match self {
            Self::Function(call) => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("id", &call.id)?;
                map.serialize_entry("type", "function")?;
                map.serialize_entry("function", &call.function)?;
                write_extra(&mut map, &call.extra, &["id", "type", "function"])?;
                map.end()
            }
            Self::Custom(call) => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("id", &call.id)?;
                map.serialize_entry("type", "custom")?;
                let custom = Custom {
                    name: &call.name,
                    input: &call.input,
                };
                map.serialize_entry("custom", &custom)?;
                write_extra(&mut map, &call.extra, &["id", "type", "custom"])?;
                map.end()
            }
            Self::Other(call) => call.serialize(serializer),
        }
    }
}

impl Serialize for FunctionCall {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("arguments", &self.arguments)?;
        write_extra(&mut map, &self.extra, &["name", "arguments"])?;
        map.end()
    }
}

/// Writes unknown fields, but no key a second time.
pub(super) fn write_extra<M: SerializeMap>(
    map: &mut M,
    extra: &BTreeMap<String, Value>,
    written: &[&str],
) -> Result<(), M::Error> {
    for (name, value) in extra {
        if !written.contains(&name.as_str()) {
            map.serialize_entry(name, value)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: &str) -> ToolCall {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn arguments_come_as_text_object_or_nothing() {
        for (arguments, expected) in [
            (r#""arguments":"{\"z\":1}""#, r#"{"z":1}"#),
            (r#""arguments":"{\"cut""#, r#"{"cut"#),
            (r#""arguments":{"z": 1, "a": [2]}"#, r#"{"z": 1, "a": [2]}"#),
            (r#""arguments":null"#, ""),
            (r#""arguments":"""#, ""),
            (r#""other":1"#, ""),
        ] {
            let json =
                format!(r#"{{"id":"c","type":"function","function":{{"name":"f",{arguments}}}}}"#);
            let ToolCall::Function(call) = read(&json) else {
                panic!("{json}")
            };
            assert_eq!(call.function.arguments, expected);
            assert_eq!((call.id.as_str(), call.function.name.as_str()), ("c", "f"));
        }
    }

    #[test]
    fn the_type_may_be_missing() {
        for kind in ["", r#""type":null,"#, r#""type":"","#, r#""type":"null","#] {
            let call = read(&format!(r#"{{{kind}"function":{{"name":"f"}}}}"#));
            assert_eq!(
                call,
                ToolCall::Function(FunctionToolCall::new("", "f", "")),
                "{kind}"
            );
            let call = read(&format!(
                r#"{{{kind}"id":7,"custom":{{"name":"f","input":"x"}}}}"#
            ));
            assert_eq!(
                call,
                ToolCall::Custom(CustomToolCall::new("7", "f", "x")),
                "{kind}"
            );
        }
    }

    #[test]
    fn unknown_kinds_and_unknown_fields_come_back_whole() {
        for json in [
            json!({"id": "c", "type": "shell", "shell": {"command": ["ls"]}}),
            json!({"id": "c", "type": "function", "shell": 1}),
            json!({"id": "c", "type": "function", "function": {"name": "f", "arguments": "", "x": 1}, "y": null}),
            json!({"id": "c", "type": "custom", "custom": {"name": "f", "input": ""}, "y": [1]}),
        ] {
            let call = read(&json.to_string());
            assert_eq!(call.id(), "c");
            assert_eq!(serde_json::to_value(&call).unwrap(), json);
        }
    }

    #[test]
    fn a_call_of_an_unknown_kind_is_named_by_what_it_says() {
        for (json, name) in [
            (r#"{"type":"shell","name":"run","input":"ls"}"#, "run"),
            (r#"{"type":"shell","shell":{"name":"run"}}"#, "shell"),
            (r#"{"id":"c"}"#, ""),
        ] {
            assert_eq!(read(json).name(), name, "{json}");
        }
    }
}
