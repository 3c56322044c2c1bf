//! How streams end: with the marker, without it, or in the middle; and that nothing is lost.

use openai_client::{ErrorKind, StreamEnd};

use crate::{
    server::{EVENTS, Reply, Server, chunk, events, stream},
    stream::{ANSWER, TEXT, open, read, read_reply},
};

const CHUNK: &str = r#"data: {"choices":[{"delta":{"content":"x"}}]}"#;

#[tokio::test]
async fn the_marker_in_every_form() {
    for marker in [
        "data: [DONE]\n\n",
        "data:[DONE]\n\n",
        "data: [DONE]\r\n\r\n",
        "data: [DONE] \n\n",
        "data: [DONE] extra\n\n",
        "event: done\ndata: [DONE]\n\n",
        // The server closes right after the last line, or within it.
        "data: [DONE]\n",
        "data: [DONE]",
        "data: [DONE]\n\ndata: [DONE]\n\n",
        "data: [DONE]\n\ndata: {\"error\":\"late\"}\n\n: remark",
    ] {
        let read = read_reply(stream(format!("{CHUNK}\n\n{marker}"))).await;
        assert!(read.error.is_none(), "{marker:?}: {:?}", read.error);
        assert_eq!(
            (read.chunks, read.ended),
            (1, Some(StreamEnd::Marker)),
            "{marker:?}"
        );
    }
}

#[tokio::test]
async fn without_the_marker_the_end_says_so() {
    for (end, chunks) in [
        ("", 1),
        ("data: {\"choices\":[]}\n\n", 2),
        // Not closed, but whole.
        ("data: {\"choices\":[]}\n", 2),
        ("data: {\"choices\":[]}", 2),
        // Cut.
        ("data: {\"choices\":[{\"del", 1),
        ("data: {\"choices\":[]}x", 1),
        ("data: [DON", 1),
        ("data:", 1),
        ("da", 1),
        (": remark", 1),
    ] {
        let read = read_reply(stream(format!("{CHUNK}\n\n{end}"))).await;
        assert!(read.error.is_none(), "{end:?}: {:?}", read.error);
        assert_eq!(
            (read.chunks, read.ended),
            (chunks, Some(StreamEnd::Closed)),
            "{end:?}"
        );
    }
}

#[tokio::test]
async fn a_cut_within_a_character_is_a_cut() {
    let bytes = [CHUNK.as_bytes(), b"\n\ndata: {\"a\":\"\xc3"].concat();
    let read = read_reply(stream(bytes)).await;
    assert_eq!((read.chunks, read.ended), (1, Some(StreamEnd::Closed)));
}

#[tokio::test]
async fn a_broken_connection_is_an_error_after_all_that_came() {
    let open_chunk = |text: &str| format!("{:x}\r\n{text}", text.len() + 10);
    for (end, chunks) in [
        (String::new(), 1),
        (open_chunk("data: {\"choices\":[]}\n\ndata: {\"cho"), 2),
        // Not closed, but whole.
        (open_chunk("data: {\"choices\":[]}\n"), 2),
        (open_chunk("data: {\"choices\":[]}"), 2),
        (open_chunk("data: {\"choices\":["), 1),
    ] {
        let mut bytes = events([CHUNK.as_bytes(), b"\n\n"]);
        bytes.extend(end.as_bytes());
        let read = read_reply(Reply::SendAndClose(bytes)).await;
        let error = read.error.unwrap();
        assert_eq!(error.kind(), ErrorKind::MaybeSent, "{end:?}");
        assert_eq!(error.status().unwrap(), 200, "the answer had begun");
        assert!(!error.is_retryable());
        assert_eq!(
            error.to_string(),
            "the connection broke within the answer [request req_1]"
        );
        assert_eq!((read.chunks, read.ended), (chunks, None), "{end:?}");
    }
    // With the marker, there is nothing left that could be missed.
    let mut bytes = events([CHUNK.as_bytes(), b"\n\n"]);
    bytes.extend(open_chunk("data: [DONE]\n").as_bytes());
    let read = read_reply(Reply::SendAndClose(bytes)).await;
    assert_eq!((read.chunks, read.ended), (1, Some(StreamEnd::Marker)));
}

/// Whatever is left of a recording, what it holds whole is handed out.
#[tokio::test]
async fn a_cut_at_every_byte_loses_nothing() {
    let cuts = (0..=ANSWER.len()).map(|at| &ANSWER.as_bytes()[..at]);
    // A body whose last chunk is missing is broken.
    let script = cuts.clone().flat_map(|cut| {
        let broken = [
            events([]),
            if cut.is_empty() {
                Vec::new()
            } else {
                chunk(cut)
            },
        ]
        .concat();
        [Reply::SendAndClose(broken), stream(cut)]
    });
    let server = Server::start(script).await;
    let client = server.client();
    let (mut longest, mut ends) = (0, [0, 0]);
    for cut in cuts {
        let at = cut.len();
        let broken = read(open(&client).await).await;
        let clean = read(open(&client).await).await;
        assert_eq!(broken.text, clean.text, "{at}");
        assert_eq!(broken.chunks, clean.chunks, "{at}");
        assert!(TEXT.starts_with(&clean.text), "{at}");
        assert!(clean.chunks >= longest, "{at}");
        longest = clean.chunks;
        match clean.ended {
            Some(StreamEnd::Marker) => ends[1] += 1,
            Some(_) => ends[0] += 1,
            None => assert_eq!(clean.error.unwrap().kind(), ErrorKind::Decode, "{at}"),
        }
        if clean.ended != Some(StreamEnd::Marker) {
            assert_eq!(broken.error.unwrap().kind(), ErrorKind::MaybeSent, "{at}");
        }
    }
    assert_eq!(longest, 5);
    // From the last byte of the first event's JSON on there is an event, and the marker counts with
    // two line ends, one or none.
    let first = ANSWER
        .find(
            "

",
        )
        .unwrap();
    assert_eq!(ends, [ANSWER.len() + 1 - first - 3, 3]);
}

#[tokio::test]
async fn a_body_without_length_ends_with_its_connection() {
    let body = format!("{EVENTS}connection: close\r\n\r\n{CHUNK}\n\n");
    let read = read_reply(Reply::SendAndClose(body.into())).await;
    assert_eq!((read.chunks, read.ended), (1, Some(StreamEnd::Closed)));
}
