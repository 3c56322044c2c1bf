//! Texts that are read, or are not, in all the ways that are known to go wrong: a table of 67, of
//! which each has a test here, or a reason why it has none.
#![allow(dead_code, reason = "the fields are read, and shown by `Debug`")]

use super::cuts;
use openai_structured::prelude::*;
use openai_structured::{DraftReader, Mismatch, MismatchKind, ResponseFormat, read};
use std::collections::HashSet;
use std::fmt::Debug;
use std::net::Ipv4Addr;
use std::time::Duration;

/// Reads the text as a whole and character by character.
fn both<T: ResponseFormat + Debug>(text: &str) -> Result<T, Mismatch> {
    let whole = read::<T>(text);
    let mut reader = DraftReader::<T>::new();
    for piece in cuts::single(text) {
        // What is wrong is said at the end, too.
        drop(reader.push(piece));
    }
    let pieces = reader.finish();
    assert_eq!(format!("{whole:?}"), format!("{pieces:?}"), "{text}");
    whole
}

/// What `Debug` shows of the value.
fn ok<T: ResponseFormat + Debug>(text: &str) -> String {
    format!("{:?}", both::<T>(text).unwrap())
}

/// The kind of the error, its place, and what is said.
fn err<T: ResponseFormat + Debug>(text: &str) -> (MismatchKind, String, String) {
    let mismatch = both::<T>(text).unwrap_err();
    (
        mismatch.kind(),
        mismatch.path().to_owned(),
        mismatch.detail().to_owned(),
    )
}

/// The error of a value under the key `a`.
fn value<T: Debug + Schema>(value: &str) -> String
where
    One<T>: ResponseFormat,
{
    let (kind, path, detail) = err::<One<T>>(&format!("{{\"a\":{value}}}"));
    assert_eq!((kind, path.as_str()), (MismatchKind::Type, "a"), "{detail}");
    detail
}

/// The value under the key `a`.
fn reads<T: Debug + Schema>(value: &str) -> T
where
    One<T>: ResponseFormat,
{
    both::<One<T>>(&format!("{{\"a\":{value}}}")).unwrap().a
}

/// Whether a text under the key `a` is no JSON.
fn is_no_json<T: Debug + Schema>(value: &str) -> bool
where
    One<T>: ResponseFormat,
{
    err::<One<T>>(&format!("{{\"a\":{value}}}")).0 == MismatchKind::Syntax
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(name = "one")]
struct One<T> {
    a: T,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Empty {}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(deny_unknown_fields)]
