//! The loop over responses, without IO: what is sent next.

use super::{City, OSLO, completed, function_call, message, oslo, response, thought};
use crate::run::{Add, Tools};
use openai_structured::client::responses::{Include, ResponseRequest, Responses};
use openai_structured::run::{CallResult, Next, RunErrorKind, RunOptions, ToolLoop, Wanted};
use serde_json::{Value, json};

type Run<A> = ToolLoop<Tools, A, Responses>;

fn begin(request: ResponseRequest, options: &RunOptions<'_>) -> Run<City> {
    Run::new(request, options).unwrap()
}

fn sent(run: &Run<City>) -> Value {
    serde_json::to_value(run.request()).unwrap()
}

/// Adds what is to be added.
fn call(run: Run<City>, output: &[Value]) -> Run<City> {
    let Next::Call(mut round) = run.reply(response(&completed(output))).unwrap() else {
        panic!("no calls");
    };
    for call in round.take_calls() {
        let Wanted::Tool(Tools::Add(Add { a, b })) = call.wanted else {
            panic!("{:?}", call.wanted)
        };
        round.settle(call.place, CallResult::Output((a + b).to_string()));
    }
    round.go_on()
}

fn add(id: &str) -> Value {
    function_call(id, "add", r#"{"a":1,"b":2}"#)
}

fn output(id: &str) -> Value {
    json!({ "type": "function_call_output", "call_id": id, "output": "3" })
}

fn question() -> Value {
    json!({ "type": "message", "role": "user", "content": "Go." })
}

fn ask() -> ResponseRequest {
    ResponseRequest::new("gpt-5-mini").input("Go.")
}

#[test]
fn the_request_offers_the_tools_and_the_format() {
    let request = ask().tools([openai_structured::client::responses::WebSearchTool::new()]);
    let run = begin(request, &RunOptions::new().sequential());
    let body = sent(&run);
    let tools = body["tools"].as_array().unwrap();
    assert_eq!(tools.len(), 3);
    assert_eq!(tools[0]["type"], "web_search");
    assert_eq!(
        (&tools[1]["name"], &tools[1]["strict"], &tools[2]["name"]),
        (&json!("add"), &json!(true), &json!("look"))
    );
    assert_eq!(body["text"]["format"]["name"], "City");
    assert_eq!(body["text"]["format"]["type"], "json_schema");
    assert_eq!(body["parallel_tool_calls"], false);
    assert_eq!(body["input"], json!([question()]));

    let tool = openai_structured::client::chat::FunctionTool::new("look");
    let twice = Run::<City>::new(ask().tools([tool]), &RunOptions::new());
    assert_eq!(twice.unwrap_err().kind(), RunErrorKind::Request);
}

/// The next round sends all: input, every item of the answer, thinking included, and the results.
#[test]
fn the_whole_conversation_goes_back() {
    let search = json!({ "type": "web_search_call", "id": "ws_1", "status": "completed",
        "action": { "type": "search", "query": "Oslo" } });
    let aside = message(Some("commentary"), &["I add."]);
    let first = [thought(), search, aside, add("c1"), add("c2")];
    let run = call(begin(ask(), &RunOptions::new()), &first);
    let mut input = vec![question()];
    input.extend(first.clone());
    input.extend([output("c1"), output("c2")]);
    assert_eq!(sent(&run)["input"], json!(input));
    assert_eq!(sent(&run).get("previous_response_id"), None);

    let run = call(run, &[add("c3")]);
    input.extend([add("c3"), output("c3")]);
    assert_eq!(sent(&run)["input"], json!(input));

    let last = message(Some("final_answer"), &[OSLO]);
    let Next::Done(run) = run
        .reply(response(&completed(std::slice::from_ref(&last))))
        .unwrap()
    else {
        panic!("no answer");
    };
    input.push(last);
    assert_eq!(run.answer, oslo());
    assert_eq!(serde_json::to_value(&run.messages).unwrap(), json!(input));
    assert_eq!(run.usage.total_tokens, 36);
    // What the service did itself is in the steps.
    assert_eq!(run.steps[0].answer.output.len(), 5);
    let names: Vec<_> = run.steps[0].calls.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(names, ["c1", "c2"]);
}

/// By reference only what is new is sent; the run has the whole conversation all the same.
#[test]
fn what_is_stored_is_not_sent_again() {
    let rows = [
        (
            ask(),
            RunOptions::new().by_previous_response(),
            true,
            Some("resp_1"),
        ),
        (
            ask().previous_response_id("resp_0"),
            RunOptions::new(),
            true,
            Some("resp_1"),
        ),
        (ask().conversation("conv_1"), RunOptions::new(), true, None),
        (
            ask().conversation("conv_1"),
            RunOptions::new().by_previous_response(),
            true,
            None,
        ),
        (ask().store(true), RunOptions::new(), false, None),
        // Nothing is stored that could be gone on from.
        (
            ask().store(false),
            RunOptions::new().by_previous_response(),
            false,
            None,
        ),
    ];
    for (request, options, by_reference, previous) in rows {
        let about = format!("{request:?} {options:?}");
        let run = call(begin(request, &options), &[thought(), add("c1")]);
        let body = sent(&run);
        let all = json!([question(), thought(), add("c1"), output("c1")]);
        let expected = if by_reference {
            json!([output("c1")])
        } else {
            all.clone()
        };
        assert_eq!(body["input"], expected, "{about}");
        assert_eq!(
            body.get("previous_response_id").and_then(Value::as_str),
            previous,
            "{about}"
        );
        let Next::Done(done) = run
            .reply(response(&completed(&[message(None, &[OSLO])])))
            .unwrap()
        else {
            panic!("no answer");
        };
        let mut whole = all.as_array().unwrap().clone();
        whole.push(message(None, &[OSLO]));
        assert_eq!(
            serde_json::to_value(&done.messages).unwrap(),
            json!(whole),
            "{about}"
        );
    }
}

/// A run that ends in the middle has the conversation up to the last whole round.
#[test]
fn an_end_in_the_middle_keeps_the_conversation() {
    for options in [RunOptions::new(), RunOptions::new().by_previous_response()] {
        let run = call(begin(ask(), &options), &[thought(), add("c1")]);
        let Next::Call(mut round) = run
            .reply(response(&completed(&[thought(), add("c2"), add("c3")])))
            .unwrap()
        else {
            panic!("no calls");
        };
        round.settle(0, CallResult::Output("3".to_owned()));
        let error = round.fail(1, std::io::Error::other("gone"));
        assert_eq!(
            (error.kind(), error.tool()),
            (RunErrorKind::Tool, Some("add"))
        );
        let whole = json!([question(), thought(), add("c1"), output("c1")]);
        assert_eq!(serde_json::to_value(error.messages()).unwrap(), whole);
        let with_calls = serde_json::to_value(error.messages_with_calls()).unwrap();
        assert_eq!(
            with_calls.as_array().unwrap()[..4],
            whole.as_array().unwrap()[..]
        );
        assert_eq!(
            with_calls.as_array().unwrap()[4..],
            [
                thought(),
                add("c2"),
                add("c3"),
                output("c2"),
                json!({ "type": "function_call_output", "call_id": "c3", "output": "The tool failed." }),
            ]
        );
    }
}

/// Thinking that is not stored must come back, so it is asked for.
#[test]
fn thinking_that_is_not_stored_is_asked_for() {
    let thinking = "reasoning.encrypted_content";
    let rows = [
        (ask(), json!(null)),
        (ask().store(true), json!(null)),
        (ask().store(false), json!([thinking])),
        (
            ask().store(false).include([Include::WebSearchSources]),
            json!(["web_search_call.action.sources", thinking]),
        ),
        (
            ask().store(false).include([Include::EncryptedReasoning]),
            json!([thinking]),
        ),
        // It is not to be asked for anything.
        (ask().store(false).include([] as [Include; 0]), json!([])),
        // It does not think, and would refuse.
        (ask().model("gpt-4.1-mini").store(false), json!(null)),
    ];
    for (request, expected) in rows {
        let run = begin(request, &RunOptions::new());
        assert_eq!(sent(&run)["include"], expected);
    }
}

#[test]
fn an_answer_that_does_not_fit_is_asked_for_again() {
    let wrong = message(None, &[r#"{"name":5}"#]);
    for (options, again) in [
        (RunOptions::new().reask(1), vec![question(), wrong.clone()]),
        (RunOptions::new().reask(1).by_previous_response(), vec![]),
    ] {
        let run = begin(ask(), &options);
        let Next::Ask(run) = run
            .reply(response(&completed(std::slice::from_ref(&wrong))))
            .unwrap()
        else {
            panic!("it is not asked again");
        };
        let input = sent(&run)["input"].as_array().unwrap().clone();
        let (complaint, before) = input.split_last().unwrap();
        assert_eq!(before, again);
        assert_eq!(complaint["role"], "user");
        let words = complaint["content"].as_str().unwrap();
        assert!(words.contains("At `name`"), "{words}");
    }
}

/// States that are no answer end the run by their names.
#[test]
fn a_state_that_is_no_answer_ends_the_run() {
    for (status, kind) in [
        ("failed", RunErrorKind::Failed),
        ("cancelled", RunErrorKind::Unfinished),
        ("queued", RunErrorKind::Unfinished),
    ] {
        let mut body = completed(&[add("c1")]);
        body["status"] = status.into();
        let error = begin(ask(), &RunOptions::new())
            .reply(response(&body))
            .unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.steps()[0].calls[0].result, CallResult::NotRun);
    }
}

#[test]
fn calls_without_ids_of_their_own_get_some() {
    let run = call(
        begin(ask(), &RunOptions::new()),
        &[add(""), add("c"), add("c")],
    );
    let input = sent(&run)["input"].as_array().unwrap().clone();
    let ids: Vec<_> = input[1..]
        .iter()
        .map(|item| item["call_id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        ["call_0_0", "c", "call_0_2", "call_0_0", "c", "call_0_2"]
    );
}

/// A program of the model that calls is named in what goes back.
#[test]
fn the_caller_goes_back_with_the_result() {
    let caller = json!({ "type": "program", "caller_id": "prog_1" });
    let mut item = add("c1");
    item["caller"] = caller.clone();
    let run = call(begin(ask(), &RunOptions::new()), &[item]);
    assert_eq!(sent(&run)["input"][2]["caller"], caller);
}

/// A prompt template, or what is stored, may say all: then there is no input, and no list of none.
#[test]
fn no_input_stays_none_until_there_is_some() {
    let none = || ResponseRequest::new("gpt-5-mini");
    let stored = [
        none().previous_response_id("resp_0"),
        none().conversation("conv_1"),
    ];
    for request in stored {
        let run = begin(request, &RunOptions::new());
        assert_eq!(sent(&run).get("input"), None);
        let run = call(run, &[add("c1")]);
        assert_eq!(sent(&run)["input"], json!([output("c1")]));
    }
    let run = begin(none(), &RunOptions::new());
    assert_eq!(sent(&run).get("input"), None);
    let run = call(run, &[add("c1")]);
    assert_eq!(sent(&run)["input"], json!([add("c1"), output("c1")]));
}
