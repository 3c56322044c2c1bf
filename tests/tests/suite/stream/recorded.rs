//! Recordings of the live API, where there are any beside the workspace.

use std::fs;
use std::path::Path;

use openai_structured::client::StreamEnd;
use openai_structured::local::{LocalApi, Reply};

use super::bytes::decode;
use super::wire::{client, request};

/// The recordings: their names and their bytes. None of them belongs to the project.
#[expect(clippy::print_stdout, reason = "seen with `--nocapture`")]
fn recordings() -> Vec<(&'static str, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/streams");
    let names = ["typed-content.sse", "two-tool-calls.sse", "refusal.sse"];
    let read = names.map(|name| Some((name, fs::read(folder.join(name)).ok()?)));
    let found: Vec<_> = read.into_iter().flatten().collect();
    println!(
        "{} of {} recordings found, the others skipped",
        found.len(),
        names.len()
    );
    found
}

/// The data lines, as they stand in a file whose events have one each.
fn data_lines(bytes: &[u8]) -> Vec<String> {
    let lines = str::from_utf8(bytes).unwrap().lines();
    let data = lines.filter_map(|line| line.strip_prefix("data: "));
    let data = data.filter(|data| *data != "[DONE]");
    data.map(str::to_owned).collect()
}

#[test]
fn recordings_say_the_same_however_they_are_cut() {
    for (name, bytes) in recordings() {
        let expected = data_lines(&bytes);
        assert!(expected.len() > 10, "{name}");
        assert!(decode([&bytes[..]]) == expected, "{name}");
        assert!(decode(bytes.chunks(1)) == expected, "{name}, byte by byte");
        for cut in 0..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            assert!(decode([head, tail]) == expected, "{name}, cut at {cut}");
        }
    }
}

#[tokio::test]
async fn recordings_replay_over_loopback() {
    for (name, bytes) in recordings() {
        let writes = [usize::MAX, 1_400, 1];
        let reply = Reply::stream([&bytes]);
        let replies = writes.map(|size| reply.clone().writes_of(size));
        let api = LocalApi::scripted(replies).await.unwrap();
        let client = client(&api);
        for size in writes {
            let mut stream = client.chat().create_stream(request()).await.unwrap();
            let mut data = Vec::new();
            while let Some(event) = stream.next_event().await {
                data.push(event.unwrap().data.to_owned());
            }
            assert!(data == data_lines(&bytes), "{name} in writes of {size}");
            assert_eq!(stream.ended(), Some(StreamEnd::Marker), "{name}");
        }
    }
}
