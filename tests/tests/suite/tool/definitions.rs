//! What a request says of a tool.

use super::{All, GetWeather, Now, ReadFile};
use crate::oracle::Grammar;
use crate::random::Random;
use openai_structured::client::chat::{CustomTool, FunctionTool as HandWritten, Tool as Offered};
use openai_structured::prelude::*;
use openai_structured::strict::document::{Surface, check};
use openai_structured::{Profile, SchemaDocument, ToolDefinition, read_call};
use serde_json::{Value, json};

#[track_caller]
fn offers(tool: ToolDefinition, json: &str) {
    let offered = serde_json::to_string(&Offered::from(tool)).unwrap();
    assert_eq!(offered, json);
}

#[test]
fn on_the_wire() {
    offers(
        GetWeather::TOOL,
        r#"{"type":"function","function":{"name":"get_weather","description":"The weather of a city, now.","parameters":{"type":"object","properties":{"city":{"type":"string","description":"Without the country."},"unit":{"anyOf":[{"type":"string","description":"What degrees are meant.","enum":["celsius","fahrenheit"]},{"type":"null"}]}},"required":["city","unit"],"additionalProperties":false},"strict":true}}"#,
    );
    offers(
        Now::TOOL,
        r#"{"type":"function","function":{"name":"now","description":"The time, now.","parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false},"strict":true}}"#,
    );
    offers(
        ReadFile::TOOL,
        r#"{"type":"function","function":{"name":"read-file","description":"Reads lines of a file.","parameters":{"type":"object","properties":{"path":{"type":"string"},"lines":{"type":"integer","minimum":1,"maximum":4294967295}},"required":["path","lines"],"additionalProperties":false},"strict":false}}"#,
    );
}

#[test]
fn all_of_it_is_a_constant() {
    const TOOL: ToolDefinition = GetWeather::TOOL;
    const NAME: &str = TOOL.name();
    const STRICT: bool = TOOL.is_strict();
    assert_eq!((NAME, STRICT), ("get_weather", true));
    assert_eq!(TOOL.description(), Some("The weather of a city, now."));
}

#[test]
fn beside_tools_of_other_kinds() {
    let custom = Offered::from(CustomTool::new("lark"));
    let built_in = Offered::Other(json!({"type": "web_search"}));
    let tools = All::TOOLS.iter().copied().map(Offered::from);
    let tools = tools.chain([HandWritten::new("f").into(), custom, built_in]);
    let request = ChatRequest::new("gpt-5-mini").user("Hi").tools(tools);
    let request = serde_json::to_value(&request).unwrap();
    let tools = request["tools"].as_array().unwrap().iter();
    let names: Vec<_> = tools
        .map(|tool| tool["function"]["name"].as_str().or(tool["type"].as_str()))
        .collect();
    let names: Vec<_> = names.into_iter().flatten().collect();
    assert_eq!(
        names,
        [
            "get_weather",
            "now",
            "read-file",
            "f",
            "custom",
            "web_search"
        ]
    );
}

/// One tool by itself, and all of a set.
#[test]
fn a_request_takes_them_as_they_are() {
    let offered = |request: ChatRequest| serde_json::to_value(&request).unwrap()["tools"].take();
    let one = offered(ChatRequest::new("m").tools([GetWeather::TOOL]));
    assert_eq!(one, json!([Offered::from(&GetWeather::TOOL)]));
    assert_eq!(one[0]["function"]["name"], "get_weather");
    let set = ChatRequest::new("m").tools(All::TOOLS);
    let copied = ChatRequest::new("m").tools(All::TOOLS.iter().copied());
    let (set, copied) = (offered(set), offered(copied));
    assert_eq!(set, copied);
    assert_eq!(set.as_array().unwrap().len(), 3);
}

#[test]
fn definitions_can_be_compared() {
    assert_eq!(All::TOOLS.first(), Some(&GetWeather::TOOL));
    assert_ne!(GetWeather::TOOL, Now::TOOL);
}

#[test]
fn parameters_are_strict_by_the_rules_for_documents() {
    for tool in All::TOOLS {
        let parameters: Value = serde_json::from_str(tool.parameters()).unwrap();
        assert_eq!(check(&parameters, Surface::Function), Vec::new());
        let document = SchemaDocument::from_json(tool.name(), tool.parameters()).unwrap();
        assert_eq!(document.json(), tool.parameters());
    }
}

#[test]
fn what_the_engine_makes_of_parameters_is_a_call() {
    let mut random = Random::new(5);
    for tool in All::TOOLS {
        let grammar = Grammar::compile(tool.parameters()).unwrap();
        let mut read = 0;
        for _ in 0..100 {
            let Some(text) = grammar.sample(&mut random) else {
                continue;
            };
            let call = read_call::<All>(tool.name(), &text);
            assert!(call.is_ok(), "{text}: {call:?}");
            read += 1;
        }
        assert!(read > 50, "{}: {read} texts", tool.name());
    }
}

#[test]
fn for_other_models() {
    assert_eq!(
        ReadFile::TOOL.render(&Profile::OpenAi),
        ReadFile::TOOL.parameters()
    );
    let parameters = ReadFile::TOOL.render(&Profile::FineTuned);
    assert!(
        parameters.contains(r#""description":"minimum: 1, maximum: 4294967295""#),
        "{parameters}"
    );
    assert!(!parameters.contains(r#""minimum":"#), "{parameters}");
}

/// The newtype says nothing, so what the type inside says stands in the parameters.
#[test]
fn a_newtype_is_a_tool_for_an_instance() {
    mod newtypes {
        use super::*;

        /// Some of many.
        #[derive(Debug, Deserialize, ResponseFormat)]
        pub(super) struct Page<T> {
            pub(super) items: Vec<T>,
        }

        #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
        pub(super) struct Plain(pub(super) Page<String>);

        /// Prints.
        #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
        pub(super) struct Described(pub(super) Page<u8>);
    }
    use newtypes::{Described, Plain};
    assert_eq!(Plain::TOOL.description(), None);
    assert_eq!(
        Plain::TOOL.parameters(),
        r#"{"type":"object","description":"Some of many.","properties":{"items":{"type":"array","items":{"type":"string"}}},"required":["items"],"additionalProperties":false}"#
    );
    assert_eq!(Described::TOOL.description(), Some("Prints."));
    assert_eq!(
        Described::TOOL.parameters(),
        r#"{"type":"object","properties":{"items":{"type":"array","items":{"type":"integer","minimum":0,"maximum":255}}},"required":["items"],"additionalProperties":false}"#
    );
    let call: Plain = read_call("plain", r#"{"items":["a"]}"#).unwrap();
    assert_eq!(call.0.items, ["a"]);
    let call: Described = read_call("described", r#"{"items":[1]}"#).unwrap();
    assert_eq!(call.0.items, [1]);
}
