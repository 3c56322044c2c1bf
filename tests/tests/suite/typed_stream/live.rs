//! The stream over HTTP, against the local API.

use super::{INVOICE, Invoice, Line};
use futures_core::Stream;
use openai_structured::chat::{ChatEvent, ChatStream};
use openai_structured::client::chat::StreamOptions;
use openai_structured::client::{ErrorKind as ClientErrorKind, chat::FinishReason};
use openai_structured::local::{Ending, LocalApi, Reply};
use openai_structured::{
    AnswerFormat, Error, ErrorKind, MismatchKind, Outcome, ParsedChatCompletion, prelude::*,
};
use serde_json::json;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::timeout;

fn client(api: &LocalApi) -> Client {
    let client = Client::builder().no_auth().base_url(api.base_url());
    client.max_retries(0).build().unwrap()
}

fn request() -> ChatRequest {
    ChatRequest::new("m").user("Read it.")
}

/// The stream needs its API no longer than it runs; the test keeps it.
async fn open<T: ResponseFormat>(reply: Reply) -> (LocalApi, ChatStream<T>) {
    let api = LocalApi::scripted([reply]).await.unwrap();
    let stream = client(&api).chat().stream::<T>(request()).await.unwrap();
    (api, stream)
}

fn invoice() -> Invoice {
    openai_structured::read(INVOICE).unwrap()
}

/// Pieces until behind the first line.
const BEHIND_A_LINE: usize = 20;

#[tokio::test]
async fn a_struct_fills_while_it_is_streamed() {
    let (api, mut stream) = open::<Invoice>(Reply::text(INVOICE)).await;
    assert!(stream.request_id().is_some());
    let (mut text, mut suppliers, mut lines, mut reasons) = (String::new(), 0, 0, Vec::new());
    let mut usage = None;
    while let Some(event) = stream.next().await {
        match event.unwrap() {
            ChatEvent::Content { text: piece, .. } => text.push_str(&piece),
            ChatEvent::Finished { reason, .. } => reasons.push(reason),
            ChatEvent::Usage(counts) => usage = Some(counts),
            other => panic!("{other:?}"),
        }
        assert!(
            stream
                .snapshot()
                .text()
                .unwrap_or_default()
                .starts_with(&text)
        );
        let draft = stream.draft();
        suppliers = suppliers.max(draft.supplier.text().unwrap_or_default().len());
        assert!(draft.lines.done().len() >= lines);
        lines = draft.lines.done().len();
    }
    assert_eq!(text, INVOICE);
    assert_eq!((suppliers, lines), (invoice().supplier.len(), 2));
    assert_eq!(reasons, [FinishReason::Stop]);
    assert!(stream.next().await.is_none());
    let answer = stream.finish().await.unwrap();
    assert_eq!(answer.usage(), usage.as_deref());
    assert!(answer.request_id().is_some());
    assert_eq!(answer.into_parsed().unwrap(), invoice());
    let body = &api.requests()[0].body;
    assert_eq!(body["stream"], true);
    assert_eq!(body["stream_options"]["include_usage"], true);
    assert_eq!(body["response_format"]["json_schema"]["name"], "Invoice");
}

#[tokio::test]
async fn finish_reads_the_rest() {
    let (_api, stream) = open::<Invoice>(Reply::text(INVOICE)).await;
    assert_eq!(
        stream.finish().await.unwrap().into_parsed().unwrap(),
        invoice()
    );
    let (_api, mut stream) = open::<Invoice>(Reply::text(INVOICE)).await;
    stream.next().await.unwrap().unwrap();
    assert_eq!(
        stream.finish().await.unwrap().into_parsed().unwrap(),
        invoice()
    );
}

#[tokio::test]
async fn what_the_request_says_of_usage_stands() {
    let api = LocalApi::scripted([Reply::text(INVOICE)]).await.unwrap();
    let options = StreamOptions::new()
        .include_usage(false)
        .include_obfuscation(false);
    let request = request().stream_options(options);
    let stream = client(&api)
        .chat()
        .stream::<Invoice>(request)
        .await
        .unwrap();
    assert!(stream.finish().await.unwrap().usage().is_none());
    let options = &api.requests()[0].body["stream_options"];
    assert_eq!(options["include_usage"], false);
    assert_eq!(options["include_obfuscation"], false);
}

