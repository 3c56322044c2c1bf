//! A call that goes well: the bytes of the request, and what is known about the answer.

use openai_client::{
    RawJson,
    chat::{FunctionTool, JsonSchemaFormat, Message},
};

use crate::server::{ANSWER, KEY, Reply, Server, ok, own_http, reply, request};

#[tokio::test]
async fn the_request_is_exactly_this() {
    let server = Server::start([ok(ANSWER)]).await;
    let client = server
        .builder()
        .organization("org-1")
        .project("proj-1")
        .default_header("X-Mine", "1")
        .build()
        .unwrap();
    let schema = "{\"type\":\"object\", \"properties\":{\"z\":{\"type\":\"string\"},\"a\":{\"type\":\"number\"}}}";
    let raw = RawJson::new(schema).unwrap();
    let request = request()
        .response_format(JsonSchemaFormat::new("pair", raw.clone()).strict(true))
        .tools([FunctionTool::new("f").parameters(raw)]);
    client.chat().create(request).await.unwrap();

    let [seen] = &server.seen()[..] else {
        panic!("one request")
    };
    assert_eq!(seen.line, "POST /v1/chat/completions HTTP/1.1");
    let agent = concat!("openai-client-rust/", env!("CARGO_PKG_VERSION"));
    for (name, value) in [
        ("authorization", format!("Bearer {KEY}").as_str()),
        ("accept", "application/json"),
        ("content-type", "application/json"),
        ("user-agent", agent),
        ("openai-organization", "org-1"),
        ("openai-project", "proj-1"),
        ("x-mine", "1"),
    ] {
        assert_eq!(seen.all(name), [value], "{name}");
    }
    let mut names: Vec<_> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "accept",
            "authorization",
            "content-length",
            "content-type",
            "host",
            "idempotency-key",
            "openai-organization",
            "openai-project",
            "user-agent",
            "x-mine",
        ]
    );
    assert_eq!(
        String::from_utf8(seen.body.clone()).unwrap(),
        format!(
            "{{\"model\":\"gpt-5-mini\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hello\"}}],\
             \"response_format\":{{\"type\":\"json_schema\",\"json_schema\":{{\"name\":\"pair\",\"strict\":true,\"schema\":{schema}}}}},\
             \"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"f\",\"parameters\":{schema}}}}}]}}"
        )
    );
}

#[tokio::test]
async fn the_answer_knows_its_call() {
    let server = Server::start([reply(
        201,
        &[
            ("x-request-id", "req_7"),
            ("x-ratelimit-remaining-requests", "59"),
            ("x-odd", "caf\u{e9} \"\t"),
        ],
        ANSWER,
    )])
    .await;
    let completion = server.client().chat().create(request()).await.unwrap();
    assert_eq!(completion.text(), Some("hi"));
    assert_eq!(completion.raw(), ANSWER);
    assert_eq!(completion.request_id(), Some("req_7"));
    assert_eq!(completion.meta().attempts(), 1);
    assert_eq!(completion.meta().status(), 201);
    assert_eq!(
        completion.meta().headers()["x-ratelimit-remaining-requests"],
        "59"
    );
    assert_eq!(
        completion.meta().headers()["x-odd"].as_bytes(),
        "caf\u{e9} \"".as_bytes()
    );
}

#[tokio::test]
async fn odd_headers_do_no_harm() {
    let mut bytes =
        b"HTTP/1.1 200 OK\r\nX-Request-Id: a\xff\r\nRetry-After: \xfe\r\nX-Should-Retry:\r\n"
            .to_vec();
    bytes.extend_from_slice(b"Content-Type: nonsense/;;\r\nTransfer-Encoding: chunked\r\n\r\n");
    for piece in ANSWER.as_bytes().chunks(7) {
        bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
    let server = Server::start([Reply::Send(bytes)]).await;
    let completion = server.client().chat().create(request()).await.unwrap();
    assert_eq!(completion.text(), Some("hi"));
    assert_eq!(completion.request_id(), None);
}

#[tokio::test]
async fn an_answer_without_length_ends_with_its_connection() {
    let server = Server::start([Reply::SendAndClose(
        format!("HTTP/1.1 200 OK\r\n\r\n{ANSWER}").into_bytes(),
    )])
    .await;
    assert_eq!(
        server
            .client()
            .chat()
            .create(request())
            .await
            .unwrap()
            .raw(),
        ANSWER
    );
}

#[tokio::test]
async fn an_answer_becomes_part_of_the_next_request() {
    let first = r#"{"choices":[{"message":{"role":"assistant","content":null,"annotations":[],"tool_calls":
        [{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}}]}"#;
    let server = Server::start([ok(first), ok(ANSWER)]).await;
    let chat = server.client().chat();
    let answer = chat.create(request()).await.unwrap();
    let next = request()
        .message(answer.message().unwrap())
        .message(Message::tool("c", "42"));
    // The future needs neither the handle nor the client, and may move to another thread.
    let call = tokio::spawn(chat.create(next));
    drop(chat);
    call.await.unwrap().unwrap();
    let body: serde_json::Value = serde_json::from_slice(&server.seen()[1].body).unwrap();
    assert_eq!(
        body["messages"][1],
        serde_json::json!({"role": "assistant", "content": null, "tool_calls":
            [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]})
    );
    assert_eq!(
        body["messages"][2],
        serde_json::json!({"role": "tool", "tool_call_id": "c", "content": "42"})
    );
}

#[tokio::test]
async fn base_urls_and_http_clients_of_your_own_work() {
    let server = Server::start([ok(ANSWER), ok(ANSWER)]).await;
    for url in [format!("{}/", server.url()), server.url()] {
        let http = own_http().build().unwrap();
        let client = server
            .builder()
            .base_url(url)
            .http_client(http)
            .build()
            .unwrap();
        client.chat().create(request()).await.unwrap();
    }
    for seen in server.seen() {
        assert_eq!(seen.line, "POST /v1/chat/completions HTTP/1.1");
    }
}
