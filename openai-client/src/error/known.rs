//! What an error knows of what was waited for.

use crate::{batches::Batch, responses::Response};

/// What was waited for, as it was when it was last looked at.
#[derive(Clone)]
pub(crate) enum Known {
    Batch(Box<Batch>),
    Response(Box<Response>),
}

impl From<Batch> for Known {
    fn from(batch: Batch) -> Self {
        Self::Batch(batch.into())
    }
}

impl From<Response> for Known {
    fn from(response: Response) -> Self {
        Self::Response(response.into())
    }
}
