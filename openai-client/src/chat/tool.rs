//! The tools that a request offers, and which of them the model may or must call.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value, json};

use crate::{open_enum::open_enum, raw_json::RawJson};

/// A tool that the model may call.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Tool {
    /// A function with arguments under a schema.
    Function(FunctionTool),
    /// A tool that takes free text.
    Custom(CustomTool),
    /// A tool that this version does not know, written as it is.
    Other(Value),
}

/// A function with arguments under a schema.
///
/// ```
/// use openai_client::{ChatRequest, RawJson, chat::FunctionTool};
///
/// let schema = RawJson::new(r#"{"type":"object","properties":{"city":{"type":"string"}}}"#)?;
/// let weather = FunctionTool::new("get_weather").description("Current weather.").parameters(schema);
/// let request = ChatRequest::new("gpt-5-mini").user("Weather in Bonn?").tools([weather]);
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FunctionTool {
    /// Letters, digits, `_` and `-`, at most 64; the service checks it.
    pub name: String,
    /// When and how to call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The schema of the arguments, sent byte for byte; none for no arguments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<RawJson>,
    /// Whether the arguments must obey the schema exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<bool>,
}

impl FunctionTool {
    /// A function without arguments.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            parameters: None,
            strict: None,
        }
    }

    /// When and how to call it.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// The schema of the arguments.
    #[must_use]
    pub fn parameters(mut self, schema: impl Into<RawJson>) -> Self {
        self.parameters = Some(schema.into());
        self
    }

    /// Whether the arguments must obey the schema exactly.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = Some(strict);
        self
    }
}

/// A tool that takes free text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CustomTool {
    /// What the model calls it.
    pub name: String,
    /// When and how to call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What text it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<CustomFormat>,
}

impl CustomTool {
    /// A tool that takes any text.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: None,
            format: None,
        }
    }

    /// When and how to call it.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// What text it takes.
    #[must_use]
    pub fn format(mut self, format: CustomFormat) -> Self {
        self.format = Some(format);
        self
    }
}

/// What text a custom tool takes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CustomFormat {
    /// Any.
    Text,
    /// What a grammar allows.
    Grammar {
        /// The grammar.
        definition: String,
        /// The language it is written in.
        syntax: GrammarSyntax,
    },
    /// A format that this version does not know, written as it is.
    Other(Value),
}

open_enum! {
    /// The language of a grammar.
    #[derive(Default)]
    pub enum GrammarSyntax {
        /// Lark.
        #[default]
        Lark = "lark",
        /// A regular expression.
        Regex = "regex",
    }
}

impl Serialize for CustomFormat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text => json!({"type": "text"}).serialize(serializer),
            Self::Grammar { definition, syntax } => {
                json!({"type": "grammar", "grammar": {"definition": definition, "syntax": syntax}})
                    .serialize(serializer)
            }
            Self::Other(format) => format.serialize(serializer),
        }
    }
}

impl From<FunctionTool> for Tool {
    fn from(tool: FunctionTool) -> Self {
        Self::Function(tool)
    }
}

impl From<CustomTool> for Tool {
    fn from(tool: CustomTool) -> Self {
        Self::Custom(tool)
    }
}

impl Serialize for Tool {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // Not by way of `Value`: the schema stays as it is.
            Self::Function(tool) => typed(serializer, "function", tool),
            Self::Custom(tool) => typed(serializer, "custom", tool),
            Self::Other(tool) => tool.serialize(serializer),
        }
    }
}

/// `{"type": kind, kind: value}`, the shape of most unions on this wire.
fn typed<S: Serializer>(
    serializer: S,
    kind: &str,
    value: &impl Serialize,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("type", kind)?;
    map.serialize_entry(kind, value)?;
    map.end()
}

/// Which tools the model may or must call.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ToolChoice {
    /// None.
    None,
    /// The model decides; the service's default if there are tools.
    Auto,
    /// At least one.
    Required,
    /// The function of this name.
    Function(String),
    /// The custom tool of this name.
    Custom(String),
    /// Some of the offered tools.
    Allowed {
        /// Whether one of them must be called.
        mode: AllowedMode,
        /// Which.
        tools: Vec<AllowedTool>,
    },
    /// A choice that this version does not know, written as it is.
    Other(Value),
}

open_enum! {
    /// Whether one of the allowed tools must be called.
    #[derive(Default)]
    pub enum AllowedMode {
        /// The model decides.
        #[default]
        Auto = "auto",
        /// One must be called.
        Required = "required",
    }
}