struct Closed {
    a: u8,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Default {
    #[serde(default)]
    a: u8,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct With {
    #[serde(deserialize_with = "byte")]
    #[openai(as = "Option<u8>")]
    a: Option<u8>,
}

fn byte<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u8>, D::Error> {
    Option::deserialize(from)
}

#[derive(Debug, Deserialize, ResponseFormat)]
enum External {
    U,
    N(u8),
    T { x: u8 },
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t")]
enum Internal {
    S {
        a: u8,
    },
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    N(u8),
    O(Option<u8>),
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Untagged {
    Byte(u8),
    Text(String),
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[serde(tag = "t")]
struct Labelled {
    a: u8,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Rec {
    next: Option<Box<Rec>>,
}

/// The rows that are tested elsewhere, are decided at compile time, or are of parts that are not built.
const ELSEWHERE: [(u8, &str); 13] = [
    (
        5,
        "only a lax source may stand in a fence; here it is an error, which `P6` beside it shows",
    ),
    (8, "arguments of a tool; an answer is never empty"),
    (
        13,
        "no open value has a schema: `compile-fail/open-values.rs`",
    ),
    (
        30,
        "refused at compile time: `compile-fail/wide-integers.rs`",
    ),
    (
        37,
        "a text is a `&str`; bytes that are none are refused where they are read from the wire",
    ),
    (
        48,
        "refused at compile time: `compile-fail/untagged-shorter-object-first.rs`",
    ),
    (
        60,
        "28 digits on both sides fit the schema and may not fit the type: `residue.rs`",
    ),
    (63, "`chat.rs`: a refusal is an outcome of its own"),
    (64, "`chat.rs`: what was cut is an outcome of its own"),
    (65, "`chat.rs`: what was filtered is an outcome of its own"),
    (66, "another API"),
    (67, "refused at compile time: `compile-fail/borrowed.rs`"),
    (
        55,
        "the schema has no zone; that a zone is refused all the same, `P58` shows for its kind",
    ),
];

/// Each row by its number.
macro_rules! rows {
    ($($number:literal $name:ident $body:block)*) => {
        $(#[test] fn $name() $body)*

        #[test]
        fn every_row_has_its_place() {
            let mut numbers: Vec<u8> = vec![$($number),*];
            numbers.extend(ELSEWHERE.iter().map(|(number, _)| number));
            numbers.sort_unstable();
            assert_eq!(numbers, (1..=67).collect::<Vec<u8>>());
        }
    };
}

rows! {
    1 blanks_behind { assert_eq!(ok::<One<u8>>("{\"a\":1}  \n\r\t\n"), "One { a: 1 }"); }
    2 a_byte_order_mark { assert_eq!(ok::<One<u8>>("\u{feff}{\"a\":1}"), "One { a: 1 }"); }
    3 the_same_document_twice {
        assert_eq!(ok::<One<u8>>("{\"a\":1}\n{\"a\":1}\n"), "One { a: 1 }");
        assert_eq!(err::<One<u8>>("{\"a\":1}{\"a\":1}{\"a\":1}").0, MismatchKind::Syntax);
    }
    4 another_document {
        let mismatch = both::<One<u8>>("{\"a\":1}\n{\"a\":2}").unwrap_err();
        assert_eq!(mismatch.detail(), "trailing characters");
        assert_eq!((mismatch.kind(), mismatch.position()), (MismatchKind::Syntax, Some((2, 1))));
    }
    6 a_comma_too_much {
        assert_eq!(err::<One<u8>>("{\"a\":1,}").0, MismatchKind::Syntax);
        assert_eq!(err::<One<Vec<u8>>>("{\"a\":[1,]}").0, MismatchKind::Syntax);
        assert_eq!(err::<One<u8>>("```json\n{\"a\":1}\n```").0, MismatchKind::Syntax);
    }
    7 cut_off {
        let (kind, ..) = err::<One<u8>>("{\"a\":1");
        assert_eq!(kind, MismatchKind::Incomplete);
        assert_eq!(err::<Empty>("").0, MismatchKind::Incomplete);
    }
    9 null_is_no_struct { assert_eq!(err::<Empty>("null").2, "invalid type: null, expected struct Empty"); }
    10 a_list_is_no_empty_struct {
        assert_eq!(err::<Empty>("[]").2, "invalid type: sequence, expected struct Empty");
    }
    11 a_list_is_no_struct {
        assert_eq!(err::<One<u8>>("[1]").2, "invalid type: sequence, expected struct One");
        assert_eq!(value::<Labelled>("[1]"), "invalid type: sequence, expected struct Labelled");
    }
    12 a_key_twice { assert_eq!(err::<One<u8>>("{\"a\":1,\"a\":2}").2, "duplicate field `a`"); }
    14 a_key_that_is_unknown { assert_eq!(ok::<One<u8>>("{\"z\":[{}],\"a\":1,\"y\":2}"), "One { a: 1 }"); }
    15 a_key_that_is_refused {
        assert_eq!(err::<Closed>("{\"a\":1,\"z\":1}").2, "unknown field `z`, expected `a`");
    }
    // As serde: what is missing is no error of the answer, as no value is lost.
    16 a_missing_option { assert_eq!(ok::<One<Option<u8>>>("{}"), "One { a: None }"); }
    17 a_null_option { assert_eq!(reads::<Option<u8>>("null"), None); }
    18 null_is_no_default {
        assert_eq!(err::<Default>("{\"a\":null}").2, "invalid type: null, expected u8");
        assert_eq!(ok::<Default>("{}"), "Default { a: 0 }");
    }
    19 a_missing_option_with_a_function {
        assert_eq!(err::<With>("{}").2, "missing field `a`");
        assert_eq!(ok::<With>("{\"a\":null}"), "With { a: None }");
    }
    20 beyond_a_byte {
        assert_eq!(value::<u8>("256"), "invalid value: integer `256`, expected u8");
        assert_eq!(value::<u8>("-1"), "invalid value: integer `-1`, expected u8");
    }
    // Whole floats as integers are for lax readers.
    21 a_float_is_no_byte {
        assert_eq!(value::<u8>("1.0"), "invalid type: floating point `1.0`, expected u8");
        assert_eq!(value::<u8>("1e2"), "invalid type: floating point `100.0`, expected u8");
    }
    22 negative_zero {
        assert_eq!(reads::<i64>("-0"), 0);
        assert_eq!(reads::<u128>("-0"), 0);
        assert!(reads::<f64>("-0").is_sign_negative());
    }
    23 the_largest_integer { assert_eq!(reads::<u64>("18446744073709551615"), u64::MAX); }
    24 beyond_the_largest_integer { assert!(value::<u64>("18446744073709551616").contains("u64")); }
    25 beyond_the_largest_signed_integer { assert!(value::<i64>("9223372036854775808").contains("i64")); }
    26 beyond_a_float { assert_eq!(value::<f64>("1e400"), "number out of range"); }
    27 beyond_a_narrow_float {
        assert_eq!(value::<f32>("1e39"), "number out of range");
        assert_eq!(value::<Vec<f32>>("1").len(), "invalid type: integer `1`, expected a sequence".len());
    }
    28 between_two_floats {
        assert_eq!(reads::<f64>("9007199254740993").to_bits(), 9_007_199_254_740_992_f64.to_bits());
    }
    29 wide_integers {
        assert_eq!(reads::<i128>(&i128::MAX.to_string()), i128::MAX);
        assert_eq!(reads::<i128>(&i128::MIN.to_string()), i128::MIN);
        assert_eq!(reads::<u128>(&u128::MAX.to_string()), u128::MAX);
        assert_eq!(value::<i128>("170141183460469231731687303715884105728"), "number out of range");
    }
    31 what_is_no_number {
        for text in ["NaN", ".5", "1.", "+1", "01", "-", "1e", "1e+", "--1", "-01", "Infinity", "0x1"] {
            assert!(is_no_json::<f64>(text), "{text}");
            assert!(is_no_json::<i8>(text), "{text}");
        }
    }
    32 the_character_nul { assert_eq!(reads::<String>("\"a\\u0000\""), "a\0"); }
    33 control_characters {
        for character in '\0'..' ' {
            assert!(is_no_json::<String>(&format!("\"a{character}b\"")), "{character:?}");
        }
        assert_eq!(reads::<String>("\"\u{7f}\""), "\u{7f}");
    }
    34 a_pair_of_escapes { assert_eq!(reads::<String>("\"\\ud83d\\ude00\""), "😀"); }
    // A replacement for them is for lax readers.
    35 half_a_pair_of_escapes {
        for text in ["\\ud83d", "\\ude00", "\\ud83d\\u0041", "\\ud83dx", "\\ud83d\\n", "\\ude00\\ud83d"] {
            assert!(is_no_json::<String>(&format!("\"{text}\"")), "{text}");
        }
    }
    36 what_is_no_escape {
        for text in ["\\x41", "\\u00g0", "\\u+123", "\\U0041", "\\'", "\\u 041"] {
            assert!(is_no_json::<String>(&format!("\"{text}\"")), "{text}");
        }
    }
    38 what_is_no_character {
        for text in ["", "xy", "e\u{301}", "\\u0065\\u0301"] {
            assert!(value::<char>(&format!("\"{text}\"")).ends_with("expected a character"), "{text}");
        }
        assert_eq!(reads::<char>("\"\\ud83d\\ude00\""), '😀');
    }
    39 a_unit_variant_as_an_object { assert!(matches!(reads::<External>("{\"U\":null}"), External::U)); }
    40 two_variants {
        let (kind, path, _) = err::<One<External>>("{\"a\":{\"N\":1,\"T\":{\"x\":1}}}");
        assert_eq!((kind, path.as_str()), (MismatchKind::Type, "a"));
    }
    41 a_variant_in_another_case {
        assert_eq!(value::<External>("\"u\""), "unknown variant `u`, expected one of `U`, `N`, `T`");
    }
    42 a_tag_at_the_end { assert!(matches!(reads::<Internal>("{\"a\":1,\"t\":\"S\"}"), Internal::S { a: 1 })); }
    43 a_missing_tag { assert_eq!(value::<Internal>("{\"a\":1}"), "missing field `t`"); }
    44 a_list_is_no_tagged_enum {
        assert_eq!(value::<Internal>("[\"S\",1]"), "invalid type: sequence, expected an object");
    }
    45 a_tag_twice {
        assert_eq!(value::<Internal>("{\"t\":\"S\",\"a\":1,\"t\":\"S\"}"), "duplicate field `t`");
        assert_eq!(value::<Internal>("{\"a\":1,\"t\":\"S\",\"t\":\"S\"}"), "duplicate field `t`");
        assert_eq!(value::<Adjacent>("{\"t\":\"N\",\"c\":1,\"t\":\"N\"}"), "duplicate field `t`");
    }
    46 a_content_before_its_tag { assert!(matches!(reads::<Adjacent>("{\"c\":1,\"t\":\"N\"}"), Adjacent::N(1))); }
    47 a_missing_content {
        assert!(matches!(reads::<Adjacent>("{\"t\":\"O\"}"), Adjacent::O(None)));
        assert_eq!(value::<Adjacent>("{\"t\":\"N\"}"), "missing field `c`");
    }
    49 no_variant_of_an_untagged_enum {
        assert_eq!(value::<Untagged>("300"), "data did not match any variant of untagged enum Untagged");
    }
    50 all_other_variants { assert!(matches!(reads::<Internal>("{\"t\":\"weird\",\"x\":9}"), Internal::Other)); }
    51 a_struct_with_another_tag { assert_eq!(ok::<Labelled>("{\"t\":\"other\",\"a\":1}"), "Labelled { a: 1 }"); }
    52 arrays_of_another_length {
        assert!(value::<[u8; 2]>("[1]").starts_with("invalid length 1, expected an array of length 2"));
        assert_eq!(err::<One<[u8; 2]>>("{\"a\":[1,2,3]}").1, "a");
    }
    53 a_member_twice { assert_eq!(reads::<HashSet<u8>>("[1,1]"), HashSet::from([1])); }
    54 a_day_that_never_was {
        for text in ["\"2023-02-29\"", "\"2023-04-31\""] {
            let mismatch = both::<One<chrono::NaiveDate>>(&format!("{{\"a\":{text}}}")).unwrap_err();
            assert_eq!((mismatch.kind(), mismatch.path()), (MismatchKind::Type, "a"));
        }
    }
    56 moments_in_other_forms {
        for text in ["2024-01-01t00:00:00z", "2024-12-31T23:59:60Z", "2024-01-01T00:00:00+23:59"] {
            reads::<chrono::DateTime<chrono::Utc>>(&format!("\"{text}\""));
        }
    }
    57 a_moment_beyond_its_type {
        assert!(value::<jiff::Timestamp>("\"9999-12-31T23:59:59Z\"").contains("range"));
    }
    58 an_address_with_zeros {
        assert!(value::<Ipv4Addr>("\"01.2.3.4\"").contains("IPv4"));
        assert!(!value::<chrono::NaiveTime>("\"03:04:05Z\"").is_empty());
    }
    59 an_identifier_in_other_forms {
        let id = "936da01f-9abd-4d9d-80c7-02af85c822a8";
        let simple = id.replace('-', "");
        for text in [id, &simple, &format!("urn:uuid:{id}")] {
            assert_eq!(reads::<uuid::Uuid>(&format!("\"{text}\"")).to_string(), id);
        }
    }
    61 more_than_a_second_of_nanoseconds {
        assert_eq!(reads::<Duration>("{\"secs\":1,\"nanos\":2000000000}"), Duration::from_secs(3));
    }
    62 too_deep {
        let text = "{\"next\":".repeat(130) + "null" + &"}".repeat(130);
        assert_eq!(err::<Rec>(&text).0, MismatchKind::TooDeep);
    }
}
