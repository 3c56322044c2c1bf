//! The endpoints of few calls: models, moderations.

use openai_client::{
    ErrorKind,
    moderations::{Category, ModerationPart, ModerationRequest},
};

use crate::{
    responses::check,
    server::{Server, ok},
};

#[tokio::test]
async fn models_are_listed_on_one_page() {
    // Whatever it says about more, there is no other page.
    let page = r#"{"object":"list","has_more":true,"data":[{"id":"a","created":1,"owned_by":"me"},{"id":"b"}]}"#;
    let server = Server::start([ok(page)]).await;
    let mut models = server.client().models().list();
    let mut ids = Vec::new();
    while let Some(model) = models.next().await {
        ids.push(model.unwrap().id);
    }
    assert_eq!(ids, ["a", "b"]);
    let [seen] = &server.seen()[..] else {
        panic!("one request");
    };
    check(seen, "GET /v1/models", "");
}

#[tokio::test]
async fn a_model_is_looked_up_and_deleted() {
    let model = r#"{"id":"ft:m:a","object":"model","created":1,"owned_by":"me","shutdown_date":"2026-10-01"}"#;
    let deleted = r#"{"id":"ft:m:a","object":"model","deleted":true}"#;
    let kept = r#"{"id":"ft:m:a","object":"model","deleted":false}"#;
    let server = Server::start([ok(model), ok(deleted), ok(kept), ok("{}")]).await;
    let models = server.client().models();
    let model = models.retrieve("ft:m:a").await.unwrap();
    assert_eq!(
        (&*model.owned_by, model.shutdown_date.as_deref()),
        ("me", Some("2026-10-01"))
    );
    check(&server.seen()[0], "GET /v1/models/ft%3Am%3Aa", "");
    assert!(models.delete("ft:m:a").await.unwrap().deleted);
    check(&server.seen()[1], "DELETE /v1/models/ft%3Am%3Aa", "");
    let error = models.delete("ft:m:a").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("deleted"))
    );
    let error = models.retrieve("m").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer is not a model at `id` [request req_1]"
    );
}

#[tokio::test]
async fn moderations_judge_texts_and_parts() {
    let answer = r#"{"id":"modr-1","model":"omni","results":[{"flagged":true,
        "categories":{"violence":true,"illicit":null,"rudeness":true,"hate":false},
        "category_scores":{"violence":0.9,"hate":1e-7,"rudeness":0.5},
        "category_applied_input_types":{"violence":["text","image"]}}]}"#;
    let server = Server::start((0..3).map(|_| ok(answer))).await;
    let moderations = server.client().moderations();
    let parts = [ModerationPart::text("a"), ModerationPart::image("u")];
    for (request, expected) in [
        (ModerationRequest::new("a"), r#"{"input":"a"}"#),
        (
            ModerationRequest::new(["a", "b"]).model("omni"),
            r#"{"input":["a","b"],"model":"omni"}"#,
        ),
        (
            ModerationRequest::new(parts),
            r#"{"input":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"u"}}]}"#,
        ),
    ] {
        let found = moderations.create(request).await.unwrap();
        check(
            server.seen().last().unwrap(),
            "POST /v1/moderations",
            expected,
        );
        let result = &found.results[0];
        let rude = Category::from("rudeness");
        let objections: Vec<_> = result.objections().collect();
        assert_eq!(objections, [&rude, &Category::Violence]);
        assert!(result.flagged && result.is(&Category::Violence));
        assert!(!result.is(&Category::Hate) && !result.is(&Category::Illicit));
        assert_eq!(result.score(&Category::Hate), Some(1e-7));
        assert_eq!(result.score(&Category::Illicit), None);
    }
    let server = Server::start([ok(r#"{"id":"modr-1","results":[]}"#)]).await;
    let error = server
        .client()
        .moderations()
        .create(ModerationRequest::new("a"))
        .await;
    assert_eq!(error.unwrap_err().json_path(), Some("results"));
}
