//! The journal as a file: what is done, what is torn, whose it is, and what it says.

use super::desk::{Desk, drain};
use super::endings::Path;
use super::{Count, ask, count};
use openai_structured::many::{Entry, Journal, JournalError, Kind, Recorded};
use openai_structured::prelude::*;
use serde::Serialize;

/// Asks about these, each answered with its own number, and records it.
fn record<K: Serialize>(journal: &Journal, inputs: impl IntoIterator<Item = (K, Option<u8>)>) {
    let desk = Desk::default();
    for (key, answer) in inputs {
        let mut many = desk
            .client()
            .chat()
            .parse_many::<Count, _>([(key, ask("?"))]);
        assert!(drain(&mut many).is_empty());
        match answer {
            Some(pieces) => desk.say("?", &count(pieces)),
            None => desk.refuse("?", 503),
        }
        journal.record(&drain(&mut many)[0]).unwrap();
    }
}

fn parsed(entries: &[Entry<String, Count>]) -> Vec<(&str, Option<u8>)> {
    let entries = entries.iter().map(|entry| match &entry.recorded {
        Recorded::Parsed(value) => (&*entry.key, Some(value.pieces)),
        Recorded::Failed(_) => (&*entry.key, None),
        other => panic!("{other:?}"),
    });
    entries.collect()
}

#[tokio::test]
async fn what_has_an_answer_is_done_and_the_last_line_counts() {
    let path = Path::new("last");
    let journal = Journal::open(&path.0).unwrap();
    assert!(journal.is_empty());
    record(
        &journal,
        [("a", Some(1)), ("b", None), ("c", Some(3)), ("d", None)],
    );
    drop(journal);

    let journal = Journal::open(&path.0).unwrap();
    let done = |journal: &Journal| ["a", "b", "c", "d", "e"].map(|key| journal.is_done(key));
    assert_eq!(done(&journal), [true, false, true, false, false]);
    assert_eq!(journal.len(), 2);
    // Tried again; and one that was done is asked about all the same, and fails: its answer stays.
    record(&journal, [("b", Some(2)), ("c", None)]);
    let expected = [true, true, true, false, false];
    assert_eq!((done(&journal), journal.len()), (expected, 3));
    drop(journal);
    let journal = Journal::open(&path.0).unwrap();
    assert_eq!((done(&journal), journal.len()), (expected, 3));
    let kinds = ["a", "c", "d", "e"].map(|key| journal.kind(key));
    let [value, failed] = [Kind::Parsed, Kind::Failed].map(Some);
    assert_eq!(kinds, [value, value, failed, None]);
    drop(journal);
    let expected = [("a", Some(1)), ("c", Some(3)), ("d", None), ("b", Some(2))];
    assert_eq!(parsed(&path.entries().unwrap()), expected);
    assert_eq!(path.read().lines().count(), 6, "nothing is rewritten");
}

/// However much of the last line was written.
#[tokio::test]
async fn a_torn_line_is_mended_wherever_it_is_torn() {
    let path = Path::new("torn");
    record(
        &Journal::open(&path.0).unwrap(),
        [("a", Some(1)), ("é", Some(2))],
    );
    let whole = path.read();
    let first = whole.find('\n').unwrap() + 1;
    for end in first..whole.len() {
        path.write(&whole.as_bytes()[..end]);
        // Whoever only reads, changes nothing.
        let is_there = end == whole.len() - 1;
        assert_eq!(
            path.entries().unwrap().len(),
            1 + usize::from(is_there),
            "{end}"
        );
        assert_eq!(std::fs::metadata(&path.0).unwrap().len(), end as u64);

        let journal = Journal::open(&path.0).unwrap();
        assert!(journal.is_done("a"));
        assert_eq!(journal.is_done("é"), is_there, "{end}");
        record(&journal, [("b", Some(3))]);
        let mut expected = vec![("a", Some(1)), ("é", Some(2)), ("b", Some(3))];
        expected.retain(|(key, _)| *key != "é" || is_there);
        assert_eq!(parsed(&path.entries().unwrap()), expected, "{end}");
    }
}

/// Whatever JSON the line is torn within, as within a number.
#[test]
fn every_part_of_a_line_can_be_torn() {
    let path = Path::new("parts");
    let whole = "{\"key\":\"a\",\"outcome\":\"empty\",\"tokens\":0}\n";
    let line = r#"{"key":-1.5e-7,"outcome":"parsed","value":[-0.25,1E+9,true,null,"\u00e9\\",{}],"tokens":3}"#;
    for end in 0..line.len() {
        path.write(format!("{whole}{}", &line[..end]));
        let journal = Journal::open(&path.0).unwrap();
        assert!(journal.is_done("a"));
        drop(journal);
        assert_eq!(path.read(), whole, "{}", &line[..end]);
    }
}

