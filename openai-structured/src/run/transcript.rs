//! What happened in a run so far: the conversation that is sent, and the ledger.

use super::ids;
use super::step::{CallRecord, CallResult, RunStep};
use crate::read::Mismatch;
use openai_client::chat::{
    AssistantMessage, ChatCompletion, ChatRequest, Choice, Message, ToolCall, Usage,
};

/// What happened so far, and what is sent next.
#[derive(Debug)]
pub(super) struct Transcript {
    pub(super) request: ChatRequest,
    pub(super) steps: Vec<RunStep>,
    pub(super) usage: Usage,
    /// How many of the answers are part of the conversation.
    said: usize,
}

impl Transcript {
    /// Nothing has been answered.
    pub(super) fn new(request: ChatRequest) -> Self {
        Self {
            request,
            steps: Vec::new(),
            usage: Usage::default(),
            said: 0,
        }
    }

    /// Adds an answer to the ledger.
    pub(super) fn add(&mut self, completion: ChatCompletion) {
        if let Some(usage) = &completion.usage {
            self.usage += usage;
        }
        self.steps.push(RunStep::new(completion));
    }

    /// Notes that the last answer is not taken.
    pub(super) fn mistake(&mut self, mismatch: &Mismatch) {
        if let Some(step) = self.steps.last_mut() {
            step.mismatch = Some(mismatch.clone());
        }
    }

    fn last_choice(&self) -> Option<&Choice> {
        self.steps.last()?.completion.choices.first()
    }

    /// The calls of the last answer, as they were made.
    pub(super) fn made(&self) -> &[ToolCall] {
        let choice = self.last_choice();
        choice.map_or(&[], |choice| &choice.message.tool_calls)
    }

    /// The conversation with the last answer, as far as its calls were begun, and what came of those.
    pub(super) fn with_last_calls(&self) -> Vec<Message> {
        let mut messages = self.request.messages.clone();
        let (Some(step), Some(choice)) = (self.steps.last(), self.last_choice()) else {
            return messages;
        };
        if self.said == self.steps.len() {
            return messages; // it is in there, with all that came of it
        }
        let mut message = AssistantMessage::from(&choice.message);
        ids::complete(&mut message.tool_calls, self.steps.len() - 1); // there is a last one
        let begun = |record: &CallRecord| !matches!(record.result, CallResult::NotRun);
        let mut records = step.calls.iter();
        message
            .tool_calls
            .retain(|_| records.next().is_some_and(begun));
        if message.tool_calls.is_empty() {
            return messages;
        }
        let told = step.calls.iter().filter(|record| begun(record));
        let told = told.zip(&message.tool_calls);
        let told: Vec<_> = told
            .map(|(record, call)| Message::tool(call.id(), record.result.content().into_owned()))
            .collect();
        messages.push(message.into());
        messages.extend(told);
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
        let mut results = vec![CallResult::NotRun; self.made().len()];
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
        let round = self.steps.len().saturating_sub(1);
        let message = self.last_choice().map(|choice| {
            let mut message = AssistantMessage::from(&choice.message);
            ids::complete(&mut message.tool_calls, round);
            message.into()
        });
        self.request.messages.extend(message);
        self.said = self.steps.len();
    }

    /// The calls of the answer that was added last, as they go back.
    pub(super) fn asked(&self) -> &[ToolCall] {
        match self.request.messages.last() {
            Some(Message::Assistant(message)) => &message.tool_calls,
            _ => &[],
        }
    }

    /// Notes what came of the calls of the answer that was added last, and tells the model.
    pub(super) fn say_results(&mut self, results: Vec<CallResult>) {
        let told = self.asked().iter().zip(&results);
        let told: Vec<_> = told
            .map(|(call, result)| Message::tool(call.id(), result.content().into_owned()))
            .collect();
        self.note(results);
        self.request.messages.extend(told);
    }

    /// Notes what came of the calls of the answer that was added last, and takes it back: a
    /// conversation must not end in calls that have no results.
    pub(super) fn take_back(&mut self, results: Vec<CallResult>) {
        self.note(results);
        self.request.messages.pop();
        self.said -= 1; // that answer
    }
}
