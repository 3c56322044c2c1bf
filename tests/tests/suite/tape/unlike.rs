//! Requests that were not recorded, and exchanges that were not asked for.

use openai_structured::client::Error;
use openai_structured::local::{LocalApi, Reply, Tape};
use openai_structured::prelude::*;

use super::{chat, of, over, recorder};

async fn tape() -> Tape {
    let api = LocalApi::scripted(["Oslo.", "Rome."].map(Reply::text))
        .await
        .unwrap();
    let recorder = recorder();
    let client = over(recorder.clone(), api.base_url());
    client.chat().create(chat()).await.unwrap();
    let rome = ChatRequest::new("m").user("Capital of Italy?");
    client.chat().create(rome).await.unwrap();
    recorder.tape()
}

async fn ask(client: &Client, question: &str) -> Result<String, Error> {
    let answer = client
        .chat()
        .create(ChatRequest::new("m").user(question))
        .await?;
    Ok(answer.text().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn requests_come_in_any_order_each_once() {
    let api = LocalApi::replay(tape().await).await.unwrap();
    let client = of(&api);
    assert_eq!(ask(&client, "Capital of Italy?").await.unwrap(), "Rome.");
    let unplayed = api.unplayed();
    assert_eq!(unplayed.len(), 1);
    assert!(String::from_utf8_lossy(&unplayed[0].request.body).contains("Norway"));
    assert_eq!(ask(&client, "Capital of Norway?").await.unwrap(), "Oslo.");
    let error = ask(&client, "Capital of Norway?").await.unwrap_err();
    assert_eq!(error.code(), Some("no_such_exchange"));
    assert_eq!(
        error.message(),
        Some(
            "The tape has no exchange left for POST /v1/chat/completions: exchange 0 of 0 to 1 was \
             played already."
        )
    );
}

#[tokio::test]
async fn an_exchange_may_be_played_again_and_again() {
    let api = LocalApi::replay(tape().await.replay().repeated())
        .await
        .unwrap();
    let client = of(&api);
    for _ in 0..3 {
        assert_eq!(ask(&client, "Capital of Norway?").await.unwrap(), "Oslo.");
    }
    assert_eq!(api.unplayed().len(), 1);
}

#[tokio::test]
async fn a_request_like_none_is_told_the_first_difference_and_not_tried_again() {
    let api = LocalApi::replay(tape().await).await.unwrap();
    let client = Client::builder()
        .no_auth()
        .base_url(api.base_url())
        .max_retries(3);
    let client = client.build().unwrap();
    let error = ask(&client, "Capital of Spain?").await.unwrap_err();
    assert_eq!(
        error.message(),
        Some(
            "The tape has no exchange for POST /v1/chat/completions. The nearest is exchange 0 of 0 to \
             1: at `/messages/0/content`, \"Capital of Norway?\" was recorded, and \"Capital of Spain?\" \
             came."
        )
    );
    assert_eq!(api.requests().len(), 1);
    let other = ResponseRequest::new("m").user("Capital of Norway?");
    let error = client.responses().create(other).await.unwrap_err();
    let message = error.message().unwrap();
    let expected = "at the path, /v1/chat/completions was recorded, and /v1/responses came.";
    assert!(message.ends_with(expected), "{message}");

    let api = LocalApi::replay(Tape::default()).await.unwrap();
    let error = ask(&of(&api), "Anything?").await.unwrap_err();
    let expected = "The tape has no exchange for POST /v1/chat/completions: it is empty.";
    assert_eq!(error.message(), Some(expected));
}

#[tokio::test]
async fn what_was_recorded_elsewhere_is_played_here() {
    // The base of the service had another path.
    let text = tape().await.to_json();
    let text = text.replace("/v1/chat/completions", "/v1beta/openai/chat/completions");
    let path = std::env::temp_dir().join(format!("elsewhere-{}.json", std::process::id()));
    std::fs::write(&path, text).unwrap();
    let api = LocalApi::replay(Tape::load(&path).unwrap()).await.unwrap();
    std::fs::remove_file(path).unwrap();
    assert_eq!(ask(&of(&api), "Capital of Norway?").await.unwrap(), "Oslo.");
}

/// Of those that fit since something was taken out, each gets the answer of its own.
#[tokio::test]
async fn the_exchange_that_is_most_alike_is_played() {
    let api = LocalApi::scripted(["any", "of Oslo", "dear"].map(Reply::text))
        .await
        .unwrap();
    let recorder = recorder().redact(|text| match text {
        "Anything" => "[redacted]".to_owned(),
        other => other.replace("Ada", "[redacted]"),
    });
    let client = over(recorder.clone(), api.base_url());
    let questions = ["Anything", "Ada of Oslo", "Dear Ada of Oslo"];
    for question in questions {
        ask(&client, question).await.unwrap();
    }
    // What was recorded is forgotten once it was taken.
    let tape = recorder.take_tape();
    assert_eq!(tape.exchanges().len(), 3);
    assert!(recorder.tape().exchanges().is_empty());

    let api = LocalApi::replay(tape).await.unwrap();
    let client = of(&api);
    assert_eq!(ask(&client, questions[2]).await.unwrap(), "dear");
    assert_eq!(ask(&client, "Bob of Oslo").await.unwrap(), "of Oslo");
    assert_eq!(ask(&client, "Whatever").await.unwrap(), "any");
}
