//! Asking again over real HTTP, and the account of every attempt.

use openai_structured::local::{LocalApi, Received, Reply};
use openai_structured::prelude::*;
use openai_structured::{AnswerFormat, Error, ErrorKind, Outcome, ParsedChatCompletion};

#[derive(Debug, PartialEq, Deserialize, ResponseFormat)]
struct Count {
    pieces: u8,
}

const RIGHT: &str = r#"{"pieces":4}"#;
const WRONG: &str = r#"{"pieces":400}"#;

type Asked = Result<ParsedChatCompletion<Count>, Error>;

/// Of a server that answers at once or not at all.
pub(crate) fn client_of(api: &LocalApi) -> Client {
    let client = Client::builder().no_auth().base_url(api.base_url());
    client.max_retries(0).build().unwrap()
}

/// Asks with a script of replies; also what the server was sent.
async fn ask(times: u32, replies: impl IntoIterator<Item = Reply>) -> (Asked, Vec<Received>) {
    let api = LocalApi::scripted(replies).await.unwrap();
    let client = client_of(&api);
    let format = AnswerFormat::<Count>::new().reask(times);
    let request = ChatRequest::new("m").user("How many?").seed(7);
    let answer = client.chat().parse_with(request, &format).await;
    (answer, api.requests())
}

#[tokio::test]
async fn a_right_answer_is_asked_for_once() {
    let (answer, sent) = ask(3, [Reply::text(RIGHT)]).await;
    let answer = answer.unwrap();
    assert_eq!((sent.len(), answer.attempts().len()), (1, 0));
    assert_eq!(&answer.total_usage(), answer.usage().unwrap());
    assert_eq!(answer.into_parsed().unwrap().pieces, 4);
}

#[tokio::test]
async fn without_being_told_nothing_is_asked_again() {
    let (answer, sent) = ask(0, [Reply::text(WRONG), Reply::text(RIGHT)]).await;
    let error = answer.unwrap().into_parsed().unwrap_err();
    assert_eq!((sent.len(), error.kind()), (1, ErrorKind::Mismatch));
    assert!(error.attempts().is_empty());
}

#[tokio::test]
async fn a_wrong_answer_is_mended() {
    let (answer, sent) = ask(2, [Reply::text(WRONG), Reply::text(RIGHT)]).await;
    let answer = answer.unwrap();
    let [attempt] = answer.attempts() else {
        panic!("{:?}", answer.attempts());
    };
    assert_eq!(attempt.completion().unwrap().text(), Some(WRONG));
    assert_eq!(attempt.mismatch().path(), "pieces");
    assert_eq!(attempt.request_id(), Some("req_local_1"));
    assert_eq!(answer.request_id(), Some("req_local_2"));
    let tokens = [attempt.usage(), answer.usage()].map(|usage| usage.unwrap().total_tokens);
    assert!(tokens[0] > 0 && tokens[1] > tokens[0], "{tokens:?}");
    assert_eq!(answer.total_usage().total_tokens, tokens[0] + tokens[1]);

    // The second request is the first and two messages.
    let [first, second] = sent.as_slice() else {
        panic!("{} requests", sent.len());
    };
    let messages = second.body["messages"].as_array().unwrap();
    assert_eq!(
        messages[..1],
        first.body["messages"].as_array().unwrap()[..]
    );
    assert_eq!(messages[1]["role"], "assistant");
    assert_eq!(messages[1]["content"], WRONG);
    assert_eq!(messages[2]["role"], "user");
    let complaint = messages[2]["content"].as_str().unwrap();
    let words = "At `pieces`: expected an integer from 0 to 255, found integer `400`.";
    assert!(complaint.contains(words), "{complaint}");
    assert_eq!(messages.len(), 3);
    let mut rest = second.body.clone();
    rest["messages"] = first.body["messages"].clone();
    assert_eq!(rest, first.body);
    assert_eq!(answer.into_parsed().unwrap().pieces, 4);
}

