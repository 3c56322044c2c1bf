//! Responses as a dialect.

mod calls;
mod said;

use super::{
    AnyAnswer, AnyEvent, Calling, Dialect, Named, News, Permit, Permitted, Said, Sink, Speech,
};
use openai_client::batches::{BatchOutput, Batches};
use openai_client::chat::{AllowedMode, FunctionTool, JsonSchemaFormat, ToolCall};
use openai_client::responses::{
    Include, Input, Item, Message, Response, ResponseAccumulator, ResponseEvent, ResponseRequest,
    ResponseStream, ResponseUsage, Responses, TextChange, Tool, ToolChoice,
};
use openai_client::{Files, StreamEnd};
use std::borrow::Cow;
use std::iter;
use std::mem;
use std::pin::pin;
use std::task::{Context, Poll, ready};

impl Dialect for Responses {
    type Request = ResponseRequest;
    type Message = Item;
    type Answer = Response;
    type Usage = ResponseUsage;
    type Event = ResponseEvent;
    type Chunks = ResponseStream;
    type Accumulator = ResponseAccumulator;

    fn model(request: &ResponseRequest) -> &str {
        request.model.as_deref().unwrap_or_default()
    }

    fn set_format(request: &mut ResponseRequest, format: JsonSchemaFormat) {
        request.text.get_or_insert_default().format = Some(format.into());
    }

    /// They have it by themselves.
    fn ask_for_usage(_: &mut ResponseRequest) {}

    fn create(
        &self,
        request: ResponseRequest,
    ) -> impl Future<Output = Result<Response, openai_client::Error>> + Send + use<> {
        Self::create(self, request)
    }

    fn open(
        &self,
        request: ResponseRequest,
    ) -> impl Future<Output = Result<ResponseStream, openai_client::Error>> + Send + use<> {
        self.create_stream(request)
    }

    const BATCHED_AT: &'static str = "/v1/responses";

    fn body(request: &ResponseRequest) -> Result<Vec<u8>, openai_client::Error> {
        request.to_json()
    }

    fn is_streamed(request: &ResponseRequest) -> bool {
        request.extra.get("stream").is_some_and(|it| it == true)
    }

    fn batches(&self) -> Batches {
        self.batches()
    }

    fn files(&self) -> Files {
        self.files()
    }

    fn of_batch(output: BatchOutput) -> Result<Response, openai_client::Error> {
        output.into_response()
    }

    fn accumulator(chunks: &ResponseStream) -> ResponseAccumulator {
        ResponseAccumulator::with_meta(chunks.meta().clone())
    }

    fn opened_as(chunks: &ResponseStream) -> Option<&str> {
        chunks.request_id()
    }

    fn ended(chunks: &ResponseStream) -> Option<StreamEnd> {
        chunks.ended()
    }

    fn poll_next(
        chunks: &mut ResponseStream,
        answer: &mut ResponseAccumulator,
        context: &mut Context<'_>,
        sink: &mut impl Sink<ResponseEvent>,
    ) -> Poll<Option<Result<(), openai_client::Error>>> {
        // It keeps nothing, so it can be made anew for each poll.
        let event = ready!(pin!(chunks.next_into(answer)).poll(context));
        Poll::Ready(event.map(|event| event.map(|event| take(event, answer, sink))))
    }

    fn push_data(
        answer: &mut ResponseAccumulator,
        data: &str,
        sink: &mut impl Sink<ResponseEvent>,
    ) -> Result<(), openai_client::Error> {
        if let Some(event) = answer.push_data(data)? {
            take(event, answer, sink);
        }
        Ok(())
    }

    /// The response says itself how it ended.
    fn is_marker(_: &str) -> bool {
        false
    }

    fn end(answer: &mut ResponseAccumulator, end: StreamEnd, _: &mut impl Sink<ResponseEvent>) {
        answer.end(end);
    }

    fn snapshot(answer: &ResponseAccumulator) -> &Response {
        answer.snapshot()
    }

    fn into_answer(answer: ResponseAccumulator) -> Response {
        answer.into_response()
    }

    fn is_open(answer: &ResponseAccumulator, item: u64) -> bool {
        answer.ending().is_none() && answer.item(item).is_none_or(said::is_open)
    }

