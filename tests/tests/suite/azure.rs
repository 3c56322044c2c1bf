//! Typed answers by Azure, from its paths and headers to the draft: what differs there is on the wire alone.

use openai_structured::client::auth::Azure;
use openai_structured::client::chat::FinishReason;
use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::{ErrorKind, Outcome};
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Deserialize, ResponseFormat)]
struct City {
    name: String,
}

const OSLO: &str = r#"{"name":"Oslo"}"#;

fn request() -> ChatRequest {
    ChatRequest::new("my deployment").user("Capital of Norway?")
}

async fn api(replies: impl IntoIterator<Item = Reply>) -> LocalApi {
    let builder = LocalApi::builder().require_key("the-key").replies(replies);
    builder.start().await.unwrap()
}

fn client(azure: Azure) -> Client {
    let builder = Client::builder().max_retries(0).auth(azure);
    builder.build().unwrap()
}

fn dated(api: &LocalApi) -> Azure {
    Azure::new(api.endpoint()).api_version("2024-10-21")
}

/// An answer as Azure gives it.
fn completion(content: &Value, reason: &str) -> Reply {
    let safe = json!({ "hate": { "filtered": false, "severity": "safe" } });
    let body = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-5-mini-2025-08-07",
        "prompt_filter_results": [{ "prompt_index": 0, "content_filter_results": safe }],
        "choices": [{
            "index": 0, "finish_reason": reason, "logprobs": null, "content_filter_results": safe,
            "message": { "role": "assistant", "content": content, "refusal": null, "annotations": [] },
        }],
        "usage": { "prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12 },
    });
    Reply::raw(200, body.to_string())
}

#[tokio::test]
async fn each_form_gets_the_same_typed_answer() {
    let oslo = City {
        name: "Oslo".to_owned(),
    };
    let api = api((0..8).map(|_| Reply::text(OSLO))).await;
    let token = || async { Ok::<_, std::io::Error>("the-key") };
    let of_resource = "/openai/deployments/my%20deployment/chat/completions";
    let forms = [
        (dated(&api).api_key("the-key"), of_resource),
        (
            dated(&api).deployment("other").entra_token("the-key"),
            "/openai/deployments/other/chat/completions",
        ),
        (
            Azure::v1(api.endpoint()).entra_token_provider(token),
            "/openai/v1/chat/completions",
        ),
        (
            Azure::at(format!("{}/openai", api.endpoint()))
                .api_version("2024-10-21")
                .api_key("the-key"),
            of_resource,
        ),
    ];
    for (azure, path) in forms {
        let client = client(azure);
        let answer = client.chat().parse::<City>(request()).await.unwrap();
        assert_eq!(answer.into_parsed().unwrap(), oslo);

        let mut stream = client.chat().stream::<City>(request()).await.unwrap();
        let mut grown = Vec::new();
        while let Some(event) = stream.next().await {
            event.unwrap();
            let name = stream.draft().name.text().unwrap_or_default();
            grown.push(name.to_owned());
        }
        assert!(
            grown.iter().any(|name| !name.is_empty() && name != "Oslo"),
            "{grown:?}"
        );
        assert_eq!(stream.finish().await.unwrap().into_parsed().unwrap(), oslo);

        let [.., plain, streamed] = &api.requests()[..] else {
            panic!("two requests")
        };
        assert_eq!((&*plain.path, &*streamed.path), (path, path));
        let format = &plain.body["response_format"]["json_schema"];
        assert_eq!(format["strict"], true);
        assert_eq!(
            format["schema"].to_string(),
            serde_json::from_str::<Value>(City::SCHEMA.json())
                .unwrap()
                .to_string()
        );
    }
}

#[tokio::test]
async fn responses_are_of_the_resource() {
    let api = api([Reply::text(OSLO), Reply::text(OSLO)]).await;
    let request = || ResponseRequest::new("my deployment").input("Capital of Norway?");
    for (azure, path) in [
        (dated(&api).deployment("d"), "/openai/responses"),
        (Azure::v1(api.endpoint()), "/openai/v1/responses"),
    ] {
        let responses = client(azure.api_key("the-key")).responses();
        let answer = responses.parse::<City>(request()).await.unwrap();
        assert_eq!(answer.into_parsed().unwrap().name, "Oslo");
        let received = api.requests().pop().unwrap();
        assert_eq!(received.path, path);
        assert_eq!(received.body["model"], "my deployment");
    }
}

#[tokio::test]
async fn what_the_filter_found_is_kept_beside_the_value() {
    let half = r#"{"name":"Os"#;
    let api = api([
        completion(&json!(OSLO), "stop"),
        completion(&json!(half), "content_filter"),
        completion(&Value::Null, "content_filter"),
    ])
    .await;
    let chat = client(dated(&api).api_key("the-key")).chat();

    let answer = chat.parse::<City>(request()).await.unwrap();
    let completion = answer.completion();
    let found = completion.prompt_filter_results.as_ref().unwrap();
    assert_eq!(
        found[0]["content_filter_results"]["hate"]["severity"],
        "safe"
    );
    let found = completion.choices[0]
        .content_filter_results
        .as_ref()
        .unwrap();
    assert_eq!(found["hate"]["filtered"], false);
    assert_eq!(answer.into_parsed().unwrap().name, "Oslo");

    let answer = chat.parse::<City>(request()).await.unwrap();
    let reason = answer.completion().choices[0].finish_reason.clone();
    assert_eq!(reason, Some(FinishReason::ContentFilter));
    let Outcome::Filtered { raw, draft, .. } = answer.outcome() else {
        panic!("{:?}", answer.outcome())
    };
    assert_eq!(raw, half);
    assert_eq!(draft.as_ref().unwrap().name.text(), Some("Os"));
    assert_eq!(
        answer.into_parsed().unwrap_err().kind(),
        ErrorKind::Filtered
    );

    let answer = chat.parse::<City>(request()).await.unwrap();
    assert!(matches!(answer.outcome(), Outcome::Filtered { raw, .. } if raw.is_empty()));
}

#[tokio::test]
async fn a_prompt_that_the_filter_stops_is_an_error_with_its_code() {
    let refusal = json!({ "error": {
        "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        "type": null, "param": "prompt", "code": "content_filter", "status": 400,
        "innererror": { "code": "ResponsibleAIPolicyViolation",
            "content_filter_result": { "jailbreak": { "filtered": true, "detected": true } } },
    } });
    let api = api([(); 2].map(|()| Reply::raw(400, refusal.to_string()))).await;
    let chat = client(dated(&api).api_key("the-key")).chat();
    let plain = chat.parse::<City>(request()).await.unwrap_err();
    let streamed = chat.stream::<City>(request()).await.unwrap_err();
    for error in [plain, streamed] {
        let error = error.client().unwrap();
        assert_eq!(error.code(), Some("content_filter"));
        assert!(!error.is_retryable());
        let body: Value = serde_json::from_slice(error.body()).unwrap();
        let found = &body["error"]["innererror"]["content_filter_result"];
        assert_eq!(found["jailbreak"]["detected"], true);
    }
}

#[test]
fn a_client_that_waits_gets_it_too() {
    use openai_structured::blocking::ChatExt as _;

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let api = runtime.block_on(api([Reply::text(OSLO)]));
    let azure = dated(&api).api_key("the-key");
    let client = Client::builder().auth(azure).build_blocking().unwrap();
    let answer = client.chat().parse::<City>(request()).unwrap();
    assert_eq!(answer.into_parsed().unwrap().name, "Oslo");
    assert_eq!(api.requests()[0].header("api-key"), Some("the-key"));
}
