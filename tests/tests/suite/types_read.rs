//! What the types of others read: every text of their schemas, and what else.

use crate::judge::judge;
use crate::oracle::Grammar;
use crate::residue::{self, Rfc3339};
use openai_structured::prelude::*;
use serde::de::{DeserializeOwned, IgnoredAny};
use std::fmt::Debug;

/// A type by itself, so that no other takes the sampler's time.
#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(name = "only")]
struct Only<T> {
    #[allow(dead_code, reason = "the field is there for its schema")]
    value: T,
}

#[test]
fn every_type_reads_what_its_schema_allows() {
    macro_rules! judge_each {
        ($($ty:ty),* $(,)?) => { $(judge::<Only<$ty>>();)* };
    }
    judge_each!(
        chrono::DateTime<chrono::Utc>,
        chrono::DateTime<chrono::FixedOffset>,
        chrono::NaiveDate,
        chrono::NaiveDateTime,
        chrono::NaiveTime,
        chrono::Weekday,
        chrono::Month,
        jiff::Timestamp,
        jiff::civil::Date,
        jiff::civil::DateTime,
        jiff::civil::Time,
        jiff::Span,
        jiff::SignedDuration,
        uuid::Uuid,
        url::Url,
        rust_decimal::Decimal,
        semver::Version,
        bytes::Bytes,
        indexmap::IndexSet<String>,
        smallvec::SmallVec<[i8; 2]>,
        either::Either<i64, Option<bool>>,
        ordered_float::NotNan<f32>,
        ordered_float::OrderedFloat<f64>,
        std::net::IpAddr,
        std::net::SocketAddr,
        std::time::Duration,
        std::time::SystemTime,
        std::num::NonZeroI16,
        std::ops::Bound<char>,
        Result<std::path::PathBuf, std::ops::RangeInclusive<i64>>,
    );
}

