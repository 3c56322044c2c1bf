//! What is taken and what is not, by signatures that others made: those of the standard for webhooks,
//! and such as Python's `hmac` makes.

use std::error::Error as _;

use super::*;

/// The secret, the delivery and the signature by which implementations of the standard are tested.
const STANDARD_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const STANDARD_SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

const BODY: &[u8] = br#"{"id":"evt_abc123","type":"response.completed","created_at":1719168000,"data":{"id":"resp_abc123"}}"#;
const ENCODED: &str = "MZ/c9pcI7ljMCmp5YBE5wTeeVXP6ooPVw2gYqU/cBsE=";
const PLAIN_SECRET: &str = "plain secret";
const PLAIN: &str = "4KDSHhxPl3/iS5+o+y3eqCt7F86sZHIFjdc6EYcOeTE=";

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

const SIGNED_AT: u64 = 1_719_168_000;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

fn signed(signature: &str) -> HeaderMap {
    headers(&[
        ("webhook-id", "wh_1"),
        ("webhook-timestamp", "1719168000"),
        ("webhook-signature", signature),
    ])
}

fn encoded() -> Webhooks {
    Webhooks::new(STANDARD_SECRET).unwrap()
}

fn plain() -> Webhooks {
    Webhooks::new(PLAIN_SECRET).unwrap()
}

