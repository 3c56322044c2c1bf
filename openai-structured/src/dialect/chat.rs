//! Chat completions as a dialect.

use super::{
    AnyAnswer, AnyEvent, Calling, Dialect, Named, News, Permit, Permitted, Said, Sink, Speech,
    Text, ids,
};
use openai_client::batches::{BatchOutput, Batches};
use openai_client::chat::{
    AllowedMode, AllowedTool, AssistantMessage, Chat, ChatAccumulator, ChatCompletion, ChatEvent,
    ChatRequest, ChatStream, Choice, Ending, Events, FinishReason, FunctionTool, JsonSchemaFormat,
    Message, Tool, ToolCall, ToolChoice, Usage,
};
use openai_client::{Files, StreamEnd};
use std::borrow::Cow;
use std::iter;
use std::pin::pin;
use std::task::{Context, Poll, ready};

impl Dialect for Chat {
    type Request = ChatRequest;
    type Message = Message;
    type Answer = ChatCompletion;
    type Usage = Usage;
    type Event = ChatEvent;
    type Chunks = ChatStream;
    type Accumulator = ChatAccumulator;

    fn model(request: &ChatRequest) -> &str {
        &request.model
    }

    fn set_format(request: &mut ChatRequest, format: JsonSchemaFormat) {
        request.response_format = Some(format.into());
    }

    fn ask_for_usage(request: &mut ChatRequest) {
        let options = request.stream_options.get_or_insert_default();
        options.include_usage.get_or_insert(true);
    }

    fn create(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ChatCompletion, openai_client::Error>> + Send + use<> {
        Self::create(self, request)
    }

    fn open(
        &self,
        request: ChatRequest,
    ) -> impl Future<Output = Result<ChatStream, openai_client::Error>> + Send + use<> {
        self.create_stream(request)
    }

    const BATCHED_AT: &'static str = "/v1/chat/completions";

    fn body(request: &ChatRequest) -> Result<Vec<u8>, openai_client::Error> {
        request.to_json()
    }

    fn is_streamed(request: &ChatRequest) -> bool {
        request.extra.get("stream").is_some_and(|it| it == true)
    }

    fn batches(&self) -> Batches {
        self.batches()
    }

    fn files(&self) -> Files {
        self.files()
    }

    fn of_batch(output: BatchOutput) -> Result<ChatCompletion, openai_client::Error> {
        output.into_completion()
    }

    fn accumulator(chunks: &ChatStream) -> ChatAccumulator {
        ChatAccumulator::with_meta(chunks.meta().clone())
    }

    fn opened_as(chunks: &ChatStream) -> Option<&str> {
        chunks.request_id()
    }

    fn ended(chunks: &ChatStream) -> Option<StreamEnd> {
        chunks.ended()
    }

    fn poll_next(
        chunks: &mut ChatStream,
        answer: &mut ChatAccumulator,
        context: &mut Context<'_>,
        sink: &mut impl Sink<ChatEvent>,
    ) -> Poll<Option<Result<(), openai_client::Error>>> {
        // It keeps nothing, so it can be made anew for each poll.
        let next = pin!(chunks.next_into(answer));
        let added = ready!(next.poll(context));
        Poll::Ready(added.map(|added| added.map(|added| take(added, sink))))
    }

    fn push_data(
        answer: &mut ChatAccumulator,
        data: &str,
        sink: &mut impl Sink<ChatEvent>,
    ) -> Result<(), openai_client::Error> {
        take(answer.push_data(data)?, sink);
        Ok(())
    }

    fn is_marker(data: &str) -> bool {
        data.trim_start().starts_with("[DONE]")
    }

    fn end(answer: &mut ChatAccumulator, end: StreamEnd, sink: &mut impl Sink<ChatEvent>) {
        take(answer.end(end), sink);
    }

    fn snapshot(answer: &ChatAccumulator) -> &ChatCompletion {
        answer.snapshot()
    }

    fn into_answer(answer: ChatAccumulator) -> ChatCompletion {
        answer.into_completion()
    }

    fn is_open(answer: &ChatAccumulator, choice: u64) -> bool {
        answer.ending(choice).is_none()
    }

    fn said_so_far(answer: &ChatAccumulator) -> impl Iterator<Item = Said<'_>> {
        Self::said(answer.snapshot()).map(|mut said| {
            said.ending = answer.ending(said.text.key).unwrap_or(Ending::CutOff);
            said
        })
    }

