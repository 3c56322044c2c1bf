//! Files and batches as Azure's documentation shows them.

use openai_client::{
    FileInput, Wait,
    batches::{BatchEndpoint, BatchRequest, BatchStatus},
    files::{FilePurpose, FileRequest},
};

use super::{client, key, lines, resource};
use crate::server::{Server, ok};

const FILE: &str = r#"{"status":"processed","bytes":817,"purpose":"batch","filename":"test.jsonl","expires_at":1744607747,"id":"file-1","created_at":1743398147,"object":"file"}"#;

/// With times as texts, counts that are null, and a word that begins with a capital.
const MADE: &str = r#"{"cancelled_at":null,"cancelling_at":null,"completed_at":null,"completion_window":"24h","created_at":"2024-07-19T17:13:57.2491382+00:00","error_file_id":null,"expired_at":null,"expires_at":"2024-07-20T17:13:57.1918498+00:00","failed_at":null,"finalizing_at":null,"id":"batch_1","in_progress_at":null,"input_file_id":"file-1","errors":null,"metadata":null,"object":"batch","output_file_id":null,"request_counts":{"total":null,"completed":null,"failed":null},"status":"Validating"}"#;

const DONE: &str = r#"{"cancelled_at":null,"completed_at":1725419955,"completion_window":"24h","created_at":1725419394,"endpoint":"/chat/completions","error_file_id":"file-3","errors":{"object":"list","data":[{"code":"empty_file","message":"The input file is empty."}]},"id":"batch_1","input_file_id":"file-1","metadata":null,"object":"batch","output_file_id":"file-2","request_counts":{"total":10,"completed":null,"failed":null},"status":"failed"}"#;

#[tokio::test]
async fn a_batch_is_sent_and_waited_for() {
    let server = Server::start([FILE, MADE, MADE, DONE].map(ok)).await;
    let client = client(resource(&server).deployment("d").api_key(key()));
    let input = FileInput::bytes("test.jsonl", "{}");
    let request = FileRequest::new(input, FilePurpose::Batch);
    let file = client.files().create(request).await.unwrap();
    assert_eq!((&*file.id, file.bytes), ("file-1", 817));

    let endpoint = BatchEndpoint::from("/chat/completions");
    let request = BatchRequest::new(&*file.id, endpoint);
    let batch = client.batches().create(request).await.unwrap();
    assert_eq!(batch.id, "batch_1");
    assert_eq!(batch.created_at, 0);
    assert!(!batch.status.as_ref().unwrap().is_final());

    let wait = Wait::new().first_interval(std::time::Duration::from_millis(1));
    let batch = client.batches().wait(&batch.id, wait).await.unwrap();
    assert_eq!(batch.status, Some(BatchStatus::Failed));
    assert_eq!(batch.created_at, 1_725_419_394);
    assert_eq!(
        lines(&server),
        [
            "POST /openai/files?api-version=2024-10-21",
            "POST /openai/batches?api-version=2024-10-21",
            "GET /openai/batches/batch_1?api-version=2024-10-21",
            "GET /openai/batches/batch_1?api-version=2024-10-21",
        ]
    );
    let sent: serde_json::Value = serde_json::from_slice(&server.seen()[1].body).unwrap();
    assert_eq!(sent["endpoint"], "/chat/completions");
}
