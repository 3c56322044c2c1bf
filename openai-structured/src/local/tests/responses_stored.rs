//! Responses after they were made: retrieved, gone on from, in the background, cancelled, deleted.

use super::responses::{Talk, asking, named_events, types};
use super::*;

#[test]
fn what_is_stored_can_be_retrieved_and_deleted() {
    let talk = Talk::new([Reply::text("a"), Reply::text("b")]);
    let made = talk.make(json!({}));
    assert_eq!(talk.get("/responses/resp_local_1"), made);
    let gone = talk.make(json!({ "store": false }));
    let missing = |id: &str| {
        let message = format!("Response with id '{id}' not found.");
        (404, message, Value::Null, Value::Null)
    };
    let id = gone["id"].as_str().unwrap();
    for (method, below) in [
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/cancel"),
        ("GET", "/input_items"),
    ] {
        let path = format!("/responses/{id}{below}");
        assert_eq!(talk.refused(method, &path, None), missing(id));
    }
    let deleted = talk.send("DELETE", "/responses/resp_local_1", None);
    assert_eq!(
        json_of(&deleted),
        json!({ "id": "resp_local_1", "object": "response", "deleted": true })
    );
    assert_eq!(
        talk.refused("GET", "/responses/resp_local_1", None),
        missing("resp_local_1")
    );
}

#[test]
fn paths_and_methods_that_there_are_not() {
    let talk = Talk::new([]);
    for (method, path, allowed) in [
        ("GET", "/responses", "POST"),
        ("PUT", "/responses/x", "GET, DELETE"),
        ("GET", "/responses/x/cancel", "POST"),
        ("POST", "/responses/x/input_items", "GET"),
        ("GET", "/conversations", "POST"),
        ("PUT", "/conversations/x", "GET, POST, DELETE"),
        ("DELETE", "/conversations/x/items", "GET, POST"),
        ("POST", "/conversations/x/items/y", "GET, DELETE"),
    ] {
        let answer = talk.send(method, path, None);
        assert_eq!(answer.status, 405, "{method} {path}");
        assert!(answer.headers.contains(&("allow".into(), allowed.into())));
    }
    for path in ["/responses/x/y", "/responsesx", "/conversations/x/y"] {
        assert_eq!(talk.send("GET", path, None).status, 404, "{path}");
    }
}

#[test]
fn a_talk_goes_on_from_a_response() {
    let talk = Talk::new([
        Reply::tool_call("f", "{}"),
        Reply::text("b"),
        Reply::text("c"),
    ]);
    talk.make(json!({ "input": "one" }));
    let next =
        |input: Value| asking(json!({ "input": input, "previous_response_id": "resp_local_1" }));
    // The call that was made waits for its output.
    assert_eq!(
        talk.refused("POST", "/responses", Some(next(json!("two"))))
            .1,
        "No tool output found for function call call_1_0_0."
    );
    let output = json!({ "type": "function_call_output", "call_id": "call_1_0_0", "output": "1" });
    let second = talk.make(next(json!([output])));
    assert_eq!(second["previous_response_id"], "resp_local_1");
    assert_eq!(second["id"], "resp_local_3");
    talk.make(json!({ "input": "three", "previous_response_id": "resp_local_3" }));
    let items = talk.get("/responses/resp_local_4/input_items?order=asc");
    let kinds: Vec<_> = items["data"].as_array().unwrap().iter().collect();
    let kinds: Vec<_> = kinds
        .iter()
        .map(|item| item["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "message",
            "function_call",
            "function_call_output",
            "message",
            "message"
        ]
    );
    assert_eq!(items["data"][3]["content"][0]["text"], "b");
    assert_eq!(
        items["data"][4],
        json!({ "id": "msg_local_4_in_0", "type": "message", "status": "completed", "role": "user",
            "content": [{ "type": "input_text", "text": "three" }] })
    );
    assert_eq!(
        talk.refused(
            "POST",
            "/responses",
            Some(asking(json!({ "previous_response_id": "resp_x" })))
        ),
        (
            400,
            "Previous response with id 'resp_x' not found.".into(),
            json!("previous_response_id"),
            json!("previous_response_not_found")
        )
    );
}

