//! From an answer to the next request, byte for byte: whole or streamed, with nothing of ours in it
//! and nothing lost that services want back.

use crate::reask::client_of;
use openai_structured::ParsedChatCompletion;
use openai_structured::client::chat::{ChatMessage, Message};
use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use serde_json::{Value, json};

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct City {
    name: String,
}

const TEXT: &str = r#"{"name":"Oslo"}"#;

/// What services send beside a text or calls, and what must come back of it: in the words of the
/// whole message, and cut into the deltas of a stream.
struct Case {
    message: Value,
    deltas: Vec<Value>,
    sent: &'static str,
}

fn cases() -> Vec<Case> {
    let signed = |signature: &str| json!({"google": {"thought_signature": signature}});
    vec![
        // OpenAI itself, with what only answers have.
        Case {
            message: json!({"content": TEXT, "refusal": null, "annotations": [], "parsed": {"name": "Oslo"}}),
            deltas: vec![
                json!({"content": "", "refusal": null}),
                json!({"content": r#"{"name":"#, "parsed": null}),
                json!({"content": r#""Oslo"}"#, "parsed": {"name": "Oslo"}}),
            ],
            sent: r#"{"role":"assistant","content":"{\"name\":\"Oslo\"}"}"#,
        },
        // DeepSeek, Kimi, GLM.
        Case {
            message: json!({"content": TEXT, "reasoning_content": "North.\nCold."}),
            deltas: vec![
                json!({"content": null, "reasoning_content": "North.\n"}),
                json!({"content": null, "reasoning_content": "Cold."}),
                json!({"content": TEXT, "reasoning_content": null}),
            ],
            sent: r#"{"role":"assistant","content":"{\"name\":\"Oslo\"}","reasoning_content":"North.\nCold."}"#,
        },
        // OpenRouter.
        Case {
            message: json!({
                "content": TEXT,
                "reasoning": "North.",
                "reasoning_details": [
                    {"type": "reasoning.text", "text": "North.", "format": "anthropic-claude-v1", "index": 0, "signature": "s=="},
                    {"type": "reasoning.encrypted", "data": "x==", "format": "anthropic-claude-v1", "index": 1},
                ],
                "native_finish_reason": "end_turn",
            }),
            deltas: vec![
                json!({"reasoning": "Nor", "reasoning_details": [
                    {"type": "reasoning.text", "text": "Nor", "format": "anthropic-claude-v1", "index": 0}]}),
                json!({"reasoning": "th.", "reasoning_details": [
                    {"type": "reasoning.text", "text": "th.", "format": "anthropic-claude-v1", "index": 0}]}),
                json!({"reasoning": null, "reasoning_details": [
                    {"type": "reasoning.text", "signature": "s==", "format": "anthropic-claude-v1", "index": 0}]}),
                json!({"reasoning_details": [
                    {"type": "reasoning.encrypted", "data": "x==", "format": "anthropic-claude-v1", "index": 1}]}),
                json!({"content": TEXT, "native_finish_reason": "end_turn"}),
            ],
            sent: r#"{"role":"assistant","content":"{\"name\":\"Oslo\"}","reasoning":"North.","reasoning_details":[{"type":"reasoning.text","text":"North.","format":"anthropic-claude-v1","index":0,"signature":"s=="},{"type":"reasoning.encrypted","data":"x==","format":"anthropic-claude-v1","index":1}]}"#,
        },
        // Copilot.
        Case {
            message: json!({"content": TEXT, "reasoning_text": "North.", "reasoning_opaque": "o==", "copilot": 1}),
            deltas: vec![
                json!({"reasoning_text": "Nor"}),
                json!({"reasoning_text": "th."}),
                json!({"content": TEXT, "reasoning_opaque": "o==", "copilot": 1}),
            ],
            sent: r#"{"role":"assistant","content":"{\"name\":\"Oslo\"}","reasoning_opaque":"o==","reasoning_text":"North."}"#,
        },
        // LiteLLM before Claude.
        Case {
            message: json!({"content": TEXT, "thinking_blocks": [{"type": "thinking", "thinking": "North.", "signature": "s=="}]}),
            deltas: vec![
                json!({"thinking_blocks": [{"type": "thinking", "thinking": "Nor", "signature": ""}]}),
                json!({"thinking_blocks": [{"type": "thinking", "thinking": "th.", "signature": ""}]}),
                json!({"thinking_blocks": [{"type": "thinking", "thinking": "", "signature": "s=="}]}),
                json!({"content": TEXT}),
            ],
            sent: r#"{"role":"assistant","content":"{\"name\":\"Oslo\"}","thinking_blocks":[{"type":"thinking","thinking":"North.","signature":"s=="}]}"#,
        },
        // Gemini, beside a text and on a call; the second call has none.
        Case {
            message: json!({"content": TEXT, "extra_content": signed("t")}),
            deltas: vec![json!({"content": TEXT, "extra_content": signed("t")})],
            sent: r#"{"role":"assistant","content":"{\"name\":\"Oslo\"}","extra_content":{"google":{"thought_signature":"t"}}}"#,
        },
        Case {
            message: json!({"tool_calls": [
                {"id": "a", "index": 0, "type": "function", "extra_content": signed("u"),
                 "function": {"name": "look", "arguments": "{\"at\": 1}", "parsed_arguments": {"at": 1}}},
                {"id": "b", "index": 1, "type": "function", "function": {"name": "look", "arguments": "{}"}},
            ]}),
            deltas: vec![
                json!({"tool_calls": [{"index": 0, "id": "a", "type": "function", "extra_content": signed("u"),
                    "function": {"name": "look", "arguments": "{\"at\"", "parsed_arguments": null}}]}),
                json!({"tool_calls": [{"index": 0, "function": {"arguments": ": 1}"}}]}),
                json!({"tool_calls": [{"index": 1, "id": "b", "type": "function", "function": {"name": "look", "arguments": "{}"}}]}),
            ],
            sent: r#"{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"look","arguments":"{\"at\": 1}"},"extra_content":{"google":{"thought_signature":"u"}}},{"id":"b","type":"function","function":{"name":"look","arguments":"{}"}}]}"#,
        },
    ]
}

/// The request after this answer.
fn next(answer: &ParsedChatCompletion<City>) -> String {
    let request = ChatRequest::new("m")
        .user("Which?")
        .message(answer)
        .user("And?");
    serde_json::to_string(&request).unwrap()
}

#[tokio::test]
async fn whole_and_streamed_answers_make_the_same_request() {
    for Case {
        message,
        deltas,
        sent,
    } in cases()
    {
        let whole = json!({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]});
        let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
        let chunks = (deltas.into_iter())
            .map(|delta| json!({"choices": [{"index": 0, "delta": delta}]}))
            .chain([end]);
        let api = LocalApi::scripted([Reply::raw(200, whole.to_string()), Reply::events(chunks)])
            .await
            .unwrap();
        let client = client_of(&api);
        let request = ChatRequest::new("m").user("Which?");
        let whole = client.chat().parse::<City>(request.clone()).await.unwrap();
        let stream = client.chat().stream::<City>(request).await.unwrap();
        let streamed = stream.finish().await.unwrap();

        let expected = format!(
            r#"{{"model":"m","messages":[{{"role":"user","content":"Which?"}},{sent},{{"role":"user","content":"And?"}}]}}"#
        );
        assert_eq!(next(&whole), expected);
        assert_eq!(next(&streamed), expected);
        // A choice's message, and the completion without values, come to the same.
        let choice = whole.choices().next().unwrap();
        assert_eq!(Message::from(choice.message()), Message::from(&whole));
        assert_eq!(Message::from(whole.completion()), Message::from(&whole));
        // What came is still there to be read.
        let kept: &ChatMessage = choice.message();
        for (name, value) in message.as_object().unwrap() {
            let known = ["content", "refusal", "annotations", "tool_calls"];
            assert!(
                known.contains(&name.as_str()) || &kept.extra[name] == value,
                "{name}"
            );
        }
        if let Some(city) = whole.parsed() {
            assert_eq!(
                (city.name.as_str(), whole.parsed()),
                ("Oslo", streamed.parsed())
            );
        }
    }
}

/// The answer to a request that was made from an answer is not in the way either.
#[tokio::test]
async fn the_next_request_is_taken() {
    let api = LocalApi::scripted([TEXT, TEXT].map(Reply::text))
        .await
        .unwrap();
    let client = client_of(&api);
    let request = ChatRequest::new("m").user("Which?");
    let first = client.chat().parse::<City>(request.clone()).await.unwrap();
    let request = request.message(&first).user("And?");
    client.chat().parse::<City>(request).await.unwrap();
    assert_eq!(
        api.requests()[1].body["messages"],
        json!([
            {"role": "user", "content": "Which?"},
            {"role": "assistant", "content": TEXT},
            {"role": "user", "content": "And?"},
        ])
    );
}
