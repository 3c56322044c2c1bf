//! Streams that are gone on with: what came before is not told again.

use std::io;

use openai_structured::Outcome;
use openai_structured::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

type Became = Outcome<City>;

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct City {
    name: String,
}

const TEXT: &str = r#"{"name":"Oslo"}"#;

fn item() -> Value {
    json!({ "type": "message", "id": "m", "role": "assistant", "status": "completed",
        "content": [{ "type": "output_text", "text": TEXT, "annotations": [] }] })
}

fn part(kind: &str, key: &str, text: &str) -> Value {
    json!({ "type": format!("response.output_text.{kind}"), "item_id": "m", "output_index": 0,
        "content_index": 0, key: text })
}

/// Answers one request, whatever it is, with these events.
async fn serve(listener: TcpListener, events: Vec<Value>, is_cut: bool) -> io::Result<()> {
    let (mut socket, _) = listener.accept().await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await?);
    }
    let events = events.iter().map(|event| format!("data: {event}\n\n"));
    let body: String = events.collect();
    // A byte more than comes: the connection breaks.
    let length = body.len() + usize::from(is_cut);
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {length}\r\n\r\n"
    );
    socket.write_all((head + &body).as_bytes()).await?;
    socket.shutdown().await
}

/// Goes on with these events; gives the draft after each, and what it became.
async fn resumed(events: &[Value], is_cut: bool, after: Option<u64>) -> (Vec<String>, Became) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let server = tokio::spawn(serve(listener, events.to_vec(), is_cut));
    let client = Client::builder().no_auth().base_url(url).max_retries(0);
    let client = client.build().unwrap();
    let stream = client.responses().resume_stream::<City>("r", after).await;
    let mut stream = stream.unwrap();
    let mut drafts = Vec::new();
    while let Some(event) = stream.next().await {
        if event.is_ok() {
            let known = stream.draft().name.text().unwrap_or_default();
            drafts.push(known.to_owned());
        }
        assert!(stream.mismatch().is_none(), "{:?}", stream.mismatch());
    }
    server.await.unwrap().unwrap();
    (drafts, stream.into_partial().into_outcome())
}

#[tokio::test]
async fn a_text_whose_beginning_was_not_seen_is_read_once_it_is_whole() {
    let completed = json!({ "type": "response.completed", "response":
        { "id": "r", "object": "response", "status": "completed", "output": [item()] } });
    let done = json!({ "type": "response.output_item.done", "output_index": 0, "item": item() });
    for last in [part("done", "text", TEXT), done, completed.clone()] {
        let events = [
            part("delta", "delta", "sl"),
            part("delta", "delta", "o\"}"),
            last,
            completed.clone(),
        ];
        let (drafts, outcome) = resumed(&events, false, Some(4)).await;
        assert_eq!(drafts[..3], ["", "", "Oslo"]);
        assert_eq!(outcome.into_parsed().unwrap().name, "Oslo");
    }
    // It had just begun, so that what is whole is not other than what came.
    let events = [part("delta", "delta", TEXT), part("done", "text", TEXT)];
    let (drafts, outcome) = resumed(&events, false, Some(4)).await;
    assert_eq!(drafts, ["", "Oslo"]);
    assert_eq!(outcome.into_parsed().unwrap().name, "Oslo");
}

#[tokio::test]
async fn a_text_that_breaks_off_again_is_cut_off() {
    for is_cut in [false, true] {
        let (drafts, outcome) = resumed(&[part("delta", "delta", "slo\"}")], is_cut, Some(4)).await;
        assert_eq!(drafts, [""]);
        let Outcome::Truncated { raw, .. } = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(raw, "slo\"}");
    }
}

/// A text that begins after the break is read as it comes, and so is one that is told from its start.
#[tokio::test]
async fn a_text_whose_beginning_was_seen_is_read_as_it_comes() {
    let added = json!({ "type": "response.output_item.added", "output_index": 0, "item":
        { "type": "message", "id": "m", "role": "assistant", "status": "in_progress",
            "content": [] } });
    let begins = json!({ "type": "response.content_part.added", "item_id": "m", "output_index": 0,
        "content_index": 0, "part": { "type": "output_text", "text": "", "annotations": [] } });
    let pieces = [
        part("delta", "delta", "{\"name\":\"Os"),
        part("delta", "delta", "lo\"}"),
    ];
    let [first, second] = &pieces;
    for (begin, after) in [
        (Some(added), Some(1)),
        (Some(begins), Some(2)),
        (None, None),
    ] {
        let events: Vec<_> = begin.iter().chain([first, second]).cloned().collect();
        let (drafts, _) = resumed(&events, false, after).await;
        assert_eq!(drafts[drafts.len() - 2..], ["Os", "Oslo"], "{begin:?}");
    }
}
