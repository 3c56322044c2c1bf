//! Streams as they go over the wire: their pieces, their pauses and their ends.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::*;

/// The pieces that a streamed request gets.
fn pieces(reply: Reply, more: Value) -> Vec<Bytes> {
    let mut body = request(json!({ "stream": true }));
    let Value::Object(more) = more else { panic!() };
    body.as_object_mut().unwrap().extend(more);
    match post(&rules([reply]), &body).body {
        Body::Stream(play) => play.pieces,
        Body::Whole(body) => panic!("no stream: {body:?}"),
    }
}

/// The events of a reply without what is about them.
fn said(reply: Reply, more: Value) -> Vec<Value> {
    let pieces = pieces(reply, more);
    let (last, events) = pieces.split_last().unwrap();
    assert_eq!(last, "data: [DONE]\n\n");
    let events = events.iter().map(|event| {
        let text = str::from_utf8(event).unwrap();
        let text = text.strip_prefix("data: ").unwrap();
        serde_json::from_str(text.strip_suffix("\n\n").unwrap()).unwrap()
    });
    events.collect()
}

#[test]
fn events_are_sent_as_they_are() {
    let events = [
        json!({ "choices": [] }),
        json!({ "error": { "message": "x" } }),
    ];
    assert_eq!(said(Reply::events(events.clone()), json!({})), events);
    // A request for a plain answer gets them too.
    let answer = post(&rules([Reply::events(events)]), &request(json!({})));
    let kind = ("content-type", "text/event-stream; charset=utf-8");
    assert!(
        (answer.headers.iter()).any(|(name, value)| (name.as_str(), value.as_str()) == kind),
        "{answer:?}"
    );
}

#[test]
fn bytes_are_written_as_they_are() {
    let split = [b"data: \xe6".as_slice(), b"\x9c\xac\r", b"\n\r\n"];
    assert_eq!(pieces(Reply::stream(split), json!({})), split);
    assert_eq!(
        pieces(Reply::stream(["äb"]).writes_of(1), json!({})),
        [b"\xc3".as_slice(), b"\xa4", b"b"]
    );
    assert_eq!(
        pieces(Reply::stream(["abc", "de"]).writes_of(2), json!({})),
        ["ab", "cd", "e"]
    );
    assert_eq!(
        pieces(Reply::stream(["abc"]).writes_of(usize::MAX), json!({})),
        ["abc"]
    );
    let empty: [&str; 0] = [];
    assert!(pieces(Reply::stream(empty).writes_of(0), json!({})).is_empty());
}

