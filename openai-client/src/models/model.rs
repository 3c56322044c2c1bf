//! A model that the service has.

use crate::wire::wire_object;

wire_object! {
    /// A model that the service has.
    pub struct Model {
        /// Its name, as requests say it.
        id: String,
        /// When it was made, in seconds since 1970.
        created: u64,
        /// Whose it is.
        owned_by: String,
    } with {
        /// What it is: `model`.
        object: String,
        /// The day on which it comes to its end, as `2026-10-01`.
        shutdown_date: String,
    }
}

wire_object! {
    /// What became of a model that was to be deleted.
    pub struct DeletedModel {
        /// Which it was.
        id: String,
        /// Whether it is deleted.
        deleted: bool,
    } with {
        /// What it is: `model`.
        object: String,
    }
}
