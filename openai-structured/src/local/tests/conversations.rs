//! Conversations: made, changed, talked in, and ended.

use super::responses::Talk;
use super::*;

fn user(text: &str) -> Value {
    json!({ "type": "message", "role": "user", "content": text })
}

#[test]
fn a_conversation_is_made_changed_and_ended() {
    let talk = Talk::new([]);
    let send =
        |method: &str, path: &str, body: Value| json_of(&talk.send(method, path, Some(body)));
    let made = send(
        "POST",
        "/conversations",
        json!({ "metadata": { "a": "b" }, "items": [user("x")] }),
    );
    assert_eq!(
        made,
        json!({ "id": "conv_local_1", "object": "conversation", "created_at": 1_700_000_000,
            "metadata": { "a": "b" } })
    );
    let changed = send(
        "POST",
        "/conversations/conv_local_1",
        json!({ "metadata": { "c": "d" } }),
    );
    assert_eq!(changed["metadata"], json!({ "c": "d" }));
    assert_eq!(talk.get("/conversations/conv_local_1"), changed);
    let empty = json_of(&talk.send("POST", "/conversations", None));
    assert_eq!(empty["metadata"], json!({}));
    let deleted = json_of(&talk.send("DELETE", "/conversations/conv_local_1", None));
    assert_eq!(
        deleted,
        json!({ "id": "conv_local_1", "object": "conversation.deleted", "deleted": true })
    );
    let missing = "Conversation with id 'conv_local_1' not found.";
    for (method, path) in [
        ("GET", "/conversations/conv_local_1"),
        ("DELETE", "/conversations/conv_local_1"),
        ("GET", "/conversations/conv_local_1/items"),
    ] {
        let refused = talk.refused(method, path, None);
        assert_eq!((refused.0, refused.1.as_str()), (404, missing));
    }
    let nothing = talk.refused("POST", "/conversations/conv_local_1", Some(json!({})));
    assert_eq!(nothing.2, "metadata");
}

#[test]
fn items_are_added_listed_and_removed() {
    let talk = Talk::new([]);
    talk.send(
        "POST",
        "/conversations",
        Some(json!({ "items": [user("one")] })),
    );
    let path = "/conversations/conv_local_1/items";
    let added =
        json!({ "items": [user("two"), { "type": "reasoning", "id": "rs_1", "summary": [] }] });
    let added = json_of(&talk.send("POST", path, Some(added)));
    assert_eq!(
        (
            &added["object"],
            &added["first_id"],
            &added["last_id"],
            &added["has_more"]
        ),
        (
            &json!("list"),
            &json!("msg_local_2_in_0"),
            &json!("rs_1"),
            &json!(false)
        )
    );
    let listed = talk.get(&format!("{path}?order=asc&limit=2"));
    assert_eq!(
        (&listed["first_id"], &listed["last_id"], &listed["has_more"]),
        (
            &json!("msg_local_1_in_0"),
            &json!("msg_local_2_in_0"),
            &json!(true)
        )
    );
    let item = talk.get(&format!("{path}/msg_local_2_in_0"));
    assert_eq!(
        item["content"],
        json!([{ "type": "input_text", "text": "two" }])
    );
    let left = json_of(&talk.send("DELETE", &format!("{path}/rs_1"), None));
    assert_eq!(left["object"], "conversation");
    for method in ["GET", "DELETE"] {
        let refused = talk.refused(method, &format!("{path}/rs_1"), None);
        assert_eq!(
            (refused.0, refused.1.as_str()),
            (404, "Item with id 'rs_1' not found.")
        );
    }
    let many = json!({ "items": vec![user("x"); 21] });
    assert_eq!(
        talk.refused("POST", path, Some(many)).1,
        "Invalid 'items': array too long. Expected an array with maximum length 20, but got an array with \
         length 21 instead."
    );
    let odd = json!({ "items": [{ "role": "robot", "content": "x" }] });
    assert_eq!(talk.refused("POST", path, Some(odd)).2, "items[0].role");
}

#[test]
fn responses_add_to_a_conversation() {
    let talk = Talk::new([Reply::text("a"), Reply::text("b")]);
    talk.send(
        "POST",
        "/conversations",
        Some(json!({ "items": [user("one")] })),
    );
    for conversation in [json!("conv_local_1"), json!({ "id": "conv_local_1" })] {
        let made = talk.make(json!({ "conversation": conversation, "input": "two" }));
        assert_eq!(made["conversation"], json!({ "id": "conv_local_1" }));
    }
    let items = talk.get("/conversations/conv_local_1/items?order=asc");
    let texts: Vec<_> = items["data"].as_array().unwrap().iter().collect();
    let texts: Vec<_> = texts
        .iter()
        .map(|item| &item["content"][0]["text"])
        .collect();
    assert_eq!(texts, ["one", "two", "a", "two", "b"]);
    let body = json!({ "model": "m", "input": "x", "conversation": "conv_x" });
    let refused = talk.refused("POST", "/responses", Some(body));
    assert_eq!(
        (refused.0, refused.1.as_str()),
        (404, "Conversation with id 'conv_x' not found.")
    );
}
