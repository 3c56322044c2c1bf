//! A response in the background, as something that is waited for.

use super::{Response, ResponseStatus};
use crate::{origin::Origin, wait::Awaited};

impl Awaited for Response {
    const NAME: &'static str = "response";

    /// What does not say how far it is has come whole, as from a service that knows no background.
    fn is_final(&self) -> bool {
        self.status.as_ref().is_none_or(ResponseStatus::is_final)
    }

    fn is_cancelled(&self) -> bool {
        self.status == Some(ResponseStatus::Cancelled)
    }

    fn state(&self) -> Option<&str> {
        match self.status.as_ref()? {
            ResponseStatus::Other(_) => None,
            status => Some(status.as_str()),
        }
    }

    fn origin(&self) -> &Origin {
        Response::origin(self)
    }
}
