//! Batches: carried out from look to look, refused, cancelled and expired.

use super::responses::Talk;
use super::*;

const CHAT: &str = "/v1/chat/completions";

/// A line with this id, for chat completions.
fn line(id: &str) -> Value {
    json!({ "custom_id": id, "method": "POST", "url": CHAT, "body": request(json!({})) })
}

fn file_of(lines: &[Value]) -> String {
    let lines = lines.iter().map(Value::to_string);
    lines.collect::<Vec<_>>().join("\n")
}

/// Makes a batch of these lines, and gives it as it is at first.
fn batch(talk: &Talk, endpoint: &str, lines: &str) -> Value {
    let file = talk.file("in.jsonl", "batch", lines.as_bytes());
    let body = json!({ "input_file_id": file["id"], "endpoint": endpoint,
        "completion_window": "24h", "metadata": { "a": "b" } });
    let batch = json_of(&talk.send("POST", "/batches", Some(body)));
    assert_eq!(batch["status"], "validating", "{batch}");
    assert_eq!(counts(&batch), [0, 0, 0]);
    batch
}

fn look(talk: &Talk, batch: &Value) -> Value {
    talk.get(&format!("/batches/{}", batch["id"].as_str().unwrap()))
}

/// Looks until nothing more becomes of it; gives each status with its counts, and the last batch.
fn looks(talk: &Talk, batch: &Value) -> (Vec<(String, [u64; 3])>, Value) {
    let mut seen = Vec::new();
    loop {
        let now = look(talk, batch);
        let status = now["status"].as_str().unwrap().to_owned();
        let is_end = ["completed", "failed", "expired", "cancelled"].contains(&&*status);
        seen.push((status, counts(&now)));
        if is_end {
            assert_eq!(look(talk, batch), now);
            return (seen, now);
        }
    }
}

/// The total, the completed and the failed.
fn counts(batch: &Value) -> [u64; 3] {
    ["total", "completed", "failed"].map(|key| batch["request_counts"][key].as_u64().unwrap())
}

/// The lines of one of a batch's files, by their ids.
fn results(talk: &Talk, batch: &Value, file: &str) -> Vec<(String, Value)> {
    let text = talk.content(batch[file].as_str().unwrap());
    let lines = str::from_utf8(&text).unwrap().lines();
    let lines = lines.map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut lines: Vec<_> = lines
        .map(|line| (line["custom_id"].as_str().unwrap().to_owned(), line))
        .collect();
    lines.sort_by(|one, other| one.0.cmp(&other.0));
    lines
}

