//! The decoder against a slow one that reads the whole at once, however the bytes are cut.

use std::time::Duration;

use super::{DecodeError, Decoder};

/// An event by value.
#[derive(Debug, Clone, PartialEq)]
struct Owned {
    name: Option<String>,
    data: String,
    id: String,
    retry: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct All {
    events: Vec<Result<Owned, DecodeError>>,
    /// What the end leaves.
    rest: Option<Result<Owned, DecodeError>>,
}

/// What the decoder makes of reads.
fn decode<'a>(reads: impl IntoIterator<Item = &'a [u8]>, limit: usize) -> All {
    let owned = |event: Result<super::Event<'_>, DecodeError>| {
        event.map(|event| Owned {
            name: event.name.map(str::to_owned),
            data: event.data.to_owned(),
            id: event.id.to_owned(),
            retry: event.retry,
        })
    };
    let mut decoder = Decoder::new().max_event_bytes(limit);
    let mut events = Vec::new();
    for mut read in reads {
        while let Some(event) = decoder.next_event(&mut read) {
            events.push(owned(event));
        }
        assert_eq!(read, b"");
    }
    let rest = decoder.finish().map(owned);
    All { events, rest }
}

/// The rules, as plainly as they can be written.
fn reference(whole: &[u8], limit: usize) -> All {
    let bytes = whole.strip_prefix(b"\xef\xbb\xbf").unwrap_or(whole);
    let mut lines = vec![Vec::new()];
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"\r\n") {
            at += 1;
        }
        if matches!(bytes[at], b'\r' | b'\n') {
            lines.push(Vec::new());
        } else {
            lines.last_mut().unwrap().push(bytes[at]);
        }
        at += 1;
    }
    let last = lines.len() - 1;
    let mut events = Vec::new();
    let mut name = String::new();
    let mut id = String::new();
    let mut retry = None;
    let mut data: Option<Vec<u8>> = None;
    for (number, line) in lines.iter().enumerate() {
        let is_end = number == last;
        if !line.is_empty() {
            let colon = line.iter().position(|byte| *byte == b':');
            let (field, value) = match colon {
                Some(at) => (&line[..at], &line[at + 1..]),
                None => (&line[..], &b""[..]),
            };
            let value = value.strip_prefix(b" ").unwrap_or(value);
            let kept = [&b"data"[..], b"event", b"id", b"retry"].contains(&field);
            let size = match &data {
                Some(data) if field == b"data" => data.len() + 1 + value.len(),
                _ => value.len(),
            };
            if kept && size > limit {
                let error = Err(DecodeError::TooLarge { limit });
                events.push(error);
                return All { events, rest: None };
            }
            match field {
                b"data" => match &mut data {
                    Some(data) => data.extend([b"\n", value].concat()),
                    None => data = Some(value.to_vec()),
                },
                b"event" => name = String::from_utf8_lossy(value).into_owned(),
                b"id" if !value.contains(&0) => {
                    if let Ok(text) = String::from_utf8(value.to_vec()) {
                        id = text;
                    }
                }
                b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                    if let Ok(number) = String::from_utf8_lossy(value).parse() {
                        retry = Some(Duration::from_millis(number));
                    }
                }
                _ => {}
            }
        }
        if line.is_empty() || is_end {
            let data = data.take().filter(|data| !data.is_empty());
            let event = data.map(|data| match String::from_utf8(data) {
                Ok(data) => Ok(Owned {
                    name: Some(name.clone()).filter(|name| !name.is_empty()),
                    data,
                    id: id.clone(),
                    retry,
                }),
                Err(_) => Err(DecodeError::NotUtf8),
            });
            name.clear();
            match event {
                rest if is_end => return All { events, rest },
                Some(Err(error)) => {
                    events.push(Err(error));
                    return All { events, rest: None };
                }
                Some(event) => events.push(event),
                None => {}
            }
        }
    }
    unreachable!("the last line returns")
}

/// Whole, cut at every byte, bytewise, and in random pieces.
fn check(bytes: &[u8], limit: usize, dice: &mut fastrand::Rng) -> All {
    let expected = reference(bytes, limit);
    let shown = String::from_utf8_lossy(bytes);
    let same = |reads: &[&[u8]]| {
        assert_eq!(
            decode(reads.iter().copied(), limit),
            expected,
            "{shown:?} as {reads:?}"
        );
    };
    same(&[bytes]);
    for at in 0..=bytes.len() {
        let (left, right) = bytes.split_at(at);
        same(&[left, right]);
    }
    same(&bytes.chunks(1).collect::<Vec<_>>());
    let mut rest = bytes;
    let mut reads = Vec::new();
    while !rest.is_empty() {
        let (read, after) = rest.split_at(dice.usize(0..=rest.len().min(9)));
        reads.push(read);
        rest = after;
    }
    same(&reads);
    expected
}

