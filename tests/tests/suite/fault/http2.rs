//! Failures of HTTP/2.

use super::{
    frames::{
        self, ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING,
        PUSH_PROMISE, RST_STREAM, SETTINGS, THIS, WINDOW_UPDATE, block, data, frame, go_away,
        headers, reset,
    },
    row::{
        Asks, Expected, MARK, Row, SHORT, Site, cut, good, maybe_sent, ms, no_answer, not_sent,
        refused, row,
    },
    server::{Act, send},
};

const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const ENHANCE_YOUR_CALM: u32 = 11;
/// All reasons, and one that is none.
const REASONS: [(u32, &str); 15] = [
    (NO_ERROR, "NO_ERROR"),
    (1, "PROTOCOL_ERROR"),
    (INTERNAL_ERROR, "INTERNAL_ERROR"),
    (3, "FLOW_CONTROL_ERROR"),
    (4, "SETTINGS_TIMEOUT"),
    (5, "STREAM_CLOSED"),
    (6, "FRAME_SIZE_ERROR"),
    (REFUSED_STREAM, "REFUSED_STREAM"),
    (8, "CANCEL"),
    (9, "COMPRESSION_ERROR"),
    (10, "CONNECT_ERROR"),
    (ENHANCE_YOUR_CALM, "ENHANCE_YOUR_CALM"),
    (12, "INADEQUATE_SECURITY"),
    (13, "HTTP_1_1_REQUIRED"),
    (4711, "an unknown reason"),
];

pub(super) fn rows(asks: Asks) -> Vec<Row> {
    let rows = [
        resets(asks),
        goodbyes(asks),
        wrong_frames(),
        answers(asks),
        connections(asks),
    ];
    rows.into_iter()
        .flatten()
        .map(|row| row.at(Site::HTTP2))
        .collect()
}

fn begun(asks: Asks) -> Vec<u8> {
    [
        headers(200, &[("content-type", asks.kind())]),
        data(asks.beginning()),
    ]
    .concat()
}

/// Refused before any work: to be asked again as if it had not been sent.
fn refused_unseen(cause: &'static str) -> Expected {
    not_sent(cause).requests(2)
}

fn resets(asks: Asks) -> Vec<Row> {
    let mut rows = Vec::new();
    for (reason, name) in REASONS {
        let before = format!("RST_STREAM with {name} before the head");
        rows.push(if reason == REFUSED_STREAM {
            row(before, refused_unseen("stream error received").kept(1))
                .sends(reset(reason))
                .sends(reset(reason))
        } else {
            row(before, maybe_sent("stream error received").kept(1)).sends(reset(reason))
        });
        // The server has no more to say, and needs no more of the request: not an error.
        if reason != NO_ERROR {
            row_of(
                &mut rows,
                format!("RST_STREAM with {name} after the head"),
                reason,
                headers(200, &[]),
            );
            row_of(
                &mut rows,
                format!("RST_STREAM with {name} within the body"),
                reason,
                begun(asks),
            );
        }
    }
    rows.push(
        row("REFUSED_STREAM, once", good().tried(2).within(ms(500)))
            .sends(reset(REFUSED_STREAM))
            .sends(frames::answer(asks.body())),
    );
    rows
}

fn row_of(rows: &mut Vec<Row>, name: String, reason: u32, before: Vec<u8>) {
    rows.push(
        row(name, cut("stream error received").kept(1)).sends([before, reset(reason)].concat()),
    );
}

