//! The state machine, fed by hand.

use super::{INVOICE, Invoice, InvoiceDraft, Line};
use openai_structured::chat::ChatEvent;
use openai_structured::client::StreamEnd;
use openai_structured::client::chat::ChatCompletion;
use openai_structured::draft::{Draft, DraftState};
use openai_structured::{
    AnswerFormat, ChatStreamState, ErrorKind, MismatchKind, Outcome, ParsedChatCompletion,
    prelude::*,
};
use serde_json::{Value, json};

#[expect(clippy::needless_pass_by_value, reason = "rows are easier to read so")]
fn chunk(choice: u64, delta: Value) -> String {
    json!({"choices": [{"index": choice, "delta": delta}]}).to_string()
}

fn content(choice: u64, text: &str) -> String {
    chunk(choice, json!({"content": text}))
}

fn reason(choice: u64, reason: &str) -> String {
    json!({"choices": [{"index": choice, "delta": {}, "finish_reason": reason}]}).to_string()
}

fn fed<T: ResponseFormat>(data: &[String]) -> ChatStreamState<T> {
    let mut state = ChatStreamState::new();
    for data in data {
        let _ = state.push_data(data).unwrap();
    }
    state
}

fn finished<T: ResponseFormat>(data: &[String]) -> ParsedChatCompletion<T> {
    fed(data).finish()
}

/// Pieces of so many bytes, or one more where a character would be cut.
fn pieces(text: &str, bytes: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(rest.ceil_char_boundary(bytes.min(rest.len())));
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

#[test]
fn the_draft_grows_with_each_chunk() {
    let mut state = ChatStreamState::<Invoice>::new();
    let nothing = state.draft();
    assert_eq!(
        (nothing.state(), nothing.supplier.text()),
        (DraftState::Missing, None)
    );
    assert!(state.draft_of(0).is_none());
    #[expect(clippy::type_complexity, reason = "a table")]
    let steps: [(&str, &dyn Fn(&InvoiceDraft) -> bool); 5] = [
        (r#"{"supplier":"No"#, &|it| it.supplier.text() == Some("No")),
        (r#"rd","lines":[{"item":"bo"#, &|it| {
            let growing = it.lines.growing().unwrap();
            it.supplier.state().is_done()
                && it.lines.done().is_empty()
                && growing.item.text() == Some("bo")
        }),
        (r#"lt","quantity":1"#, &|it| {
            it.lines.growing().unwrap().quantity.get().is_none()
        }),
        (r"2},", &|it| it.lines.done()[0].quantity == 12),
        (r#"{"item":"nut","quantity":3}],"total":15}"#, &|it| {
            it.state().is_done()
        }),
    ];
    for (piece, check) in steps {
        let events: Vec<_> = state.push_data(&content(0, piece)).unwrap().collect();
        assert!(
            matches!(&events[..], [ChatEvent::Content { choice: 0, text, .. }] if text == piece)
        );
        assert!(check(state.draft()), "{piece}");
    }
    let answer = state.finish();
    // The service did not say why it stopped, and the text is whole.
    let choice = answer.choices().next().unwrap();
    assert_eq!(choice.finish_reason(), None);
    assert_eq!(answer.parsed().unwrap().lines.len(), 2);
}

#[test]
fn any_pieces_become_what_the_whole_text_becomes() {
    let whole: Invoice = openai_structured::read(INVOICE).unwrap();
    for bytes in 1..=INVOICE.len() {
        let mut data: Vec<_> = pieces(INVOICE, bytes)
            .iter()
            .map(|it| content(0, it))
            .collect();
        data.extend([reason(0, "stop"), "[DONE]".to_owned()]);
        let answer = finished::<Invoice>(&data);
        assert_eq!(answer.text(), Some(INVOICE));
        assert_eq!(answer.into_parsed().unwrap(), whole, "{bytes}");
    }
}

