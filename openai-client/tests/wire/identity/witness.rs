//! What these tests do with secrets: each is known by its beginning, and all that may be seen of a
//! test is said out loud, for [`hush`](super::hush) to look through.

#![allow(
    clippy::print_stdout,
    reason = "what is printed is what is looked through"
)]

use std::{error::Error as _, fmt::Debug, sync::Once};

use openai_client::Error;

use crate::server::Server;

/// What all secrets of these tests begin with, and nothing else does.
pub(crate) const MARK: &str = "hush-";

/// Set for a run whose traces are printed.
pub(crate) const OUT_LOUD: &str = "OPENAI_WIRE_OUT_LOUD";

/// A secret, by what it is for.
pub(crate) fn secret(name: &str) -> String {
    trace();
    format!("{MARK}{name}-5b0c9e")
}

/// Says all that can be seen of an error.
pub(crate) fn show(error: &Error) {
    let body = String::from_utf8_lossy(error.body());
    println!("error: {error}\n{error:?}\n{error:#?}\n{body}");
    println!("{:?} {:?}", error.headers(), error.request_id());
    let mut cause = error.source();
    while let Some(error) = cause {
        println!("caused by: {error}\n{error:?}\n{error:#?}");
        cause = error.source();
    }
}

/// Says what `Debug` shows.
pub(crate) fn show_debug(value: &impl Debug) {
    println!("{value:?}\n{value:#?}");
}

/// Says what came to a server that no credentials may come to.
pub(crate) fn off_origin(server: &Server) {
    for seen in server.seen() {
        let body = String::from_utf8_lossy(&seen.body);
        println!("off-origin: {} {:?}\n{body}", seen.line, seen.headers);
    }
}

/// Prints whatever is traced or logged, by whatever crate, if the run is to be looked through.
fn trace() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if std::env::var_os(OUT_LOUD).is_some() {
            let all = tracing_subscriber::fmt()
                .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
                .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
                .with_writer(std::io::stdout);
            // With the records of `log`, which it takes up.
            all.init();
        }
    });
}
