//! The blocking client: its thread in the background fetches tokens, whether a caller waits or not.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use http::{Request, Response};
use openai_client::{
    Client, ErrorKind,
    auth::WorkloadIdentity,
    transport::{RequestBody, ResponseBody, Sending, Transport},
};
use tokio::sync::Notify;

use super::{
    super::witness::show,
    memory::{Memory, bearer, subject, token},
};
use crate::server::request;

#[test]
fn a_caller_waits_for_its_token_and_others_have_it() {
    let memory = Memory::new([], []);
    let client = memory.builder().build_blocking().unwrap();
    for _ in 0..3 {
        client.chat().create(request()).unwrap();
    }
    assert_eq!(memory.exchanges().len(), 1);
    assert_eq!(memory.shown(), vec![bearer("issued-1"); 3]);
}

/// Answers exchanges when it is told to, and says when it has.
struct Told {
    memory: Memory,
    now: Arc<Notify>,
    answered: mpsc::Sender<()>,
}

impl Transport for Told {
    fn send(&self, request: Request<RequestBody>) -> Sending {
        if request.uri().path() != "/oauth/token" {
            return self.memory.send(request);
        }
        let (now, answered) = (self.now.clone(), self.answered.clone());
        Box::pin(async move {
            now.notified().await;
            answered.send(()).unwrap();
            let body = ResponseBody::from(token("told", 3600.0));
            Ok(Response::new(body))
        })
    }
}

#[test]
fn an_exchange_goes_on_when_nobody_waits() {
    let memory = Memory::new([], []);
    let now = Arc::new(Notify::new());
    let (answered, is_answered) = mpsc::channel();
    let transport = Told {
        memory: memory.clone(),
        now: now.clone(),
        answered,
    };
    let identity = WorkloadIdentity::new("idp_1", "sa_1", subject());
    let builder = Client::builder().auth(identity).transport(transport);
    let impatient = builder.total_timeout(Duration::from_millis(1));
    let client = impatient.build_blocking().unwrap();
    let error = client.chat().create(request()).unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    // No thread of this test is in a call now.
    now.notify_one();
    is_answered.recv().unwrap();
    let patient = client.with(|copy| copy.total_timeout(None)).unwrap();
    patient.chat().create(request()).unwrap();
    assert_eq!(memory.shown(), [bearer("told")]);
}
