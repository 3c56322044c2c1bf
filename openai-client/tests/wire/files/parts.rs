//! Files that go up in parts, to a service that puts them together again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, StatusCode, request::Parts};
use http_body_util::BodyExt as _;
use openai_client::{
    CallOptions, Client, Error, ErrorKind, FileInput, Uploads,
    files::FilePurpose,
    transport::{RequestBody, ResponseBody, Sending, Transport, TransportError},
    uploads::{CompleteUpload, FileUpload, Upload, UploadRequest, UploadStatus},
};
use serde_json::{Value, json};

use super::{Folder, upload::Iter};
use crate::{
    responses::check,
    server::{Server, ok},
};

/// A service with one upload.
#[derive(Default)]
struct Service {
    /// How often a part with this content is refused before it is taken.
    refuse: Mutex<BTreeMap<Vec<u8>, u16>>,
    refuse_all: Mutex<Option<StatusCode>>,
    /// By id, in the order in which they were taken.
    parts: Mutex<Vec<(String, Vec<u8>)>>,
    lines: Mutex<Vec<String>>,
    created: Mutex<Value>,
    file: Mutex<Vec<u8>>,
    /// Of how many requests with this end of a path the answer is lost on the way.
    lost: Mutex<BTreeMap<&'static str, u16>>,
    /// The idempotency keys, as they came.
    keys: Mutex<Vec<String>>,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
}

/// The service as a transport.
struct To(Arc<Service>);

impl Transport for To {
    fn send(&self, request: Request<RequestBody>) -> Sending {
        let service = Arc::clone(&self.0);
        let path = request.uri().path().to_owned();
        if path.ends_with("/parts") {
            let now = service.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
            service.most_in_flight.fetch_max(now, Ordering::SeqCst);
        }
        service.lines.lock().unwrap().push(path);
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map_err(TransportError::maybe_sent)?;
            let key = head.headers["idempotency-key"].to_str().unwrap().to_owned();
            service.keys.lock().unwrap().push(key);
            let (status, answer) = service.answer(&head, &body.to_bytes()).await;
            let end = head.uri.path().rsplit('/').next().unwrap();
            if let Some(left) = service.lost.lock().unwrap().get_mut(end)
                && *left > 0
            {
                *left -= 1;
                return Err(TransportError::maybe_sent("the line broke"));
            }
            let mut response = Response::new(ResponseBody::from(answer.to_string()));
            *response.status_mut() = status;
            Ok(response)
        })
    }
}

impl Service {
    fn uploads(self: &Arc<Self>) -> Uploads {
        let builder = Client::builder().no_auth().transport(To(Arc::clone(self)));
        builder.build().unwrap().uploads()
    }

    async fn answer(&self, head: &Parts, body: &Bytes) -> (StatusCode, Value) {
        let mut upload = json!({ "id": "upload_1", "object": "upload", "status": "pending" });
        match head.uri.path().rsplit('/').next().unwrap() {
            "uploads" => *self.created.lock().unwrap() = serde_json::from_slice(body).unwrap(),
            "parts" => return self.part(head, body).await,
            "complete" => {
                let said: Value = serde_json::from_slice(body).unwrap();
                let parts = self.parts.lock().unwrap();
                let ids = said["part_ids"].as_array().unwrap().iter();
                let parts = ids.map(|id| parts.iter().find(|(known, _)| known == id).unwrap());
                *self.file.lock().unwrap() = parts.flat_map(|(_, part)| part.clone()).collect();
                upload["status"] = "completed".into();
                upload["file"] = json!({ "id": "file-1", "filename": said["md5"] });
            }
            "cancel" => upload["status"] = "cancelled".into(),
            other => panic!("{other}"),
        }
        (StatusCode::OK, upload)
    }

