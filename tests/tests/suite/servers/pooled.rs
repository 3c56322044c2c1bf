//! A connection that the server closes while the client keeps it: llama.cpp does so a millisecond after
//! each streamed answer, and says before that it will keep it for five seconds.

use super::*;

/// Calls in a row, each right behind the end of a stream.
const CALLS: usize = 60;

/// What then is sent over the old connection may be lost. The client cannot know whether it was, so it
/// says that, and does not pay twice.
#[tokio::test]
async fn a_request_on_a_closing_connection_is_answered_or_said_to_be_lost() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    let mut lost = 0;
    for told in behind_streams(plain(&url)).await {
        match told.end {
            End::Answer => {}
            End::NoHead => lost += 1,
            _ => panic!("{told:?}"),
        }
        assert_eq!(told.attempts, 1, "{told:?}");
    }
    println!("lost behind a stream: {lost} of {}", 2 * CALLS);
    assert!(lost < CALLS);
}

/// Who does not mind that the work may be done twice says so.
#[tokio::test]
async fn a_request_that_may_be_repeated_is_never_lost() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    let repeated = behind_streams(plain(&url).retry_maybe_sent(true)).await;
    assert!(
        repeated.iter().all(|told| told.end == End::Answer),
        "{repeated:?}"
    );
}

/// Who does takes a connection for each call.
#[tokio::test]
async fn a_connection_for_each_request_loses_nothing() {
    let Some(url) = named("LLAMA_SERVER") else {
        return;
    };
    let each = plain(&url).default_header("connection", "close");
    for told in behind_streams(each).await {
        assert_eq!((told.end, told.attempts), (End::Answer, 1), "{told:?}");
    }
}

/// Streams, and calls behind them, all over one pool.
async fn behind_streams(builder: ClientBuilder) -> Vec<Told> {
    let chat = builder.build().unwrap().chat();
    let mut told = Vec::new();
    for _ in 0..CALLS {
        // The stream may itself meet a connection that a stream before it has left.
        told.push(streamed_by::<City>(&chat, tiny()).await);
        told.push(parsed_by::<City>(&chat, tiny()).await);
    }
    told
}