#[test]
fn an_item_can_be_referred_to() {
    let talk = Talk::new([Reply::text("a"), Reply::text("b")]);
    talk.make(json!({}));
    let refer = |id: &str| {
        asking(
            json!({ "input": [{ "type": "item_reference", "id": id }, { "role": "user", "content": "x" }] }),
        )
    };
    talk.make(refer("msg_local_1_0"));
    let items = talk.get("/responses/resp_local_2/input_items?order=asc");
    assert_eq!(items["data"][0]["content"][0]["text"], "a");
    let missing = talk.refused("POST", "/responses", Some(refer("msg_x")));
    assert_eq!((missing.0, missing.2), (404, json!("input")));
}

#[test]
fn input_items_come_in_pages() {
    let talk = Talk::new([Reply::text("a")]);
    let input: Vec<_> = (0..25)
        .map(|at| json!({ "role": "user", "content": at.to_string() }))
        .collect();
    talk.make(json!({ "input": input }));
    let page = |query: &str| talk.get(&format!("/responses/resp_local_1/input_items?{query}"));
    let ids = |page: &Value| -> Vec<String> {
        let items = page["data"].as_array().unwrap().iter();
        items
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let newest = page("");
    assert_eq!(newest["object"], "list");
    assert_eq!(
        (ids(&newest).len(), &newest["has_more"]),
        (20, &json!(true))
    );
    assert_eq!(newest["first_id"], "msg_local_1_in_24");
    assert_eq!(newest["last_id"], "msg_local_1_in_5");
    // All pages together are all items, once each.
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let next = page(&format!("order=asc&limit=10{after}"));
        all.extend(ids(&next));
        after = format!("&after={}", next["last_id"].as_str().unwrap());
        if next["has_more"] == false {
            break;
        }
    }
    let expected: Vec<_> = (0..25).map(|at| format!("msg_local_1_in_{at}")).collect();
    assert_eq!(all, expected);
    let last = page("order=asc&after=msg%5Flocal_1_in_24");
    assert_eq!(
        last,
        json!({ "object": "list", "data": [], "first_id": null, "last_id": null, "has_more": false })
    );
    for (query, param) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("order=up", "order"),
        ("after=x", "after"),
    ] {
        assert_eq!(page(query)["error"]["param"], param, "{query}");
    }
}

