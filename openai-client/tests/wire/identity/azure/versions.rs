//! The version of the API, of which a call's own wins.

use http::Method;
use openai_client::{CallOptions, auth::Azure};

use super::{builder, client, endpoint, key, lines, resource, silent};
use crate::identity::witness::show_debug;

#[tokio::test]
async fn the_version_that_a_call_has_itself_is_sent_alone() {
    let server = silent(5).await;
    let client = client(resource(&server).api_key(key()));
    let models = |path: &str| client.request(Method::GET, path);
    let options = CallOptions::new().query("api-version", "of-the-call");
    show_debug(&options);
    models("models").send().await.unwrap();
    models("models").with(options.clone()).send().await.unwrap();
    models("models?api-version=of-the-path")
        .send()
        .await
        .unwrap();
    models("models?api-version=of-the-path")
        .with(options)
        .send()
        .await
        .unwrap();
    models("models")
        .query("api-version", "")
        .send()
        .await
        .unwrap();
    let expected = [
        "2024-10-21",
        "of-the-call",
        "of-the-path",
        "of-the-call",
        "",
    ]
    .map(|version| format!("GET /openai/models?api-version={version}"));
    assert_eq!(lines(&server), expected);
}

#[tokio::test]
async fn a_version_is_what_was_said_last_of_it() {
    let server = silent(5).await;
    let at = endpoint(&server);
    let spaced = Azure::new(&at).api_version(" 2024-10-21\n").api_key(key());
    let odd = Azure::new(&at).api_version("a b&c=d").api_key(key());
    let preview = Azure::v1(&at).api_version("preview").api_key(key());
    let gateway = Azure::at(format!("{at}/openai/v1")).api_key(key());
    for builder in [
        builder(spaced),
        builder(odd),
        builder(preview),
        builder(gateway),
        // As it is for all parameters: what a client is told of one by its name.
        builder(resource(&server).api_key(key())).default_query("api-version", "told"),
    ] {
        let client = builder.build().unwrap();
        show_debug(&client);
        client.request(Method::GET, "models").send().await.unwrap();
    }
    assert_eq!(
        lines(&server),
        [
            "GET /openai/models?api-version=2024-10-21",
            "GET /openai/models?api-version=a+b%26c%3Dd",
            "GET /openai/v1/models?api-version=preview",
            "GET /openai/v1/models",
            "GET /openai/models?api-version=told",
        ]
    );
}
