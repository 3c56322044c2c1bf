//! From the bytes of a streamed answer to its chunks and the text that they add up to.

use std::convert::Infallible;
use std::hint::black_box;

use async_openai::types::chat::CreateChatCompletionStreamResponse;
use async_openai::types::responses::ResponseStreamEvent;
use bytes::Bytes;
use eventsource_stream::Eventsource;
use futures_util::{FutureExt, Stream, StreamExt, stream};
use openai_client::chat::{ChatAccumulator, ChunkRef};
use openai_client::responses::{ResponseAccumulator, ResponseEvent};
use openai_client::sse::Decoder;
use openai_peers::{
    Race, Shape, Table, allocations_of, document, events, exponent, pieces, ratio, reads,
    response_events, time,
};
use sse_stream::SseByteStream;

const CHUNKS: usize = 10_000;
const ASYNC_OPENAI: &str = "eventsource-stream + serde_json into async-openai's chunk";
const SSE_STREAM_SERDE: &str = "sse-stream + serde_json into async-openai's chunk";
const ACCUMULATED: &str = "openai-client, ChatAccumulator: events and the answer so far";
const BORROWED: &str = "openai-client, each chunk parsed, borrowed";
const OWNED: &str = "openai-client, each chunk parsed, owned";
const EVENTSOURCE: &str = "eventsource-stream, events alone";
const SSE_STREAM: &str = "sse-stream, events alone";
const DECODER: &str = "openai-client, events alone";
type Work = fn(&[Bytes]) -> usize;
const CHUNK_ROWS: [(&str, Work); 8] = [
    (ASYNC_OPENAI, async_openai),
    (SSE_STREAM_SERDE, sse_stream_serde),
    (ACCUMULATED, accumulated),
    (BORROWED, borrowed),
    (OWNED, owned),
    (EVENTSOURCE, eventsource),
    (SSE_STREAM, sse_stream),
    (DECODER, decoder),
];
const EVENT_ROWS: [(&str, Work); 3] = [
    (SSE_STREAM, sse_stream),
    (DECODER, decoder),
    (EVENTSOURCE, eventsource),
];

const RESPONSE_ACCUMULATED: &str =
    "openai-client, ResponseAccumulator: events and the response so far";
const RESPONSE_OWNED: &str = "openai-client, each event parsed";
const ASYNC_OPENAI_RESPONSE: &str =
    "eventsource-stream + serde_json into async-openai's response event";
const RESPONSE_ROWS: [(&str, Work); 4] = [
    (ASYNC_OPENAI_RESPONSE, async_openai_response),
    (RESPONSE_ACCUMULATED, response_accumulated),
    (RESPONSE_OWNED, response_owned),
    (DECODER, decoder),
];

fn main() {
    let text = document(Shape::Records, 50_000);
    let pieces = pieces(&text, 4);
    let pieces = &pieces[..CHUNKS];
    small_events("chunks", &events(pieces), pieces, &CHUNK_ROWS, 5);
    let of_response = response_events(pieces);
    small_events(
        "events of a response",
        &of_response,
        pieces,
        &RESPONSE_ROWS,
        3,
    );
    large_event();
}

