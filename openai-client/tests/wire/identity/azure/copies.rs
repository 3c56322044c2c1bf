//! Copies of a client, and single calls that differ: nothing of Azure is lost on the way.

use std::time::Duration;

use http::Method;
use openai_client::{CallOptions, Client, ErrorKind, auth::Azure};

use super::{client, endpoint, key, lines, resource, silent};
use crate::{
    identity::witness::{secret, show, show_debug},
    server::{KEY, request},
};

/// A call of a deployment, and one of the resource.
async fn both(client: &Client, options: CallOptions) {
    let chat = client.chat().with(options.clone());
    show(&chat.create(request()).await.unwrap_err());
    let models = client.request(Method::GET, "models").with(options);
    models.send().await.unwrap();
}

#[tokio::test]
async fn a_copy_calls_the_same_deployment_and_the_same_resource() {
    for (nth, chat, models) in [
        (
            0,
            "/openai/deployments/gpt-5-mini/chat/completions?api-version=2024-10-21",
            "/openai/models?api-version=2024-10-21",
        ),
        (
            1,
            "/openai/deployments/d/chat/completions?api-version=2024-10-21",
            "/openai/models?api-version=2024-10-21",
        ),
        (2, "/openai/v1/chat/completions", "/openai/v1/models"),
        (
            3,
            "/gate/deployments/d/chat/completions?api-version=2024-10-21",
            "/gate/deployments/d/models?api-version=2024-10-21",
        ),
    ] {
        let server = silent(10).await;
        let at = endpoint(&server);
        let azure = match nth {
            0 => resource(&server),
            1 => resource(&server).deployment("d"),
            2 => Azure::v1(at),
            _ => Azure::at(format!("{at}/gate/deployments/d")).api_version("2024-10-21"),
        };
        let first = client(azure.api_key(key()));
        let second = first.with(|settings| settings.max_retries(1)).unwrap();
        let third = second
            .with(|settings| {
                settings
                    .default_header("x-a", "1")
                    .connect_timeout(Duration::from_secs(1))
            })
            .unwrap();
        show_debug(&third);
        let options = CallOptions::new()
            .header("x-b", "2")
            .total_timeout(Duration::from_secs(9));
        both(&first, CallOptions::new()).await;
        both(&second, CallOptions::new()).await;
        both(&third, CallOptions::new()).await;
        both(&third.clone(), CallOptions::new()).await;
        both(&third, options).await;
        let pair = [format!("POST {chat}"), format!("GET {models}")];
        assert_eq!(lines(&server), [&pair[..]; 5].concat());
        for seen in server.seen() {
            assert_eq!(seen.all("api-key"), [key()]);
            assert!(seen.all("authorization").is_empty());
        }
    }
}

#[tokio::test]
async fn a_copy_may_call_another_resource_or_another_service() {
    let (azure, openai, other) = (silent(1).await, silent(2).await, silent(1).await);
    let client = openai.builder().build().unwrap();
    let models =
        async |client: &Client| client.request(Method::GET, "models").send().await.unwrap();
    // What the client was told of OpenAI is nothing that the copy is told of Azure.
    let copy = client
        .with(|settings| settings.auth(resource(&azure).api_key(key())))
        .unwrap();
    models(&copy).await;
    let next = Azure::v1(endpoint(&other)).entra_token(secret("entra-token"));
    let next = copy.with(|settings| settings.auth(next)).unwrap();
    models(&next).await;
    models(&client).await;
    // And back, which must be said.
    next.with(|settings| settings.api_key(KEY)).unwrap_err();
    let back = next.with(|settings| settings.api_key(KEY).base_url(openai.url()));
    models(&back.unwrap()).await;

    assert_eq!(lines(&azure), ["GET /openai/models?api-version=2024-10-21"]);
    assert_eq!(azure.seen()[0].all("api-key"), [key()]);
    assert_eq!(lines(&other), ["GET /openai/v1/models"]);
    assert!(other.seen()[0].all("api-key").is_empty());
    for seen in openai.seen() {
        assert_eq!(seen.all("authorization"), [format!("Bearer {KEY}")]);
        assert!(seen.all("api-key").is_empty());
    }
    assert_eq!(lines(&openai), ["GET /v1/models"; 2]);
}

#[tokio::test]
async fn a_copy_cannot_be_told_two_places() {
    let server = silent(0).await;
    let client = client(resource(&server).api_key(key()));
    let error = client
        .with(|settings| settings.base_url("https://gateway.example/v1"))
        .unwrap_err();
    show(&error);
    let expected =
        "the endpoint of Azure and `base_url` both say where the API is, give one of them";
    assert_eq!(
        (error.kind(), error.to_string()),
        (ErrorKind::Config, expected.to_owned())
    );
}
