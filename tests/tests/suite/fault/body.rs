//! Failures within the body of a success, and successes that are no answers.

use super::{
    row::{Asks, MARK, Row, SHORT, Site, chunk, cut, good, ms, no_answer, numbered, refused, row},
    server::{Act, send},
};

const INCOMPLETE: &str = "end of file before message length reached";
const RESET: &str = "onnection reset";
const LATE: &str = "did not continue within";

pub(super) fn rows(asks: Asks) -> Vec<Row> {
    let rows = [
        breaks(asks),
        chunks(asks),
        sizes(asks),
        clocks(asks),
        empty(asks),
    ];
    let rows = rows.into_iter().flatten();
    if asks == Asks::Whole {
        rows.chain(contents()).collect()
    } else {
        rows.collect()
    }
}

/// So many bytes of a good answer, whose whole length the head announces.
fn sized(asks: Asks, body: &str) -> Act {
    let framing = format!("content-length: {}\r\n", asks.body().len());
    send([asks.head(&framing), body.into()].concat())
}

fn chunked(asks: Asks, body: impl AsRef<[u8]>) -> Act {
    send(
        [
            asks.head("transfer-encoding: chunked\r\n"),
            body.as_ref().to_vec(),
        ]
        .concat(),
    )
}

fn breaks(asks: Asks) -> Vec<Row> {
    let (none, some) = ("", asks.beginning());
    let to_the_end = |body: &str| send([asks.head("connection: close\r\n"), body.into()].concat());
    // That a stream has no end is told by its reader; a JSON text has one.
    let half = || match asks {
        Asks::Whole => no_answer("JSON that ends too early").kept(0),
        Asks::Stream => good().text("hi").kept(0),
    };
    vec![
        row("closed after the head", cut(INCOMPLETE)).does([sized(asks, none), Act::Fin]),
        row("reset after the head", cut(RESET)).does([sized(asks, none), Act::Reset]),
        row("closed within the body", cut(INCOMPLETE)).does([sized(asks, some), Act::Fin]),
        row("reset within the body", cut(RESET)).does([sized(asks, some), Act::Reset]),
        row("a body up to the end of the connection", good().kept(0))
            .does([to_the_end(asks.body()), Act::Fin]),
        row("such a body that is cut", half()).does([to_the_end(some), Act::Fin]),
        row("such a body that is reset", cut(RESET)).does([to_the_end(some), Act::Reset]),
        row("such a body over TLS", good().kept(0))
            .at(Site::TLS)
            .does([to_the_end(asks.body()), Act::Fin]),
        row("such a body over TLS that is cut", cut("close_notify"))
            .at(Site::TLS)
            .does([to_the_end(some), Act::Cut]),
        row("a body over TLS that is cut", cut("close_notify"))
            .at(Site::TLS)
            .does([sized(asks, some), Act::Cut]),
        row(
            "a body that is shorter than announced",
            cut(LATE).says(LATE).after(SHORT),
        )
        .with(|builder| builder.idle_timeout(SHORT))
        .does([sized(asks, some), Act::Hang]),
        row("a body that is longer than announced", half()).sends({
            let framing = format!("content-length: {}\r\n", some.len());
            [asks.head(&framing), asks.body().into()].concat()
        }),
        row("two answers", good().kept(0)).sends([asks.ok(), asks.reply(200, &[], "{}")].concat()),
    ]
}

