//! What the local API writes of files, uploads, batches and data, judged by the published schemas.

use openai_structured::local::Reply;
use reqwest::Method;
use serde_json::{Value, json};

use super::description::Description;
use super::local::{Judges, Served};

/// Checks a value, for which a field that is null is as good as none where the description has no null:
/// the service writes them so, also in the examples of its description.
#[track_caller]
fn check(judges: &mut Judges<'_>, name: &str, value: &Value, nulls: &[&str]) {
    judges.check(name, &without(value, nulls));
}

fn without(value: &Value, nulls: &[&str]) -> Value {
    match value {
        Value::Object(fields) => {
            let is_known = |(key, value): &(&String, &Value)| {
                !(nulls.contains(&key.as_str()) && value.is_null())
            };
            let known = fields.iter().filter(is_known);
            let known = known.map(|(key, value)| (key.clone(), without(value, nulls)));
            Value::Object(known.collect())
        }
        Value::Array(items) => items.iter().map(|item| without(item, nulls)).collect(),
        other => other.clone(),
    }
}

const FILE: [&str; 2] = ["expires_at", "status_details"];

const BATCH: [&str; 11] = [
    "model",
    "errors",
    "output_file_id",
    "error_file_id",
    "in_progress_at",
    "finalizing_at",
    "completed_at",
    "failed_at",
    "expired_at",
    "cancelling_at",
    "cancelled_at",
];

/// How a part of a form begins.
const PART: &str = "--b\r\ncontent-disposition: form-data; name=";

impl Served {
    /// Sends a form of texts, of which the last is a file.
    async fn form(&self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &str)) -> Value {
        let mut body = String::new();
        for (name, value) in fields {
            body.extend([PART, name, "\r\n\r\n", value, "\r\n"]);
        }
        let (name, filename, content) = file;
        body.extend([PART, name, "; filename=", filename, "\r\n\r\n", content]);
        body.push_str("\r\n--b--");
        let url = format!("{}{path}", self.api.base_url());
        let request = self.http.post(url).body(body);
        let request = request.header("content-type", "multipart/form-data; boundary=b");
        let answer = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        self.json(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        self.json(Method::POST, path, Some(body)).await
    }
}

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap_or_else(|| panic!("{object}"))
}

#[tokio::test]
async fn files_of_the_local_api_are_as_described() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut judges = Judges::of(&description);
    let api = Served::script([]).await;
    let file = ("file", "a.txt", "x");
    let made = api.form("/files", &[("purpose", "vision")], file).await;
    check(&mut judges, "OpenAIFile", &made, &FILE);
    let list = api.get("/files").await;
    check(&mut judges, "ListFilesResponse", &list, &FILE);
    let path = format!("/files/{}", id(&made));
    check(&mut judges, "OpenAIFile", &api.get(&path).await, &FILE);
    let deleted = api.json(Method::DELETE, &path, None).await;
    judges.check("DeleteFileResponse", &deleted);
    judges.check("ErrorResponse", &api.get(&path).await);

    let request =
        json!({ "filename": "a.txt", "purpose": "vision", "bytes": 1, "mime_type": "text/plain" });
    let upload = api.post("/uploads", &request).await;
    judges.check("Upload", &upload);
    let path = format!("/uploads/{}", id(&upload));
    let data = ("data", "blob", "x");
    let part = api.form(&format!("{path}/parts"), &[], data).await;
    judges.check("UploadPart", &part);
    let complete = json!({ "part_ids": [part["id"]] });
    let done = api.post(&format!("{path}/complete"), &complete).await;
    check(&mut judges, "Upload", &done, &FILE);
    assert_eq!(done["file"]["bytes"], 1);
    let upload = api.post("/uploads", &request).await;
    let path = format!("/uploads/{}/cancel", id(&upload));
    judges.check("Upload", &api.post(&path, &json!({})).await);
}

