//! The files of a batch in any form in which they may come.

use bytes::Bytes;
use openai_structured::client::Wait;
use openai_structured::prelude::*;
use serde_json::json;

use super::service::{Pieces, Service};
use super::{City, completion, line, not_done, said};

/// Each answer in a word.
async fn found(output: Pieces, errors: Pieces) -> Vec<String> {
    let service = Service::done(Some(output), Some(errors));
    let batch = service.client().chat().open_batch::<City>("batch_1");
    let done = batch.wait(Wait::new()).await.unwrap();
    let mut answers = done.answers().await.unwrap();
    let mut found = Vec::new();
    while let Some(answer) = answers.next().await {
        let answer = answer.unwrap();
        let word = match answer.result {
            Ok(parsed) => parsed.into_parsed().unwrap().name,
            Err(error) => error.to_string(),
        };
        found.push(format!("{}: {word}", answer.id));
    }
    found
}

fn pieces(text: &str, length: usize) -> Pieces {
    let pieces = text.as_bytes().chunks(length);
    pieces
        .map(|piece| Some(Bytes::copy_from_slice(piece)))
        .collect()
}

fn city(name: &str) -> String {
    json!({ "name": name, "inhabitants": null }).to_string()
}

#[tokio::test]
async fn answers_are_the_same_however_their_files_come() {
    let names = ["\u{c5}lesund", "Oslo", "A\u{2028}B\nC"];
    let lines: Vec<_> = (names.iter().enumerate())
        .map(|(at, name)| line(&at.to_string(), 200, &said(&city(name))))
        .collect();
    let errors = [
        not_done("x", "batch_expired"),
        not_done("y", "batch_expired"),
    ];
    let mut expected: Vec<_> = (names.iter().enumerate())
        .map(|(at, name)| format!("{at}: {name}"))
        .collect();
    let expired = "the service did not carry out the request (batch_expired): \
                   This request could not be executed";
    expected.extend(["x", "y"].map(|id| format!("{id}: {expired}")));
    for end in ["\n", "\r\n", "\n\n", "\r\n \t\r\n"] {
        for start in ["", "\u{feff}", "\n", "\u{feff}\r\n"] {
            for last in ["", end] {
                let file = |lines: &[String]| format!("{start}{}{last}", lines.join(end));
                let (output, errors) = (file(&lines), file(&errors));
                for length in [1, 2, 3, 7, 64, 1000, output.len()] {
                    let all = found(pieces(&output, length), pieces(&errors, length)).await;
                    assert_eq!(all, expected, "{end:?} {start:?} {last:?} {length}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_file_may_be_cut_into_two_pieces_anywhere() {
    let output = [
        line("a", 200, &said(&city("Oslo"))),
        line("b", 200, &said(&city("\u{c5}s"))),
    ];
    let output = output.join("\r\n");
    for cut in 0..=output.len() {
        let (first, rest) = output.as_bytes().split_at(cut);
        let two = [first, b"", rest].map(|piece| Some(Bytes::copy_from_slice(piece)));
        assert_eq!(
            found(two.into(), Vec::new()).await,
            ["a: Oslo", "b: \u{c5}s"],
            "{cut}"
        );
    }
}

#[tokio::test]
async fn a_line_may_have_ten_megabytes() {
    let name = "x".repeat(10_000_000);
    let message = json!({ "role": "assistant", "content": city(&name) });
    let long = line("a", 200, &completion(&message, "stop"));
    let output = format!("{long}\n{}", line("b", 200, &said(&city("Oslo"))));
    let all = found(pieces(&output, 16 * 1024), Vec::new()).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].len(), "a: ".len() + name.len());
    assert_eq!(all[1], "b: Oslo");
}
