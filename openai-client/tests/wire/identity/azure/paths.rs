//! Where each endpoint is, by each form of an endpoint of Azure.

use http::Method;
use openai_client::{
    Client, Error, ErrorKind, FileInput, Form, ResponseRequest,
    auth::Azure,
    batches::BatchRequest,
    conversations::ConversationRequest,
    embeddings::EmbeddingRequest,
    files::{FilePurpose, FileRequest},
    moderations::ModerationRequest,
    transport::RequestBody,
    uploads::UploadRequest,
};
use serde_json::json;

use super::{builder, client, endpoint, key, lines, resource, silent};
use crate::{
    identity::witness::{show, show_debug},
    raw::Pieces,
    server::{Server, ok, request},
    traces,
};

/// Calls an endpoint of each kind. What comes back is no answer of them, which is no matter.
async fn call_all(client: &Client) {
    fn said<T>(result: Result<T, Error>) {
        if let Err(error) = result {
            assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
        }
    }
    let file = || FileInput::bytes("a.jsonl", "{}");
    said(client.chat().create(request()).await);
    said(client.chat().create_stream(request()).await);
    said(client.chat().list().next().await.transpose());
    said(client.chat().retrieve("chatcmpl-1").await);
    let embedding = EmbeddingRequest::new("ada").input("a");
    said(client.embeddings().create(embedding).await);
    let response = ResponseRequest::new("gpt-5-mini").input("a");
    said(client.responses().create(response).await);
    said(client.responses().retrieve("resp_1").await);
    let conversation = ConversationRequest::new();
    said(client.conversations().create(conversation).await);
    let moderation = ModerationRequest::new("a").model("m");
    said(client.moderations().create(moderation).await);
    said(client.models().list().next().await.transpose());
    said(client.models().retrieve("a/b").await);
    let request = FileRequest::new(file(), FilePurpose::Batch);
    said(client.files().create(request).await);
    said(client.files().content("file-1").await);
    let request = UploadRequest::new("a", FilePurpose::Batch, 2, "application/jsonl");
    said(client.uploads().create(request).await);
    said(client.uploads().add_part("upload_1", file()).await);
    let request = BatchRequest::new("file-1", "/chat/completions");
    said(client.batches().create(request).await);
    said(client.batches().retrieve("batch_1").await);
}

/// The same calls: method, path, and whether the path is below a deployment, with its model.
const ALL: [(&str, &str, Option<&str>); 17] = [
    ("POST", "chat/completions", Some("gpt-5-mini")),
    ("POST", "chat/completions", Some("gpt-5-mini")),
    ("GET", "chat/completions", None),
    ("GET", "chat/completions/chatcmpl-1", None),
    ("POST", "embeddings", Some("ada")),
    ("POST", "responses", None),
    ("GET", "responses/resp_1", None),
    ("POST", "conversations", None),
    ("POST", "moderations", None),
    ("GET", "models", None),
    ("GET", "models/a%2Fb", None),
    ("POST", "files", None),
    ("GET", "files/file-1/content", None),
    ("POST", "uploads", None),
    ("POST", "uploads/upload_1/parts", None),
    ("POST", "batches", None),
    ("GET", "batches/batch_1", None),
];

#[tokio::test]
async fn each_endpoint_is_where_azure_has_it() {
    type Below = fn(&str) -> String;
    let same: Below = |_| String::new();
    let of_model: Below = |model| format!("deployments/{model}/");
    let of_one: Below = |_| "deployments/my%20one/".to_owned();
    let server = silent(5 * ALL.len()).await;
    let at = endpoint(&server);
    let version = "2024-10-21";
    let dated = "?api-version=2024-10-21";
    #[rustfmt::skip]
    let forms = [
        (resource(&server), "/openai/", of_model, dated),
        (resource(&server).deployment("my one"), "/openai/", of_one, dated),
        (Azure::v1(&at), "/openai/v1/", same, ""),
        (Azure::at(format!("{at}/gate")).api_version(version), "/gate/", of_model, dated),
        (Azure::at(format!("{at}/gate/deployments/d/")).api_version(version), "/gate/deployments/d/", same, dated),
    ];
    let mut expected = Vec::new();
    for (azure, root, below, query) in forms {
        call_all(&client(azure.api_key(key()))).await;
        expected.extend(ALL.map(|(method, path, model)| {
            let below = model.map(below).unwrap_or_default();
            format!("{method} {root}{below}{path}{query}")
        }));
    }
    assert_eq!(lines(&server), expected);
    for seen in server.seen() {
        assert_eq!(seen.all("api-key"), [key()]);
        assert!(seen.all("authorization").is_empty());
    }
}

#[tokio::test]
async fn the_model_stays_in_the_body() {
    let server = silent(2).await;
    for azure in [resource(&server), resource(&server).deployment("d")] {
        let chat = client(azure.api_key(key())).chat();
        show(&chat.create(request()).await.unwrap_err());
    }
    for seen in server.seen() {
        let body: serde_json::Value = serde_json::from_slice(&seen.body).unwrap();
        assert_eq!(body["model"], "gpt-5-mini");
    }
}

