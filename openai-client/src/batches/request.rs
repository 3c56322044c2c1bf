//! The request for a new batch.

use std::{collections::BTreeMap, time::Duration};

use crate::{body::request_body, files::FileExpiry, open_enum::open_enum};

open_enum! {
    /// The path of the API that the requests of a batch are for.
    pub enum BatchEndpoint {
        /// Responses.
        Responses = "/v1/responses",
        /// Chat completions.
        ChatCompletions = "/v1/chat/completions",
        /// Embeddings: at most 50,000 inputs in all requests of a batch together.
        Embeddings = "/v1/embeddings",
        /// Completions of texts, which are the form before chat.
        Completions = "/v1/completions",
        /// Moderations.
        Moderations = "/v1/moderations",
        /// New images.
        Images = "/v1/images/generations",
        /// Images that are changed.
        ImageEdits = "/v1/images/edits",
        /// Videos.
        Videos = "/v1/videos",
    }
}

/// No path.
impl Default for BatchEndpoint {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

open_enum! {
    /// In what time a batch is carried out.
    #[derive(Default)]
    pub enum CompletionWindow {
        /// A day.
        #[default]
        Day = "24h",
    }
}

request_body! {
    /// A request for a new batch: the file of its requests, which was sent with the purpose `batch`, and
    /// the path that all of them are for.
    ///
    /// The file has at most 50,000 requests and 200 MB, and all its requests ask the same model.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use openai_client::batches::{BatchEndpoint, BatchRequest};
    ///
    /// let request = BatchRequest::new("file-abc123", BatchEndpoint::ChatCompletions)
    ///     .metadata([("customer", "blue")])
    ///     .output_expires_after(Duration::from_secs(7 * 24 * 3600));
    /// ```
    pub struct BatchRequest {
        /// The file of the requests.
        input_file_id = "input_file_id": String;
        /// The path of the API that they are for.
        endpoint = "endpoint": BatchEndpoint;
        /// In what time they are carried out.
        completion_window = "completion_window": CompletionWindow;
    } with {
        /// Up to 16 notes that are stored with it.
        metadata = "metadata": BTreeMap<String, String>, pairs;
        /// When the files of answers are deleted.
        output_expires_after = "output_expires_after": FileExpiry, by_hand;
    }
}

impl BatchRequest {
    /// The requests of a file, all for one path, within a day.
    pub fn new(input_file_id: impl Into<String>, endpoint: impl Into<BatchEndpoint>) -> Self {
        Self {
            input_file_id: input_file_id.into(),
            endpoint: endpoint.into(),
            ..Self::default()
        }
    }

    /// In what time they are carried out, for services that know more than a day.
    pub fn completion_window(mut self, window: impl Into<CompletionWindow>) -> Self {
        self.completion_window = window.into();
        self
    }

    /// Deletes the files of answers so long after they were made: an hour to 30 days, in whole seconds.
    pub fn output_expires_after(mut self, time: Duration) -> Self {
        self.output_expires_after = Some(FileExpiry::after(time));
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn it_says_a_day_and_only_what_is_set() {
        let written = |request: &BatchRequest| -> Value {
            serde_json::from_slice(&request.to_json().unwrap()).unwrap()
        };
        let request = BatchRequest::new("file-1", BatchEndpoint::Responses);
        let mut expected = json!({
            "input_file_id": "file-1",
            "endpoint": "/v1/responses",
            "completion_window": "24h",
        });
        assert_eq!(written(&request), expected);
        let request = request
            .metadata([("a", "b")])
            .output_expires_after(Duration::from_millis(3_600_900));
        expected["metadata"] = json!({ "a": "b" });
        expected["output_expires_after"] = json!({ "anchor": "created_at", "seconds": 3600 });
        assert_eq!(written(&request), expected);
    }
}
