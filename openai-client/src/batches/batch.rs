//! A batch, and how far it is.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::{
    meta::ResponseMeta, open_enum::open_enum, origin::Origin, responses::ResponseUsage,
    wire::wire_object,
};

open_enum! {
    /// How far a batch is.
    pub enum BatchStatus {
        /// The file of requests is being looked at.
        Validating = "validating",
        /// The file of requests is refused: see [`Batch::errors`]. Nothing was carried out.
        Failed = "failed",
        /// The requests are being carried out.
        InProgress = "in_progress",
        /// They are, and the answers are being put together.
        Finalizing = "finalizing",
        /// The answers are there.
        Completed = "completed",
        /// The time was up. What was answered by then is there.
        Expired = "expired",
        /// It is being cancelled, which may take up to ten minutes.
        Cancelling = "cancelling",
        /// It was cancelled. What was answered by then is there.
        Cancelled = "cancelled",
    }
}

impl BatchStatus {
    /// Whether it stays as it is. A word that this version does not know is not final.
    ///
    /// ```
    /// use openai_client::batches::BatchStatus;
    ///
    /// assert!(BatchStatus::Expired.is_final());
    /// assert!(!BatchStatus::Cancelling.is_final());
    /// ```
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Failed | Self::Completed | Self::Expired | Self::Cancelled
        )
    }
}

wire_object! {
    /// Many requests that the service carries out together.
    pub struct Batch {
        /// The service's name for it.
        id: String,
        /// The path of the API that its requests are for.
        endpoint: String,
        /// The file of its requests.
        input_file_id: String,
        /// In what time it is carried out: `24h`.
        completion_window: String,
        /// When it was made, in seconds since 1970, as all times are.
        created_at: u64,
    } with {
        /// What it is: `batch`.
        object: String,
        /// How far it is. See also [`BatchStatus::is_final`].
        status: BatchStatus,
        /// The model that carries it out.
        model: String,
        /// Why the file of requests is refused.
        errors: BatchProblems,
        /// The file of the answers, once there are any.
        output_file_id: String,
        /// The file of the requests that came to an error, once there are any.
        error_file_id: String,
        /// How many requests there are, and what became of them.
        request_counts: RequestCounts,
        /// The tokens that were used.
        usage: ResponseUsage,
        /// What was stored with it.
        metadata: BTreeMap<String, String>,
        /// When it began to be carried out.
        in_progress_at: u64,
        /// When its time is up.
        expires_at: u64,
        /// When the answers began to be put together.
        finalizing_at: u64,
        /// When the answers were there.
        completed_at: u64,
        /// When it failed.
        failed_at: u64,
        /// When its time was up.
        expired_at: u64,
        /// When it began to be cancelled.
        cancelling_at: u64,
        /// When it was cancelled.
        cancelled_at: u64,
    } beside {
        /// How it came.
        origin: Origin,
    }
}

impl Batch {
    /// The body that it was read from; empty if it stood in a list.
    pub fn raw(&self) -> &Bytes {
        &self.origin.raw
    }

    /// Status, headers and request id of the answer that it came with.
    pub fn meta(&self) -> &ResponseMeta {
        &self.origin.meta
    }

    /// Why the file of requests is refused; empty if it is not.
    pub fn problems(&self) -> &[BatchProblem] {
        let problems = self.errors.as_ref().and_then(|errors| errors.data.as_ref());
        problems.map(Vec::as_slice).unwrap_or_default()
    }
}

/// What calls do with it.
#[cfg(feature = "transport")]
impl Batch {
    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The same, as it came so.
    pub(super) fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }
}

wire_object! {
    /// How many requests a batch has.
    pub struct RequestCounts {
        /// All.
        total: u64,
        /// Those that were answered.
        completed: u64,
        /// Those that came to an error.
        failed: u64,
    }
}

wire_object! {
    /// Why a file of requests is refused.
    pub struct BatchProblems {} with {
        /// What it is: `list`.
        object: String,
        /// One by one.
        data: Vec<BatchProblem>,
    }
}

wire_object! {
    /// Something in a file of requests that the service does not take.
    pub struct BatchProblem {} with {
        /// In a word.
        code: String,
        /// In a sentence.
        message: String,
        /// The field that it is about.
        param: String,
        /// The line of the file, from 1.
        line: u64,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_that_is_refused_says_where() {
        let batch: Batch = serde_json::from_value(json!({
            "id": "batch_1",
            "status": "failed",
            "errors": { "object": "list", "data": [
                { "code": "invalid_url", "message": "no", "param": null, "line": 3 },
                { "code": "empty_file" },
            ] },
        }))
        .unwrap();
        let problems = batch.problems().iter();
        let said: Vec<_> = problems
            .map(|problem| (problem.code.as_deref(), problem.line))
            .collect();
        assert_eq!(
            said,
            [(Some("invalid_url"), Some(3)), (Some("empty_file"), None)]
        );
        assert!(Batch::default().problems().is_empty());
    }

    #[test]
    fn only_known_words_are_final() {
        let finals = ["failed", "completed", "expired", "cancelled"];
        for word in finals {
            assert!(BatchStatus::from(word).is_final(), "{word}");
        }
        for word in ["validating", "in_progress", "finalizing", "cancelling", "x"] {
            assert!(!BatchStatus::from(word).is_final(), "{word}");
        }
    }
}
