//! The key goes to the configured service in one header, and nowhere else.

use std::error::Error as _;

use openai_client::{
    Error, ErrorKind,
    conversations::ConversationRequest,
    responses::{
        AdditionalTools, AutoContainer, CodeInterpreterTool, CompactRequest, DomainSecret,
        InputTokensRequest, Item, McpTool, Message, NetworkAllowlist, ResponseRequest,
        ShellContainer, ShellTool, Tool, Wait,
    },
};
use serde_json::json;

use crate::server::{ANSWER, KEY, Reply, Server, ok, reply, request};

#[tokio::test]
async fn no_auth_sends_none() {
    let server = Server::start([ok(ANSWER)]).await;
    let client = server.builder().no_auth().build().unwrap();
    client.chat().create(request()).await.unwrap();
    let [seen] = &server.seen()[..] else {
        panic!("one request")
    };
    assert!(seen.all("authorization").is_empty());
    assert!(!format!("{seen:?}").contains(KEY));
}

#[tokio::test]
async fn another_kind_of_credential_replaces_the_key() {
    let server = Server::start([ok(ANSWER)]).await;
    let client = server
        .builder()
        .default_header("authorization", "Basic eA==")
        .build()
        .unwrap();
    client.chat().create(request()).await.unwrap();
    assert_eq!(server.seen()[0].all("authorization"), ["Basic eA=="]);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Server::start([ok(ANSWER)]).await;
        let target = format!("{}/chat/completions", elsewhere.url());
        let server = Server::start([reply(status, &[("location", &target)], "")]).await;
        let error = server.client().chat().create(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(
            error.to_string(),
            format!("redirects are not followed: the service answered with status {status}")
        );
        assert_eq!(server.seen().len(), 1);
        assert!(elsewhere.seen().is_empty());
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_whatever_is_configured() {
    let elsewhere = Server::start([ok(ANSWER)]).await;
    let target = format!("{}/chat/completions", elsewhere.url());
    let server = Server::start([reply(307, &[("location", &target)], "")]).await;
    let follow = reqwest::redirect::Policy::limited;
    let builder = server
        .builder()
        .configure_http(move |http| http.redirect(follow(3)));
    let client = builder.build().unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 307);
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn codes_are_what_the_service_says() {
    let refusal =
        r#"{"error":{"message":"no","code":"context_length_exceeded","type":"length_error"}}"#;
    let server = Server::start([reply(400, &[], refusal)]).await;
    let builder = server.builder().default_header("x-mode", "length");
    let client = builder
        .default_header("x-kind", "context_length")
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.code(), Some("context_length_exceeded"));
    assert_eq!(error.error_type(), Some("length_error"));
}

/// All that a program may log of an error.
fn shown(error: &Error) -> String {
    let mut shown = format!(
        "{error} {error:?} {error:#?} {:?} {:?} {:?} {:?} {:?} {:?}",
        error.message(),
        error.code(),
        error.param(),
        error.error_type(),
        error.request_id(),
        error.json_path(),
    );
    let mut cause = error.source();
    while let Some(error) = cause {
        shown = format!("{shown} {error} {error:?}");
        cause = error.source();
    }
    shown
}

#[tokio::test]
async fn errors_never_show_the_key() {
    let echo = format!(
        r#"{{"error":{{"message":"bad {KEY}, bad sk-proj-123456","code":"{KEY}","type":"{KEY}","param":"{KEY}"}}}}"#
    );
    for script in [
        reply(401, &[], &echo),
        ok(&echo),
        ok(format!("<html>{KEY}</html>")),
        ok(format!(r#"{{"choices":[{{"message":"{KEY}"}}]}}"#)),
        ok(format!(r#"{{"choices":[{{"message":{{"{KEY}":"#)),
        reply(400, &[("set-cookie", KEY), ("x-echo", KEY)], KEY),
        reply(400, &[("x-request-id", KEY)], ""),
        reply(200, &[("x-request-id", KEY)], "{}"),
        Reply::SendAndClose(Vec::new()),
        Reply::SendAndClose(KEY.as_bytes().to_vec()),
    ] {
        let server = Server::start([script]).await;
        let error = server.client().chat().create(request()).await.unwrap_err();
        let shown = shown(&error);
        assert!(!shown.contains(KEY), "{shown}");
        assert!(!shown.contains("123456"), "{shown}");
    }
}

#[tokio::test]
async fn errors_never_show_a_header_that_was_given() {
    for (name, value) in [
        ("api-key", "s3cret-token"),
        ("Authorization", "s3cret-token"),
        ("authorization", "Bearer s3cret-token"),
        ("authorization", "Custom id=7, sig=\"s3cret-token\""),
        ("proxy-authorization", "Basic s3cret-token"),
        ("cookie", "theme=dark; session=s3cret-token"),
        ("x-api-key", "  s3cret-token "),
        ("helicone-auth", "Bearer s3cret-token"),
        ("x-of-my-own", "s3cret-token"),
    ] {
        for script in [
            reply(401, &[], "invalid credential s3cret-token"),
            ok(r#"{"error":{"message":"no","code":"s3cret-token"}}"#),
            reply(400, &[("x-request-id", "s3cret-token")], ""),
        ] {
            let server = Server::start([script]).await;
            let client = server
                .builder()
                .no_auth()
                .default_header(name, value)
                .build()
                .unwrap();
            let error = client.chat().create(request()).await.unwrap_err();
            let shown = shown(&error);
            assert!(!shown.contains("s3cret-token"), "{name}: {shown}");
            assert!(shown.contains("[key]"), "{name}: {shown}");
        }
    }
}

#[tokio::test]
async fn the_name_of_a_scheme_is_no_secret() {
    let server = Server::start([reply(401, &[], "Bearer token is invalid")]).await;
    let client = server
        .builder()
        .default_header("authorization", "Bearer s3cret-token")
        .build()
        .unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    assert_eq!(error.message(), Some("Bearer token is invalid"));
}

#[tokio::test]
async fn a_request_id_that_repeats_the_key_is_cleaned_in_answers_too() {
    let script = reply(200, &[("x-request-id", &format!("req {KEY}"))], ANSWER);
    let server = Server::start([script]).await;
    let completion = server.client().chat().create(request()).await.unwrap();
    assert_eq!(completion.request_id(), Some("req [key]"));
    assert!(!format!("{completion:?}").contains(KEY));
    assert_eq!(
        completion.meta().headers()["x-request-id"],
        format!("req {KEY}")
    );
}

/// Tools that hold a secret, each in another place.
fn secret_tools() -> Vec<Tool> {
    let server = McpTool::url("s", "https://example.org");
    let network = || {
        let secret = DomainSecret::new("example.org", "KEY", "s3cret-token");
        NetworkAllowlist::new(["example.org".to_owned()]).domain_secrets([secret])
    };
    let odd = [
        json!({"type": "mcp", "headers": {"authorization": "Bearer s3cret-token", "x-a": 7}}),
        json!({"type": "mcp", "authorization": {"token": "s3cret-token"}}),
        json!({"type": "mcp_of_tomorrow", "headers": {"x-a": "s3cret-token"}}),
        json!({"type": "shell", "environment": {"type": "new", "network_policy": {
            "type": "allowlist", "domain_secrets": [{"domain": "d", "value": "s3cret-token"}, 7],
        }}}),
        json!({"type": "code_interpreter", "container": {"type": "auto", "network_policy": {
            "type": "allowlist", "domain_secrets": [{"domain": "d", "value": ["s3cret-token"]}],
        }}}),
    ];
    let odd = odd.map(|odd| serde_json::from_value(odd).unwrap());
    let mut tools = vec![
        server.clone().authorization("s3cret-token").into(),
        server
            .clone()
            .header("authorization", "Bearer s3cret-token")
            .into(),
        server.header("not a name", "s3cret-token").into(),
        CodeInterpreterTool::new(AutoContainer::new().network_policy(network())).into(),
        ShellTool::new()
            .environment(ShellContainer::new().network_policy(network()))
            .into(),
    ];
    tools.extend(odd);
    tools
}

#[test]
fn nothing_that_is_printed_has_a_secret_of_a_tool() {
    for tool in secret_tools() {
        let item = Item::from(AdditionalTools::new([tool.clone()]));
        let extra = json!([tool.clone()]);
        let request = ResponseRequest::new("m").tools([tool]).item(item);
        let request = request.extra("more_tools", extra);
        let shown = format!("{request:?} {request:#?}");
        assert!(!shown.contains("s3cret-token"), "{shown}");
        assert!(shown.contains("[secret]"), "{shown}");
    }
}

#[tokio::test]
async fn a_look_at_a_response_never_shows_a_secret_of_its_request() {
    let queued = ok(r#"{"id":"resp_1","status":"queued"}"#);
    let request = || ResponseRequest::new("m").input("hi");
    let tool = || McpTool::url("s", "https://example.org").authorization("s3cret-token");
    for request in [
        request().tools([tool()]),
        request().extra("tools", json!([tool()])),
    ] {
        let server = Server::start([queued.clone(), reply(400, &[], "no s3cret-token")]).await;
        let responses = server.client().responses();
        let error = responses.create_and_wait(request, Wait::new()).await;
        let error = error.unwrap_err();
        let shown = shown(&error);
        assert!(shown.contains("no [key]"), "{shown}");
        assert!(!shown.contains("s3cret-token"), "{shown}");
        assert_eq!(error.response().unwrap().id, "resp_1");
    }
}

#[tokio::test]
async fn errors_never_show_a_secret_of_a_tool() {
    for tool in secret_tools() {
        let item = Item::from(AdditionalTools::new([tool.clone()]));
        let in_tools = ResponseRequest::new("m").input("hi").tools([tool]);
        let in_items = ResponseRequest::new("m").item(item.clone());
        for request in [in_tools, in_items] {
            let refused = reply(400, &[("x-echo", "s3cret-token")], "no s3cret-token");
            let server = Server::start(vec![refused; 3]).await;
            let responses = server.client().responses();
            let errors = [
                responses.create(request.clone()).await.unwrap_err(),
                responses
                    .create_stream(request.clone())
                    .await
                    .err()
                    .unwrap(),
                responses
                    .count_input_tokens(InputTokensRequest::from(&request))
                    .await
                    .unwrap_err(),
            ];
            for error in errors {
                let shown = shown(&error);
                assert!(shown.contains("no [key]"), "{shown}");
                assert!(!shown.contains("s3cret-token"), "{shown}");
            }
            // It is sent nevertheless.
            let seen = server.seen();
            let mut bodies = seen.iter().map(|seen| String::from_utf8_lossy(&seen.body));
            assert!(bodies.all(|body| body.contains("s3cret-token")));
        }
        let refused = reply(400, &[], "no s3cret-token");
        let server = Server::start(vec![refused; 3]).await;
        let client = server.client();
        let compact = CompactRequest::new("m").input([item.clone()]);
        let errors = [
            client.responses().compact(compact).await.unwrap_err(),
            client
                .conversations()
                .create(ConversationRequest::new().items([item.clone()]))
                .await
                .unwrap_err(),
            client
                .conversations()
                .create_items("conv_1", &[Message::user("hi").into(), item])
                .await
                .unwrap_err(),
        ];
        for error in errors {
            let shown = shown(&error);
            assert!(
                shown.contains("no [key]") && !shown.contains("s3cret-token"),
                "{shown}"
            );
        }
    }
}
