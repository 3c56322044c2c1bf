//! Refusals: every status, what a service advises, redirects, and bodies of refusals.

use std::time::{Duration, SystemTime};

use super::{
    judge::STRANGER,
    row::{Asks, Expected, MARK, Row, SHORT, good, ms, refused, refused_twice, reply, row},
    server::{Act, send},
};

const ERROR: &str = r#"{"error":{"message":"not today","type":"t","code":"c","param":null,"detail":"body-mark-7741"}}"#;
const JSON: (&str, &str) = ("content-type", "application/json");
const SOON: (&str, &str) = ("retry-after-ms", "1");
const HOUR: Duration = Duration::from_hours(1);
/// What a wait is that no clock can hold.
const BEYOND: Duration = Duration::from_secs(u32::MAX as u64);

pub(super) fn rows(asks: Asks) -> Vec<Row> {
    [
        statuses(asks),
        retry_after(asks),
        advice(asks),
        redirects(),
        bodies(asks),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn refusal(status: u16, headers: &[(&str, &str)]) -> Vec<u8> {
    reply(status, &[&[JSON], headers].concat(), ERROR)
}

fn statuses(asks: Asks) -> Vec<Row> {
    let final_ones = [
        400, 401, 402, 403, 404, 405, 406, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422,
        423, 424, 425, 426, 428, 431, 451, 499,
    ];
    let passing = [
        408, 409, 429, 500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 529, 530, 598, 599, 600,
    ];
    let finals = final_ones.map(|status| {
        let expected = refused(status).says(": not today");
        row(format!("status {status}"), expected).sends(refusal(status, &[]))
    });
    let passing = passing.map(|status| {
        row(
            format!("status {status}, once"),
            good().tried(2).within(ms(500)),
        )
        .sends(refusal(status, &[]))
        .sends(asks.ok())
    });
    let twice = row("status 503, again and again", refused_twice(503))
        .sends(refusal(503, &[]))
        .sends(refusal(503, &[]));
    let closed = row(
        "status 503, and the connection is closed",
        good().tried(2).within(ms(500)),
    )
    .does([send(refusal(503, &[("connection", "close")])), Act::Fin])
    .sends(asks.ok());
    finals
        .into_iter()
        .chain(passing)
        .chain([twice, closed])
        .collect()
}

fn in_an_hour(form: fn(&str) -> String) -> String {
    form(&httpdate::fmt_http_date(SystemTime::now() + HOUR))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` in the form of RFC 850.
fn rfc850(date: &str) -> String {
    let (day, month, year, time) = parts(date);
    format!("Monday, {day}-{month}-{} {time} GMT", &year[2..])
}

/// … and in that of C's `asctime`.
fn asctime(date: &str) -> String {
    let (day, month, year, time) = parts(date);
    format!(
        "Mon {month} {:>2} {time} {year}",
        day.trim_start_matches('0')
    )
}

fn parts(date: &str) -> (&str, &str, &str, &str) {
    let words: Vec<&str> = date.split(' ').collect();
    (words[1], words[2], words[3], words[4])
}

fn retry_after(asks: Asks) -> Vec<Row> {
    let busy = |name: &str, headers: &[(&str, &str)], expected: Expected| {
        row(format!("429 with {name}"), expected)
            .sends(refusal(429, headers))
            .sends(asks.ok())
    };
    let waits = |time: u64| good().tried(2).after(ms(time));
    // Nothing that can be obeyed: the wait is the client's own.
    let own = || good().tried(2).within(ms(500));
    let too_long = |time| refused(429).may_pass().retry_after(time);
    let after = |value: &str, expected| {
        let name = format!(
            "retry-after: {}",
            if value.contains("GMT") || value.len() > 20 {
                "a date"
            } else {
                value
            }
        );
        busy(&name, &[("retry-after", value)], expected)
    };
    let date = |name: &str, form: fn(&str) -> String| {
        busy(name, &[("retry-after", &in_an_hour(form))], too_long(HOUR))
    };
    vec![
        busy("no retry-after", &[], own()),
        after("1", waits(1000)),
        after("0.25", waits(250)),
        after("121", too_long(Duration::from_secs(121))),
        after("3600", too_long(HOUR)),
        after("0", own()),
        after("-1", own()),
        after("nan", own()),
        after("inf", own()),
        after("1e300", too_long(BEYOND)),
        after("soon", own()),
        after("", own()),
        date("a date of RFC 1123", str::to_owned),
        date("a date of RFC 850", rfc850),
        date("a date of asctime", asctime),
        busy(
            "a date that is past",
            &[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")],
            own(),
        ),
        busy(
            "a date that is none",
            &[("retry-after", "Sun, 99 Nov 1994 08:49:37 GMT")],
            own(),
        ),
        busy(
            "retry-after-ms: 300",
            &[("retry-after-ms", "300")],
            waits(300),
        ),
        busy("retry-after-ms: 0.5", &[("retry-after-ms", "0.5")], own()),
        busy("retry-after-ms: 0", &[("retry-after-ms", "0")], own()),
        busy("retry-after-ms: -1", &[("retry-after-ms", "-1")], own()),
        busy(
            "retry-after-ms: 120001",
            &[("retry-after-ms", "120001")],
            too_long(ms(120_001)),
        ),
        busy(
            "retry-after-ms before retry-after",
            &[("retry-after-ms", "300"), ("retry-after", "3600")],
            waits(300),
        ),
        busy(
            "a retry-after-ms of garbage before retry-after",
            &[("retry-after-ms", "x"), ("retry-after", "3600")],
            too_long(HOUR),
        ),
        row("429 with a retry-after that is no text", own())
            .sends(
                [&b"HTTP/1.1 429 X\r\nretry-after: \xff\xff\r\ncontent-length: 0\r\n\r\n"[..]]
                    .concat(),
            )
            .sends(asks.ok()),
        row(
            "503 with a retry-after beyond the total time",
            refused(503).may_pass().retry_after(ms(60_000)),
        )
        .with(|builder| builder.total_timeout(ms(20_000)))
        .sends(refusal(503, &[("retry-after", "60")])),
    ]
}

fn advice(asks: Asks) -> Vec<Row> {
    let advised = |name: &str, status, advice, expected: Expected| {
        row(name, expected)
            .sends(refusal(status, &[SOON, ("x-should-retry", advice)]))
            .sends(asks.ok())
    };
    vec![
        advised(
            "400 that should be tried again",
            400,
            "true",
            good().tried(2),
        ),
        advised(
            "503 that should not be tried again",
            503,
            "false",
            refused(503).retry_after(ms(1)),
        ),
        advised(
            "400 with advice that is none",
            400,
            "True",
            refused(400).retry_after(ms(1)),
        ),
        advised("503 with advice that is none", 503, "", good().tried(2)),
    ]
}

fn redirects() -> Vec<Row> {
    let elsewhere = format!("http://{STRANGER}/v1/chat/completions");
    let to = |status: u16, name: &str, location: &str| {
        row(
            format!("{status} {name}"),
            refused(status).says("redirects are not followed"),
        )
        .sends(reply(status, &[("location", location)], ""))
    };
    let mut rows: Vec<Row> = [301, 302, 303, 307, 308]
        .map(|status| to(status, "to another origin", &elsewhere))
        .into();
    rows.extend([
        to(308, "to the same place, a loop", "/v1/chat/completions"),
        to(
            307,
            "to another origin without a scheme",
            &format!("//{STRANGER}/v1"),
        ),
        to(
            307,
            "to another origin with a user",
            &format!("http://user:pass@{STRANGER}/"),
        ),
        to(302, "to a file", "file:///etc/passwd"),
        to(302, "to no address", "http://[::"),
        row(
            "302 without a place",
            refused(302).says("redirects are not followed"),
        )
        .sends(reply(302, &[], "")),
        // The choice is the client's own, which makes none.
        row("300 to another origin", refused(300)).sends(reply(
            300,
            &[("location", &elsewhere)],
            "",
        )),
        row("304", refused(304)).sends("HTTP/1.1 304 X\r\n\r\n"),
    ]);
    rows
}

/// What the body of a refusal does, the refusal stays one.
fn bodies(asks: Asks) -> Vec<Row> {
    let head = |framing: &str| {
        send(format!(
            "HTTP/1.1 400 X\r\ncontent-type: application/json\r\n{framing}\r\n"
        ))
    };
    let megabytes = |times| Act::Repeat {
        piece: vec![b' '; 1 << 20].into(),
        times,
        pause: ms(0),
    };
    let drip = Act::Repeat {
        piece: " ".into(),
        times: usize::MAX,
        pause: ms(20),
    };
    let with = |name, body: &[u8], expected| row(name, expected).sends(reply(400, &[], body));
    let broken = || refused(400).kept(0);
    let idle = |row: Row| row.with(|builder| builder.idle_timeout(SHORT));
    let deep = "[".repeat(100_000);
    vec![
        with(
            "a refusal of HTML",
            format!("<html><h1>{MARK}</h1></html>").as_bytes(),
            refused(400),
        ),
        with(
            "a refusal of plain text",
            b"too many\r\nwords",
            refused(400).says(": too many  words"),
        ),
        with("a refusal with nothing", b"", refused(400)),
        with(
            "a refusal of no text",
            &[b"\xff\xfe", MARK.as_bytes()].concat(),
            refused(400),
        ),
        with(
            "a refusal of cut JSON",
            format!(r#"{{"error":{{"message":"{MARK}"#).as_bytes(),
            refused(400),
        ),
        with("a refusal without a bottom", deep.as_bytes(), refused(400)),
        with(
            "a refusal that is a list",
            br#"[{"error":{"message":"m1"}}]"#,
            refused(400).says(": m1"),
        ),
        with(
            "a refusal that is a text",
            br#"{"error":"m2"}"#,
            refused(400).says(": m2"),
        ),
        row("a refusal closed within its body", broken()).does([
            head("content-length: 9\r\n"),
            send("{"),
            Act::Fin,
        ]),
        row("a refusal reset within its body", broken()).does([
            head("content-length: 9\r\n"),
            send("{"),
            Act::Reset,
        ]),
        row("a refusal with a bad chunk", broken()).does([
            head("transfer-encoding: chunked\r\n"),
            send("zz\r\n"),
            Act::Fin,
        ]),
        row("a refusal of 100 MB, announced", broken())
            .does([head("content-length: 104857600\r\n"), megabytes(100)]),
        row("a refusal of 100 MB", broken()).does([head(""), megabytes(100), Act::Fin]),
        row("a refusal without an end", broken()).does([head(""), megabytes(usize::MAX)]),
        idle(row("a refusal that hangs", broken().after(SHORT)))
            .does([head("content-length: 9\r\n"), Act::Hang]),
        idle(row("a refusal byte by byte", broken().after(SHORT))).does([head(""), drip.clone()]),
        row(
            "a refusal byte by byte, within the total time",
            broken().after(SHORT),
        )
        .with(|builder| builder.total_timeout(SHORT))
        .does([head(""), drip]),
        idle(row(
            "a refusal that hangs and may pass",
            good().tried(2).kept(1).after(SHORT).within(ms(2000)),
        ))
        .does([
            send("HTTP/1.1 503 X\r\ncontent-length: 9\r\n\r\n"),
            Act::Hang,
        ])
        .sends(asks.ok()),
    ]
}
