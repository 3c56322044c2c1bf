//! One input: a key, and a request or why there is none.

use crate::error::Error;

/// What [`parse_many`](crate::ChatExt::parse_many) takes, where `R` is the request: `(key, request)`,
/// or `(key, Result<request, E>)` for requests that may fail to be made.
///
/// Keys must be unique where a [`Journal`](super::Journal) is kept by them; a run itself does not ask.
///
/// An `Err` is an input like any other: it comes out as a [`Done`](super::Done) whose error has the
/// kind [`ErrorKind::Input`](crate::ErrorKind::Input). Sealed.
///
/// ```
/// use openai_structured::prelude::*;
///
/// fn requests(files: Vec<std::path::PathBuf>) -> impl Iterator<Item = (String, std::io::Result<ChatRequest>)> {
///     files.into_iter().map(|file| {
///         let text = std::fs::read_to_string(&file);
///         (file.display().to_string(), text.map(|text| ChatRequest::new("gpt-5-mini").user(text)))
///     })
/// }
/// # assert_eq!(requests(vec!["no such file".into()]).filter(|(_, it)| it.is_err()).count(), 1);
/// ```
pub trait Input<R>: sealed::Sealed {
    /// What an input is known by.
    type Key;

    /// The key, and what is to be sent.
    #[doc(hidden)]
    fn into_parts(self) -> (Self::Key, Result<R, Error>);
}

impl<K, R> Input<R> for (K, R) {
    type Key = K;

    fn into_parts(self) -> (K, Result<R, Error>) {
        (self.0, Ok(self.1))
    }
}

impl<K, R, E> Input<R> for (K, Result<R, E>)
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Key = K;

    fn into_parts(self) -> (K, Result<R, Error>) {
        let (key, request) = self;
        (key, request.map_err(|error| Error::input(error.into())))
    }
}

mod sealed {
    /// Only pairs are inputs, so what is asked of them may change.
    pub trait Sealed {}
    impl<K, R> Sealed for (K, R) {}
}
