//! What an error knows of what was waited for.

use crate::responses::Response;

/// What was waited for, as it was when it was last looked at.
pub(crate) enum Known {
    Response(Response),
}

impl From<Response> for Known {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}
