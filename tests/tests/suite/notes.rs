//! What is said of a text that is read all the same, and what may be let pass.

use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::{
    AnswerFormat, ChatStreamState, DraftReader, MismatchKind, Notes, Outcome, ParsedChatCompletion,
    ReadOptions, read,
};
use serde_json::json;

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Order {
    customer: Option<Customer>,
    lines: Vec<Line>,
    #[serde(default)]
    urgent: bool,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Customer {
    name: String,
    #[serde(flatten)]
    address: Address,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Address {
    street: String,
    zip: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Line {
    item: String,
    quantity: Option<u32>,
    #[serde(default)]
    packing: Packing,
}

#[derive(Debug, Default, PartialEq, Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
enum Packing {
    #[default]
    None,
    Box {
        width: Option<u32>,
        label: Label,
    },
}

/// serde reads it in one piece.
#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
#[serde(untagged)]
enum Label {
    Text(String),
    Number(i64),
}

/// Reads it whole, and again byte by byte; both must come to the same, which is what serde reads.
fn noted(text: &str) -> Notes {
    let (order, notes) = ReadOptions::new().read::<Order>(text).unwrap();
    let mut reader = DraftReader::<Order>::new();
    for piece in text.split_inclusive(|_| true) {
        reader.push(piece).unwrap();
    }
    let pieces = reader.finish_with_notes().unwrap();
    let unmarked = text.trim_start_matches('\u{feff}');
    let mut documents = serde_json::Deserializer::from_str(unmarked).into_iter::<Order>();
    let expected = documents.next().unwrap().unwrap();
    assert_eq!((&order, &notes), (&expected, &pieces.1), "{text}");
    assert_eq!(pieces.0, expected, "{text}");
    assert_eq!(read::<Order>(text).unwrap(), expected, "{text}");
    notes
}

#[test]
fn each_note_has_its_path() {
    const NONE: &[&str] = &[];
    let full = r#"{"customer":null,"lines":[],"urgent":true}"#;
    #[expect(clippy::type_complexity, reason = "a table")]
    let rows: [(&str, &[&str], &[&str], &[&str]); 12] = [
        (full, NONE, NONE, NONE),
        (r#"{"lines":[]}"#, &["customer", "urgent"], NONE, NONE),
        (
            r#"{"customer":null,"lines":[{"item":"a"},{"quantity":2,"item":"b","packing":{"kind":"None"}}],"urgent":true}"#,
            &["lines[0].quantity", "lines[0].packing"],
            NONE,
            NONE,
        ),
        // Keys of a flattened part, whose object is the last in its own, and is not.
        (
            r#"{"lines":[],"urgent":true,"customer":{"name":"N","street":"S"}}"#,
            &["customer.zip"],
            NONE,
            NONE,
        ),
        (
            r#"{"customer":{"name":"N","street":"S","zop":1},"lines":[],"urgent":true}"#,
            &["customer.zip"],
            &["customer.zop"],
            NONE,
        ),
        (
            r#"{"customer":null,"lines":[{"item":"a","quantity":1,"packing":{"kind":"Box","label":7,"depth":1}}],"urgent":false}"#,
            &["lines[0].packing.width"],
            &["lines[0].packing.depth"],
            NONE,
        ),
        (
            r#"{ "a \"b\"" : {"c":[1,"}"]}, "customer":null,"lines":[],"urgent":true, "z":"\u0000" }"#,
            NONE,
            &["a \"b\"", "z"],
            NONE,
        ),
        // Of a text that is read, wherever it stands; not of one that is passed over.
        (
            r#"{"customer":{"name":"a\u0000\u0000","street":"","zip":"\u0000"},"x":["\u0000"],"lines":[],"urgent":true}"#,
            NONE,
            &["x"],
            &["customer.name", "customer.name", "customer.zip"],
        ),
        (
            r#"{"customer":null,"lines":[{"item":"a","quantity":1,"packing":{"kind":"Box","width":1,"label":"\u0000"}}],"urgent":true}"#,
            NONE,
            NONE,
            &["lines[0].packing.label"],
        ),
        (
            "\u{feff}{\"x\":1,\"lines\":[]}\n",
            &["customer", "urgent"],
            &["x"],
            NONE,
        ),
        // serde reads what does not begin with its tag.
        (
            r#"{"customer":null,"lines":[{"item":"a","quantity":1,"packing":{"label":"","kind":"Box"}}],"urgent":true}"#,
            NONE,
            NONE,
            NONE,
        ),
        (
            r#"{"urgent":true,"lines":[{"item":"\\u0000","packing":{"kind":"None"},"quantity":null}],"customer":null}"#,
            NONE,
            NONE,
            NONE,
        ),
    ];
    for (text, missing, unknown, nul) in rows {
        let notes = noted(text);
        assert_eq!(notes.missing_keys(), missing, "{text}");
        assert_eq!(notes.unknown_keys(), unknown, "{text}");
        assert_eq!(notes.nul_characters(), nul, "{text}");
        assert!(!notes.is_repeated(), "{text}");
        let none = missing.is_empty() && unknown.is_empty() && nul.is_empty();
        assert_eq!(notes.is_empty(), none, "{text}");
    }
}

#[test]
fn a_document_sent_twice_is_noted() {
    let text = r#"{"lines":[],"x":1}"#;
    let notes = noted(&format!("{text}\n{text} "));
    assert!(notes.is_repeated() && !notes.is_empty());
    // Once, not twice.
    assert_eq!(notes.missing_keys(), ["customer", "urgent"]);
    assert_eq!(notes.unknown_keys(), ["x"]);
    let other = format!("{text}\n{}", text.replace('1', "2"));
    assert_eq!(
        read::<Order>(&other).unwrap_err().kind(),
        MismatchKind::Syntax
    );
}

/// A thousand of each kind are listed, and the others counted.
#[test]
fn many_notes_are_counted() {
    let lines = vec![r#"{"item":"bolt\u0000","price":1}"#; 50_000].join(",");
    let text = format!(r#"{{"lines":[{lines}]}}"#);
    let (_, notes) = ReadOptions::new().read::<Order>(&text).unwrap();
    assert_eq!(notes.missing_keys().len(), 1_000);
    assert_eq!(notes.unknown_keys().len(), 1_000);
    assert_eq!(notes.nul_characters()[999], "lines[999].item");
    assert_eq!(notes.unknown_keys()[999], "lines[999].price");
    assert_eq!(notes.unlisted(), 100_002 + 50_000 + 50_000 - 3_000);
    assert!(!notes.is_repeated());
    let (_, twice) = ReadOptions::new()
        .read::<Order>(&format!("{text} {text}"))
        .unwrap();
    assert!(twice.is_repeated() && twice.unlisted() == notes.unlisted());
    // What is passed over is not counted, either.
    let passed = vec![r#""\u0000""#; 2_000].join(",");
    let text = format!(r#"{{"x":[{passed}],"customer":null,"lines":[],"urgent":true}}"#);
    let notes = noted(&text);
    assert_eq!((notes.unknown_keys().len(), notes.unlisted()), (1, 0));
    // However many are unknown, none that is missing is overlooked.
    let unknown = vec![r#""x":1"#; 2_000].join(",");
    let text = format!(r#"{{{unknown},"lines":[],"urgent":true}}"#);
    assert_eq!(noted(&text).unlisted(), 1_000);
    let mismatch = ReadOptions::new().strict_keys().read::<Order>(&text);
    assert_eq!(mismatch.unwrap_err().detail(), "missing field `customer`");
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
#[serde(tag = "kind")]
struct Parcel {
    weight: u8,
    #[serde(flatten)]
    seal: Seal,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
#[serde(tag = "form")]
struct Seal {
    color: String,
}

/// serde does not look at the tag of a struct.
#[test]
fn the_tag_of_a_struct_that_is_another_word_is_noted() {
    let rows: [(&str, &[&str]); 8] = [
        (
            r#"{"kind":"Parcel","weight":1,"form":"Seal","color":""}"#,
            &[],
        ),
        (
            r#"{"weight":1,"color":"","form":"Seal","kind":"Parcel"}"#,
            &[],
        ),
        (
            r#"{"weight":1,"color":"","form":"\u0053eal","kind":"Parcel"}"#,
            &[],
        ),
        // A missing one is none.
        (r#"{"weight":1,"color":""}"#, &[]),
        (
            r#"{"kind":"parcel","weight":1,"form":"Seal","color":""}"#,
            &["kind"],
        ),
        (
            r#"{"kind":"","weight":1,"form":["Seal"],"color":""}"#,
            &["kind", "form"],
        ),
        (
            r#"{"weight":1, "form" : "Seal\n", "color":"","kind":null}"#,
            &["form", "kind"],
        ),
        (
            r#"{"weight":1,"form":"\u0000","color":"","kind":"Parcel"}"#,
            &["form"],
        ),
    ];
    for (text, tags) in rows {
        let (parcel, notes) = ReadOptions::new().read::<Parcel>(text).unwrap();
        let mut reader = DraftReader::<Parcel>::new();
        for piece in text.split_inclusive(|_| true) {
            reader.push(piece).unwrap();
        }
        assert_eq!(serde_json::from_str::<Parcel>(text).unwrap(), parcel);
        assert_eq!(notes.other_tags(), tags, "{text}");
        assert!(notes.nul_characters().is_empty() && notes.unknown_keys().is_empty());
        assert_eq!(reader.finish_with_notes(), Ok((parcel, notes)), "{text}");
    }
}

#[test]
fn strict_keys_refuse_what_is_missing() {
    let strict = ReadOptions::new().strict_keys();
    for (text, line) in [
        (r#"{"lines":[],"urgent":true}"#, "missing field `customer`"),
        (
            r#"{"customer":null,"lines":[{"item":"a","quantity":1}],"urgent":true}"#,
            "at `lines[0]`: missing field `packing`",
        ),
        (
            r#"{"lines":[],"urgent":true,"customer":{"name":"N","street":"S"}}"#,
            "at `customer`: missing field `zip`",
        ),
    ] {
        assert!(read::<Order>(text).is_ok(), "{text}");
        let mismatch = strict.read::<Order>(text).unwrap_err();
        assert_eq!(mismatch.to_string(), line, "{text}");
        assert_eq!(mismatch.kind(), MismatchKind::Type);
        let mut reader = DraftReader::<Order>::with_options(strict);
        reader.push(text).unwrap();
        assert_eq!(reader.finish(), Err(mismatch), "{text}");
    }
    // What is unknown is no matter.
    let text = r#"{"customer":null,"lines":[],"urgent":true,"x":1}"#;
    let (_, notes) = strict.read::<Order>(text).unwrap();
    assert_eq!(notes.unknown_keys(), ["x"]);
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Lax {
    small: Option<u8>,
    signed: Option<i64>,
    wide: Option<i128>,
    text: Option<String>,
}

const DOCUMENT: &str = r#"{"small":null,"signed":null,"wide":null,"text":null}"#;

fn document(field: &str, value: &str) -> String {
    DOCUMENT.replace(
        &format!("\"{field}\":null"),
        &format!("\"{field}\":{value}"),
    )
}

/// Reads it whole and byte by byte, which must come to the same.
fn read_by(options: ReadOptions, text: &str) -> Result<Lax, String> {
    let whole = options.read::<Lax>(text);
    let mut reader = DraftReader::<Lax>::with_options(options);
    let pushed = (text.split_inclusive(|_| true)).try_for_each(|piece| reader.push(piece));
    let pieces = pushed.and_then(|()| reader.finish());
    let whole = whole.map(|(value, _)| value);
    assert_eq!(
        whole.as_ref().ok(),
        pieces.as_ref().ok(),
        "{text}: {pieces:?}"
    );
    whole.map_err(|mismatch| mismatch.detail().to_owned())
}

#[test]
fn a_block_of_code_is_unwrapped_if_asked_for() {
    let fenced = ReadOptions::new().fenced();
    for (around, reads) in [
        ("{}", true),
        ("```json\n{}\n```", true),
        (" \n```\r\n{}\r\n```\n \n", true),
        ("```JSON {}```", false),
        ("```json\n{}```", true),
        // The end is a common stop sequence, and may be cut off too.
        ("```json\n{}\n", true),
        ("```json\n{}\n{}\n```", true),
        ("\u{feff}```json\n{}\n```", true),
        ("{}\n```", false),
        ("```json\n{}\n``` and so on", false),
        ("```json\n{}\n``", true),
        ("```json\n{}\n```\n```", false),
        ("```json\n```json\n{}\n```\n```", false),
        ("Here it is:\n```json\n{}\n```", false),
        ("```json\n```", false),
        ("```", false),
        ("`", false),
    ] {
        let text = around.replace("{}", DOCUMENT);
        assert_eq!(read_by(fenced, &text).is_ok(), reads, "{around:?}");
        let without = read_by(ReadOptions::new(), &text);
        assert_eq!(without.is_ok(), around == "{}", "{around:?}");
    }
    let text = "```json\n{\"small\":\"x\"}\n```";
    let mismatch = fenced.read::<Lax>(text).unwrap_err();
    assert_eq!(
        (mismatch.path(), mismatch.position()),
        ("small", Some((2, 10)))
    );
    let (_, notes) = fenced.read::<Lax>(&text.replace("\"x\"", "1")).unwrap();
    assert_eq!(notes.missing_keys(), ["signed", "wide", "text"]);
}

#[test]
fn an_integral_float_is_an_integer_if_asked_for() {
    let lax = ReadOptions::new().integral_floats();
    let wide = |value: &Lax| value.wide.or(value.signed.map(Into::into));
    let value = |value: &Lax| wide(value).or(value.small.map(Into::into));
    let rows: [(&str, &str, Option<i128>); 24] = [
        ("small", "1.0", Some(1)),
        ("small", "1e2", Some(100)),
        ("small", "2.50e1", Some(25)),
        ("small", "2550e-1", Some(255)),
        ("small", "0.0", Some(0)),
        ("small", "-0.0", Some(0)),
        ("small", "0e999999999999", Some(0)),
        ("small", "1.5", None),
        ("small", "0.05e1", None),
        ("small", "5e-1", None),
        ("small", "256.0", None),
        ("small", "-1.0", None),
        ("small", "1e400", None),
        ("small", "1e999999999999", None),
        ("small", "1e-999999999999", None),
        ("signed", "-1.0", Some(-1)),
        ("signed", "-9223372036854775808.0", Some(i64::MIN.into())),
        // A float would have lost the last digits.
        ("signed", "9007199254740993.0", Some(9_007_199_254_740_993)),
        ("signed", "9.223372036854775807e18", Some(i64::MAX.into())),
        ("signed", "9223372036854775808.0", None),
        ("wide", "1.0e38", Some(10_i128.pow(38))),
        (
            "wide",
            "-170141183460469231731687303715884105728.0",
            Some(i128::MIN),
        ),
        ("wide", "1e39", None),
        ("wide", "0.5", None),
    ];
    for (field, number, expected) in rows {
        let text = document(field, number);
        let found = read_by(lax, &text);
        assert_eq!(
            found.as_ref().ok().and_then(value),
            expected,
            "{number}: {found:?}"
        );
        // Without it, and where there is no such integer, the reason is the same.
        let refused = read_by(ReadOptions::new(), &text).unwrap_err();
        if expected.is_none() {
            assert_eq!(found.unwrap_err(), refused, "{number}");
        }
    }
}

#[test]
fn half_a_pair_is_replaced_if_asked_for() {
    let lax = ReadOptions::new().lone_surrogates();
    for (escaped, expected) in [
        (r"a\ud83d", Some("a\u{fffd}")),
        (r"\ude00b", Some("\u{fffd}b")),
        (r"\ud83d\n", Some("\u{fffd}\n")),
        (r"\ud83d\u0041", Some("\u{fffd}A")),
        (r"\ud83d\ud83d\ude00", Some("\u{fffd}😀")),
        (r"\ude00\ud83d", Some("\u{fffd}\u{fffd}")),
        (r"\ud83d\u00g0", None),
        (r"\ud83", None),
        (r"\x41", None),
    ] {
        let text = document("text", &format!("\"{escaped}\""));
        let found = read_by(lax, &text).ok().and_then(|value| value.text);
        assert_eq!(found.as_deref(), expected, "{escaped}");
        // serde refuses all of them, and so do we without it.
        assert!(serde_json::from_str::<Lax>(&text).is_err(), "{escaped}");
        assert!(read_by(ReadOptions::new(), &text).is_err(), "{escaped}");
    }
    let text = document("text", r#""\ud83d\ude00""#);
    let found = read_by(lax, &text).unwrap().text;
    assert_eq!(found.as_deref(), Some("😀"));
}

async fn client(replies: impl IntoIterator<Item = Reply>) -> (LocalApi, Client) {
    let api = LocalApi::scripted(replies).await.unwrap();
    let client = Client::builder().no_auth().base_url(api.base_url());
    let client = client.build().unwrap();
    (api, client)
}

#[tokio::test]
async fn answers_have_the_notes_of_each_choice() {
    let choice = |index: u32, text: &str| json!({"index": index, "message": {"content": text}, "finish_reason": "stop"});
    let reply = json!({"choices": [
        choice(0, r#"{"lines":[],"urgent":true}"#),
        choice(1, "no"),
        choice(2, r#"{"customer":null,"lines":[],"urgent":true,"x":1}"#),
    ]});
    let (_api, client) = client([Reply::raw(200, reply.to_string())]).await;
    let request = ChatRequest::new("any").user("?");
    let answer = client.chat().parse::<Order>(request).await.unwrap();
    assert_eq!(answer.notes().missing_keys(), ["customer"]);
    let unknown: Vec<_> = answer
        .choices()
        .map(|choice| choice.notes().unknown_keys())
        .collect();
    assert_eq!(unknown, [&[][..], &[], &["x".to_owned()]]);
}

/// LM Studio.
#[test]
fn thinking_stands_for_an_empty_text_if_asked_for() {
    let value = r#"{"lines":[],"urgent":true}"#;
    let message = |content: &str, thinking: &str, reason: &str| {
        let message = json!({"content": content, "reasoning_content": thinking});
        json!({"choices": [{"message": message, "finish_reason": reason}]}).to_string()
    };
    let plain = AnswerFormat::<Order>::new();
    let lax = plain.clone().options(ReadOptions::new().from_reasoning());
    let lenient = plain.clone().options(ReadOptions::new().lenient());
    for (content, thinking, reason, format, parsed) in [
        ("", value, "stop", &lax, true),
        (" \n", value, "stop", &lax, true),
        ("", value, "stop", &plain, false),
        ("", value, "stop", &lenient, false),
        // Thoughts that are cut off, or no answer.
        ("", value, "length", &lax, false),
        ("", &value[..9], "stop", &lax, false),
        ("", "Hm.", "stop", &lax, false),
        ("{}", value, "stop", &lax, false),
    ] {
        let body = message(content, thinking, reason);
        let whole = openai_structured::client::ChatCompletion::from_json(body.clone()).unwrap();
        let whole = ParsedChatCompletion::with_format(whole, format);
        assert_eq!(whole.parsed().is_some(), parsed, "{body}");
        let mut state = ChatStreamState::with_format(format);
        for piece in thinking.split_inclusive(|_| true) {
            let chunk = json!({"choices": [{"delta": {"reasoning_content": piece}}]});
            state.push_data(&chunk.to_string()).unwrap();
        }
        let end = json!({"choices": [{"delta": {"content": content}, "finish_reason": reason}]});
        state.push_data(&end.to_string()).unwrap();
        let streamed = state.finish();
        assert_eq!(streamed.outcome(), whole.outcome(), "{body}");
        assert_eq!(streamed.notes(), whole.notes(), "{body}");
        if parsed {
            assert_eq!(whole.notes().missing_keys(), ["customer"]);
            // As the server sent it.
            assert_eq!(
                whole.completion().choices[0].message.content.as_deref(),
                Some(content)
            );
        } else if content.is_empty() && reason == "stop" {
            assert_eq!(whole.outcome(), &Outcome::Empty);
        }
    }
    // What broke off is no answer.
    let mut state = ChatStreamState::with_format(&lax);
    let chunk = json!({"choices": [{"delta": {"content": "", "reasoning_content": value}}]});
    state.push_data(&chunk.to_string()).unwrap();
    assert!(matches!(
        state.finish().outcome(),
        Outcome::Truncated { .. }
    ));
}

#[tokio::test]
async fn a_format_says_how_an_answer_is_read() {
    let fenced = "```json\n{\"small\":1.0}\n```";
    let lenient = AnswerFormat::<Lax>::new().options(ReadOptions::new().lenient());
    let (value, notes) = lenient.read_with_notes(fenced).unwrap();
    assert_eq!(value.small, Some(1));
    assert_eq!(notes.missing_keys(), ["signed", "wide", "text"]);

    let (_api, client) = client([Reply::text(fenced), Reply::text(fenced)]).await;
    let request = || ChatRequest::new("any").user("?");
    let answer = client.chat().parse_with(request(), &lenient).await.unwrap();
    assert_eq!((answer.parsed(), answer.notes()), (Some(&value), &notes));
    let answer = client.chat().parse::<Lax>(request()).await.unwrap();
    assert_eq!(answer.parsed(), None);
    assert!(answer.notes().is_empty());

    let mut state = ChatStreamState::with_format(&lenient);
    for piece in fenced.split_inclusive(|_| true) {
        let chunk = json!({"choices": [{"delta": {"content": piece}}]});
        state.push_data(&chunk.to_string()).unwrap();
    }
    let draft = state.draft();
    assert_eq!(draft.small.value().and_then(|it| it.get()), Some(&1));
    let end = json!({"choices": [{"delta": {}, "finish_reason": "stop"}]});
    state.push_data(&end.to_string()).unwrap();
    let answer = state.finish();
    assert_eq!((answer.parsed(), answer.notes()), (Some(&value), &notes));
}
