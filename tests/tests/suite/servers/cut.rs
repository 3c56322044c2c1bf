//! llama.cpp behind faults of TCP, one port each: the answer, or the error that says how far the call
//! got, in time, and never a second request.

use super::*;
use tokio::task::JoinSet;

/// A port, what it does with a connection, and how calls through it have to end: one whose answer is
/// shorter than the 900 bytes that some ports let pass, one whose answer is longer, and a stream.
#[derive(Clone, Copy)]
struct Row {
    port: u16,
    fault: &'static str,
    first_byte: Option<Duration>,
    idle: Option<Duration>,
    ends: [End; 3],
    /// The least and, but for the slack, the most time that a call takes.
    took: [Duration; 2],
}

/// Answers come when the model has made them. No fault may keep a call for ever.
const ANY_TIME: [Duration; 2] = [Duration::ZERO, Duration::from_secs(50)];

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

const fn row(port: u16, fault: &'static str, ends: [End; 3]) -> Row {
    Row {
        port,
        fault,
        first_byte: None,
        idle: None,
        ends,
        took: ANY_TIME,
    }
}

const fn took(row: Row, least: u64, most: u64) -> Row {
    let took = [millis(least), millis(most)];
    Row { took, ..row }
}

const ROWS: &[Row] = {
    use End::{Answer, Cut, NoHead};
    &[
        row(4081, "none", [Answer; 3]),
        took(row(4082, "200 ms late", [Answer; 3]), 140, 50_000),
        took(row(4083, "2000 bytes a second", [Answer; 3]), 300, 50_000),
        // What comes in single bytes is the same text.
        row(4084, "single bytes", [Answer; 3]),
        took(row(4085, "5 bytes, a pause", [Answer; 3]), 200, 50_000),
        // A body that ends too early is no end: there are its length and its last chunk.
        row(4086, "FIN after 900 bytes", [Answer, Cut, Cut]),
        row(4087, "RST after 900 bytes", [Answer, Cut, Cut]),
        // The service had the request all the while.
        took(row(4088, "FIN after 1500 ms", [NoHead; 3]), 1400, 1500),
        Row {
            first_byte: Some(millis(300)),
            ..took(row(4088, "nothing for 300 ms", [NoHead; 3]), 300, 300)
        },
        Row {
            idle: Some(millis(400)),
            ..row(4089, "stalls after 900 bytes", [Answer, Cut, Cut])
        },
        Row {
            first_byte: Some(millis(300)),
            ..took(row(4090, "reads nothing", [NoHead; 3]), 300, 300)
        },
        // The first bytes of the request arrived; more is not known.
        row(4092, "RST at the request", [NoHead; 3]),
        // 100 bytes are half a head.
        row(4093, "FIN after 100 bytes", [NoHead; 3]),
        row(4094, "closes 1000 ms late", [Answer; 3]),
    ]
};

/// Where the ports are, and the server behind them.
fn faulty() -> Option<(String, String)> {
    Some((named("TOXI_SERVER")?, named("LLAMA_SERVER")?))
}

#[tokio::test]
async fn every_fault_of_a_connection_has_its_end() {
    let Some((host, direct)) = faulty() else {
        return;
    };
    let undisturbed = calls(&direct, |builder| builder).await;
    let mut rows = JoinSet::new();
    for row in ROWS {
        let url = format!("http://{host}:{}/v1", row.port);
        rows.spawn(async move {
            let limits = |mut builder: ClientBuilder| {
                if let Some(limit) = row.first_byte {
                    builder = builder.first_byte_timeout(limit);
                }
                match row.idle {
                    Some(limit) => builder.idle_timeout(limit),
                    None => builder,
                }
            };
            (row, calls(&url, limits).await)
        });
    }
    while let Some(done) = rows.join_next().await {
        let (row, told) = done.unwrap();
        let name = format!("{} {}", row.port, row.fault);
        for (place, told) in told.iter().enumerate() {
            assert_eq!(told.end, row.ends[place], "{name}, call {place}: {told:?}");
            assert_eq!(told.attempts, 1, "{name}, call {place}: {told:?}");
            let [least, most] = row.took;
            let in_time = least <= told.took && told.took <= most + SLACK;
            assert!(in_time, "{name}, call {place}: {told:?}");
            match told.end {
                End::Answer => assert_eq!(told.text, undisturbed[place].text, "{name}"),
                End::Cut => {
                    let came = told.events > 0 || !told.error().body().is_empty();
                    assert!(came, "{name}, call {place}: {told:?}");
                }
                _ => assert_eq!(told.events, 0, "{name}"),
            }
            // The end of a stream is its last event, not the end of the connection.
            if row.port == 4094 {
                assert!(told.last_wait < millis(950), "{name}: {told:?}");
            }
        }
    }
}

/// A short answer, a long one, and a stream, each over a connection of its own.
async fn calls(url: &str, limits: impl Fn(ClientBuilder) -> ClientBuilder) -> [Told; 3] {
    let client = || limits(plain(url));
    tokio::join!(
        Box::pin(parsed::<City>(client(), tiny())),
        Box::pin(parsed::<Story>(client(), tiny())),
        Box::pin(streamed::<City>(client(), tiny())),
    )
    .into()
}

/// Every second connection is reset as it is made. The client may see that before it has sent anything,
/// and then sends again; or after, and then does not.
#[tokio::test]
async fn a_connection_that_is_reset_at_once_loses_no_answer() {
    let Some(host) = named("TOXI_SERVER") else {
        return;
    };
    let url = format!("http://{host}:4091/v1");
    let mut ends = Vec::new();
    for _ in 0..8 {
        let told = parsed::<City>(plain(&url), tiny()).await;
        match told.end {
            End::Answer => {}
            End::NoHead => assert_eq!(told.attempts, 1, "{told:?}"),
            _ => panic!("{told:?}"),
        }
        ends.push(told.end);
    }
    println!("every second connection reset: {ends:?}");
    let answers = ends.iter().filter(|end| **end == End::Answer).count();
    assert!(answers >= 4, "{ends:?}");
}
