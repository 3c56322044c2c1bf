//! Failures of a proxy on the way.

use super::{
    row::{
        Asks, Expected, MARK, Row, SHORT, Site, cut, good, maybe_sent, ms, not_sent, numbered,
        refused, refused_twice, reply, row,
    },
    server::{Act, send},
};

pub(super) fn rows(asks: Asks) -> Vec<Row> {
    let mut rows = tunnels();
    rows.extend(within_tunnels(asks));
    rows.extend(forwarding(asks));
    rows
}

const TUNNEL: &str = "HTTP/1.1 200 Connection established\r\n\r\n";

/// A proxy that is asked for a tunnel to an `https` address: nothing is sent without one.
fn tunnels() -> Vec<Row> {
    let refuses = |name: &str, cause, acts: Vec<Act>| {
        row(name, not_sent(cause).for_good())
            .at(Site::Tunnel)
            .does(acts.clone())
            .does(acts)
    };
    let answers =
        |name: &str, cause, status: u16| refuses(name, cause, vec![send(reply(status, &[], MARK))]);
    let long = format!("HTTP/1.1 200 OK\r\nx-a: {}\r\n\r\n", "a".repeat(10_000));
    let many = numbered(200);
    vec![
        answers(
            "a proxy that wants credentials",
            "proxy authorization required",
            407,
        ),
        answers("a proxy that forbids", "tunnel error: unsuccessful", 403),
        answers("a proxy without a way", "tunnel error: unsuccessful", 502),
        answers("a proxy that is busy", "tunnel error: unsuccessful", 503),
        answers("a proxy that redirects", "tunnel error: unsuccessful", 302),
        refuses(
            "a proxy that speaks garbage",
            "tunnel error: unsuccessful",
            vec![send("\u{1}garbage\r\n\r\n")],
        ),
        refuses(
            "a proxy with a head that is too long",
            "headers too long",
            vec![send(long)],
        ),
        refuses(
            "a proxy with too many headers",
            "tunnel error: unsuccessful",
            vec![send(format!("HTTP/1.1 200 OK\r\n{many}\r\n"))],
        ),
        refuses(
            "a proxy that closes",
            "unexpected end of file",
            vec![Act::Fin],
        ),
        refuses("a proxy that resets", "onnection reset", vec![Act::Reset]),
        refuses(
            "a proxy that closes within its head",
            "unexpected end of file",
            vec![send("HTTP/1.1 200 O"), Act::Fin],
        ),
        refuses("a proxy that hangs", "timed out", vec![Act::Hang])
            .connects_within(ms(500))
            .later(ms(1000)),
        refuses(
            "a tunnel that is closed at once",
            "handshake eof",
            vec![send(TUNNEL), Act::Fin],
        ),
        {
            let row = row(
                "a tunnel that leads to no TLS",
                not_sent("corrupt message").for_good(),
            )
            .at(Site::Tunnel);
            let ready = [send("220 ready\r\n"), Act::Fin];
            let tunnel = || [send(TUNNEL)];
            row.does(tunnel())
                .on_first_byte(ready.clone())
                .does(tunnel())
                .on_first_byte(ready)
        },
    ]
}

/// What happens in a tunnel that is open.
fn within_tunnels(asks: Asks) -> Vec<Row> {
    let opened = |name: &str, expected: Expected, acts: Vec<Act>| {
        row(name, expected)
            .at(Site::Tunnel)
            .does([send(TUNNEL), Act::StartTls])
            .does(acts)
    };
    vec![
        row("a tunnel", good().for_good())
            .at(Site::Tunnel)
            .does([send(TUNNEL), Act::StartTls]),
        opened(
            "a tunnel that is closed before the head",
            maybe_sent("connection closed before").for_good(),
            vec![Act::Fin],
        ),
        opened(
            "a tunnel that is reset before the head",
            maybe_sent("onnection reset").for_good(),
            vec![Act::Reset],
        ),
        opened(
            "a tunnel that is cut within the body",
            cut("close_notify").for_good(),
            vec![
                send(
                    [
                        asks.head("content-length: 9999\r\n"),
                        asks.beginning().into(),
                    ]
                    .concat(),
                ),
                Act::Cut,
            ],
        ),
    ]
}

/// A proxy that is sent a request for an `http` address, and answers in the service's place.
fn forwarding(asks: Asks) -> Vec<Row> {
    let via = |name: &str, expected: Expected| row(name, expected).at(Site::Proxy);
    let html = format!("<html>{MARK}</html>");
    vec![
        via("a request through a proxy", good()),
        via("407 of a proxy", refused(407)).sends(reply(
            407,
            &[("proxy-authenticate", "Basic")],
            &html,
        )),
        via("502 of a proxy", refused_twice(502))
            .sends(reply(502, &[], &html))
            .sends(reply(502, &[], &html)),
        via("504 of a proxy, once", good().tried(2).within(ms(500)))
            .sends(reply(504, &[], &html))
            .sends(asks.ok()),
        via(
            "a proxy that closes before the head",
            maybe_sent("connection closed before"),
        )
        .does([Act::Fin]),
        via(
            "a proxy that answers garbage",
            maybe_sent("invalid HTTP version"),
        )
        .sends("garbage\r\n\r\n"),
        via(
            "a proxy that does not answer",
            maybe_sent("").says("no answer within 1.5s").after(SHORT),
        )
        .with(|builder| builder.first_byte_timeout(SHORT))
        .does([Act::Hang]),
    ]
}
