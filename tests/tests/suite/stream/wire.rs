//! The tables over loopback: chunks as the client hands them out.

use std::time::Duration;

use openai_structured::client::chat::{ChatAccumulator, ChatMessage, StreamOptions};
use openai_structured::client::{ChatStream, ErrorKind, StreamEnd};
use openai_structured::local::{Ending, LocalApi, Reply};
use openai_structured::prelude::*;

use super::cases;
use super::heard::{Heard, Listener};
use super::row::{End, Row, role, said};

/// How a stream of chunks ends: with its kind of end, or with an error's kind and words.
type StreamEnds = Result<Option<StreamEnd>, (ErrorKind, Option<String>)>;

/// A client of this API that asks once and waits for two seconds.
pub(super) fn client(api: &LocalApi) -> Client {
    Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .max_retries(0)
        .idle_timeout(Duration::from_secs(2))
        .build()
        .unwrap()
}

pub(super) fn request() -> ChatRequest {
    ChatRequest::new("m").user("Say something.")
}

/// In which writes a row is played: as the table has it, and cut in other ways.
pub(super) fn sizes(row: &Row) -> [Option<usize>; 4] {
    let bytes: usize = row.writes.iter().map(Vec::len).sum();
    // Bytes one by one are only for streams that are short.
    let small = if bytes < 5_000 { 1 } else { 4_093 };
    [None, Some(small), Some(small + 6), Some(usize::MAX)]
}

/// Puts the chunks together, and says how they ended.
async fn hear(mut stream: ChatStream) -> (Heard, StreamEnds) {
    let mut answer = Listener::default();
    while let Some(chunk) = stream.next_chunk().await {
        match chunk {
            Ok(chunk) => answer.push(chunk),
            Err(error) => {
                let said = error.message().map(str::to_owned);
                return (answer.heard(false), Err((error.kind(), said)));
            }
        }
    }
    let end = stream.ended();
    (answer.heard(end == Some(StreamEnd::Marker)), Ok(end))
}

