//! `POST /v1/uploads/{id}/complete`: parts in an order, which are a file.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::no_upload;
use super::store::{End, Upload};
use crate::local::answer::{Answer, Job, json_answer};
use crate::local::error::ApiError;
use crate::local::field::{given, list, required, text};
use crate::local::files::store::File;
use crate::local::shape;

pub(super) fn complete(job: &Job<'_>, id: &str) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let body = shape::body(&body)?;
    shape::only(body, &["part_ids", "md5"])?;
    let mut kept = job.rules.uploads.open();
    let upload = kept.get(id).ok_or_else(|| no_upload(id))?;
    upload.check_pending()?;
    let content = joined(upload, list(required(body, "part_ids")?, "part_ids")?)?;
    check_length(upload, &content)?;
    check_sum(body, &content)?;
    let file = File {
        id: format!("file-local-{}", job.number),
        created: job.created,
        name: upload.name.clone(),
        purpose: upload.purpose.clone(),
        lifetime: upload.lifetime,
        content,
    };
    let object = file.object();
    job.rules.files.open().add(file)?;
    upload.end(End::Completed(object));
    Ok(json_answer(200, &upload.object()))
}

/// The parts with these ids, one after the other.
fn joined(upload: &Upload, ids: &[Value]) -> Result<Bytes, ApiError> {
    if ids.is_empty() {
        return Err(shape::empty_list("part_ids"));
    }
    let mut parts = Vec::with_capacity(ids.len());
    for (at, id) in ids.iter().enumerate() {
        let place = format!("part_ids[{at}]");
        let id = text(id, &place)?;
        if ids.iter().take(at).any(|other| other == id) {
            let message = format!("Part '{id}' is named more than once.");
            return Err(ApiError::invalid(message).param(place));
        }
        let part = upload.parts.iter().find(|(known, _)| known == id);
        let (_, data) = part
            .ok_or_else(|| ApiError::invalid(format!("No such Part object: {id}")).param(place))?;
        parts.push(&**data);
    }
    Ok(parts.concat().into())
}

fn check_length(upload: &Upload, content: &Bytes) -> Result<(), ApiError> {
    let said = upload.bytes;
    if u64::try_from(content.len()) == Ok(said) {
        return Ok(());
    }
    let message = format!(
        "The parts have {} bytes, but the upload was created with {said} bytes.",
        content.len()
    );
    Err(ApiError::invalid(message).param("part_ids"))
}

fn check_sum(body: &Map<String, Value>, content: &Bytes) -> Result<(), ApiError> {
    let Some(said) = given(body, "md5") else {
        return Ok(());
    };
    let said = text(said, "md5")?;
    let sum = format!("{:x}", md5::compute(content));
    if said.eq_ignore_ascii_case(&sum) {
        return Ok(());
    }
    let message = format!("The MD5 checksum of the parts is '{sum}', not '{said}'.");
    Err(ApiError::invalid(message).param("md5"))
}
