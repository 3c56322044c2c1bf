//! The published description of the API as an oracle: instances made from its schemas, which the types
//! of the client must read, know in full, and write back; and by which what the local API writes is
//! judged. It lies beside the workspace, or these tests say that they are skipped.

mod answers;
mod batches;
mod description;
mod generator;
mod instances;
mod kept;
mod kept_requests;
mod known;
mod local;
mod local_files;
mod meant;
mod report;
mod requests;
mod responses;
mod same;
mod scalars;
mod webhooks;

use self::description::Description;
use self::instances::{Instances, Size};
pub(crate) use self::kept_requests::{
    complete_requests, embedding_requests, moderation_requests, upload_requests,
};
pub(crate) use self::requests::{
    compact_requests, conversation_requests, count_requests, response_requests,
};
pub(crate) use self::same::differences;

/// Whether an operation is about responses or conversations, as the client speaks of them.
fn is_ours(path: &str) -> bool {
    let ours = ["/responses", "/conversations"];
    ours.iter().any(|start| path.starts_with(start)) && !path.contains("beta=true")
}
