//! Failures of streams, whose connection is in good health.

use super::{
    row::{Asks, Expected, MARK, Row, SHORT, chunk, cut, good, ms, no_answer, refused, reply, row},
    server::{Act, send},
};

const FIRST: &str = r#"data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}"#;

fn body(body: impl AsRef<[u8]>) -> Vec<u8> {
    Asks::Stream.reply(200, &[], body)
}

fn events(name: &str, text: &str, expected: Expected) -> Row {
    row(name, expected).sends(body(text.replace("FIRST", FIRST).replace("MARK", MARK)))
}

pub(super) fn rows() -> Vec<Row> {
    [ends(), errors(), others(), unending()]
        .into_iter()
        .flatten()
        .collect()
}

fn ends() -> Vec<Row> {
    let whole = Asks::Stream.body();
    let unmarked = whole.replace("data: [DONE]\n\n", "");
    vec![
        row("a stream without a marker", good()).sends(body(unmarked)),
        row("a stream whose marker has no end", good()).sends(body(whole.trim_end())),
        row("a stream with more after the marker", good())
            .sends(body(format!("{whole}data: {MARK}\n\n"))),
        row("a stream that stays open after the marker", good().kept(0)).does([
            send(Asks::Stream.head("transfer-encoding: chunked\r\n")),
            send(chunk(whole)),
            Act::Hang,
        ]),
        row("a stream that is reset after the marker", good().kept(0)).does([
            send(Asks::Stream.head("transfer-encoding: chunked\r\n")),
            send(chunk(whole)),
            Act::Reset,
        ]),
        row("a stream without end after the marker", good().kept(0)).does([
            send(Asks::Stream.head("connection: close\r\n")),
            send(whole),
            Act::Repeat {
                piece: vec![b':'; 1 << 16].into(),
                times: usize::MAX,
                pause: ms(0),
            },
        ]),
        row("a stream with a mark of the order of bytes", good())
            .sends(body(format!("\u{feff}{whole}"))),
        row("a stream with other ends of lines", good()).sends(body(whole.replace('\n', "\r\n"))),
        row("a stream that is said to be JSON", good()).sends(reply(
            200,
            &[("content-type", "application/json")],
            whole,
        )),
        events("a marker alone", "data: [DONE]\n\n", good().text("")),
        events(
            "comments alone",
            ": MARK\n\n: MARK\n\n",
            no_answer("ended before its first event"),
        ),
    ]
}

fn errors() -> Vec<Row> {
    let first = || refused(200).says("the service refused the request with status 200");
    let later = || refused(200).says("the service broke off the answer with status 200");
    vec![
        events(
            "an error for a stream",
            r#"{"error":{"message":"m1"},"x":"MARK"}"#,
            first().says(": m1"),
        ),
        events(
            "an error as the first event",
            "data: {\"error\":{\"message\":\"m1\"},\"x\":\"MARK\"}\n\n",
            first().says(": m1"),
        ),
        events(
            "a busy gateway as the first event",
            "data: {\"error\":{\"message\":\"m1\",\"code\":503}}\n\n",
            first().may_pass(),
        ),
        events(
            "an error in the middle",
            "FIRST\n\ndata: {\"error\":{\"message\":\"m1\"}}\n\nFIRST\n\n",
            later(),
        ),
        events(
            "a busy gateway in the middle",
            "FIRST\n\ndata: {\"error\":{\"message\":\"m1\",\"code\":503}}\n\n",
            later(),
        ),
        events(
            "an event that is named an error",
            "FIRST\n\nevent: error\ndata: {\"message\":\"m1\"}\n\n",
            later(),
        ),
        events(
            "half an event that is named an error",
            "FIRST\n\nevent: error\ndata: {\"message\":\"m1",
            later(),
        ),
    ]
}

fn others() -> Vec<Row> {
    let no = |name: &str, text: &str, says| events(name, text, no_answer(says));
    let whole = Asks::Whole;
    vec![
        row(
            "a whole completion for a stream",
            no_answer("the answer came whole"),
        )
        .sends(whole.reply(200, &[], whole.body())),
        row("another JSON for a stream", no_answer("one JSON text")).sends(whole.reply(
            200,
            &[],
            "null",
        )),
        row("HTML for a stream", no_answer("HTML or XML")).sends(reply(
            200,
            &[("content-type", "text/html")],
            format!("<html>{MARK}"),
        )),
        no(
            "HTML that is said to be a stream",
            "<html>MARK",
            "HTML or XML",
        ),
        no(
            "a plain text that is said to be a stream",
            "MARK",
            "ended before its first event",
        ),
        no(
            "an event that is not JSON",
            "FIRST\n\ndata: MARK\n\nFIRST\n\n",
            "not JSON",
        ),
        no(
            "an event of cut JSON",
            "FIRST\n\ndata: {\"choices\":\n\nFIRST\n\n",
            "ends too early",
        ),
        no(
            "an event that is no chunk",
            "FIRST\n\ndata: {\"choices\":\"MARK\"}\n\nFIRST\n\n",
            "no chunk",
        ),
        row("an event that is no text", no_answer("not UTF-8"))
            .sends(body([FIRST.as_bytes(), b"\n\ndata: \"\xff\"\n\n"].concat())),
        row("an event without a bottom", no_answer("").perhaps_kept())
            .sends(body(format!("data: {}\n\n", "[".repeat(100_000)))),
        row(
            "an event that is too large",
            no_answer("an event of the answer is larger than 1000 bytes").perhaps_kept(),
        )
        .with(|builder| builder.max_body_bytes(1000))
        .sends(body(format!(
            "{FIRST}\n\ndata: \"{}\"\n\n",
            "x".repeat(2000)
        ))),
    ]
}

fn unending() -> Vec<Row> {
    let late = || cut("").says("did not continue within 1.5s").after(SHORT);
    let over = || cut("").says("within the total time").after(ms(2000));
    let half = format!("{FIRST}\n\ndata: {{\"choices\":[{{\"ind");
    let opened = |piece: &str| {
        send(
            [
                Asks::Stream.head("transfer-encoding: chunked\r\n"),
                chunk(piece),
            ]
            .concat(),
        )
    };
    let again = |piece: &str| Act::Repeat {
        piece: chunk(piece).into(),
        times: usize::MAX,
        pause: ms(20),
    };
    let first = format!("{FIRST}\n\n");
    vec![
        row("a stream that stops between events", late())
            .with(|builder| builder.idle_timeout(SHORT))
            .does([opened(&first), Act::Hang]),
        row("a stream that stops within an event", late())
            .with(|builder| builder.idle_timeout(SHORT))
            .does([opened(&half), Act::Hang]),
        row("a stream that is closed within an event", cut("")).does([opened(&half), Act::Fin]),
        row(
            "a stream that is reset within an event",
            cut("onnection reset"),
        )
        .does([opened(&half), Act::Reset]),
        row("events without an end", over())
            .with(|builder| builder.total_timeout(ms(2000)))
            .does([opened(&first), again(&first)]),
        row("heartbeats without an end", over())
            .with(|builder| builder.total_timeout(ms(2000)))
            .does([opened(&first), again(": \n\n")]),
        row("an event byte by byte", over())
            .with(|builder| builder.total_timeout(ms(2000)))
            .does([opened(&first), again("d")]),
        row("empty events without an end", over())
            .with(|builder| builder.total_timeout(ms(2000)))
            .does([opened(&first), again("data:\n\n")]),
    ]
}