fn goodbyes(asks: Asks) -> Vec<Row> {
    let unseen = || refused_unseen("connection error received");
    let not_seen = |name: &str, reason| {
        let goodbye = vec![send(go_away(0, reason)), Act::Fin];
        row(name, unseen()).does(goodbye.clone()).does(goodbye)
    };
    let seen = |reason| go_away(THIS, reason);
    let answer = || frames::answer(asks.body());
    vec![
        not_seen("GOAWAY that leaves the request out", NO_ERROR),
        row(
            "GOAWAY that leaves the request out, once",
            good().tried(2).within(ms(500)),
        )
        .does([send(go_away(0, NO_ERROR)), Act::Fin])
        .sends(answer()),
        row("GOAWAY and then the answer", good().kept(0))
            .sends([seen(NO_ERROR), answer()].concat()),
        row("GOAWAY after the answer", good().kept(0)).sends([answer(), seen(NO_ERROR)].concat()),
        row("GOAWAY and then the end", maybe_sent("")).does([send(seen(NO_ERROR)), Act::Fin]),
        row("GOAWAY and then a reset", maybe_sent("")).does([send(seen(NO_ERROR)), Act::Reset]),
        not_seen(
            "GOAWAY with INTERNAL_ERROR that leaves the request out",
            INTERNAL_ERROR,
        ),
        not_seen(
            "GOAWAY with ENHANCE_YOUR_CALM that leaves the request out",
            ENHANCE_YOUR_CALM,
        ),
        row("GOAWAY with INTERNAL_ERROR", maybe_sent(""))
            .does([send(seen(INTERNAL_ERROR)), Act::Fin]),
        row("GOAWAY with ENHANCE_YOUR_CALM", maybe_sent(""))
            .does([send(seen(ENHANCE_YOUR_CALM)), Act::Fin]),
        row("GOAWAY with INTERNAL_ERROR within the body", cut(""))
            .does([send([begun(asks), seen(INTERNAL_ERROR)].concat()), Act::Fin]),
        row("GOAWAY within the body, and its end", cut(""))
            .does([send([begun(asks), seen(NO_ERROR)].concat()), Act::Fin]),
        row("GOAWAY between two calls", good())
            .after_a_call()
            .at_once([send(go_away(1, NO_ERROR)), Act::Fin]),
    ]
}

/// Frames that break the protocol: the client says so and closes.
fn wrong_frames() -> Vec<Row> {
    let broken = |name: &str, bytes: Vec<u8>| {
        row(name, maybe_sent("detected")).does([send(bytes), Act::Hang])
    };
    let stream_broken =
        |name: &str, bytes: Vec<u8>| row(name, maybe_sent("detected").perhaps_kept()).sends(bytes);
    let open_block = frame(HEADERS, 0, THIS, &block(200, &[]));
    let promise = [&2_u32.to_be_bytes()[..], &block(200, &[])].concat();
    vec![
        broken("DATA before the head", data("{}")),
        broken(
            "HEADERS of no stream",
            frame(HEADERS, END_HEADERS, 0, &block(200, &[])),
        ),
        broken(
            "HEADERS of a stream that nobody opened",
            frame(HEADERS, END_HEADERS, 99, &block(200, &[])),
        ),
        broken(
            "DATA of a stream that nobody opened",
            frame(DATA, 0, 99, b"{}"),
        ),
        broken(
            "headers that cannot be unpacked",
            frame(HEADERS, END_HEADERS, THIS, &[0xff; 8]),
        ),
        broken(
            "an index of no header",
            frame(HEADERS, END_HEADERS, THIS, &[0x80]),
        ),
        broken(
            "CONTINUATION of nothing",
            frame(CONTINUATION, END_HEADERS, THIS, &[]),
        ),
        broken("DATA within the head", [open_block, data("{}")].concat()),
        broken(
            "a padding longer than its frame",
            frame(DATA, 8, THIS, &[200, 1]),
        ),
        broken(
            "a frame that is too large",
            frame(DATA, 0, THIS, &vec![b'x'; 1 << 20]),
        ),
        broken(
            "RST_STREAM of a wrong size",
            frame(RST_STREAM, 0, THIS, &[0, 0]),
        ),
        broken(
            "RST_STREAM of no stream",
            frame(RST_STREAM, 0, 0, &8_u32.to_be_bytes()),
        ),
        broken(
            "SETTINGS of a wrong size",
            frame(SETTINGS, 0, 0, &[1, 2, 3]),
        ),
        broken("SETTINGS of a stream", frame(SETTINGS, 0, THIS, &[])),
        broken(
            "SETTINGS with a value that is not allowed",
            frame(SETTINGS, 0, 0, &[0, 4, 0xff, 0xff, 0xff, 0xff]),
        ),
        broken(
            "an acknowledgement of nothing",
            frame(SETTINGS, ACK, 0, &[0, 0, 0, 0, 0, 0]),
        ),
        broken("PING of a wrong size", frame(PING, 0, 0, &[1])),
        broken("GOAWAY of a wrong size", frame(GOAWAY, 0, 0, &[1])),
        broken(
            "a window beyond all numbers",
            frame(WINDOW_UPDATE, 0, 0, &0x7fff_ffff_u32.to_be_bytes()),
        ),
        broken("a window of nothing", frame(WINDOW_UPDATE, 0, 0, &[0; 4])),
        broken(
            "a promise that is not wanted",
            frame(PUSH_PROMISE, END_HEADERS, THIS, &promise),
        ),
        stream_broken(
            "a head without a status",
            frame(HEADERS, END_HEADERS, THIS, &[0, 1, b'a', 1, b'b']),
        ),
        stream_broken(
            "a name of a header in capitals",
            headers(200, &[("X-Big", "1")]),
        ),
        stream_broken(
            "a header of a connection",
            headers(200, &[("connection", "close")]),
        ),
        row("HTTP/1.1 on a connection of HTTP/2", maybe_sent("detected")).does([
            send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"),
            Act::Hang,
        ]),
    ]
}

