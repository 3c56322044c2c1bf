//! Images that the model makes.

use super::ItemStatus;
use crate::wire::wire_object;

wire_object! {
    /// An image that the model made.
    pub struct ImageGenerationCall as "image_generation_call" {
        /// The service's name for the item.
        id: String,
    } with {
        /// How far it is.
        status: ItemStatus,
        /// The image, as Base64.
        result: String,
    }
}
