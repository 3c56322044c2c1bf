//! A batch as something that is waited for.

use super::{Batch, BatchStatus};
use crate::{origin::Origin, wait::Awaited};

impl Awaited for Batch {
    const NAME: &'static str = "batch";

    fn is_final(&self) -> bool {
        self.status.as_ref().is_some_and(BatchStatus::is_final)
    }

    fn is_cancelled(&self) -> bool {
        self.status == Some(BatchStatus::Cancelled)
    }

    fn state(&self) -> Option<&str> {
        match self.status.as_ref()? {
            BatchStatus::Other(_) => None,
            status => Some(status.as_str()),
        }
    }

    fn origin(&self) -> &Origin {
        Batch::origin(self)
    }
}