#[test]
fn endings() {
    let two = || Reply::stream(["a", "b"]);
    let played = |reply: Reply| {
        let answer = post(&rules([reply]), &request(json!({})));
        let Body::Stream(play) = answer.body else {
            panic!()
        };
        (play.pieces, play.close)
    };
    let clean = stream::Close::Clean;
    let done = Bytes::from("data: [DONE]\n\n");
    assert_eq!(played(two()), (vec!["a".into(), "b".into()], clean));
    assert_eq!(
        played(two().ends_after(1, Ending::Done)),
        (vec!["a".into(), done.clone()], clean)
    );
    assert_eq!(played(two().ends_after(0, Ending::Closed)), (vec![], clean));
    assert_eq!(
        played(two().ends_after(3, Ending::Cut)),
        (vec!["a".into(), "b".into()], stream::Close::Cut)
    );
    assert_eq!(
        played(two().ends_after(1, Ending::Silent)),
        (vec!["a".into()], stream::Close::Never)
    );
    let (pieces, close) = played(two().ends(Ending::Error("Oops.".into())));
    let event = str::from_utf8(&pieces[2]).unwrap();
    let error: Value = serde_json::from_str(event.strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!(error["error"]["message"], "Oops.");
    assert_eq!((pieces.len(), close), (3, clean));
    // The end is cut into writes as what stands before it.
    let (pieces, _) = played(two().writes_of(7).ends(Ending::Done));
    assert_eq!(pieces, ["ab", "data: [", "DONE]\n\n"]);
}

#[test]
fn usage_comes_when_it_is_asked_for() {
    let asked = json!({ "stream_options": { "include_usage": true } });
    let with = said(Reply::text("Hi."), asked);
    assert!(
        with.iter()
            .rev()
            .skip(1)
            .all(|chunk| chunk["usage"] == Value::Null && chunk.get("usage").is_some())
    );
    let without = said(Reply::text("Hi."), json!({}));
    assert!(without.iter().all(|chunk| chunk.get("usage").is_none()));
    assert_eq!(without.len() + 1, with.len());
}

#[test]
fn padding_hides_lengths_unless_it_is_not_wanted() {
    let reply = || Reply::text("ab").and(Reply::text("0123456789abcdefg"));
    let chunks = said(reply().pieces(20), json!({ "n": 2 }));
    let hidden: Vec<_> = chunks
        .iter()
        .map(|chunk| chunk["obfuscation"].as_str().unwrap().len())
        .collect();
    assert_eq!(hidden, [16, 16, 14, 0, 16, 16]);
    for (options, expected) in [
        (json!({ "include_obfuscation": false }), false),
        (json!({ "include_obfuscation": true }), true),
        (json!({}), true),
    ] {
        let chunks = said(reply(), json!({ "stream_options": options }));
        assert!((chunks.iter()).all(|chunk| chunk.get("obfuscation").is_some() == expected));
    }
}

#[test]
fn log_probabilities_come_when_they_are_asked_for() {
    let token = |text: &str| json!({ "token": text, "logprob": 0.0, "bytes": text.as_bytes(), "top_logprobs": [] });
    let chunks = said(Reply::text("äbcde"), json!({ "logprobs": true }));
    let logprobs: Vec<_> = chunks
        .iter()
        .map(|chunk| chunk["choices"][0]["logprobs"].clone())
        .collect();
    let content = |text| json!({ "content": [token(text)], "refusal": null });
    assert_eq!(
        logprobs,
        [Value::Null, content("äbcd"), content("e"), Value::Null]
    );
    let refused = said(Reply::refusal("No."), json!({ "logprobs": true }));
    assert_eq!(
        refused[1]["choices"][0]["logprobs"],
        json!({ "content": null, "refusal": [token("No.")] })
    );
    let whole = post(
        &rules([Reply::text("äbcde")]),
        &request(json!({ "logprobs": true })),
    );
    assert_eq!(
        json_of(&whole)["choices"][0]["logprobs"]["content"],
        json!([token("äbcd"), token("e")])
    );
    let none = said(Reply::text("a"), json!({ "logprobs": false }));
    assert!((none.iter()).all(|chunk| chunk["choices"][0]["logprobs"].is_null()));
}

#[test]
fn choices_take_turns() {
    let both = Reply::text("abcdefgh").and(Reply::tool_call("f", "{}"));
    let chunks = said(both, json!({ "n": 2 }));
    let order: Vec<_> = chunks
        .iter()
        .map(|chunk| chunk["choices"][0]["index"].as_u64().unwrap())
        .collect();
    assert_eq!(order, [0, 1, 0, 1, 0, 1, 0, 1]);
}

/// What a client reads of a streamed answer: the chunks of the body, when each came, and whether
/// the body came to its end.
struct Heard {
    chunks: Vec<(Vec<u8>, Duration)>,
    whole: bool,
}

/// Asks with HTTP as one would by hand, and reads until the server hangs up or says nothing more
/// for a while.
async fn hear(reply: Reply) -> Heard {
    let api = LocalApi::scripted([reply]).await.unwrap();
    let address = api.base_url()["http://".len()..].replace("/v1", "");
    let read = tokio::task::spawn_blocking(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(500)))
            .unwrap();
        let body = request(json!({ "stream": true })).to_string();
        let length = body.len();
        let target = "POST /v1/chat/completions HTTP/1.1\r\nhost: x";
        let start = Instant::now();
        write!(
            socket,
            "{target}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let line = |socket: &mut TcpStream| {
            let mut line = Vec::new();
            let mut byte = [0];
            while !line.ends_with(b"\r\n") {
                match socket.read(&mut byte) {
                    Ok(1) => line.push(byte[0]),
                    _ => return None,
                }
            }
            line.truncate(line.len() - 2);
            Some(String::from_utf8(line).unwrap())
        };
        while line(&mut socket).unwrap() != "" {}
        let mut heard = Heard {
            chunks: Vec::new(),
            whole: false,
        };
        while let Some(size) = line(&mut socket) {
            let size = usize::from_str_radix(&size, 16).unwrap();
            let mut chunk = vec![0; size + 2];
            socket.read_exact(&mut chunk).unwrap();
            chunk.truncate(size);
            if size == 0 {
                heard.whole = true;
                break;
            }
            heard.chunks.push((chunk, start.elapsed()));
        }
        heard
    });
    read.await.unwrap()
}

#[tokio::test]
async fn each_write_is_a_chunk_and_each_end_is_heard() {
    let split = [b"data: \xe6".as_slice(), b"\x9c\xac\n\n", b"x"];
    for (ending, whole) in [
        (Ending::Closed, true),
        (Ending::Cut, false),
        (Ending::Silent, false),
    ] {
        let heard = hear(Reply::stream(split).ends_after(2, ending.clone())).await;
        let chunks: Vec<_> = heard.chunks.iter().map(|(chunk, _)| &chunk[..]).collect();
        assert_eq!(chunks, split[..2], "{ending:?}");
        assert_eq!(heard.whole, whole, "{ending:?}");
    }
}

#[tokio::test]
async fn a_client_sees_each_piece_when_it_is_said() {
    let pause = Duration::from_millis(60);
    let heard = hear(Reply::stream(["a", "b", "c"]).pause(pause)).await;
    let times: Vec<_> = heard.chunks.iter().map(|(_, at)| *at).collect();
    assert!(times[0] >= pause && times[1] >= 2 * pause && times[2] >= 3 * pause);
    // Not all at once at the end.
    assert!(times[2] >= times[0] + pause, "{times:?}");
    assert!(heard.whole);
}

#[tokio::test]
async fn the_server_s_pause_is_for_replies_without_one() {
    let pause = Duration::from_millis(40);
    let rules = Rules {
        pause: Some(pause),
        ..rules([Reply::text("a"), Reply::text("b").pause(Duration::ZERO)])
    };
    let pauses = [(); 2].map(|()| {
        let answer = post(&rules, &request(json!({ "stream": true })));
        match answer.body {
            Body::Stream(play) => play.pause,
            Body::Whole(_) => panic!(),
        }
    });
    assert_eq!(pauses, [Some(pause), Some(Duration::ZERO)]);
}

/// A stream that never ends does not hold up its server, nor the runtime.
#[test]
fn nothing_outlives_a_silent_stream() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let start = Instant::now();
    for reply in [
        Reply::stream(["a"]).ends(Ending::Silent),
        Reply::stream(["a", "b"]).pause(Duration::from_mins(1)),
    ] {
        runtime.block_on(async {
            let heard = tokio::time::timeout(Duration::from_secs(2), hear(reply)).await;
            assert!(heard.is_ok_and(|heard| !heard.whole));
        });
    }
    drop(runtime);
    assert!(start.elapsed() < Duration::from_secs(10));
}