#[test]
fn lines_are_answered_by_the_endpoint() {
    let talk = Talk::new([
        Reply::text("a"),
        Reply::error(429, "Slow down."),
        Reply::refusal("No."),
    ]);
    let mut odd = line("four");
    odd["body"] = json!({ "model": "m", "messages": [] });
    let lines = file_of(&[line("one"), line("two"), line("three"), odd]);
    let first = batch(&talk, CHAT, &lines);
    assert_eq!(first["id"], "batch_local_2");
    assert_eq!(first["expires_at"], 1_700_086_400);
    let (seen, done) = looks(&talk, &first);
    let seen: Vec<_> = seen
        .iter()
        .map(|(status, counts)| (&**status, *counts))
        .collect();
    // What is refused has its answer at once, and a reply takes two looks.
    assert_eq!(
        seen,
        [
            ("in_progress", [4, 0, 1]),
            ("finalizing", [4, 2, 2]),
            ("completed", [4, 2, 2]),
        ]
    );
    assert_eq!(
        (&done["errors"], &done["metadata"]),
        (&json!(null), &json!({ "a": "b" }))
    );
    let times = ["in_progress_at", "finalizing_at", "completed_at"];
    assert!(
        times.iter().all(|time| done[time] == 1_700_000_000),
        "{done}"
    );

    let good = results(&talk, &done, "output_file_id");
    let ids: Vec<_> = good.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["one", "three"]);
    assert_eq!(good[0].1["id"], "batch_req_local_2000001");
    assert_eq!(good[0].1["error"], json!(null));
    let response = &good[0].1["response"];
    assert_eq!(
        (&response["status_code"], &response["request_id"]),
        (&json!(200), &json!("req_local_2000001"))
    );
    assert_eq!(response["body"]["choices"][0]["message"]["content"], "a");
    let refusal = &good[1].1["response"]["body"]["choices"][0]["message"]["refusal"];
    assert_eq!(refusal, "No.");

    let bad = results(&talk, &done, "error_file_id");
    let told: Vec<_> = bad
        .iter()
        .map(|(id, line)| {
            assert_eq!(line["error"], json!(null));
            let response = &line["response"];
            let message = response["body"]["error"]["message"].as_str().unwrap();
            (
                id.as_str(),
                response["status_code"].as_u64().unwrap(),
                message.to_owned(),
            )
        })
        .collect();
    assert_eq!(told[1], ("two", 429, "Slow down.".into()));
    assert_eq!((told[0].0, told[0].1), ("four", 400));
    assert!(told[0].2.contains("'messages'"), "{told:?}");
    // What it costs is what the answers say, of which two have a usage.
    assert_eq!(done["usage"]["input_tokens"], 6);
    let output = talk.get(&format!(
        "/files/{}",
        done["output_file_id"].as_str().unwrap()
    ));
    assert_eq!(output["purpose"], "batch_output");
    assert_eq!(output["filename"], "batch_local_2_output.jsonl");
}

#[test]
fn every_endpoint_answers_lines() {
    let talk = Talk::new([
        Reply::text("a"),
        Reply::vectors([vec![1.0]]),
        Reply::flagged(["hate"]),
    ]);
    for (endpoint, path) in [
        ("/v1/responses", "/output/0/content/0/text"),
        ("/v1/embeddings", "/data/0/embedding/0"),
        ("/v1/moderations", "/results/0/flagged"),
    ] {
        let mut body = json!({ "model": "m", "input": "x" });
        let asked = json!({ "custom_id": "x", "method": "POST", "url": endpoint, "body": body });
        body["stream"] = json!(true);
        let streamed = json!({ "custom_id": "y", "method": "POST", "url": endpoint, "body": body });
        let (_, done) = looks(&talk, &batch(&talk, endpoint, &file_of(&[asked, streamed])));
        let good = results(&talk, &done, "output_file_id");
        let body = &good[0].1["response"]["body"];
        let wanted = [json!("a"), json!(1.0), json!(true)];
        assert!(wanted.contains(body.pointer(path).unwrap()), "{body}");
        let bad = results(&talk, &done, "error_file_id");
        assert_eq!(
            (bad.len(), &bad[0].1["response"]["status_code"]),
            (1, &json!(400))
        );
    }
}

#[test]
fn a_script_says_how_long_a_line_takes() {
    let replies = [1, 3, 4].map(|looks| Reply::text("a").polls(looks));
    let talk = Talk::new(replies);
    let lines = file_of(&["a", "b", "c"].map(line));
    let (seen, done) = looks(&talk, &batch(&talk, CHAT, &lines));
    let completed: Vec<_> = seen.iter().map(|(_, counts)| counts[1]).collect();
    assert_eq!(completed, [1, 1, 2, 3, 3]);
    assert_eq!(done["error_file_id"], json!(null));
}

