//! What stands inside of other types is looked at after reading, with its path.

use indexmap::{IndexMap, IndexSet};
use openai_structured::prelude::*;
use smallvec::SmallVec;
use std::collections::{BTreeSet, BinaryHeap, HashSet, LinkedList, VecDeque};
use std::fmt::Debug;
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::sync::Mutex;

/// A part with a bound.
#[derive(Debug, Deserialize, ResponseFormat, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Line {
    #[openai(minimum = 1)]
    pieces: u32,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(name = "at")]
struct At<T> {
    #[allow(dead_code, reason = "the field is there for what is read into it")]
    at: T,
}

/// A good line is read, a bad one is refused where it stands; `LINE` is the line in the text.
#[track_caller]
fn looks_at_lines<T: Debug>(text: &str, path: &str)
where
    At<T>: ResponseFormat,
{
    let read = |pieces: u32| {
        let line = format!(r#"{{"pieces":{pieces}}}"#);
        openai_structured::read::<At<T>>(&format!(r#"{{"at":{}}}"#, text.replace("LINE", &line)))
    };
    read(1).unwrap();
    let mismatch = read(0).unwrap_err();
    assert_eq!(mismatch.path(), path);
    assert_eq!(
        mismatch.to_string(),
        format!("at `{path}`: expected at least 1, found integer")
    );
}

#[test]
fn parts_are_looked_at() {
    let good_then_bad = r#"[{"pieces":1},LINE]"#;
    looks_at_lines::<VecDeque<Line>>(good_then_bad, "at[1].pieces");
    looks_at_lines::<LinkedList<Line>>(good_then_bad, "at[1].pieces");
    looks_at_lines::<SmallVec<[Line; 1]>>(good_then_bad, "at[1].pieces");
    // These do not keep the order of the text.
    looks_at_lines::<BinaryHeap<Line>>(good_then_bad, "at[].pieces");
    looks_at_lines::<BTreeSet<Line>>(good_then_bad, "at[].pieces");
    looks_at_lines::<HashSet<Line>>(good_then_bad, "at[].pieces");
    looks_at_lines::<IndexSet<Line>>(good_then_bad, "at[].pieces");
    looks_at_lines::<Mutex<Option<Box<[Line]>>>>(good_then_bad, "at[1].pieces");
    looks_at_lines::<Result<Line, String>>(r#"{"Ok":LINE}"#, "at.Ok.pieces");
    looks_at_lines::<Result<u8, Vec<Line>>>(r#"{"Err":[LINE]}"#, "at.Err[0].pieces");
    looks_at_lines::<either::Either<Line, u8>>(r#"{"Left":LINE}"#, "at.Left.pieces");
    looks_at_lines::<either::Either<u8, Line>>(r#"{"Right":LINE}"#, "at.Right.pieces");
    looks_at_lines::<Bound<Line>>(r#"{"Included":LINE}"#, "at.Included.pieces");
    looks_at_lines::<Bound<Line>>(r#"{"Excluded":LINE}"#, "at.Excluded.pieces");
    let range = r#"{"start":LINE,"end":{"pieces":1}}"#;
    looks_at_lines::<Range<Line>>(range, "at.start.pieces");
    looks_at_lines::<RangeInclusive<Line>>(r#"{"start":{"pieces":1},"end":LINE}"#, "at.end.pieces");
    looks_at_lines::<RangeFrom<Line>>(r#"{"start":LINE}"#, "at.start.pieces");
    looks_at_lines::<RangeTo<Line>>(r#"{"end":LINE}"#, "at.end.pieces");
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Counted {
    #[openai(max_items = 2)]
    bytes: bytes::Bytes,
    #[openai(min_items = 1)]
    small: SmallVec<[u8; 4]>,
    #[openai(max_items = 1)]
    set: IndexSet<u8>,
    #[openai(minimum = 0)]
    ordered: ordered_float::NotNan<f64>,
    #[openai(maximum = 9)]
    number: serde_json::Number,
    single: ordered_float::OrderedFloat<f32>,
    #[serde(with = "openai_structured::entries")]
    entries: IndexMap<String, Line>,
}

#[test]
fn bounds_reach_other_crates_types() {
    let good = r#"{"bytes":[1,2],"small":[1],"set":[1],"ordered":0.5,"number":9,"single":1.5,"entries":[{"key":"a","value":{"pieces":1}}]}"#;
    let read: Counted = openai_structured::read(good).unwrap();
    assert_eq!(*read.bytes, [1, 2]);
    assert_eq!((read.small.len(), read.set.len()), (1, 1));
    assert!(read.ordered.into_inner() > 0.4 && read.single.0 > 1.4);
    assert_eq!((read.number, read.entries["a"].pieces), (9.into(), 1));
    crate::judge::judge::<Counted>();
    for (from, to, path) in [
        ("[1,2]", "[1,2,3]", "bytes"),
        (r#""small":[1]"#, r#""small":[]"#, "small"),
        (r#""set":[1]"#, r#""set":[1,2]"#, "set"),
        ("0.5", "-0.5", "ordered"),
        (r#""number":9"#, r#""number":9.5"#, "number"),
        ("1.5", "1e39", "single"),
        (
            r#"{"pieces":1}"#,
            r#"{"pieces":0}"#,
            "entries[].value.pieces",
        ),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        let mismatch = openai_structured::read::<Counted>(&bad).unwrap_err();
        assert_eq!(mismatch.path(), path, "{mismatch}");
    }
}
