//! Azure: paths, versions and headers as it wants them.

use openai_client::{Client, auth::Azure};

use super::witness::{secret, show, show_debug};
use crate::server::{ANSWER, Server, ok, reply, request};

#[tokio::test]
async fn a_key_goes_in_its_header_to_the_deployment_of_the_model() {
    let server = Server::start([ok(ANSWER), reply(401, &[], "no")]).await;
    let endpoint = server.url().replace("/v1", "/");
    let key = secret("azure-key");
    let azure = Azure::new(endpoint).api_version("2024-10-21").api_key(&key);
    let client = Client::builder().auth(azure).build().unwrap();
    show_debug(&client);
    client.chat().create(request()).await.unwrap();
    let error = client.models().retrieve("m").await.unwrap_err();
    show(&error);
    let [chat, model] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(
        chat.line,
        "POST /openai/deployments/gpt-5-mini/chat/completions?api-version=2024-10-21 HTTP/1.1"
    );
    assert_eq!(chat.all("api-key"), [&key]);
    assert!(chat.all("authorization").is_empty());
    assert_eq!(
        model.line,
        "GET /openai/models/m?api-version=2024-10-21 HTTP/1.1"
    );
    assert_eq!(model.all("api-key"), [&key]);
}
