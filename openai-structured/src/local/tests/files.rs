//! Files and uploads: sent in forms, listed, given back, put together and deleted.

use super::responses::Talk;
use super::*;

/// One field of a form: its name, the name of its file, and what is in it.
pub(super) type Field<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A form as it goes over the wire, between lines of `boundary`.
fn form(boundary: &str, fields: &[Field<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in fields {
        let file = file.map(|file| format!("; filename=\"{file}\""));
        let file = file.unwrap_or_default();
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{boundary}--\r\n").as_bytes());
    body
}

impl Talk {
    pub(super) fn send_form(&self, path: &str, fields: &[Field<'_>]) -> Answer {
        let mut sent = received("POST", &format!("/v1{path}"), form("x-X-x", fields));
        sent.headers = vec![(
            "content-type".into(),
            "multipart/form-data; boundary=x-X-x".into(),
        )];
        self.take(&sent)
    }

    /// Sends a file, and gives the object that describes it.
    pub(super) fn file(&self, name: &str, purpose: &str, content: &[u8]) -> Value {
        let purpose = ("purpose", None, purpose.as_bytes());
        let answer = self.send_form("/files", &[purpose, ("file", Some(name), content)]);
        assert_eq!(answer.status, 200, "{}", json_of(&answer));
        json_of(&answer)
    }

    /// What is in a file.
    pub(super) fn content(&self, id: &str) -> Vec<u8> {
        let answer = self.send("GET", &format!("/files/{id}/content"), None);
        match answer.body {
            Body::Whole(bytes) if answer.status == 200 => bytes.to_vec(),
            _ => panic!("{answer:?}"),
        }
    }
}

/// The message, `param` and code of an error of this status.
#[track_caller]
fn error(answer: &Answer, status: u16) -> (String, Value, Value) {
    let error = json_of(answer)["error"].clone();
    assert_eq!(answer.status, status, "{error}");
    let message = error["message"].as_str().unwrap().to_owned();
    (message, error["param"].clone(), error["code"].clone())
}

#[test]
fn a_file_comes_back_as_it_was_sent() {
    let talk = Talk::new([]);
    // Bytes that are no text, line ends, and what looks like the end of the form.
    let content = b"\r\n--x-X-\r\n\0\xff--x-X\r\n\r\n";
    let file = talk.file("a \u{e9}.bin", "evals", content);
    assert_eq!(
        file,
        json!({ "object": "file", "id": "file-local-1", "purpose": "evals",
            "filename": "a \u{e9}.bin", "bytes": content.len(), "created_at": 1_700_000_000,
            "expires_at": null, "status": "processed", "status_details": null })
    );
    assert_eq!(talk.get("/files/file-local-1"), file);
    assert_eq!(talk.content("file-local-1"), content);
    let answer = talk.send("GET", "/files/file-local-1/content", None);
    let kind = ("content-type".into(), "application/octet-stream".into());
    assert!(answer.headers.contains(&kind));
    let deleted = json_of(&talk.send("DELETE", "/files/file-local-1", None));
    assert_eq!(
        deleted,
        json!({ "id": "file-local-1", "object": "file", "deleted": true })
    );
    for (method, path) in [("GET", ""), ("GET", "/content"), ("DELETE", "")] {
        let gone = talk.send(method, &format!("/files/file-local-1{path}"), None);
        let refused = (
            "No such File object: file-local-1".into(),
            json!("id"),
            json!(null),
        );
        assert_eq!(error(&gone, 404), refused);
    }
}

#[test]
fn files_are_listed_by_purpose_and_in_pages() {
    let talk = Talk::new([]);
    for (at, purpose) in ["evals", "fine-tune", "evals", "evals"].iter().enumerate() {
        talk.file(&format!("{at}.jsonl"), purpose, b"");
    }
    let names = |path: &str| {
        let page = talk.get(path);
        let files = page["data"].as_array().unwrap().iter();
        let names: Vec<_> = files.map(|file| file["filename"].to_string()).collect();
        (
            names.join(" ").replace(".jsonl\"", "").replace('"', ""),
            page["has_more"] == true,
        )
    };
    assert_eq!(names("/files"), ("3 2 1 0".into(), false));
    assert_eq!(names("/files?order=asc"), ("0 1 2 3".into(), false));
    assert_eq!(names("/files?purpose=evals&limit=2"), ("3 2".into(), true));
    let rest = "/files?purpose=evals&limit=2&after=file-local-3";
    assert_eq!(names(rest), ("0".into(), false));
    assert_eq!(names("/files?limit=10000").0, "3 2 1 0");
    let refused = talk.refused("GET", "/files?limit=10001", None);
    assert_eq!(refused.3, "integer_above_max_value");
}

#[test]
fn a_file_can_have_an_end() {
    let talk = Talk::new([]);
    let batch = talk.file("a.jsonl", "batch", b"");
    assert_eq!(batch["expires_at"], 1_700_000_000 + 30 * 24 * 3_600);
    let send = |seconds: &str, anchor: &str| {
        talk.send_form(
            "/files",
            &[
                ("purpose", None, b"evals"),
                ("expires_after[anchor]", None, anchor.as_bytes()),
                ("expires_after[seconds]", None, seconds.as_bytes()),
                ("file", Some("a.txt"), b"x"),
            ],
        )
    };
    let made = json_of(&send("3600", "created_at"));
    assert_eq!(made["expires_at"], 1_700_003_600);
    for (seconds, anchor, place, code) in [
        (
            "3599",
            "created_at",
            "expires_after.seconds",
            "integer_below_min_value",
        ),
        (
            "2592001",
            "created_at",
            "expires_after.seconds",
            "integer_above_max_value",
        ),
        (
            "soon",
            "created_at",
            "expires_after.seconds",
            "invalid_type",
        ),
        ("3600", "now", "expires_after.anchor", "invalid_value"),
    ] {
        let refused = error(&send(seconds, anchor), 400);
        assert_eq!(
            (refused.1, refused.2),
            (json!(place), json!(code)),
            "{seconds}"
        );
    }
    let half = [
        ("purpose", None, b"evals".as_slice()),
        ("expires_after[anchor]", None, b"created_at"),
        ("file", Some("a.txt"), b"x"),
    ];
    let refused = error(&talk.send_form("/files", &half), 400);
    assert_eq!(refused.1, "expires_after.seconds");
}

#[test]
fn forms_that_the_service_refuses() {
    let talk = Talk::new([]);
    let file = ("file", Some("a.txt"), b"x".as_slice());
    let purpose = |purpose: &'static str| ("purpose", None, purpose.as_bytes());
    for (fields, message) in [
        (
            vec![purpose("evals")],
            "Missing required parameter: 'file'.",
        ),
        (vec![file], "Missing required parameter: 'purpose'."),
        (
            vec![purpose("evals"), file, ("name", None, b"x")],
            "Unknown parameter: 'name'.",
        ),
        (
            vec![purpose("evals"), ("file", None, b"x")],
            "Invalid 'file': expected a file with a name, but got text.",
        ),
        (
            vec![("purpose", None, b"\xff"), file],
            "Invalid 'purpose': expected text.",
        ),
        (
            vec![purpose("batch_output"), file],
            "Invalid value: 'batch_output'. Supported values are: 'assistants', 'batch', 'fine-tune', \
             'vision', 'user_data', and 'evals'.",
        ),
        (
            vec![purpose("batch"), file],
            "Invalid file format for Batch API. Must be .jsonl",
        ),
    ] {
        assert_eq!(error(&talk.send_form("/files", &fields), 400).0, message);
    }
    let whole = form("x-X-x", &[purpose("evals"), file]);
    for (kind, length) in [
        ("application/json", whole.len()),
        ("multipart/form-data", whole.len()),
        ("multipart/form-data; boundary=other", whole.len()),
        ("multipart/form-data; boundary=x-X-x", whole.len() - 12),
        ("multipart/form-data; boundary=x-X-x", 0),
    ] {
        let mut sent = received("POST", "/v1/files", &whole[..length]);
        sent.headers = vec![("content-type".into(), kind.into())];
        error(&talk.take(&sent), 400);
    }
    assert_eq!(talk.get("/files")["data"], json!([]));
}

#[test]
fn some_files_are_not_given_back() {
    let talk = Talk::new([]);
    for purpose in ["assistants", "vision", "user_data"] {
        let file = talk.file("a.txt", purpose, b"x");
        let path = format!("/files/{}/content", file["id"].as_str().unwrap());
        let refused = talk.refused("GET", &path, None);
        let message = format!("Not allowed to download files of purpose: {purpose}");
        assert_eq!((refused.0, refused.1), (400, message));
    }
}

fn upload(talk: &Talk, bytes: usize) -> String {
    let body = json!({ "filename": "a.jsonl", "purpose": "batch", "bytes": bytes,
        "mime_type": "application/jsonl" });
    let made = json_of(&talk.send("POST", "/uploads", Some(body)));
    assert_eq!(
        (
            &made["object"],
            &made["status"],
            &made["bytes"],
            &made["expires_at"]
        ),
        (
            &json!("upload"),
            &json!("pending"),
            &json!(bytes),
            &json!(1_700_003_600)
        )
    );
    assert_eq!(made.get("file"), None);
    format!("/uploads/{}", made["id"].as_str().unwrap())
}

fn part(talk: &Talk, upload: &str, data: &[u8]) -> Value {
    let part = talk.send_form(&format!("{upload}/parts"), &[("data", Some("blob"), data)]);
    let part = json_of(&part);
    assert_eq!(part["object"], "upload.part", "{part}");
    assert_eq!(
        format!("/uploads/{}", part["upload_id"].as_str().unwrap()),
        upload
    );
    part["id"].clone()
}

#[test]
fn parts_are_a_file_in_the_order_that_is_asked_for() {
    let talk = Talk::new([]);
    let upload = upload(&talk, 5);
    let parts = ["45", "no", "123"].map(|data| part(&talk, &upload, data.as_bytes()));
    let path = format!("{upload}/complete");
    // Of "12345", by another program.
    let md5 = "827CCB0EEA8A706C4C34A16891F84E7B";
    for (ids, md5, param) in [
        (json!([]), md5, "part_ids"),
        (json!(["part_x"]), md5, "part_ids[0]"),
        (json!([parts[0], parts[0]]), md5, "part_ids[1]"),
        (json!([parts[0]]), md5, "part_ids"),
        (json!([parts[0], parts[2]]), md5, "md5"),
        (json!([parts[2], parts[0]]), "", "md5"),
    ] {
        let body = json!({ "part_ids": ids, "md5": md5 });
        let refused = talk.refused("POST", &path, Some(body));
        assert_eq!((refused.0, &refused.2), (400, &json!(param)), "{refused:?}");
    }
    let body = json!({ "part_ids": [parts[2], parts[0]], "md5": md5 });
    let done = json_of(&talk.send("POST", &path, Some(body.clone())));
    assert_eq!(done["status"], "completed");
    let file = &done["file"];
    assert_eq!(
        (&file["bytes"], &file["filename"]),
        (&json!(5), &json!("a.jsonl"))
    );
    let id = file["id"].as_str().unwrap();
    assert_eq!(talk.content(id), b"12345");
    assert_eq!(&talk.get(&format!("/files/{id}")), file);
    let again = "This upload is completed, and takes nothing more.";
    for path in ["complete", "cancel"] {
        let refused = talk.refused("POST", &format!("{upload}/{path}"), Some(body.clone()));
        assert_eq!(refused.1, again);
    }
    let late = talk.send_form(&format!("{upload}/parts"), &[("data", Some("b"), b"x")]);
    assert_eq!(error(&late, 400).0, again);
}

#[test]
fn an_upload_is_cancelled_or_refused() {
    let talk = Talk::new([]);
    let upload = upload(&talk, 1);
    let part = part(&talk, &upload, b"x");
    let cancelled = json_of(&talk.send("POST", &format!("{upload}/cancel"), None));
    assert_eq!(cancelled["status"], "cancelled");
    let body = json!({ "part_ids": [part] });
    let refused = talk.refused("POST", &format!("{upload}/complete"), Some(body));
    assert_eq!(
        refused.1,
        "This upload is cancelled, and takes nothing more."
    );
    let gone = talk.refused("POST", "/uploads/upload_x/cancel", None);
    assert_eq!(
        (gone.0, gone.1.as_str()),
        (404, "No such Upload object: upload_x")
    );
    let good =
        json!({ "filename": "a.jsonl", "purpose": "batch", "bytes": 1, "mime_type": "text/x" });
    for (key, value, code) in [
        ("filename", json!(null), "missing_required_parameter"),
        ("filename", json!("a.txt"), ""),
        ("purpose", json!("x"), "invalid_value"),
        ("bytes", json!(-1), "invalid_type"),
        ("bytes", json!(8_589_934_593_u64), "integer_above_max_value"),
        ("mime_type", json!(null), "missing_required_parameter"),
        (
            "expires_after",
            json!({ "anchor": "created_at" }),
            "missing_required_parameter",
        ),
        ("part_size", json!(1), "unknown_parameter"),
    ] {
        let mut body = good.clone();
        body[key] = value;
        let refused = talk.refused("POST", "/uploads", Some(body));
        assert_eq!(
            (refused.0, refused.3.as_str().unwrap_or("")),
            (400, code),
            "{key}"
        );
    }
}