    async fn part(&self, head: &Parts, body: &Bytes) -> (StatusCode, Value) {
        let content_type = head.headers["content-type"].to_str().unwrap();
        let boundary = multer::parse_boundary(content_type).unwrap();
        let body = body.clone();
        let body = http_body_util::BodyStream::new(http_body_util::Full::new(body));
        let mut form = multer::Multipart::new(super::upload::Frames(body), boundary);
        let field = form.next_field().await.unwrap().unwrap();
        assert_eq!(
            (field.name(), field.file_name()),
            (Some("data"), Some("part"))
        );
        let content = field.bytes().await.unwrap().to_vec();
        // So that others overtake it.
        tokio::time::sleep(Duration::from_millis(u64::from(content[0]) * 37 % 10 + 1)).await;
        self.in_flight.fetch_sub(1, Ordering::SeqCst);
        if let Some(status) = *self.refuse_all.lock().unwrap() {
            return (status, json!({ "error": { "message": "no" } }));
        }
        if let Some(left) = self.refuse.lock().unwrap().get_mut(&content)
            && *left > 0
        {
            *left -= 1;
            return (StatusCode::SERVICE_UNAVAILABLE, Value::Null);
        }
        let mut parts = self.parts.lock().unwrap();
        let id = format!("part_{}", parts.len());
        parts.push((id.clone(), content));
        (
            StatusCode::OK,
            json!({ "id": id, "object": "upload.part", "upload_id": "upload_1" }),
        )
    }

    fn lines(&self, end: &str) -> usize {
        let lines = self.lines.lock().unwrap();
        lines.iter().filter(|line| line.ends_with(end)).count()
    }
}

/// A file in pieces of another length than parts.
fn stream(content: &[u8], length: Option<u64>) -> FileInput {
    let pieces = content
        .chunks(3)
        .map(Bytes::copy_from_slice)
        .map(Ok::<_, std::io::Error>);
    FileInput::stream(
        "a.bin",
        Iter(pieces.collect::<Vec<_>>().into_iter()),
        length,
    )
}

