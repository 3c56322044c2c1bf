//! What Azure says when it refuses.

use std::time::Duration;

use openai_client::ErrorKind;

use super::{builder, client, key, resource};
use crate::{
    identity::witness::show,
    server::{ANSWER, Server, ok, reply, request},
};

/// The words of the service for a prompt that its filter stops.
const FILTERED: &str = r#"{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"},"violence":{"filtered":false,"severity":"safe"}}}}}"#;

const LIMITED: &str = r#"{"error":{"code":"429","message":"Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 1 second."}}"#;

const NO_DEPLOYMENT: &str = r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#;

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_prompt_that_the_filter_stops_is_told_by_its_code_and_its_body() {
    let server = Server::start([reply(400, &[JSON, ("apim-request-id", "a-1")], FILTERED)]).await;
    let client = client(resource(&server).api_key(key()));
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.code(), Some("content_filter"));
    assert_eq!(error.param(), Some("prompt"));
    assert!(
        error
            .message()
            .unwrap()
            .contains("content management policy")
    );
    assert!(!error.is_retryable());
    // Which of them it was is there to be read.
    let body: serde_json::Value = serde_json::from_slice(error.body()).unwrap();
    let inner = &body["error"]["innererror"];
    assert_eq!(inner["code"], "ResponsibleAIPolicyViolation");
    assert_eq!(inner["content_filter_result"]["hate"]["severity"], "high");
}

#[tokio::test]
async fn a_limit_is_waited_out_as_azure_says() {
    let soon = [JSON, ("retry-after-ms", "1"), ("retry-after", "60")];
    let server = Server::start([reply(429, &soon, LIMITED), ok(ANSWER)]).await;
    let azure = resource(&server).api_key(key());
    let client = builder(azure).max_retries(1).build().unwrap();
    client.chat().create(request()).await.unwrap();
    assert_eq!(server.seen().len(), 2);

    // As some tiers say: a day is not waited for.
    let late = [
        JSON,
        ("retry-after", "86400"),
        ("x-ratelimit-remaining-tokens", "0"),
    ];
    let server = Server::start([reply(429, &late, LIMITED)]).await;
    let azure = resource(&server).api_key(key());
    let client = builder(azure).max_retries(2).build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!((error.attempts(), error.code()), (1, Some("429")));
    assert_eq!(error.retry_after(), Some(Duration::from_hours(24)));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_deployment_that_is_not_there_is_said_in_the_words_of_azure() {
    let server = Server::start([reply(404, &[JSON], NO_DEPLOYMENT)]).await;
    let client = client(resource(&server).api_key(key()));
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.code(), Some("DeploymentNotFound"));
    assert!(
        error
            .to_string()
            .contains("The API deployment for this resource does not exist")
    );
}
