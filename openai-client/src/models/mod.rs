//! The Models API: `/models`, what the service has to offer.

#[cfg(feature = "transport")]
mod calls;
mod model;

#[cfg(feature = "transport")]
pub use calls::Models;
pub use model::{DeletedModel, Model};