#[test]
fn a_file_of_something_else_is_refused_and_left_alone() {
    let good = "{\"key\":\"a\",\"outcome\":\"empty\",\"tokens\":0}\n";
    let path = Path::new("else");
    for (text, line) in [
        ("name,total\nNorthwind,3\n".to_owned(), 1),
        ("{\"supplier\":\"Northwind\"}\n".to_owned(), 1),
        ("no end".to_owned(), 1),
        (format!("{good}{good}{{\"key\":\"b\"}}\n{good}"), 3),
        (format!("{good}\n{good}"), 2),
        (format!("{good}torn"), 2),
        // Whole values of another program, without an end of the line.
        ("{\"key\":1}".to_owned(), 1),
        ("{\"key\":\"prod\",\"secret\":\"x\"}".to_owned(), 1),
        ("{\"key\":1,\"outcome\":\"lost\"}".to_owned(), 1),
    ] {
        path.write(&text);
        let error = Journal::open(&path.0).unwrap_err();
        let JournalError::Line { line: found, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(*found, line, "{text}");
        let said = error.to_string();
        assert!(
            said.contains(&format!("line {line} is none of this journal")),
            "{said}"
        );
        assert!(said.contains(&path.0.display().to_string()), "{said}");
        assert!(matches!(path.entries(), Err(JournalError::Line { line: it, .. }) if it == line));
        assert_eq!(path.read(), text);
    }
    let error = Journal::open("no/such/folder/x.jsonl").unwrap_err();
    assert!(matches!(error, JournalError::Io { .. }), "{error:?}");
}

#[tokio::test]
async fn only_one_has_it_open() {
    let path = Path::new("lock");
    let journal = Journal::open(&path.0).unwrap();
    let error = Journal::open(&path.0).unwrap_err();
    assert!(matches!(error, JournalError::InUse { .. }), "{error:?}");
    assert!(
        error.to_string().ends_with("the journal is in use"),
        "{error}"
    );
    record(&journal, [("a", Some(1))]);
    drop(journal);
    assert!(Journal::open(&path.0).unwrap().is_done("a"));
}

/// A key of several parts, with what JSON escapes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Place {
    page: u32,
    file: String,
}

#[tokio::test]
async fn keys_are_what_serde_makes_of_them() {
    let path = Path::new("keys");
    let place = |page, file: &str| Place {
        page,
        file: file.to_owned(),
    };
    let keys = [
        place(1, "a\"\u{1}\n.txt"),
        place(2, "é 本.txt"),
        place(3, "c.txt"),
    ];
    let journal = Journal::open(&path.0).unwrap();
    record(&journal, [(&keys[0], Some(1)), (&keys[1], Some(2))]);
    assert_eq!(
        keys.each_ref().map(|it| journal.is_done(it)),
        [true, true, false]
    );
    drop(journal);
    // Written anew by another program, with other escapes and with blanks.
    path.write(
        path.read()
            .replace('é', "\\u00e9")
            .replace("\"file\":", "\"file\" : "),
    );
    let journal = Journal::open(&path.0).unwrap();
    assert_eq!(
        keys.each_ref().map(|it| journal.is_done(it)),
        [true, true, false]
    );
    let entries = Journal::read::<Place, Count>(&path.0).unwrap();
    let read: Vec<_> = entries.map(|entry| entry.unwrap().key).collect();
    assert_eq!(read, keys[..2]);
}

/// However the build writes objects, and whoever wrote the line.
#[tokio::test]
async fn the_order_of_members_is_no_part_of_a_key() {
    let path = Path::new("members");
    let line = |key: &str| format!("{{\"key\":{key},\"outcome\":\"empty\",\"tokens\":0}}\n");
    path.write(line(r#"{"file":"a","page":1}"#) + &line(r#"{"page":2,"file":"a"}"#));
    let journal = Journal::open(&path.0).unwrap();
    let place = |page| Place {
        page,
        file: "a".to_owned(),
    };
    assert_eq!(
        [1, 2, 3].map(|page| journal.is_done(&place(page))),
        [true, true, false]
    );
    record(&journal, [(place(3), Some(3))]);
    assert!(path.read().contains(r#"{"file":"a","page":3}"#));
}

/// Of two inputs with one key, one would be lost in silence.
#[tokio::test]
async fn a_key_that_comes_twice_is_said() {
    let path = Path::new("again");
    let desk = Desk::default();
    let inputs = ["a", "b"].map(|it| ("one key", ask(it)));
    let mut many = desk.client().chat().parse_many::<Count, _>(inputs);
    assert!(drain(&mut many).is_empty());
    desk.say("a", &count(1));
    desk.say("b", &count(2));
    let done = drain(&mut many);
    let journal = Journal::open(&path.0).unwrap();
    journal.record(&done[0]).unwrap();
    let before = path.read();
    let error = journal.record(&done[1]).unwrap_err();
    assert!(
        matches!(&error, JournalError::Again { key, .. } if key == "\"one key\""),
        "{error:?}"
    );
    assert_eq!(path.read(), before, "nothing is written");
    drop(journal);
    // Who opens it anew may answer anew.
    let journal = Journal::open(&path.0).unwrap();
    journal.record(&done[1]).unwrap();
}

/// One that is of other types ends nothing.
#[tokio::test]
async fn an_entry_of_other_types_is_an_error_of_its_own() {
    let path = Path::new("types");
    let journal = Journal::open(&path.0).unwrap();
    record(&journal, [("a", Some(1))]);
    record(&journal, [(7, Some(2))]);
    record(&journal, [("c", Some(3))]);
    let entries: Vec<_> = Journal::read::<String, Count>(&path.0).unwrap().collect();
    assert!(entries[0].is_ok() && entries[2].is_ok());
    assert!(matches!(
        entries[1],
        Err(JournalError::Line { line: 2, .. })
    ));
    assert_eq!(entries.len(), 3);
    let other: Vec<_> = Journal::read::<u32, String>(&path.0).unwrap().collect();
    assert!(other.iter().all(Result::is_err));
}

/// Many tasks may record into one.
#[test]
fn a_journal_can_be_shared() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Journal>();
    is_shared::<JournalError>();
}
