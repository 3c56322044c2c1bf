//! What happened in a run so far: the conversation that is sent, and the ledger.

use super::step::{CallRecord, CallResult, RunStep};
use crate::dialect::{Dialect, Speech};
use crate::read::Mismatch;
use openai_client::chat::ToolCall;

/// What happened so far, and what is sent next.
#[derive(Debug)]
pub(super) struct Transcript<D: Dialect> {
    pub(super) request: D::Request,
    pub(super) steps: Vec<RunStep<D>>,
    pub(super) usage: D::Usage,
    /// What the service has stored of the conversation and is not sent again.
    stored: Vec<D::Message>,
    /// Whether to let the service store it.
    by_reference: bool,
    /// The last answer of the conversation.
    said: Option<Spoken>,
}

/// An answer that is part of the conversation.
#[derive(Debug)]
struct Spoken {
    /// How many answers there were with it.
    step: usize,
    /// How many messages the conversation had before it.
    before: usize,
    /// Its calls, as they go back.
    calls: Vec<ToolCall>,
}

impl<D: Dialect> Transcript<D> {
    /// Nothing has been answered.
    pub(super) fn new(mut request: D::Request, by_reference: bool) -> Self {
        D::keep_thinking(&mut request);
        D::spell_out(&mut request);
        Self {
            request,
            stored: Vec::new(),
            by_reference,
            steps: Vec::new(),
            usage: D::Usage::default(),
            said: None,
        }
    }

    /// Adds an answer to the ledger.
    pub(super) fn add(&mut self, answer: D::Answer) {
        if let Some(usage) = D::usage(&answer) {
            self.usage += usage;
        }
        self.steps.push(RunStep::new(answer));
    }

    /// Notes the calls that were begun and that the last answer does not make.
    pub(super) fn withdraw(&mut self, calls: Vec<CallRecord>) {
        if let Some(step) = self.steps.last_mut() {
            step.withdrawn = calls;
        }
    }

    /// One of them.
    pub(super) fn withdrawn(&mut self, call: usize) -> Option<&mut CallRecord> {
        self.steps.last_mut()?.withdrawn.get_mut(call)
    }

    /// Notes that the last answer is not taken.
    pub(super) fn mistake(&mut self, mismatch: &Mismatch) {
        if let Some(step) = self.steps.last_mut() {
            step.mismatch = Some(mismatch.clone());
        }
    }

    /// How many calls the last answer made.
    pub(super) fn made(&self) -> usize {
        let step = self.steps.last();
        step.map_or(0, |step| D::calls(&step.answer).len())
    }

    /// The conversation with the last answer, as far as its calls were begun, and what came of those.
    pub(super) fn with_last_calls(&self) -> Vec<D::Message> {
        let mut messages = self.conversation().to_vec();
        let Some(step) = self.steps.last() else {
            return messages;
        };
        if self
            .said
            .as_ref()
            .is_some_and(|it| it.step == self.steps.len())
        {
            return messages; // it is in there, with all that came of it
        }
        let begun = |record: &CallRecord| !matches!(record.result, CallResult::NotRun);
        let round = self.steps.len() - 1; // there is a last one
        let keeps = |place| step.calls.get(place).is_some_and(begun);
        let speech = D::speech(&step.answer, round, keeps);
        if speech.calls.is_empty() {
            return messages;
        }
        messages.extend(speech.messages);
        let told = step.calls.iter().filter(|record| begun(record));
        let told = told.zip(&speech.calls);
        messages.extend(told.map(|(record, call)| told_of::<D>(call, &record.result)));
        messages
    }

    /// Notes that the calls of the last answer are not run, if nothing is noted of them.
    pub(super) fn close(&mut self) {
        if self.steps.last().is_some_and(|step| step.calls.is_empty()) {
            self.record([]);
        }
    }

    /// Notes what came of the calls of the last answer, by their places, where the run ends with
    /// them.
    pub(super) fn record(&mut self, known: impl IntoIterator<Item = (usize, CallResult)>) {
        let mut results = vec![CallResult::NotRun; self.made()];
        for (place, result) in known {
            if let Some(unknown) = results.get_mut(place) {
                *unknown = result;
            }
        }
        self.note(results);
    }

    /// Notes what came of the calls of the last answer.
    fn note(&mut self, results: Vec<CallResult>) {
        let round = self.steps.len().saturating_sub(1);
        if let Some(step) = self.steps.last_mut() {
            step.record(round, results);
        }
    }

    /// Adds the last answer to the conversation. Its calls have ids from here on.
    pub(super) fn say_answer(&mut self) {
        let Some(step) = self.steps.last() else {
            return;
        };
        let round = self.steps.len() - 1; // there is a last one
        let Speech { messages, calls } = D::speech(&step.answer, round, |_| true);
        let before = self.stored.len() + D::messages(&self.request).len();
        match D::go_on_from(&mut self.request, &step.answer, self.by_reference) {
            Some(sent) => {
                self.stored.extend(sent);
                self.stored.extend(messages);
            }
            None => D::messages_mut(&mut self.request).extend(messages),
        }
        self.said = Some(Spoken {
            step: self.steps.len(),
            before,
            calls,
        });
    }

    /// Says something to the model.
    pub(super) fn say(&mut self, words: String) {
        D::messages_mut(&mut self.request).push(D::user(words));
    }

    /// The calls of the answer that was added last, as they go back.
    pub(super) fn asked(&self) -> &[ToolCall] {
        let said = self.said.as_ref();
        said.map_or(&[], |said| &said.calls)
    }

    /// Notes what came of the calls of the answer that was added last, and tells the model.
    pub(super) fn say_results(&mut self, results: Vec<CallResult>) {
        let told = self.asked().iter().zip(&results);
        let told: Vec<_> = told
            .map(|(call, result)| told_of::<D>(call, result))
            .collect();
        self.note(results);
        D::messages_mut(&mut self.request).extend(told);
    }

    /// Notes what came of the calls of the answer that was added last, and takes it back: a
    /// conversation must not end in calls that have no results.
    pub(super) fn take_back(&mut self, results: Vec<CallResult>) {
        self.note(results);
        if let Some(said) = self.said.take() {
            let sent = said.before.saturating_sub(self.stored.len());
            self.stored.truncate(said.before);
            D::messages_mut(&mut self.request).truncate(sent);
        }
    }

    /// The whole conversation, where the run has ended.
    pub(super) fn conversation(&self) -> &[D::Message] {
        match self.stored.as_slice() {
            [] => D::messages(&self.request),
            all => all,
        }
    }

    /// Ends the run.
    pub(super) fn end(&mut self) {
        if !self.stored.is_empty() {
            self.stored.append(D::messages_mut(&mut self.request));
        }
    }

    /// The same by move, with the ledger.
    pub(super) fn into_parts(mut self) -> (Vec<D::Message>, Vec<RunStep<D>>, D::Usage) {
        self.stored.append(D::messages_mut(&mut self.request));
        (self.stored, self.steps, self.usage)
    }
}

/// What came of a call, as the model reads it.
fn told_of<D: Dialect>(call: &ToolCall, result: &CallResult) -> D::Message {
    D::result(call, result.content().into_owned(), is_good(result))
}

/// Whether the model can be told what came of a call.
pub(super) fn can_tell<D: Dialect>(call: &ToolCall, result: &CallResult) -> bool {
    D::can_tell(call, &result.content(), is_good(result))
}

fn is_good(result: &CallResult) -> bool {
    matches!(result, CallResult::Output(_) | CallResult::Approved)
}