#[test]
fn a_batch_expires_with_what_is_answered() {
    let talk = Talk::new([
        Reply::expired(),
        Reply::text("a").polls(1),
        Reply::error(500, "Oh.").polls(1),
    ]);
    let lines = file_of(&["late", "good", "bad"].map(line));
    let (seen, done) = looks(&talk, &batch(&talk, CHAT, &lines));
    let seen: Vec<_> = seen
        .iter()
        .map(|(status, counts)| (&**status, *counts))
        .collect();
    assert_eq!(seen, [("in_progress", [3, 1, 1]), ("expired", [3, 1, 1])]);
    assert_eq!(
        (&done["expired_at"], &done["completed_at"]),
        (&json!(1_700_000_000), &json!(null))
    );
    assert_eq!(results(&talk, &done, "output_file_id").len(), 1);
    let bad = results(&talk, &done, "error_file_id");
    assert_eq!(bad[0].1["response"]["status_code"], 500);
    assert_eq!(bad[1].1["response"], json!(null));
    assert_eq!(
        bad[1].1["error"],
        json!({ "code": "batch_expired",
            "message": "This request could not be executed before the completion window expired." })
    );
    // No other request can wait for it.
    let talk = Talk::new([Reply::expired()]);
    let refused = talk.refused("POST", "/chat/completions", Some(request(json!({}))));
    assert_eq!((refused.0, refused.3), (500, json!("invalid_script")));
}

#[test]
fn a_cancelled_batch_has_what_it_had() {
    let talk = Talk::new([
        Reply::text("a").polls(1),
        Reply::text("never").polls(usize::MAX),
    ]);
    let lines = file_of(&["good", "never"].map(line));
    let made = batch(&talk, CHAT, &lines);
    assert_eq!(counts(&look(&talk, &made)), [2, 1, 0]);
    assert_eq!(look(&talk, &made)["status"], "in_progress");
    let path = format!("/batches/{}/cancel", made["id"].as_str().unwrap());
    for _ in 0..2 {
        let cancelled = json_of(&talk.send("POST", &path, None));
        assert_eq!(cancelled["status"], "cancelling");
    }
    let (_, done) = looks(&talk, &made);
    assert_eq!(
        (&done["status"], counts(&done)),
        (&json!("cancelled"), [2, 1, 0])
    );
    assert_eq!(results(&talk, &done, "output_file_id").len(), 1);
    assert_eq!(done["error_file_id"], json!(null));
    let refused = talk.refused("POST", &path, None);
    let message = "Cannot cancel a batch with status 'cancelled'.";
    assert_eq!((refused.0, refused.1.as_str()), (409, message));
}

/// The mistakes of a file: code, `param` and line of each.
fn mistakes(lines: &str) -> Vec<(String, Value, Value)> {
    let talk = Talk::new([]);
    let (seen, failed) = looks(&talk, &batch(&talk, CHAT, lines));
    assert_eq!(seen, [("failed".to_owned(), [0, 0, 0])]);
    assert_eq!(failed["failed_at"], 1_700_000_000);
    assert_eq!(failed["errors"]["object"], "list");
    let told = failed["errors"]["data"].as_array().unwrap().iter();
    told.map(|it| {
        assert!(it["message"].as_str().unwrap().len() > 10);
        let code = it["code"].as_str().unwrap().to_owned();
        (code, it["param"].clone(), it["line"].clone())
    })
    .collect()
}

#[test]
fn mistakes_in_a_file_are_told_by_their_lines() {
    let without = |key: &str| {
        let mut line = line("x");
        line.as_object_mut().unwrap().remove(key);
        line.to_string()
    };
    let with = |key: &str, value: Value| {
        let mut line = line(key);
        line[key] = value;
        line.to_string()
    };
    let lines = [
        line("a").to_string(),
        String::new(),
        "{".into(),
        "[]".into(),
        without("custom_id"),
        without("method"),
        without("url"),
        without("body"),
        with("custom_id", json!(1)),
        with("method", json!("GET")),
        with("url", json!("/v1/responses")),
        with("body", json!("x")),
        line("a").to_string(),
    ];
    let missing = "missing_required_parameter";
    let expected = [
        ("invalid_json_line", json!(null), 3),
        ("invalid_request", json!(null), 4),
        (missing, json!("custom_id"), 5),
        (missing, json!("method"), 6),
        (missing, json!("url"), 7),
        (missing, json!("body"), 8),
        ("invalid_request", json!("custom_id"), 9),
        ("invalid_request", json!("method"), 10),
        ("url_mismatch", json!("url"), 11),
        ("invalid_request", json!("body"), 12),
        ("duplicate_custom_id", json!("custom_id"), 13),
    ];
    let expected = expected.map(|(code, param, line)| (code.to_owned(), param, json!(line)));
    assert_eq!(mistakes(&lines.join("\n")), expected);
    let empty = [("empty_file".to_owned(), json!(null), json!(null))];
    assert_eq!(mistakes(""), empty);
    assert_eq!(mistakes("\n \r\n"), empty);
    assert_eq!(mistakes(&"x\n".repeat(200)).len(), 100);
}

