//! Calls of single responses.

use openai_client::{
    CallOptions, ErrorKind, RawJson, ResponseRequest,
    chat::JsonSchemaFormat,
    responses::{
        CompactRequest, CustomTool, Include, InputTokensRequest, ResponseStatus, ToolChoice,
    },
};

use super::{RESPONSE, check};
use crate::server::{Reply, Server, ok, reply};

#[tokio::test]
async fn the_request_is_exactly_this() {
    let server = Server::start([ok(RESPONSE)]).await;
    let schema = "{\"type\":\"object\", \"properties\":{\"z\":{\"type\":\"string\"},\"a\":{\"type\":\"number\"}}}";
    let format = JsonSchemaFormat::new("pair", RawJson::new(schema).unwrap()).strict(true);
    let request = ResponseRequest::new("gpt-5-mini")
        .instructions("You are terse.")
        .user("Hello")
        .text_format(format)
        .tools([CustomTool::new("t")])
        .tool_choice(ToolChoice::Auto)
        .store(false);
    let response = server.client().responses().create(request).await.unwrap();
    assert_eq!(response.text().as_deref(), Some("hi"));
    assert_eq!(response.raw(), RESPONSE);
    assert_eq!(response.request_id(), Some("req_1"));
    assert_eq!(response.meta().attempts(), 1);

    let [seen] = &server.seen()[..] else {
        panic!("one request")
    };
    check(
        seen,
        "POST /v1/responses",
        &format!(
            "{{\"model\":\"gpt-5-mini\",\"input\":[{{\"type\":\"message\",\"role\":\"user\",\"content\":\"Hello\"}}],\
             \"instructions\":\"You are terse.\",\"store\":false,\
             \"text\":{{\"format\":{{\"type\":\"json_schema\",\"name\":\"pair\",\"strict\":true,\"schema\":{schema}}}}},\
             \"tool_choice\":\"auto\",\"tools\":[{{\"type\":\"custom\",\"name\":\"t\"}}]}}"
        ),
    );
}

#[tokio::test]
async fn a_stored_response_is_looked_up_cancelled_and_deleted() {
    let server = Server::start([ok(RESPONSE), ok(RESPONSE), ok(RESPONSE), ok("")]).await;
    let responses = server.client().responses();
    let include = [Include::EncryptedReasoning, "new[]".into()];
    responses.retrieve("resp_1").await.unwrap();
    responses.retrieve_with("resp_1", &include).await.unwrap();
    responses.cancel("resp_1").await.unwrap();
    responses.delete("resp_1").await.unwrap();
    let seen = server.seen();
    for (seen, line) in seen.iter().zip([
        "GET /v1/responses/resp_1",
        "GET /v1/responses/resp_1?include%5B%5D=reasoning.encrypted_content&include%5B%5D=new%5B%5D",
        "POST /v1/responses/resp_1/cancel",
        "DELETE /v1/responses/resp_1",
    ]) {
        check(seen, line, "");
    }
    assert_eq!(seen.len(), 4);
}

