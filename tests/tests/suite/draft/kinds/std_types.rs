//! Types of the standard library, and of other crates.

use super::check;
use openai_structured::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, LinkedList, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZeroI8, NonZeroU64, Wrapping};
use std::ops::{Bound, Range, RangeInclusive};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

#[derive(Debug, Deserialize, ResponseFormat)]
struct Integers {
    a: i8,
    b: i16,
    c: i32,
    d: i64,
    e: isize,
    f: u8,
    g: u16,
    h: u32,
    i: u64,
    j: usize,
    k: i128,
    l: u128,
    m: NonZeroI8,
    n: NonZeroU64,
}

#[test]
fn integers() {
    check::<Integers>(&[
        r#"{"a":-128,"b":32767,"c":-2147483648,"d":-9223372036854775808,"e":0,"f":255,"g":65535,"h":4294967295,"i":18446744073709551615,"j":1,"k":-170141183460469231731687303715884105728,"l":340282366920938463463374607431768211455,"m":-1,"n":1}"#,
        r#"{"a":-0,"b":-0,"c":-0,"d":-0,"e":-0,"f":-0,"g":-0,"h":-0,"i":-0,"j":-0,"k":-0,"l":-0,"m":1,"n":1}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Others {
    flag: bool,
    letter: char,
    text: String,
    boxed: Box<str>,
    shared: Arc<str>,
    counted: Rc<String>,
    cow: Cow<'static, str>,
    path: PathBuf,
    wide: f64,
    narrow: f32,
    unit: (),
    wrapping: Wrapping<i8>,
}

#[test]
fn texts_and_floats() {
    check::<Others>(&[
        r#"{"flag":true,"letter":"é","text":"a\u0000b","boxed":"\\","shared":"\ud83d\ude00","counted":"","cow":"x\/y","path":"/tmp","wide":1.7976931348623157e308,"narrow":3.4028235e38,"unit":null,"wrapping":-0}"#,
        r#"{"flag":false,"letter":"😀","text":"","boxed":"\b\f\n\r\t","shared":"","counted":"é","cow":"","path":"","wide":-0,"narrow":-1e-46,"unit":null,"wrapping":1}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[expect(clippy::linkedlist, reason = "serde reads it")]
struct Lists {
    list: Vec<u8>,
    pair: [i16; 2],
    nested: [Vec<bool>; 1],
    deque: VecDeque<String>,
    linked: LinkedList<u8>,
    sorted: BTreeSet<u8>,
    hashed: HashSet<String>,
    slice: Box<[Word]>,
    shared: Arc<[u8]>,
    one: (u8,),
    inserted: indexmap::IndexSet<u8>,
    small: smallvec::SmallVec<[u8; 4]>,
    bytes: bytes::Bytes,
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum Word {
    A,
    B,
}

#[test]
fn lists() {
    check::<Lists>(&[
        r#"{"list":[1,2],"pair":[1,-0],"nested":[[true]],"deque":["a","b"],"linked":[1],"sorted":[2,1,1],"hashed":["a","a","b"],"slice":["A","B"],"shared":[1],"one":[1],"inserted":[2,1],"small":[1,2,3,4,5],"bytes":[1,2]}"#,
    ]);
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Shapes {
    span: Duration,
    at: SystemTime,
    range: Range<u8>,
    closed: RangeInclusive<i64>,
    bound: Bound<u8>,
    result: Result<u8, String>,
    address: IpAddr,
    socket: SocketAddr,
    day: jiff::civil::Date,
    id: uuid::Uuid,
    price: rust_decimal::Decimal,
    either: either::Either<u8, String>,
}

#[test]
fn shapes() {
    check::<Shapes>(&[
        r#"{"span":{"secs":1,"nanos":2},"at":{"secs_since_epoch":1,"nanos_since_epoch":2},"range":{"start":1,"end":2},"closed":{"start":-1,"end":2},"bound":{"Included":1},"result":{"Ok":1},"address":"1.2.3.4","socket":"1.2.3.4:5","day":"2024-02-29","id":"00000000-0000-0000-0000-000000000000","price":"1.50","either":{"Left":1}}"#,
        r#"{"span":{"nanos":2,"secs":1},"at":{"nanos_since_epoch":0,"secs_since_epoch":0},"range":{"end":2,"start":1},"closed":{"start":1,"end":2},"bound":"Unbounded","result":{"Err":"x"},"address":"::1","socket":"[::1]:5","day":"2024-02-29","id":"00000000000000000000000000000000","price":"-1","either":{"Right":"x"}}"#,
    ]);
}