fn chunks(asks: Asks) -> Vec<Row> {
    let first = chunk(asks.beginning());
    let all = chunk(asks.body());
    let with = |name, rest: &[u8], expected| {
        row(name, expected).does([chunked(asks, [&first, rest].concat()), Act::Fin])
    };
    let whole = |name, rest: &[u8], expected| {
        row(name, expected).sends(
            [
                asks.head("transfer-encoding: chunked\r\n"),
                all.clone(),
                rest.to_vec(),
            ]
            .concat(),
        )
    };
    let long = "x".repeat(100_000);
    let trailers = numbered(5_000);
    vec![
        with("closed within a chunk", b"ff\r\nabc", cut("")),
        with("closed within a chunk's size", b"f", cut("")),
        with("closed between chunks", b"", cut("")),
        with(
            "a chunk's size that is no number",
            b"zz\r\nabc\r\n",
            cut("Invalid chunk size line"),
        ),
        with(
            "no size of a chunk",
            b"\r\nabc\r\n",
            cut("missing size digit"),
        ),
        with(
            "a chunk's size beyond all numbers",
            b"fffffffffffffffff\r\nabc\r\n",
            cut("invalid chunk size: overflow"),
        ),
        with(
            "a chunk longer than its size",
            b"2\r\nabcdef\r\n",
            cut("Invalid chunk body CR"),
        ),
        with(
            "an endless extension of a chunk",
            format!("2;{long}\r\n{{}}\r\n").as_bytes(),
            cut("chunk extensions over limit"),
        ),
        whole("trailers", b"0\r\nx-check: 1\r\n\r\n", good()),
        whole(
            "too many trailers",
            format!("0\r\n{trailers}\r\n").as_bytes(),
            trailers_expected(asks),
        ),
    ]
}

/// What follows the marker of a stream is of no interest.
fn trailers_expected(asks: Asks) -> super::row::Expected {
    match asks {
        Asks::Whole => cut("trailers"),
        Asks::Stream => good().kept(0),
    }
}

fn sizes(asks: Asks) -> Vec<Row> {
    let megabytes = |times| Act::Repeat {
        piece: vec![b'x'; 1 << 20].into(),
        times,
        pause: ms(0),
    };
    let beginning = match asks {
        Asks::Whole => "[\"",
        Asks::Stream => "data: \"",
    };
    let large = || no_answer("larger than 1048576 bytes").kept(0);
    let announced = send([asks.head("content-length: 104857600\r\n"), beginning.into()].concat());
    let unannounced = send([asks.head("connection: close\r\n"), beginning.into()].concat());
    let limited = |row: Row| row.with(|builder| builder.max_body_bytes(1 << 20));
    vec![
        limited(row("100 MB, announced", large())).does([announced, megabytes(100)]),
        limited(row("100 MB, unannounced", large())).does([
            unannounced.clone(),
            megabytes(100),
            Act::Fin,
        ]),
        limited(row("a body without an end", large())).does([unannounced, megabytes(usize::MAX)]),
    ]
}

fn clocks(asks: Asks) -> Vec<Row> {
    let late = || cut("").says("did not continue within 1.5s").after(SHORT);
    let over = || {
        cut("")
            .says("did not continue within the total time")
            .after(ms(2000))
    };
    let idle = |row: Row| row.with(|builder| builder.idle_timeout(SHORT));
    let total = |row: Row| row.with(|builder| builder.total_timeout(ms(2000)));
    let piece = match asks {
        Asks::Whole => " ",
        Asks::Stream => ": still there\n\n",
    };
    let drip = Act::Repeat {
        piece: chunk(piece).into(),
        times: usize::MAX,
        pause: ms(20),
    };
    vec![
        idle(row("a body that does not begin", late())).does([sized(asks, ""), Act::Hang]),
        idle(row("a body that stops", late()))
            .does([chunked(asks, chunk(asks.beginning())), Act::Hang]),
        total(row("a body that goes on and on", over())).does([chunked(asks, ""), drip]),
        row(
            "a body that is slow, but not too slow",
            good().after(ms(4500)),
        )
        .with(|builder| builder.idle_timeout(ms(4000)))
        .does([
            sized(asks, ""),
            Act::Pause(ms(1500)),
            send(&asks.beginning()[..9]),
            Act::Pause(ms(1500)),
            send(&asks.beginning()[9..]),
            Act::Pause(ms(1500)),
            send(&asks.body()[asks.beginning().len()..]),
        ]),
    ]
}