#[tokio::test]
async fn each_item_comes_once_and_as_it_closes() {
    let (_api, mut stream) = open::<Invoice>(Reply::text(INVOICE).pieces(1)).await;
    let mut lines = stream.items(|draft| draft.lines.done());
    let mut seen = Vec::new();
    while let Some(line) = stream.next_item(&mut lines).await.unwrap() {
        seen.push(line.clone());
        if seen.len() == 1 {
            let draft = stream.draft();
            assert!(draft.lines.growing().is_none() && draft.total.get().is_none());
        }
    }
    assert_eq!(seen, invoice().lines);
    assert!(stream.next_item(&mut lines).await.unwrap().is_none());
    assert_eq!(
        stream.finish().await.unwrap().into_parsed().unwrap().lines,
        seen
    );
}

#[tokio::test]
async fn items_are_a_stream_of_their_own() {
    let (_api, stream) = open::<Invoice>(Reply::text(INVOICE)).await;
    let mut lines = stream.into_items(|draft| draft.lines.done());
    let mut seen: Vec<Line> = Vec::new();
    while let Some(line) = poll_fn(|cx| Pin::new(&mut lines).poll_next(cx)).await {
        seen.push(line.unwrap());
    }
    assert_eq!(seen, invoice().lines);
    let answer = lines.into_inner().finish().await.unwrap();
    assert_eq!(answer.into_parsed().unwrap(), invoice());
}

#[tokio::test]
async fn a_text_comes_piece_by_piece() {
    let (_api, mut stream) = open::<Invoice>(Reply::text(INVOICE).pieces(3)).await;
    let mut pieces = stream.pieces(|draft| &draft.supplier);
    let mut seen: Vec<String> = Vec::new();
    while let Some(piece) = pieces.next().await {
        seen.push(piece.unwrap().to_owned());
    }
    assert!(pieces.next().await.is_none());
    assert!(
        seen.len() > 2 && seen.iter().all(|piece| !piece.is_empty()),
        "{seen:?}"
    );
    assert_eq!(seen.concat(), invoice().supplier);
    // It ended with its text, so what follows can be followed.
    assert!(stream.draft().lines.done().is_empty());
    let mut lines = stream.items(|draft| draft.lines.done());
    let first = stream.next_item(&mut lines).await.unwrap().unwrap().clone();
    assert_eq!(first, invoice().lines[0]);
    assert!(stream.draft().total.get().is_none());
    // Asked for again, it is given from its first byte.
    let mut again = stream.pieces(|draft| &draft.supplier);
    assert_eq!(again.next().await.unwrap().unwrap(), invoice().supplier);
    assert!(again.next().await.is_none());
    assert_eq!(
        stream.finish().await.unwrap().into_parsed().unwrap(),
        invoice()
    );
}

#[tokio::test]
async fn events_are_a_stream() {
    let (_api, mut stream) = open::<Invoice>(Reply::text(INVOICE)).await;
    let mut text = String::new();
    while let Some(event) = poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await {
        if let ChatEvent::Content { text: piece, .. } = event.unwrap() {
            text.push_str(&piece);
        }
    }
    assert_eq!(text, INVOICE);
}

/// A future that is dropped has taken nothing.
#[tokio::test]
async fn waiting_can_be_given_up_at_any_time() {
    let slow = || {
        Reply::text(INVOICE)
            .pieces(9)
            .writes_of(50)
            .pause(Duration::from_millis(3))
    };
    let wait = Duration::from_millis(1);
    let (_api, mut stream) = open::<Invoice>(slow()).await;
    let (mut text, mut given_up) = (String::new(), 0);
    loop {
        match timeout(wait, stream.next()).await {
            Ok(Some(event)) => {
                if let ChatEvent::Content { text: piece, .. } = event.unwrap() {
                    text.push_str(&piece);
                }
            }
            Ok(None) => break,
            Err(_) => given_up += 1,
        }
    }
    assert_eq!(text, INVOICE);
    assert!(given_up > 0);

    let (_api, mut stream) = open::<Invoice>(slow()).await;
    let mut lines = stream.items(|draft| draft.lines.done());
    let mut seen = Vec::new();
    loop {
        match timeout(wait, stream.next_item(&mut lines)).await {
            Ok(Ok(Some(line))) => seen.push(line.clone()),
            Ok(end) => break assert!(end.unwrap().is_none()),
            Err(_) => {}
        }
    }
    assert_eq!(seen, invoice().lines);

    let (_api, mut stream) = open::<Invoice>(slow()).await;
    let mut pieces = stream.pieces(|draft| &draft.supplier);
    let mut seen = String::new();
    loop {
        match timeout(wait, pieces.next()).await {
            Ok(Some(piece)) => seen.push_str(piece.unwrap()),
            Ok(None) => break,
            Err(_) => {}
        }
    }
    assert_eq!(seen, invoice().supplier);
}