    fn candidates(_: &ChatAccumulator) -> impl Iterator<Item = u64> {
        iter::once(0)
    }

    fn id(answer: &ChatCompletion) -> &str {
        &answer.id
    }

    fn request_id(answer: &ChatCompletion) -> Option<&str> {
        answer.request_id()
    }

    fn usage(answer: &ChatCompletion) -> Option<&Usage> {
        answer.usage.as_ref()
    }

    fn total_tokens(usage: &Usage) -> u64 {
        usage.total_tokens
    }

    fn said(answer: &ChatCompletion) -> impl Iterator<Item = Said<'_>> {
        let usage = answer.usage.as_ref();
        let counts_nothing = usage.is_some_and(|usage| usage.completion_tokens == 0);
        let choices = answer.choices.iter();
        choices.map(move |choice| said(choice, counts_nothing))
    }

    fn calls(answer: &ChatCompletion) -> Cow<'_, [ToolCall]> {
        calls_of(answer).into()
    }

    fn names(answer: &ChatCompletion) -> Vec<Named<'_>> {
        calls_of(answer).iter().map(named).collect()
    }

    fn any(answer: ChatCompletion) -> AnyAnswer {
        AnyAnswer::Chat(answer.into())
    }

    fn of_any(answer: &AnyAnswer) -> Option<&ChatCompletion> {
        answer.completion()
    }

    fn messages(request: &ChatRequest) -> &[Message] {
        &request.messages
    }

    fn messages_mut(request: &mut ChatRequest) -> &mut Vec<Message> {
        &mut request.messages
    }

    /// They are messages.
    fn spell_out(_: &mut ChatRequest) {}

    fn keep_thinking(_: &mut ChatRequest) {}

    fn go_on_from(_: &mut ChatRequest, _: &ChatCompletion, _: bool) -> Option<Vec<Message>> {
        None
    }

    fn speech(
        answer: &ChatCompletion,
        round: usize,
        keeps: impl Fn(usize) -> bool,
    ) -> Speech<Message> {
        let Some(choice) = answer.choices.first() else {
            let (messages, calls) = Default::default();
            return Speech { messages, calls };
        };
        let mut message = AssistantMessage::from(&choice.message);
        ids::complete(&mut message.tool_calls, round);
        let mut place = 0..;
        message
            .tool_calls
            .retain(|_| place.next().is_some_and(&keeps));
        Speech {
            calls: message.tool_calls.clone(),
            messages: vec![message.into()],
        }
    }

    fn result(call: &ToolCall, words: String, _: bool) -> Message {
        Message::tool(call.id(), words)
    }

    fn can_tell(_: &ToolCall, _: &str, _: bool) -> bool {
        true
    }

    fn user(words: String) -> Message {
        Message::user(words)
    }

    fn comes_unfinished(_: &ChatRequest) -> Option<&'static str> {
        None
    }

    fn cannot_run(request: &ChatRequest) -> Option<String> {
        let choices = request.n.filter(|choices| *choices != 1)?;
        Some(format!(
            "it asks for {choices} choices, and a run follows one"
        ))
    }

    fn offers(request: &ChatRequest, name: &str) -> bool {
        let mut tools = request.tools.iter().flatten();
        tools.any(|tool| matches!(tool, Tool::Function(it) if it.name == name))
    }

    fn offer(request: &mut ChatRequest, tool: FunctionTool) {
        let tools = request.tools.get_or_insert_default();
        tools.push(Tool::Function(tool));
    }

    fn one_by_one(request: &mut ChatRequest) {
        request.parallel_tool_calls = Some(false);
    }

    fn permit(request: &ChatRequest) -> Permit<'_> {
        match &request.tool_choice {
            Some(ToolChoice::None) => Permit::Nothing,
            Some(ToolChoice::Function(name)) => Permit::Only(vec![Permitted::Function(name)]),
            Some(ToolChoice::Custom(name)) => Permit::Only(vec![Permitted::Custom(name)]),
            Some(ToolChoice::Allowed { tools, .. }) => Permit::Only(
                (tools.iter())
                    .map(|tool| match tool {
                        AllowedTool::Function(name) => Permitted::Function(name),
                        AllowedTool::Custom(name) => Permitted::Custom(name),
                        _ => Permitted::Unknown,
                    })
                    .collect(),
            ),
            _ => Permit::All,
        }
    }

    fn lift_choice(request: &mut ChatRequest) {
        let choice = request.tool_choice.take();
        request.tool_choice = choice.and_then(|choice| match choice {
            ToolChoice::Required | ToolChoice::Function(_) | ToolChoice::Custom(_) => None,
            ToolChoice::Allowed { tools, .. } => Some(ToolChoice::Allowed {
                mode: AllowedMode::Auto,
                tools,
            }),
            other => Some(other),
        });
    }

    fn news(event: &ChatEvent, answer: &ChatAccumulator) -> News {
        // The one choice that was asked for. Not every service counts from 0.
        let followed = answer.snapshot().choices.first().map(|it| it.index);
        match event {
            ChatEvent::ToolCallStarted { choice, call, .. }
            | ChatEvent::ToolCallInput { choice, call, .. }
                if Some(*choice) == followed =>
            {
                News::Call(*call as u64)
            }
            ChatEvent::ToolCallDone {
                choice,
                call,
                whole: true,
                ..
            } if Some(*choice) == followed => News::Whole(*call as u64),
            _ => News::Nothing,
        }
    }

    fn place(_: &ChatAccumulator, key: u64) -> Option<usize> {
        usize::try_from(key).ok()
    }

    fn call(answer: &ChatAccumulator, key: u64) -> Option<(ToolCall, Named<'_>)> {
        let call = call_of(answer, key)?;
        Some((call.clone(), named(call)))
    }

    fn is_lost(answer: &ChatAccumulator) -> bool {
        let said = Self::said(answer.snapshot()).next();
        said.is_some_and(|said| said.is_lost())
    }

    fn calling(answer: &ChatAccumulator, key: u64) -> Option<Calling<'_>> {
        let call = call_of(answer, key)?;
        Some(Calling {
            is_function: matches!(call, ToolCall::Function(_)),
            name: call.name(),
            input: call.input(),
        })
    }

    fn any_event(event: ChatEvent) -> AnyEvent {
        AnyEvent::Chat(event)
    }
}

