//! Lists of files, and what else is said of them.

use openai_client::ErrorKind;

use super::FILE;
use crate::server::{Server, ok};

fn page(ids: &[&str], has_more: &str) -> String {
    let files: Vec<_> = ids.iter().map(|id| FILE.replace("file-1", id)).collect();
    format!(
        r#"{{"object":"list","data":[{}],{has_more}"first_id":"{}","last_id":"{}"}}"#,
        files.join(","),
        ids.first().unwrap_or(&""),
        ids.last().unwrap_or(&""),
    )
}

#[tokio::test]
async fn files_come_page_by_page() {
    let server = Server::start([
        ok(page(&["file-1", "file-2"], r#""has_more":true,"#)),
        // This one does not say whether there is more.
        ok(page(&["file-3"], "")),
        ok(page(&[], "")),
    ])
    .await;
    let files = server.client().files();
    let mut list = files.list().limit(2).query("purpose", "batch");
    let mut ids = Vec::new();
    while let Some(file) = list.next().await {
        ids.push(file.unwrap().id);
    }
    assert_eq!(ids, ["file-1", "file-2", "file-3"]);
    let lines: Vec<_> = server.seen().into_iter().map(|seen| seen.line).collect();
    assert_eq!(
        lines,
        [
            "GET /v1/files?limit=2&purpose=batch HTTP/1.1",
            "GET /v1/files?limit=2&after=file-2&purpose=batch HTTP/1.1",
            "GET /v1/files?limit=2&after=file-3&purpose=batch HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn a_list_that_goes_in_a_circle_ends() {
    let circle = || ok(page(&["file-1"], r#""has_more":true,"#));
    let server = Server::start([circle(), circle(), circle()]).await;
    let mut list = server.client().files().list();
    assert_eq!(list.next().await.unwrap().unwrap().id, "file-1");
    let error = list.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
    assert!(list.next().await.is_none());
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_file_is_looked_at_and_deleted() {
    let server = Server::start([
        ok(FILE),
        ok(r#"{"id":"file-1","object":"file","deleted":true}"#),
        ok(r#"{"id":"file-1","object":"file","deleted":false}"#),
        ok("{}"),
    ])
    .await;
    let files = server.client().files();
    assert_eq!(files.retrieve("file-1").await.unwrap().filename, "a.txt");
    assert!(files.delete("file-1").await.unwrap().deleted);
    let error = files.delete("file-1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer is not a deleted file at `deleted` [request req_1]"
    );
    let error = files.retrieve("../models").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    let error = files.retrieve("file-1").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn a_list_goes_on_without_losing_what_is_left_of_a_page() {
    let server = Server::start([
        ok(page(&["file-1", "file-2"], r#""has_more":true,"#)),
        ok(page(&["file-3", "file-4"], r#""has_more":true,"#)),
        ok(page(&["file-3", "file-4"], r#""has_more":false,"#)),
    ])
    .await;
    let files = server.client().files();
    let mut list = files.list();
    let mut cursors = Vec::new();
    for _ in 0..3 {
        list.next().await.unwrap().unwrap();
        cursors.push(list.cursor().map(str::to_owned));
    }
    let after = |id: &str| Some(id.to_owned());
    // Within the first page, at its end, and within the second.
    assert_eq!(cursors, [None, after("file-2"), after("file-2")]);
    let mut rest = files.list().after("file-2");
    assert_eq!(rest.next().await.unwrap().unwrap().id, "file-3");
}
