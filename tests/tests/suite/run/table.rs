//! The loop without IO: an answer goes in, what to do next comes out.

use super::surface::Surface;
use super::{Add, Answer, Look, Tools, calling, request, said, saying};
use openai_structured::Mismatch;
use openai_structured::chat::Answer as IsAnswer;
use openai_structured::client::Message;
use openai_structured::client::chat::{
    AllowedMode, AllowedTool, Chat, CustomTool, FunctionTool, Tool, ToolChoice,
};
use openai_structured::client::responses::Responses;
use openai_structured::run::{
    CallResult, Next, RunError, RunErrorKind, RunOptions, ToolLoop, Wanted,
};
use serde_json::{Value, json};

type Run<A, D = Chat> = ToolLoop<Tools, A, D>;

fn begin<A: IsAnswer>(options: &RunOptions<'_>) -> Run<A> {
    begin_on(options)
}

fn begin_on<A: IsAnswer, D: Surface>(options: &RunOptions<'_>) -> Run<A, D> {
    Run::<A, D>::new(D::request(), options).unwrap()
}

/// The messages of a request as they are on the wire.
fn messages(messages: &[Message]) -> Value {
    serde_json::to_value(messages).unwrap()
}

/// Runs calls, by hand.
fn call<A: IsAnswer, D: Surface>(run: Run<A, D>, answer: D::Answer) -> Run<A, D> {
    let Next::Call(mut round) = run.reply(answer).unwrap() else {
        panic!("no calls");
    };
    for call in round.take_calls() {
        let output = match call.wanted {
            Wanted::Tool(Tools::Add(Add { a, b })) => (a + b).to_string(),
            Wanted::Tool(Tools::Look(Look { place, .. })) => place,
            other => panic!("{other:?}"),
        };
        round.settle(call.place, CallResult::Output(output));
    }
    round.go_on()
}

fn failed<A: IsAnswer, D: Surface>(run: Run<A, D>, answer: D::Answer) -> RunError<D> {
    match run.reply(answer) {
        Err(error) => error,
        Ok(_) => panic!("it goes on"),
    }
}

