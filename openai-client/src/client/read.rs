//! What the answer of an endpoint is: an object, an error in disguise, or nothing of the kind.

use serde::de::DeserializeOwned;

use crate::{
    error::{Error, refusal_in, unreadable},
    exchange::Answer,
    lenient,
};

/// Reads an object, which must have a field to be one.
pub(crate) fn object<T: DeserializeOwned>(
    answer: Answer,
    wanted: &str,
    field: &str,
    has_field: impl FnOnce(&T) -> bool,
) -> Result<T, Error> {
    let Answer {
        meta,
        body,
        secrets,
    } = answer;
    let body = lenient::without_mark(&body);
    let Ok(object) = serde_json::from_slice::<T>(&body) else {
        return Err(unreadable::<T>(wanted, &body, meta, &secrets));
    };
    if has_field(&object) {
        return Ok(object);
    }
    Err(refusal_in(&body, &meta, &secrets).unwrap_or_else(|| {
        let what = format!("the answer is not {wanted}");
        Error::decode(what, Some(field.to_owned()), None, meta, body)
    }))
}
