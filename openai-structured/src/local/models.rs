//! `/v1/models`: the one model that there is, which cannot be deleted.

use serde_json::{Value, json};

use super::answer::{Answer, Job, json_answer};
use super::error::{ApiError, no_such_path, only};
use super::source::MODEL;

/// Answers a request below `/v1/models`, by the segments that follow.
pub(super) fn route(job: &Job<'_>, rest: &[&str]) -> Result<Answer, ApiError> {
    let (method, path) = (job.received.method.as_str(), job.received.path.as_str());
    match *rest {
        [] => {
            only("GET", method, path)?;
            let list = json!({ "object": "list", "data": [entry()] });
            Ok(json_answer(200, &list))
        }
        [id] => {
            only("GET, DELETE", method, path)?;
            if id != MODEL {
                return Err(no_model(id));
            }
            if method == "DELETE" {
                // The service says it in words of its own for each case; these are ours.
                let message = format!("You do not have permission to delete the model '{id}'.");
                return Err(ApiError::new(403, message).param("model"));
            }
            Ok(json_answer(200, &entry()))
        }
        _ => Err(no_such_path(method, path)),
    }
}

fn entry() -> Value {
    json!({ "id": MODEL, "object": "model", "created": 0, "owned_by": "local" })
}

fn no_model(id: &str) -> ApiError {
    let message = format!("The model '{id}' does not exist or you do not have access to it.");
    ApiError::new(404, message)
        .param("model")
        .code("model_not_found")
}
