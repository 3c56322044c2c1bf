//! The client's calls of the Responses API against the local API: what it stores, makes in the
//! background, streams again and lists.

use std::time::Duration;

use openai_client::conversations::ConversationRequest;
use openai_client::responses::{
    CompactRequest, InputTokensRequest, Item, ResponseAccumulator, ResponseRequest, ResponseStatus,
    Wait,
};
use openai_client::{Client, Error, Order};
use openai_structured::local::{Ending, LocalApi, Reply};

async fn connect(replies: impl IntoIterator<Item = Reply>) -> (LocalApi, Client) {
    let api = LocalApi::scripted(replies).await.unwrap();
    let client = Client::builder().no_auth().base_url(api.base_url());
    let client = client.max_retries(0).build().unwrap();
    (api, client)
}

fn ask() -> ResponseRequest {
    ResponseRequest::new("m").input("Hello there.")
}

/// The status and the code of what the service refused.
fn refusal(error: &Error) -> (Option<u16>, Option<&str>) {
    (error.status().map(|status| status.as_u16()), error.code())
}

#[tokio::test]
async fn a_stored_response_is_gone_on_from_until_it_is_deleted() {
    let (_api, client) = connect(["a", "b"].map(Reply::text)).await;
    let responses = client.responses();
    let first = responses.create(ask()).await.unwrap();
    let again = responses.retrieve(&first.id).await.unwrap();
    assert_eq!(again.output, first.output);
    let next = ask().previous_response_id(&*first.id);
    let tokens = responses.count_input_tokens(InputTokensRequest::from(&next));
    // Two greetings of three tokens, and the answer of one.
    assert_eq!(tokens.await.unwrap(), 7);
    let second = responses.create(next.clone()).await.unwrap();
    assert_eq!(second.usage.unwrap().input_tokens, 7);

    let mut items = responses
        .input_items(&second.id)
        .order(Order::Ascending)
        .limit(1);
    let mut said = Vec::new();
    while let Some(item) = items.next().await {
        match item.unwrap() {
            Item::Message(message) => said.push(message.content.text().unwrap().into_owned()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(said, ["Hello there.", "a", "Hello there."]);

    let short = CompactRequest::new("m").previous_response_id(&*second.id);
    let short = responses.compact(short).await.unwrap();
    assert!(matches!(short.output.last(), Some(Item::Compaction(_))));

    responses.delete(&first.id).await.unwrap();
    let gone = responses.retrieve(&first.id).await.unwrap_err();
    assert_eq!(refusal(&gone), (Some(404), None));
    let lost = responses.create(next).await.unwrap_err();
    assert_eq!(
        refusal(&lost),
        (Some(400), Some("previous_response_not_found"))
    );
}

#[tokio::test]
async fn a_response_in_the_background_is_waited_for_or_cancelled() {
    let replies = [
        Reply::text("a"),
        Reply::failed("server_error", "Out of words."),
        Reply::text("never").polls(usize::MAX),
    ];
    let (_api, client) = connect(replies).await;
    let responses = client.responses();
    let wait = || Wait::new().first_interval(Duration::from_millis(50));
    let done = responses.create_and_wait(ask(), wait()).await.unwrap();
    assert_eq!(done.status, Some(ResponseStatus::Completed));
    assert_eq!(done.text().as_deref(), Some("a"));
    let failed = responses.create_and_wait(ask(), wait()).await.unwrap();
    assert_eq!(failed.status, Some(ResponseStatus::Failed));
    assert_eq!(failed.error.unwrap().message, "Out of words.");
    let endless = responses.create(ask().background(true)).await.unwrap();
    assert_eq!(endless.status, Some(ResponseStatus::Queued));
    let short = wait().deadline(Duration::from_millis(200));
    responses.wait(&endless.id, short).await.unwrap_err();
    let cancelled = responses.cancel(&endless.id).await.unwrap();
    assert_eq!(cancelled.status, Some(ResponseStatus::Cancelled));
    let seen = responses.wait(&endless.id, wait()).await.unwrap();
    assert_eq!(seen.status, Some(ResponseStatus::Cancelled));
}

/// Broken off after each event in turn, and gone on with from there.
#[tokio::test]
async fn a_broken_stream_is_gone_on_with_from_each_event() {
    let reply = Reply::reasoning("Hm.").and(Reply::text("abcdefgh"));
    let reply = reply.and(Reply::tool_call("f", "{\"x\":1}"));
    let (_api, client) = connect([reply.clone()]).await;
    let stream = client.responses().create_stream(ask().background(true));
    let mut stream = stream.await.unwrap();
    let mut whole = ResponseAccumulator::new();
    while let Some(event) = stream.next_into(&mut whole).await {
        event.unwrap();
    }
    let all = whole.sequence_number().unwrap() + 1;
    let whole = whole.into_response();
    assert_eq!((all, whole.output.len()), (22, 3));
    for events in 1..=all {
        let broken = reply
            .clone()
            .ends_after(usize::try_from(events).unwrap(), Ending::Cut);
        let (_api, client) = connect([broken]).await;
        let responses = client.responses();
        let request = ask().background(true);
        let mut stream = responses.create_stream(request).await.unwrap();
        let mut made = ResponseAccumulator::new();
        while let Some(Ok(_)) = stream.next_into(&mut made).await {}
        let is_broken = made.ending().is_none();
        if is_broken {
            let after = made.sequence_number();
            assert_eq!(after, Some(events - 1));
            let id = made.snapshot().id.clone();
            let mut rest = responses.resume(&id, after).await.unwrap();
            while let Some(event) = rest.next_into(&mut made).await {
                event.unwrap();
            }
        }
        let made = made.into_response();
        assert_eq!(made.output, whole.output, "{events}");
        assert_eq!(made.status, whole.status);
        assert_eq!(is_broken, events < all, "{events}");
    }
}

#[tokio::test]
async fn a_conversation_takes_up_what_is_said() {
    let (_api, client) = connect([Reply::text("a")]).await;
    let conversations = client.conversations();
    let request = ConversationRequest::new().metadata([("topic", "x")]);
    let made = conversations.create(request).await.unwrap();
    assert_eq!(made.metadata.unwrap()["topic"], "x");
    let response = client.responses().create(ask().conversation(&*made.id));
    assert_eq!(response.await.unwrap().text().as_deref(), Some("a"));
    let mut items = conversations.items(&made.id);
    let mut count = 0;
    while let Some(item) = items.next().await {
        item.unwrap();
        count += 1;
    }
    assert_eq!(count, 2);
    assert!(conversations.delete(&made.id).await.unwrap().deleted);
    let gone = conversations.retrieve(&made.id).await.unwrap_err();
    assert_eq!(refusal(&gone), (Some(404), None));
}
