//! Lists that come in pages.

use std::{future::poll_fn, pin::Pin, time::Duration};

use futures_core::Stream as _;
use openai_client::{
    Error, ErrorKind, Order, Pages,
    responses::{Include, Item},
};
use serde_json::json;

use super::check;
use crate::server::{Reply, Server, ok, reply};

/// A page of messages with these ids, and what else is said.
fn page(ids: &[&str], more: &str) -> Reply {
    let data: Vec<_> = ids
        .iter()
        .map(|id| format!(r#"{{"type":"message","role":"user","content":"c","id":"{id}"}}"#))
        .collect();
    ok(format!(
        r#"{{"object":"list","data":[{}]{more}}}"#,
        data.join(",")
    ))
}

async fn all(pages: &mut Pages<Item>) -> (Vec<String>, Option<Error>) {
    let mut ids = Vec::new();
    while let Some(item) = pages.next().await {
        match item {
            Ok(Item::Message(message)) => ids.push(message.id.unwrap_or_default()),
            Ok(other) => panic!("{other:?}"),
            Err(error) => {
                assert!(pages.next().await.is_none(), "nothing follows an error");
                return (ids, Some(error));
            }
        }
    }
    assert!(pages.next().await.is_none());
    (ids, None)
}

#[tokio::test]
async fn a_list_is_asked_for_page_by_page() {
    let server = Server::start([
        page(
            &["a", "b"],
            r#","has_more":true,"first_id":"a","last_id":"b""#,
        ),
        page(&["c"], r#","has_more":true,"first_id":"c","last_id":"c/d""#),
        page(&["e"], r#","has_more":false,"last_id":"e""#),
    ])
    .await;
    let responses = server.client().responses();
    let mut pages = responses
        .input_items("resp_1")
        .limit(2)
        .order(Order::Ascending)
        .include([Include::InputImageUrl]);
    assert_eq!((pages.cursor(), server.seen().len()), (None, 0));
    let (ids, error) = all(&mut pages).await;
    assert_eq!((ids.concat().as_str(), error.is_none()), ("abce", true));
    let seen = server.seen();
    let query = |after| {
        format!(
            "GET /v1/responses/resp_1/input_items?limit=2&order=asc{after}&include%5B%5D=message.input_image.image_url"
        )
    };
    for (seen, after) in seen.iter().zip(["", "&after=b", "&after=c%2Fd"]) {
        check(seen, &query(after), "");
    }
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn lists_end_as_services_end_them() {
    type Row<'a> = (&'a [(&'a [&'a str], &'a str)], &'a str, &'a [&'a str]);
    #[rustfmt::skip]
    let rows: &[Row<'_>] = &[
        // Pages, all items, and what was asked for after what.
        (&[(&[], r#","has_more":false"#)], "", &[""]),
        // There is more behind a page of which nothing is left.
        (&[(&[], r#","has_more":true,"last_id":"x""#), (&["a"], r#","has_more":false"#)], "a", &["", "x"]),
        (&[(&["a"], r#","has_more":false,"last_id":"a""#)], "a", &[""]),
        // Nothing is said of more: on until a page is empty.
        (&[(&["a"], ""), (&["b"], ""), (&[], "")], "ab", &["", "a", "b"]),
        (&[(&["a"], r#","has_more":null,"last_id":"z""#), (&[], "")], "a", &["", "z"]),
        // The last object names the cursor where the page does not.
        (&[(&["a", "b"], r#","has_more":true"#), (&["c"], r#","has_more":false"#)], "abc", &["", "b"]),
        (&[(&["a"], r#","has_more":true,"last_id":"""#), (&["c"], r#","has_more":false"#)], "ac", &["", "a"]),
    ];
    for (script, expected, afters) in rows {
        let server = Server::start(script.iter().map(|(ids, more)| page(ids, more))).await;
        let mut pages = server.client().conversations().items("conv_1");
        let (ids, error) = all(&mut pages).await;
        assert!(error.is_none(), "{script:?}: {error:?}");
        assert_eq!(ids.concat(), *expected, "{script:?}");
        let seen = server.seen();
        let lines: Vec<_> = seen.iter().map(|seen| super::said(seen).0).collect();
        let expected: Vec<_> = afters
            .iter()
            .map(|after| match *after {
                "" => "GET /v1/conversations/conv_1/items".to_owned(),
                after => format!("GET /v1/conversations/conv_1/items?after={after}"),
            })
            .collect();
        assert_eq!(lines, expected, "{script:?}");
    }
}

#[tokio::test]
async fn a_list_that_goes_in_a_circle_ends() {
    let more = |last| format!(r#","has_more":true,"last_id":"{last}""#);
    let server = Server::start([
        page(&["a"], &more("a")),
        page(&["b"], &more("b")),
        page(&["c"], &more("a")),
    ])
    .await;
    let mut pages = server.client().responses().input_items("resp_1");
    let (ids, error) = all(&mut pages).await;
    // Of the page that ends where one did, nothing can be told from what was there before.
    assert_eq!(ids.concat(), "ab");
    let error = error.unwrap();
    assert_eq!(
        (error.kind(), error.json_path()),
        (ErrorKind::Decode, Some("last_id"))
    );
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn more_without_a_place_is_an_error_and_no_end() {
    let server = Server::start([ok(r#"{"data":[{"type":"compaction"}],"has_more":true}"#)]).await;
    let mut pages = server.client().responses().input_items("resp_1");
    assert_eq!(pages.next().await.unwrap().unwrap().kind(), "compaction");
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn what_is_no_page_is_named() {
    let refused = r#"{"error":{"message":"m"}}"#;
    for (body, kind, path) in [
        ("{}", ErrorKind::Decode, Some("data")),
        (r#"{"data":null}"#, ErrorKind::Decode, Some("data")),
        (r#"{"data":{}}"#, ErrorKind::Decode, Some("data")),
        ("<p>", ErrorKind::Decode, None),
        (refused, ErrorKind::Status, None),
    ] {
        let server = Server::start([ok(body)]).await;
        let mut pages = server.client().responses().input_items("resp_1");
        let error = pages.next_page().await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.json_path()), (kind, path), "{body}");
        assert!(pages.next_page().await.is_none());
    }
}

#[tokio::test]
async fn a_list_can_go_on_where_another_failed() {
    let server = Server::start([
        page(&["a"], r#","has_more":true"#),
        reply(400, &[], "no"),
        page(&["b"], r#","has_more":false"#),
    ])
    .await;
    let responses = server.client().responses();
    let mut pages = responses.input_items("resp_1");
    let (ids, error) = all(&mut pages).await;
    assert_eq!(
        (ids.concat().as_str(), error.unwrap().kind()),
        ("a", ErrorKind::Status)
    );
    let cursor = pages.cursor().unwrap().to_owned();
    let mut pages = responses.input_items("resp_1").after(cursor);
    assert_eq!(all(&mut pages).await.0, ["b"]);
    assert!(server.seen()[2].line.contains("?after=a "));
}

#[tokio::test]
async fn pages_and_items_may_be_mixed() {
    let server = Server::start([
        page(
            &["a", "b", "c"],
            r#","has_more":true,"first_id":"a","last_id":"c""#,
        ),
        page(&["d"], r#","has_more":true,"last_id":"d""#),
        page(&["e"], r#","has_more":false"#),
    ])
    .await;
    let mut pages = server.client().responses().input_items("resp_1");
    pages.next().await.unwrap().unwrap();
    let rest = pages.next_page().await.unwrap().unwrap();
    assert_eq!((rest.data.len(), rest.last_id.as_deref()), (2, Some("c")));
    assert_eq!(rest.first_id, None);
    pages.next().await.unwrap().unwrap();
    // Nothing is left of that one.
    let page = pages.next_page().await.unwrap().unwrap();
    assert_eq!((page.data.len(), page.has_more), (1, Some(false)));
    assert!(pages.next_page().await.is_none());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_list_is_a_stream_that_waits_without_harm() {
    fn travels<T: Send + Unpin + 'static>(_: &T) {}

    let Reply::Send(first) = page(&["a"], "") else {
        panic!("a whole reply")
    };
    let late = Reply::Slowly(Duration::from_millis(200), vec![first]);
    let server = Server::start([late, page(&["b"], r#","has_more":false"#)]).await;
    let mut pages = server.client().responses().input_items("resp_1");
    travels(&pages);
    // A call that is given up before its answer has taken nothing.
    let soon = tokio::time::timeout(Duration::from_millis(20), pages.next()).await;
    assert!(soon.is_err());
    let mut items = 0;
    while let Some(item) = poll_fn(|cx| Pin::new(&mut pages).poll_next(cx)).await {
        item.unwrap();
        items += 1;
    }
    assert_eq!((items, server.seen().len()), (2, 2));
}

#[tokio::test]
async fn a_list_passes_what_is_no_item() {
    let server = Server::start([
        ok("\u{feff}{\"data\":[null,7,{\"type\":\"compaction\",\"id\":\"c\"}],\"has_more\":true}"),
        page(&["d"], r#","has_more":false"#),
    ])
    .await;
    let mut pages = server.client().responses().input_items("resp_1");
    let first = pages.next_page().await.unwrap().unwrap();
    let odd = |value| Item::Other(value);
    assert_eq!(first.data[..2], [odd(json!(null)), odd(json!(7))]);
    assert_eq!((first.data.len(), first.last_id.as_deref()), (3, Some("c")));
    assert_eq!(pages.next_page().await.unwrap().unwrap().data.len(), 1);
}
