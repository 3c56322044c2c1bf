//! Responses whose answers are types.

mod ext;
mod parsed;

pub use self::ext::ResponsesExt;
pub use self::parsed::ParsedResponse;
pub use openai_client::responses::ResponseEvent;

use crate::answer::{TypedStream, TypedStreamState};
use openai_client::responses::Responses;

/// A streamed response that is read into `T` as it comes; from [`ResponsesExt::stream`]. See
/// [`TypedStream`].
pub type ResponseStream<T> = TypedStream<Responses, T>;

/// The same without IO. See [`TypedStreamState`].
pub type ResponseStreamState<T> = TypedStreamState<Responses, T>;
