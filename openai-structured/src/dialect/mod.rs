//! What the surfaces of the API differ in; all else is written once.

mod any;
pub(crate) mod chat;
pub(crate) mod ids;
mod responses;
mod said;

pub(crate) use self::any::{AnyAnswer, AnyEvent};
pub(crate) use self::said::{
    Calling, Named, News, Permit, Permitted, Said, Sink, Speech, Text, Unfinished,
};

use openai_client::batches::{BatchOutput, Batches};
use openai_client::chat::{FunctionTool, JsonSchemaFormat, ToolCall};
use openai_client::{Files, StreamEnd};
use std::borrow::Cow;
use std::fmt;
use std::ops::AddAssign;
use std::task::{Context, Poll};

/// A surface of the API, as the client's resource that calls it: [`Chat`](openai_client::chat::Chat)
/// or [`Responses`](openai_client::responses::Responses).
///
/// What an answer becomes, how its drafts grow and how a run of tools goes on is the same on all of
/// them. A dialect says what is sent and what comes back.
///
/// It is sealed: there are as many as the client has surfaces.
pub trait Dialect: sealed::Sealed + Clone + fmt::Debug + Send + Sync + 'static {
    /// What is sent.
    type Request: Clone + fmt::Debug + Default + Send + Sync;
    /// What a conversation consists of.
    type Message: Clone + fmt::Debug + PartialEq + Send + Sync;
    /// What comes back, in one piece or put together.
    type Answer: Clone + fmt::Debug + Send + Sync;
    /// The tokens that an answer used.
    type Usage: Clone
        + fmt::Debug
        + Default
        + Send
        + Sync
        + for<'other> AddAssign<&'other Self::Usage>;
    /// Something that happens in a streamed answer.
    type Event: Clone + fmt::Debug + Send + Sync;
    /// A streamed answer as the client gives it.
    #[doc(hidden)]
    type Chunks: Send;
    /// What puts it together.
    #[doc(hidden)]
    type Accumulator: Default + Send;

    // What is asked for, and sending it.

    #[doc(hidden)]
    fn model(request: &Self::Request) -> &str;

    /// Asks for a text under a schema.
    #[doc(hidden)]
    fn set_format(request: &mut Self::Request, format: JsonSchemaFormat);

    /// Asks a stream for its usage, where it has none by itself.
    #[doc(hidden)]
    fn ask_for_usage(request: &mut Self::Request);

    #[doc(hidden)]
    fn create(
        &self,
        request: Self::Request,
    ) -> impl Future<Output = Result<Self::Answer, openai_client::Error>> + Send + use<Self>;

    #[doc(hidden)]
    fn open(
        &self,
        request: Self::Request,
    ) -> impl Future<Output = Result<Self::Chunks, openai_client::Error>> + Send + use<Self>;

    // Batches.

    /// The path that the requests of a batch are for.
    #[doc(hidden)]
    const BATCHED_AT: &'static str;

    /// The request as JSON.
    #[doc(hidden)]
    fn body(request: &Self::Request) -> Result<Vec<u8>, openai_client::Error>;

    /// Whether the request says itself that it is streamed.
    #[doc(hidden)]
    fn is_streamed(request: &Self::Request) -> bool;

    /// The batches of the client.
    #[doc(hidden)]
    fn batches(&self) -> Batches;

    /// The files of the client.
    #[doc(hidden)]
    fn files(&self) -> Files;

    /// The answer that stood in the files of a batch.
    #[doc(hidden)]
    fn of_batch(output: BatchOutput) -> Result<Self::Answer, openai_client::Error>;

    // Streamed answers. A text in them has a key.

    /// What puts the answer of these chunks together.
    #[doc(hidden)]
    fn accumulator(chunks: &Self::Chunks) -> Self::Accumulator;

    #[doc(hidden)]
    fn opened_as(chunks: &Self::Chunks) -> Option<&str>;

    #[doc(hidden)]
    fn ended(chunks: &Self::Chunks) -> Option<StreamEnd>;

    /// Takes the next piece, if there is one, and says what it added.
    #[doc(hidden)]
    fn poll_next(
        chunks: &mut Self::Chunks,
        answer: &mut Self::Accumulator,
        context: &mut Context<'_>,
        sink: &mut impl Sink<Self::Event>,
    ) -> Poll<Option<Result<(), openai_client::Error>>>;

    /// Takes the data of one event, and says what it added.
    #[doc(hidden)]
    fn push_data(
        answer: &mut Self::Accumulator,
        data: &str,
        sink: &mut impl Sink<Self::Event>,
    ) -> Result<(), openai_client::Error>;

    /// Whether this data says that all is said.
    #[doc(hidden)]
    fn is_marker(data: &str) -> bool;

    #[doc(hidden)]
    fn end(answer: &mut Self::Accumulator, end: StreamEnd, sink: &mut impl Sink<Self::Event>);

    #[doc(hidden)]
    fn snapshot(answer: &Self::Accumulator) -> &Self::Answer;

    #[doc(hidden)]
    fn into_answer(answer: Self::Accumulator) -> Self::Answer;

    /// Whether more may come of a text.
    #[doc(hidden)]
    fn is_open(answer: &Self::Accumulator, key: u64) -> bool;

    /// What there is to judge of a streamed answer, as [`said`](Self::said).
    #[doc(hidden)]
    fn said_so_far(answer: &Self::Accumulator) -> impl Iterator<Item = Said<'_>>;

    /// The texts that may be the value, the likeliest first.
    #[doc(hidden)]
    fn candidates(answer: &Self::Accumulator) -> impl Iterator<Item = u64>;

    // Whole answers.

    #[doc(hidden)]
    fn id(answer: &Self::Answer) -> &str;

    #[doc(hidden)]
    fn request_id(answer: &Self::Answer) -> Option<&str>;

    #[doc(hidden)]
    fn usage(answer: &Self::Answer) -> Option<&Self::Usage>;

    #[doc(hidden)]
    fn total_tokens(usage: &Self::Usage) -> u64;

    /// What there is to judge, in order. A run follows the first.
    #[doc(hidden)]
    fn said(answer: &Self::Answer) -> impl Iterator<Item = Said<'_>>;

    /// The calls of the first, as they were made.
    #[doc(hidden)]
    fn calls(answer: &Self::Answer) -> Cow<'_, [ToolCall]>;

    /// What names each of [them](Self::calls).
    #[doc(hidden)]
    fn names(answer: &Self::Answer) -> Vec<Named<'_>>;

    /// The answer where all dialects meet.
    #[doc(hidden)]
    fn any(answer: Self::Answer) -> AnyAnswer;

    /// And back again, if it is one of this dialect.
    #[doc(hidden)]
    fn of_any(answer: &AnyAnswer) -> Option<&Self::Answer>;

    // Conversations.

    #[doc(hidden)]
    fn messages(request: &Self::Request) -> &[Self::Message];

    #[doc(hidden)]
    fn messages_mut(request: &mut Self::Request) -> &mut Vec<Self::Message>;

    /// Makes of what is asked, in whatever form, messages that others may follow.
    #[doc(hidden)]
    fn spell_out(request: &mut Self::Request);

    /// Where answers will be sent back: asks for what is needed for that.
    #[doc(hidden)]
    fn keep_thinking(request: &mut Self::Request);

    /// Goes on from an answer that the service has stored with all that was before, so that nothing
    /// of it need be sent; gives what was in the request. `None` if all is to be sent. Without
    /// `by_reference`, it is only done where the request goes on from something stored itself.
    #[doc(hidden)]
    fn go_on_from(
        request: &mut Self::Request,
        answer: &Self::Answer,
        by_reference: bool,
    ) -> Option<Vec<Self::Message>>;

    /// The answer as part of the conversation, with those of its calls that are kept, by their
    /// places. `round` is for the ids of calls without one.
    #[doc(hidden)]
    fn speech(
        answer: &Self::Answer,
        round: usize,
        keeps: impl Fn(usize) -> bool,
    ) -> Speech<Self::Message>;

    /// What came of a call, in the words that the model reads, and whether that is what it was made
    /// for.
    #[doc(hidden)]
    fn result(call: &ToolCall, words: String, is_good: bool) -> Self::Message;

    /// Whether there is a message for that.
    #[doc(hidden)]
    fn can_tell(call: &ToolCall, words: &str, is_good: bool) -> bool;

    /// Words of the user's side.
    #[doc(hidden)]
    fn user(words: String) -> Self::Message;

    // Runs of tools.

    /// What in a request no run can follow.
    #[doc(hidden)]
    fn cannot_run(request: &Self::Request) -> Option<String>;

    /// What in a request makes that its answer is not there once it comes.
    #[doc(hidden)]
    fn comes_unfinished(request: &Self::Request) -> Option<&'static str>;

    /// Whether the request offers a function of this name.
    #[doc(hidden)]
    fn offers(request: &Self::Request, name: &str) -> bool;

    #[doc(hidden)]
    fn offer(request: &mut Self::Request, tool: FunctionTool);

    /// Asks for one call at a time.
    #[doc(hidden)]
    fn one_by_one(request: &mut Self::Request);

    /// The calls that the request's tool choice permits.
    #[doc(hidden)]
    fn permit(request: &Self::Request) -> Permit<'_>;

    /// Lets the model decide after a call that a tool choice asked for, else it would have to call
    /// tools for ever and could not answer.
    #[doc(hidden)]
    fn lift_choice(request: &mut Self::Request);

    /// What an event, which has just been taken, means for the calls of its answer.
    #[doc(hidden)]
    fn news(event: &Self::Event, answer: &Self::Accumulator) -> News;

    /// The place of the call of a key among the calls. `None` if it is none that waits, or if there
    /// may be some before it that have not come.
    #[doc(hidden)]
    fn place(answer: &Self::Accumulator, key: u64) -> Option<usize>;

    /// What has come of the call of a key.
    #[doc(hidden)]
    fn calling(answer: &Self::Accumulator, key: u64) -> Option<Calling<'_>>;

    /// The call of a key as it was made, and what names it.
    #[doc(hidden)]
    fn call(answer: &Self::Accumulator, key: u64) -> Option<(ToolCall, Named<'_>)>;

    /// Whether a streamed answer is known to be no value, whatever follows.
    #[doc(hidden)]
    fn is_lost(answer: &Self::Accumulator) -> bool;

    /// The event where all dialects meet.
    #[doc(hidden)]
    fn any_event(event: Self::Event) -> AnyEvent;
}

mod sealed {
    /// Nobody else's surfaces are dialects, so what they have to say may grow.
    pub trait Sealed {}
    impl Sealed for openai_client::chat::Chat {}
    impl Sealed for openai_client::responses::Responses {}
}
