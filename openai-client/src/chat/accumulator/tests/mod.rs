//! The accumulator against what services send.

mod cases;
mod golden;
mod limits;
mod recorded;
mod splits;

use super::*;
use crate::chat::{FunctionToolCall, ToolCall};

/// A stream that was put together: what happened, and the accumulator at its end.
struct Run {
    events: Vec<ChatEvent>,
    answer: ChatAccumulator,
}

/// Feeds the data of events; a stream without `[DONE]` closes after the last.
fn run<S: AsRef<str>>(data: impl IntoIterator<Item = S>) -> Run {
    let mut answer = ChatAccumulator::new();
    let mut events = Vec::new();
    for data in data {
        let data = data.as_ref();
        let new = answer.push_data(data);
        events.extend(new.unwrap_or_else(|error| panic!("{data}: {error:?}")));
    }
    events.extend(answer.end(StreamEnd::Closed));
    Run { events, answer }
}

/// The same, given deltas of choice 0 and then its reason to stop.
fn finished(deltas: &[&str], reason: &str) -> Run {
    let chunks = deltas.iter().map(|delta| {
        format!(r#"{{"choices":[{{"index":0,"delta":{delta},"finish_reason":null}}]}}"#)
    });
    let last = format!(r#"{{"choices":[{{"index":0,"delta":{{}},"finish_reason":"{reason}"}}]}}"#);
    run(chunks.chain([last, "[DONE]".to_owned()]))
}

/// The same, given entries of `tool_calls`, each in a chunk of its own.
fn calls(entries: &[&str]) -> Run {
    let deltas: Vec<_> = entries
        .iter()
        .map(|entry| format!(r#"{{"tool_calls":[{entry}]}}"#))
        .collect();
    finished(
        &deltas.iter().map(String::as_str).collect::<Vec<_>>(),
        "tool_calls",
    )
}

impl Run {
    fn text(&self) -> Option<&str> {
        self.answer.snapshot().text()
    }

    fn ending(&self) -> Ending {
        self.answer.ending(0).unwrap()
    }

    /// Id, name and arguments of each call of choice 0.
    fn functions(&self) -> Vec<(&str, &str, &str)> {
        let message = self.answer.snapshot().message().unwrap();
        let calls = message.tool_calls.iter().map(|call| match call {
            ToolCall::Function(call) => {
                (&*call.id, &*call.function.name, &*call.function.arguments)
            }
            other => panic!("{other:?}"),
        });
        calls.collect()
    }

    /// The events in short: what and where, without the pieces' texts.
    fn names(&self) -> Vec<String> {
        self.events.iter().map(short).collect()
    }

    /// The calls that ended: which, and whether whole.
    fn done(&self) -> Vec<(usize, bool)> {
        let done = self.events.iter().filter_map(|event| match event {
            ChatEvent::ToolCallDone { call, whole, .. } => Some((*call, *whole)),
            _ => None,
        });
        done.collect()
    }
}

fn short(event: &ChatEvent) -> String {
    match event {
        ChatEvent::Content { text, .. } => format!("text {text}"),
        ChatEvent::Refusal { text, .. } => format!("refusal {text}"),
        ChatEvent::Reasoning { text, .. } => format!("reasoning {text}"),
        ChatEvent::ToolCallStarted { call, name, id, .. } => format!("start {call} {id} {name}"),
        ChatEvent::ToolCallInput { call, text, .. } => format!("input {call} {text}"),
        ChatEvent::ToolCallDone {
            call, tool_call, ..
        } => match &**tool_call {
            ToolCall::Function(FunctionToolCall { function, .. }) => {
                format!("done {call} {}", function.arguments)
            }
            ToolCall::Custom(custom) => format!("done {call} {}", custom.input),
            ToolCall::Other(other) => format!("done {call} {other}"),
        },
        ChatEvent::Audio { transcript, .. } => format!("audio {transcript}"),
        ChatEvent::Logprobs { logprobs, .. } => {
            format!(
                "logprobs {}+{}",
                logprobs.content.len(),
                logprobs.refusal.len()
            )
        }
        ChatEvent::Finished { reason, .. } => format!("finished {reason}"),
        ChatEvent::Usage(usage) => format!("usage {}", usage.total_tokens),
    }
}
