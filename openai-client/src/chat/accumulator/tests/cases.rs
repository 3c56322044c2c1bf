//! What services do differently, case by case.

use super::*;
use crate::{ErrorKind, chat::FinishReason};

const F: &str = r#""type":"function""#;

#[test]
fn one_call_in_pieces() {
    let run = calls(&[
        r#"{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":""}}"#,
        r#"{"index":0,"function":{"arguments":"{\"a\":"}}"#,
        r#"{"index":0,"function":{"arguments":"1}"}}"#,
    ]);
    assert_eq!(run.functions(), [("c1", "f", r#"{"a":1}"#)]);
    let events = [
        "start 0 c1 f",
        r#"input 0 {"a":"#,
        "input 0 1}",
        r#"done 0 {"a":1}"#,
        "finished tool_calls",
    ];
    assert_eq!(run.names(), events);
    assert_eq!(
        (run.ending(), run.done()),
        (Ending::Finished, vec![(0, true)])
    );
}

#[test]
fn calls_that_alternate_by_index() {
    let run = calls(&[
        r#"{"index":0,"id":"c1","function":{"name":"f"}}"#,
        r#"{"index":1,"id":"c2","function":{"name":"g"}}"#,
        r#"{"index":0,"function":{"arguments":"{\"a\":"}}"#,
        r#"{"index":1,"function":{"arguments":"{\"b\":"}}"#,
        r#"{"index":0,"function":{"arguments":"1}"}}"#,
        r#"{"index":1,"function":{"arguments":"2}"}}"#,
    ]);
    let expected = [("c1", "f", r#"{"a":1}"#), ("c2", "g", r#"{"b":2}"#)];
    assert_eq!(run.functions(), expected);
    assert_eq!(run.done(), [(0, true), (1, true)]);
}

/// Gemini.
#[test]
fn whole_calls_without_index() {
    let run = calls(&[
        &format!(r#"{{"id":"c1",{F},"function":{{"name":"f","arguments":"{{}}"}}}}"#),
        &format!(r#"{{"id":"c2",{F},"function":{{"name":"f","arguments":"{{}}"}}}}"#),
    ]);
    assert_eq!(run.functions(), [("c1", "f", "{}"), ("c2", "f", "{}")]);
    // Without ids either.
    for (id, index) in [(r#""id":"","#, ""), ("", ""), ("", r#""index":0,"#)] {
        let entry = |name: &str, arguments: &str| {
            format!(
                r#"{{{id}{index}{F},"function":{{"name":"{name}","arguments":"{arguments}"}}}}"#
            )
        };
        let run = calls(&[
            &entry("f", r#"{\"a\":1}"#),
            &entry("f", r#"{\"a\":2}"#),
            &entry("g", "{}"),
        ]);
        let expected = [
            ("", "f", r#"{"a":1}"#),
            ("", "f", r#"{"a":2}"#),
            ("", "g", "{}"),
        ];
        assert_eq!(run.functions(), expected);
        assert_eq!(run.done(), [(0, true), (1, true), (2, true)]);
    }
}

/// Ollama.
#[test]
fn index_0_for_every_call() {
    let run = calls(&[
        r#"{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\":1}"}}"#,
        r#"{"index":0,"id":"c2","function":{"name":"f","arguments":"{\"a\":2}"}}"#,
        r#"{"index":0,"id":"c3","function":{"name":"g","arguments":""}}"#,
        r#"{"index":0,"id":"c1","function":{"arguments":" "}}"#,
    ]);
    let expected = [
        ("c1", "f", r#"{"a":1} "#),
        ("c2", "f", r#"{"a":2}"#),
        ("c3", "g", "{}"),
    ];
    assert_eq!(run.functions(), expected);
    assert_eq!(run.done().len(), 3);
}

/// Mistral.
#[test]
fn continuations_with_words_for_nothing() {
    let run = calls(&[
        r#"{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\""}}"#,
        r#"{"index":0,"id":"null","function":{"name":"","arguments":":1}"}}"#,
    ]);
    assert_eq!(run.functions(), [("c1", "f", r#"{"a":1}"#)]);
}

#[test]
fn repeated_ids_names_and_roles_are_not_joined() {
    for index in [r#""index":0,"#, ""] {
        let entry = |arguments: &str| {
            format!(
                r#"{{"role":"assistant","tool_calls":[{{{index}"id":"c1",{F},"function":{{"name":"f","arguments":"{arguments}"}}}}]}}"#
            )
        };
        let run = finished(
            &[&entry("{"), &entry(r#"\"a\":1"#), &entry("}"), &entry("")],
            "tool_calls",
        );
        assert_eq!(run.functions(), [("c1", "f", r#"{"a":1}"#)]);
        let role = &run.answer.snapshot().message().unwrap().role;
        assert_eq!(role.as_str(), "assistant");
        assert_eq!(run.done(), [(0, true)]);
    }
}

#[test]
fn a_new_id_without_a_name_continues_the_call_of_its_index() {
    let run = calls(&[
        r#"{"index":0,"id":"c1","function":{"name":"f","arguments":"{"}}"#,
        r#"{"index":0,"id":"c2","function":{"arguments":"}"}}"#,
    ]);
    assert_eq!(run.functions(), [("c1", "f", "{}")]);
}

/// llama.cpp, for some days.
#[test]
fn arguments_as_an_object() {
    let run =
        calls(&[r#"{"index":0,"id":"c1","function":{"name":"f","arguments":{"z": 1, "a": "x"}}}"#]);
    assert_eq!(run.functions(), [("c1", "f", r#"{"z": 1, "a": "x"}"#)]);
}

#[test]
fn no_arguments_are_an_empty_object() {
    for arguments in [
        "",
        r#","arguments":null"#,
        r#","arguments":"""#,
        r#","arguments":" \n""#,
    ] {
        let run = calls(&[&format!(
            r#"{{"index":0,"id":"c1","function":{{"name":"f"{arguments}}}}}"#
        )]);
        assert_eq!(run.functions(), [("c1", "f", "{}")], "{arguments}");
        assert_eq!(
            run.names().iter().filter(|it| *it == "done 0 {}").count(),
            1
        );
    }
}

#[test]
fn reasons_that_are_no_words_are_none() {
    for word in ["\"\"", "\"null\"", "null"] {
        let chunk = |text: &str, word: &str| {
            format!(r#"{{"choices":[{{"delta":{{"content":"{text}"}},"finish_reason":{word}}}]}}"#)
        };
        let answer = run([chunk("a", word), chunk("b", word)]);
        assert_eq!(answer.text(), Some("ab"));
        assert_eq!(answer.ending(), Ending::CutOff);
        let answer = run([chunk("a", word), chunk("b", "\"eos\""), chunk("", word)]);
        assert_eq!(answer.ending(), Ending::Finished);
        assert_eq!(answer.names(), ["text a", "text b", "finished eos"]);
        let reason = answer.answer.snapshot().choices[0].finish_reason.clone();
        assert_eq!(reason, Some(FinishReason::Other("eos".to_owned())));
    }
}

/// vLLM with a named tool.
#[test]
fn calls_are_told_by_the_calls() {
    let run = finished(
        &[r#"{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]}"#],
        "stop",
    );
    assert_eq!((run.functions().len(), run.done()), (1, vec![(0, true)]));
}

#[test]
fn a_call_in_the_chunk_that_finishes_is_done_once() {
    let chunk = r#"{"choices":[{"delta":{"content":"x","tool_calls":[
        {"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"#;
    let events = [
        "text x",
        "start 0 c f",
        "input 0 {}",
        "done 0 {}",
        "finished tool_calls",
    ];
    assert_eq!(run([chunk]).names(), events);
    assert_eq!(run([chunk, "[DONE]", "[DONE]"]).names(), events);
}

#[test]
fn a_stream_may_close_without_the_marker() {
    let finish = r#"{"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}"#;
    let run = run([finish]);
    assert_eq!(run.ending(), Ending::Finished);
    assert!(run.answer.is_complete());
}

#[test]
fn without_a_reason_the_text_tells_whether_it_is_whole() {
    let text = |text: &str| format!(r#"{{"choices":[{{"delta":{{"content":"{text}"}}}}]}}"#);
    let call = |arguments: &str| {
        format!(
            r#"{{"choices":[{{"delta":{{"tool_calls":[{{"index":0,"function":{{"name":"f","arguments":"{arguments}"}}}}]}}}}]}}"#
        )
    };
    for (chunk, closed, marked) in [
        (
            text(r#"{\"a\":1}"#),
            Ending::Unannounced,
            Ending::Unannounced,
        ),
        (text(r#"{\"a\":1"#), Ending::CutOff, Ending::CutOff),
        (text("Hel"), Ending::CutOff, Ending::Unannounced),
        (text(""), Ending::CutOff, Ending::Unannounced),
        (
            call(r#"{\"a\":1}"#),
            Ending::Unannounced,
            Ending::Unannounced,
        ),
        (call(r#"{\"a\""#), Ending::CutOff, Ending::CutOff),
        (call(""), Ending::CutOff, Ending::Unannounced),
    ] {
        let whole = |ending| ending == Ending::Unannounced;
        for (end, expected) in [(None, closed), (Some("[DONE]"), marked)] {
            let run = run([Some(&*chunk), end].into_iter().flatten());
            assert_eq!(run.ending(), expected, "{chunk} {end:?}");
            assert_eq!(run.answer.is_complete(), whole(expected));
            for (_, call_is_whole) in run.done() {
                assert_eq!(call_is_whole, whole(expected), "{chunk} {end:?}");
            }
        }
    }
}

#[test]
fn a_cut_call_is_said_to_be_cut() {
    for reason in ["length", "content_filter"] {
        let run = finished(
            &[
                r#"{"tool_calls":[{"index":0,"id":"c1","function":{"name":"f","arguments":"{}"}}]}"#,
                r#"{"tool_calls":[{"index":1,"id":"c2","function":{"name":"g","arguments":"{\"a\":"}}]}"#,
                r#"{"tool_calls":[{"index":2,"id":"c3","function":{"name":"h"}}]}"#,
            ],
            reason,
        );
        assert_eq!(run.done(), [(0, true), (1, false), (2, false)]);
        assert_eq!(
            run.functions()[1..],
            [("c2", "g", r#"{"a":"#), ("c3", "h", "")]
        );
    }
}

/// Azure.
#[test]
fn chunks_without_choices_and_choices_without_deltas_are_taken_as_they_are() {
    let run = run([
        r#"{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0}]}"#,
        r#"{"choices":[{"index":0,"delta":{"content":"x"},"content_filter_results":{"hate":{"filtered":false}}}],"created":5,"id":"i","model":"m"}"#,
        r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop","content_filter_results":{}}],"created":6,"id":"i","model":"m"}"#,
        r#"{"choices":[{"index":0,"finish_reason":null,"content_filter_offsets":{"check_offset":1},"content_filter_results":{"violence":{"filtered":false}}}],"object":""}"#,
    ]);
    let answer = run.answer.snapshot();
    assert_eq!((&*answer.id, answer.created, &*answer.model), ("i", 5, "m"));
    assert_eq!(
        answer.prompt_filter_results.as_ref().unwrap()[0]["prompt_index"],
        0
    );
    let found = answer.choices[0].content_filter_results.as_ref().unwrap();
    assert_eq!(found["hate"]["filtered"], false);
    assert_eq!(found["violence"]["filtered"], false);
    assert_eq!(run.names(), ["text x", "finished stop"]);
}

#[test]
fn usage_is_the_last_that_came() {
    let usage =
        |tokens: &str, choices: &str| format!(r#"{{"choices":[{choices}],"usage":{tokens}}}"#);
    let last = r#"{"delta":{"content":"x"},"finish_reason":"stop"}"#;
    for chunks in [
        [usage("null", last), usage(r#"{"total_tokens":7}"#, "")],
        [usage(r#"{"total_tokens":7}"#, last), usage("null", "")],
        [
            usage(r#"{"total_tokens":3}"#, last),
            usage(r#"{"total_tokens":7}"#, ""),
        ],
        [
            usage(r#"{"total_tokens":7}"#, last),
            usage(r#"{"total_tokens":7}"#, ""),
        ],
    ] {
        let run = run(&chunks);
        assert_eq!(
            run.answer.snapshot().usage.as_ref().unwrap().total_tokens,
            7
        );
        assert_eq!(run.names().iter().filter(|it| *it == "usage 7").count(), 1);
    }
}

#[test]
fn what_else_is_said_of_the_answer_is_kept() {
    let run = run([
        r#"{"id":"c","obfuscation":"","service_tier":"auto","choices":[{"delta":{"content":"x"}}]}"#,
        r#"{"id":"c","obfuscation":"ab","service_tier":"default","system_fingerprint":"fp","moderation":{"a":1},"choices":[]}"#,
        r#"{"service_tier":null,"system_fingerprint":null,"moderation":null,"choices":null}"#,
    ]);
    let answer = run.answer.snapshot();
    assert_eq!(answer.service_tier.as_ref().unwrap().as_str(), "default");
    assert_eq!(answer.system_fingerprint.as_deref(), Some("fp"));
    assert_eq!(answer.moderation.as_ref().unwrap()["a"], 1);
    assert_eq!(run.names(), ["text x"]);
}

#[test]
fn an_error_ends_nothing_that_came_before() {
    let mut answer = ChatAccumulator::new();
    answer
        .push_data(r#"{"choices":[{"delta":{"content":"x"}}]}"#)
        .unwrap();
    for error in [
        r#"{"error":{"message":"m"}}"#,
        r#"[{"error":{"message":"m"}}]"#,
        r#"{"error":"m"}"#,
        r#"{"choices":[{"delta":{"content":""},"finish_reason":"error"}],"error":{"message":"m"}}"#,
    ] {
        let error = answer.push_data(error).unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Status, Some("m"))
        );
    }
    assert_eq!(answer.snapshot().text(), Some("x"));
    assert_eq!(answer.ending(0), None);
}

#[test]
fn nothing_said_before_the_limit_is_an_empty_choice() {
    let run =
        run([r#"{"choices":[{"delta":{"content":null},"finish_reason":"length"}],"usage":{}}"#]);
    assert_eq!((run.text(), run.ending()), (None, Ending::Finished));
    assert_eq!(run.answer.snapshot().message().unwrap().content, None);
}

/// LM Studio.
#[test]
fn thinking_is_kept_apart_from_the_text() {
    let run = finished(
        &[
            r#"{"role":"assistant","content":"","reasoning_content":"{\"a\""}"#,
            r#"{"reasoning_content":":1}"}"#,
        ],
        "stop",
    );
    assert_eq!(run.names()[..2], [r#"reasoning {"a""#, "reasoning :1}"]);
    let message = run.answer.snapshot().message().unwrap();
    assert_eq!((message.content.as_deref(), run.text()), (None, None));
    assert_eq!(message.extra["reasoning_content"], r#"{"a":1}"#);
}

/// Gemini wants its signature back.
#[test]
fn unknown_fields_of_a_call_go_back_with_it() {
    let run = calls(&[
        r#"{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}}"#,
    ]);
    let message = run.answer.snapshot().message().unwrap();
    let back = serde_json::to_value(&message.tool_calls[0]).unwrap();
    assert_eq!(back["extra_content"]["google"]["thought_signature"], "s");
}

#[test]
fn identical_calls_are_two() {
    let run = calls(&[
        r#"{"index":0,"id":"c1","function":{"name":"f","arguments":"{\"a\":1}"}}"#,
        r#"{"index":1,"id":"c2","function":{"name":"f","arguments":"{\"a\":1}"}}"#,
    ]);
    assert_eq!(run.functions().len(), 2);
    assert_eq!(run.done(), [(0, true), (1, true)]);
}

#[test]
fn entries_with_one_index_in_one_chunk_are_one_call() {
    let run = finished(
        &[
            r#"{"tool_calls":[{"index":3,"id":"c","function":{"name":"f"}},{"index":3,"function":{"arguments":"{}"}}]}"#,
        ],
        "tool_calls",
    );
    assert_eq!(run.functions(), [("c", "f", "{}")]);
}

#[test]
fn custom_tools_and_unknown_ones_are_kept() {
    let run = calls(&[
        r#"{"index":0,"id":"c1"}"#,
        r#"{"index":0,"type":"custom","custom":{"name":"sql","input":""}}"#,
        r#"{"index":0,"custom":{"input":"SELECT "}}"#,
        r#"{"index":0,"custom":{"input":"1"}}"#,
        r#"{"index":1,"id":"c2","type":"shell","shell":{"command":["ls"]}}"#,
        r#"{"index":1,"shell":{"command":["-l"]}}"#,
    ]);
    let calls = &run.answer.snapshot().message().unwrap().tool_calls;
    let shown = serde_json::to_value(calls).unwrap();
    let expected = serde_json::json!([
        {"id": "c1", "type": "custom", "custom": {"name": "sql", "input": "SELECT 1"}},
        {"id": "c2", "type": "shell", "shell": {"command": ["ls", "-l"]}},
    ]);
    assert_eq!(shown, expected);
    let events = [
        "start 0 c1 sql",
        "input 0 SELECT ",
        "input 0 1",
        "done 0 SELECT 1",
        "start 1 c2 ",
    ];
    assert_eq!(run.names()[..5], events);
}

#[test]
fn choices_are_found_by_their_index() {
    let chunk = |index: u64, text: &str| {
        format!(r#"{{"choices":[{{"index":{index},"delta":{{"content":"{text}"}}}}]}}"#)
    };
    let run = run([
        chunk(2, "a"),
        chunk(0, "b"),
        chunk(u64::MAX, "c"),
        chunk(2, "d"),
        r#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#.to_owned(),
    ]);
    let choices = &run.answer.snapshot().choices;
    let texts: Vec<_> = choices
        .iter()
        .map(|it| (it.index, it.message.content.as_deref().unwrap()))
        .collect();
    assert_eq!(texts, [(0, "b"), (2, "ad"), (u64::MAX, "c")]);
    assert_eq!(run.answer.ending(0), Some(Ending::Finished));
    assert_eq!(run.answer.ending(2), Some(Ending::CutOff));
    assert_eq!(run.answer.ending(1), None);
    assert!(!run.answer.is_complete());
}

#[test]
fn speech_sources_and_old_calls_are_put_together() {
    let run = finished(
        &[
            r#"{"audio":{"id":"au","transcript":"Hel"}}"#,
            r#"{"audio":{"data":"AA","transcript":"lo"}}"#,
            r#"{"audio":{"data":"BB"},"annotations":[{"type":"url_citation","url_citation":{"url":"u"}}]}"#,
            r#"{"audio":{"expires_at":9}}"#,
            r#"{"function_call":{"name":"f","arguments":""}}"#,
            r#"{"function_call":{"name":"f","arguments":"{}"}}"#,
        ],
        "function_call",
    );
    let message = run.answer.snapshot().message().unwrap();
    let audio = message.audio.as_ref().unwrap();
    assert_eq!(
        (
            &*audio.id,
            &*audio.data,
            &*audio.transcript,
            audio.expires_at
        ),
        ("au", "AABB", "Hello", 9)
    );
    assert_eq!(message.annotations.len(), 1);
    let call = message.function_call.as_ref().unwrap();
    assert_eq!((&*call.name, &*call.arguments), ("f", "{}"));
    assert_eq!(
        run.names(),
        ["audio Hel", "audio lo", "audio ", "finished function_call"]
    );
}

#[test]
fn logprobs_are_put_together() {
    let chunk = |part: &str, token: &str| {
        format!(
            r#"{{"choices":[{{"delta":{{}},"logprobs":{{"{part}":[{{"token":"{token}","logprob":-1}}]}}}}]}}"#
        )
    };
    let run = run([
        chunk("content", "a"),
        chunk("refusal", "b"),
        chunk("content", "c"),
    ]);
    let logprobs = run.answer.snapshot().choices[0].logprobs.as_ref().unwrap();
    let tokens: Vec<_> = logprobs.content.iter().map(|it| &*it.token).collect();
    assert_eq!((tokens, logprobs.refusal.len()), (vec!["a", "c"], 1));
    assert_eq!(
        run.names(),
        ["logprobs 1+0", "logprobs 0+1", "logprobs 1+0"]
    );
}

#[test]
fn nothing_at_all_is_an_answer_without_choices() {
    let run = run(["{}", "[DONE]"]);
    assert!(run.events.is_empty() && !run.answer.is_complete());
    let completion = run.answer.into_completion();
    assert!(completion.choices.is_empty() && completion.raw().is_empty());
}

#[test]
fn after_the_end_nothing_is_added() {
    let chunk = r#"{"choices":[{"delta":{"content":"x"}}]}"#;
    assert_eq!(run([chunk, "[DONE] extra", chunk]).text(), Some("x"));
}
