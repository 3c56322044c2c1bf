//! A batch as the API describes it: how far it is, and what it came to.

use serde_json::{Value, json};

use super::store::{Batch, Stage};

/// Seconds until a batch expires.
const WINDOW: u64 = 86_400;

impl Batch {
    pub(super) fn object(&self) -> Value {
        let time = |wanted: Stage| {
            let found = self.times.iter().find(|(stage, _)| *stage == wanted);
            found.map(|(_, at)| *at)
        };
        let created = time(Stage::Validating).unwrap_or_default();
        let wrong = self.wrong.iter().map(super::lines::Wrong::object);
        let errors = (self.stage == Stage::Failed)
            .then(|| json!({ "object": "list", "data": wrong.collect::<Vec<_>>() }));
        json!({
            "id": self.id,
            "object": "batch",
            "endpoint": self.endpoint,
            "model": self.model(),
            "errors": errors,
            "input_file_id": self.input_file,
            "completion_window": "24h",
            "status": self.stage.name(),
            "output_file_id": self.output_file,
            "error_file_id": self.error_file,
            "created_at": created,
            "in_progress_at": time(Stage::InProgress),
            "expires_at": created + WINDOW,
            "finalizing_at": time(Stage::Finalizing),
            "completed_at": time(Stage::Completed),
            "failed_at": time(Stage::Failed),
            "expired_at": time(Stage::Expired),
            "cancelling_at": time(Stage::Cancelling),
            "cancelled_at": time(Stage::Cancelled),
            "request_counts": self.counts(),
            "usage": self.usage(),
            "metadata": self.metadata,
        })
    }

    fn counts(&self) -> Value {
        let total = match self.stage {
            Stage::Validating | Stage::Failed => 0,
            _ => self.total,
        };
        let completed = self.answered().filter(|asked| asked.is_good()).count();
        json!({
            "total": total,
            "completed": completed,
            "failed": self.answered().count() - completed,
        })
    }

    /// The model that answered first.
    fn model(&self) -> Option<&str> {
        self.answered()
            .find_map(|asked| asked.body.get("model")?.as_str())
    }

    /// What all answers cost, in the words of the Responses API.
    fn usage(&self) -> Value {
        let sum = |paths: [&str; 2]| -> u64 {
            let one = |body: &Value| paths.iter().find_map(|path| body.pointer(path)?.as_u64());
            self.answered().filter_map(|asked| one(&asked.body)).sum()
        };
        let input = sum(["/usage/input_tokens", "/usage/prompt_tokens"]);
        let output = sum(["/usage/output_tokens", "/usage/completion_tokens"]);
        let cached = sum([
            "/usage/input_tokens_details/cached_tokens",
            "/usage/prompt_tokens_details/cached_tokens",
        ]);
        let reasoning = sum([
            "/usage/output_tokens_details/reasoning_tokens",
            "/usage/completion_tokens_details/reasoning_tokens",
        ]);
        json!({
            "input_tokens": input,
            "input_tokens_details": { "cached_tokens": cached },
            "output_tokens": output,
            "output_tokens_details": { "reasoning_tokens": reasoning },
            "total_tokens": input + output,
        })
    }
}
