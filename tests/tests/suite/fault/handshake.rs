//! Failures of TLS.

use super::{
    row::{Asks, Expected, Row, SHORT, Site, cut, good, maybe_sent, ms, not_sent, row},
    server::{Act, send},
    tls::{Certificate as C, Demands},
};

pub(super) fn rows(asks: Asks) -> Vec<Row> {
    [
        certificates(),
        alerts(),
        handshakes(),
        greetings(),
        records(asks),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn certificates() -> Vec<Row> {
    let with = |name, certificate, cause| {
        row(name, not_sent(cause).for_good()).at(Site::Rooted(certificate, Demands::default()))
    };
    let demands = Demands {
        http2: false,
        client_certificate: true,
        only_tls12: true,
    };
    vec![
        row("a good certificate", good()).at(Site::Rooted(C::Good, Demands::default())),
        with(
            "a certificate for another name",
            C::OtherName,
            "not valid for name",
        ),
        with(
            "a certificate that is expired",
            C::Expired,
            "certificate expired",
        ),
        with(
            "a certificate that is not yet valid",
            C::NotYetValid,
            "not valid yet",
        ),
        with(
            "a certificate that signed itself",
            C::SelfSigned,
            "UnknownIssuer",
        ),
        with(
            "a certificate of another authority",
            C::OtherAuthority,
            "UnknownIssuer",
        ),
        with("a certificate for clients", C::ForClients, "EkuError"),
        with(
            "a certificate of an authority",
            C::IsAuthority,
            "CaUsedAsEndEntity",
        ),
        with(
            "a certificate with a critical extension",
            C::CriticalExtension,
            "UnsupportedCriticalExtension",
        ),
        with(
            "a certificate with a bad signature",
            C::BadSignature,
            "BadSignature",
        ),
        with("a certificate for another key", C::OtherKey, "BadSignature"),
        with(
            "a certificate of an unknown algorithm",
            C::UnknownAlgorithm,
            "UnsupportedSignatureAlgorithm",
        ),
        with("a certificate of garbage", C::Garbage, "BadEncoding"),
        with("no certificate", C::None, "no certificate"),
        row(
            "a demand for the client's certificate, TLS 1.2",
            not_sent("received fatal alert").for_good(),
        )
        .at(Site::Tls(C::Good, demands)),
    ]
}

fn record(kind: u8, payload: &[u8]) -> Act {
    let length = u16::try_from(payload.len()).unwrap().to_be_bytes();
    send([&[kind, 3, 3], &length[..], payload].concat())
}

fn alert(description: u8) -> Act {
    record(21, &[2, description])
}

/// The answer to a client's greeting.
fn server_hello(version: [u8; 2], cipher: [u8; 2], compression: u8, extensions: &[u8]) -> Act {
    let mut hello = version.to_vec();
    hello.extend([7; 32]);
    hello.push(0);
    hello.extend(cipher);
    hello.push(compression);
    if !extensions.is_empty() {
        hello.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        hello.extend(extensions);
    }
    let length = u32::try_from(hello.len()).unwrap().to_be_bytes();
    record(22, &[&[2][..], &length[1..], &hello].concat())
}

/// What stands where a handshake should, each time that it is tried.
fn instead(name: &str, expected: Expected, acts: Vec<Act>) -> Row {
    let row = row(name, expected.for_good()).at(Site::NoTls);
    row.on_first_byte(acts.clone()).on_first_byte(acts)
}

/// A wrong message, and the end.
fn wrong(name: &str, cause: &'static str, act: Act) -> Row {
    instead(name, not_sent(cause), vec![act, Act::Fin])
}

fn alerts() -> Vec<Row> {
    let alerts = [
        (0, "close_notify"),
        (20, "bad_record_mac"),
        (40, "handshake_failure"),
        (70, "protocol_version"),
        (71, "insufficient_security"),
        (80, "internal_error"),
        (112, "unrecognized_name"),
        (120, "no_application_protocol"),
    ];
    let alerts = alerts.map(|(number, name)| {
        wrong(
            &format!("the alert {name}"),
            "received fatal alert",
            alert(number),
        )
    });
    alerts.into()
}

fn handshakes() -> Vec<Row> {
    vec![
        instead(
            "closed within the handshake",
            not_sent("handshake eof"),
            vec![Act::Fin],
        ),
        instead(
            "reset within the handshake",
            not_sent("onnection reset"),
            vec![Act::Reset],
        ),
        instead(
            "closed within a record",
            not_sent("handshake eof"),
            vec![send([22, 3, 3, 0, 99, 2]), Act::Fin],
        ),
        instead(
            "no handshake",
            not_sent("timed out").after(ms(1000)),
            vec![Act::Hang],
        )
        .connects_within(ms(500)),
        instead(
            "a handshake byte by byte",
            not_sent("timed out").after(ms(1000)),
            vec![
                Act::Drip(vec![22, 3, 3, 0, 99, 2, 0, 0, 95].into(), ms(100)),
                Act::Hang,
            ],
        )
        .connects_within(ms(500)),
        wrong(
            "HTTP where TLS should be",
            "corrupt message",
            send("HTTP/1.1 400 Bad Request\r\n\r\n"),
        ),
        wrong(
            "garbage where TLS should be",
            "corrupt message",
            send([0xff; 64]),
        ),
        wrong(
            "a record that is too large",
            "MessageTooLarge",
            send([22, 3, 3, 0xff, 0xff, 2, 0]),
        ),
        wrong(
            "data before the handshake",
            "unexpected message",
            record(23, b"hello"),
        ),
        wrong(
            "another message of the handshake",
            "unexpected handshake",
            record(22, &[14, 0, 0, 0]),
        ),
    ]
}

fn greetings() -> Vec<Row> {
    let known = [0xc0, 0x2b];
    vec![
        wrong(
            "a greeting of an old version",
            "peer is incompatible",
            server_hello([3, 1], known, 0, &[]),
        ),
        wrong(
            "a greeting of SSL",
            "peer is incompatible",
            server_hello([3, 0], known, 0, &[]),
        ),
        wrong(
            "a cipher that nobody offered",
            "peer misbehaved",
            server_hello([3, 3], [0xde, 0xad], 0, &[]),
        ),
        wrong(
            "a compression that nobody offered",
            "peer misbehaved",
            server_hello([3, 3], known, 1, &[]),
        ),
        wrong(
            "an extension that nobody offered",
            "peer misbehaved",
            server_hello([3, 3], known, 0, &[0xab, 0xcd, 0, 0]),
        ),
        wrong(
            "a protocol that nobody offered",
            "peer misbehaved",
            server_hello([3, 3], known, 0, &[0, 16, 0, 5, 0, 3, 2, b'h', b'9']),
        ),
        wrong(
            "a greeting that is cut",
            "corrupt message",
            record(22, &[2, 0, 0, 2, 3, 3]),
        ),
    ]
}

/// What is wrong with the records after the handshake.
fn records(asks: Asks) -> Vec<Row> {
    let below = |bytes: &[u8]| Act::SendBelow(bytes.to_vec().into());
    let forged = below(&[&[23, 3, 3, 0, 32][..], &[7; 32]].concat());
    let head = || {
        send(
            [
                asks.head("transfer-encoding: chunked\r\n"),
                super::row::chunk(asks.beginning()),
            ]
            .concat(),
        )
    };
    vec![
        row("a record that cannot be decrypted", maybe_sent("decrypt"))
            .at(Site::TLS)
            .does([forged.clone(), Act::Hang]),
        row("such a record within the answer", cut("decrypt"))
            .at(Site::TLS)
            .does([head(), Act::Pause(ms(500)), forged, Act::Hang]),
        row("a record of an unknown kind", maybe_sent("corrupt message"))
            .at(Site::TLS)
            .does([below(&[99, 3, 3, 0, 1, 0]), Act::Hang]),
        row(
            "a record that is too large, later",
            maybe_sent("MessageTooLarge"),
        )
        .at(Site::TLS)
        .does([below(&[23, 3, 3, 0xff, 0xff]), Act::Hang]),
        row("text within TLS", maybe_sent("corrupt message"))
            .at(Site::TLS)
            .does([below(b"HTTP/1.1 200 OK\r\n\r\n"), Act::Hang]),
        row(
            "the end of TLS before the head",
            maybe_sent("connection closed before message"),
        )
        .at(Site::TLS)
        .does([Act::Fin]),
        row(
            "the end below TLS before the head",
            maybe_sent("close_notify"),
        )
        .at(Site::TLS)
        .does([Act::Cut]),
        row(
            "reset below TLS before the head",
            maybe_sent("onnection reset"),
        )
        .at(Site::TLS)
        .does([Act::Reset]),
        row(
            "no head over TLS",
            maybe_sent("").says("no answer within 1.5s").after(SHORT),
        )
        .at(Site::TLS)
        .with(|builder| builder.first_byte_timeout(SHORT))
        .does([Act::Hang]),
    ]
}
