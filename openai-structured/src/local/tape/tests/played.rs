//! What a server makes of a tape: pieces, the time between them, the end and the headers.

use super::super::super::answer::{Answer, Body, Job, Rules};
use super::super::super::source::Source;
use super::super::super::stop::Stop;
use super::super::super::stream::{Close, Play};
use super::super::super::{Ending, Received, Reply, route};
use super::*;

/// What is answered to the request that was recorded.
fn answer(replay: impl Into<Replay>) -> Answer {
    let replay: Replay = replay.into();
    let rules = Rules {
        pause: Some(Duration::from_secs(9)),
        player: Some(Player::new(replay)),
        ..Rules::new(Source::new(Vec::new()))
    };
    let received = Received {
        method: "POST".to_owned(),
        path: "/v1/chat/completions".to_owned(),
        query: None,
        headers: Vec::new(),
        body: serde_json::Value::Null,
        bytes: Bytes::new(),
    };
    route::answer(Job {
        rules: &rules,
        received: &received,
        number: 1,
        created: 0,
        stop: &Stop::default(),
    })
}

fn play(replay: impl Into<Replay>) -> Play {
    match answer(replay).body {
        Body::Stream(play) => play,
        Body::Whole(body) => panic!("no stream: {body:?}"),
    }
}

/// `abcdef`, in two pieces.
fn tape() -> Tape {
    let mut recorded = exchange("", "abcdef");
    let piece = |bytes, pause| Piece {
        bytes,
        pause: Duration::from_millis(pause),
    };
    recorded.answer.pieces = vec![piece(2, 5), piece(4, 0)];
    recorded.answer.headers = vec![
        ("content-length".into(), "6".into()),
        ("x-request-id".into(), "req_1".into()),
    ];
    [recorded].into_iter().collect()
}

fn length(answer: &Answer) -> Option<&str> {
    let mut headers = answer.headers.iter();
    let found = headers.find(|(name, _)| name == "content-length");
    found.map(|(_, value)| value.as_str())
}

#[test]
fn pieces_are_those_that_were_recorded_or_asked_for() {
    assert_eq!(play(tape()).pieces, ["ab", "cdef"]);
    assert_eq!(play(tape().split_every(4)).pieces, ["abcd", "ef"]);
    assert_eq!(play(tape().split_every(0)).pieces.len(), 6);
    let split = |places: &[usize]| play(tape().replay().split_at(places)).pieces;
    assert_eq!(split(&[]), ["abcdef"]);
    assert_eq!(split(&[5, 1, 1, 0, 6, 7]), ["a", "bcde", "f"]);
    let cuts: Vec<_> = tape().splits().map(|replay| play(replay).pieces).collect();
    assert_eq!(cuts.len(), 5);
    assert_eq!(cuts[0], ["a", "bcdef"]);
    assert_eq!(cuts[4], ["abcde", "f"]);
}

#[test]
fn pauses_are_those_that_were_recorded_or_asked_for() {
    let millis = |played: Play| {
        let pauses = played.pauses.iter().map(Duration::as_millis);
        (
            pauses.collect::<Vec<_>>(),
            played.pause.map(|pause| pause.as_millis()),
        )
    };
    assert_eq!(millis(play(tape())), (vec![], Some(9_000)));
    assert_eq!(millis(play(tape().replay().in_real_time())).0, [5, 0]);
    let delay = tape().replay().delay(Duration::from_millis(3));
    assert_eq!(millis(play(delay)), (vec![], Some(3)));
    // Pieces that were never waited for.
    let cut = tape().replay().in_real_time().split_every(1);
    assert_eq!(millis(play(cut)).0, []);
    assert_eq!(millis(play(tape().split_every(1).in_real_time())).0, []);
}

#[test]
fn an_answer_ends_as_it_did_or_as_is_said() {
    assert_eq!(play(tape()).close, Close::Clean);
    let mut broken = tape();
    broken.exchanges[0].answer.end = RecordedEnd::CutOff;
    assert_eq!(play(broken).close, Close::Cut);
    for bytes in 0..8 {
        let played = play(tape().split_every(4).ends_after(bytes, Ending::Cut));
        assert_eq!(played.pieces.concat(), b"abcdef"[..bytes.min(6)]);
        assert_eq!(played.close, Close::Cut);
    }
    let silent = play(tape().replay().ends_after(1, Ending::Silent));
    assert_eq!(
        (silent.pieces.concat(), silent.close),
        (b"a".to_vec(), Close::Never)
    );
}

#[test]
fn headers_are_those_that_were_recorded() {
    let names =
        |answer: Answer| -> Vec<_> { answer.headers.into_iter().map(|(name, _)| name).collect() };
    assert_eq!(names(answer(tape())), ["content-length", "x-request-id"]);
    assert_eq!(length(&answer(tape())), Some("6"));
    // A body that was changed in its file has another length.
    let mut changed = tape();
    changed.exchanges[0].answer.body = Bytes::from_static(b"abcd");
    assert_eq!(length(&answer(changed)), Some("4"));
    // One that breaks off was to be as long as it was said.
    let cut = |ending| answer(tape().replay().ends_after(2, ending));
    assert_eq!(length(&cut(Ending::Cut)), Some("6"));
    assert_eq!(length(&cut(Ending::Silent)), Some("6"));
    // An event more is longer.
    assert_eq!(length(&cut(Ending::Error("x".into()))), None);
}

#[test]
fn what_comes_first_is_a_reply_like_any() {
    let error = Reply::error(429, "Slow down.").header("retry-after-ms", "1");
    let first = answer(tape().replay().before(0, error));
    assert_eq!(first.status, 429);
    assert!(
        first
            .headers
            .contains(&("retry-after-ms".to_owned(), "1".to_owned()))
    );
    // There is no second answer to stand before.
    assert_eq!(
        answer(tape().replay().before(1, Reply::error(500, "x"))).status,
        200
    );
}
