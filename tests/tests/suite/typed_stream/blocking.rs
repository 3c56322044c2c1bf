//! The stream as an iterator, without a runtime and inside one.

use super::{INVOICE, Invoice};
use crate::blocking::api;
use openai_structured::blocking::{ChatExt, ChatStream};
use openai_structured::chat::ChatEvent;
use openai_structured::local::{Ending, LocalApi, Reply};
use openai_structured::{AnswerFormat, Outcome, prelude::*};
use std::time::{Duration, Instant};
use tokio::runtime;

fn open(reply: Reply) -> (LocalApi, ChatStream<Invoice>) {
    let (api, client) = api([reply]);
    let request = ChatRequest::new("m").user("Read it.");
    let stream = client.chat().stream::<Invoice>(request).unwrap();
    (api, stream)
}

fn invoice() -> Invoice {
    openai_structured::read(INVOICE).unwrap()
}

#[test]
fn a_struct_fills_while_it_is_iterated() {
    let (_api, mut stream) = open(Reply::text(INVOICE));
    assert!(stream.request_id().is_some());
    let (mut text, mut most) = (String::new(), 0);
    while let Some(event) = stream.next() {
        if let ChatEvent::Content { text: piece, .. } = event.unwrap() {
            text.push_str(&piece);
        }
        assert_eq!(stream.snapshot().text().unwrap_or_default(), text);
        let lines = stream.draft().lines.done().len();
        assert!(lines >= most);
        most = lines;
    }
    assert_eq!((text.as_str(), most), (INVOICE, 2));
    assert_eq!(stream.draft_of(0).unwrap().lines.done().len(), 2);
    assert!(stream.mismatch().is_none() && stream.mismatch_of(0).is_none());
    assert!(stream.next().is_none());
    assert_eq!(stream.finish().unwrap().into_parsed().unwrap(), invoice());
}

#[test]
fn texts_and_items_are_lent() {
    let (_api, mut stream) = open(Reply::text(INVOICE));
    let mut supplier = stream.pieces(|draft| &draft.supplier);
    let mut text = String::new();
    while let Some(piece) = supplier.next() {
        text.push_str(piece.unwrap());
    }
    drop(supplier);
    assert_eq!(text, invoice().supplier);
    let mut lines = stream.items(|draft| draft.lines.done());
    let mut names = Vec::new();
    while let Some(line) = stream.next_item(&mut lines).unwrap() {
        names.push(line.item.clone());
    }
    assert_eq!(names, ["bolt", "nut 🔩"]);
    assert_eq!(stream.finish().unwrap().into_parsed().unwrap(), invoice());
}

#[test]
fn items_are_an_iterator_of_their_own() {
    let (_api, stream) = open(Reply::text(INVOICE));
    let mut lines = stream.into_items(|draft| draft.lines.done());
    let taken: Result<Vec<_>, _> = lines.by_ref().collect();
    assert_eq!(taken.unwrap(), invoice().lines);
    let answer = lines.into_inner().finish().unwrap();
    assert_eq!(answer.into_parsed().unwrap(), invoice());
}

#[test]
fn what_breaks_off_keeps_its_parts() {
    let (_api, mut stream) = open(Reply::text(INVOICE).ends_after(20, Ending::Cut));
    let error = stream.find_map(Result::err).unwrap();
    assert!(error.client().is_some());
    assert!(stream.next().is_none());
    let outcome = stream.into_partial().into_outcome();
    let Outcome::Truncated {
        draft: Some(draft), ..
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(draft.lines.done()[..], invoice().lines[..1]);
}

#[test]
fn one_that_is_dropped_inside_a_runtime_hangs_up_at_once() {
    // Two seconds and more, if it were read to its end.
    let (_api, mut stream) = open(Reply::text(INVOICE).pause(Duration::from_millis(50)));
    let begin = Instant::now();
    let here = runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    let task = here.spawn(async move {
        stream.next().unwrap().unwrap();
        drop(stream);
    });
    here.block_on(task).unwrap();
    assert!(
        begin.elapsed() < Duration::from_secs(1),
        "{:?}",
        begin.elapsed()
    );
}

#[test]
fn a_format_of_one_request() {
    let (_api, client) = api([Reply::text(INVOICE)]);
    let request = ChatRequest::new("m").user("Read it.");
    let format = AnswerFormat::<Invoice>::new();
    let stream = client.chat().stream_with(request, &format).unwrap();
    assert_eq!(stream.finish().unwrap().into_parsed().unwrap(), invoice());
}
