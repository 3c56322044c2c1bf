//! Types of the standard library and of other crates, and the exact schemas they become.
#![allow(dead_code, reason = "the fields are there for their schemas")]

use crate::judge::{check, judge};
use openai_structured::prelude::*;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, LinkedList, VecDeque};
use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{Saturating, Wrapping};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU8};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, SystemTime};

const BYTE: &str = "{'type':'integer','minimum':0,'maximum':255}";
const HOURS: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\\\.[0-9]{1,9})?";

/// The schema of an object with these keys, written with single quotes; `B` is a byte.
fn object(properties: &[(&str, &str)]) -> String {
    let text = |(key, value): &(&str, &str)| format!("'{key}':{}", value.replace("'B'", BYTE));
    let keys: Vec<String> = properties
        .iter()
        .map(|(key, _)| format!("'{key}'"))
        .collect();
    let properties: Vec<String> = properties.iter().map(text).collect();
    format!(
        "{{'type':'object','properties':{{{}}},'required':[{}],'additionalProperties':false}}",
        properties.join(","),
        keys.join(","),
    )
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[expect(clippy::linkedlist, reason = "serde reads it")]
struct Lists {
    deque: VecDeque<u8>,
    linked: LinkedList<u8>,
    heap: BinaryHeap<u8>,
    ordered: BTreeSet<u8>,
    slice: Box<[u8]>,
    bytes: bytes::Bytes,
    buffer: bytes::BytesMut,
    one: (u8,),
    index: indexmap::IndexSet<u8>,
    small: smallvec::SmallVec<[u8; 4]>,
}

#[test]
fn lists_and_sets_are_arrays() {
    let list = "{'type':'array','items':'B'}";
    check::<Lists>(&object(&[
        ("deque", list),
        ("linked", list),
        ("heap", list),
        ("ordered", list),
        ("slice", list),
        ("bytes", list),
        ("buffer", list),
        (
            "one",
            "{'type':'array','items':'B','minItems':1,'maxItems':1}",
        ),
        ("index", list),
        ("small", list),
    ]));
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Holders {
    cell: Cell<u8>,
    ref_cell: RefCell<u8>,
    mutex: Mutex<u8>,
    lock: RwLock<u8>,
    reverse: Reverse<u8>,
    wrapping: Wrapping<u8>,
    saturating: Saturating<u8>,
    atomic: AtomicU8,
    flag: AtomicBool,
    path: PathBuf,
    boxed: Box<Path>,
    ordered: ordered_float::OrderedFloat<f64>,
    not_nan: ordered_float::NotNan<f64>,
    number: serde_json::Number,
}

#[test]
fn holders_are_what_they_hold() {
    check::<Holders>(&object(&[
        ("cell", "'B'"),
        ("ref_cell", "'B'"),
        ("mutex", "'B'"),
        ("lock", "'B'"),
        ("reverse", "'B'"),
        ("wrapping", "'B'"),
        ("saturating", "'B'"),
        ("atomic", "'B'"),
        ("flag", "{'type':'boolean'}"),
        ("path", "{'type':'string'}"),
        ("boxed", "{'type':'string'}"),
        ("ordered", "{'type':'number'}"),
        ("not_nan", "{'type':'number'}"),
        ("number", "{'type':'number'}"),
    ]));
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Shapes {
    range: Range<u8>,
    inclusive: RangeInclusive<u8>,
    from: RangeFrom<u8>,
    to: RangeTo<u8>,
    at: SystemTime,
    bound: Bound<u8>,
    either: either::Either<u8, String>,
}

#[test]
fn ranges_durations_and_results() {
    let nanos = "{'type':'integer','minimum':0,'maximum':999999999}";
    let one = |key: &str, value: &str| object(&[(key, value)]);
    let any = |branches: &[String]| format!("{{'anyOf':[{}]}}", branches.join(","));
    let both = object(&[("start", "'B'"), ("end", "'B'")]);
    let text = "{'type':'string'}";
    check::<Shapes>(&object(&[
        ("range", &both),
        ("inclusive", &both),
        ("from", &one("start", "'B'")),
        ("to", &one("end", "'B'")),
        (
            "at",
            &object(&[
                (
                    "secs_since_epoch",
                    "{'type':'integer','minimum':0,'maximum':253402300799}",
                ),
                ("nanos_since_epoch", nanos),
            ]),
        ),
        (
            "bound",
            &any(&[
                "{'type':'string','enum':['Unbounded']}".to_owned(),
                one("Included", "'B'"),
                one("Excluded", "'B'"),
            ]),
        ),
        ("either", &any(&[one("Left", "'B'"), one("Right", text)])),
    ]));
}

/// A user's own type of a name that the standard library has too, and a type that contains
/// itself through one of the standard library's.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Clashes {
    mine: Vec<elsewhere::Duration>,
    again: elsewhere::Duration,
    theirs: [Duration; 2],
    #[serde(flatten)]
    steps: Range<elsewhere::Duration>,
    next: Result<u8, Box<Clashes>>,
}

mod elsewhere {
    use openai_structured::prelude::*;

    #[derive(Debug, Deserialize, ResponseFormat)]
    pub(super) struct Duration {
        days: u8,
    }
}

#[test]
fn the_types_have_no_name_in_a_schema_and_may_be_flattened() {
    let schema = Clashes::SCHEMA.json();
    assert_eq!(schema.matches("#/$defs/Duration").count(), 4, "{schema}");
    judge::<Clashes>();
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Sockets {
    v4: SocketAddrV4,
    v6: SocketAddrV6,
    any: SocketAddr,
}

#[test]
fn addresses_are_texts() {
    judge::<Sockets>();
    for address in [
        "1.2.3.4:0",
        "255.0.0.1:65535",
        "[::]:80",
        "[1::2:f]:8080",
        "[1:2:3:4:5:6:7:8]:9",
        "[1:2:3:4:5:6:7::]:9",
    ] {
        let text = |any: &str| format!(r#"{{"v4":"1.2.3.4:5","v6":"[::1]:1","any":"{any}"}}"#);
        let grammar = crate::oracle::Grammar::compile(Sockets::SCHEMA.json()).unwrap();
        assert!(grammar.accepts(&text(address)), "{address}");
        assert!(
            !grammar.accepts(&text(&format!("{address}0000"))),
            "{address}0000"
        );
    }
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Jiff {
    timestamp: jiff::Timestamp,
    date: jiff::civil::Date,
    date_time: jiff::civil::DateTime,
    time: jiff::civil::Time,
    span: jiff::Span,
    duration: jiff::SignedDuration,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Chrono {
    date_time: chrono::NaiveDateTime,
    day: chrono::Weekday,
    month: chrono::Month,
}

#[test]
fn dates_and_times() {
    let date_time = format!(
        "{{'type':'string','pattern':'^(?:[0-9]{{4}}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])\
         |(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))\
         |(?:[0-9]{{2}}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)T{HOURS}$'}}"
    );
    let time = format!("{{'type':'string','pattern':'^{HOURS}$'}}");
    let clock = |n: u8| {
        "T(?:DH(?:DM)?(?:D(?:\\\\.[0-9]{1,9})?S)?|DM(?:D(?:\\\\.[0-9]{1,9})?S)?|D(?:\\\\.[0-9]{1,9})?S)"
            .replace('D', &format!("[0-9]{{1,{n}}}"))
    };
    let days =
        "(?:#Y(?:#M)?(?:#W)?(?:#D)?|#M(?:#W)?(?:#D)?|#W(?:#D)?|#D)".replace('#', "[0-9]{1,4}");
    let instant = "{'type':'string','format':'date-time'}";
    let date = "{'type':'string','format':'date'}";
    check::<Jiff>(&object(&[
        ("timestamp", instant),
        ("date", date),
        ("date_time", &date_time),
        ("time", &time),
        (
            "span",
            &format!(
                "{{'type':'string','pattern':'^-?P(?:{days}(?:{0})?|{0})$'}}",
                clock(4)
            ),
        ),
        (
            "duration",
            &format!("{{'type':'string','pattern':'^-?P{}$'}}", clock(9)),
        ),
    ]));
    check::<Chrono>(&object(&[
        ("date_time", &date_time),
        (
            "day",
            "{'type':'string','enum':['Mon','Tue','Wed','Thu','Fri','Sat','Sun']}",
        ),
        (
            "month",
            "{'type':'string','enum':['January','February','March','April','May','June','July',\
             'August','September','October','November','December']}",
        ),
    ]));
}

time::serde::format_description!(day, Date, "[year]-[month]-[day]");

#[derive(Debug, Deserialize, ResponseFormat)]
struct Texts {
    price: rust_decimal::Decimal,
    #[serde(with = "time::serde::rfc3339")]
    #[openai(as = "openai_structured::wire::DateTime")]
    at: time::OffsetDateTime,
    #[serde(with = "day")]
    #[openai(as = "openai_structured::wire::Date")]
    day: time::Date,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Links {
    link: url::Url,
    version: semver::Version,
}

#[test]
fn texts_of_a_form() {
    check::<Texts>(&object(&[
        (
            "price",
            "{'type':'string','pattern':'^-?(?:0|[1-9][0-9]{0,27})(?:\\\\.[0-9]{1,28})?$'}",
        ),
        ("at", "{'type':'string','format':'date-time'}"),
        ("day", "{'type':'string','format':'date'}"),
    ]));
    judge::<Links>();
    let grammar = crate::oracle::Grammar::compile(Links::SCHEMA.json()).unwrap();
    let text = |link: &str, version: &str| format!(r#"{{"link":"{link}","version":"{version}"}}"#);
    for link in [
        "https://a.example/ü?q=1#x",
        "http://localhost:8080",
        "https://127.0.0.1/",
        "https://x-y.example",
    ] {
        assert!(grammar.accepts(&text(link, "1.2.3-rc.1+b.01")), "{link}");
        openai_structured::read::<Links>(&text(link, "1.2.3-rc.1+b.01")).unwrap();
    }
    for link in [
        "example.com",
        "https://",
        "https://xn--a.example",
        "https://1.2.3",
        "https://a b",
    ] {
        assert!(!grammar.accepts(&text(link, "1.2.3")), "{link}");
    }
    for version in ["1.2", "01.2.3", "1.2.3-01"] {
        assert!(!grammar.accepts(&text("http://a", version)), "{version}");
    }
}