#[tokio::test]
async fn batches_of_the_local_api_are_as_described() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut judges = Judges::of(&description);
    let expired = [Reply::text("a"), Reply::error(400, "x"), Reply::expired()];
    let endless = Reply::text("a").polls(usize::MAX);
    let api = Served::script(expired.into_iter().chain([endless])).await;
    let body = json!({ "model": "m", "messages": [{ "role": "user", "content": "x" }] });
    let line = |id: usize| json!({ "custom_id": id.to_string(), "method": "POST", "url": "/v1/chat/completions", "body": body });
    let lines = |count: usize| {
        let lines = (0..count).map(|id| line(id).to_string());
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut seen = Vec::new();
    for (text, is_cancelled) in [(lines(3), false), (lines(1), true), ("{".into(), false)] {
        let file = ("file", "a.jsonl", &*text);
        let file = api.form("/files", &[("purpose", "batch")], file).await;
        let request = json!({ "input_file_id": file["id"], "endpoint": "/v1/chat/completions",
            "completion_window": "24h", "metadata": { "a": "b" } });
        let mut batch = api.post("/batches", &request).await;
        let path = format!("/batches/{}", id(&batch));
        for look in 0.. {
            check(&mut judges, "Batch", &batch, &BATCH);
            let status = batch["status"].as_str().unwrap().to_owned();
            seen.push(status.clone());
            if ["completed", "failed", "expired", "cancelled"].contains(&&*status) {
                break;
            }
            batch = if is_cancelled && look == 1 {
                api.post(&format!("{path}/cancel"), &json!({})).await
            } else {
                api.get(&path).await
            };
        }
        for file in ["output_file_id", "error_file_id"] {
            if let Some(file) = batch[file].as_str() {
                let file = api.get(&format!("/files/{file}")).await;
                check(&mut judges, "OpenAIFile", &file, &FILE);
            }
        }
    }
    assert_eq!(
        seen,
        [
            "validating",
            "in_progress",
            "expired",
            "validating",
            "in_progress",
            "cancelling",
            "cancelled",
            "validating",
            "failed"
        ]
    );
    let list = api.get("/batches").await;
    check(&mut judges, "ListBatchesResponse", &list, &BATCH);
}

#[tokio::test]
async fn data_of_the_local_api_is_as_described() {
    let Some(description) = Description::published() else {
        return;
    };
    let mut judges = Judges::of(&description);
    let api = Served::script([
        Reply::vectors([vec![0.5, -0.1]]),
        Reply::flagged(["hate"]),
        Reply::flagged::<&str>([]),
        Reply::text("a"),
        Reply::tool_call("f", "{}"),
    ])
    .await;
    let request = json!({ "model": "m", "input": ["a", "b"] });
    let vectors = api.post("/embeddings", &request).await;
    judges.check("CreateEmbeddingResponse", &vectors);
    let image = json!([{ "type": "image_url", "image_url": { "url": "https://x.test" } }]);
    for input in [json!(["a", "b"]), image] {
        let found = api.post("/moderations", &json!({ "input": input })).await;
        judges.check("CreateModerationResponse", &found);
    }
    judges.check("ListModelsResponse", &api.get("/models").await);
    judges.check("Model", &api.get("/models/stand-in").await);

    let request = json!({ "model": "m", "messages": [{ "role": "user", "content": "x" }],
        "store": true, "metadata": { "a": "b" } });
    let completion = "CreateChatCompletionResponse";
    for _ in 0..2 {
        judges.check(completion, &api.post("/chat/completions", &request).await);
    }
    let list = api.get("/chat/completions").await;
    judges.check("ChatCompletionList", &list);
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    let path = format!("/chat/completions/{}", list["first_id"].as_str().unwrap());
    judges.check(completion, &api.get(&path).await);
    let metadata = json!({ "metadata": {} });
    judges.check(completion, &api.post(&path, &metadata).await);
    let mut messages = api.get(&format!("{path}/messages")).await;
    // The description says `assistant` alone, and has a user's message for an example.
    assert_eq!(messages["data"][0]["role"], "user");
    messages["data"][0]["role"] = json!("assistant");
    judges.check("ChatCompletionMessageList", &messages);
    let deleted = api.json(Method::DELETE, &path, None).await;
    judges.check("ChatCompletionDeleted", &deleted);
}
