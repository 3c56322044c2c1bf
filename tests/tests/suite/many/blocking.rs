//! Without async, the same is an iterator.

use super::endings::Path;
use super::{Count, ask, count};
use openai_structured::AnswerFormat;
use openai_structured::blocking::{ChatExt as _, Client, ResponsesExt as _, Runtime};
use openai_structured::local::{LocalApi, Reply};
use openai_structured::many::Journal;
use openai_structured::prelude::ResponseRequest;

fn api(replies: Vec<Reply>) -> (LocalApi, Client) {
    let runtime = Runtime::shared().unwrap();
    let api = runtime.block_on(LocalApi::scripted(replies)).unwrap();
    let client = Client::builder().no_auth().base_url(api.base_url());
    let client = client.max_retries(0).build_blocking().unwrap();
    (api, client)
}

#[test]
fn a_run_is_an_iterator() {
    let wrong = Reply::text(r#"{"pieces":900}"#);
    let right = |pieces| Reply::text(count(pieces));
    let (api, client) = api(vec![right(1), wrong, right(2), right(3)]);
    let path = Path::new("blocking");
    let journal = Journal::open(&path.0).unwrap();
    let inputs = || (0..4).map(|it| (it, ask(it)));
    let many = client.chat().parse_many::<Count, _>(inputs());
    let many = many.concurrency(1).in_input_order().skip(|key| *key == 1);
    let mut many = many.format(AnswerFormat::new().reask(1));
    let progress = many.progress();
    let mut pieces = Vec::new();
    for done in many.by_ref() {
        journal.record(&done).unwrap();
        pieces.push((done.key, done.into_parsed().unwrap().pieces));
    }
    assert_eq!(pieces, [(0, 1), (2, 2), (3, 3)]);
    assert!(many.next().is_none());
    assert_eq!(many.counts(), progress.counts());
    assert_eq!(progress.counts().to_string(), "4 of 4: 1 skipped, 3 parsed");
    assert_eq!(api.requests().len(), 4);
    // Once more: only what was skipped is left, and the script has nothing more.
    let many = client.chat().parse_many::<Count, _>(inputs());
    let many = many.skip(|key| journal.is_done(key));
    let left: Vec<_> = many.map(|done| (done.key, done.result.is_err())).collect();
    assert_eq!(left, [(1, true)]);
}

#[test]
fn responses_too_and_half_a_run_may_be_dropped() {
    let (api, client) = api((0..9).map(|it| Reply::text(count(it))).collect());
    let inputs = (0..9).map(|it| (it, ResponseRequest::new("m").input(it.to_string())));
    let many = client.responses().parse_many::<Count, _>(inputs);
    let mut many = many.concurrency(1);
    let first: Vec<_> = (many.by_ref().take(2))
        .map(|done| done.into_parsed().unwrap().pieces)
        .collect();
    drop(many);
    assert_eq!(first, [0, 1]);
    assert!(api.requests().len() <= 3);
}
