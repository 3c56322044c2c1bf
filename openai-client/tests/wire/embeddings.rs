//! Embeddings: what is asked for, and vectors in either form.

use openai_client::{
    Error, ErrorKind,
    embeddings::{EmbeddingRequest, EmbeddingResponse, EncodingFormat},
};

use crate::{
    responses::check,
    server::{Server, ok},
};

fn request() -> EmbeddingRequest {
    EmbeddingRequest::new("m").input(["a", "b"])
}

/// Of the vectors `[0.5, -1]` and `[1, 0]`.
const BASE64: &str = r#"{"object":"list","model":"m-1","usage":{"prompt_tokens":2,"total_tokens":2},"data":[
    {"object":"embedding","index":0,"embedding":"AAAAPwAAgL8="},
    {"object":"embedding","index":1,"embedding":"AACAPwAAAAA="}]}"#;

async fn created(answer: &str) -> Result<EmbeddingResponse, Error> {
    let server = Server::start([ok(answer)]).await;
    server.client().embeddings().create(request()).await
}

#[tokio::test]
async fn base_64_is_asked_for_unless_something_else_is() {
    let server = Server::start((0..6).map(|_| ok(BASE64))).await;
    let embeddings = server.client().embeddings();
    let lists = embeddings.clone().encoding_format(EncodingFormat::Float);
    let nothing = embeddings.clone().encoding_format(None);
    let own = || request().encoding_format(EncodingFormat::Float);
    for (embeddings, request, expected) in [
        (&embeddings, request(), r#","encoding_format":"base64""#),
        (&lists, request(), r#","encoding_format":"float""#),
        (&nothing, request(), ""),
        (&embeddings, own(), r#","encoding_format":"float""#),
        (&nothing, own(), r#","encoding_format":"float""#),
        (
            &embeddings,
            request().extra("encoding_format", "int8"),
            r#","encoding_format":"int8""#,
        ),
    ] {
        let response = embeddings.create(request).await.unwrap();
        assert_eq!((&*response.model, response.usage.total_tokens), ("m-1", 2));
        assert_eq!(response.vectors(), [[0.5, -1.0], [1.0, 0.0]]);
        let body = format!(r#"{{"model":"m","input":["a","b"]{expected}}}"#);
        check(server.seen().last().unwrap(), "POST /v1/embeddings", &body);
    }
}

#[tokio::test]
async fn every_kind_of_input_and_option_is_sent() {
    let one = r#"{"data":[{"embedding":[1]}]}"#;
    let server = Server::start((0..4).map(|_| ok(one))).await;
    let embeddings = server.client().embeddings().encoding_format(None);
    let request = || EmbeddingRequest::new("m");
    for (request, expected) in [
        (request().input("a"), r#"{"model":"m","input":"a"}"#),
        (request().input([7, 8]), r#"{"model":"m","input":[7,8]}"#),
        (
            request().input(vec![vec![7]]),
            r#"{"model":"m","input":[[7]]}"#,
        ),
        (
            request()
                .input(vec!["a".to_owned()])
                .dimensions(1)
                .end_user("u"),
            r#"{"model":"m","input":["a"],"dimensions":1,"user":"u"}"#,
        ),
    ] {
        let response = embeddings.create(request).await.unwrap();
        assert_eq!(response.vectors(), [[1.0]]);
        check(
            server.seen().last().unwrap(),
            "POST /v1/embeddings",
            expected,
        );
    }
}

#[tokio::test]
async fn vectors_are_in_the_order_of_the_inputs() {
    let mixed = r#"{"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":"AACAPw=="}]}"#;
    assert_eq!(created(mixed).await.unwrap().vectors(), [[1.0], [2.0]]);
    // As they came, if the service does not count.
    for index in ["", r#","index":0"#] {
        let same = format!(r#"{{"data":[{{"embedding":[1]{index}}},{{"embedding":[2]{index}}}]}}"#);
        assert_eq!(created(&same).await.unwrap().vectors(), [[1.0], [2.0]]);
    }
}

#[tokio::test]
async fn what_is_no_list_of_vectors_is_an_error() {
    let no_list = "the answer is not a list of embeddings";
    for (answer, path, text) in [
        (r#"{"data":[]}"#, "data", no_list),
        ("{}", "data", no_list),
        (
            r#"{"data":[{"embedding":[1]},{"embedding":"???"}]}"#,
            "data[1].embedding",
            no_list,
        ),
        (
            r#"{"data":[{"embedding":"AAAA"},{"embedding":[1]}]}"#,
            "data[0].embedding",
            no_list,
        ),
        (
            r#"{"data":[{"embedding":[1]},{"embedding":[1,"x"]}]}"#,
            "data[1].embedding[1]",
            no_list,
        ),
        (
            r#"{"data":[{"embedding":[1]},{"index":1}]}"#,
            "data[1].embedding",
            "the answer has an embedding without numbers",
        ),
        (
            r#"{"data":[{"embedding":""},{"embedding":[1]}]}"#,
            "data[0].embedding",
            "the answer has an embedding without numbers",
        ),
        (
            r#"{"data":[{"index":1,"embedding":[1]},{"index":1,"embedding":[2]}]}"#,
            "data",
            "the answer has two embeddings of the index 1",
        ),
        (
            r#"{"data":[{"embedding":[1]}]}"#,
            "data",
            "the answer has 1 embeddings for 2 inputs",
        ),
    ] {
        let error = created(answer).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{answer}");
        assert_eq!(error.json_path(), Some(path), "{answer}");
        let expected = format!("{text} at `{path}` [request req_1]");
        assert_eq!(error.to_string(), expected, "{answer}");
    }
    let error = created(r#"{"error":{"message":"no such model"}}"#).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Status);
}
