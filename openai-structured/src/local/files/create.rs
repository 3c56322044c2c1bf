//! `POST /v1/files`: a file in a form.

use serde_json::{Map, Value};

use super::store::File;
use super::{PURPOSES, expiry};
use crate::local::answer::{Answer, Job, json_answer};
use crate::local::error::ApiError;
use crate::local::field::{missing, unsupported};
use crate::local::form::Form;
use crate::local::shape::any_of;

const ANCHOR: &str = "expires_after[anchor]";
const SECONDS: &str = "expires_after[seconds]";

pub(super) fn create(job: &Job<'_>) -> Result<Answer, ApiError> {
    let mut form = Form::read(job.received, &["file", "purpose", ANCHOR, SECONDS])?;
    let purpose = form.text("purpose")?.ok_or_else(|| missing("purpose"))?;
    let purpose = check_purpose(purpose)?.to_owned();
    let lifetime = lifetime(&form)?;
    let sent = form.file("file")?;
    check_name(&sent.name, &purpose)?;
    let file = File {
        id: format!("file-local-{}", job.number),
        created: job.created,
        name: sent.name,
        purpose,
        lifetime,
        content: sent.content,
    };
    let answer = json_answer(200, &file.object());
    job.rules.files.open().add(file)?;
    Ok(answer)
}

/// Refuses a purpose that nobody can send a file for.
pub(in crate::local) fn check_purpose(purpose: &str) -> Result<&str, ApiError> {
    if PURPOSES.contains(&purpose) {
        return Ok(purpose);
    }
    Err(unsupported("purpose", purpose, &any_of(&PURPOSES)))
}

/// Refuses the name of a file that is not for its purpose.
pub(in crate::local) fn check_name(name: &str, purpose: &str) -> Result<(), ApiError> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    if purpose == "batch" && ending != Some("jsonl") {
        let message = "Invalid file format for Batch API. Must be .jsonl";
        return Err(ApiError::invalid(message));
    }
    Ok(())
}

/// How long a file is kept, where the form says so.
fn lifetime(form: &Form) -> Result<Option<u64>, ApiError> {
    let (anchor, seconds) = (form.text(ANCHOR)?, form.text(SECONDS)?);
    if anchor.is_none() && seconds.is_none() {
        return Ok(None);
    }
    let mut policy = Map::new();
    policy.extend(anchor.map(|anchor| ("anchor".to_owned(), anchor.into())));
    policy.extend(seconds.map(|seconds| {
        let number = seconds.parse::<i64>();
        (
            "seconds".to_owned(),
            number.map_or(seconds.into(), Value::from),
        )
    }));
    expiry::seconds(&policy, "expires_after").map(Some)
}
