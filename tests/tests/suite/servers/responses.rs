//! The requests of the Responses API, against the mock that OpenAI's own SDKs are tested with: see
//! [`steady`](super::steady).

use super::steady::{GetWeather, Pick, good_at, heard, is_good_at, steady};
use super::*;
use crate::openapi::{compact_requests, conversation_requests, count_requests, response_requests};
use openai_structured::client::Order;
use openai_structured::client::responses::{Include, Input, Item, ResponseRequest};
use openai_structured::run::RunOptions;
use openai_structured::{AnswerFormat, SchemaDocument};
use serde_json::{Value, json};

/// With each field, item, tool and choice that the published description has, in each of its forms.
#[tokio::test]
async fn every_request_for_a_response_is_accepted() {
    let (Some((witness, builder)), Some(requests)) = (steady().await, response_requests()) else {
        return;
    };
    let responses = builder.build().unwrap().responses();
    let mut judge = Judge::default();
    for mut request in requests {
        suited_input(&mut request.input);
        let body = request.to_json().unwrap();
        let ended = responses.create(request).await;
        judge.hear(&witness.heads(), "/responses", &body, ended);
    }
    judge.end();
}

#[tokio::test]
async fn every_request_beside_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let (Some(short), Some(counted)) = (compact_requests(), count_requests()) else {
        return;
    };
    let responses = builder.build().unwrap().responses();
    let mut judge = Judge::default();
    for mut request in short {
        suited_input(&mut request.input);
        let body = request.to_json().unwrap();
        let ended = responses.compact(request).await;
        judge.hear(&witness.heads(), "/responses/compact", &body, ended);
    }
    for mut request in counted {
        suited_input(&mut request.input);
        let body = request.to_json().unwrap();
        let ended = responses.count_input_tokens(request).await;
        judge.hear(&witness.heads(), "/responses/input_tokens", &body, ended);
    }
    judge.end();
}

/// The items of conversations are those of requests.
#[tokio::test]
async fn every_request_for_a_conversation_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let Some(requests) = conversation_requests() else {
        return;
    };
    let conversations = builder.build().unwrap().conversations();
    let mut judge = Judge::default();
    for mut request in requests {
        request.items.iter_mut().flatten().for_each(suited);
        let body = request.to_json().unwrap();
        if let Some(items) = &request.items {
            let ended = conversations.create_items("conv_1", items).await;
            judge.hear(&witness.heads(), ITEMS, &body, ended);
        }
        let ended = conversations.create(request).await;
        judge.hear(&witness.heads(), "/conversations", &body, ended);
    }
    judge.end();
}

const ITEMS: &str = "/conversations/{conversation_id}/items";

/// An item as the mock wants it, whose description is older, and asks for a name by mistake that it does
/// not describe.
fn suited(item: &mut Item) {
    match item {
        Item::FunctionCallOutput(output) => {
            output.call_id.get_or_insert("call_1".to_owned());
        }
        Item::McpApprovalResponse(response) => {
            response.extra.insert("request_id".to_owned(), "r".into());
        }
        _ => {}
    }
}

fn suited_input(input: &mut Option<Input>) {
    if let Some(Input::Items(items)) = input {
        items.iter_mut().for_each(suited);
    }
}

/// All that the mock objects to, at once.
#[derive(Default)]
struct Judge {
    accepted: usize,
    wrong: Vec<String>,
}

impl Judge {
    fn hear<T>(
        &mut self,
        heads: &[String],
        path: &str,
        body: &[u8],
        ended: Result<T, client::Error>,
    ) {
        let body = String::from_utf8_lossy(body);
        match heads {
            [head] if is_good_at(path, head) => self.accepted += 1,
            other => self.wrong.push(format!("{body}\n  {other:?}")),
        }
        // Its answers are noise.
        if let Err(error) = ended
            && End::of(&error) != End::Decode
        {
            self.wrong.push(format!("{body}\n  {error:?}"));
        }
    }

    #[expect(clippy::print_stdout, reason = "seen with `--nocapture`")]
    fn end(self) {
        let count = self.wrong.len();
        assert!(count == 0, "{count} objections:\n{}", self.wrong.join("\n"));
        assert!(self.accepted > 0);
        println!("{} requests accepted", self.accepted);
    }
}

/// The mock judges these, too.
#[tokio::test]
async fn the_mock_tells_a_bad_request_for_a_response() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let responses = builder.build().unwrap().responses();
    let bare = || ResponseRequest::new("m").input("u");
    for bad in [
        bare().extra("temperature", "warm"),
        bare().extra("input", json!([{ "type": "function_call", "name": 1 }])),
        bare().extra("tools", json!([{ "type": "mcp" }])),
    ] {
        drop(responses.create(bad).await);
        let head = &witness.heads()[0];
        assert!(!is_good_at("/responses", head), "{head}");
    }
}