/// Many small events. The first row is what others are measured by; the first `texts` of them give the
/// length of the text.
fn small_events(
    what: &str,
    events: &[String],
    pieces: &[&str],
    rows: &[(&str, Work)],
    texts: usize,
) {
    let each: Vec<Bytes> = events
        .iter()
        .map(|event| Bytes::copy_from_slice(event.as_bytes()))
        .collect();
    let all = events.concat();
    let large: Vec<Bytes> = reads(all.as_bytes(), 16 << 10)
        .into_iter()
        .map(Bytes::copy_from_slice)
        .collect();
    let content: usize = pieces.iter().map(|piece| piece.len()).sum();
    for (name, work) in &rows[..texts] {
        let lengths = (work(&each), work(&large));
        assert_eq!(lengths, (content, content), "the same text: {name}");
    }

    let [one, many] = [&each, &large].map(|reads| {
        let mut race = Race::default();
        for &(name, work) in rows {
            race.add(name, move || {
                black_box(work(black_box(reads)));
            });
        }
        race.run(31)
    });
    let mut table = Table::new(&[
        "a chunk",
        "1 event a read",
        "reads of 16 KiB",
        "allocations (1 event a read)",
    ]);
    for &(name, work) in rows {
        let cell = |results: &openai_peers::Results| {
            let nanos = results.nanos(name) / CHUNKS as f64;
            format!(
                "{} ({})",
                time(nanos),
                ratio(results.ratio(name, rows[0].0))
            )
        };
        let allocations = allocations_of(|| {
            black_box(work(&each));
        });
        let of_chunk = |count: u64| count as f64 / CHUNKS as f64;
        table.row([
            name.to_owned(),
            cell(&one),
            cell(&many),
            format!(
                "{:.2} + {:.2}",
                of_chunk(allocations.new),
                of_chunk(allocations.resized)
            ),
        ]);
    }
    table.print(&format!(
        "## Events: {CHUNKS} {what} of {} bytes; CPU time, and as a multiple of async-openai's path",
        events[CHUNKS / 2].len()
    ));
}

/// One event that spans many reads, as the last one of some streams does.
fn large_event() {
    const SIZES: [(usize, &str); 4] = [
        (10_000, "10 KB"),
        (100_000, "100 KB"),
        (1_000_000, "1 MB"),
        (10_000_000, "10 MB"),
    ];
    let results = SIZES.map(|(size, _)| {
        let event = format!("data: {}\n\n", "x".repeat(size));
        let reads: Vec<Bytes> = reads(event.as_bytes(), 1_400)
            .into_iter()
            .map(Bytes::copy_from_slice)
            .collect();
        let mut race = Race::default();
        for (name, work) in EVENT_ROWS {
            let reads = reads.clone();
            match name {
                // It looks at all that has come of an event again for each read: minutes for the
                // largest.
                EVENTSOURCE if size > 1_000_000 => {}
                EVENTSOURCE => race.add_sample(name, 10, 1.0, move || {
                    black_box(work(&reads));
                }),
                _ => race.add(name, move || {
                    black_box(work(&reads));
                }),
            }
        }
        race.run(31)
    });
    let head: Vec<&str> = [""]
        .into_iter()
        .chain(SIZES.map(|(_, name)| name))
        .chain(["exponent"])
        .collect();
    let mut table = Table::new(&head);
    for (name, _) in EVENT_ROWS {
        let last = if name == EVENTSOURCE { 2 } else { 3 };
        let at = |size: usize| (SIZES[size].0 as f64, results[size].nanos(name));
        let cell = |size: usize| {
            let value = || {
                format!(
                    "{} ({})",
                    time(at(size).1),
                    ratio(results[size].ratio(name, SSE_STREAM))
                )
            };
            if size <= last {
                value()
            } else {
                "-".to_owned()
            }
        };
        let exponent = exponent(at(0), at(last));
        table.row([
            name.to_owned(),
            cell(0),
            cell(1),
            cell(2),
            cell(3),
            format!("{exponent:.2}"),
        ]);
    }
    table.print("## Events: one large event in reads of 1,400 bytes; CPU time, and as a multiple of sse-stream");
}

fn stream_of(reads: &[Bytes]) -> impl Stream<Item = Result<Bytes, Infallible>> + Unpin {
    stream::iter(reads.iter().cloned().map(Ok))
}

/// All that a stream has, which never waits.
fn drain<T>(mut stream: impl Stream<Item = T> + Unpin, mut take: impl FnMut(T)) {
    while let Some(item) = stream.next().now_or_never().expect("all is there") {
        take(item);
    }
}

fn add(text: &mut String, chunk: &str) {
    let chunk: CreateChatCompletionStreamResponse = serde_json::from_str(chunk).expect("a chunk");
    for choice in &chunk.choices {
        text.push_str(choice.delta.content.as_deref().unwrap_or_default());
    }
}

