//! Typed calls over real HTTP, against the local API with scripted answers.

use openai_structured::client::chat::FinishReason;
use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::{Error, ErrorKind, MismatchKind, Outcome, ParsedChatCompletion};

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Verdict {
    reasoning: String,
    answer: bool,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Order {
    lines: Vec<OrderLine>,
}

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct OrderLine {
    quantity: i32,
}

const YES: &str = r#"{"reasoning":"because","answer":true}"#;

async fn ask<T: ResponseFormat>(
    replies: impl IntoIterator<Item = Reply>,
) -> Result<ParsedChatCompletion<T>, Error> {
    let api = LocalApi::scripted(replies).await.unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .max_retries(0)
        .build()?;
    client
        .chat()
        .parse(ChatRequest::new("m").user("Is it?"))
        .await
}

#[tokio::test]
async fn a_text_becomes_the_type() {
    let answer = ask::<Verdict>([Reply::text(YES)]).await.unwrap();
    assert_eq!(answer.text(), Some(YES));
    assert!(answer.usage().is_some());
    assert!(!answer.id().is_empty());
    assert!(answer.request_id().is_some());
    let verdict = Verdict {
        reasoning: "because".to_owned(),
        answer: true,
    };
    assert_eq!(answer.parsed(), Some(&verdict));
    assert_eq!(answer.outcome(), &Outcome::Parsed(verdict));
    assert!(answer.into_parsed().unwrap().answer);
}

#[tokio::test]
async fn the_schema_travels_as_it_is() {
    let api = LocalApi::scripted([Reply::text(YES)]).await.unwrap();
    let client = Client::builder()
        .api_key("sk-secret")
        .base_url(api.base_url())
        .build()
        .unwrap();
    let request = ChatRequest::new("m").user("Is it?");
    client.chat().parse::<Verdict>(request).await.unwrap();
    let received = &api.requests()[0];
    assert_eq!(received.header("authorization"), Some("Bearer sk-secret"));
    let body = std::str::from_utf8(&received.bytes).unwrap();
    assert!(body.contains(Verdict::SCHEMA.json()), "{body}");
    let format = &received.body["response_format"];
    assert_eq!(format["type"], "json_schema");
    assert_eq!(format["json_schema"]["name"], "Verdict");
    assert_eq!(format["json_schema"]["strict"], true);
}

#[tokio::test]
async fn each_ending_has_a_name() {
    let refused = ask::<Verdict>([Reply::refusal("I will not.")])
        .await
        .unwrap();
    assert_eq!(
        refused.outcome(),
        &Outcome::Refused("I will not.".to_owned())
    );
    let error = refused.into_parsed().unwrap_err();
    assert_eq!(
        (error.kind(), error.refusal()),
        (ErrorKind::Refused, Some("I will not."))
    );
    assert!(
        error
            .to_string()
            .starts_with("the model refused to answer (request ")
    );

    // Cut off, though what there is happens to be whole.
    for text in [YES, r#"{"reasoning":"bec"#] {
        let cut = ask::<Verdict>([Reply::truncated(text)]).await.unwrap();
        let Outcome::Truncated { raw, reason, .. } = cut.outcome() else {
            panic!("{:?}", cut.outcome());
        };
        assert_eq!((raw.as_str(), reason), (text, &Some(FinishReason::Length)));
        let error = cut.into_parsed().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
        assert_eq!(error.completion().unwrap().text(), Some(text));
    }

    let filtered = ask::<Verdict>([Reply::filtered("{\"rea")]).await.unwrap();
    assert!(matches!(filtered.outcome(), Outcome::Filtered { raw, .. } if raw == "{\"rea"));

    let calls = ask::<Verdict>([Reply::tool_call("look", "{}")])
        .await
        .unwrap();
    assert!(matches!(calls.outcome(), Outcome::ToolCalls(calls) if calls.len() == 1));

    for text in ["", " \n"] {
        let empty = ask::<Verdict>([Reply::text(text)]).await.unwrap();
        assert_eq!(empty.outcome(), &Outcome::Empty);
        assert_eq!(empty.into_parsed().unwrap_err().kind(), ErrorKind::Empty);
    }
}

#[tokio::test]
async fn a_mismatch_says_where() {
    for (text, path, kind, line) in [
        (
            r#"{"lines":[{"quantity":1},{"quantity":"two"}]}"#,
            "lines[1].quantity",
            MismatchKind::Type,
            "at `lines[1].quantity`: expected i32, found string",
        ),
        (
            r#"{"lines":[{"quantity":3000000000}]}"#,
            "lines[0].quantity",
            MismatchKind::Type,
            "at `lines[0].quantity`: expected i32, found integer",
        ),
        (
            r#"{"lines":[{}]}"#,
            "lines[0]",
            MismatchKind::Type,
            "at `lines[0]`: missing field `quantity`",
        ),
        (
            "no JSON",
            "",
            MismatchKind::Syntax,
            "no JSON at line 1 column 2: expected ident",
        ),
        (
            r#"{"lines":[]} {"lines":[1]}"#,
            "",
            MismatchKind::Syntax,
            "no JSON at line 1 column 14: trailing characters",
        ),
        (
            r#"{"lines":["#,
            "lines",
            MismatchKind::Incomplete,
            "at `lines`: the JSON ends early at line 1 column 10",
        ),
    ] {
        let answer = ask::<Order>([Reply::text(text)]).await.unwrap();
        let Outcome::Mismatch(mismatch) = answer.outcome() else {
            panic!("{:?}", answer.outcome());
        };
        assert_eq!(mismatch.path(), path);
        assert_eq!(mismatch.kind(), kind);
        assert_eq!(mismatch.to_string(), line);
        assert_eq!(mismatch.raw(), text);
        let error = answer.into_parsed().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch);
        assert_eq!(error.mismatch().unwrap().path(), path);
        assert!(error.completion().unwrap().usage.is_some());
    }
}