    fn said_so_far(answer: &ResponseAccumulator) -> impl Iterator<Item = Said<'_>> {
        iter::once(said::so_far(answer))
    }

    fn candidates(answer: &ResponseAccumulator) -> impl Iterator<Item = u64> {
        said::candidates(|| answer.messages()).map(|(key, _)| key)
    }

    fn id(answer: &Response) -> &str {
        &answer.id
    }

    fn request_id(answer: &Response) -> Option<&str> {
        answer.request_id()
    }

    fn usage(answer: &Response) -> Option<&ResponseUsage> {
        answer.usage.as_ref()
    }

    fn total_tokens(usage: &ResponseUsage) -> u64 {
        usage.total_tokens
    }

    fn said(answer: &Response) -> impl Iterator<Item = Said<'_>> {
        iter::once(said::whole(answer))
    }

    fn calls(answer: &Response) -> Cow<'_, [ToolCall]> {
        let calls = calls::waiting(&answer.output).filter_map(|(_, item)| calls::call(item));
        calls.collect::<Vec<_>>().into()
    }

    fn names(answer: &Response) -> Vec<Named<'_>> {
        let waiting = calls::waiting(&answer.output);
        waiting.filter_map(|(_, item)| calls::names(item)).collect()
    }

    fn any(answer: Response) -> AnyAnswer {
        AnyAnswer::Response(answer.into())
    }

    fn of_any(answer: &AnyAnswer) -> Option<&Response> {
        answer.response()
    }

    fn messages(request: &ResponseRequest) -> &[Item] {
        match &request.input {
            Some(Input::Items(items)) => items,
            _ => &[],
        }
    }

    fn messages_mut(request: &mut ResponseRequest) -> &mut Vec<Item> {
        let input = request.input.get_or_insert_default();
        if let Input::Text(text) = input {
            let message = Message::user(mem::take(text));
            *input = Input::Items(vec![message.into()]);
        }
        match input {
            Input::Items(items) => items,
            #[expect(clippy::unreachable, reason = "a text has just become an item")]
            Input::Text(_) => unreachable!("a text is an item"),
        }
    }

    /// No input stays none: a prompt template, or what is stored, may say all.
    fn spell_out(request: &mut ResponseRequest) {
        if request.input.is_some() {
            Self::messages_mut(request);
        }
    }

    /// What is not stored can only be thought on with if it is sent back. Models that do not think
    /// refuse to be asked for it; by which names gateways know them cannot be told, so a request that
    /// says that it includes nothing is left as it is.
    fn keep_thinking(request: &mut ResponseRequest) {
        let thinks = !["gpt-3", "gpt-4", "chatgpt-4o", "ft:gpt-3", "ft:gpt-4"]
            .iter()
            .any(|name| Self::model(request).starts_with(name));
        if request.store != Some(false) || !thinks {
            return;
        }
        match &mut request.include {
            Some(include)
                if include.is_empty() || include.contains(&Include::EncryptedReasoning) => {}
            Some(include) => include.push(Include::EncryptedReasoning),
            None => request.include = Some(vec![Include::EncryptedReasoning]),
        }
    }

    fn go_on_from(
        request: &mut ResponseRequest,
        answer: &Response,
        by_reference: bool,
    ) -> Option<Vec<Item>> {
        // The service adds to a conversation what is sent and what is answered.
        if request.conversation.is_none() {
            let by_reference = by_reference || request.previous_response_id.is_some();
            if !by_reference || request.store == Some(false) || answer.id.is_empty() {
                return None;
            }
            request.previous_response_id = Some(answer.id.clone());
        }
        if request.input.is_none() {
            return Some(Vec::new());
        }
        Some(mem::take(Self::messages_mut(request)))
    }

    fn speech(answer: &Response, round: usize, keeps: impl Fn(usize) -> bool) -> Speech<Item> {
        calls::speech(answer, round, keeps)
    }

    fn result(call: &ToolCall, words: String, is_good: bool) -> Item {
        calls::result(call, words, is_good)
    }

    fn can_tell(call: &ToolCall, words: &str, is_good: bool) -> bool {
        calls::can_tell(call, words, is_good)
    }

    fn user(words: String) -> Item {
        Message::user(words).into()
    }

    fn cannot_run(_: &ResponseRequest) -> Option<String> {
        None
    }

    fn comes_unfinished(request: &ResponseRequest) -> Option<&'static str> {
        (request.background == Some(true)).then_some(
            "it asks for an answer in the background, which is not there when the call returns: \
             stream the run, or ask without `background`",
        )
    }

    fn offers(request: &ResponseRequest, name: &str) -> bool {
        let mut tools = request.tools.iter().flatten();
        tools.any(|tool| matches!(tool, Tool::Function(it) if it.name == name))
    }

    fn offer(request: &mut ResponseRequest, tool: FunctionTool) {
        let tools = request.tools.get_or_insert_default();
        tools.push(tool.into());
    }

    fn one_by_one(request: &mut ResponseRequest) {
        request.parallel_tool_calls = Some(false);
    }

    fn permit(request: &ResponseRequest) -> Permit<'_> {
        match &request.tool_choice {
            None | Some(ToolChoice::Auto | ToolChoice::Required | ToolChoice::Other(_)) => {
                Permit::All
            }
            Some(ToolChoice::None) => Permit::Nothing,
            Some(ToolChoice::Allowed(allowed)) => {
                Permit::Only(allowed.tools.iter().map(permitted).collect())
            }
            Some(one) => Permit::Only(vec![permitted(one)]),
        }
    }

    fn lift_choice(request: &mut ResponseRequest) {
        let choice = request.tool_choice.take();
        request.tool_choice = choice.and_then(|choice| match choice {
            ToolChoice::Allowed(mut allowed) => {
                allowed.mode = AllowedMode::Auto;
                Some(allowed.into())
            }
            ToolChoice::None | ToolChoice::Auto | ToolChoice::Other(_) => Some(choice),
            _ => None,
        });
    }

    fn news(event: &ResponseEvent, answer: &ResponseAccumulator) -> News {
        let key = || answer.last_item();
        match event {
            ResponseEvent::Created(_) | ResponseEvent::Queued(_) | ResponseEvent::InProgress(_) => {
                News::Moved
            }
            ResponseEvent::OutputItemAdded(_)
            | ResponseEvent::FunctionCallArgumentsDelta(_)
            | ResponseEvent::FunctionCallArgumentsDone(_)
            | ResponseEvent::CustomToolCallInputDelta(_)
            | ResponseEvent::CustomToolCallInputDone(_) => key().map_or(News::Nothing, News::Call),
            // Calls of other kinds may turn out to be the service's own.
            ResponseEvent::OutputItemDone(event)
                if matches!(
                    event.item.as_deref(),
                    Some(Item::FunctionCall(_) | Item::CustomToolCall(_))
                ) && event.item.as_deref().is_some_and(calls::is_whole) =>
            {
                key().map_or(News::Nothing, News::Whole)
            }
            _ => News::Nothing,
        }
    }

    fn place(answer: &ResponseAccumulator, key: u64) -> Option<usize> {
        calls::place_of(answer, key)
    }

    fn calling(answer: &ResponseAccumulator, key: u64) -> Option<Calling<'_>> {
        answer.item(key).map(calls::calling)
    }

    fn call(answer: &ResponseAccumulator, key: u64) -> Option<(ToolCall, Named<'_>)> {
        let item = answer.item(key)?;
        Some((calls::call(item)?, calls::names(item)?))
    }

    fn is_lost(answer: &ResponseAccumulator) -> bool {
        said::is_lost(answer)
    }

    fn any_event(event: ResponseEvent) -> AnyEvent {
        AnyEvent::Response(event.into())
    }
}

