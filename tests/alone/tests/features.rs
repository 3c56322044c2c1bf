//! What holds without the features of serde_json that other crates turn on: the order of keys, and
//! what becomes of numbers beyond their type.

use oas::prelude::*;
use openai_alone::Verdict;

#[test]
fn nothing_in_the_build_preserves_order() {
    let value: serde_json::Value = serde_json::from_str(r#"{"b":1,"a":2}"#).unwrap();
    assert_eq!(value.to_string(), r#"{"a":2,"b":1}"#);
}

#[test]
fn the_schema_has_the_order_of_the_declaration() {
    let schema = Verdict::SCHEMA.json();
    let reasoning = schema.find(r#""reasoning":{"#).unwrap();
    let answer = schema.find(r#""answer":{"#).unwrap();
    assert!(reasoning < answer, "{schema}");
}

#[cfg(feature = "client")]
#[test]
fn the_request_has_the_order_of_the_declaration() {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut received = Vec::new();
        let mut piece = [0; 4096];
        let answer =
            r#"{"choices":[{"message":{"content":"{\"reasoning\":\"r\",\"answer\":true}"}}]}"#;
        while !String::from_utf8_lossy(&received).contains("additionalProperties") {
            let length = stream.read(&mut piece).unwrap();
            received.extend_from_slice(&piece[..length]);
        }
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{answer}",
            answer.len()
        )
        .unwrap();
        String::from_utf8(received).unwrap()
    });
    let client = Client::builder()
        .no_auth()
        .base_url(base_url)
        .build()
        .unwrap();
    let request = ChatRequest::new("m").user("Is it?");
    let parsed = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(client.chat().parse::<Verdict>(request))
        .unwrap();
    assert!(parsed.parsed().unwrap().answer);
    let received = server.join().unwrap();
    // The schema's text stands in the body as it is.
    assert!(received.contains(Verdict::SCHEMA.json()), "{received}");
}

/// Without `float_roundtrip`, which the workspace's tests have, `serde_json` reads it as infinity.
#[test]
fn a_number_beyond_its_type_is_refused() {
    assert_eq!(serde_json::from_str::<f32>("1e39").unwrap(), f32::INFINITY);
    for text in [r#"{"share":1e39}"#, r#"{"share":-1e400}"#] {
        let mismatch = oas::read::<Portion>(text).unwrap_err();
        assert!(
            mismatch.to_string().ends_with("number out of range"),
            "{mismatch}"
        );
    }
    assert!(oas::read::<Portion>(r#"{"share":0.5}"#).is_ok());
}

#[derive(Debug, Deserialize, ResponseFormat)]
#[openai(crate = oas)]
#[allow(dead_code)]
struct Portion {
    share: f32,
}
