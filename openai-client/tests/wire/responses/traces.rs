//! What `tracing` is told of responses, and what errors say of secrets.

use openai_client::{
    ErrorKind, ResponseRequest,
    responses::{
        AdditionalTools, AutoContainer, CodeInterpreterTool, DomainSecret, FunctionCall,
        FunctionCallOutput, Input, InputImage, InputTokensRequest, Item, McpTool, Message,
        NamespaceTool, NetworkAllowlist, Part, Tool,
    },
};
use serde_json::{Value, json};

use super::RESPONSE;
use crate::{
    server::{KEY, Server, ok, reply},
    traces::{Fields, listen},
};

fn answer() -> Value {
    json!({
        "id": "resp_1", "object": "response", "status": "incomplete", "model": "gpt-5-mini-2",
        "incomplete_details": {"reason": "max_output_tokens"}, "service_tier": "flex",
        "output": [
            {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "a private thought"}],
                "encrypted_content": "gAAAAprivate"},
            {"type": "message", "role": "assistant", "content": [
                {"type": "output_text", "text": "a private answer"}, {"type": "refusal", "refusal": "no"},
            ]},
            {"type": "function_call", "call_id": "call_1", "name": "look", "arguments": "{}"},
            {"type": "image_generation_call", "id": "ig_1", "result": "AAAA"},
        ],
        "usage": {"input_tokens": 11, "output_tokens": 7, "input_tokens_details": {"cached_tokens": 3}},
    })
}

fn check(span: &Fields, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        assert_eq!(
            span.get(*name).map(String::as_str),
            Some(*value),
            "{name} in {span:?}"
        );
    }
}

