//! Any answers, in any order: each call that is sent back has its result behind it.

use super::{Answer, Tools, request, said};
use crate::random::Random;
use openai_structured::run::{CallResult, Next, RunErrorKind, RunOptions, ToolLoop};
use serde_json::{Value, json};

const RUNS: u64 = 2_000;

fn pick<T: Clone>(random: &mut Random, of: &[T]) -> T {
    of[random.below(of.len())].clone()
}

/// An answer of a model that has lost its way.
fn any_answer(random: &mut Random) -> (Value, &'static str) {
    let ids = ["", "c1", "c2"];
    let names = ["add", "look", "", "sub"];
    let arguments = [
        r#"{"a":1,"b":2}"#,
        r#"{"place":"here","takes":0}"#,
        "",
        "{}",
        r#"{"a":1"#,
        "\u{0}",
    ];
    let calls = (0..random.below(5)).map(|_| match random.below(6) {
        0 => json!({ "id": pick(random, &ids), "type": "custom",
            "custom": { "name": pick(random, &names), "input": "x" } }),
        1 => json!({ "id": pick(random, &ids), "type": "new" }),
        _ => json!({ "id": pick(random, &ids), "type": "function", "function":
            { "name": pick(random, &names), "arguments": pick(random, &arguments) } }),
    });
    let calls: Vec<_> = calls.collect();
    let texts = [
        json!(null),
        json!(""),
        json!("Let me see."),
        json!(r#"{"total":1}"#),
    ];
    let message =
        json!({ "role": "assistant", "content": pick(random, &texts), "tool_calls": calls });
    let finish = [
        "tool_calls",
        "tool_calls",
        "tool_calls",
        "stop",
        "length",
        "odd",
    ];
    (message, pick(random, &finish))
}

/// Each call is followed by its result, in order, and no two calls of an answer have one id.
fn check(messages: &Value) {
    let mut messages = messages.as_array().unwrap().iter();
    while let Some(message) = messages.next() {
        assert_ne!(message["role"], "tool", "a result of no call");
        let calls = message["tool_calls"].as_array().into_iter().flatten();
        let ids: Vec<_> = calls.map(|call| call["id"].as_str().unwrap()).collect();
        for (place, id) in ids.iter().enumerate() {
            assert!(!id.is_empty() && !ids[..place].contains(id), "{ids:?}");
            let result = messages.next().unwrap();
            assert_eq!(
                (&result["role"], &result["tool_call_id"]),
                (&json!("tool"), &json!(id))
            );
            assert!(result["content"].is_string());
        }
    }
}

#[test]
fn every_call_has_its_result_whatever_comes() {
    let mut random = Random::new(7);
    let (mut answers, mut rounds) = (0, 0);
    for _ in 0..RUNS {
        let options = RunOptions::new().rounds(6).calls_per_round(3).reask(1);
        let mut run = ToolLoop::<Tools, Answer>::new(request(), &options).unwrap();
        let end = loop {
            check(&serde_json::to_value(&run.request().messages).unwrap());
            let (message, finish) = any_answer(&mut random);
            run = match run.reply(said(&message, finish)) {
                Ok(Next::Done(run)) => {
                    answers += 1;
                    break serde_json::to_value(&run.messages).unwrap();
                }
                Err(error) => {
                    assert!(!matches!(
                        error.kind(),
                        RunErrorKind::Request | RunErrorKind::Client
                    ));
                    break serde_json::to_value(error.messages()).unwrap();
                }
                Ok(Next::Ask(run)) => run,
                Ok(Next::Call(mut round)) => {
                    rounds += 1;
                    for call in round.take_calls() {
                        if random.below(3) > 0 {
                            round.settle(call.place, CallResult::Output("done".to_owned()));
                        }
                    }
                    round.settle(99, CallResult::Unfinished);
                    round.go_on()
                }
            };
        };
        check(&end);
    }
    assert!(
        answers > 100 && rounds > 1_000,
        "{answers} answers, {rounds} rounds"
    );
}