#[tokio::test]
async fn endpoints_without_a_method_are_where_the_others_are() {
    let server = silent(12).await;
    let at = endpoint(&server);
    let client = client(resource(&server).api_key(key()));
    let post = |path: &str| client.request(Method::POST, path);
    let body = json!({ "input": { "model": "x" }, "model": "m\u{f6}del/1" });
    let audio = || FileInput::bytes("a.mp3", "sound");
    let form = |fields: &[(&str, &str)]| {
        let form = fields
            .iter()
            .fold(Form::new(), |form, (name, value)| form.field(*name, *value));
        form.file("file", audio())
    };
    let stream = || {
        let text = body.to_string();
        let length = text.len() as u64;
        RequestBody::stream(Pieces(vec![text.into()]), Some(length))
    };
    let absolute = format!("{at}/openai/embeddings");
    let deployed = format!("{at}/openai/deployments/d/embeddings?x=1");
    #[rustfmt::skip]
    let calls = [
        (post("embeddings").json(&body), "deployments/m%C3%B6del%2F1/embeddings?api-version=2024-10-21"),
        (post("/audio/speech").json(&body), "deployments/m%C3%B6del%2F1/audio/speech?api-version=2024-10-21"),
        (post("images/generations?x=a%2fb").json(&body), "deployments/m%C3%B6del%2F1/images/generations?x=a%2fb&api-version=2024-10-21"),
        (post("embeddings").query("x", "1").json(&body), "deployments/m%C3%B6del%2F1/embeddings?api-version=2024-10-21&x=1"),
        (post("audio/transcriptions").form(form(&[("model", "whisper 1"), ("language", "en")])), "deployments/whisper%201/audio/transcriptions?api-version=2024-10-21"),
        (post("/images/edits").form(form(&[("prompt", "model"), ("model", "image")])), "deployments/image/images/edits?api-version=2024-10-21"),
        (post("audio/translations").form(form(&[("language", "en")])), "audio/translations?api-version=2024-10-21"),
        (post("fine_tuning/jobs").json(&body), "fine_tuning/jobs?api-version=2024-10-21"),
        // Nobody can look into it before it is sent.
        (post("embeddings").body("application/json", stream()), "embeddings?api-version=2024-10-21"),
        (post("embeddings").body("text/plain", "model=x".as_bytes().to_vec()), "embeddings?api-version=2024-10-21"),
        // As it is.
        (post(&absolute).json(&body), "embeddings?api-version=2024-10-21"),
        (post(&deployed).json(&body), "deployments/d/embeddings?x=1&api-version=2024-10-21"),
    ];
    let mut expected = Vec::new();
    for (call, path) in calls {
        show_debug(&call);
        call.send().await.unwrap();
        expected.push(format!("POST /openai/{path}"));
    }
    assert_eq!(lines(&server), expected);
}

#[tokio::test]
async fn a_model_that_is_no_deployment_is_refused_before_anything_is_sent() {
    let server = silent(0).await;
    let client = client(resource(&server).api_key(key()));
    let of = |model: &str| {
        client
            .chat()
            .create(openai_client::ChatRequest::new(model).user("a"))
    };
    for (model, expected) in [
        (".", "the model must not be `.`, which is a step in a path"),
        (
            "..",
            "the model must not be `..`, which is a step in a path",
        ),
        ("", "the model is empty"),
    ] {
        let form = Form::new()
            .field("model", model)
            .file("file", FileInput::bytes("a", "b"));
        let of_form = client
            .request(Method::POST, "audio/transcriptions")
            .form(form);
        for error in [
            of(model).await.unwrap_err(),
            of_form.send().await.unwrap_err(),
        ] {
            show(&error);
            assert_eq!(
                (error.kind(), error.to_string()),
                (ErrorKind::Request, expected.to_owned())
            );
            assert_eq!(error.attempts(), 0);
        }
    }
    let twice = Form::new().field("model", "a").field("model", "b");
    // The service may read a file of that name as the model.
    let file = Form::new()
        .field("model", "a")
        .file("model", FileInput::bytes("b", "b"));
    let post = || client.request(Method::POST, "embeddings");
    for call in [
        post().form(twice),
        post().form(file),
        post().body("application/json", br#"{"model":"a","model":"b"}"#.to_vec()),
    ] {
        let error = call.send().await.unwrap_err();
        show(&error);
        let expected = (
            ErrorKind::Request,
            "the request has `model` twice".to_owned(),
        );
        assert_eq!((error.kind(), error.to_string()), expected);
    }
    assert_eq!(server.connections(), 0);
}

/// Where the path says nothing of a model, no model is wrong.
#[tokio::test]
async fn a_model_is_none_of_our_business_where_it_is_not_in_the_path() {
    let server = silent(2).await;
    for azure in [
        Azure::v1(endpoint(&server)),
        resource(&server).deployment("d"),
    ] {
        let client = client(azure.api_key(key()));
        let call = client.request(Method::POST, "embeddings");
        call.json(&json!({ "model": ".." })).send().await.unwrap();
    }
    let expected = [
        "POST /openai/v1/embeddings",
        "POST /openai/deployments/d/embeddings?api-version=2024-10-21",
    ];
    assert_eq!(lines(&server), expected);
}

#[tokio::test]
async fn what_is_traced_is_the_path_that_is_sent() {
    let server = Server::start([ok(crate::server::ANSWER)]).await;
    let (seen, _listening) = traces::listen();
    let client = builder(resource(&server).api_key(key())).build().unwrap();
    client.chat().create(request()).await.unwrap();
    let all = seen.all();
    assert!(
        all.contains(r#""deployments/gpt-5-mini/chat/completions""#),
        "{all}"
    );
    let span = seen.span();
    assert_eq!(span["gen_ai.provider.name"], "azure.ai.openai");
    println!("{all}");
}
