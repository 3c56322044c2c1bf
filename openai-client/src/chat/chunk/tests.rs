//! What is read of a chunk, and what cannot spoil it.

use super::*;
use crate::{Error, ErrorKind, chat::Role};

fn read(json: &str) -> ChunkRef<'_> {
    ChunkRef::from_json(json).unwrap_or_else(|error| panic!("{json}: {error:?}"))
}

#[test]
fn a_documented_chunk_is_read_whole_and_borrowed() {
    let json = r#"{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1741569952,
        "model":"gpt-5-mini","service_tier":"default","system_fingerprint":"fp_1",
        "choices":[{"index":0,"delta":{"role":"assistant","content":"Hello","refusal":null},
        "logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"ab"}"#;
    let chunk = read(json);
    assert_eq!((&*chunk.id, &*chunk.model), ("chatcmpl-1", "gpt-5-mini"));
    assert_eq!(chunk.created, 1_741_569_952);
    assert_eq!(chunk.service_tier, Some(ServiceTier::Default));
    assert_eq!(chunk.system_fingerprint.as_deref(), Some("fp_1"));
    assert_eq!(chunk.usage, None);
    assert_eq!(chunk.raw(), json);
    let [choice] = &*chunk.choices else { panic!() };
    assert_eq!((choice.index, &choice.finish_reason), (0, &None));
    assert_eq!(choice.delta.role, Some(Role::Assistant));
    assert_eq!(choice.delta.content.as_deref(), Some("Hello"));
    assert_eq!(choice.delta.refusal, None);
    assert!(choice.logprobs.is_none() && choice.delta.extra.is_empty());
    assert!(matches!(chunk.id, Cow::Borrowed(_)) && matches!(chunk.model, Cow::Borrowed(_)));
    assert!(matches!(choice.delta.content, Some(Cow::Borrowed(_))));
}

#[test]
fn escapes_are_resolved() {
    let chunk = read(r#"{"choices":[{"delta":{"content":"a\n\u00e9\ud83c\udf89\""}}]}"#);
    assert_eq!(chunk.choices[0].delta.content.as_deref(), Some("a\né🎉\""));
}

#[test]
fn an_owned_chunk_says_the_same() {
    let json = r#"{"id":"c","choices":[{"index":1,"delta":{"role":"tool","content":"a\n","tool_calls":[
        {"index":0,"id":"i","type":"function","function":{"name":"f","arguments":"{}","p":1},"q":[2]},
        {"index":1,"id":"j","type":"custom","custom":{"name":"g","input":"x"}}],
        "audio":{"id":"au","data":"AA","transcript":"t","expires_at":7},"reasoning_content":"Hm"},
        "finish_reason":"stop","content_filter_results":{"hate":{"filtered":false}}}],
        "moderation":{"x":1},"prompt_filter_results":[1],"usage":{"total_tokens":3}}"#;
    let chunk = read(json);
    let shown = format!("{chunk:?}");
    let owned: ChatChunk = chunk.into_owned();
    assert_eq!(format!("{owned:?}"), shown);
    assert_eq!(owned.raw(), json);
    let delta = &owned.choices[0].delta;
    assert_eq!(delta.reasoning().as_deref(), Some("Hm"));
    let [function, custom] = &*delta.tool_calls else {
        panic!()
    };
    assert_eq!(function.extra.get("q"), Some("[2]"));
    assert_eq!(
        function.function.as_ref().unwrap().extra.get("p"),
        Some("1")
    );
    assert_eq!(custom.custom.as_ref().unwrap().input.as_deref(), Some("x"));
    let audio = delta.audio.as_ref().unwrap();
    assert_eq!(
        (audio.data.as_deref(), audio.expires_at),
        (Some("AA"), Some(7))
    );
}

#[test]
fn arguments_come_as_text_object_or_nothing() {
    for (arguments, expected) in [
        (r#""arguments":"{\"z\":1}""#, Some(r#"{"z":1}"#)),
        (
            r#""arguments":{"z": 1, "a": [2]}"#,
            Some(r#"{"z": 1, "a": [2]}"#),
        ),
        (r#""arguments":"""#, Some("")),
        (r#""arguments":null"#, None),
        (r#""other":1"#, None),
    ] {
        let json = format!(
            r#"{{"choices":[{{"delta":{{"tool_calls":[{{"function":{{{arguments}}}}}]}}}}]}}"#
        );
        let chunk = read(&json);
        let call = &chunk.choices[0].delta.tool_calls[0];
        assert_eq!(call.index, None);
        let function = call.function.as_ref().unwrap();
        assert_eq!(function.arguments.as_deref(), expected, "{json}");
    }
}

#[test]
fn words_for_nothing_are_nothing() {
    for word in [r#""""#, r#""null""#, "null"] {
        let json = format!(
            r#"{{"choices":[{{"finish_reason":{word},"delta":{{"role":{word},"tool_calls":[
            {{"id":{word},"type":{word},"function":{{"name":{word}}}}}]}}}}],"service_tier":{word}}}"#
        );
        let chunk = read(&json);
        let choice = &chunk.choices[0];
        let call = &choice.delta.tool_calls[0];
        assert!(choice.finish_reason.is_none() && choice.delta.role.is_none());
        assert!(call.id.is_none() && call.kind.is_none() && chunk.service_tier.is_none());
        assert!(call.function.as_ref().unwrap().name.is_none());
    }
}