#[tokio::test]
async fn chunks_say_what_was_written() {
    let mut wrong = Vec::new();
    for row in cases::all() {
        let sizes = sizes(&row);
        let replies = sizes.map(|size| row.reply(size));
        let api = LocalApi::scripted(replies).await.unwrap();
        let client = client(&api);
        let end = match row.then.end {
            End::Marker => Ok(Some(StreamEnd::Marker)),
            End::Closed => Ok(Some(StreamEnd::Closed)),
            End::Cut => Err((ErrorKind::MaybeSent, None)),
            End::Failed(words) => Err((ErrorKind::Status, Some(words.to_owned()))),
        };
        let expected = (Heard::from(&row.then), end);
        for size in sizes {
            let stream = client.chat().create_stream(request()).await.unwrap();
            let heard = hear(stream).await;
            if heard != expected {
                let name = row.name;
                wrong.push(format!(
                    "{name}, writes of {size:?}:\n{heard:?}\n{expected:?}"
                ));
            }
        }
        assert_eq!(api.requests()[0].body["stream"], true);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What a stream adds to an answer by itself is what its chunks add.
#[tokio::test]
async fn chunks_that_are_not_made_add_the_same() {
    let mut events = 0;
    for row in cases::all() {
        let sizes = sizes(&row);
        let twice = sizes.iter().flat_map(|size| [size, size]);
        let api = LocalApi::scripted(twice.map(|size| row.reply(*size)));
        let api = api.await.unwrap();
        let client = client(&api);
        for size in sizes {
            let mut stream = client.chat().create_stream(request()).await.unwrap();
            let (mut answer, mut added, mut error) = (ChatAccumulator::new(), Vec::new(), None);
            while let Some(chunk) = stream.next_chunk().await {
                match chunk {
                    Ok(chunk) => added.push(answer.push(chunk).unwrap().collect::<Vec<_>>()),
                    Err(found) => error = Some((found.kind(), found.message().map(str::to_owned))),
                }
            }
            let expected = (added, error, stream.ended(), answer);

            let mut stream = client.chat().create_stream(request()).await.unwrap();
            let (mut answer, mut added, mut error) = (ChatAccumulator::new(), Vec::new(), None);
            while let Some(found) = stream.next_into(&mut answer).await {
                match found {
                    Ok(found) => added.push(found.collect::<Vec<_>>()),
                    Err(found) => error = Some((found.kind(), found.message().map(str::to_owned))),
                }
            }
            let name = row.name;
            assert_eq!(added, expected.0, "{name}, writes of {size:?}");
            assert_eq!(error, expected.1, "{name}, writes of {size:?}");
            assert_eq!(stream.ended(), expected.2, "{name}, writes of {size:?}");
            let (ours, plain) = (answer.snapshot(), expected.3.snapshot());
            assert_eq!(format!("{ours:?}"), format!("{plain:?}"), "{name}");
            events += added.iter().flatten().count();
        }
    }
    assert!(events > 1_000, "{events}");
}

/// What the service needs back with a call is kept.
#[tokio::test]
async fn fields_go_back_with_the_call() {
    let name = "fields that must go back with the call";
    let row = cases::all().find(|row| row.name == name).unwrap();
    let api = LocalApi::scripted([row.reply(None)]).await.unwrap();
    let mut stream = client(&api).chat().create_stream(request()).await.unwrap();
    let mut answer = ChatAccumulator::new();
    while let Some(chunk) = stream.next_chunk().await {
        answer.push(chunk.unwrap()).unwrap();
    }
    let call = &answer.snapshot().choices[0].message.tool_calls[0];
    let call = serde_json::to_value(call).unwrap();
    assert_eq!(call["extra_content"]["google"]["thought_signature"], "s1");
}

#[tokio::test]
async fn silence_is_noticed() {
    let silent = Reply::events([role(), said("{")]).ends(Ending::Silent);
    let slow = Reply::text("abcdefgh").pause(Duration::from_millis(40));
    let api = LocalApi::scripted([silent, slow]).await.unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .idle_timeout(Duration::from_millis(150))
        .build()
        .unwrap();
    let heard = hear(client.chat().create_stream(request()).await.unwrap()).await;
    assert_eq!(heard.0.texts, [Some("{".to_owned())]);
    assert_eq!(heard.1, Err((ErrorKind::MaybeSent, None)));
    // A pause of less than the limit is none, however many there are.
    let heard = hear(client.chat().create_stream(request()).await.unwrap()).await;
    assert_eq!(heard.0.texts, [Some("abcdefgh".to_owned())]);
    assert_eq!(heard.1, Ok(Some(StreamEnd::Marker)));
    assert_eq!(api.requests().len(), 2);
}

/// What the local API says in one piece and in many is the same.
#[tokio::test]
async fn a_streamed_reply_is_the_plain_one() {
    let replies = [
        Reply::text(cases::TEXT),
        Reply::refusal("No, 本."),
        Reply::truncated("{\"te"),
        Reply::filtered("{\"te"),
        Reply::tool_calls([("look", "{\"q\":1}"), ("find", "{}")]),
        Reply::text("a").and(Reply::tool_call("look", "{}")),
    ];
    for reply in replies {
        let reply = reply.pieces(1);
        let twice = [reply.clone(), reply.clone()];
        let api = LocalApi::scripted(twice).await.unwrap();
        let client = client(&api);
        let request = || request().n(3_u32).logprobs(true);
        let plain = client.chat().create(request()).await.unwrap();
        let asked = request().stream_options(StreamOptions::new().include_usage(true));
        let mut stream = client.chat().create_stream(asked).await.unwrap();
        let mut answer = ChatAccumulator::new();
        while let Some(chunk) = stream.next_chunk().await {
            answer.push(chunk.unwrap()).unwrap();
        }
        assert!(answer.is_complete());
        let streamed = answer.into_completion();
        assert_eq!(streamed.usage, plain.usage, "{reply:?}");
        assert_eq!(streamed.model, plain.model);
        for (streamed, plain) in streamed.choices.iter().zip(&plain.choices) {
            assert_eq!(streamed.index, plain.index);
            assert_eq!(streamed.finish_reason, plain.finish_reason);
            assert_eq!(streamed.logprobs, plain.logprobs, "{reply:?}");
            let (streamed, plain) = (&streamed.message, &plain.message);
            let said = |text: &Option<String>| text.clone().unwrap_or_default();
            assert_eq!(said(&streamed.content), said(&plain.content));
            assert_eq!(streamed.refusal, plain.refusal);
            let calls = |message: &ChatMessage| -> Vec<_> {
                let calls = message.tool_calls.iter();
                calls
                    .map(|call| serde_json::to_value(call).unwrap())
                    .collect()
            };
            for (streamed, plain) in calls(streamed).iter().zip(&calls(plain)) {
                // Each answer numbers its calls anew.
                assert_eq!(streamed["function"], plain["function"]);
            }
            assert_eq!(calls(streamed).len(), calls(plain).len());
        }
        assert_eq!(streamed.choices.len(), 3);
    }
}