/// Reads to the first error, which there must be.
async fn error_of(stream: &mut ChatStream<Invoice>) -> Error {
    loop {
        if let Err(error) = stream.next().await.unwrap() {
            assert!(stream.next().await.is_none());
            return error;
        }
    }
}

fn one_line(outcome: &Outcome<Invoice>) {
    let Outcome::Truncated {
        draft: Some(draft),
        reason: None,
        ..
    } = outcome
    else {
        panic!("{outcome:?}")
    };
    assert_eq!(draft.lines.done(), &invoice().lines[..1]);
}

#[tokio::test]
async fn a_broken_connection_is_an_error_and_loses_nothing() {
    let cut = || Reply::text(INVOICE).ends_after(BEHIND_A_LINE, Ending::Cut);
    let (_api, mut stream) = open::<Invoice>(cut()).await;
    let error = error_of(&mut stream).await;
    assert_eq!(error.client().unwrap().kind(), ClientErrorKind::MaybeSent);
    assert_eq!(stream.draft().lines.done().len(), 1);
    one_line(stream.finish().await.unwrap().outcome());

    let (_api, stream) = open::<Invoice>(cut()).await;
    let error = stream.finish().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Client);
    let text = error.completion().unwrap().text().unwrap();
    assert!(INVOICE.starts_with(text) && text.contains("bolt"));

    let (_api, mut stream) = open::<Invoice>(cut()).await;
    let mut lines = stream.items(|draft| draft.lines.done());
    assert!(stream.next_item(&mut lines).await.unwrap().is_some());
    assert!(stream.next_item(&mut lines).await.is_err());
    one_line(stream.into_partial().outcome());

    let within = r#"{"supplier":"Nör"#;
    let reply = Reply::text(INVOICE).pieces(within.chars().count());
    let (_api, mut stream) = open::<Invoice>(reply.ends_after(2, Ending::Cut)).await;
    let mut pieces = stream.pieces(|draft| &draft.supplier);
    let mut seen = String::new();
    let error = loop {
        match pieces.next().await.unwrap() {
            Ok(piece) => seen.push_str(piece),
            Err(error) => break error,
        }
    };
    assert_eq!((seen.as_str(), error.kind()), ("Nör", ErrorKind::Client));
}

#[tokio::test]
async fn an_error_of_the_service_is_an_error_and_loses_nothing() {
    let ending = Ending::Error("overloaded".to_owned());
    let (_api, mut stream) =
        open::<Invoice>(Reply::text(INVOICE).ends_after(BEHIND_A_LINE, ending)).await;
    let error = error_of(&mut stream).await;
    assert_eq!(error.client().unwrap().message(), Some("overloaded"));
    one_line(stream.into_partial().outcome());
}

/// No error, but an outcome: the body ended as it should.
#[tokio::test]
async fn an_end_without_marker_or_reason_is_a_cut() {
    for ending in [Ending::Closed, Ending::Done] {
        let reply = Reply::text(INVOICE).ends_after(BEHIND_A_LINE, ending);
        let (_api, mut stream) = open::<Invoice>(reply).await;
        while let Some(event) = stream.next().await {
            event.unwrap();
        }
        one_line(stream.finish().await.unwrap().outcome());
    }
    let (_api, stream) = open::<Invoice>(Reply::text(INVOICE).ends(Ending::Closed)).await;
    assert!(stream.finish().await.unwrap().into_parsed().is_ok());
}