#[test]
fn choices_may_be_missing_empty_or_many() {
    for (choices, expected) in [
        ("", vec![]),
        (r#""choices":null"#, vec![]),
        (r#""choices":[]"#, vec![]),
        (r#""choices":[{}]"#, vec![0]),
        (r#""choices":[{"index":2}]"#, vec![2]),
        (r#""choices":[{"index":1},{"index":0}]"#, vec![1, 0]),
        (
            r#""choices":[{},{"index":null},{"index":7.0}]"#,
            vec![0, 1, 7],
        ),
        (
            r#""choices":[{"delta":null,"content_filter_offsets":{}}]"#,
            vec![0],
        ),
    ] {
        let json = format!("{{{choices}}}");
        let chunk = read(&json);
        let indexes: Vec<_> = chunk.choices.iter().map(|choice| choice.index).collect();
        assert_eq!(indexes, expected, "{json}");
    }
}

fn refused(json: &str) -> Error {
    ChunkRef::from_json(json).unwrap_err()
}

#[test]
fn an_error_is_found_in_every_shape() {
    for json in [
        r#"{"error":{"message":"m"}}"#,
        r#"{"error":"m"}"#,
        r#"[{"error":{"message":"m"}}]"#,
        r#"{"choices":[{"delta":{"content":""},"finish_reason":"error"}],"error":{"message":"m"}}"#,
        r#"{"choices":7,"error":{"message":"m"}}"#,
    ] {
        let error = refused(json);
        assert_eq!(error.kind(), ErrorKind::Status, "{json}");
        assert_eq!(error.message(), Some("m"), "{json}");
        assert_eq!(error.body(), json);
    }
    for none in [
        r#"{"error":null}"#,
        r#"{"error": false}"#,
        r#"{"error":""}"#,
    ] {
        assert!(read(none).choices.is_empty());
    }
}

#[test]
fn what_is_no_chunk_is_named() {
    for (json, path, text) in [
        ("", None, "is JSON that ends too early"),
        ("[]", None, "is no chunk of a chat completion"),
        ("7", None, "is no chunk of a chat completion"),
        ("<html>", None, "is not JSON"),
        ("{} {}", None, "is not JSON"),
        (
            r#"{"choices":{}}"#,
            Some("choices"),
            "is no chunk of a chat completion at `choices`",
        ),
        (
            r#"{"choices":[{},7]}"#,
            Some("choices[1]"),
            "is no chunk of a chat completion at `choices[1]`",
        ),
        (
            r#"{"choices":[{"index":-1,"delta":{"content":"a"}}]}"#,
            Some("choices[0].index"),
            "is no chunk of a chat completion at `choices[0].index`",
        ),
        (
            r#"{"choices":[{"index":1e30}]}"#,
            Some("choices[0].index"),
            "is no chunk of a chat completion at `choices[0].index`",
        ),
    ] {
        let error = refused(json);
        assert_eq!(error.kind(), ErrorKind::Decode, "{json}");
        assert_eq!(error.json_path(), path, "{json}");
        assert_eq!(error.to_string(), format!("an event of the answer {text}"));
    }
}

#[test]
fn a_cut_chunk_is_an_error_wherever_it_is_cut() {
    let json = r#"{"id":"é","choices":[{"index":0,"delta":{"content":"a\u00e9","x":[{"y":null}],"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]},"logprobs":{"content":[]}}],"usage":{"prompt_tokens":1}}"#;
    for end in (0..json.len()).filter(|end| json.is_char_boundary(*end)) {
        assert_eq!(refused(&json[..end]).kind(), ErrorKind::Decode, "{end}");
    }
    assert_eq!(read(json).choices.len(), 1);
}

/// Any value in any place is read, but for the lists of choices, and numbers in the place of a
/// choice's index that are none.
#[test]
fn no_value_spoils_an_optional_field() {
    let chunk = "id object created model service_tier system_fingerprint usage moderation \
        prompt_filter_results obfuscation";
    let choice = "index delta finish_reason logprobs content_filter_results new";
    let delta = "role content refusal tool_calls function_call annotations audio reasoning new";
    let call = "index id type function custom new";
    let function = "name arguments input new";
    for value in [
        "null",
        "true",
        "-1",
        "1.5",
        r#""x""#,
        "[]",
        "[1]",
        "[{}]",
        "[{\"x\":[null]}]",
        "{}",
        r#"{"id":[]}"#,
    ] {
        let no_index = match value {
            "-1" => r#""index":-1,"#,
            "1.5" => r#""index":1.5,"#,
            _ => "none",
        };
        let set = |names: &str| {
            let fields = names
                .split_whitespace()
                .map(|name| format!("{name:?}:{value}"));
            fields.collect::<Vec<_>>().join(",")
        };
        for json in [
            format!(r#"{{{},"choices":[{{}}]}}"#, set(chunk)),
            format!(
                r#"{{"choices":[{{{}}}]}}"#,
                set(choice).replace(no_index, "")
            ),
            format!(r#"{{"choices":[{{"delta":{{{}}}}}]}}"#, set(delta)),
            format!(
                r#"{{"choices":[{{"delta":{{"tool_calls":[{{{}}}]}}}}]}}"#,
                set(call)
            ),
            format!(
                r#"{{"choices":[{{"delta":{{"tool_calls":[{{"function":{{{0}}},"custom":{{{0}}}}}]}}}}]}}"#,
                set(function)
            ),
        ] {
            assert_eq!(read(&json).into_owned().choices.len(), 1, "{json}");
        }
    }
}
