//! What the local API says where the fault is its own or its script's, and how a count out of
//! range is refused.

use super::*;

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let found = answer.headers.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

#[test]
fn nothing_is_worth_a_retry_after_the_script() {
    let answer = post(&rules([]), &request(json!({})));
    assert_eq!(answer.status, 500);
    assert_eq!(json_of(&answer)["error"]["code"], "script_exhausted");
    assert_eq!(header(&answer, "x-should-retry"), Some("false"));
    let scripted = post(&rules([Reply::error(500, "Oops.")]), &request(json!({})));
    assert_eq!(header(&scripted, "x-should-retry"), None);
}

#[tokio::test]
async fn nothing_is_worth_a_retry_where_http_forbids_the_script() {
    let script = [Reply::text("x").header("bad name", "y"), Reply::raw(99, "")];
    let api = LocalApi::scripted(script).await.unwrap();
    for _ in 0..2 {
        let url = api.base_url().to_owned();
        let head = "POST /v1/chat/completions HTTP/1.1";
        let said = move || talk(&url, head, &request(json!({})).to_string());
        let said = tokio::task::spawn_blocking(said).await.unwrap();
        assert!(said.starts_with("HTTP/1.1 500"), "{said}");
        for line in [
            "x-should-retry: false",
            "content-type: application/json",
            "invalid_script",
        ] {
            assert!(said.contains(line), "{said}");
        }
    }
}

#[test]
fn refuses_a_count_of_choices_with_its_value() {
    let n = |n: Value| request(json!({ "n": n }));
    let low = Some("integer_below_min_value");
    let high = Some("integer_above_max_value");
    let below = "Invalid 'n': integer below minimum value. Expected a value >= 1, but got";
    let above = "Invalid 'n': integer above maximum value. Expected a value <= 128, but got";
    for (given, message, code) in [
        (json!(-1), format!("{below} -1 instead."), low),
        (json!(0), format!("{below} 0 instead."), low),
        (json!(129), format!("{above} 129 instead."), high),
        (
            json!(u64::MAX),
            format!("{above} {} instead.", u64::MAX),
            high,
        ),
        (json!(1e9), format!("{above} 1000000000.0 instead."), high),
        (
            json!(1.5),
            "Invalid type for 'n': expected an integer, but got a decimal instead.".into(),
            Some("invalid_type"),
        ),
        (
            json!("2"),
            "Invalid type for 'n': expected an integer, but got a string instead.".into(),
            Some("invalid_type"),
        ),
    ] {
        refuses(&n(given), &message, "n", code);
    }
    passes(&n(json!(1)));
    passes(&n(json!(128)));
}

#[test]
fn joins_choices_with_their_headers() {
    let both = Reply::text("a").header("x-a", "1");
    let both = both.and(Reply::refusal("b").header("x-b", "2"));
    let answer = post(&rules([both]), &request(json!({ "n": 2 })));
    assert_eq!(json_of(&answer)["choices"][1]["message"]["refusal"], "b");
    assert_eq!(header(&answer, "x-a"), Some("1"));
    assert_eq!(header(&answer, "x-b"), Some("2"));
}

#[test]
#[should_panic(expected = "an error or a raw reply has no choices")]
fn an_error_is_no_choice() {
    let _ = Reply::text("x").and(Reply::error(500, "Oops."));
}

#[test]
#[should_panic(expected = "an error or a raw reply has no choices")]
fn a_raw_reply_takes_no_choice() {
    let _ = Reply::raw(200, "x").and(Reply::text("x"));
}
