//! Images that the model makes.

use super::ItemStatus;
use crate::wire::wire_object;

wire_object! {
    /// An image that the model made.
    pub struct ImageGenerationCall as "image_generation_call" {
        /// The service's name for the item.
        id: String,
        /// The image, as Base64; the service wants to hear that there is none.
        result: Option<String>,
    } with {
        /// How far it is.
        status: ItemStatus,
    }
}
