//! No file of a tape has a secret that was sent or came back, wherever it stood and however it came.

use std::sync::Arc;

use futures_util::FutureExt;
use openai_structured::client::bytes::Bytes;
use openai_structured::client::http::{Request, Response};
use openai_structured::client::transport::{RequestBody, ResponseBody, Transport};
use openai_structured::local::Recorder;
use openai_structured::prelude::*;
use serde_json::json;

use super::{Answers, chat, of};

/// Secrets, and where each is sent.
const SECRETS: [&str; 12] = [
    "sk-proj-the-key_1",       // authorization
    "gateway/key+1",           // a header of a gateway's own
    "s3ss10n-c00kie",          // cookie
    "org-Organization1",       // openai-organization
    "the-project-id",          // openai-project
    "query \"secret\"",        // query
    "hunter2-of-me",           // user info of the address
    "mcp-authorization-token", // body: authorization
    "mcp-header-value",        // body: headers
    "domain-secret-value",     // body: domain_secrets
    "whsec_c2VjcmV0",          // body: text of a prompt
    "Ada Lovelace of Ockham",  // said by the user
];

fn request() -> Request<RequestBody> {
    let body = json!({
        "input": "The webhook's secret is whsec_c2VjcmV0, says Ada Lovelace of Ockham.",
        "tools": [{ "type": "mcp", "authorization": SECRETS[7], "headers": { "X-Key": SECRETS[8] } }],
        "environment": { "domain_secrets": [{ "domain": "a.example", "name": "N", "value": SECRETS[9] }] },
    });
    let address =
        "https://me:hunter2-of-me@api.example.org/v1/responses?limit=1&code=query%20%22secret%22";
    Request::post(address)
        .header("authorization", format!("Bearer {}", SECRETS[0]))
        .header("x-gateway-key", SECRETS[1])
        .header("cookie", format!("a=1; session={}", SECRETS[2]))
        .header("openai-organization", SECRETS[3])
        .header("openai-project", SECRETS[4])
        .header("content-type", "application/json")
        .body(RequestBody::from(body.to_string()))
        .unwrap()
}

/// Answers that repeat everything, in all forms.
fn answers() -> [Vec<u8>; 4] {
    let all = SECRETS.join(", ");
    let json =
        json!({ "error": { "message": all, "list": SECRETS, all.clone(): all } }).to_string();
    // Each character in an event of its own.
    let event = |text: String| {
        let event = json!({ "type": "response.output_text.delta", "item_id": "m", "delta": text });
        format!("event: x\ndata: {event}\n\n")
    };
    let mut events: String = all.chars().map(|it| event(it.to_string())).collect();
    let done = json!({ "type": "response.output_text.done", "text": all });
    events.extend(["data: ", &done.to_string(), "\n\n"]);
    let escaped = all.chars().map(|it| format!("\\u{:04x}", u32::from(it)));
    let escaped = escaped.collect::<Vec<_>>().concat();
    let mut binary = b"\xff\xfe".to_vec();
    binary.extend(SECRETS.join("\u{0}").bytes().chain([0xff]));
    [
        json.into_bytes(),
        events.into_bytes(),
        format!("[\"{escaped}\"]").into_bytes(),
        binary,
    ]
}

/// Records that request with this answer, which comes in these pieces.
fn record(pieces: &[&[u8]]) -> Recorder {
    let pieces: Vec<_> = pieces.iter().map(|it| Bytes::copy_from_slice(it)).collect();
    let pieces = Arc::new(pieces);
    let recorder = Recorder::new(Answers(move |_| {
        let pieces: Vec<_> = pieces.iter().cloned().map(Ok).collect();
        let body = ResponseBody::stream(futures_util::stream::iter(pieces));
        let mut response = Response::new(body);
        let cookie = "session=s3ss10n-c00kie; Path=/".parse().unwrap();
        response.headers_mut().insert("set-cookie", cookie);
        response
    }));
    let recorder = recorder.also_redact(SECRETS[11]);
    let answer = recorder.send(request()).now_or_never().unwrap().unwrap();
    let mut body = answer.into_body();
    let read = async {
        use http_body::Body as _;
        while let Some(piece) =
            std::future::poll_fn(|cx| std::pin::Pin::new(&mut body).poll_frame(cx)).await
        {
            piece.unwrap();
        }
    };
    read.now_or_never().unwrap();
    recorder
}