fn data(bytes: &[u8]) -> Vec<String> {
    let all = check(bytes, 1000, &mut fastrand::Rng::with_seed(7));
    all.events
        .into_iter()
        .map(|event| event.unwrap().data)
        .collect()
}

#[test]
fn events_are_read_by_the_rules() {
    for (bytes, expected) in [
        (&b"data: a\n\n"[..], &["a"][..]),
        (b"data:a\n\n", &["a"]),
        (b"data:  a\n\n", &[" a"]),
        (b"data: a\r\ndata: b\rdata: c\n\n", &["a\nb\nc"]),
        (b"data: a\r\rdata: b\r\n\r\n", &["a", "b"]),
        (b"data: a\n\r\ndata: b\r\n\ndata: c\n\n", &["a", "b", "c"]),
        (b"\xef\xbb\xbfdata: a\n\n", &["a"]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\n", &[]),
        (b"\xef\xbbdata: a\n\ndata: b\n\n", &["b"]),
        (b": OPENROUTER PROCESSING\n\ndata: a\n\n:\n", &["a"]),
        (b"\n\n\ndata: a\n\n\n\n", &["a"]),
        // Heartbeats.
        (
            b"data\n\ndata:\n\ndata: \n\nevent: ping\n\nid: 1\n\nretry: 2\n\n",
            &[],
        ),
        (b"data\ndata\n\n", &["\n"]),
        (b"data: a\ndata\ndata: b\n\n", &["a\n\nb"]),
        // Not ended by a blank line.
        (b"data: a\n\ndata: b\n", &["a"]),
        // Not fields of ours.
        (b" data: a\n\nDATA: a\n\ndatas: a\n\ndat: a\n\n", &[]),
        // Characters that end a line elsewhere.
        (
            "data: a\u{2028}b\u{85}c\u{b}\n\n".as_bytes(),
            &["a\u{2028}b\u{85}c\u{b}"],
        ),
        ("data: Grüße, 世界 😀\n\n".as_bytes(), &["Grüße, 世界 😀"]),
        (b"data: {\"a\":\"\\n\\n\"}\n\n", &["{\"a\":\"\\n\\n\"}"]),
    ] {
        assert_eq!(
            data(bytes),
            expected,
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn names_ids_and_waits_come_along() {
    let bytes = b"id: 7\nevent: error\nretry: 1500\ndata: a\n\ndata: b\n\nid: x\0y\nretry: 1s\nretry:\nevent:\ndata: c\n\nid\nevent: lost\n\ndata: d\n\n";
    let all = check(bytes, 1000, &mut fastrand::Rng::with_seed(7));
    let events: Vec<_> = all.events.into_iter().map(Result::unwrap).collect();
    let metadata: Vec<_> = events
        .iter()
        .map(|event| {
            (
                event.name.as_deref(),
                event.id.as_str(),
                event.data.as_str(),
            )
        })
        .collect();
    assert_eq!(
        metadata,
        [
            (Some("error"), "7", "a"),
            (None, "7", "b"),
            (None, "7", "c"),
            (None, "", "d")
        ]
    );
    let wait = Some(Duration::from_millis(1500));
    assert!(events.iter().all(|event| event.retry == wait));
}

#[test]
fn the_end_leaves_what_was_not_closed() {
    let rest = |bytes: &[u8]| {
        let all = check(bytes, 1000, &mut fastrand::Rng::with_seed(7));
        all.rest.map(|rest| rest.map(|rest| rest.data))
    };
    assert_eq!(rest(b"data: a\n\n"), None);
    assert_eq!(
        rest(b"data: a\n\ndata: [DONE]"),
        Some(Ok("[DONE]".to_owned()))
    );
    assert_eq!(rest(b"data: a\ndata: b\r"), Some(Ok("a\nb".to_owned())));
    assert_eq!(rest(b"data: \xc3"), Some(Err(DecodeError::NotUtf8)));
    assert_eq!(rest(b"data: a\n\nevent: x\nid: 1"), None);
}

#[test]
fn mistakes_end_it() {
    let dice = &mut fastrand::Rng::with_seed(7);
    let all = check(b"data: a\n\ndata: \xff\n\ndata: b\n\n", 1000, dice);
    assert_eq!(all.events.len(), 2);
    assert_eq!(all.events[1], Err(DecodeError::NotUtf8));
    for (bytes, is_small) in [
        (&b"data: 12345678\n\n"[..], true),
        (b"data: 123456789\n\n", false),
        (b"data: 1234\ndata: 567\n\n", true),
        (b"data: 1234\ndata: 5678\n\n", false),
        (b"data: 12345678\ndata:\n\n", false),
        (b"event: 123456789\ndata: a\n\n", false),
        (
            b": a long remark, and ignored\nunknown: a long field\ndata: a\n\n",
            true,
        ),
        (b"data: 123456789", false),
    ] {
        let all = check(bytes, 8, dice);
        let shown = String::from_utf8_lossy(bytes);
        assert_eq!(all.events.len(), 1, "{shown}");
        assert_eq!(all.events[0].is_ok(), is_small, "{shown}");
    }
}

/// A stream that is cut anywhere has the same events up to there.
#[test]
fn a_recording_can_be_cut_anywhere() {
    let recording = "\u{feff}: hello\r\n\r\ndata: {\"content\":\"Grüße\"}\n\nid: 1\nevent: x\rdata: 😀\rdata: b\r\rdata:\n\ndata:[DONE]\n\n".as_bytes();
    let dice = &mut fastrand::Rng::with_seed(7);
    let all = check(recording, 1000, dice).events;
    assert_eq!(all.len(), 3);
    for at in 0..=recording.len() {
        let cut = check(&recording[..at], 1000, dice).events;
        assert!(all.starts_with(&cut), "{at}");
    }
}

/// Texts made of what the rules are about, some of it broken.
#[test]
fn random_streams_are_read_as_by_the_reference() {
    const PARTS: [&[u8]; 24] = [
        b"data",
        b"data: ",
        b"data:",
        b"event: ",
        b"id: ",
        b"retry: ",
        b":",
        b" ",
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\r\n\r\n",
        b"\xef\xbb\xbf",
        b"\xef\xbb",
        b"\xff",
        b"\0",
        b"12",
        b"{\"a\":1}",
        b"[DONE]",
        "é".as_bytes(),
        "😀".as_bytes(),
        b"d",
        b"x",
    ];
    let mut dice = fastrand::Rng::with_seed(4);
    let mut events = 0;
    for _ in 0..4000 {
        let count = dice.usize(1..24);
        let bytes: Vec<u8> = (0..count)
            .flat_map(|_| PARTS[dice.usize(..PARTS.len())])
            .copied()
            .collect();
        let limit = if dice.bool() { 1000 } else { dice.usize(..20) };
        let all = check(&bytes, limit, &mut dice);
        events += all.events.len() + usize::from(all.rest.is_some());
    }
    assert!(events > 1000, "{events} events prove little");
}

#[test]
fn an_event_within_a_read_is_lent_from_it() {
    let read = b"event: x\r\ndata: abc\r\n\r\ndata: def\n\n";
    let mut rest = &read[..];
    let mut decoder = Decoder::new();
    for at in [16, 29] {
        let event = decoder.next_event(&mut rest).unwrap().unwrap();
        assert_eq!(event.data.as_ptr(), read[at..].as_ptr());
    }
}

#[test]
fn nothing_is_kept_of_what_is_ignored_or_over() {
    let mut decoder = Decoder::new();
    let remark = vec![b':'; 1 << 20];
    assert!(decoder.next_event(&mut &remark[..]).is_none());
    assert_eq!(decoder.held.capacity(), 0);
    assert!(decoder.next_event(&mut &b"\ndata: "[..]).is_none());
    assert!(decoder.next_event(&mut &remark[..]).is_none());
    let mut end = &b"\n\ndata"[..];
    let event = decoder.next_event(&mut end).unwrap().unwrap();
    assert_eq!(event.data.len(), remark.len());
    assert!(decoder.next_event(&mut end).is_none());
    assert!(decoder.held.capacity() < 100);
}

/// What comes after it could be the beginning of a stream.
#[cfg(feature = "transport")]
#[test]
fn between_events_nothing_is_held() {
    let bytes = b": hi\n\nid: 1\ndata: a\n\ndata:b\r\n\r\nevent: x\ndata: c\ndata\n\n\n\
        event: y\n\nfoo\rdata: d\r\rretry: 1\ndata: \xc3\xa9\n\ndata: e\n";
    let plain = |all: All| {
        let events = all.events.into_iter().chain(all.rest);
        let plain = events.map(|event| event.map(|event| (event.name, event.data)));
        plain.collect::<Vec<_>>()
    };
    let whole = plain(decode([&bytes[..]], 100));
    assert_eq!(whole.len(), 6);
    let mut places = 0;
    for at in 0..=bytes.len() {
        let (mut head, tail) = bytes.split_at(at);
        let mut decoder = Decoder::new();
        let mut before = 0;
        while let Some(event) = decoder.next_event(&mut head) {
            assert!(event.is_ok());
            before += 1;
        }
        if decoder.is_between() {
            assert_eq!(plain(decode([tail], 100)), whole[before..], "{at}");
            places += 1;
        }
    }
    // Behind each event, though not between CR and LF, and behind lines that say nothing.
    assert!(places > 7, "{places}");
    assert!(!Decoder::new().is_between(), "a mark may come");
}