#[tokio::test]
async fn found_has_the_value_and_the_line_has_not() {
    let answer = ask::<Order>([Reply::text(r#"{"lines":[{"quantity":"a secret"}]}"#)])
        .await
        .unwrap();
    let error = answer.into_parsed().unwrap_err();
    let mismatch = error.mismatch().unwrap();
    assert_eq!(mismatch.found(), Some("string \"a secret\""));
    assert_eq!(mismatch.expected(), Some("i32"));
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[tokio::test]
async fn minus_zero_is_zero() {
    let answer = ask::<Order>([Reply::text(r#"{"lines":[{"quantity":-0}]}"#)])
        .await
        .unwrap();
    assert_eq!(answer.into_parsed().unwrap().lines[0].quantity, 0);
}

#[tokio::test]
async fn one_bad_choice_hides_no_other() {
    let reply = Reply::text("{")
        .and(Reply::text(YES))
        .and(Reply::refusal("no"));
    let api = LocalApi::scripted([reply]).await.unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .build()
        .unwrap();
    let request = ChatRequest::new("m").user("Is it?").n(3_u32);
    let answer = client.chat().parse::<Verdict>(request).await.unwrap();
    let choices: Vec<_> = answer.choices().collect();
    assert_eq!(choices.len(), 3);
    assert!(matches!(choices[0].outcome(), Outcome::Mismatch(_)));
    assert!(choices[1].parsed().unwrap().answer);
    assert_eq!(choices[1].message().content.as_deref(), Some(YES));
    assert_eq!(
        (choices[2].index(), choices[2].finish_reason()),
        (2, Some(&FinishReason::Stop))
    );
    assert!(matches!(choices[2].outcome(), Outcome::Refused(_)));
    let parsed: Vec<bool> = (answer.into_outcomes().into_iter())
        .filter_map(|outcome| outcome.into_parsed().ok())
        .map(|verdict| verdict.answer)
        .collect();
    assert_eq!(parsed, [true]);
}

#[tokio::test]
async fn a_failed_call_is_the_client_s_error() {
    let error = ask::<Verdict>([Reply::error(429, "slow down")])
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Client);
    assert_eq!(error.client().unwrap().status().unwrap(), 429);
    assert!(error.request_id().is_some());

    for body in [
        "<html></html>",
        "{}",
        r#"{"choices":null}"#,
        r#"{"choices":[]}"#,
    ] {
        let error = ask::<Verdict>([Reply::raw(200, body)]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Client, "{body}");
    }
}

#[tokio::test]
async fn no_answer_of_a_server_is_a_panic() {
    for body in [
        r#"{"choices":[{}]}"#,
        r#"{"choices":[null]}"#,
        r#"{"choices":[{"message":null,"finish_reason":null}]}"#,
        r#"{"choices":[{"message":{"content":7,"tool_calls":{"a":1}},"finish_reason":9}]}"#,
        r#"{"choices":[{"message":{"content":[{"type":"text","text":"{}"}]}}],"usage":"none"}"#,
        r#"{"choices":"many"}"#,
        "[]",
        "",
        "null",
        "\u{feff}{}",
    ] {
        let _ = ask::<Verdict>([Reply::raw(200, body)]).await;
    }
}

/// The future of a typed call is `Send`, for generic callers too. Its output is if the type and its
/// draft are, which an answer that was cut off has.
#[tokio::test]
async fn a_generic_caller_can_spawn() {
    async fn spawned<T>(client: Client) -> Option<T>
    where
        T: ResponseFormat<Draft: Send + Sync> + Send + 'static,
    {
        tokio::spawn(async move {
            let request = ChatRequest::new("m").user("Is it?");
            client.chat().parse::<T>(request).await
        })
        .await
        .ok()?
        .ok()?
        .into_parsed()
        .ok()
    }
    let api = LocalApi::scripted([Reply::text(YES)]).await.unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .build()
        .unwrap();
    assert!(spawned::<Verdict>(client).await.unwrap().answer);
}
