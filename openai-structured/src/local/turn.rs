//! placeholder
use super::error::ApiError;
use super::reply::Reply;
use super::shape::ChatRequest;
pub(super) fn reply(_request: &ChatRequest<'_>) -> Result<Reply, ApiError> { Ok(Reply::text("x")) }
