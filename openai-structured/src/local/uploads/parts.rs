//! `POST /v1/uploads/{id}/parts`: one part of a file, in a form.

use serde_json::json;

use super::no_upload;
use crate::local::answer::{Answer, Job, json_answer};
use crate::local::error::ApiError;
use crate::local::files::store::room;
use crate::local::form::Form;

/// Bytes of a part.
const PART: usize = 64 << 20;

pub(super) fn add(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let data = Form::read(job.received, &["data"])?.file("data")?.content;
    if data.len() > PART {
        let message = format!("Invalid 'data': a part has at most {PART} bytes.");
        return Err(ApiError::invalid(message).param("data"));
    }
    let part = format!("part_local_{}", job.number);
    let mut kept = job.rules.uploads.open();
    let parts = kept.all().flat_map(|upload| &upload.parts);
    let lengths: Vec<_> = parts.map(|(_, data)| data.len()).collect();
    let upload = kept.get(id).ok_or_else(|| no_upload(id))?;
    upload.check_pending()?;
    room(lengths.into_iter(), data.len())?;
    upload.parts.push((part.clone(), data));
    let object = json!({
        "id": part,
        "object": "upload.part",
        "created_at": job.created,
        "upload_id": id,
    });
    Ok(json_answer(200, &object))
}