/// Says what an event added.
fn take(event: ResponseEvent, answer: &ResponseAccumulator, sink: &mut impl Sink<ResponseEvent>) {
    for change in answer.text_changes() {
        match change {
            TextChange::Grew { item, from, .. } => {
                let text = answer.text_of(*item).unwrap_or_default();
                sink.piece(*item, text.get(*from..).unwrap_or_default());
            }
            TextChange::Changed { item, .. } => {
                sink.anew(*item, &answer.text_of(*item).unwrap_or_default());
            }
            TextChange::All => {
                sink.forget();
                for (item, message) in answer.messages() {
                    sink.piece(item, &message.content.text().unwrap_or_default());
                }
            }
            _ => {}
        }
    }
    // Only then, as what was not known before is all said anew.
    for item in given_whole(&event, answer) {
        if sink.whole(item) {
            sink.anew(item, &answer.text_of(item).unwrap_or_default());
        }
    }
    if !is_piece(&event) {
        sink.reorder();
    }
    sink.event(event);
}

/// The messages whose texts are known from their beginnings with this event, by the places of their
/// items.
fn given_whole(event: &ResponseEvent, answer: &ResponseAccumulator) -> Vec<u64> {
    use ResponseEvent as E;
    let is_first = |part: Option<u64>| part.unwrap_or(0) == 0;
    let is_one = match event {
        E::Created(event)
        | E::Queued(event)
        | E::InProgress(event)
        | E::Completed(event)
        | E::Failed(event)
        | E::Incomplete(event) => {
            if event.response.output.is_empty() {
                return Vec::new();
            }
            return answer.messages().map(|(item, _)| item).collect();
        }
        E::OutputItemAdded(_) | E::OutputItemDone(_) => true,
        E::ContentPartAdded(event) | E::ContentPartDone(event) => is_first(event.content_index),
        E::OutputTextDone(event) => is_first(event.content_index),
        _ => false,
    };
    let last = answer.last_item().filter(|_| is_one);
    last.into_iter().collect()
}

/// Whether an event is a piece of something, of which there are many.
fn is_piece(event: &ResponseEvent) -> bool {
    use ResponseEvent as E;
    matches!(
        event,
        E::OutputTextDelta(_)
            | E::RefusalDelta(_)
            | E::ReasoningTextDelta(_)
            | E::ReasoningSummaryTextDelta(_)
            | E::FunctionCallArgumentsDelta(_)
            | E::CustomToolCallInputDelta(_)
            | E::McpCallArgumentsDelta(_)
            | E::CodeInterpreterCallCodeDelta(_)
            | E::ShellCallCommandDelta(_)
            | E::ShellCallOutputContentDelta(_)
    )
}

fn permitted(choice: &ToolChoice) -> Permitted<'_> {
    match choice {
        ToolChoice::Function(function) => Permitted::Function(&function.name),
        ToolChoice::Custom(custom) => Permitted::Custom(&custom.name),
        _ => Permitted::Unknown,
    }
}
