//! What a whole response becomes.

use super::{City, OSLO, completed, function_call, message, oslo, response, thought};
use openai_structured::client::chat::{FinishReason, ToolCall};
use openai_structured::client::responses::{Input, ResponseRequest, ResponseStatus};
use openai_structured::{AnswerFormat, ErrorKind, Outcome, ParsedResponse, ReadOptions};
use serde_json::{Value, json};

fn parsed(body: &Value) -> ParsedResponse<City> {
    ParsedResponse::new(response(body))
}

/// In one word, with what is worth comparing.
fn word(outcome: &Outcome<City>) -> String {
    match outcome {
        Outcome::Parsed(city) => format!("parsed {}", city.name),
        Outcome::Refused(words) => format!("refused {words}"),
        Outcome::Truncated { reason, draft, .. } => {
            let name = draft.as_ref().and_then(|draft| draft.name.text());
            format!("truncated {reason:?} {name:?}")
        }
        Outcome::Filtered { reason, .. } => format!("filtered {reason:?}"),
        Outcome::ToolCalls(calls) => {
            let calls = calls
                .iter()
                .map(|call| format!("{} {}", call.id(), call.name()));
            format!("calls {}", calls.collect::<Vec<_>>().join(", "))
        }
        Outcome::Empty => "empty".to_owned(),
        Outcome::Mismatch(mismatch) => format!("mismatch at {}", mismatch.path()),
        Outcome::Unfinished { status, error, .. } => {
            let error = error
                .as_ref()
                .map(|error| format!("{}: {}", error.code, error.message));
            format!("unfinished {status:?} {error:?}")
        }
    }
}

/// The same output under each state: the state decides, however whole the text is.
#[test]
fn the_state_decides_before_the_text() {
    let said = [thought(), message(None, &[OSLO])];
    let rows: [(Value, &str, Result<(), ErrorKind>); 12] = [
        (json!({}), "parsed Oslo", Ok(())),
        (json!({ "status": null }), "parsed Oslo", Ok(())),
        (
            json!({ "status": "incomplete", "incomplete_details": { "reason": "max_output_tokens" } }),
            r#"truncated Some(Length) Some("Oslo")"#,
            Err(ErrorKind::Truncated),
        ),
        (
            json!({ "status": "incomplete", "incomplete_details": { "reason": "content_filter" } }),
            "filtered ContentFilter",
            Err(ErrorKind::Filtered),
        ),
        (
            json!({ "status": "incomplete", "incomplete_details": { "reason": "stop" } }),
            r#"truncated Some(Stop) Some("Oslo")"#,
            Err(ErrorKind::Truncated),
        ),
        (
            json!({ "status": "incomplete", "incomplete_details": { "reason": "turned_off" } }),
            r#"truncated Some(Other("turned_off")) Some("Oslo")"#,
            Err(ErrorKind::Truncated),
        ),
        (
            json!({ "status": "incomplete" }),
            r#"truncated None Some("Oslo")"#,
            Err(ErrorKind::Truncated),
        ),
        (
            json!({ "status": "failed", "error": { "code": "server_error", "message": "Sorry." } }),
            r#"unfinished Failed Some("server_error: Sorry.")"#,
            Err(ErrorKind::Failed),
        ),
        (
            json!({ "status": "cancelled" }),
            "unfinished Cancelled None",
            Err(ErrorKind::Unfinished),
        ),
        (
            json!({ "status": "queued" }),
            "unfinished Queued None",
            Err(ErrorKind::Unfinished),
        ),
        (
            json!({ "status": "in_progress" }),
            "unfinished InProgress None",
            Err(ErrorKind::Unfinished),
        ),
        (
            json!({ "status": "asleep" }),
            r#"unfinished Other("asleep") None"#,
            Err(ErrorKind::Unfinished),
        ),
    ];
    for (state, expected, end) in rows {
        let mut body = completed(&said);
        let fields = state.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(fields);
        let answer = parsed(&body);
        assert_eq!(word(answer.outcome()), expected, "{state}");
        let ended = answer.into_parsed();
        match (&ended, end) {
            (Ok(city), Ok(())) => assert_eq!(*city, oslo()),
            (Err(error), Err(kind)) => {
                assert_eq!(error.kind(), kind, "{state}");
                // Nothing of it is lost, and it is none of chat's.
                assert_eq!(error.response().unwrap().output.len(), 2);
                assert!(error.completion().is_none());
                assert_eq!(error.total_usage().total_tokens, 12);
            }
            _ => panic!("{state} is {ended:?}"),
        }
    }
}