/// A choice as it is judged.
fn said(choice: &Choice, counts_nothing: bool) -> Said<'_> {
    let message = &choice.message;
    Said {
        text: Text {
            key: choice.index,
            text: message.content.as_deref().unwrap_or_default().into(),
        },
        others: Vec::new(),
        unfinished: None,
        refusal: (message.refusal.as_deref())
            .filter(|words| !words.is_empty())
            .map(Cow::Borrowed),
        reason: choice.finish_reason.clone(),
        is_cut: choice.finish_reason == Some(FinishReason::Length),
        calls: message.tool_calls.as_slice().into(),
        thinking: message.reasoning().map(Cow::Borrowed),
        ending: match choice.finish_reason {
            Some(_) => Ending::Finished,
            None => Ending::Unannounced,
        },
        counts_nothing,
    }
}

/// The calls of the choice that a run follows.
fn calls_of(answer: &ChatCompletion) -> &[ToolCall] {
    let choice = answer.choices.first();
    choice.map_or(&[], |choice| &choice.message.tool_calls)
}

/// The one whose key is its place.
fn call_of(answer: &ChatAccumulator, key: u64) -> Option<&ToolCall> {
    calls_of(answer.snapshot()).get(usize::try_from(key).ok()?)
}

fn named(call: &ToolCall) -> Named<'_> {
    Named {
        call: call.id(),
        item: None,
    }
}

/// Says what a chunk added.
pub(crate) fn take(added: Events<'_>, sink: &mut impl Sink<ChatEvent>) {
    for event in added {
        if let ChatEvent::Content { choice, text, .. } = &event {
            sink.piece(*choice, text);
        }
        sink.event(event);
    }
}
