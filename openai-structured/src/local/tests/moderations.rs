//! Moderations and models: what a script says, and what is refused.

use super::responses::Talk;
use super::*;

fn moderate(talk: &Talk, input: &Value) -> Value {
    let answer = talk.send("POST", "/moderations", Some(json!({ "input": input })));
    let json = json_of(&answer);
    assert_eq!(answer.status, 200, "{json}");
    json
}

#[test]
fn each_text_has_a_result() {
    let reply = Reply::flagged::<&str>([]).and(Reply::flagged(["violence", "hate"]));
    let talk = Talk::new([reply.clone(), reply]);
    let answer = moderate(&talk, &json!(["a", "b", "c"]));
    assert_eq!(
        (&answer["id"], &answer["model"]),
        (&json!("modr_local_1"), &json!("omni-moderation-latest"))
    );
    let results = answer["results"].as_array().unwrap();
    let flagged: Vec<_> = results.iter().map(|result| &result["flagged"]).collect();
    assert_eq!(flagged, [false, true, false]);
    let bad = &results[1];
    assert_eq!(bad["categories"].as_object().unwrap().len(), 13);
    for (name, flagged) in bad["categories"].as_object().unwrap() {
        let is_bad = name == "violence" || name == "hate";
        assert_eq!(flagged, is_bad, "{name}");
        assert_eq!(bad["category_scores"][name].as_f64().unwrap() > 0.5, is_bad);
        assert_eq!(bad["category_applied_input_types"][name], json!(["text"]));
    }
    let picture = json!([
        { "type": "text", "text": "x" },
        { "type": "image_url", "image_url": { "url": "https://x" } },
    ]);
    let answer = moderate(&talk, &picture);
    assert_eq!(answer["results"].as_array().unwrap().len(), 1);
    let kinds = &answer["results"][0]["category_applied_input_types"];
    assert_eq!(kinds["violence"], json!(["text", "image"]));
    assert_eq!(kinds["hate"], json!(["text"]));
}

#[test]
fn requests_that_the_service_refuses() {
    let talk = Talk::new([]);
    for (body, param) in [
        (json!({}), "input"),
        (json!({ "input": [] }), "input"),
        (json!({ "input": 1 }), "input"),
        (json!({ "input": ["a", 1] }), "input[0]"),
        (json!({ "input": [{ "type": "audio" }] }), "input[0].type"),
        (json!({ "input": [{ "type": "text" }] }), "input[0].text"),
        (
            json!({ "input": [{ "type": "image_url", "image_url": {} }] }),
            "input[0].image_url.url",
        ),
        (json!({ "input": "x", "model": 1 }), "model"),
        (json!({ "input": "x", "texts": 1 }), "texts"),
    ] {
        let refused = talk.refused("POST", "/moderations", Some(body));
        assert_eq!((refused.0, refused.2), (400, json!(param)));
    }
    let exhausted = talk.refused("POST", "/moderations", Some(json!({ "input": "x" })));
    assert_eq!(exhausted.3, "script_exhausted");
}

#[cfg(feature = "local-model")]
#[test]
fn the_stand_in_finds_nothing() {
    let talk = Talk::by(Rules::new(Source::new(Vec::new()).then_stand_in(true)));
    let answer = moderate(&talk, &json!("I will hit you."));
    assert_eq!(
        (&answer["model"], &answer["results"][0]["flagged"]),
        (&json!("stand-in"), &json!(false))
    );
}

#[test]
fn a_model_is_not_deleted() {
    let talk = Talk::new([]);
    let id = talk.get("/models")["data"][0]["id"].clone();
    let path = format!("/models/{}", id.as_str().unwrap());
    assert_eq!(talk.refused("DELETE", &path, None).0, 403);
    assert_eq!(talk.get(&path)["id"], id);
    let unknown = talk.refused("DELETE", "/models/ft:x", None);
    assert_eq!((unknown.0, unknown.3), (404, json!("model_not_found")));
    assert_eq!(talk.send("POST", &path, None).status, 405);
}
