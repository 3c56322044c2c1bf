//! However an answer is cut into chunks, it is the answer that would have come whole.

use fastrand::Rng;
use serde_json::{Value, json};

use super::*;
use crate::chat::ChatCompletion;

fn pick<'a>(random: &mut Rng, texts: &[&'a str]) -> &'a str {
    texts[random.usize(..texts.len())]
}

/// A message as a service would send it whole.
fn message(random: &mut Rng) -> Value {
    let mut message = json!({"role": "assistant"});
    let texts = ["{\"a\":\"é\\n🎉\"}", "Hello, 世界", " ", "x"];
    if random.bool() {
        message["content"] = pick(random, &texts).into();
    }
    if random.u8(..4) == 0 {
        message["refusal"] = pick(random, &["No.", "Ich kann das nicht."]).into();
    }
    if random.u8(..4) == 0 {
        message["reasoning_content"] = pick(random, &["Hm", "so: \"é\""]).into();
    }
    let calls: Vec<_> = (0..random.usize(..4))
        .map(|place| {
            if random.u8(..4) == 0 {
                let custom = json!({"name": "sql", "input": pick(random, &["SELECT 'é'", "{"])});
                return json!({"id": format!("c{place}"), "type": "custom", "custom": custom});
            }
            let arguments = pick(random, &["{\"a\":[1,{\"b\":\"}\\\"\"}]}", "{}", "{ }"]);
            let function = json!({"name": pick(random, &["f", "g"]), "arguments": arguments});
            json!({"id": format!("c{place}"), "type": "function", "function": function, "sign": {"s": place}})
        })
        .collect();
    if !calls.is_empty() {
        message["tool_calls"] = calls.into();
    }
    message
}

/// A text cut anywhere, empty pieces included.
fn pieces(random: &mut Rng, text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for letter in text.chars() {
        while random.u8(..3) == 0 {
            pieces.push(String::new());
        }
        pieces.last_mut().unwrap().push(letter);
    }
    pieces
}

/// The message in deltas: each part in order, the parts in turns.
fn deltas(random: &mut Rng, message: &Value) -> Vec<Value> {
    let mut parts: Vec<Vec<Value>> = Vec::new();
    for name in ["content", "refusal", "reasoning_content"] {
        if let Some(text) = message[name].as_str() {
            let pieces = pieces(random, text).into_iter();
            parts.push(pieces.map(|piece| json!({name: piece})).collect());
        }
    }
    let repeats = random.bool();
    let calls = message["tool_calls"].as_array().into_iter().flatten();
    for (index, call) in calls.enumerate() {
        let kind = call["type"].as_str().unwrap();
        let field = if kind == "custom" {
            "input"
        } else {
            "arguments"
        };
        let pieces = pieces(random, call[kind][field].as_str().unwrap());
        let deltas = pieces.into_iter().enumerate().map(|(place, piece)| {
            let mut delta = json!({"index": index, "type": kind, kind: {field: piece}});
            if place == 0 || repeats {
                delta["id"] = call["id"].clone();
                delta[kind]["name"] = call[kind]["name"].clone();
            }
            if place == 0
                && let Some(sign) = call.get("sign")
            {
                delta["sign"] = sign.clone();
            }
            json!({"tool_calls": [delta]})
        });
        parts.push(deltas.collect());
    }
    // Calls begin in their order; all else takes turns.
    let mut open: Vec<_> = parts.into_iter().map(Vec::into_iter).collect();
    let texts = open.len() - message["tool_calls"].as_array().map_or(0, Vec::len);
    let mut deltas: Vec<Value> = vec![json!({"role": "assistant"})];
    deltas.extend(open[texts..].iter_mut().filter_map(Iterator::next));
    while !open.is_empty() {
        let turn = random.usize(..open.len());
        match open[turn].next() {
            Some(delta) => deltas.push(delta),
            None => drop(open.remove(turn)),
        }
    }
    deltas
}

#[test]
fn any_split_gives_the_same_completion() {
    let mut random = Rng::with_seed(3);
    for round in 0..2_000 {
        let messages: Vec<_> = (0..random.usize(1..3))
            .map(|_| message(&mut random))
            .collect();
        let choices: Vec<_> = messages
            .iter()
            .enumerate()
            .map(|(index, message)| json!({"index": index, "message": message, "finish_reason": "stop"}))
            .collect();
        let whole = json!({"id": "i", "created": 5, "model": "m", "choices": choices,
            "usage": {"total_tokens": 9}});
        let whole = ChatCompletion::from_json(whole.to_string()).unwrap();

        let mut open: Vec<_> = messages
            .iter()
            .map(|message| deltas(&mut random, message).into_iter())
            .enumerate()
            .collect();
        let mut chunks = Vec::new();
        let chunk =
            |choices: Value| json!({"id": "i", "created": 5, "model": "m", "choices": choices});
        while !open.is_empty() {
            let turn = random.usize(..open.len());
            let (index, deltas) = &mut open[turn];
            if let Some(delta) = deltas.next() {
                chunks.push(chunk(json!([{"index": index, "delta": delta}])).to_string());
            } else {
                let last = json!([{"index": index, "delta": {}, "finish_reason": "stop"}]);
                chunks.push(chunk(last).to_string());
                open.remove(turn);
            }
        }
        let mut last = chunk(json!([]));
        last["usage"] = json!({"total_tokens": 9});
        chunks.extend([last.to_string(), "[DONE]".to_owned()]);

        let run = run(&chunks);
        let streamed = run.answer.into_completion();
        let shown = |it: &ChatCompletion| format!("{:#?} {:?} {:?}", it.choices, it.usage, it.id);
        assert_eq!(
            shown(&streamed),
            shown(&whole),
            "round {round}: {chunks:#?}"
        );
        for (choice, message) in streamed.choices.iter().map(|it| (it.index, &it.message)) {
            let mut text = String::new();
            let mut inputs = vec![String::new(); message.tool_calls.len()];
            for event in &run.events {
                match event {
                    ChatEvent::Content {
                        choice: of,
                        text: piece,
                    } if *of == choice => text += piece,
                    ChatEvent::ToolCallInput {
                        choice: of,
                        call,
                        text,
                    } if *of == choice => {
                        inputs[*call] += text;
                    }
                    _ => {}
                }
            }
            assert_eq!(text, message.content.as_deref().unwrap_or_default());
            for (call, input) in message.tool_calls.iter().zip(inputs) {
                let whole = match call {
                    ToolCall::Function(call) => &call.function.arguments,
                    ToolCall::Custom(call) => &call.input,
                    ToolCall::Other(_) => unreachable!(),
                };
                assert_eq!(&input, whole);
            }
        }
    }
}
