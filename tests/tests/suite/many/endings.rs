//! Each way in which an input can end: counted, recorded, and read back.

use super::{Count, ask, count};
use openai_structured::answer::Dialect;
use openai_structured::local::{LocalApi, Reply};
use openai_structured::many::{Counts, Done, Entry, Journal, JournalError, Kind, Recorded};
use openai_structured::prelude::*;
use serde_json::json;
use std::path::PathBuf;

/// A path that no other test has; the file is gone with it.
pub(super) struct Path(pub(super) PathBuf);

impl Path {
    pub(super) fn new(name: &str) -> Self {
        let name = format!("many-{name}-{}.jsonl", std::process::id());
        let path = Self(std::env::temp_dir().join(name));
        let _ = std::fs::remove_file(&path.0);
        path
    }

    pub(super) fn read(&self) -> String {
        std::fs::read_to_string(&self.0).unwrap()
    }

    pub(super) fn write(&self, text: impl AsRef<[u8]>) {
        std::fs::write(&self.0, text).unwrap();
    }

    /// What a journal has, and of which kinds.
    pub(super) fn entries(&self) -> Result<Vec<Entry<String, Count>>, JournalError> {
        Journal::read(&self.0)?.collect()
    }
}

impl Drop for Path {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

const WRONG: &str = r#"{"pieces":900}"#;

/// Each ending by its kind, and what the service says for it.
fn script() -> Vec<(Kind, Reply)> {
    let failed = Reply::error(400, "sk-abcdefghijklmnop is no good");
    vec![
        (Kind::Parsed, Reply::text(count(1))),
        (Kind::Refused, Reply::refusal("I can't.")),
        (Kind::Truncated, Reply::truncated(r#"{"pieces":"#)),
        (Kind::Filtered, Reply::filtered(r#"{"pi"#)),
        (Kind::Mismatch, Reply::text(WRONG)),
        (Kind::ToolCalls, Reply::tool_call("look", r#"{"at":1}"#)),
        (Kind::Empty, Reply::text("")),
        (Kind::Failed, failed),
    ]
}

/// What is recorded for each of them.
fn recorded(entry: &Entry<String, Count>) -> Kind {
    match &entry.recorded {
        Recorded::Parsed(value) => {
            assert_eq!(*value, Count { pieces: 1 });
            Kind::Parsed
        }
        Recorded::Refused(words) => {
            assert_eq!(words, "I can't.");
            Kind::Refused
        }
        Recorded::Truncated(text) => {
            assert_eq!(text, r#"{"pieces":"#);
            Kind::Truncated
        }
        Recorded::Filtered(text) => {
            assert_eq!(text, r#"{"pi"#);
            Kind::Filtered
        }
        Recorded::Mismatch { text, error, .. } => {
            assert_eq!(text, WRONG);
            assert!(error.contains("at `pieces`"), "{error}");
            Kind::Mismatch
        }
        Recorded::ToolCalls(calls) => {
            let said: Vec<_> = calls.iter().map(|it| (it.name(), it.input())).collect();
            assert_eq!(said, [("look", r#"{"at":1}"#)]);
            Kind::ToolCalls
        }
        Recorded::Empty => Kind::Empty,
        Recorded::Unfinished(error) => {
            assert_eq!(error, "failed: server_error");
            Kind::Unfinished
        }
        Recorded::Failed(error) => {
            assert!(
                error.contains("400") && !error.contains("sk-abc"),
                "{error}"
            );
            Kind::Failed
        }
        other => panic!("{other:?}"),
    }
}

/// Notes each ending, and counts by hand.
struct Account<'a> {
    journal: &'a Journal,
    by_hand: Counts,
    kinds: Vec<Kind>,
}

impl Account<'_> {
    fn note<D: Dialect>(&mut self, done: &Done<D, Count, String>) {
        self.journal.record(done).unwrap();
        assert_eq!(usize::try_from(done.index).unwrap(), self.kinds.len());
        self.kinds.push(done.kind());
        self.by_hand.tokens += done.tokens();
    }
}

fn judge(account: &Account<'_>, counts: Counts, script: &[(Kind, Reply)], path: &Path) {
    let kinds: Vec<Kind> = script.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(account.kinds, kinds);
    for kind in &kinds {
        assert_eq!(counts.of(*kind), 1, "{kind}");
    }
    assert_eq!(counts.done(), kinds.len() as u64);
    assert!(counts.tokens > 0 && counts.tokens == account.by_hand.tokens);
    let entries = path.entries().unwrap();
    assert_eq!(entries.iter().map(recorded).collect::<Vec<_>>(), kinds);
    assert_eq!(
        entries.iter().map(|it| it.tokens).sum::<u64>(),
        counts.tokens
    );
    for (at, kind) in kinds.iter().enumerate() {
        let name = format!("input {at}");
        assert_eq!(entries[at].key, name);
        let answered = !matches!(kind, Kind::Failed | Kind::Unfinished);
        assert_eq!(account.journal.is_done(&name), answered, "{kind}");
    }
}

#[tokio::test]
async fn every_ending_of_chat_is_accounted_for() {
    let script = script();
    let api = LocalApi::scripted(script.iter().map(|(_, reply)| reply.clone()));
    let api = api.await.unwrap();
    let client = crate::reask::client_of(&api);
    let path = Path::new("chat");
    let journal = Journal::open(&path.0).unwrap();
    let inputs = (0..script.len()).map(|it| (format!("input {it}"), ask(it)));
    let many = client.chat().parse_many::<Count, _>(inputs);
    let mut many = many.concurrency(1);
    let mut account = Account {
        journal: &journal,
        by_hand: Counts::default(),
        kinds: Vec::new(),
    };
    while let Some(done) = many.next().await {
        account.note(&done);
    }
    judge(&account, many.counts(), &script, &path);
}

#[tokio::test]
async fn every_ending_of_responses_is_accounted_for() {
    let mut script = script();
    script.push((
        Kind::Unfinished,
        Reply::failed("server_error", "Out of words."),
    ));
    let api = LocalApi::scripted(script.iter().map(|(_, reply)| reply.clone()));
    let api = api.await.unwrap();
    let client = crate::reask::client_of(&api);
    let path = Path::new("responses");
    let journal = Journal::open(&path.0).unwrap();
    let request = |it: usize| ResponseRequest::new("m").input(it.to_string());
    let inputs = (0..script.len()).map(|it| (format!("input {it}"), request(it)));
    let inputs = futures_util::stream::iter(inputs);
    let many = client.responses().parse_many_stream::<Count, _>(inputs);
    let mut many = many.concurrency(1);
    let mut account = Account {
        journal: &journal,
        by_hand: Counts::default(),
        kinds: Vec::new(),
    };
    while let Some(done) = many.next().await {
        account.note(&done);
    }
    judge(&account, many.counts(), &script, &path);
}

/// The lines are what the documentation says.
#[tokio::test]
async fn the_lines_can_be_read_by_anyone() {
    let api = LocalApi::scripted([Reply::text(count(3)), Reply::refusal("No.\n\"Never\".")]);
    let api = api.await.unwrap();
    let client = crate::reask::client_of(&api);
    let path = Path::new("lines");
    let journal = Journal::open(&path.0).unwrap();
    let inputs = [("é\n", 1), ("b", 2)].map(|key| (key, ask("?")));
    let mut many = client.chat().parse_many::<Count, _>(inputs).concurrency(1);
    let mut tokens = Vec::new();
    while let Some(done) = many.next().await {
        journal.record(&done).unwrap();
        tokens.push(done.tokens());
    }
    let text = path.read();
    assert!(
        text.starts_with("{\"key\":[\"é\\n\",1],\"outcome\":\"parsed\",\"value\":{"),
        "{text}"
    );
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let expected = [
        json!({"key": ["é\n", 1], "outcome": "parsed", "value": {"pieces": 3}, "tokens": tokens[0]}),
        json!({"key": ["b", 2], "outcome": "refused", "text": "No.\n\"Never\".", "tokens": tokens[1]}),
    ];
    assert_eq!(lines.collect::<Vec<serde_json::Value>>(), expected);
}