/// A tool that is allowed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AllowedTool {
    /// The function of this name.
    Function(String),
    /// The custom tool of this name.
    Custom(String),
    /// A tool that this version does not know, written as it is.
    Other(Value),
}

impl Serialize for AllowedTool {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Function(name) => typed(serializer, "function", &json!({"name": name})),
            Self::Custom(name) => typed(serializer, "custom", &json!({"name": name})),
            Self::Other(tool) => tool.serialize(serializer),
        }
    }
}

impl Serialize for ToolChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Allowed<'a> {
            mode: &'a AllowedMode,
            tools: &'a [AllowedTool],
        }

        match self {
            Self::None => serializer.serialize_str("none"),
            Self::Auto => serializer.serialize_str("auto"),
            Self::Required => serializer.serialize_str("required"),
            Self::Function(name) => typed(serializer, "function", &json!({"name": name})),
            Self::Custom(name) => typed(serializer, "custom", &json!({"name": name})),
            Self::Allowed { mode, tools } => {
                typed(serializer, "allowed_tools", &Allowed { mode, tools })
            }
            Self::Other(choice) => choice.serialize(serializer),
        }
    }
}

/// Whether the model calls one of the `functions`, the old form of tools.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FunctionCallOption {
    /// It does not.
    None,
    /// It decides.
    Auto,
    /// The one of this name.
    Named(String),
}

impl Serialize for FunctionCallOption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_str("none"),
            Self::Auto => serializer.serialize_str("auto"),
            Self::Named(name) => json!({"name": name}).serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: impl Serialize, expected: &str) {
        assert_eq!(serde_json::to_string(&value).unwrap(), expected);
    }

    #[test]
    fn every_tool_has_its_shape() {
        check(
            Tool::from(FunctionTool::new("f")),
            r#"{"type":"function","function":{"name":"f"}}"#,
        );
        let schema = RawJson::new(r#"{"z":1, "a":2}"#).unwrap();
        check(
            Tool::from(
                FunctionTool::new("f")
                    .description("d")
                    .parameters(schema)
                    .strict(true),
            ),
            r#"{"type":"function","function":{"name":"f","description":"d","parameters":{"z":1, "a":2},"strict":true}}"#,
        );
        check(
            Tool::from(
                CustomTool::new("c")
                    .description("d")
                    .format(CustomFormat::Text),
            ),
            r#"{"type":"custom","custom":{"name":"c","description":"d","format":{"type":"text"}}}"#,
        );
        let grammar = CustomFormat::Grammar {
            definition: "a+".to_owned(),
            syntax: GrammarSyntax::Regex,
        };
        let json = serde_json::to_value(Tool::from(CustomTool::new("c").format(grammar))).unwrap();
        assert_eq!(
            json,
            json!({"type": "custom", "custom": {"name": "c", "format":
                {"type": "grammar", "grammar": {"definition": "a+", "syntax": "regex"}}}})
        );
        check(CustomFormat::Other(json!({"type": "x"})), r#"{"type":"x"}"#);
        check(
            Tool::Other(json!({"type": "web_search"})),
            r#"{"type":"web_search"}"#,
        );
    }

    #[test]
    fn every_choice_has_its_shape() {
        check(ToolChoice::None, r#""none""#);
        check(ToolChoice::Auto, r#""auto""#);
        check(ToolChoice::Required, r#""required""#);
        check(
            ToolChoice::Function("f".to_owned()),
            r#"{"type":"function","function":{"name":"f"}}"#,
        );
        check(
            ToolChoice::Custom("c".to_owned()),
            r#"{"type":"custom","custom":{"name":"c"}}"#,
        );
        check(ToolChoice::Other(json!({"type": "x"})), r#"{"type":"x"}"#);
        let tools = vec![
            AllowedTool::Function("f".to_owned()),
            AllowedTool::Custom("c".to_owned()),
            AllowedTool::Other(json!({"type": "x"})),
        ];
        check(
            ToolChoice::Allowed {
                mode: AllowedMode::Required,
                tools,
            },
            r#"{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}},{"type":"custom","custom":{"name":"c"}},{"type":"x"}]}}"#,
        );
        check(FunctionCallOption::None, r#""none""#);
        check(FunctionCallOption::Auto, r#""auto""#);
        check(FunctionCallOption::Named("f".to_owned()), r#"{"name":"f"}"#);
    }
}