/// The last texts that a schema allows, at every side.
fn edges<T: Debug + DeserializeOwned + Schema>(texts: &[&str])
where
    Only<T>: ResponseFormat,
{
    let grammar = Grammar::compile(Only::<T>::SCHEMA.json()).unwrap();
    let read = openai_structured::read::<Only<T>>;
    for text in texts {
        let text = format!(r#"{{"value":"{text}"}}"#);
        assert!(grammar.accepts(&text), "the schema excludes {text}");
        if let Err(mismatch) = read(&text) {
            let reasons = residue::explain(&text, |text| read(text).is_ok());
            assert!(reasons.is_some(), "{text}: {}", mismatch.detail());
        }
    }
}

#[test]
fn every_type_reads_the_edges_of_its_schema() {
    let moments = [
        "0000-01-01T00:00:00Z",
        "0000-01-01T00:00:00+23:59",
        "0000-01-01t00:00:00z",
        "2024-02-29T23:59:59-00:00",
        "2024-12-31T23:59:60Z",
        "2024-06-01T12:00:60.5+01:00",
        "2024-06-01T12:00:00.123456789Z",
        "2024-06-01T12:00:00.1234567890123456789Z",
        "9999-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:60-23:59",
        "9999-12-29T23:59:00-23:59",
    ];
    edges::<chrono::DateTime<chrono::Utc>>(&moments);
    edges::<chrono::DateTime<chrono::FixedOffset>>(&moments);
    edges::<jiff::Timestamp>(&moments);
    edges::<Rfc3339>(&moments);
    let dates = ["0000-01-01", "0000-02-29", "2000-02-29", "9999-12-31"];
    edges::<chrono::NaiveDate>(&dates);
    edges::<jiff::civil::Date>(&dates);
    let times = ["00:00:00", "23:59:59.999999999", "12:00:00.0"];
    edges::<chrono::NaiveTime>(&times);
    edges::<jiff::civil::Time>(&times);
    let date_times = ["0000-01-01T00:00:00", "9999-12-31T23:59:59.999999999"];
    edges::<chrono::NaiveDateTime>(&date_times);
    edges::<jiff::civil::DateTime>(&date_times);
    edges::<jiff::Span>(&[
        "P9999Y9999M9999W9999DT9999H9999M9999.999999999S",
        "-P9999Y9999M9999W9999DT9999H9999M9999.999999999S",
        "PT0S",
        "P0D",
    ]);
    edges::<jiff::SignedDuration>(&[
        "PT999999999H999999999M999999999.999999999S",
        "-PT999999999H999999999M999999999.999999999S",
        "PT0S",
    ]);
    edges::<rust_decimal::Decimal>(&[
        "-0",
        "9999999999999999999999999999.9999999999999999999999999999",
        "-9999999999999999999999999999",
        "0.0000000000000000000000000001",
    ]);
    let most = "9999999999999999999.9999999999999999999.9999999999999999999";
    edges::<semver::Version>(&[
        "0.0.0",
        most,
        "1.0.0--.0.00a+00.-",
        "1.0.0-99999999999999999999999",
    ]);
    edges::<url::Url>(&[
        "http://a:65535",
        "http://a:0?",
        "https://a#",
        "https://255.255.255.255/%zz/\\\\[]|^`{}",
        "https://a.b-c.d/\u{fffd}\u{202e}",
    ]);
    edges::<uuid::Uuid>(&[
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-FFFF-ffff-FFFF-ffffffffffff",
    ]);
}

/// The texts of this list that serde reads as a `T` where it does not know what to expect, as in
/// an untagged enum.
fn read_of<T: DeserializeOwned>(texts: &[&'static str]) -> Vec<&'static str> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either<T> {
        This(#[allow(dead_code, reason = "only whether it is read counts")] T),
        Else(#[allow(dead_code, reason = "only whether it is read counts")] IgnoredAny),
    }
    let reads = |text: &&&str| {
        matches!(
            serde_json::from_str::<Either<T>>(text).unwrap(),
            Either::This(_)
        )
    };
    texts.iter().filter(reads).copied().collect()
}

/// Untagged enums are judged by what a type reads beside its schema. So all of that is pinned, for
/// types that are written by others.
#[test]
fn what_is_read_beside_the_schema() {
    const FORMS: [&str; 12] = [
        "null",
        "true",
        "1",
        "-1",
        "1.5",
        r#""1""#,
        r#""x""#,
        "[]",
        "[1]",
        "{}",
        r#"{"Mon":null}"#,
        r#""mONDAY""#,
    ];
    assert_eq!(
        read_of::<rust_decimal::Decimal>(&FORMS),
        ["1", "-1", "1.5", r#""1""#]
    );
    assert_eq!(
        read_of::<bytes::Bytes>(&FORMS),
        [r#""1""#, r#""x""#, "[]", "[1]", r#""mONDAY""#]
    );
    assert_eq!(read_of::<chrono::Weekday>(&FORMS), [r#""mONDAY""#]);
    assert_eq!(
        read_of::<chrono::Month>(&[r#""jAN""#, r#""1""#]),
        [r#""jAN""#]
    );
    macro_rules! nothing_of {
        ($($ty:ty),* $(,)?) => { $(
            assert_eq!(read_of::<$ty>(&FORMS), [""; 0], stringify!($ty));
        )* };
    }
    nothing_of!(
        chrono::DateTime<chrono::Utc>,
        chrono::DateTime<chrono::FixedOffset>,
        chrono::NaiveDate,
        chrono::NaiveDateTime,
        chrono::NaiveTime,
        jiff::Timestamp,
        jiff::civil::Date,
        jiff::civil::DateTime,
        jiff::civil::Time,
        jiff::Span,
        jiff::SignedDuration,
        uuid::Uuid,
        url::Url,
        semver::Version,
        std::net::IpAddr,
        std::net::SocketAddr,
        std::time::Duration,
        std::time::SystemTime,
        std::ops::Range<u8>,
        std::ops::Bound<u8>,
        Result<u8, u8>,
        either::Either<u8, u8>,
    );
    // Structs are read from lists as well, which is known of every type with a name.
    assert_eq!(read_of::<std::time::Duration>(&["[1,2]"]), ["[1,2]"]);
    assert_eq!(read_of::<std::time::SystemTime>(&["[1,2]"]), ["[1,2]"]);
    assert_eq!(read_of::<std::ops::Range<u8>>(&["[1,2]"]), ["[1,2]"]);
    assert_eq!(read_of::<std::ops::RangeFrom<u8>>(&FORMS), ["[1]"]);
    assert_eq!(
        read_of::<std::ops::Bound<u8>>(&[r#""Unbounded""#, r#"{"Unbounded":null}"#]),
        [r#""Unbounded""#, r#"{"Unbounded":null}"#]
    );
}