fn async_openai(reads: &[Bytes]) -> usize {
    let mut text = String::new();
    drain(stream_of(reads).eventsource(), |event| {
        let event = event.expect("an event");
        if event.data != "[DONE]" {
            add(&mut text, &event.data);
        }
    });
    text.len()
}

fn sse_stream_serde(reads: &[Bytes]) -> usize {
    let mut text = String::new();
    drain(SseByteStream::new(stream_of(reads)), |event| {
        let data = event.expect("an event").data.unwrap_or_default();
        if data != "[DONE]" {
            add(&mut text, &data);
        }
    });
    text.len()
}

fn async_openai_response(reads: &[Bytes]) -> usize {
    let mut text = String::new();
    drain(stream_of(reads).eventsource(), |event| {
        let event = event.expect("an event");
        let event: ResponseStreamEvent = serde_json::from_str(&event.data).expect("an event");
        if let ResponseStreamEvent::ResponseOutputTextDelta(piece) = event {
            text.push_str(&piece.delta);
        }
    });
    text.len()
}

/// What the streams of the client do: an event is read by the shape of the one before.
fn response_accumulated(reads: &[Bytes]) -> usize {
    let mut response = ResponseAccumulator::new();
    each_event(reads, |data| {
        drop(black_box(response.push_data(data).expect("an event")));
    });
    response.text_of(0).map_or(0, |text| text.len())
}

fn response_owned(reads: &[Bytes]) -> usize {
    let mut text = String::new();
    each_event(reads, |data| {
        let event: ResponseEvent = serde_json::from_str(data).expect("an event");
        if let ResponseEvent::OutputTextDelta(piece) = event {
            text.push_str(&piece.delta);
        }
    });
    text.len()
}

/// What the streams of the client do: a chunk is read by the shape of the one before.
fn accumulated(reads: &[Bytes]) -> usize {
    let mut answer = ChatAccumulator::new();
    each_event(reads, |data| {
        for event in answer.push_data(data).expect("a chunk") {
            drop(black_box(event));
        }
    });
    answer.snapshot().text().map_or(0, str::len)
}

fn borrowed(reads: &[Bytes]) -> usize {
    let mut text = String::new();
    ours(reads, |chunk| {
        for choice in &chunk.choices {
            text.push_str(choice.delta.content.as_deref().unwrap_or_default());
        }
    });
    text.len()
}

fn owned(reads: &[Bytes]) -> usize {
    let mut text = String::new();
    ours(reads, |chunk| {
        for choice in &chunk.into_owned().choices {
            text.push_str(choice.delta.content.as_deref().unwrap_or_default());
        }
    });
    text.len()
}

fn ours(reads: &[Bytes], mut take: impl FnMut(ChunkRef<'_>)) {
    each_event(reads, |data| {
        if data != "[DONE]" {
            take(ChunkRef::from_json(data).expect("a chunk"));
        }
    });
}

fn each_event(reads: &[Bytes], mut take: impl FnMut(&str)) {
    let mut decoder = Decoder::new();
    for read in reads {
        let mut rest = &read[..];
        while let Some(event) = decoder.next_event(&mut rest) {
            take(event.expect("an event").data);
        }
    }
}

fn decoder(reads: &[Bytes]) -> usize {
    let mut bytes = 0;
    each_event(reads, |data| bytes += data.len());
    bytes
}

fn eventsource(reads: &[Bytes]) -> usize {
    let mut bytes = 0;
    drain(stream_of(reads).eventsource(), |event| {
        bytes += event.expect("an event").data.len()
    });
    bytes
}

fn sse_stream(reads: &[Bytes]) -> usize {
    let mut bytes = 0;
    drain(SseByteStream::new(stream_of(reads)), |event| {
        bytes += event.expect("an event").data.map_or(0, |data| data.len());
    });
    bytes
}