#[tokio::test]
async fn a_response_is_a_span_without_what_is_said() {
    let (seen, _guard) = listen();
    let server = Server::start([ok(answer().to_string())]).await;
    let request = ResponseRequest::new("gpt-5-mini")
        .input("a private question")
        .instructions("private instructions")
        .conversation("conv_1")
        .temperature(0.5)
        .max_output_tokens(50);
    server.client().responses().create(request).await.unwrap();
    let span = seen.span();
    check(
        &span,
        &[
            ("span", "chat"),
            ("otel.name", "chat gpt-5-mini"),
            ("otel.kind", "client"),
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", "openai"),
            ("gen_ai.request.model", "gpt-5-mini"),
            ("gen_ai.request.temperature", "0.5"),
            ("gen_ai.request.max_tokens", "50"),
            ("gen_ai.conversation.id", "conv_1"),
            ("gen_ai.response.id", "resp_1"),
            ("gen_ai.response.model", "gpt-5-mini-2"),
            ("gen_ai.response.finish_reasons", r#"["max_output_tokens"]"#),
            ("gen_ai.usage.input_tokens", "11"),
            ("gen_ai.usage.output_tokens", "7"),
            ("gen_ai.usage.cache_read.input_tokens", "3"),
            ("openai.response.service_tier", "flex"),
            ("openai.request_id", "req_1"),
            ("http.response.status_code", "200"),
        ],
    );
    assert!(!span.contains_key("error.type"));
    let all = seen.all();
    assert!(!all.contains("private") && !all.contains(KEY), "{all}");
}

#[tokio::test]
async fn what_is_said_is_told_where_it_is_asked_for() {
    let (seen, _guard) = listen();
    let server = Server::start([ok(answer().to_string())]).await;
    let client = server.builder().trace_content(true).build().unwrap();
    let image = Part::from(InputImage::url("data:image/png;base64,AAAA"));
    let request = ResponseRequest::new("gpt-5-mini")
        .instructions("be terse")
        .input([
            Item::from(Message::user([
                Part::from(openai_client::responses::InputText::new("look")),
                image,
            ])),
            FunctionCall::new("call_1", "f", "{}").into(),
            FunctionCallOutput::new("call_1", "found").into(),
            AdditionalTools::new([Tool::from(mcp())]).into(),
        ]);
    client.responses().create(request).await.unwrap();
    let span = seen.span();
    let told = |name: &str| serde_json::from_str::<Value>(&span[name]).unwrap();
    assert_eq!(
        told("gen_ai.system_instructions"),
        json!([{"type": "text", "content": "be terse"}])
    );
    let inputs = told("gen_ai.input.messages");
    assert_eq!(
        inputs[0],
        json!({"role": "user", "parts": [
            {"type": "text", "content": "look"},
            {"type": "input_image", "image_url": {"characters": 26}},
        ]})
    );
    assert_eq!(
        inputs[1],
        json!({"role": "assistant", "parts": [{"type": "tool_call", "id": "call_1", "name": "f", "arguments": "{}"}]})
    );
    assert_eq!(
        inputs[2],
        json!({"role": "tool", "parts": [{"type": "tool_call_response", "id": "call_1", "response": "found"}]})
    );
    assert_eq!(inputs[3]["parts"][0]["tools"][0]["server_label"], "library");
    assert_eq!(
        told("gen_ai.output.messages"),
        json!([
            {"role": "assistant", "parts": [{"type": "reasoning", "content": "a private thought"}]},
            {"role": "assistant", "parts": [
                {"type": "text", "content": "a private answer"}, {"type": "refusal", "content": "no"},
            ]},
            {"role": "assistant", "parts": [{"type": "tool_call", "id": "call_1", "name": "look", "arguments": "{}"}]},
            {"role": "assistant", "parts": [{"type": "image_generation_call", "id": "ig_1", "result": {"characters": 4}}]},
        ])
    );
    for secret in SECRETS {
        assert!(!seen.all().contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_response_that_failed_is_a_span_that_failed() {
    let (seen, _guard) = listen();
    let failed = r#"{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"m"},"output":[]}"#;
    let server = Server::start([ok(failed)]).await;
    server
        .client()
        .responses()
        .create(ResponseRequest::default())
        .await
        .unwrap();
    check(
        &seen.span(),
        &[
            ("otel.name", "chat"),
            ("otel.status_code", "ERROR"),
            ("error.type", "server_error"),
            ("gen_ai.response.finish_reasons", r#"["failed"]"#),
        ],
    );
}

#[tokio::test]
async fn other_calls_are_spans_by_their_route() {
    let (seen, _guard) = listen();
    let server = Server::start([ok(RESPONSE)]).await;
    server
        .client()
        .responses()
        .retrieve("resp_1")
        .await
        .unwrap();
    check(
        &seen.span(),
        &[
            ("span", "request"),
            ("otel.name", "GET responses/{response_id}"),
            ("url.template", "responses/{response_id}"),
            ("http.request.method", "GET"),
            ("http.response.status_code", "200"),
        ],
    );
}

const SECRETS: [&str; 3] = ["token-of-mcp", "header-of-mcp", "key-of-domain"];

fn mcp() -> McpTool {
    McpTool::url("library", "https://mcp.example.org")
        .authorization(SECRETS[0])
        .header("x-key", format!("Bearer {}", SECRETS[1]))
}

/// A service may repeat a request in what it says of it.
#[tokio::test]
async fn secrets_of_tools_stand_in_no_error() {
    let network = NetworkAllowlist::new(["api.example.org".to_owned()])
        .domain_secrets([DomainSecret::new("api.example.org", "API_KEY", SECRETS[2])]);
    let interpreter = CodeInterpreterTool::new(AutoContainer::new().network_policy(network));
    let within = NamespaceTool::new("space", "a space", [Tool::from(mcp())]);
    let requests = [
        ResponseRequest::new("m").tools([Tool::from(mcp()), interpreter.clone().into()]),
        ResponseRequest::new("m").tools([Tool::from(within), interpreter.clone().into()]),
        ResponseRequest::new("m").input([Item::from(AdditionalTools::new([
            Tool::from(mcp()),
            interpreter.into(),
        ]))]),
    ];
    let refusal = || {
        let said = json!({"error": {"message": format!("not these: {}", SECRETS.join(", ")), "code": "c"}});
        reply(400, &[], said.to_string())
    };
    for request in requests {
        let (seen, _guard) = listen();
        let body = String::from_utf8(request.to_json().unwrap()).unwrap();
        let server = Server::start([refusal(), refusal(), refusal()]).await;
        let responses = server.client().responses();
        let count = InputTokensRequest::from(&request);
        let errors = [
            responses
                .create_stream(request.clone())
                .await
                .map(drop)
                .unwrap_err(),
            responses.create(request).await.unwrap_err(),
            responses.count_input_tokens(count).await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Status);
            assert_eq!(error.message(), Some("not these: [key], [key], [key]"));
        }
        for secret in SECRETS {
            assert!(body.contains(secret), "{body}");
            assert!(!seen.all().contains(secret), "{secret}");
        }
    }
}

/// As text, items are what they are.
#[test]
fn input_prints_no_secrets() {
    let input = Input::from([AdditionalTools::new([Tool::from(mcp())])]);
    for secret in SECRETS {
        assert!(!format!("{input:?}").contains(secret));
    }
}