#[test]
fn a_failure_keeps_its_code_and_message() {
    let mut body = completed(&[]);
    body["status"] = "failed".into();
    body["error"] = json!({ "code": "rate_limit_exceeded", "message": "Slow down." });
    let error = parsed(&body).into_parsed().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the service failed to answer: rate_limit_exceeded"
    );
    let failure = error.response().unwrap().error.as_ref().unwrap();
    assert_eq!(
        (failure.code.as_str(), failure.message.as_str()),
        ("rate_limit_exceeded", "Slow down.")
    );
    let Outcome::Unfinished { status, .. } = parsed(&body).into_outcome() else {
        panic!("it failed");
    };
    assert_eq!(status, ResponseStatus::Failed);
}

/// A message: its phase and its parts.
type Said<'a> = (Option<&'a str>, &'a [&'a str]);

/// Which message is the answer.
#[test]
fn the_first_candidate_that_is_a_value_is_the_answer() {
    let bergen = r#"{"name":"Bergen","inhabitants":null}"#;
    let wrong = r#"{"name":5}"#;
    let refusal = json!({ "type": "message", "role": "assistant", "content": [
        { "type": "refusal", "refusal": "I will " }, { "type": "refusal", "refusal": "not." },
    ]});
    let rows: [(&[Said<'_>], &str, bool); 12] = [
        (&[(None, &[OSLO])], "parsed Oslo", false),
        // Parts are one text.
        (&[(None, &[&OSLO[..9], &OSLO[9..]])], "parsed Oslo", false),
        (&[(Some("commentary"), &[OSLO])], "empty", false),
        (
            &[(Some("commentary"), &[bergen]), (None, &[OSLO])],
            "parsed Oslo",
            false,
        ),
        (
            &[(None, &[bergen]), (Some("final_answer"), &[OSLO])],
            "parsed Oslo",
            false,
        ),
        (
            &[(None, &[OSLO]), (Some("final_answer"), &["Done!"])],
            "parsed Oslo",
            false,
        ),
        (
            &[(None, &["I look it up."]), (None, &[OSLO])],
            "parsed Oslo",
            false,
        ),
        (&[(None, &[" "]), (None, &[OSLO])], "parsed Oslo", false),
        (&[(None, &[OSLO]), (None, &[bergen])], "parsed Oslo", false),
        (&[(None, &[OSLO]), (None, &[OSLO])], "parsed Oslo", true),
        (
            &[(None, &[wrong]), (None, &["no JSON"])],
            "mismatch at name",
            false,
        ),
        (&[], "empty", false),
    ];
    for (messages, expected, repeated) in rows {
        let output: Vec<_> = messages
            .iter()
            .map(|(phase, texts)| message(*phase, texts))
            .collect();
        let answer = parsed(&completed(&output));
        assert_eq!(word(answer.outcome()), expected, "{messages:?}");
        assert_eq!(answer.notes().is_repeated(), repeated, "{messages:?}");
    }
    let refused = parsed(&completed(std::slice::from_ref(&refusal)));
    assert_eq!(word(refused.outcome()), "refused I will not.");
    let refused = parsed(&completed(&[message(None, &[OSLO]), refusal]));
    assert_eq!(word(refused.outcome()), "refused I will not.");
}

/// What waits for the application is a call; what the service runs itself is none.
#[test]
fn calls_are_those_that_wait_for_the_application() {
    let custom =
        json!({ "type": "custom_tool_call", "call_id": "c2", "name": "sql", "input": "select 1" });
    let shell = json!({ "type": "shell_call", "call_id": "c3", "id": "sh_1", "status": "completed",
        "action": { "commands": ["ls"] } });
    let hosted = json!({ "type": "shell_call", "call_id": "c4", "action": { "commands": ["ls"] },
        "environment": { "type": "container_reference", "container_id": "cntr_1" } });
    let local = json!({ "type": "local_shell_call", "id": "ls_1", "call_id": "c5",
        "action": { "type": "exec", "command": ["ls"], "env": {} } });
    let patch = json!({ "type": "apply_patch_call", "call_id": "c6",
        "operation": { "type": "delete_file", "path": "a" } });
    let computer = json!({ "type": "computer_call", "id": "cu_1", "call_id": "c7",
        "pending_safety_checks": [] });
    let approval = json!({ "type": "mcp_approval_request", "id": "mcpr_1", "server_label": "s",
        "name": "drop", "arguments": "{}" });
    let search = json!({ "type": "web_search_call", "id": "ws_1", "status": "completed" });
    let mcp = json!({ "type": "mcp_call", "id": "mcp_1", "server_label": "s", "name": "read",
        "arguments": "{}", "output": "x" });
    let ran = json!({ "type": "function_call_output", "call_id": "c8", "output": "5" });
    let rows = [
        (vec![function_call("c1", "add", "{}")], "calls c1 add"),
        // Whatever is said beside them.
        (
            vec![message(None, &[OSLO]), function_call("c1", "add", "{}")],
            "calls c1 add",
        ),
        (
            vec![custom, shell, local, patch, computer, approval],
            "calls c2 sql, c3 shell_call, c5 local_shell_call, c6 apply_patch_call, \
             c7 computer_call, mcpr_1 drop",
        ),
        (
            vec![hosted, search, mcp, message(None, &[OSLO])],
            "parsed Oslo",
        ),
        (
            vec![
                function_call("c8", "add", "{}"),
                ran,
                message(None, &[OSLO]),
            ],
            "parsed Oslo",
        ),
    ];
    for (output, expected) in rows {
        let answer = parsed(&completed(&output));
        assert_eq!(word(answer.outcome()), expected, "{output:?}");
    }
}

#[test]
fn a_call_of_another_kind_is_its_item() {
    let shell = json!({ "type": "shell_call", "call_id": "c3", "action": { "commands": ["ls"] } });
    let outcome = parsed(&completed(std::slice::from_ref(&shell))).into_outcome();
    assert_eq!(outcome, Outcome::ToolCalls(vec![ToolCall::Other(shell)]));
}

#[test]
fn what_there_is_beside_the_text_is_at_hand() {
    let refusal = json!({ "type": "message", "role": "assistant", "content": [
        { "type": "refusal", "refusal": "No." } ]});
    let search = json!({ "type": "web_search_call", "id": "ws_1", "status": "completed" });
    let body = completed(&[thought(), search, message(None, &[OSLO])]);
    let answer = parsed(&body);
    assert_eq!(answer.text().as_deref(), Some(OSLO));
    assert_eq!(
        answer.reasoning_summaries().collect::<Vec<_>>(),
        ["Norway."]
    );
    assert_eq!(answer.items().len(), 3);
    assert_eq!(answer.id(), "resp_1");
    assert_eq!(answer.usage().unwrap().output_tokens, 7);
    assert_eq!(answer.total_usage().total_tokens, 12);
    assert_eq!(answer.refusal(), None);
    assert_eq!(parsed(&completed(&[refusal])).refusal(), Some("No."));
}

/// The items go back as they came: nothing of ours is in them.
#[test]
fn what_goes_into_the_next_request_is_what_came() {
    let output = [
        thought(),
        json!({ "type": "web_search_call", "id": "ws_1", "status": "completed",
            "action": { "type": "search", "query": "Oslo" } }),
        json!({ "type": "from_tomorrow", "x": [1, { "y": 2 }] }),
        message(Some("final_answer"), &[OSLO]),
    ];
    let answer = parsed(&completed(&output));
    assert_eq!(answer.parsed(), Some(&oslo()));
    let by_ref = ResponseRequest::new("m").input("Capital?").input(&answer);
    let by_move = ResponseRequest::new("m")
        .input("Capital?")
        .input(answer.clone());
    let items = Input::from(answer.into_input());
    let by_items = ResponseRequest::new("m").input("Capital?").input(items);
    for request in [by_ref, by_move, by_items] {
        let sent = serde_json::to_value(&request).unwrap();
        assert_eq!(sent["input"].as_array().unwrap()[1..], output);
    }
}

#[test]
fn a_value_may_be_in_the_thinking() {
    let mut thinking = thought();
    thinking["content"] = json!([{ "type": "reasoning_text", "text": OSLO }]);
    let body = completed(&[thinking]);
    assert_eq!(word(parsed(&body).outcome()), "empty");
    let format = AnswerFormat::<City>::new().options(ReadOptions::new().from_reasoning());
    let answer = ParsedResponse::with_format(response(&body), &format);
    assert_eq!(word(answer.outcome()), "parsed Oslo");
}

/// A server that ignores the format, and says nothing of how it ended.
#[test]
fn prose_in_place_of_a_value_is_a_named_mismatch() {
    let body = json!({ "output": [{ "content": [
        { "type": "output_text", "text": "The capital of Norway is Oslo." } ],
        "role": "assistant", "type": "message" }] });
    assert_eq!(word(parsed(&body).outcome()), "mismatch at ");
}

/// A text is a text, in parts or not.
#[test]
fn a_message_whose_content_is_no_list_is_read() {
    let said = |content: &str| {
        let message = json!({ "type": "message", "role": "assistant", "content": content });
        word(parsed(&completed(&[message])).outcome())
    };
    assert_eq!(said(OSLO), "parsed Oslo");
    assert_eq!(said(r#"{"name":5}"#), "mismatch at name");
    assert_eq!(said(" "), "empty");
}

/// A response may repeat what others said, as one that was made shorter does.
#[test]
fn what_others_said_is_no_answer() {
    let bergen = r#"{"name":"Bergen","inhabitants":null}"#;
    let said_by = |role: &str| {
        let part = json!([{ "type": "input_text", "text": bergen }]);
        json!({ "type": "message", "id": "msg_0", "role": role, "content": part })
    };
    for role in ["user", "developer", "system", "tool", "critic", "neighbour"] {
        let (other, own) = (said_by(role), message(None, &[OSLO]));
        for output in [vec![other.clone(), own.clone()], vec![own, other.clone()]] {
            let answer = parsed(&completed(&output));
            assert_eq!(word(answer.outcome()), "parsed Oslo", "{role}");
        }
        assert_eq!(
            word(parsed(&completed(&[other])).outcome()),
            "empty",
            "{role}"
        );
    }
    // One that does not say whose it is, but has what only models say.
    let mut own = message(None, &[OSLO]);
    own.as_object_mut().unwrap().remove("role");
    assert_eq!(word(parsed(&completed(&[own])).outcome()), "parsed Oslo");
}

/// That it is cut stands over what was counted.
#[test]
fn a_cut_response_is_cut_though_nothing_was_counted() {
    let mut body = completed(&[]);
    body["status"] = "incomplete".into();
    body["incomplete_details"] = json!({ "reason": "max_output_tokens" });
    for tokens in [0, 7] {
        body["usage"]["output_tokens"] = tokens.into();
        let Outcome::Truncated { reason, .. } = parsed(&body).into_outcome() else {
            panic!("it is cut");
        };
        assert_eq!(reason, Some(FinishReason::Length));
        let error = parsed(&body).into_parsed().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
    }
}
