//! Batches by the local API: from the requests to each answer.

use std::collections::BTreeMap;
use std::time::Duration;

use openai_structured::client::batches::BatchStatus;
use openai_structured::client::{Client, ResponseRequest, Wait};
use openai_structured::local::{LocalApi, Reply};
use openai_structured::prelude::*;
use openai_structured::{ErrorKind, Outcome, ParsedResponse};

use super::{City, OSLO, ask};

fn quick() -> Wait {
    let short = Duration::from_millis(50);
    Wait::new().first_interval(short).longest_interval(short)
}

async fn serving(replies: impl IntoIterator<Item = Reply>) -> (LocalApi, Client) {
    let api = LocalApi::scripted(replies).await.unwrap();
    let client = Client::builder().no_auth().base_url(api.base_url());
    (api, client.build().unwrap())
}

#[tokio::test]
async fn each_request_has_its_own_answer() {
    let names: Vec<_> = (0..40).map(|at| format!("City {at}")).collect();
    let replies = names
        .iter()
        .map(|name| Reply::text(format!(r#"{{"name":"{name}","inhabitants":null}}"#)));
    let (_api, client) = serving(replies).await;
    let mut batch = client.chat().batch::<City>();
    for name in &names {
        batch.push(format!("id of {name}"), ask(name)).unwrap();
    }
    let sent = batch.submit().await.unwrap();
    let done = sent.wait(quick()).await.unwrap();
    assert_eq!(done.batch().status, Some(BatchStatus::Completed));
    assert_eq!(done.batch().request_counts.as_ref().unwrap().completed, 40);
    let mut answers = done.answers().await.unwrap();
    let mut found = BTreeMap::new();
    while let Some(answer) = answers.next().await {
        let answer = answer.unwrap();
        let city = answer.result.unwrap().into_parsed().unwrap();
        assert_eq!(answer.id, format!("id of {}", city.name));
        assert_eq!(names[answer.index.unwrap()], city.name);
        found.insert(answer.id, city);
    }
    assert_eq!(found.len(), 40);
}

#[tokio::test]
async fn what_becomes_of_requests_is_told_in_another_process_too() {
    let replies = [
        Reply::text(OSLO),
        Reply::refusal("no"),
        Reply::text(r#"{"name":7}"#),
        Reply::expired(),
    ];
    let (_api, client) = serving(replies).await;
    let ids = ["city", "refused", "mismatch", "expired"];
    let mut batch = client.responses().batch::<City>();
    for id in ids {
        batch
            .push(id, ResponseRequest::new("gpt-5-mini").input("?"))
            .unwrap();
    }
    let id = batch.submit().await.unwrap().id().to_owned();

    let opened = client.responses().open_batch::<City>(id).of_requests(ids);
    let done = opened.wait(quick()).await.unwrap();
    assert_eq!(done.batch().status, Some(BatchStatus::Expired));
    let mut answers = done.answers().await.unwrap();
    let mut count = 0;
    while let Some(answer) = answers.next().await {
        let answer = answer.unwrap();
        count += 1;
        match (
            answer.id.as_str(),
            answer.result.map(ParsedResponse::into_outcome),
        ) {
            ("city", Ok(Outcome::Parsed(city))) => assert_eq!(city.name, "Oslo"),
            ("refused", Ok(Outcome::Refused(words))) => assert_eq!(words, "no"),
            ("mismatch", Ok(Outcome::Mismatch(_))) => {}
            ("expired", Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::Client);
                assert_eq!(error.client().unwrap().code(), Some("batch_expired"));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(count, 4);
}

#[tokio::test]
async fn a_batch_that_is_cancelled_has_the_answers_that_there_are() {
    let replies = [Reply::text(OSLO), Reply::text(OSLO).polls(100)];
    let (_api, client) = serving(replies).await;
    let mut batch = client.chat().batch::<City>();
    batch.push("a", ask("?")).unwrap();
    batch.push("b", ask("?")).unwrap();
    let sent = batch.submit().await.unwrap();
    for _ in 0..5 {
        sent.look().await.unwrap();
    }
    sent.cancel().await.unwrap();
    let done = sent.wait(quick()).await.unwrap();
    assert_eq!(done.batch().status, Some(BatchStatus::Cancelled));
    let mut answers = done.answers().await.unwrap();
    let mut good = Vec::new();
    let mut others = Vec::new();
    while let Some(answer) = answers.next().await {
        let answer = answer.unwrap();
        match answer.result {
            Ok(_) => good.push(answer.id),
            Err(_) => others.push(answer.id),
        }
    }
    assert_eq!((good, others), (vec!["a".to_owned()], vec!["b".to_owned()]));
}