#[tokio::test]
async fn other_endings_are_outcomes() {
    let (_api, stream) = open::<Invoice>(Reply::refusal("I will not.")).await;
    let answer = stream.finish().await.unwrap();
    assert_eq!(
        answer.outcome(),
        &Outcome::Refused("I will not.".to_owned())
    );

    let (_api, mut stream) =
        open::<Invoice>(Reply::tool_calls([("f", "{}"), ("g", "{\"a\":1}")])).await;
    let mut done = Vec::new();
    while let Some(event) = stream.next().await {
        if let ChatEvent::ToolCallDone { call, whole, .. } = event.unwrap() {
            done.push((call, whole));
        }
    }
    assert_eq!(done, [(0, true), (1, true)]);
    let answer = stream.finish().await.unwrap();
    assert!(matches!(answer.outcome(), Outcome::ToolCalls(calls) if calls.len() == 2));

    let (_api, stream) = open::<Invoice>(Reply::truncated(&INVOICE[..90])).await;
    let answer = stream.finish().await.unwrap();
    assert!(matches!(
        answer.outcome(),
        Outcome::Truncated {
            reason: Some(FinishReason::Length),
            draft: Some(_),
            ..
        }
    ));
}

#[tokio::test]
async fn several_choices_are_read_beside_each_other() {
    let other = r#"{"supplier":"S","lines":[],"total":0}"#;
    let api = LocalApi::scripted([Reply::text(INVOICE).and(Reply::text(other))])
        .await
        .unwrap();
    let stream = client(&api)
        .chat()
        .stream::<Invoice>(request().n(2))
        .await
        .unwrap();
    let outcomes = stream.finish().await.unwrap().into_outcomes();
    assert_eq!(outcomes[0].parsed(), Some(&invoice()));
    assert_eq!(outcomes[1].parsed().unwrap().supplier, "S");
}