#[tokio::test]
async fn what_stays_wrong_is_an_error_with_every_attempt() {
    let texts = [r#"{"pieces":-1}"#, "{", WRONG];
    let (answer, sent) = ask(2, texts.map(Reply::text)).await;
    let answer = answer.unwrap();
    assert_eq!(sent.len(), 3);
    assert!(matches!(answer.outcome(), Outcome::Mismatch(mismatch) if mismatch.raw() == WRONG));
    let total = answer.total_usage();
    let error = answer.into_parsed().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    let said: Vec<_> = error
        .attempts()
        .iter()
        .map(|it| it.mismatch().raw())
        .collect();
    assert_eq!(said, texts[..2]);
    let ids: Vec<_> = (error.attempts().iter().map(|it| it.request_id()))
        .chain([error.request_id()])
        .collect();
    assert_eq!(
        ids,
        [1, 2, 3]
            .map(|it| format!("req_local_{it}"))
            .each_ref()
            .map(|it| Some(it.as_str()))
    );
    assert_eq!(error.total_usage(), total);
    assert!(
        total.total_tokens
            > error
                .completion()
                .unwrap()
                .usage
                .as_ref()
                .unwrap()
                .total_tokens
    );
}

#[tokio::test]
async fn a_call_that_fails_later_keeps_what_came_before() {
    let (answer, sent) = ask(5, [Reply::text(WRONG), Reply::error(503, "busy")]).await;
    let error = answer.unwrap_err();
    assert_eq!((sent.len(), error.kind()), (2, ErrorKind::Client));
    assert_eq!(error.client().unwrap().status().unwrap(), 503);
    assert_eq!(error.request_id(), Some("req_local_2"));
    let [attempt] = error.attempts() else {
        panic!("{:?}", error.attempts());
    };
    assert_eq!(attempt.request_id(), Some("req_local_1"));
    assert_eq!(&error.total_usage(), attempt.usage().unwrap());
}

#[tokio::test]
async fn other_endings_are_what_they_are() {
    for reply in [
        Reply::refusal("No."),
        Reply::truncated(WRONG),
        Reply::filtered(WRONG),
        Reply::tool_call("count", "{}"),
        Reply::text(""),
    ] {
        let (answer, sent) = ask(5, [Reply::text(WRONG), reply, Reply::text(RIGHT)]).await;
        let answer = answer.unwrap();
        assert!(answer.parsed().is_none());
        assert_eq!((sent.len(), answer.attempts().len()), (2, 1));
    }
}

/// The type is not `Send`, and the future of the call is.
#[tokio::test]
async fn the_call_can_be_spawned() {
    #[derive(Debug, Deserialize, ResponseFormat)]
    struct Shared {
        pieces: std::rc::Rc<u8>,
    }
    fn is_send<F: Future + Send>(call: F) -> F {
        call
    }
    let api = LocalApi::scripted([WRONG, RIGHT].map(Reply::text))
        .await
        .unwrap();
    let client = client_of(&api);
    let chat = client.chat();
    let format = AnswerFormat::<Shared>::new().reask(1);
    let call = is_send(chat.parse_with(ChatRequest::new("m").user("How many?"), &format));
    assert_eq!(*call.await.unwrap().into_parsed().unwrap().pieces, 4);
}

#[tokio::test]
async fn a_stream_is_never_asked_again() {
    let api = LocalApi::scripted([WRONG, RIGHT].map(Reply::text))
        .await
        .unwrap();
    let client = client_of(&api);
    let format = AnswerFormat::<Count>::new().reask(3);
    let request = ChatRequest::new("m").user("How many?");
    let stream = client.chat().stream_with(request, &format).await.unwrap();
    let answer = stream.finish().await.unwrap();
    assert!(matches!(answer.outcome(), Outcome::Mismatch(_)));
    assert_eq!((api.requests().len(), answer.attempts().len()), (1, 0));
}
