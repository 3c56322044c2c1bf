//! Where llama.cpp differs from the service that it speaks like, and what then reaches a program.

use super::*;
use openai_structured::{ErrorKind, Outcome};

fn chat(url: &str) -> Chat {
    plain(url).build().unwrap().chat()
}

/// A tree that is a whole answer refers to its own root.
#[derive(Debug, Deserialize, ResponseFormat)]
struct Tree {
    #[openai(max_length = 4)]
    name: String,
    branches: Vec<Tree>,
}

#[derive(Debug, Deserialize, ResponseFormat)]
struct Garden {
    tree: Tree,
}

#[tokio::test]
async fn a_tree_must_not_be_the_root() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    let request = || tiny().max_completion_tokens(40);
    let error = chat(&url).parse::<Tree>(request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Client);
    let error = error.client().unwrap();
    assert_eq!(End::of(error), End::Status(400), "{error:?}");
    // It is a number there.
    assert_eq!(error.code(), Some("400"));
    assert_eq!(error.error_type(), Some("invalid_request_error"));
    assert!(error.message().unwrap().contains("unsupported $ref #"));

    let answer = chat(&url).parse::<Garden>(request()).await.unwrap();
    let known = matches!(
        answer.outcome(),
        Outcome::Parsed(_) | Outcome::Truncated { .. }
    );
    assert!(known, "{answer:?}");
    assert!(
        answer.text().unwrap().starts_with(r#"{"tree":"#),
        "{answer:?}"
    );
}

#[tokio::test]
async fn choices_and_likelihoods_are_typed() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    let request = tiny()
        .n(2)
        .logprobs(true)
        .top_logprobs(3)
        .max_completion_tokens(2);
    let answer = chat(&url).create(request).await.unwrap();
    assert_eq!(answer.choices.len(), 2);
    for (place, choice) in (0..).zip(&answer.choices) {
        assert_eq!(choice.index, place);
        let tokens = &choice.logprobs.as_ref().unwrap().content;
        assert_eq!(tokens.len(), 2, "{choice:?}");
        let text: String = tokens.iter().map(|token| token.token.as_str()).collect();
        assert_eq!(Some(&*text), choice.message.content.as_deref());
        assert!(tokens.iter().all(|token| token.top_logprobs.len() == 3));
    }
}

/// What it says beside the answer is kept.
#[tokio::test]
async fn unknown_fields_of_an_answer_are_at_hand() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    let whole = chat(&url)
        .create(tiny().max_completion_tokens(2))
        .await
        .unwrap();
    let raw: serde_json::Value = serde_json::from_slice(whole.raw()).unwrap();
    assert!(raw["timings"]["predicted_n"].is_number(), "{raw}");
    // It tells the usage of a stream to who asks, and this asks.
    let stream = chat(&url).stream::<City>(tiny()).await.unwrap();
    let answer = stream.finish().await.unwrap();
    assert!(
        answer
            .usage()
            .is_some_and(|usage| usage.completion_tokens > 0)
    );
}

#[tokio::test]
async fn what_it_does_not_have_is_a_status() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    let client = plain(&url).build().unwrap();
    let models = client
        .request(http::Method::GET, "models")
        .send()
        .await
        .unwrap();
    let models: serde_json::Value = models.json().unwrap();
    assert_eq!(models["data"][0]["id"], "tiny");
    let nothing = client.request(http::Method::GET, "nothing").send().await;
    let error = nothing.unwrap_err();
    assert_eq!(End::of(&error), End::Status(404), "{error:?}");
    assert_eq!((error.code(), error.attempts()), (Some("404"), 1));
}