#[tokio::test(start_paused = true)]
async fn parts_come_to_the_file_whatever_their_number_and_order() {
    let folder = Folder::new("parts");
    for length in [0, 1, 2, 7, 12] {
        let content: Vec<u8> = (1..=length).collect();
        let path = folder.file("a.bin", &content);
        let bytes = u64::from(length);
        for part in 1..=13 {
            for at_once in [1, 2, 5] {
                for input in [
                    FileInput::path(&path),
                    FileInput::bytes("a.bin", content.clone()),
                    stream(&content, Some(bytes)),
                ] {
                    let row = format!("{input:?}, parts of {part}, {at_once} at once");
                    let service = Arc::new(Service::default());
                    let told = Arc::new(Mutex::new(Vec::new()));
                    let progress = Arc::clone(&told);
                    let upload = service.uploads().upload(input, FilePurpose::Batch);
                    let done = upload
                        .part_bytes(part)
                        .at_once(at_once)
                        .on_progress(move |now| {
                            assert_eq!((&*now.upload_id, now.bytes), ("upload_1", bytes));
                            progress.lock().unwrap().push(now.sent);
                        })
                        .await
                        .unwrap();
                    assert_eq!(done.status, Some(UploadStatus::Completed), "{row}");
                    assert_eq!(done.file.unwrap().id, "file-1");
                    assert_eq!(*service.file.lock().unwrap(), content, "{row}");
                    let count = bytes.div_ceil(part);
                    assert_eq!(service.parts.lock().unwrap().len() as u64, count, "{row}");
                    let most = service.most_in_flight.load(Ordering::SeqCst) as u64;
                    assert_eq!(most, count.min(at_once as u64), "{row}");
                    let told = told.lock().unwrap();
                    assert!(told.is_sorted_by(|a, b| a < b), "{row}: {told:?}");
                    assert_eq!((told.len() as u64, told.last()), (count + 1, Some(&bytes)));
                    assert_eq!(service.lines("/cancel"), 0);
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_service_is_told_of_the_file_first() {
    let service = Arc::new(Service::default());
    let upload = service.uploads().upload(
        FileInput::bytes("a.jsonl", "{}").content_type("application/jsonl"),
        "user_data",
    );
    let done = upload
        .expires_after(Duration::from_hours(1))
        .md5("0a")
        .await
        .unwrap();
    assert_eq!(done.file.unwrap().filename, "0a");
    let expected = json!({
        "filename": "a.jsonl", "bytes": 2, "mime_type": "application/jsonl", "purpose": "user_data",
        "expires_after": { "anchor": "created_at", "seconds": 3600 },
    });
    assert_eq!(*service.created.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn each_part_is_tried_again_by_itself() {
    let folder = Folder::new("parts-again");
    let path = folder.file("a.bin", [1, 2, 3, 4, 5]);
    for input in [FileInput::path(&path), stream(&[1, 2, 3, 4, 5], Some(5))] {
        let service = Arc::new(Service::default());
        service
            .refuse
            .lock()
            .unwrap()
            .extend([(vec![1, 2], 1), (vec![5], 2)]);
        let upload = service.uploads().upload(input, FilePurpose::Batch);
        upload.part_bytes(2).at_once(2).await.unwrap();
        assert_eq!(*service.file.lock().unwrap(), [1, 2, 3, 4, 5]);
        // Three parts and three attempts more.
        assert_eq!(service.lines("/parts"), 6);
    }
}

#[tokio::test(start_paused = true)]
async fn a_part_whose_answer_was_lost_is_sent_again() {
    let service = Arc::new(Service::default());
    service.lost.lock().unwrap().insert("parts", 2);
    let file = FileInput::bytes("a.bin", vec![1, 2, 3]);
    let upload = service.uploads().upload(file, FilePurpose::Batch);
    upload.part_bytes(2).await.unwrap();
    assert_eq!(*service.file.lock().unwrap(), [1, 2, 3]);
    // What is there twice is none of the file.
    assert_eq!((service.lines("/parts"), service.lines("/cancel")), (4, 0));
}

#[tokio::test(start_paused = true)]
async fn a_file_that_may_be_there_is_not_cancelled() {
    let service = Arc::new(Service::default());
    service.lost.lock().unwrap().insert("complete", 1);
    let ids = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&ids);
    let file = FileInput::bytes("a.bin", vec![1, 2, 3]);
    let upload = service.uploads().upload(file, FilePurpose::Batch);
    let upload = upload.on_progress(move |now| told.lock().unwrap().push(now.upload_id));
    let error = upload.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MaybeSent);
    assert_eq!(*service.file.lock().unwrap(), [1, 2, 3]);
    assert_eq!(service.lines("/cancel"), 0);
    assert_eq!(*ids.lock().unwrap(), ["upload_1", "upload_1"]);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_that_of_one_call() {
    let service = Arc::new(Service::default());
    let options = CallOptions::new()
        .idempotency_key("mine")
        .header("x-a", "b");
    let uploads = service.uploads().with(options);
    let file = FileInput::bytes("a.bin", vec![1, 2, 3]);
    let upload = uploads.upload(file, FilePurpose::Batch);
    upload.part_bytes(2).await.unwrap();
    let keys = service.keys.lock().unwrap();
    assert_eq!((keys.len(), &*keys[0]), (4, "mine"));
    let others: BTreeSet<_> = keys.iter().collect();
    assert_eq!(others.len(), 4, "{keys:?}");
}

async fn failed(service: &Arc<Service>, upload: FileUpload) -> Error {
    let error = upload.part_bytes(2).await.unwrap_err();
    assert_eq!(service.lines("/complete"), 0);
    error
}

#[tokio::test(start_paused = true)]
async fn what_fails_is_cancelled() {
    let service = Arc::new(Service::default());
    *service.refuse_all.lock().unwrap() = Some(StatusCode::FORBIDDEN);
    let upload = service
        .uploads()
        .upload(stream(&[1, 2, 3], Some(3)), FilePurpose::Batch);
    let error = failed(&service, upload).await;
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Status, Some("no"))
    );
    assert_eq!((service.lines("/parts"), service.lines("/cancel")), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_file_is_held_to_its_length() {
    let shorter = "the file ended before the length that it was said to have";
    let longer = "the file is longer than it was said to be";
    for (length, expected) in [
        (4, shorter),
        (9, shorter),
        (2, longer),
        (1, longer),
        (0, longer),
    ] {
        let service = Arc::new(Service::default());
        let input = stream(&[1, 2, 3], Some(length));
        let upload = service.uploads().upload(input, FilePurpose::Batch);
        let error = failed(&service, upload).await;
        assert_eq!(
            (error.kind(), error.to_string()),
            (ErrorKind::Request, expected.to_owned())
        );
        assert_eq!(service.lines("/cancel"), 1, "{length}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_begin_asks_for_nothing() {
    let folder = Folder::new("parts-none");
    for (input, expected) in [
        (
            stream(&[1], None),
            "the length of the file is not known, which the service wants to know first",
        ),
        (
            FileInput::path(folder.0.join("none.bin")),
            "the file none.bin cannot be read",
        ),
    ] {
        let service = Arc::new(Service::default());
        let upload = service.uploads().upload(input, FilePurpose::Batch);
        let error = failed(&service, upload).await;
        assert_eq!(
            (error.kind(), error.to_string()),
            (ErrorKind::Request, expected.to_owned())
        );
        assert_eq!(service.lines(""), 0);
    }
}

/// Its length is that of the beginning.
#[tokio::test(start_paused = true)]
async fn a_file_that_shrinks_meanwhile_is_an_error() {
    let folder = Folder::new("parts-shrink");
    let path = folder.file("a.bin", [1, 2, 3, 4, 5]);
    let service = Arc::new(Service::default());
    let upload = service
        .uploads()
        .upload(FileInput::path(&path), FilePurpose::Batch);
    let shrink = path.clone();
    let upload = upload.on_progress(move |_| std::fs::write(&shrink, [1, 2, 3]).unwrap());
    let error = failed(&service, upload).await;
    assert_eq!(error.kind(), ErrorKind::Request, "{error:?}");
    assert_eq!(service.lines("/cancel"), 1);
}

#[tokio::test]
async fn the_steps_can_be_called_one_by_one() {
    let upload = r#"{"id":"upload_1","object":"upload","bytes":2,"created_at":1,"expires_at":2,
        "filename":"a.txt","purpose":"batch","status":"pending"}"#;
    let part = r#"{"id":"part_1","object":"upload.part","upload_id":"upload_1","created_at":1}"#;
    let server = Server::start([ok(upload), ok(part), ok(upload), ok(upload), ok("{}")]).await;
    let uploads = server.client().uploads();
    let is_known = |made: &Upload| (&*made.id, made.bytes) == ("upload_1", 2);
    let request = UploadRequest::new("a.txt", FilePurpose::Batch, 2, "text/plain");
    assert!(is_known(&uploads.create(request).await.unwrap()));
    let body = r#"{"filename":"a.txt","bytes":2,"mime_type":"text/plain","purpose":"batch"}"#;
    check(&server.seen()[0], "POST /v1/uploads", body);

    let part = uploads
        .add_part("upload_1", FileInput::bytes("part", "hi"))
        .await
        .unwrap();
    assert_eq!((&*part.id, &*part.upload_id), ("part_1", "upload_1"));
    let seen = &server.seen()[1];
    assert_eq!(seen.line, "POST /v1/uploads/upload_1/parts HTTP/1.1");
    let name = ("data".to_owned(), Some("part".to_owned()));
    let content = (Some("application/octet-stream".to_owned()), b"hi".to_vec());
    assert_eq!(
        super::upload::parts(seen).await,
        [(name.0, name.1, content.0, content.1)]
    );

    let request = CompleteUpload::new(["part_1"]).md5("0a");
    assert!(is_known(
        &uploads.complete("upload_1", request).await.unwrap()
    ));
    let body = r#"{"part_ids":["part_1"],"md5":"0a"}"#;
    check(
        &server.seen()[2],
        "POST /v1/uploads/upload_1/complete",
        body,
    );

    assert!(is_known(&uploads.cancel("upload_1").await.unwrap()));
    check(&server.seen()[3], "POST /v1/uploads/upload_1/cancel", "");
    let error = uploads.cancel("upload_1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the answer is not an upload at `id` [request req_1]"
    );
}