/// What is done with what is stored.
#[tokio::test]
async fn every_call_of_what_is_stored_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let client = builder.build().unwrap();
    let (responses, conversations) = (client.responses(), client.conversations());
    let accepted = |path: &str| assert!(good_at(path, &witness.heads(), path) > 0, "{path}");
    let include = [Include::EncryptedReasoning, Include::Logprobs];

    let one = "/responses/{response_id}";
    heard(responses.retrieve("resp_1").await, "retrieve");
    accepted(one);
    let ended = responses.retrieve_with("resp_1", &include).await;
    heard(ended, "retrieve_with");
    accepted(one);
    heard(responses.delete("resp_1").await, "delete");
    accepted(one);
    heard(responses.cancel("resp_1").await, "cancel");
    accepted("/responses/{response_id}/cancel");
    let items = responses
        .input_items("resp_1")
        .limit(2)
        .order(Order::Ascending);
    let page = items
        .include(include.clone())
        .after("msg_1")
        .next_page()
        .await;
    heard(page.unwrap(), "input_items");
    accepted("/responses/{response_id}/input_items");

    let one = "/conversations/{conversation_id}";
    heard(conversations.retrieve("conv_1").await, "retrieve");
    accepted(one);
    let notes = [("a".to_owned(), "b".to_owned())].into();
    heard(conversations.update("conv_1", &notes).await, "update");
    accepted(one);
    heard(conversations.delete("conv_1").await, "delete");
    accepted(one);
    let items = conversations
        .items("conv_1")
        .limit(2)
        .order(Order::Descending);
    let page = items
        .include(include.clone())
        .after("msg_1")
        .next_page()
        .await;
    heard(page.unwrap(), "items");
    accepted(ITEMS);
    let item = "/conversations/{conversation_id}/items/{item_id}";
    let ended = conversations
        .retrieve_item_with("conv_1", "msg_1", &include)
        .await;
    heard(ended, "retrieve_item");
    accepted(item);
    heard(
        conversations.delete_item("conv_1", "msg_1").await,
        "delete_item",
    );
    accepted(item);
}

/// The mock streams only to who asks for nothing else; the service itself goes by the body.
#[tokio::test]
async fn streams_of_responses_are_accepted() {
    let (Some((witness, builder)), Some(requests)) = (steady().await, response_requests()) else {
        return;
    };
    let asking = builder.default_header("accept", "text/event-stream");
    let responses = asking.build().unwrap().responses();
    for mut request in requests.into_iter().step_by(25) {
        suited_input(&mut request.input);
        let body = String::from_utf8(request.to_stream_json().unwrap()).unwrap();
        let mut stream = responses.create_stream(request).await.unwrap();
        while let Some(event) = stream.next().await {
            // It ends its streams with an object of nothing.
            if let Err(error) = event {
                assert_eq!(End::of(&error), End::Decode, "{body}: {error:?}");
            }
        }
        assert_eq!(good_at("/responses", &witness.heads(), &body), 1, "{body}");
    }
    let resumed = responses.resume("resp_1", Some(4)).await;
    heard(resumed, "resume");
    assert!(good_at("/responses/{response_id}", &witness.heads(), "resume") > 0);
}

#[tokio::test]
async fn every_typed_call_of_responses_is_accepted() {
    let Some((witness, builder)) = steady().await else {
        return;
    };
    let responses = builder.build().unwrap().responses();
    let request = || ResponseRequest::new("m").input("Which city?");
    let sent = |name| assert!(good_at("/responses", &witness.heads(), name) > 0, "{name}");

    drop(responses.parse::<City>(request()).await);
    sent("parse");

    let format = AnswerFormat::<Pick>::new().choices("Pick.shop", ["Oslo", "Bergen"]);
    let format = format.unwrap().reask(2);
    drop(responses.parse_with(request(), &format).await);
    sent("parse_with");

    let schema = SchemaDocument::from_json("numbers", NUMBERS).unwrap();
    drop(responses.parse_as::<Value>(request(), &schema).await);
    sent("parse_as");

    if let Ok(stream) = responses.stream::<City>(request()).await {
        drop(stream.finish().await);
    }
    sent("stream");

    if let Ok(stream) = responses.stream_with(request(), &format).await {
        drop(stream.finish().await);
    }
    sent("stream_with");

    drop(
        responses
            .run_tools::<GetWeather, String>(request(), &())
            .await,
    );
    sent("run_tools");

    let options = || RunOptions::new().rounds(3).reask(1);
    let run = responses.run_tools_with::<GetWeather, City>(request(), &(), options());
    drop(run.await);
    sent("run_tools_with");

    let run = responses.run_tools_streamed::<GetWeather, City>(request(), &(), options());
    drop(run.finish().await);
    sent("run_tools_streamed");
}
