//! The server itself: its routes, its keys, its sockets and its end.

use super::*;

#[test]
fn routes_and_keys() {
    let mut rules = rules([]);
    let status = |rules: &Rules, method, path| answer(rules, &received(method, path, "")).status;
    assert_eq!(status(&rules, "GET", "/v1/models"), 200);
    assert_eq!(status(&rules, "GET", "/v1/models/stand-in"), 200);
    assert_eq!(status(&rules, "GET", "/v1/models/other"), 404);
    assert_eq!(status(&rules, "POST", "/v1/nothing"), 404);
    assert_eq!(status(&rules, "GET", "/v1/embeddings"), 405);
    let wrong = answer(&rules, &received("GET", "/v1/embeddings", ""));
    assert!(wrong.headers.contains(&("allow".into(), "POST".into())));
    assert_eq!(status(&rules, "POST", "/v1/chat/completions"), 400);
    rules.key = Some("sk-right".into());
    assert_eq!(status(&rules, "GET", "/v1/models"), 401);
    let mut with_key = received("GET", "/v1/models", "");
    with_key.headers = vec![("authorization".into(), "Bearer sk-wrong".into())];
    let wrong = answer(&rules, &with_key);
    assert_eq!(
        (wrong.status, json_of(&wrong)["error"]["code"].clone()),
        (401, json!("invalid_api_key"))
    );
    assert!(!json_of(&wrong).to_string().contains("sk-"));
    with_key.headers = vec![("Authorization".into(), "bearer sk-right".into())];
    assert_eq!(answer(&rules, &with_key).status, 200);
}

#[tokio::test]
async fn serves_over_a_socket() {
    let api = LocalApi::scripted([
        Reply::text("Hi."),
        Reply::text("Hello."),
        Reply::text("x").header("bad name", "y"),
        Reply::raw(99, ""),
    ])
    .await
    .unwrap();
    let url = api.base_url().to_owned();
    let talks = tokio::task::spawn_blocking(move || {
        let post = "POST /v1/chat/completions?a=b HTTP/1.1\r\nX-Test: 1";
        let plain = request(json!({})).to_string();
        [
            talk(&url, post, &plain),
            talk(&url, post, &request(json!({ "stream": true })).to_string()),
            talk(&url, post, &plain),
            talk(&url, post, &plain),
            talk(&url, "NOT HTTP", ""),
            talk(&url, "GET /v1/models HTTP/1.1", ""),
        ]
    });
    let [plain, stream, bad_header, bad_status, no_http, models] = talks.await.unwrap();
    assert!(
        plain.starts_with("HTTP/1.1 200") && plain.contains("\"content\":\"Hi.\""),
        "{plain}"
    );
    assert!(plain.contains("x-request-id: req_local_1\r\n"), "{plain}");
    assert!(
        stream.contains("text/event-stream") && stream.contains("data: [DONE]\n\n"),
        "{stream}"
    );
    assert!(
        stream.contains("\"content\":\"Hell\"") && stream.contains("\"content\":\"o.\""),
        "{stream}"
    );
    assert!(
        bad_header.starts_with("HTTP/1.1 500") && bad_header.contains("bad name"),
        "{bad_header}"
    );
    assert!(
        bad_status.starts_with("HTTP/1.1 500") && bad_status.contains("status 99"),
        "{bad_status}"
    );
    assert!(no_http.starts_with("HTTP/1.1 400"), "{no_http}");
    assert!(models.contains("stand-in"), "{models}");
    let requests = api.requests();
    assert_eq!(requests.len(), 5);
    assert_eq!(
        (requests[0].path.as_str(), requests[0].query.as_deref()),
        ("/v1/chat/completions", Some("a=b"))
    );
    assert_eq!(requests[0].header("x-test"), Some("1"));
    assert_eq!(requests[0].body["model"], "gpt-x");
}

#[tokio::test]
async fn stops_when_dropped() {
    let api = LocalApi::scripted([]).await.unwrap();
    let address = api
        .base_url()
        .strip_prefix("http://")
        .unwrap()
        .strip_suffix("/v1")
        .unwrap()
        .to_owned();
    let open = tokio::net::TcpStream::connect(&address).await.unwrap();
    tokio::task::yield_now().await;
    drop(api);
    open.readable().await.unwrap();
    assert!(
        matches!(open.try_read(&mut [0; 8]), Ok(0) | Err(_)),
        "the connection stayed open"
    );
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(&address).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("still listening");
}

#[test]
fn says_when_there_is_no_runtime() {
    let mut start = Box::pin(LocalApi::scripted([]));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let outcome = start.as_mut().poll(&mut context);
    assert!(matches!(
        outcome,
        std::task::Poll::Ready(Err(StartError::NoRuntime))
    ));
}
