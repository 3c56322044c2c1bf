//! A service whose answers come when the test says, and in its order.

use futures_core::Stream;
use openai_structured::answer::Dialect;
use openai_structured::client::http::{Request, Response};
use openai_structured::client::transport::{
    RequestBody, ResponseBody, Sending, Transport, TransportError,
};
use openai_structured::many::{Done, Inputs, Many};
use openai_structured::prelude::*;
use serde_json::{Value, json};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use tokio::sync::oneshot;

/// Where requests lie until they are answered.
#[derive(Clone, Default)]
pub(crate) struct Desk(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    lying: Vec<(String, oneshot::Sender<Answer>)>,
    /// Every question, in the order in which they came.
    asked: Vec<String>,
    /// Requests whose senders still wait.
    live: usize,
    /// The most that waited at once.
    most: usize,
}

/// What a question is answered with: a status and a body.
type Answer = (u16, String);

/// A request that somebody waits for.
struct Live(Desk);

impl Drop for Live {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().live -= 1;
    }
}

impl Transport for Desk {
    fn send(&self, request: Request<RequestBody>) -> Sending {
        let body = request.body().as_bytes().unwrap().clone();
        let body: Value = serde_json::from_slice(&body).unwrap();
        let question = body["messages"][0]["content"].as_str().unwrap().to_owned();
        let (sender, answer) = oneshot::channel();
        let mut state = self.0.lock().unwrap();
        state.asked.push(question.clone());
        state.lying.push((question, sender));
        state.live += 1;
        state.most = state.most.max(state.live);
        let live = Live(self.clone());
        // A test that never yields has no budget for that.
        Box::pin(tokio::task::unconstrained(async move {
            let answer = answer.await;
            drop(live);
            let (status, body) = answer
                .map_err(|_| TransportError::maybe_sent("the test answers no more".to_owned()))?;
            let response = Response::builder().status(status);
            Ok(response.body(ResponseBody::from(body)).unwrap())
        }))
    }
}

impl Desk {
    pub(crate) fn client(&self) -> Client {
        let client = Client::builder().no_auth().transport(self.clone());
        client.max_retries(0).build().unwrap()
    }

    /// The questions that wait for an answer.
    pub(crate) fn lying(&self) -> Vec<String> {
        let state = self.0.lock().unwrap();
        state.lying.iter().map(|(it, _)| it.clone()).collect()
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().asked.clone()
    }

    pub(crate) fn live(&self) -> usize {
        self.0.lock().unwrap().live
    }

    pub(crate) fn most(&self) -> usize {
        self.0.lock().unwrap().most
    }

    /// Answers a question with a text.
    pub(crate) fn say(&self, question: &str, text: &str) {
        let message = json!({"content": text});
        self.answer(question, &message, "stop");
    }

    pub(crate) fn answer(&self, question: &str, message: &Value, reason: &str) {
        let usage = json!({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7});
        let choice = json!({"message": message, "finish_reason": reason});
        let body = json!({"choices": [choice], "usage": usage});
        self.send_back(question, 200, &body);
    }

    pub(crate) fn refuse(&self, question: &str, status: u16) {
        self.send_back(question, status, &json!({"error": {"message": "no"}}));
    }

    fn send_back(&self, question: &str, status: u16, body: &Value) {
        let mut state = self.0.lock().unwrap();
        let place = state.lying.iter().position(|(it, _)| it == question);
        let (_, sender) = state.lying.remove(place.unwrap());
        drop(state);
        // Whoever asked may be gone.
        let _ = sender.send((status, body.to_string()));
    }
}

/// What there is of a run at once.
pub(crate) fn poll<D, T, S>(many: &mut Many<D, T, S>) -> Poll<Option<Done<D, T, S::Key>>>
where
    D: Dialect,
    T: ResponseFormat + 'static,
    S: Inputs<D::Request>,
{
    Pin::new(many).poll_next(&mut Context::from_waker(Waker::noop()))
}

/// All that a run gives at once.
pub(crate) fn drain<D, T, S>(many: &mut Many<D, T, S>) -> Vec<Done<D, T, S::Key>>
where
    D: Dialect,
    T: ResponseFormat + 'static,
    S: Inputs<D::Request>,
{
    std::iter::from_fn(|| match poll(many) {
        Poll::Ready(done) => done,
        Poll::Pending => None,
    })
    .collect()
}
