//! What a server keeps of its answers: responses and conversations, each up to a number, in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::object::unfinished;
use crate::local::shelf::Shelf;

/// Items of one conversation. The oldest leave first.
const ITEMS: usize = 10_000;

/// What was answered and can be retrieved.
#[derive(Debug, Default)]
pub(in crate::local) struct Store(Mutex<Kept>);

#[derive(Debug, Default)]
pub(super) struct Kept {
    responses: Shelf<Stored>,
    conversations: Shelf<Conversation>,
}

/// A response and what can be asked about it.
#[derive(Debug)]
pub(super) struct Stored {
    /// As it is in the end.
    pub(super) response: Value,
    /// Its own input, without what went before.
    pub(super) input: Vec<Value>,
    /// The response that it follows.
    pub(super) previous: Option<String>,
    /// The events of a response in the background that was streamed.
    pub(super) events: Option<Vec<Value>>,
    pub(super) background: bool,
    /// Retrievals until it is finished; those in the background have some.
    pub(super) polls: usize,
}

#[derive(Debug)]
pub(super) struct Conversation {
    pub(super) object: Value,
    pub(super) items: Vec<Value>,
}

impl Store {
    pub(super) fn open(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    pub(super) fn response(&mut self, id: &str) -> Option<&mut Stored> {
        self.responses.get(id)
    }

    pub(super) fn keep(&mut self, id: &str, stored: Stored) {
        self.responses.put(id, stored);
    }

    pub(super) fn forget(&mut self, id: &str) -> bool {
        self.responses.take(id)
    }

    pub(super) fn conversation(&mut self, id: &str) -> Option<&mut Conversation> {
        self.conversations.get(id)
    }

    pub(super) fn begin(&mut self, id: &str, conversation: Conversation) {
        self.conversations.put(id, conversation);
    }

    pub(super) fn end(&mut self, id: &str) -> bool {
        self.conversations.take(id)
    }

    /// What was said up to the end of a response, its oldest first. What went before a response that
    /// is gone is gone as well.
    pub(super) fn talk(&mut self, id: &str) -> Option<Vec<Value>> {
        let (mut talk, mut previous) = self.before(id)?;
        // A response comes after the one that it follows, so this ends.
        while let Some((items, next)) = previous.and_then(|id| self.before(&id)) {
            talk = items.into_iter().chain(talk).collect();
            previous = next;
        }
        Some(talk)
    }

    /// The input and output of one response, and the one that it follows.
    fn before(&mut self, id: &str) -> Option<(Vec<Value>, Option<String>)> {
        let stored = self.response(id)?;
        let output = if stored.polls == 0 {
            stored.output()
        } else {
            &[]
        };
        let items = stored.input.iter().chain(output).cloned().collect();
        Some((items, stored.previous.clone()))
    }

    /// An item of any response or conversation.
    pub(super) fn item(&self, id: &str) -> Option<Value> {
        let is = |item: &&Value| item["id"] == id;
        let responses = (self.responses.all()).flat_map(|it| it.input.iter().chain(it.output()));
        let conversations = self.conversations.all().flat_map(|it| &it.items);
        responses.chain(conversations).find(is).cloned()
    }
}

impl Stored {
    /// What it says in the end.
    fn output(&self) -> &[Value] {
        let output = self.response.get("output").and_then(Value::as_array);
        output.map(Vec::as_slice).unwrap_or_default()
    }

    /// The response as it is seen now.
    pub(super) fn seen(&self) -> Value {
        if self.polls == 0 {
            self.response.clone()
        } else {
            unfinished(&self.response, "in_progress")
        }
    }

    /// The response as a retrieval sees it, which brings its end nearer.
    pub(super) fn poll(&mut self) -> Value {
        self.polls = self.polls.saturating_sub(1);
        self.seen()
    }

    /// Ends a response that is not finished.
    pub(super) fn cancel(&mut self) {
        if self.polls > 0 {
            self.polls = 0;
            self.response = unfinished(&self.response, "cancelled");
            // What had come so far: that it is there, and waits.
            self.events.iter_mut().for_each(|events| events.truncate(2));
        }
    }
}

impl Conversation {
    pub(super) fn add(&mut self, items: impl IntoIterator<Item = Value>) {
        self.items.extend(items);
        let over = self.items.len().saturating_sub(ITEMS);
        self.items.drain(..over);
    }
}