#[test]
fn the_request_offers_the_tools_and_the_format() {
    let mut custom = request();
    custom.tools = Some(vec![
        CustomTool::new("shell").into(),
        FunctionTool::new("by_hand").into(),
        Tool::Other(json!({ "type": "web_search" })),
    ]);
    let run = Run::<Answer>::new(custom, &RunOptions::new().sequential()).unwrap();
    let body = serde_json::to_value(run.request()).unwrap();
    let tools = body["tools"].as_array().unwrap();
    let names: Vec<_> = tools
        .iter()
        .map(|tool| tool["function"]["name"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(names, ["", "by_hand", "", "add", "look"]);
    assert_eq!(tools[3]["function"]["strict"], true);
    assert_eq!(body["response_format"]["json_schema"]["name"], "Answer");
    assert_eq!(body["parallel_tool_calls"], false);

    let body = serde_json::to_value(begin::<String>(&RunOptions::new()).request()).unwrap();
    assert_eq!(body.get("response_format"), None);
    assert_eq!(body.get("parallel_tool_calls"), None);
}

#[test]
fn a_request_that_cannot_be_run_is_refused() {
    let twice = request().tools([FunctionTool::new("look")]);
    for (request, what) in [
        (
            request().n(2),
            "the request cannot be run: it asks for 2 choices, and a run follows one",
        ),
        (
            twice,
            "the request cannot be run: it offers a tool `look`, and so does the run",
        ),
    ] {
        let error = Run::<Answer>::new(request, &RunOptions::new()).unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (RunErrorKind::Request, what)
        );
    }
}

#[test]
fn results_go_back_in_the_order_of_the_calls() {
    let run = begin::<Answer>(&RunOptions::new());
    let run = call(
        run,
        calling(&[
            ["c1", "look", r#"{"place":"here","takes":0}"#],
            ["c2", "add", r#"{"a":1,"b":2}"#],
        ]),
    );
    let said = messages(&run.request().messages);
    assert_eq!(
        said,
        json!([
            { "role": "user", "content": "Go." },
            { "role": "assistant", "content": null, "tool_calls": [
                { "id": "c1", "type": "function", "function":
                    { "name": "look", "arguments": "{\"place\":\"here\",\"takes\":0}" } },
                { "id": "c2", "type": "function", "function":
                    { "name": "add", "arguments": "{\"a\":1,\"b\":2}" } },
            ] },
            { "role": "tool", "tool_call_id": "c1", "content": "here" },
            { "role": "tool", "tool_call_id": "c2", "content": "3" },
        ])
    );
    let Next::Done(run) = run.reply(saying(r#"{"total":3}"#)).unwrap() else {
        panic!("no answer");
    };
    assert_eq!(run.answer, Answer { total: 3 });
    assert_eq!(run.usage.total_tokens, 24);
    assert_eq!(run.steps.len(), 2);
    let calls = &run.steps[0].calls;
    assert_eq!(
        (calls[0].name.as_str(), calls[0].result.is_output()),
        ("look", true)
    );
    assert_eq!(
        (calls[1].id.as_str(), &*calls[1].result.content()),
        ("c2", "3")
    );
    assert!(run.steps[1].calls.is_empty());
    assert_eq!(messages(&run.messages)[4]["content"], r#"{"total":3}"#);
}

/// What the model can mend is told to it, and the run goes on.
#[test]
fn what_does_not_fit_goes_back_to_the_model() {
    let rows: [(&str, &str, &str); 6] = [
        ("add", r#"{"a":"one","b":2}"#, "`a`"),
        ("add", r#"{"a":1"#, "`add`"),
        ("add", "", "`add`"),
        ("add", "[1,2]", "`add`"),
        (
            "subtract",
            "{}",
            "There is no tool named `subtract`. The tools are: `add`, `look`.",
        ),
        ("", "{}", "The tools are: `add`, `look`."),
    ];
    for (name, arguments, told) in rows {
        let run = begin::<Answer>(&RunOptions::new());
        let Next::Call(mut round) = run
            .reply(calling(&[
                ["c1", name, arguments],
                ["c2", "add", r#"{"a":1,"b":2}"#],
            ]))
            .unwrap()
        else {
            panic!("no calls");
        };
        let calls = round.take_calls();
        assert_eq!(
            calls.iter().map(|call| call.place).collect::<Vec<_>>(),
            [1],
            "{name}"
        );
        round.settle(1, CallResult::Output("3".to_owned()));
        let run = round.go_on();
        let said = messages(&run.request().messages);
        let result = said[2]["content"].as_str().unwrap();
        assert!(result.contains(told), "{name} {arguments}: {result}");
        assert_eq!(said[3]["content"], "3");
    }
}

#[test]
fn calls_without_ids_of_their_own_get_some() {
    let add = r#"{"a":1,"b":2}"#;
    let run = begin::<Answer>(&RunOptions::new());
    let run = call(
        run,
        calling(&[["", "add", add], ["c", "add", add], ["c", "add", add]]),
    );
    let run = call(run, calling(&[["", "add", add]]));
    let said = messages(&run.request().messages);
    let asked = |at: usize| -> Vec<_> {
        let calls = said[at]["tool_calls"].as_array().unwrap();
        calls
            .iter()
            .map(|call| call["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(asked(1), ["call_0_0", "c", "call_0_2"]);
    assert_eq!(asked(5), ["call_1_0"]);
    let given: Vec<_> = [2, 3, 4, 6]
        .map(|at: usize| said[at]["tool_call_id"].clone())
        .into();
    assert_eq!(given, ["call_0_0", "c", "call_0_2", "call_1_0"]);
    let Next::Done(run) = run.reply(saying(r#"{"total":3}"#)).unwrap() else {
        panic!("no answer");
    };
    let repeats: Vec<_> = run.steps[0].calls.iter().map(|call| call.repeats).collect();
    assert_eq!(repeats, [false, true, true]);
}

/// An end without an answer has a name, and all that happened.
#[test]
fn each_end_has_its_name() {
    each_end::<Chat>();
    each_end::<Responses>();
}

fn each_end<D: Surface>() {
    let text = |message: Value, finish: &str| said(&message, finish);
    let half = json!({ "content": null, "tool_calls": super::wire_calls(
        &[["c1", "add", "{\"a\":1,\"b\":2}"], ["c2", "add", "{\"a\":"]]) });
    let rows = [
        (
            text(json!({ "content": null, "refusal": "No." }), "stop"),
            RunErrorKind::Refused,
            "the model refused to answer",
        ),
        (
            text(json!({ "content": "{\"to" }), "length"),
            RunErrorKind::Truncated,
            "the answer was cut off",
        ),
        (
            text(half.clone(), "length"),
            RunErrorKind::Truncated,
            "the answer was cut off",
        ),
        (
            text(half, "content_filter"),
            RunErrorKind::Filtered,
            "the answer was taken by a content filter",
        ),
        (
            text(json!({ "content": "" }), "stop"),
            RunErrorKind::Empty,
            "the model gave no answer",
        ),
        (
            saying(r#"{"total":"many"}"#),
            RunErrorKind::Mismatch,
            "the answer does not fit the type: at `total`: expected i64, found string",
        ),
    ];
    for (answer, kind, line) in rows {
        let run = begin_on::<Answer, D>(&RunOptions::new());
        let add = calling(&[["c1", "add", r#"{"a":1,"b":2}"#]]);
        let run = call(run, D::answer(add));
        let made = answer.choices[0].message.tool_calls.len();
        let error = failed(run, D::answer(answer));
        assert_eq!((error.kind(), error.to_string().as_str()), (kind, line));
        assert_eq!(error.steps().len(), 2);
        assert_eq!(D::tokens(error.usage()), 24);
        assert_eq!(error.messages().len(), 3);
        assert_eq!(
            error.refusal(),
            (kind == RunErrorKind::Refused).then_some("No.")
        );
        assert_eq!(error.mismatch().is_some(), kind == RunErrorKind::Mismatch);
        let calls = &error.steps()[1].calls;
        assert_eq!(calls.len(), made);
        assert!(
            calls.iter().all(|call| call.result == CallResult::NotRun),
            "{kind:?}: nothing was dispatched"
        );
    }
}

#[test]
fn each_limit_ends_the_run() {
    each_limit::<Chat>();
    each_limit::<Responses>();
}

fn each_limit<D: Surface>() {
    let again = || D::answer(calling(&[["c1", "add", r#"{"a":1,"b":2}"#]]));
    let rows = [
        (
            RunOptions::new().rounds(2),
            RunErrorKind::Rounds,
            "no answer after 2 rounds",
        ),
        (
            RunOptions::new().tokens(23),
            RunErrorKind::Tokens,
            "more than 23 tokens were used",
        ),
        (
            RunOptions::new().calls_per_round(1),
            RunErrorKind::Calls,
            "an answer made more than 1 calls",
        ),
    ];
    for (options, kind, line) in rows {
        let run = call(begin_on::<Answer, D>(&options), again());
        let many = D::answer(calling(&[["c1", "add", "{}"], ["c2", "add", "{}"]]));
        let error = failed(
            run,
            if kind == RunErrorKind::Calls {
                many
            } else {
                again()
            },
        );
        assert_eq!((error.kind(), error.to_string().as_str()), (kind, line));
        assert_eq!(error.steps().len(), 2);
        let calls = &error.steps()[1].calls;
        assert!(!calls.is_empty() && calls.iter().all(|call| call.result == CallResult::NotRun));
        assert_eq!(error.messages().len(), 3, "they may be sent again");
        assert_eq!(error.messages_with_calls().len(), 3);
    }
    // An answer is an answer, whatever it cost.
    let run = call(
        begin_on::<Answer, D>(&RunOptions::new().rounds(2).tokens(13)),
        again(),
    );
    assert!(matches!(
        run.reply(D::answer(saying(r#"{"total":3}"#))),
        Ok(Next::Done(_))
    ));
}

#[test]
fn a_choice_is_lifted_once_it_is_met() {
    choices::<Chat>();
    choices::<Responses>();
}

fn choices<D: Surface>() {
    let add = [["c1", "add", r#"{"a":1,"b":2}"#]];
    let wrong = [["c1", "add", "{}"]];
    let look = [["c1", "look", r#"{"place":"here","takes":0}"#]];
    let function = |name: &str| ToolChoice::Function(name.to_owned());
    let allowed = |mode| ToolChoice::Allowed {
        mode,
        tools: vec![AllowedTool::Function("add".to_owned())],
    };
    let rows = [
        (None, &add, None),
        (Some(ToolChoice::Auto), &add, Some(ToolChoice::Auto)),
        (Some(ToolChoice::Required), &add, None),
        (
            Some(ToolChoice::Required),
            &wrong,
            Some(ToolChoice::Required),
        ),
        (Some(function("add")), &add, None),
        (Some(function("add")), &look, Some(function("add"))),
        (Some(ToolChoice::None), &add, Some(ToolChoice::None)),
        (
            Some(allowed(AllowedMode::Required)),
            &add,
            Some(allowed(AllowedMode::Auto)),
        ),
        (
            Some(allowed(AllowedMode::Required)),
            &look,
            Some(allowed(AllowedMode::Required)),
        ),
    ];
    for (choice, calls, then) in rows {
        let mut request = D::request();
        D::choose(&mut request, choice.clone());
        let run = Run::<Answer, D>::new(request, &RunOptions::new()).unwrap();
        let Next::Call(round) = run.reply(D::answer(calling(calls))).unwrap() else {
            panic!("no calls");
        };
        assert_eq!(
            D::chosen(round.go_on().request()),
            serde_json::to_value(then).unwrap(),
            "{choice:?} {calls:?}"
        );
    }
}

#[test]
fn calls_beside_the_set_are_handed_over_if_somebody_takes_them() {
    let answer = || {
        said(
            &json!({ "content": null, "tool_calls": [
                { "id": "c1", "type": "custom", "custom": { "name": "shell", "input": "ls" } },
                { "id": "c2", "type": "function", "function":
                    { "name": "by_hand", "arguments": "{}" } },
            ] }),
            "tool_calls",
        )
    };
    let takes = RunOptions::new().otherwise(|_| async { Ok(String::new()) });
    let Next::Call(mut round) = begin::<Answer>(&takes).reply(answer()).unwrap() else {
        panic!("no calls");
    };
    let names = round.take_calls().into_iter().map(|call| {
        let Wanted::Other(call) = call.wanted else {
            panic!("{call:?}");
        };
        call.name().to_owned()
    });
    assert_eq!(names.collect::<Vec<_>>(), ["shell", "by_hand"]);

    let Next::Call(mut round) = begin::<Answer>(&RunOptions::new()).reply(answer()).unwrap() else {
        panic!("no calls");
    };
    assert!(round.take_calls().is_empty());
    let said = messages(&round.go_on().request().messages);
    assert_eq!(said[1]["tool_calls"][0]["custom"]["input"], "ls");
    assert!(
        said[2]["content"]
            .as_str()
            .unwrap()
            .contains("`add`, `look`")
    );
}

#[test]
fn an_answer_that_does_not_fit_is_asked_for_again() {
    let run = begin::<Answer>(&RunOptions::new().reask(1));
    let Next::Ask(run) = run.reply(saying(r#"{"total":"many"}"#)).unwrap() else {
        panic!("it is not asked again");
    };
    let said = messages(&run.request().messages);
    assert_eq!(
        said[1],
        json!({ "role": "assistant", "content": "{\"total\":\"many\"}" })
    );
    let asked = said[2]["content"].as_str().unwrap();
    assert!(
        asked.contains("`total`") && asked.contains("many"),
        "{asked}"
    );
    let Next::Done(run) = run.reply(saying(r#"{"total":7}"#)).unwrap() else {
        panic!("no answer");
    };
    assert_eq!(run.answer.total, 7);
    assert_eq!(
        run.steps[0].mismatch.as_ref().map(Mismatch::path),
        Some("total")
    );
    assert_eq!(run.steps[1].mismatch, None);

    // Once is once.
    let run = begin::<Answer>(&RunOptions::new().reask(1));
    let Next::Ask(run) = run.reply(saying("{}")).unwrap() else {
        panic!("it is not asked again");
    };
    let error = failed(run, saying("{}"));
    assert_eq!(error.kind(), RunErrorKind::Mismatch);
    assert!(error.steps().iter().all(|step| step.mismatch.is_some()));
}

#[test]
fn a_text_is_an_answer_too() {
    let run = call(
        begin::<String>(&RunOptions::new()),
        calling(&[["c", "add", r#"{"a":1,"b":2}"#]]),
    );
    let Next::Done(run) = run.reply(saying("It is 3.")).unwrap() else {
        panic!("no answer");
    };
    assert_eq!(run.answer, "It is 3.");
    let error = failed(
        begin::<String>(&RunOptions::new()),
        said(&json!({ "content": "It" }), "length"),
    );
    assert_eq!(error.kind(), RunErrorKind::Truncated);
    assert_eq!(error.answer().and_then(|answer| answer.text()), Some("It"));
}
