//! What the service has to offer.

use super::resource::resource;
use crate::models::{DeletedModel, Model};

resource! {
    /// The models that the service has; from [`Client::models`](super::Client::models). Cheap to make and
    /// to clone.
    ///
    /// Each call is that of [`Models`](crate::Models), errors included.
    Models {
        /// All models that the key may use
        list() -> pages of Model;
        /// What is known of a model
        retrieve(model: &str) -> Model;
        /// Deletes a model of one's own
        delete(model: &str) -> DeletedModel;
    }
}