/// Nothing of another choice is ever among what is given, whichever speaks first.
#[tokio::test]
async fn lists_and_texts_are_of_choice_0() {
    let said = |choice: u64, text: &str| json!({ "choices": [{ "index": choice, "delta": { "content": text } }] });
    let line = |item: &str| format!(r#"{{"item":"{item}","quantity":1}}"#);
    let [first, second, third] = ["a", "b", "c"].map(line);
    let events = [
        said(
            1,
            &format!(r#"{{"supplier":"Other","lines":[{first},{first},"#),
        ),
        said(0, r#"{"supplier":"O"#),
        said(1, &format!(r#"{first}],"total":3}}"#)),
        said(0, r#"ne","lines":["#),
        said(0, &format!(r#"{second},{third},{second}],"total":1}}"#)),
    ];
    let reply = || Reply::events(events.clone());
    let (_api, mut stream) = open::<Invoice>(reply()).await;
    stream.next().await.unwrap().unwrap();
    assert_eq!(stream.draft().supplier.text(), None);
    let other = stream.draft_of(1).unwrap();
    assert_eq!(other.lines.done().len(), 2);
    let mut lines = stream.items(|draft| draft.lines.done());
    let mut seen = String::new();
    while let Some(line) = stream.next_item(&mut lines).await.unwrap() {
        seen.push_str(&line.item);
    }
    assert_eq!(seen, "bcb");

    let (_api, mut stream) = open::<Invoice>(reply()).await;
    let mut pieces = stream.pieces(|draft| &draft.supplier);
    let mut seen = String::new();
    while let Some(piece) = pieces.next().await {
        seen.push_str(piece.unwrap());
    }
    assert_eq!(seen, "One");
    assert!(stream.draft().lines.done().is_empty());
    let outcomes = stream.finish().await.unwrap().into_outcomes();
    let suppliers = outcomes.iter().map(|it| &*it.parsed().unwrap().supplier);
    assert!(suppliers.eq(["One", "Other"]));
}

/// Whoever looks can hang up before the rest is paid for.
#[tokio::test]
async fn a_text_that_does_not_fit_is_told_at_once() {
    let text = r#"{"supplier":"S","lines":[{"item":7,"quantity":1}],"total":1}"#;
    let (_api, mut stream) = open::<Invoice>(Reply::text(text).pieces(1)).await;
    while stream.mismatch().is_none() {
        stream.next().await.unwrap().unwrap();
    }
    let mismatch = stream.mismatch().unwrap();
    assert_eq!(mismatch.kind(), MismatchKind::Type);
    assert_eq!(mismatch.path(), "lines[0].item");
    assert!(text.starts_with(mismatch.raw()) && mismatch.raw().len() < 40);
    assert_eq!(stream.draft().supplier.text(), Some("S"));
    let outcome = stream.into_partial().into_outcome();
    assert!(matches!(outcome, Outcome::Mismatch(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_format_of_one_request_is_sent_and_judged() {
    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Ticket {
        #[openai(choices)]
        team: String,
    }
    let format = AnswerFormat::<Ticket>::new()
        .choices("Ticket.team", ["sales"])
        .unwrap();
    let api = LocalApi::scripted([Reply::text(r#"{"team":"kitchen"}"#)])
        .await
        .unwrap();
    let stream = client(&api)
        .chat()
        .stream_with(request(), &format)
        .await
        .unwrap();
    let answer = stream.finish().await.unwrap();
    assert!(matches!(answer.outcome(), Outcome::Mismatch(_)));
    let schema = &api.requests()[0].body["response_format"]["json_schema"]["schema"];
    assert_eq!(schema["properties"]["team"]["enum"][0], "sales");
}

#[tokio::test]
async fn a_refused_request_is_an_error_before_any_event() {
    let api = LocalApi::scripted([Reply::error(401, "Who are you?")])
        .await
        .unwrap();
    let error = client(&api)
        .chat()
        .stream::<Invoice>(request())
        .await
        .unwrap_err();
    assert_eq!(error.client().unwrap().message(), Some("Who are you?"));
    assert!(error.completion().is_none());
}

#[tokio::test]
async fn a_stream_can_move_to_another_task() {
    let (_api, mut stream) = open::<Invoice>(Reply::text(INVOICE)).await;
    let task = tokio::spawn(async move {
        let mut lines = stream.items(|draft| draft.lines.done());
        while stream.next_item(&mut lines).await?.is_some() {}
        let mut pieces = stream.pieces(|draft| &draft.supplier);
        while pieces.next().await.transpose()?.is_some() {}
        stream.finish().await?.into_parsed()
    });
    assert_eq!(task.await.unwrap().unwrap(), invoice());
}

/// Models that have lost their way write blanks or digits until a limit stops them.
#[tokio::test]
async fn a_text_that_runs_away_is_given_up() {
    let blanks = "\n".repeat(100_000);
    let digits = "1".repeat(100_000);
    for text in [
        format!(r#"{{"supplier":"S","lines":[{blanks}],"total":1}}"#),
        format!(r#"{{"supplier":"S","lines":[],"total":{digits}}}"#),
    ] {
        let reply = Reply::text(&text).pieces(1_000);
        let (_api, mut stream) = open::<Invoice>(reply.clone()).await;
        let error = error_of(&mut stream).await;
        assert_eq!(error.kind(), ErrorKind::Mismatch);
        assert_eq!(error.mismatch().unwrap().kind(), MismatchKind::Runaway);
        assert!(error.completion().unwrap().text().unwrap().len() < 20_000);
        assert_eq!(stream.draft().supplier.text(), Some("S"));
        assert_eq!(stream.mismatch(), error.mismatch());
        // We cut it off, and its finished parts stay typed.
        let supplier = |outcome: Outcome<Invoice>| match outcome {
            Outcome::Truncated {
                draft: Some(draft),
                reason: None,
                ..
            } => draft.supplier.text().map(str::to_owned),
            other => panic!("{other:?}"),
        };
        let outcome = stream.into_partial().into_outcome();
        assert_eq!(supplier(outcome).as_deref(), Some("S"));
        let (_api, stream) = open::<Invoice>(reply.clone()).await;
        let error = stream.finish().await.unwrap_err();
        assert_eq!(error.mismatch().unwrap().kind(), MismatchKind::Runaway);
        let completion = error.completion().unwrap().clone();
        let outcome = ParsedChatCompletion::new(completion).into_outcome();
        assert_eq!(supplier(outcome).as_deref(), Some("S"));

        // Another choice that has not ended is waited for.
        let fine = Reply::text(INVOICE).pieces(1);
        let api = LocalApi::scripted([reply.and(fine)]).await.unwrap();
        let request = request().n(2);
        let chat = client(&api).chat();
        let mut stream = chat.stream::<Invoice>(request).await.unwrap();
        error_of(&mut stream).await;
        assert_eq!(stream.draft_of(1).unwrap().total.get(), Some(&15));
    }
}