#[tokio::test]
async fn input_is_counted_and_put_in_short() {
    let server = Server::start([
        ok(r#"{"object":"response.input_tokens","input_tokens":11}"#),
        ok(r#"{"object":"response.input_tokens"}"#),
        ok(r#"{"id":"cmp_1","object":"response.compaction","created_at":7,"output":[{"type":"compaction","id":"cm_1","encrypted_content":"gAAA"}],"usage":{"input_tokens":9}}"#),
        ok(r#"{"id":"cmp_1","output":[]}"#),
    ])
    .await;
    let responses = server.client().responses();
    let request = ResponseRequest::new("m")
        .input("Hello")
        .max_output_tokens(50)
        .tool_choice(ToolChoice::Required)
        .extra("top_k", 20);
    let count = InputTokensRequest::from(&request);
    assert_eq!(
        responses.count_input_tokens(count.clone()).await.unwrap(),
        11
    );
    let error = responses.count_input_tokens(count).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("input_tokens"))
    );

    let request = CompactRequest::new("m").previous_response_id("resp_1");
    let short = responses.compact(request.clone()).await.unwrap();
    assert_eq!(short.id, "cmp_1");
    assert_eq!(short.usage.unwrap().input_tokens, 9);
    assert_eq!(short.output[0].kind(), "compaction");
    let error = responses.compact(request).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("output"))
    );
    let next = ResponseRequest::new("m")
        .items(short.output)
        .user("And now?");
    assert_eq!(next.to_json().unwrap(), br#"{"model":"m","input":[{"type":"compaction","encrypted_content":"gAAA","id":"cm_1"},{"type":"message","role":"user","content":"And now?"}]}"#);

    let seen = server.seen();
    check(
        &seen[0],
        "POST /v1/responses/input_tokens",
        r#"{"model":"m","input":"Hello","tool_choice":"required"}"#,
    );
    check(
        &seen[2],
        "POST /v1/responses/compact",
        r#"{"model":"m","previous_response_id":"resp_1"}"#,
    );
}

#[tokio::test]
async fn ids_lead_nowhere_else() {
    let server = Server::start([]).await;
    let client = server.client();
    let responses = client.responses();
    for id in ["", ".", "..", "../models", "a/b", "a\\b", "/etc"] {
        for error in [
            responses.retrieve(id).await.unwrap_err(),
            responses.cancel(id).await.unwrap_err(),
            responses.delete(id).await.unwrap_err(),
            responses.input_items(id).next().await.unwrap().unwrap_err(),
            client
                .conversations()
                .retrieve_item("conv_1", id)
                .await
                .unwrap_err(),
        ] {
            assert_eq!(
                (error.kind(), error.attempts()),
                (ErrorKind::Request, 0),
                "{id}"
            );
        }
    }
    assert!(server.seen().is_empty());

    let server = Server::start([ok(RESPONSE), ok(RESPONSE)]).await;
    let responses = server.client().responses();
    for id in ["a b?c=d#e&%2e", "\u{e9}:@;"] {
        responses.retrieve(id).await.unwrap();
    }
    let lines: Vec<_> = server.seen().into_iter().map(|seen| seen.line).collect();
    assert_eq!(
        lines,
        [
            "GET /v1/responses/a%20b%3Fc%3Dd%23e%26%252e HTTP/1.1",
            "GET /v1/responses/%C3%A9%3A%40%3B HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn options_hold_for_all_calls() {
    let server = Server::start([ok(RESPONSE), ok(r#"{"data":[],"has_more":false}"#)]).await;
    let options = CallOptions::new()
        .header("x-tenant", "blue")
        .query("beta", "1");
    let responses = server.client().responses().with(options);
    responses
        .retrieve_with("resp_1", &[Include::Logprobs])
        .await
        .unwrap();
    assert!(
        responses
            .input_items("resp_1")
            .limit(5)
            .next()
            .await
            .is_none()
    );
    let seen = server.seen();
    check(
        &seen[0],
        "GET /v1/responses/resp_1?include%5B%5D=message.output_text.logprobs&beta=1",
        "",
    );
    check(
        &seen[1],
        "GET /v1/responses/resp_1/input_items?limit=5&beta=1",
        "",
    );
    for seen in seen {
        assert_eq!(seen.all("x-tenant"), ["blue"]);
    }
}

/// What may have been done twice is done once: only what is the same when it is repeated is repeated.
#[tokio::test]
async fn calls_are_repeated_where_that_does_no_harm() {
    for (method, expected) in [("create", 1), ("cancel", 2), ("retrieve", 2), ("delete", 2)] {
        let cut = b"HTTP/1.1 200 OK\r\ncontent-len".to_vec();
        let server = Server::start([Reply::SendAndClose(cut), ok(RESPONSE)]).await;
        let client = server.builder().max_retries(1).build().unwrap();
        let responses = client.responses();
        let error = match method {
            "create" => responses.create(ResponseRequest::new("m")).await.err(),
            "cancel" => responses.cancel("resp_1").await.err(),
            "retrieve" => responses.retrieve("resp_1").await.err(),
            _ => responses.delete("resp_1").await.err(),
        };
        assert_eq!(server.seen().len(), expected, "{method}");
        assert_eq!(
            error.map(|error| error.kind()),
            (expected == 1).then_some(ErrorKind::MaybeSent),
            "{method}"
        );
    }
}

#[tokio::test]
async fn attempts_are_alike() {
    let server = Server::start([reply(503, &[("retry-after-ms", "1")], ""), ok(RESPONSE)]).await;
    let request = ResponseRequest::new("m").input("Hello");
    let response = server.client().responses().create(request).await.unwrap();
    assert_eq!(response.meta().attempts(), 2);
    let [first, second] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert_eq!(first.body, second.body);
    assert_eq!(first.all("idempotency-key"), second.all("idempotency-key"));
}

#[tokio::test]
async fn a_failed_response_is_an_answer_and_an_error_is_none() {
    let failed = r#"{"id":"resp_1","status":"failed","error":{"code":"image_too_small","message":"m"},"output":[]}"#;
    let refused = r#"{"error":{"message":"m hunter2-key","code":"c"}}"#;
    let server = Server::start([
        ok(failed),
        ok(refused),
        ok("<p>hi"),
        reply(404, &[], refused),
    ])
    .await;
    let responses = server.client().responses();
    let response = responses.retrieve("resp_1").await.unwrap();
    assert_eq!(response.status, Some(ResponseStatus::Failed));
    assert_eq!(response.error.unwrap().code.as_str(), "image_too_small");
    for (kind, message) in [
        (ErrorKind::Status, Some("m [key]")),
        (ErrorKind::Decode, None),
        (ErrorKind::Status, Some("m [key]")),
    ] {
        let error = responses.retrieve("resp_1").await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (kind, message));
        assert_eq!(error.code(), message.map(|_| "c"));
    }
}

#[tokio::test]
async fn what_is_not_deleted_is_an_error() {
    let refused = r#"{"id":"x_1","deleted":false,"error":{"message":"m"}}"#;
    for (body, kind) in [
        (refused, ErrorKind::Status),
        (r#"{"id":"x_1","deleted":false}"#, ErrorKind::Decode),
    ] {
        let server = Server::start([ok(body), ok(body)]).await;
        let client = server.client();
        let error = client.responses().delete("x_1").await.unwrap_err();
        assert_eq!(error.kind(), kind, "{body}");
        let error = client.conversations().delete("x_1").await.unwrap_err();
        assert_eq!(error.kind(), kind, "{body}");
    }
}

#[tokio::test]
async fn a_mark_before_an_answer_is_passed_over() {
    let answer = ok("\u{feff}{\"id\":\"x_1\",\"input_tokens\":7,\"deleted\":true}");
    let server = Server::start([answer.clone(), answer.clone(), answer]).await;
    let client = server.client();
    let count = client
        .responses()
        .count_input_tokens(InputTokensRequest::new("m"));
    assert_eq!(count.await.unwrap(), 7);
    client.conversations().retrieve("x_1").await.unwrap();
    client.responses().delete("x_1").await.unwrap();
}