#[test]
fn a_batch_has_no_more_than_50_000_lines() {
    let lines = |line: &Value, count: usize| -> String {
        let line = line.to_string();
        let ids = (0..count).map(|at| line.replace('#', &at.to_string()));
        ids.collect::<Vec<_>>().join("\n")
    };
    let many = [("too_many_tasks".to_owned(), json!(null), json!(null))];
    let small = json!({ "custom_id": "#", "method": "POST", "url": CHAT, "body": {} });
    assert_eq!(mistakes(&lines(&small, 50_001)), many);
    // A look asks a thousand of them.
    let talk = Talk::new((0..1_500).map(|_| Reply::text("a").polls(1)));
    let (seen, done) = looks(&talk, &batch(&talk, CHAT, &lines(&line("#"), 1_500)));
    assert_eq!(seen[0], ("in_progress".to_owned(), [1_500, 1_000, 0]));
    assert_eq!(seen[1], ("finalizing".to_owned(), [1_500, 1_500, 0]));
    let ids: std::collections::BTreeSet<_> = results(&talk, &done, "output_file_id")
        .into_iter()
        .map(|(_, line)| line["response"]["body"]["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 1_500);
}

#[test]
fn requests_for_batches_that_the_service_refuses() {
    let talk = Talk::new([]);
    let good = talk.file("a.jsonl", "batch", b"");
    let other = talk.file("a.jsonl", "evals", b"");
    let body = json!({ "input_file_id": good["id"], "endpoint": CHAT, "completion_window": "24h" });
    for (key, value, status, code) in [
        ("input_file_id", json!("file-x"), 404, ""),
        ("input_file_id", other["id"].clone(), 400, ""),
        (
            "input_file_id",
            json!(null),
            400,
            "missing_required_parameter",
        ),
        ("endpoint", json!("/v1/files"), 400, "invalid_value"),
        ("completion_window", json!("1h"), 400, "invalid_value"),
        ("metadata", json!({ "a": 1 }), 400, "invalid_type"),
    ] {
        let mut body = body.clone();
        body[key] = value;
        let refused = talk.refused("POST", "/batches", Some(body));
        assert_eq!(
            (refused.0, refused.3.as_str().unwrap_or("")),
            (status, code),
            "{refused:?}"
        );
        assert!(refused.2.as_str().unwrap().starts_with(key), "{refused:?}");
    }
    let mut short = body;
    short["output_expires_after"] = json!({ "anchor": "created_at", "seconds": 1 });
    let refused = talk.refused("POST", "/batches", Some(short));
    assert_eq!(refused.2, "output_expires_after.seconds");
    let gone = talk.refused("GET", "/batches/batch_x", None);
    assert_eq!(
        (gone.0, gone.1.as_str()),
        (404, "No batch found with id 'batch_x'.")
    );
}

#[test]
fn batches_are_listed_and_not_looked_at() {
    let talk = Talk::new([]);
    let made = [0, 1, 2].map(|_| batch(&talk, CHAT, ""));
    let page = talk.get("/batches?limit=2");
    assert_eq!(
        (&page["data"][0], &page["has_more"]),
        (&made[2], &json!(true))
    );
    let rest = talk.get(&format!(
        "/batches?after={}",
        page["last_id"].as_str().unwrap()
    ));
    assert_eq!(rest["data"], json!([made[0]]));
    assert_eq!(talk.get("/batches?limit=2"), page);
}
