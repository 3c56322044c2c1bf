//! What `tracing` is told: enough to follow a call, and nothing that belongs to the user.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex},
};

use tracing::{
    Dispatch, Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use crate::server::{KEY, Server, ok, reply, request};

/// One line for each event of this crate.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<String>>);

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("openai_client")
    }

    fn event(&self, event: &Event<'_>) {
        struct Line<'a>(&'a mut String);
        impl Visit for Line<'_> {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                write!(self.0, "{field}={value:?} ").unwrap();
            }
        }
        let mut lines = self.0.lock().unwrap();
        event.record(&mut Line(&mut lines));
        lines.push('\n');
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn a_call_can_be_followed() {
    let lines = Lines::default();
    let listening = Dispatch::new(lines.clone());
    // With one listener alone, tracing asks the thread that comes first whether anybody listens,
    // and that may be the thread of another test.
    let _second = Dispatch::new(Lines::default());
    let _guard = tracing::dispatcher::set_default(&listening);
    let busy = reply(
        503,
        &[("retry-after-ms", "5"), ("x-request-id", "req_0")],
        "the body",
    );
    let server = Server::start([
        busy,
        ok(r#"{"choices":[{"message":{"content":"the answer"}}]}"#),
    ])
    .await;
    server
        .client()
        .chat()
        .create(request().user("the question"))
        .await
        .unwrap();

    let lines = lines.0.lock().unwrap().clone();
    assert_eq!(
        lines.trim_end(),
        "message=answered method=POST path=\"chat/completions\" status=503 request_id=\"req_0\" attempt=1 \n\
         message=trying again method=POST path=\"chat/completions\" attempt=1 error=Status wait=5ms \n\
         message=answered method=POST path=\"chat/completions\" status=200 request_id=\"req_1\" attempt=2"
    );
    assert!(!lines.contains(KEY));
}
