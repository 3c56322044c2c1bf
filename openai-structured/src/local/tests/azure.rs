//! The paths and headers of Azure.

use super::*;

fn asked(rules: &Rules, method: &str, url: &str, headers: &[(&str, &str)]) -> (u16, Value) {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let body = if method == "POST" {
        request(json!({})).to_string()
    } else {
        String::new()
    };
    let mut received = received(method, path, body);
    received.query = Some(query.to_owned()).filter(|query| !query.is_empty());
    let headers = headers.iter();
    received.headers = headers
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let answer = answer(rules, &received);
    (answer.status, json_of(&answer))
}

#[test]
fn each_path_of_azure_is_one_of_openai() {
    let chat = "chat/completions";
    let dated = "?x=1&api-version=2024-10-21";
    for (method, url, expected) in [
        ("POST", format!("/openai/v1/{chat}"), 200),
        (
            "POST",
            format!("/openai/deployments/any%20one/{chat}{dated}"),
            200,
        ),
        ("GET", format!("/openai/{chat}{dated}"), 200),
        ("GET", format!("/openai/models{dated}"), 200),
        ("GET", "/openai/v1/models".to_owned(), 200),
        // Without a version, below nothing, of a resource what is of a deployment, and the other way round.
        ("POST", format!("/openai/deployments/d/{chat}"), 404),
        (
            "POST",
            format!("/openai/deployments/d/{chat}?api-version="),
            404,
        ),
        ("POST", format!("/openai/deployments//{chat}{dated}"), 404),
        ("POST", format!("/openai/{chat}{dated}"), 404),
        ("GET", format!("/openai/deployments/d/models{dated}"), 404),
        ("GET", "/openai/models".to_owned(), 404),
        ("POST", format!("/{chat}{dated}"), 404),
    ] {
        let rules = rules([Reply::text("Hi.")]);
        let (status, body) = asked(&rules, method, &url, &[]);
        assert_eq!(status, expected, "{method} {url}: {body}");
    }
    let (_, body) = asked(&rules([]), "GET", "/openai/models", &[]);
    assert_eq!(body["error"]["code"], "404");
    assert_eq!(body["error"]["message"], "Resource not found");
}

#[test]
fn a_key_is_taken_in_its_header() {
    let mut rules = rules([]);
    rules.key = Some("right".into());
    let url = "/openai/v1/models";
    for (headers, expected) in [
        (&[][..], 401),
        (&[("api-key", "right")], 200),
        (&[("api-key", "wrong")], 401),
        (&[("authorization", "Bearer right")], 200),
        (
            &[("authorization", "Bearer wrong"), ("api-key", "right")],
            401,
        ),
    ] {
        assert_eq!(
            asked(&rules, "GET", url, headers).0,
            expected,
            "{headers:?}"
        );
    }
    // It is nobody else's.
    assert_eq!(
        asked(&rules, "GET", "/v1/models", &[("api-key", "right")]).0,
        401
    );
}
