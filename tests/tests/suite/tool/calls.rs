//! From a name and a text to a typed call, or to what the model is told.

use super::{All, GetWeather, Now, Tools};
use openai_structured::client::ChatCompletion;
use openai_structured::client::chat::{CustomToolCall, FunctionToolCall, ToolCall};
use openai_structured::prelude::*;
use openai_structured::{CallError, read_call};
use serde_json::json;
use std::error::Error;

#[track_caller]
fn refused<S: ToolSet>(name: &str, arguments: &str) -> CallError {
    let Err(error) = read_call::<S>(name, arguments) else {
        panic!("{name} was read from {arguments}");
    };
    error
}

#[test]
fn no_arguments() {
    for blank in ["", " ", "\n\t ", "null", " null\n", "{}", " { } "] {
        assert_eq!(read_call::<Now>("now", blank).unwrap(), Now {}, "{blank:?}");
    }
    // Only where there are none to give.
    let error = refused::<Tools>("get_weather", "");
    assert_eq!(
        error.to_string(),
        "the arguments of `get_weather` do not fit: missing field `city`"
    );
}

#[test]
fn an_unknown_name_is_answered_with_those_there_are() {
    let error = refused::<All>("weather", "{}");
    assert_eq!(
        error.to_string(),
        "no tool is named `weather`; there is `get_weather`, `now`, `read-file`"
    );
    assert_eq!(
        error.for_model(),
        "There is no tool named `weather`. The tools are: `get_weather`, `now`, `read-file`."
    );
    let CallError::Unknown { name, known, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(name, "weather");
    assert_eq!(*known, ["get_weather", "now", "read-file"]);
    // A name is a name to the letter.
    for name in ["", "Now", "now ", "functions.now"] {
        assert!(matches!(
            refused::<All>(name, "{}"),
            CallError::Unknown { .. }
        ));
    }
}

/// A model that writes without end does so in a name too, and it goes back to the model.
#[test]
fn a_long_name_is_cut() {
    let (long, known) = ("é".repeat(50_000), " The tools are: `get_weather`, `now`.");
    for (name, said) in [
        (long.as_str(), format!("{}…", "é".repeat(100))),
        ("a\nb", "a\\nb".to_owned()),
    ] {
        let error = refused::<Tools>(name, "{}");
        let for_model = format!("There is no tool named `{said}`.{known}");
        assert_eq!(error.for_model(), for_model);
        let shown = format!("no tool is named `{said}`; there is `get_weather`, `now`");
        assert_eq!(error.to_string(), shown);
        let CallError::Unknown { name: whole, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(whole, name);
    }
}

#[test]
fn bad_arguments_are_answered_with_place_and_value() {
    for (name, arguments, said) in [
        (
            "read-file",
            r#"{"path":"a","lines":0}"#,
            "The arguments of `read-file` are wrong. At `lines`: expected at least 1, found integer `0`.",
        ),
        (
            "get_weather",
            r#"{"city":"Bonn","unit":"kelvin"}"#,
            "The arguments of `get_weather` are wrong. At `unit`: expected `celsius` or `fahrenheit`, found `kelvin`.",
        ),
        (
            "get_weather",
            "[]",
            "The arguments of `get_weather` are wrong. At the top level: expected an object, found an array.",
        ),
    ] {
        assert_eq!(refused::<All>(name, arguments).for_model(), said);
    }
    let error = refused::<All>("read-file", r#"{"path":"a","lines":0}"#);
    let CallError::Arguments { name, mismatch, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!((*name, mismatch.path()), ("read-file", "lines"));
    assert_eq!(error.source().unwrap().to_string(), mismatch.to_string());
    // What people read has no value of the arguments.
    assert_eq!(
        error.to_string(),
        "the arguments of `read-file` do not fit: at `lines`: expected at least 1, found integer"
    );
}

#[test]
fn cut_arguments_are_no_call() {
    let text = r#"{"city":"Bonn","unit":null}"#;
    for end in 1..text.len() {
        let error = refused::<Tools>("get_weather", &text[..end]);
        assert!(
            matches!(error, CallError::Arguments { .. }),
            "{end}: {error}"
        );
    }
}

#[test]
fn calls_of_an_answer() {
    let answer = ChatCompletion::from_json(
        r#"{"choices":[{"message":{"tool_calls":[
            {"id":"1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Bonn\",\"unit\":null}"}},
            {"id":"2","type":"function","function":{"name":"now","arguments":""}},
            {"id":"3","type":"custom","custom":{"name":"lark","input":"now"}}
        ]}}]}"#,
    )
    .unwrap();
    let calls = &answer.choices[0].message.tool_calls;
    let weather = Tools::GetWeather(GetWeather {
        city: "Bonn".to_owned(),
        unit: None,
    });
    assert_eq!(calls[0].parse::<Tools>().unwrap(), weather);
    assert_eq!(calls[1].parse::<Tools>().unwrap(), Tools::Now(Now {}));
    assert_eq!(
        calls[2].parse::<Tools>().unwrap_err().to_string(),
        "no tool is named `lark`; there is `get_weather`, `now`"
    );
    let call = FunctionToolCall::new("4", "now", "{}");
    assert_eq!(call.parse::<Now>().unwrap(), Now {});
}

/// Also if it has the name of a function tool: its text is no arguments.
#[test]
fn other_calls_are_none_of_a_function() {
    let custom = ToolCall::Custom(CustomToolCall::new("1", "now", "{}"));
    let search = ToolCall::Other(json!({"type": "web_search_call"}));
    let named = ToolCall::Other(json!({"type": "mcp_call", "name": "now"}));
    let nothing = ToolCall::Other(json!(5));
    for (call, name) in [
        (custom, "now"),
        (search, "web_search_call"),
        (named, "now"),
        (nothing, ""),
    ] {
        match call.parse::<Tools>() {
            Err(CallError::Unknown { name: called, .. }) => assert_eq!(called, name),
            other => panic!("{other:?}"),
        }
    }
}