#[test]
fn a_response_in_the_background_is_waited_for() {
    let talk = Talk::new([
        Reply::text("a"),
        Reply::text("b").polls(1),
        Reply::failed("server_error", "x"),
        Reply::text("c").polls(usize::MAX),
    ]);
    let background = json!({ "background": true });
    let made = talk.make(background.clone());
    assert_eq!(
        (&made["status"], &made["background"]),
        (&json!("queued"), &json!(true))
    );
    assert_eq!(
        (&made["output"], &made["usage"]),
        (&json!([]), &Value::Null)
    );
    let statuses = |id: &str, times: usize| -> Vec<String> {
        let polls = (0..times).map(|_| talk.get(&format!("/responses/{id}")));
        polls
            .map(|seen| seen["status"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        statuses("resp_local_1", 3),
        ["in_progress", "completed", "completed"]
    );
    let done = talk.get("/responses/resp_local_1");
    assert_eq!(done["output"][0]["content"][0]["text"], "a");
    let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
    let second = id(&talk.make(background.clone()));
    assert_eq!(statuses(&second, 1), ["completed"]);
    let failed = id(&talk.make(background.clone()));
    assert_eq!(statuses(&failed, 2), ["in_progress", "failed"]);
    let endless = id(&talk.make(background));
    assert_eq!(statuses(&endless, 50), vec!["in_progress"; 50]);
}

#[test]
fn only_what_is_at_work_in_the_background_is_cancelled() {
    let talk = Talk::new([
        Reply::text("a"),
        Reply::text("b"),
        Reply::text("c").polls(1),
    ]);
    talk.make(json!({ "background": true }));
    let cancel = |id: &str| json_of(&talk.send("POST", &format!("/responses/{id}/cancel"), None));
    let cancelled = cancel("resp_local_1");
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(cancelled["output"], json!([]));
    // Once more, and to who asks.
    assert_eq!(cancel("resp_local_1"), cancelled);
    assert_eq!(talk.get("/responses/resp_local_1"), cancelled);
    let plain = talk.make(json!({}));
    let error = cancel(plain["id"].as_str().unwrap());
    assert_eq!(
        error["error"]["message"],
        "Cannot cancel a synchronous response."
    );
    let made = talk.make(json!({ "background": true }));
    let id = made["id"].as_str().unwrap();
    let done = talk.get(&format!("/responses/{id}"));
    assert_eq!(done["status"], "completed");
    assert_eq!(cancel(id), done);
}

#[test]
fn a_broken_stream_goes_on_where_it_broke() {
    let talk = Talk::new([
        Reply::text("abcdefgh").ends_after(4, Ending::Cut),
        Reply::text("b"),
    ]);
    let first = talk.stream(json!({ "background": true }));
    assert_eq!(
        types(&first),
        ["created", "queued", "in_progress", "output_item.added"]
    );
    assert_eq!(first[0]["response"]["status"], "queued");
    assert_eq!(talk.get("/responses/resp_local_1")["status"], "in_progress");
    let resume = |query: &str| {
        let answer = talk.send("GET", &format!("/responses/resp_local_1?{query}"), None);
        named_events(&answer)
    };
    let rest = resume("stream=true&starting_after=3");
    assert_eq!(rest[0]["sequence_number"], 4);
    assert_eq!(rest[0]["type"], "response.content_part.added");
    let said: String = rest
        .iter()
        .filter_map(|event| event["delta"].as_str())
        .collect();
    assert_eq!(said, "abcdefgh");
    let last = rest.last().unwrap();
    assert_eq!(last["type"], "response.completed");
    assert_eq!(last["response"], talk.get("/responses/resp_local_1"));
    let all = resume("stream=true");
    assert_eq!(all[..4], first);
    assert_eq!(all[4..], rest);
    let bare = resume("stream=true&include_obfuscation=false");
    assert!(bare.iter().all(|event| event.get("obfuscation").is_none()));
    assert!(resume("stream=true&starting_after=4294967295").is_empty());

    // One that was heard to its end is finished, and one that was not streamed has no events.
    let heard = talk.stream(json!({ "background": true, "store": true }));
    let id = heard[0]["response"]["id"].as_str().unwrap();
    assert_eq!(talk.get(&format!("/responses/{id}"))["status"], "completed");
    for more in [json!({ "stream": true }), json!({ "background": true })] {
        let talk = Talk::new([Reply::text("a")]);
        talk.send("POST", "/responses", Some(asking(more)));
        let refused = talk.refused("GET", "/responses/resp_local_1?stream=true", None);
        assert_eq!((refused.0, refused.2), (400, json!("stream")));
    }
}

#[test]
fn a_compaction_keeps_what_was_said() {
    let talk = Talk::new([Reply::tool_call("f", "{}"), Reply::text("b")]);
    talk.make(json!({ "input": "one" }));
    let body = json!({ "model": "gpt-x", "previous_response_id": "resp_local_1", "input": [
        { "type": "function_call_output", "call_id": "call_1_0_0", "output": "Sky: rain" },
    ]});
    let compaction = json_of(&talk.send("POST", "/responses/compact", Some(body)));
    assert_eq!(compaction["object"], "response.compaction");
    let output = compaction["output"].as_array().unwrap();
    assert_eq!(output.len(), 2);
    assert_eq!(output[0]["role"], "user");
    assert_eq!(output[1]["type"], "compaction");
    assert!(compaction["usage"]["input_tokens"].as_u64().unwrap() > 2);
    // It is input for the next turn.
    let mut input = output.clone();
    input.push(json!({ "role": "user", "content": "two" }));
    assert_eq!(talk.make(json!({ "input": input }))["status"], "completed");
}

/// A thousand are kept, and the oldest leave.
#[test]
fn what_is_kept_is_bounded() {
    let talk = Talk::new((0..1_002).map(|_| Reply::text("a")));
    for _ in 0..1_002 {
        talk.make(json!({}));
    }
    for (id, status) in [(1, 404), (2, 404), (3, 200), (1_002, 200)] {
        let answer = talk.send("GET", &format!("/responses/resp_local_{id}"), None);
        assert_eq!(answer.status, status, "{id}");
    }
}