/// In a word, what speaks against it.
fn word(result: Result<(), WebhookError>) -> String {
    match result {
        Ok(()) => "taken".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_vector_of_the_standard_is_taken() {
    let delivery = headers(&[
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", STANDARD_SIGNATURE),
    ]);
    let body = br#"{"test": 2432232314}"#;
    encoded()
        .verify_at(at(1_614_265_330), &delivery, body)
        .unwrap();
    let error = encoded().verify(&delivery, body).unwrap_err();
    assert!(matches!(error, WebhookError::TooOld), "{error}");
}

#[test]
fn a_signature_fits_alone_or_among_others() {
    let unfit = "none of its signatures fits";
    for (signature, expected) in [
        (PLAIN.to_owned(), "taken"),
        (format!("v1,{PLAIN}"), "taken"),
        (format!("v1,{ENCODED} v1,{PLAIN}"), "taken"),
        (format!("  v1,{ENCODED}\t v1a,x== {PLAIN} "), "taken"),
        (format!("v1,!! v1,{PLAIN}"), "taken"),
        (format!("v2,{PLAIN}"), unfit),
        (format!("v1,v1,{PLAIN}"), unfit),
        (format!("v1,{ENCODED}"), unfit),
        // The same bits with others beside them.
        (PLAIN.replace("TE=", "TF="), unfit),
        (PLAIN.replace('=', ""), unfit),
        ("v1,".to_owned(), unfit),
        (String::new(), unfit),
    ] {
        let result = plain().verify_at(at(SIGNED_AT), &signed(&signature), BODY);
        assert_eq!(word(result), expected, "{signature:?}");
    }
    let mut two = signed(ENCODED);
    two.append("webhook-signature", format!("v1,{PLAIN}").parse().unwrap());
    plain().verify_at(at(SIGNED_AT), &two, BODY).unwrap();
}

#[test]
fn secrets_are_base_64_or_any_text() {
    encoded()
        .verify_at(at(SIGNED_AT), &signed(ENCODED), BODY)
        .unwrap();
    for (secret, expected) in [
        ("", "the secret of the webhook is empty"),
        ("whsec_", "the secret of the webhook is empty"),
        (
            "whsec_!!",
            "the secret of the webhook is no Base64 after whsec_",
        ),
    ] {
        let error = Webhooks::new(secret).unwrap_err();
        assert_eq!(error.to_string(), expected, "{secret:?}");
    }
    let long = Webhooks::new("k".repeat(200)).unwrap();
    let delivery = headers(&[
        ("webhook-id", "wh_1"),
        ("webhook-timestamp", "0"),
        (
            "webhook-signature",
            "zL2EYcnuFY6R+A3oz/Y1z0xvR6T0tnM/8f4M/LIbW1w=",
        ),
    ]);
    long.verify_at(at(0), &delivery, b"").unwrap();
}

#[test]
fn each_of_several_secrets_will_do() {
    let both = encoded().or_secret(PLAIN_SECRET).unwrap();
    for signature in [ENCODED, PLAIN] {
        both.verify_at(at(SIGNED_AT), &signed(signature), BODY)
            .unwrap();
    }
    assert!(both.clone().or_secret("").is_err());
    assert_eq!(
        format!("{both:?}"),
        "Webhooks { secrets: 2, tolerance: 300s }"
    );
}

#[test]
fn bodies_are_bytes() {
    let signature = "pVFJ1ZZwS58qfiDlLJ7qV67h46mJnitHvk2RSnd/A80=";
    let body = b"\xff\x00\xfe";
    plain()
        .verify_at(at(SIGNED_AT), &signed(signature), body)
        .unwrap();
    let error = plain()
        .event_at(at(SIGNED_AT), &signed(signature), body)
        .unwrap_err();
    assert!(matches!(error, WebhookError::Event(_)), "{error}");
}

#[test]
fn times_are_near_or_not() {
    let old = "it was signed too long ago";
    let new = "it was signed at a time that is still to come";
    for (now, expected) in [
        (SIGNED_AT + 300, "taken"),
        (SIGNED_AT + 301, old),
        (SIGNED_AT - 300, "taken"),
        (SIGNED_AT - 301, new),
        (0, new),
    ] {
        let result = plain().verify_at(at(now), &signed(PLAIN), BODY);
        assert_eq!(word(result), expected, "{now}");
    }
    let strict = plain().tolerance(Duration::ZERO);
    strict
        .verify_at(at(SIGNED_AT), &signed(PLAIN), BODY)
        .unwrap();
    let late = strict.verify_at(at(SIGNED_AT + 1), &signed(PLAIN), BODY);
    assert_eq!(word(late), old);
    let patient = plain().tolerance(Duration::MAX);
    patient.verify_at(at(0), &signed(PLAIN), BODY).unwrap();
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    patient.verify_at(before, &signed(PLAIN), BODY).unwrap();
}

#[test]
fn a_timestamp_is_a_number_and_signed_as_it_came() {
    let none = "the header webhook-timestamp is no number of seconds";
    let unfit = "none of its signatures fits";
    let other = "EYDvh4zDklIVoZZ2gkoM9Ypi3oGb1bpi1EzR7iUO+Zo=";
    for (timestamp, signature, expected) in [
        ("+01719168000", other, "taken"),
        ("+01719168000", PLAIN, unfit),
        ("1719168000", other, unfit),
        ("", PLAIN, none),
        ("1719168000.5", PLAIN, none),
        ("1e9", PLAIN, none),
        ("0x10", PLAIN, none),
        ("99999999999999999999", PLAIN, none),
        ("-9223372036854775808", PLAIN, "it was signed too long ago"),
    ] {
        let mut delivery = signed(signature);
        delivery.insert("webhook-timestamp", timestamp.parse().unwrap());
        let result = plain().verify_at(at(SIGNED_AT), &delivery, BODY);
        assert_eq!(word(result), expected, "{timestamp:?}");
    }
}

#[test]
fn a_missing_header_is_named() {
    let all = ["webhook-signature", "webhook-timestamp", "webhook-id"];
    let mut delivery = signed(PLAIN);
    // From the last that is looked up, so that each is the first that is missing.
    for name in all.into_iter().rev() {
        delivery.remove(name);
        let result = plain().verify_at(at(SIGNED_AT), &delivery, BODY);
        assert_eq!(word(result), format!("the header {name} is missing"));
    }
}

#[test]
fn no_byte_may_be_another() {
    let webhooks = plain();
    let is_taken = |delivery: &HeaderMap, body: &[u8]| {
        webhooks.verify_at(at(SIGNED_AT), delivery, body).is_ok()
    };
    assert!(is_taken(&signed(PLAIN), BODY));
    for place in 0..BODY.len() {
        for bit in 0..8 {
            let mut body = BODY.to_vec();
            body[place] ^= 1 << bit;
            assert!(
                !is_taken(&signed(PLAIN), &body),
                "bit {bit} of byte {place}"
            );
        }
        assert!(!is_taken(&signed(PLAIN), &BODY[..place]), "{place} bytes");
    }
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let value = signed(PLAIN)[name].to_str().unwrap().to_owned();
        for place in 0..value.len() {
            let mut changed = value.clone().into_bytes();
            changed[place] = if changed[place] == b'1' { b'2' } else { b'1' };
            let mut delivery = signed(PLAIN);
            delivery.insert(name, HeaderValue::from_bytes(&changed).unwrap());
            assert!(!is_taken(&delivery, BODY), "byte {place} of {name}");
        }
    }
    // What moves from one part to the next is another message.
    let moved = Webhooks::new(PLAIN_SECRET).unwrap();
    let id = HeaderValue::from_static("a");
    let mut delivery = moved.sign_for_tests(&id, at(SIGNED_AT), b"1.b");
    assert!(is_taken(&delivery, b"1.b"));
    delivery.insert("webhook-id", HeaderValue::from_static("a.1719168000"));
    delivery.insert("webhook-timestamp", HeaderValue::from_static("1"));
    assert!(!is_taken(&delivery, b"b"));
}

#[test]
fn what_was_signed_for_tests_is_as_the_service_signs() {
    let id = HeaderValue::from_static("wh_1");
    let both = plain().or_secret(STANDARD_SECRET).unwrap();
    let delivery = both.sign_for_tests(&id, at(SIGNED_AT), BODY);
    assert_eq!(delivery, signed(&format!("v1,{PLAIN} v1,{ENCODED}")));
}

#[test]
fn events_are_known_or_kept() {
    let event = plain()
        .event_at(at(SIGNED_AT), &signed(PLAIN), BODY)
        .unwrap();
    let WebhookEvent::ResponseCompleted(notice) = &event else {
        panic!("{event:?}");
    };
    assert_eq!(
        (&*notice.data.id, notice.created_at),
        ("resp_abc123", SIGNED_AT)
    );
    assert_eq!((event.id(), event.notice()), ("evt_abc123", Some(notice)));

    let read = |body: &[u8]| {
        let id = HeaderValue::from_static("wh_1");
        let delivery = plain().sign_for_tests(&id, at(SIGNED_AT), body);
        plain().event_at(at(SIGNED_AT), &delivery, body)
    };
    let text = r#"{"id":"evt_1","type":"moon.landed","data":{"where":[1,2]}}"#;
    let event = read(text.as_bytes()).unwrap();
    assert_eq!(
        (event.kind(), event.id(), event.notice()),
        ("moon.landed", "evt_1", None)
    );
    let sent: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&event).unwrap(), sent);

    for text in [
        "",
        "[]",
        "null",
        "s3cret",
        r#""s3cret""#,
        r#"{"id":"s3cret""#,
    ] {
        let error = read(text.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "what was signed is no event", "{text}");
        let cause = error.source().unwrap().to_string();
        assert!(
            !format!("{error:?} {cause}").contains("s3cret"),
            "{error:?}"
        );
    }
}
