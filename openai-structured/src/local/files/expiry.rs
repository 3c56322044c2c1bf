//! When a file is to be deleted: so long after it was made.

use serde_json::{Map, Value};

use crate::local::error::ApiError;
use crate::local::field::{given, integer, known, object, required_in, text, unsupported};

/// Seconds that a file can be kept, where a request says how long: an hour to thirty days.
const LEAST: u32 = 3_600;
const MOST: u32 = 2_592_000;

/// How long files for batches are kept, and those that batches make, where a request says nothing.
pub(in crate::local) const MONTH: u64 = 2_592_000;

/// The seconds of the policy under a key, where there is one.
pub(in crate::local) fn of(body: &Map<String, Value>, key: &str) -> Result<Option<u64>, ApiError> {
    let policy = given(body, key).map(|policy| seconds(object(policy, key)?, key));
    policy.transpose()
}

/// The seconds of a policy, which stands at `place`.
pub(super) fn seconds(policy: &Map<String, Value>, place: &str) -> Result<u64, ApiError> {
    known(policy, place, &["anchor", "seconds"])?;
    let anchor_place = format!("{place}.anchor");
    match text(required_in(policy, place, "anchor")?, &anchor_place)? {
        "created_at" => {}
        other => return Err(unsupported(&anchor_place, other, "'created_at'")),
    }
    let seconds = required_in(policy, place, "seconds")?;
    let seconds = integer(seconds, &format!("{place}.seconds"), LEAST, MOST)?;
    Ok(u64::try_from(seconds).unwrap_or(MONTH))
}