/// All strings of a file, and what they say together: what grew in parts must not be there either.
fn texts(file: &str) -> String {
    let tape: serde_json::Value = serde_json::from_str(file).unwrap();
    let mut texts = file.to_owned();
    let mut together = String::new();
    for line in tape["exchanges"][0]["answer"]["body"]["lines"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let event = line.as_str().unwrap().strip_prefix("data: ");
        let event = event.and_then(|data| serde_json::from_str::<serde_json::Value>(data).ok());
        together += event
            .as_ref()
            .and_then(|event| event["delta"].as_str())
            .unwrap_or_default();
    }
    texts += &together;
    texts
}

#[test]
fn no_secret_is_kept_wherever_it_stood() {
    for answer in answers() {
        let size = answer.len();
        // The longest is cut at every byte by one of each of these.
        for cut in (0..=size).step_by(if size > 2_000 { 97 } else { 1 }) {
            let (head, tail) = answer.split_at(cut);
            let tape = record(&[head, tail]).tape();
            let file = texts(&tape.to_json());
            // What base64 hides in the file is what was kept.
            let body = String::from_utf8_lossy(&tape.exchanges()[0].answer.body).into_owned();
            for secret in SECRETS {
                assert!(!file.contains(secret), "{secret}, cut at {cut}: {file}");
                assert!(!body.contains(secret), "{secret}, cut at {cut}: {body}");
            }
            assert!(file.contains("[redacted]"));
        }
        let bytes: Vec<_> = answer.chunks(1).collect();
        let file = texts(&record(&bytes).tape().to_json());
        assert!(
            SECRETS.iter().all(|secret| !file.contains(secret)),
            "{file}"
        );
    }
}

#[test]
fn everything_is_kept_by_who_says_so() {
    let [answer, ..] = answers();
    let tape = record(&[&answer]).without_redaction().tape();
    let exchange = &tape.exchanges()[0];
    assert_eq!(exchange.answer.body, answer);
    assert_eq!(
        exchange.request.header("authorization"),
        Some("Bearer sk-proj-the-key_1")
    );
    assert_eq!(
        exchange.answer.header("set-cookie"),
        Some("session=s3ss10n-c00kie; Path=/")
    );
    assert!(tape.to_json().contains("hunter2-of-me") && tape.to_json().contains("code=query"));
}

#[test]
fn what_is_shown_of_a_recorder_has_no_secret() {
    let [answer, ..] = answers();
    let shown = format!("{:?}", record(&[&answer]));
    assert!(
        SECRETS.iter().all(|secret| !shown.contains(secret)),
        "{shown}"
    );
}

/// A tape with black places is played to who sends other credentials, and still to no one else.
#[tokio::test]
async fn what_was_taken_out_is_sent_anew() {
    use openai_structured::local::{LocalApi, Reply};

    let api = LocalApi::scripted([Reply::text("Hello, Ada.")])
        .await
        .unwrap();
    let recorder = super::recorder().redact(|text| text.replace("Ada", "[redacted]"));
    let client = |recorder: Recorder, key: &str, api: &LocalApi| {
        let client = Client::builder().api_key(key).transport(recorder);
        client
            .base_url(api.base_url())
            .max_retries(0)
            .build()
            .unwrap()
    };
    let ask = |name: &str| ChatRequest::new("m").user(format!("I am {name}, my key is sk-{name}."));
    let first = client(recorder.clone(), "sk-Ada-1", &api);
    first.chat().create(ask("Ada")).await.unwrap();
    let tape = super::through_a_file(&recorder.tape());
    assert!(!tape.to_json().contains("Ada"), "{}", tape.to_json());

    let api = LocalApi::replay(tape).await.unwrap();
    let other = of(&api).chat().create(chat()).await.unwrap_err();
    assert_eq!(other.code(), Some("no_such_exchange"));
    let second = client(super::recorder(), "sk-Bob", &api);
    let answer = second.chat().create(ask("Bob")).await.unwrap();
    assert_eq!(answer.text(), Some("Hello, [redacted]."));
}
