//! Chat completions as a dialect.

use super::{AnyAnswer, AnyEvent, Calling, Dialect, News, Permit, Permitted, Said, Speech, ids};
use openai_client::StreamEnd;
use openai_client::chat::{
    AllowedMode, AllowedTool, AssistantMessage, Chat, ChatAccumulator, ChatCompletion, ChatEvent,
    ChatRequest, ChatStream, Choice, Ending, Events, FunctionTool, JsonSchemaFormat, Message, Tool,
    ToolCall, ToolChoice, Usage,
};
use std::borrow::Cow;
use std::iter;
use std::pin::pin;
use std::task::{Context, Poll};

impl Dialect for Chat {
    type Request = ChatRequest;
    type Message = Message;
    type Answer = ChatCompletion;
    type Usage = Usage;
    type Event = ChatEvent;
    type Chunks = ChatStream;
    type Accumulator = ChatAccumulator;
    type Events<'a> = Events<'a>;

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

    fn accumulator(chunks: &ChatStream) -> ChatAccumulator {
        ChatAccumulator::with_meta(chunks.meta().clone())
    }

    fn opened_as(chunks: &ChatStream) -> Option<&str> {
        chunks.request_id()
    }

    fn ended(chunks: &ChatStream) -> Option<StreamEnd> {
        chunks.ended()
    }

    fn poll_next<'a>(
        chunks: &mut ChatStream,
        answer: &'a mut ChatAccumulator,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Events<'a>, openai_client::Error>>> {
        // It keeps nothing, so it can be made anew for each poll.
        pin!(chunks.next_into(answer)).poll(context)
    }

    fn push_data<'a>(
        answer: &'a mut ChatAccumulator,
        data: &str,
    ) -> Result<Events<'a>, openai_client::Error> {
        answer.push_data(data)
    }

    fn is_marker(data: &str) -> bool {
        data.trim_start().starts_with("[DONE]")
    }

    fn end(answer: &mut ChatAccumulator, end: StreamEnd) -> Events<'_> {
        answer.end(end)
    }

    fn snapshot(answer: &ChatAccumulator) -> &ChatCompletion {
        answer.snapshot()
    }

    fn into_answer(answer: ChatAccumulator) -> ChatCompletion {
        answer.into_completion()
    }

    fn ending(answer: &ChatAccumulator, choice: u64) -> Option<Ending> {
        answer.ending(choice)
    }

    fn candidates(_: &ChatAccumulator) -> impl Iterator<Item = u64> {
        iter::once(0)
    }

    fn text_of(event: &ChatEvent) -> Option<(u64, &str)> {
        match event {
            ChatEvent::Content { choice, text, .. } => Some((*choice, text)),
            _ => None,
        }
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

    fn any(answer: ChatCompletion) -> AnyAnswer {
        AnyAnswer::Chat(answer)
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

    fn result(call: &ToolCall, words: String) -> Message {
        Message::tool(call.id(), words)
    }

    fn user(words: String) -> Message {
        Message::user(words)
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

    fn news<'a>(event: &'a ChatEvent, answer: &ChatAccumulator) -> News<'a> {
        // The one choice that was asked for. Not every service counts from 0.
        let followed = answer.snapshot().choices.first().map(|it| it.index);
        match event {
            ChatEvent::Content { choice, text, .. } if Some(*choice) == followed => {
                News::Text(text)
            }
            ChatEvent::ToolCallStarted { choice, call, .. }
            | ChatEvent::ToolCallInput { choice, call, .. }
                if Some(*choice) == followed =>
            {
                News::Call(*call)
            }
            ChatEvent::ToolCallDone {
                choice,
                call,
                whole: true,
                ..
            } if Some(*choice) == followed => News::Whole(*call),
            _ => News::Nothing,
        }
    }

    fn calling(answer: &ChatAccumulator, place: usize) -> Option<Calling<'_>> {
        let call = calls_of(answer.snapshot()).get(place)?;
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
        key: choice.index,
        text: message.content.as_deref().unwrap_or_default(),
        refusal: message.refusal.as_deref().filter(|text| !text.is_empty()),
        reason: choice.finish_reason.clone(),
        calls: message.tool_calls.as_slice().into(),
        thinking: message.reasoning(),
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