fn answers(asks: Asks) -> Vec<Row> {
    let body = asks.body();
    let json = [("content-type", asks.kind())];
    let late = || maybe_sent("").says("no answer within 1.5s").after(SHORT);
    let huge = "a".repeat(250);
    let many: Vec<(&str, &str)> = (0..200).map(|_| ("x-a", &*huge)).collect();
    let nothing = match asks {
        Asks::Whole => "the answer is empty",
        Asks::Stream => "ended before its first event",
    };
    let length = (body.len() + 10).to_string();
    let trailers = frame(
        HEADERS,
        END_HEADERS | END_STREAM,
        THIS,
        &[0, 1, b'a', 1, b'b'],
    );
    let ping = frame(PING, 0, 0, &[0; 8]);
    let empty = |pause| Act::Repeat {
        piece: frame(DATA, 0, THIS, b"").into(),
        times: usize::MAX,
        pause,
    };
    vec![
        row("an answer", good()),
        row("a refusal of HTTP/2", refused(400))
            .sends([headers(400, &[]), data(format!("<{MARK}>")), frames::end()].concat()),
        row("trailers of HTTP/2", good())
            .sends([headers(200, &json), data(body), trailers].concat()),
        row("103 and then the answer", good())
            .sends([headers(103, &[]), frames::answer(body)].concat()),
        row("a head alone", no_answer(nothing)).sends(frame(
            HEADERS,
            END_HEADERS | END_STREAM,
            THIS,
            &block(200, &[]),
        )),
        row("more headers than are taken", maybe_sent("").perhaps_kept())
            .sends([headers(200, &many[..100]), frames::end()].concat()),
        row(
            "a length that is not kept",
            match asks {
                Asks::Whole => cut("detected").kept(1),
                Asks::Stream => good(),
            },
        )
        .sends(
            [
                headers(200, &[("content-length", &length)]),
                data(body),
                frames::end(),
            ]
            .concat(),
        ),
        row("no head of HTTP/2", late().kept(1))
            .with(|builder| builder.first_byte_timeout(SHORT))
            .sends(""),
        row("pings and no head", late().kept(1))
            .with(|builder| builder.first_byte_timeout(SHORT))
            .sends(ping),
        row(
            "a stream of HTTP/2 that stops",
            cut("")
                .says("did not continue within 1.5s")
                .after(SHORT)
                .kept(1),
        )
        .with(|builder| builder.idle_timeout(SHORT))
        .sends(begun(asks)),
        row(
            "empty frames without an end",
            cut("")
                .says("within the total time")
                .after(ms(2000))
                .kept(1)
                .for_good(),
        )
        .with(|builder| builder.total_timeout(ms(2000)))
        .does([send(headers(200, &json)), empty(ms(50))]),
        row("a flood of empty frames", cut("too_many_data_frames"))
            .does([send(headers(200, &json)), empty(ms(0))]),
    ]
}

fn connections(asks: Asks) -> Vec<Row> {
    vec![
        row("closed before the head of HTTP/2", maybe_sent("")).does([Act::Fin]),
        row("cut before the head of HTTP/2", maybe_sent("")).does([Act::Cut]),
        row("reset before the head of HTTP/2", maybe_sent("")).does([Act::Reset]),
        row("closed within the body of HTTP/2", cut("")).does([send(begun(asks)), Act::Fin]),
        row("reset within the body of HTTP/2", cut("")).does([send(begun(asks)), Act::Reset]),
        row("a greeting of another frame than SETTINGS", good())
            .at_once([send(frame(PING, 0, 0, &[0; 8]))]),
    ]
}