#[test]
fn each_choice_has_a_draft_and_an_outcome() {
    let state = fed::<Line>(&[
        content(1, r#"{"item":"b","#),
        content(0, r#"{"item":"a""#),
        chunk(2, json!({"refusal": "No."})),
        content(1, r#""quantity":2}"#),
        content(0, r#","quantity":1}"#),
        reason(0, "stop"),
        reason(1, "length"),
        reason(2, "stop"),
    ]);
    assert!(state.mismatch_of(1).is_none() && state.mismatch_of(9).is_none());
    assert_eq!(state.draft().item.text(), Some("a"));
    assert_eq!(state.draft_of(1).unwrap().item.text(), Some("b"));
    assert!(state.draft_of(2).is_none());
    let indexes: Vec<_> = state.drafts().map(|(index, _)| index).collect();
    assert_eq!(indexes, [0, 1]);
    assert_eq!(state.snapshot().choices.len(), 3);
    let outcomes = state.finish().into_outcomes();
    let [
        Outcome::Parsed(first),
        Outcome::Truncated { draft, .. },
        Outcome::Refused(words),
    ] = &outcomes[..]
    else {
        panic!("{outcomes:?}")
    };
    assert_eq!((&*first.item, &**words), ("a", "No."));
    assert_eq!(draft.as_ref().unwrap().quantity.get(), Some(&2));
}

/// What each end makes of half an invoice: its finished parts stay.
#[test]
fn what_was_cut_off_keeps_its_finished_parts() {
    let half = &INVOICE[..INVOICE.find(r#""nut"#).unwrap_or(85)];
    let check = |outcome: Outcome<Invoice>| {
        let (raw, draft) = match outcome {
            Outcome::Truncated { raw, draft, .. } | Outcome::Filtered { raw, draft, .. } => {
                (raw, draft.unwrap())
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(raw, half);
        assert_eq!(draft.supplier.text(), Some("Nörd & \"Co\""));
        let bolt = Line {
            item: "bolt".to_owned(),
            quantity: 12,
        };
        assert_eq!(draft.lines.done(), [bolt]);
        assert_eq!(draft.total.get(), None);
    };
    let text = || content(0, half);
    check(finished(&[text(), reason(0, "length")]).into_outcome());
    check(finished(&[text(), reason(0, "content_filter")]).into_outcome());
    check(finished(&[text(), reason(0, "eos")]).into_outcome());
    check(finished(&[text(), "[DONE]".to_owned()]).into_outcome());
    check(finished(&[text()]).into_outcome());
    // An answer that is not streamed, too.
    for reason in ["length", "content_filter"] {
        let whole = json!({"choices": [{"message": {"content": half}, "finish_reason": reason}]});
        let whole = ChatCompletion::from_json(whole.to_string()).unwrap();
        check(ParsedChatCompletion::new(whole).into_outcome());
    }
    // With `stop` the service says that the text is whole.
    let outcome = finished::<Invoice>(&[text(), reason(0, "stop")]).into_outcome();
    assert!(
        matches!(&outcome, Outcome::Mismatch(it) if it.kind() == MismatchKind::Incomplete),
        "{outcome:?}"
    );
}

#[test]
fn a_mismatch_does_not_end_the_stream() {
    let mut state = ChatStreamState::<Invoice>::new();
    let mut events = Vec::new();
    assert_eq!((state.mismatch(), state.mismatch_of(1)), (None, None));
    let texts = [
        r#"{"supplier":"N","lines":["#,
        r#"{"item":7}"#,
        r#"],"total":1}"#,
    ];
    for text in texts {
        events.extend(state.push_data(&content(0, text)).unwrap());
    }
    events.extend(state.push_data(&reason(0, "stop")).unwrap());
    assert_eq!(events.len(), 4);
    let early = state.mismatch().unwrap();
    assert_eq!(early.path(), "lines[0].item");
    assert_eq!(early.raw(), texts[..2].concat());
    assert_eq!(state.draft().supplier.text(), Some("N"));
    let error = state.finish().into_parsed().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    let mismatch = error.mismatch().unwrap();
    assert_eq!(mismatch.path(), "lines[0].item");
    assert_eq!(mismatch.raw(), texts.concat());
    let whole = openai_structured::read::<Invoice>(&texts.concat()).unwrap_err();
    assert_eq!(mismatch, &whole);
}

#[test]
fn tool_calls_of_a_broken_stream_are_none() {
    let call = |arguments: &str| {
        let function = json!({"name": "f", "arguments": arguments});
        chunk(
            0,
            json!({"tool_calls": [{"index": 0, "id": "c", "function": function}]}),
        )
    };
    let done = finished::<Line>(&[call("{}"), reason(0, "stop")]);
    assert!(matches!(done.outcome(), Outcome::ToolCalls(calls) if calls.len() == 1));
    let whole = finished::<Line>(&[call("{}")]);
    assert!(matches!(whole.outcome(), Outcome::ToolCalls(_)));
    for broken in [
        vec![call("{\"a\"")],
        vec![call("{\"a\""), reason(0, "length")],
    ] {
        let broken = finished::<Line>(&broken);
        assert!(matches!(broken.outcome(), Outcome::Truncated { .. }));
        assert_eq!(broken.completion().message().unwrap().tool_calls.len(), 1);
    }
}

#[test]
fn nothing_said_is_empty_or_cut_off() {
    let done = || "[DONE]".to_owned();
    let nothing = finished::<Line>(&[done()]);
    assert!(matches!(nothing.outcome(), Outcome::Empty));
    assert!(matches!(
        finished::<Line>(&[]).outcome(),
        Outcome::Truncated { .. }
    ));
    let blank = finished::<Line>(&[content(0, " \n"), done()]);
    assert!(matches!(blank.outcome(), Outcome::Empty));
    let cut = finished::<Line>(&[content(0, " \n")]);
    assert!(matches!(cut.outcome(), Outcome::Truncated { .. }));
    // A limit that nothing reached: the count says that nothing was written.
    let limit = |tokens: u32| {
        let usage = json!({"choices": [], "usage": {"completion_tokens": tokens}});
        finished::<Line>(&[reason(0, "length"), usage.to_string(), done()])
    };
    assert!(matches!(limit(0).outcome(), Outcome::Empty));
    assert!(matches!(limit(50).outcome(), Outcome::Truncated { .. }));
}

#[test]
fn words_of_one_request_are_judged() {
    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Ticket {
        #[openai(choices)]
        team: String,
    }
    let format = AnswerFormat::<Ticket>::new()
        .choices("Ticket.team", ["sales", "support"])
        .unwrap();
    for (team, known) in [("sales", true), ("kitchen", false)] {
        let mut state = ChatStreamState::with_format(&format);
        let text = json!({"team": team}).to_string();
        let _ = state.push_data(&content(0, &text)).unwrap();
        assert_eq!(state.draft().team.text(), Some(team));
        let outcome = state.finish().into_outcome();
        assert_eq!(outcome.parsed().is_some(), known);
        assert_eq!(matches!(outcome, Outcome::Mismatch(_)), !known);
    }
}

#[test]
fn a_wrapped_type_is_shown_as_itself() {
    #[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
    #[openai(wrap = "items")]
    #[serde(transparent)]
    struct Lines(Vec<Line>);

    let mut state = ChatStreamState::<Lines>::new();
    let text = r#"{"items":[{"item":"a","quantity":1},{"item"#;
    let _ = state.push_data(&content(0, text)).unwrap();
    assert_eq!(state.draft().0.done().len(), 1);
    let _ = state
        .push_data(&content(0, r#"":"b","quantity":2}]}"#))
        .unwrap();
    let lines = state.finish().into_parsed().unwrap();
    assert_eq!(lines.0.len(), 2);
}

#[test]
fn an_error_in_the_stream_keeps_what_came() {
    let mut state = fed::<Line>(&[content(0, r#"{"item":"a""#)]);
    let error = state
        .push_data(r#"{"error":{"message":"overloaded"}}"#)
        .err()
        .unwrap();
    assert_eq!(error.kind(), ErrorKind::Client);
    assert_eq!(error.client().unwrap().message(), Some("overloaded"));
    assert_eq!(state.end(StreamEnd::Closed).count(), 0);
    let outcome = state.finish().into_outcome();
    let Outcome::Truncated {
        draft: Some(draft), ..
    } = outcome
    else {
        panic!("{outcome:?}")
    };
    assert_eq!(draft.item.text(), Some("a"));
}
