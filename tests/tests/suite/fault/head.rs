//! Failures up to the end of an answer's head.

use super::{
    row::{Asks, Row, SHORT, chunk, good, maybe_sent, ms, numbered, refused, reply, row},
    server::{Act, send},
};

const CLOSED: &str = "connection closed before message completed";
const RESET: &str = "onnection reset";
const TOO_LARGE: &str = "message head is too large";
const BAD_HEADER: &str = "invalid HTTP header parsed";
const BAD_VERSION: &str = "invalid HTTP version parsed";
const BAD_STATUS: &str = "invalid HTTP status-code parsed";
const BAD_LENGTH: &str = "invalid content-length parsed";
const LATE: &str = "no answer within 1.5s";

pub(super) fn rows(asks: Asks) -> Vec<Row> {
    [
        breaks(asks),
        delays(asks),
        lines(asks),
        headers(asks),
        lengths(asks),
        informational(asks),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The beginning of a head.
fn half(asks: Asks) -> Vec<u8> {
    asks.head("x-one: 1\r\nx-tw")[..60].to_vec()
}

fn breaks(asks: Asks) -> Vec<Row> {
    vec![
        row("closed before the head", maybe_sent(CLOSED)).does([Act::Fin]),
        row("reset before the head", maybe_sent(RESET)).does([Act::Reset]),
        row("closed within the status line", maybe_sent(CLOSED))
            .does([send("HTTP/1.1 2"), Act::Fin]),
        row("reset within the status line", maybe_sent(RESET))
            .does([send("HTTP/1.1 2"), Act::Reset]),
        row("closed within the head", maybe_sent(CLOSED)).does([send(half(asks)), Act::Fin]),
        row("reset within the head", maybe_sent(RESET)).does([send(half(asks)), Act::Reset]),
    ]
}

fn delays(asks: Asks) -> Vec<Row> {
    let late = || maybe_sent("").says(LATE).after(SHORT);
    let empty_lines = Act::Repeat {
        piece: "\r\n".into(),
        times: usize::MAX,
        pause: ms(20),
    };
    vec![
        row("no head", late()).does([Act::Hang]),
        row("a head that stops", late()).does([send(half(asks)), Act::Hang]),
        row("a head byte by byte", late()).does([Act::Drip(asks.ok().into(), ms(20))]),
        row("empty lines instead of a head", late()).does([empty_lines]),
        row(
            "no head within the total time",
            maybe_sent("").says("within the total time").after(SHORT),
        )
        .with(|builder| builder.total_timeout(SHORT))
        .does([Act::Hang]),
    ]
    .into_iter()
    .map(|row| {
        if row.expected.says == LATE {
            row.with(|builder| builder.first_byte_timeout(SHORT))
        } else {
            row
        }
    })
    .collect()
}

fn lines(asks: Asks) -> Vec<Row> {
    let line = |name, line: &str, cause| {
        let rest = "\r\ncontent-length: 2\r\n\r\n{}";
        row(name, maybe_sent(cause)).sends(format!("{line}{rest}"))
    };
    let renamed = |line: &str| {
        let text = String::from_utf8(asks.ok()).unwrap();
        text.replacen("HTTP/1.1 200 X", line, 1)
    };
    vec![
        line(
            "a status line of garbage",
            "\u{1}\u{2}\u{3} garbage",
            BAD_VERSION,
        ),
        row("an answer of HTTP/0.9", maybe_sent(BAD_VERSION))
            .does([send("<html>hello</html>"), Act::Fin]),
        line("an unknown version", "HTTP/3.7 200 OK", BAD_VERSION),
        line("the version of HTTP/2", "HTTP/2.0 200 OK", BAD_VERSION),
        row("the preface of HTTP/2", maybe_sent(BAD_VERSION))
            .sends("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        line("a status with a letter", "HTTP/1.1 20x OK", BAD_STATUS),
        line("a status of two digits", "HTTP/1.1 20 OK", BAD_STATUS),
        line("a status of four digits", "HTTP/1.1 2000 OK", BAD_STATUS),
        line("a status below 100", "HTTP/1.1 099 OK", BAD_STATUS),
        row("no reason", good()).sends(renamed("HTTP/1.1 200")),
        row("a reason in no known letters", good())
            .sends(renamed("HTTP/1.1 200 \u{1F44D} sehr sch\u{F6}n")),
        row("the version 1.0", good().kept(0)).does([send(renamed("HTTP/1.0 200 OK")), Act::Fin]),
    ]
}

fn headers(asks: Asks) -> Vec<Row> {
    let with = |name, header: &[u8], cause| {
        let head = [
            &b"HTTP/1.1 200 OK\r\n"[..],
            header,
            b"\r\ncontent-length: 2\r\n\r\n{}",
        ];
        row(name, maybe_sent(cause)).sends(head.concat())
    };
    let many = |count: usize| {
        let headers = numbered(count);
        let length = asks.body().len();
        [
            asks.head(&format!("{headers}content-length: {length}\r\n")),
            asks.body().into(),
        ]
        .concat()
    };
    let endless = Act::Repeat {
        piece: "x-a: b\r\n".repeat(1000).into(),
        times: usize::MAX,
        pause: ms(0),
    };
    vec![
        with("a header without a colon", b"no colon", BAD_HEADER),
        with("a header without a name", b": value", BAD_HEADER),
        with("a space in a header's name", b"x a: 1", BAD_HEADER),
        with("a header's name that is no text", b"x-\xff: 1", BAD_HEADER),
        with(
            "a control character in a header",
            b"x-a: a\x01b",
            BAD_HEADER,
        ),
        with("a NUL in a header", b"x-a: a\0b", BAD_HEADER),
        with(
            "a header that goes on in the next line",
            b"x-a: a\r\n b",
            BAD_HEADER,
        ),
        row("a header of other than ASCII", good()).sends(asks.reply(
            200,
            &[("x-request-id", "r\u{e9}q")],
            asks.body(),
        )),
        row("as many headers as are taken", good()).sends(many(90)),
        row("too many headers", maybe_sent(TOO_LARGE)).sends(many(1000)),
        row("a header of 1 MB", maybe_sent(TOO_LARGE)).sends({
            let value = "a".repeat(1 << 20);
            asks.reply(200, &[("x-a", &value)], asks.body())
        }),
        row("endless headers", maybe_sent(TOO_LARGE)).does([send("HTTP/1.1 200 OK\r\n"), endless]),
        row("lines that end without a carriage return", good()).sends({
            let head = format!("HTTP/1.1 200 OK\ncontent-length: {}\n\n", asks.body().len());
            head + asks.body()
        }),
    ]
}

fn lengths(asks: Asks) -> Vec<Row> {
    let framed = |name, framing: &str, expected| {
        let head = asks.head(framing);
        row(name, expected).does([send([head, asks.body().into()].concat()), Act::Fin])
    };
    let length = asks.body().len();
    let chunked = [chunk(asks.body()), chunk("")].concat();
    let both = "content-length: 3\r\ntransfer-encoding: chunked\r\n";
    vec![
        framed(
            "two lengths that differ",
            &format!("content-length: {length}\r\ncontent-length: 3\r\n"),
            maybe_sent(BAD_LENGTH),
        ),
        framed(
            "two lengths that agree",
            &format!("content-length: {length}\r\ncontent-length: {length}\r\n"),
            good().kept(0),
        ),
        framed(
            "a length that is no number",
            "content-length: many\r\n",
            maybe_sent(BAD_LENGTH),
        ),
        framed(
            "a negative length",
            "content-length: -5\r\n",
            maybe_sent(BAD_LENGTH),
        ),
        framed(
            "a length beyond all numbers",
            "content-length: 99999999999999999999\r\n",
            maybe_sent(BAD_LENGTH),
        ),
        row("a length beside chunks", good()).sends([asks.head(both), chunked].concat()),
        framed(
            "an encoding that is not known",
            "transfer-encoding: nonsense\r\n",
            good().kept(0),
        ),
        row(
            "chunks in version 1.0",
            maybe_sent("unexpected transfer-encoding parsed"),
        )
        .sends("HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    ]
}

fn informational(asks: Asks) -> Vec<Row> {
    let first = |line: &str| [line.as_bytes(), &asks.ok()].concat();
    let hints = Act::Repeat {
        piece: "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".into(),
        times: usize::MAX,
        pause: ms(5),
    };
    vec![
        row("100 before the answer", good()).sends(first("HTTP/1.1 100 Continue\r\n\r\n")),
        row("102 before the answer", good()).sends(first("HTTP/1.1 102 Processing\r\n\r\n")),
        row("103 before the answer", good()).sends(first(
            "HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n",
        )),
        row("103 without an end", maybe_sent("").says(LATE).after(SHORT))
            .with(|builder| builder.first_byte_timeout(SHORT))
            .does([hints]),
        row("100 and then nothing", maybe_sent(CLOSED))
            .does([send("HTTP/1.1 100 Continue\r\n\r\n"), Act::Fin]),
        row("101 that nobody asked for", refused(101).kept(0))
            .sends("HTTP/1.1 101 X\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"),
        row(
            "a status above 599",
            refused(999).kept(1).may_pass().tried(2).within(ms(500)),
        )
        .sends(reply(999, &[], ""))
        .sends(reply(999, &[], "")),
    ]
}
