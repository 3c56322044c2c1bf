//! Completions that are kept: listed, retrieved, changed, deleted, and what was said before them.

use super::responses::Talk;
use super::*;

fn make(talk: &Talk, more: Value) -> Answer {
    let answer = talk.send("POST", "/chat/completions", Some(request(more)));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

/// The ids of a list without what all have in common.
fn ids(list: &Value) -> String {
    let all = list["data"].as_array().unwrap().iter();
    let ids = all.map(|it| it["id"].as_str().unwrap().replace("chatcmpl-local-", ""));
    ids.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_stored_completion_comes_back() {
    let talk = Talk::new(["a", "b"].map(Reply::text));
    let more = json!({ "store": true, "metadata": { "a": "b" }, "seed": 7, "user": "me" });
    let made = json_of(&make(&talk, more));
    let path = format!("/chat/completions/{}", made["id"].as_str().unwrap());
    let kept = talk.get(&path);
    for (key, value) in made.as_object().unwrap() {
        assert_eq!(&kept[key], value, "{key}");
    }
    let of_request = [
        ("metadata", json!({ "a": "b" })),
        ("seed", json!(7)),
        ("input_user", json!("me")),
        ("request_id", json!("req_local_1")),
        ("temperature", json!(1.0)),
        ("tools", json!(null)),
    ];
    for (key, value) in &of_request {
        assert_eq!(&kept[key], value, "{key}");
    }
    // One that nobody wants to keep.
    let other = json_of(&make(&talk, json!({})));
    let other = format!("/chat/completions/{}", other["id"].as_str().unwrap());
    assert_eq!(talk.refused("GET", &other, None).0, 404);

    let other = json!({ "metadata": { "c": "d" } });
    let changed = json_of(&talk.send("POST", &path, Some(other.clone())));
    assert_eq!(changed["metadata"], other["metadata"]);
    assert_eq!(talk.get(&path), changed);
    assert_eq!(talk.refused("POST", &path, Some(json!({}))).2, "metadata");
    let unknown = talk.refused("POST", &path, Some(json!({ "metadata": {}, "seed": 1 })));
    assert_eq!(unknown.2, "seed");
    let deleted = json_of(&talk.send("DELETE", &path, None));
    assert_eq!(
        deleted,
        json!({ "object": "chat.completion.deleted", "id": made["id"], "deleted": true })
    );
    for (method, path, body) in [
        ("GET", path.clone(), None),
        ("GET", format!("{path}/messages"), None),
        ("POST", path.clone(), Some(other)),
        ("DELETE", path, None),
    ] {
        let gone = talk.refused(method, &path, body);
        let message = "Chat completion with id 'chatcmpl-local-1' not found.";
        assert_eq!((gone.0, gone.1.as_str()), (404, message));
    }
}

#[test]
fn a_streamed_one_is_kept_as_a_whole() {
    let talk = Talk::new([Reply::text("Hello there.")]);
    events_of(&make(&talk, json!({ "store": true, "stream": true })));
    let kept = talk.get("/chat/completions/chatcmpl-local-1");
    assert_eq!(kept["object"], "chat.completion");
    assert_eq!(kept["choices"][0]["message"]["content"], "Hello there.");
}

#[test]
fn completions_are_listed_by_model_and_metadata() {
    let talk = Talk::new((0..4).map(|_| Reply::text("a")));
    for (model, metadata) in [
        ("m", json!({ "k": "a b", "x": "y" })),
        ("n", json!({ "k": "a b" })),
        ("m", json!({ "k": "c" })),
        ("m", json!(null)),
    ] {
        make(
            &talk,
            json!({ "model": model, "metadata": metadata, "store": true }),
        );
    }
    for (query, found) in [
        ("", "1 2 3 4"),
        ("?order=desc", "4 3 2 1"),
        ("?model=m", "1 3 4"),
        ("?metadata[k]=a%20b", "1 2"),
        ("?metadata%5Bk%5D=a+b&model=m", "1"),
        ("?metadata[k]=a%20b&metadata[x]=y", "1"),
        ("?metadata[x]=", ""),
    ] {
        let list = talk.get(&format!("/chat/completions{query}"));
        assert_eq!(ids(&list), found, "{query}");
    }
    let page = talk.get("/chat/completions?limit=3");
    assert_eq!(
        (ids(&page).as_str(), &page["has_more"]),
        ("1 2 3", &json!(true))
    );
    let rest = format!(
        "/chat/completions?after={}",
        page["last_id"].as_str().unwrap()
    );
    assert_eq!(ids(&talk.get(&rest)), "4");
}

#[test]
fn messages_have_ids() {
    let talk = Talk::new([Reply::text("a")]);
    let parts = json!([{ "type": "text", "text": "two" }]);
    let messages = json!([
        { "role": "system", "content": "one", "name": "me" },
        { "role": "user", "content": parts },
    ]);
    make(&talk, json!({ "messages": messages, "store": true }));
    let list = talk.get("/chat/completions/chatcmpl-local-1/messages");
    assert_eq!(
        list["data"],
        json!([
            { "id": "chatcmpl-local-1-0", "role": "system", "content": "one", "name": "me",
                "refusal": null, "content_parts": null },
            { "id": "chatcmpl-local-1-1", "role": "user", "content": null, "name": null,
                "refusal": null, "content_parts": parts },
        ])
    );
    let newest = talk.get("/chat/completions/chatcmpl-local-1/messages?order=desc&limit=1");
    assert_eq!(
        (ids(&newest).as_str(), &newest["has_more"]),
        ("1-1", &json!(true))
    );
}