fn empty(asks: Asks) -> Vec<Row> {
    let nothing = match asks {
        Asks::Whole => "the answer is empty",
        Asks::Stream => "ended before its first event",
    };
    let zipped = [&b"\x1f\x8b\x08\0\0\0\0\0\0\x03"[..], MARK.as_bytes()].concat();
    let zipped = asks.reply(200, &[("content-encoding", "gzip")], zipped);
    vec![
        row("nothing", no_answer(nothing)).sends(asks.reply(200, &[], "")),
        row("blanks", no_answer(nothing)).sends(asks.reply(200, &[], "\r\n\r\n")),
        row("204", no_answer(nothing).status(204)).sends("HTTP/1.1 204 X\r\n\r\n"),
        row("205", no_answer(nothing).status(205)).sends(asks.reply(205, &[], "")),
        row("206", good().status(206)).sends(asks.reply(
            206,
            &[("content-range", "bytes 0-9/10")],
            asks.body(),
        )),
        row("201", good().status(201)).sends(asks.reply(201, &[], asks.body())),
        row(
            "a body that is said to be zipped",
            no_answer("is encoded (`content-encoding`)"),
        )
        .sends(zipped),
    ]
}

/// Bodies that came whole and are no completions.
fn contents() -> Vec<Row> {
    let with =
        |name, body: &str, expected| row(name, expected).sends(Asks::Whole.reply(200, &[], body));
    let no = |name, body: &str, says| with(name, body, no_answer(says));
    let marked = |text: &str| text.replace("MARK", MARK);
    vec![
        no("null", "null", "not a chat completion"),
        no("a number", "7", "not a chat completion"),
        no("a text", &marked("\"MARK\""), "not a chat completion"),
        no("no choices", "{}", "has no choices"),
        no("null for choices", r#"{"choices":null}"#, "has no choices"),
        no(
            "an empty list of choices",
            r#"{"choices":[]}"#,
            "empty list of choices",
        ),
        no(
            "choices of another kind",
            &marked(r#"{"choices":"MARK"}"#),
            "at `choices`",
        ),
        no(
            "a choice of another kind",
            &marked(r#"{"choices":["MARK"]}"#),
            "at `choices[0]`",
        ),
        no(
            "a message of another kind",
            &marked(r#"{"choices":[{"message":"MARK"}]}"#),
            "at `choices[0].message`",
        ),
        no(
            "another object",
            &marked(r#"{"object":"list","data":[{"id":"MARK"}]}"#),
            "has no choices",
        ),
        no(
            "HTML",
            &marked("<!doctype html><title>MARK</title>"),
            "HTML or XML",
        ),
        no("a plain text", MARK, "not JSON"),
        no(
            "events",
            &marked("data: {\"choices\":[]}\n\ndata: MARK\n\n"),
            "not JSON",
        ),
        no(
            "JSON that is cut",
            &marked(r#"{"choices":[{"message":{"content":"MARK"#),
            "ends too early",
        ),
        no(
            "JSON and more",
            &marked("{\"choices\":[{}]} MARK"),
            "not JSON",
        ),
        no(
            "JSON without a bottom",
            &"[".repeat(100_000),
            "ends too early",
        ),
        with(
            "a mark of the order of bytes",
            &format!("\u{feff}{}", Asks::Whole.body()),
            good(),
        ),
        with(
            "an error object",
            &marked(r#"{"error":{"message":"no such model","detail":"MARK"}}"#),
            refused(200).says("no such model"),
        ),
        with(
            "a busy gateway",
            r#"{"error":{"message":"busy","code":503}}"#,
            refused(200).says("(503): busy").may_pass(),
        ),
        row("bytes that are no text", no_answer("not")).sends(Asks::Whole.reply(
            200,
            &[],
            b"{\"choices\":[{\"message\":{\"content\":\"\xff\xfe\"}}]}",
        )),
        row("another type of content", good()).sends(super::row::reply(
            200,
            &[("content-type", "text/html; charset=utf-16")],
            Asks::Whole.body(),
        )),
    ]
}
