//! The faults of the scripted server: each in the right outcome, and in its journal as many requests as
//! the client says it made, under one idempotency key.

use super::scripted::{Script, saying};
use super::*;
use http::Method;

/// What is said, a fault that is asked for by header, whether it is streamed, and with which limits; and
/// how it has to end, after how many attempts, at least how many milliseconds, and with how many requests
/// in the journal.
#[derive(Clone, Copy)]
struct Row {
    says: &'static str,
    fault: Option<(&'static str, &'static str)>,
    streamed: bool,
    retries: u32,
    first_byte: Option<u64>,
    ends: &'static [End],
    attempts: u32,
    least: u64,
    noted: usize,
}

const fn row(says: &'static str, ends: &'static [End], attempts: u32) -> Row {
    Row {
        says,
        fault: None,
        streamed: false,
        retries: 2,
        first_byte: None,
        ends,
        attempts,
        least: 0,
        noted: attempts as usize,
    }
}

const fn fault(name: &'static str, value: &'static str, row: Row) -> Row {
    let fault = Some((name, value));
    Row { fault, ..row }
}

const fn stream(row: Row) -> Row {
    Row {
        streamed: true,
        ..row
    }
}

const ROWS: &[Row] = {
    use End::{Answer, Cut, Decode, NoHead, Status};
    &[
        row("hello", &[Answer], 1),
        stream(row("hello", &[Answer], 1)),
        // No request becomes right by being repeated.
        row("e401", &[Status(401)], 1),
        stream(row("e401", &[Status(401)], 1)),
        row("nobody wrote this", &[Status(404)], 1),
        row("e500", &[Status(500)], 3),
        stream(row("e500", &[Status(500)], 3)),
        // Refused once, for one second.
        Row {
            least: 1000,
            ..row("e429", &[Answer], 2)
        },
        Row {
            least: 1000,
            ..stream(row("e429", &[Answer], 2))
        },
        Row {
            retries: 0,
            ..row("e429", &[Status(429)], 1)
        },
        // Cut after three chunks, which may be before any of them has left the server.
        stream(row("truncate", &[NoHead, Cut], 1)),
        // Cut after 250 ms, with a chunk each 100 ms.
        stream(row("disconnect", &[Cut], 1)),
        fault("drop", "1", row("hello", &[Status(500)], 3)),
        fault("malformed", "1", row("hello", &[Decode], 1)),
        fault("malformed", "1", stream(row("hello", &[Decode], 1))),
        fault("disconnect", "1", row("hello", &[NoHead], 1)),
        fault("disconnect", "1", stream(row("hello", &[NoHead], 1))),
        Row {
            retries: 1,
            least: 1000,
            ..fault("ratelimit", "1", row("hello", &[Status(429)], 2))
        },
        Row {
            least: 300,
            ..fault("latency", "300", row("hello", &[Answer], 1))
        },
        Row {
            first_byte: Some(300),
            least: 300,
            // Nothing is noted of a client that does not wait for its answer.
            noted: 0,
            ..fault("latency", "2000", row("hello", &[NoHead], 1))
        },
    ]
};

#[tokio::test]
async fn every_scripted_fault_has_its_end_and_its_requests() {
    for row in ROWS {
        let Some(script) = Script::new() else { return };
        let mut client = script.client().max_retries(row.retries);
        if let Some((name, value)) = row.fault {
            client = client.default_header(format!("x-aimock-chaos-{name}"), value);
        }
        if let Some(limit) = row.first_byte {
            client = client.first_byte_timeout(Duration::from_millis(limit));
        }
        let told = if row.streamed {
            streamed_text(client, row.says).await
        } else {
            text(client, row.says).await
        };
        let name = format!("{:?} {:?} streamed: {}", row.says, row.fault, row.streamed);
        assert!(row.ends.contains(&told.end), "{name}: {told:?}");
        assert_eq!(told.attempts, row.attempts, "{name}: {told:?}");
        let least = Duration::from_millis(row.least);
        let in_time = least <= told.took && told.took < least + Duration::from_secs(2) + SLACK;
        assert!(in_time, "{name}: {told:?}");

        let journal = script.journal().await;
        assert_eq!(journal.len(), row.noted, "{name}: {journal:#?}");
        for request in &journal {
            let key = &request["headers"]["idempotency-key"];
            assert!(key.is_string(), "{name}: {request:#?}");
            assert_eq!(key, &journal[0]["headers"]["idempotency-key"], "{name}");
            assert_eq!(request["body"], journal[0]["body"], "{name}");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_told_whole() {
    let Some(script) = Script::new() else { return };
    let ask = async |says: &str| text(script.client().max_retries(0), says).await;
    let told = ask("e401").await;
    let error = told.error();
    assert_eq!(error.code(), Some("invalid_api_key"));
    assert_eq!(error.error_type(), Some("invalid_request_error"));
    assert_eq!(error.message(), Some("Incorrect API key provided"));
    assert!(!error.is_retryable());
    let told = ask("e429").await;
    let error = told.error();
    assert_eq!(error.code(), Some("rate_limit_exceeded"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    assert!(error.is_retryable());
    let headers = error.headers().unwrap();
    assert_eq!(headers["x-ratelimit-remaining-requests"], "0");
    // The journal knows the request by the name that the error has.
    let id = error.request_id().unwrap();
    let journal = script.journal().await;
    assert_eq!(journal[1]["headers"]["x-request-id"], id);
}

/// The server refuses everything, and is mended while the client waits.
#[tokio::test]
async fn a_service_that_recovers_is_asked_again() {
    let Some(script) = Script::new() else { return };
    script
        .control(Method::POST, "chaos", r#"{"rateLimitRate":1}"#)
        .await;
    let mended = async {
        while script.journal().await.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        script.control(Method::DELETE, "chaos", "").await
    };
    let (told, _) = tokio::join!(text(script.client(), "hello"), mended);
    assert_eq!((told.end, told.attempts), (End::Answer, 2), "{told:?}");
    assert_eq!(script.journal().await.len(), 2);
}

async fn text(builder: ClientBuilder, says: &str) -> Told {
    let chat = builder.build().unwrap().chat();
    let began = Instant::now();
    let answer = chat.create(saying(says)).await.map(|answer| {
        let text = answer.text().unwrap().to_owned();
        (text, answer.meta().attempts())
    });
    Told::new(began, answer.map_err(Error::from))
}

async fn streamed_text(builder: ClientBuilder, says: &str) -> Told {
    let chat = builder.build().unwrap().chat();
    let began = Instant::now();
    let mut stream = match chat.create_stream(saying(says)).await {
        Ok(stream) => stream,
        Err(error) => return Told::new(began, Err(error.into())),
    };
    let (mut text, mut events) = (String::new(), 0);
    while let Some(chunk) = stream.next().await {
        match chunk {
            Ok(chunk) => {
                events += 1;
                for choice in &chunk.choices {
                    text.push_str(choice.delta.content.as_deref().unwrap_or_default());
                }
            }
            Err(error) => {
                assert!(events > 0 || End::of(&error) == End::Decode, "{error:?}");
                return Told::new(began, Err(error.into()));
            }
        }
    }
    let attempts = stream.meta().attempts();
    Told {
        events,
        ..Told::new(began, Ok((text, attempts)))
    }
}
