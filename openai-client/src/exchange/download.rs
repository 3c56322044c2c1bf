//! The bytes of an answer, as they come.

use std::{
    fmt,
    future::poll_fn,
    io,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;
use tokio::{fs::File, io::AsyncWriteExt as _};

use super::{
    Opened,
    body::{Collected, Why},
    reads::Reads,
};
use crate::{error::Error, meta::ResponseMeta};

/// A file that is being received: its bytes as a stream, in pieces as they come.
///
/// Only what is asked for is read, so that it may be of any size. The limits in time are those of the
/// client: [`idle_timeout`](crate::ClientBuilder::idle_timeout) between pieces, and
/// [`total_timeout`](crate::ClientBuilder::total_timeout) for all of it. Dropping it gives up the rest.
///
/// # Errors
///
/// [`MaybeSent`](crate::ErrorKind::MaybeSent) where the connection breaks or nothing more comes in time,
/// which [may be tried again](crate::Error::is_retryable) from the beginning; nothing follows an error. A
/// body that ends before its announced length is an error, too.
///
/// ```no_run
/// # async fn run(client: openai_client::Client) -> Result<(), openai_client::Error> {
/// let mut content = client.files().content("file-123").await?;
/// let mut bytes = 0;
/// while let Some(piece) = content.next().await {
///     bytes += piece?.len();
/// }
/// println!("{bytes} bytes");
///
/// client.files().content("file-123").await?.save("report.pdf").await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is received before it is asked for"]
pub struct Download {
    meta: ResponseMeta,
    reads: Reads,
    announced: Option<u64>,
    max_body_bytes: usize,
    is_harmless: bool,
}

impl Download {
    pub(super) fn new(opened: Opened) -> Self {
        Self {
            meta: opened.meta,
            announced: opened.body.announced(),
            reads: Reads::new(opened.body, opened.limits.idle, opened.deadline),
            max_body_bytes: opened.limits.max_body_bytes,
            is_harmless: opened.is_harmless,
        }
    }

    /// Status, headers and request id.
    pub fn meta(&self) -> &ResponseMeta {
        &self.meta
    }

    /// How many bytes it has, if the service has said so. What has been read counts, too.
    pub fn length(&self) -> Option<u64> {
        self.announced
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    ///
    /// See [`Download`].
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|cx| self.poll_piece(cx)).await
    }

    /// All that is left, in memory.
    ///
    /// # Errors
    ///
    /// See [`Download`]. More than [`max_body_bytes`](crate::ClientBuilder::max_body_bytes) are a
    /// [`Decode`](crate::ErrorKind::Decode).
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let announced = usize::try_from(self.announced.unwrap_or_default()).unwrap_or(usize::MAX);
        let mut body = Collected::default();
        while let Some(piece) = self.next().await {
            if !body.push_within(piece?, announced, self.max_body_bytes) {
                let too_large = Why::TooLarge(self.max_body_bytes);
                return Err(too_large.into_error(self.meta, body.finish()));
            }
        }
        Ok(body.finish())
    }

    /// Writes all that is left to a file, and gives the number of bytes. It has its name once all of it
    /// is there, on the disk; until then it is beside it, under that name with an end of its own.
    ///
    /// # Errors
    ///
    /// See [`Download`]. [`Request`](crate::ErrorKind::Request) when the file cannot be written. After
    /// every error the part is removed.
    pub async fn save(mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        let path = path.as_ref();
        let unwritable = |cause: io::Error| {
            let what = format!("the file {} cannot be written", path.display());
            Error::request(what, Some(cause.into()))
        };
        let (part, file) = Part::beside(path).map_err(unwritable)?;
        let mut file = File::from_std(file);
        let mut length = 0;
        while let Some(piece) = self.next().await {
            let piece = piece?;
            length += piece.len() as u64;
            file.write_all(&piece).await.map_err(unwritable)?;
        }
        // Else a name could stand for an empty file after a power failure.
        file.sync_all().await.map_err(unwritable)?;
        drop(file);
        part.rename(path).await.map_err(unwritable)?;
        Ok(length)
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        Poll::Ready(match ready!(self.reads.poll_next(cx)) {
            Ok(Some(piece)) => Some(Ok(piece)),
            Ok(None) => None,
            Err(why) => {
                let error = why.into_error(self.meta.clone(), Bytes::new());
                Some(Err(error.harmless(self.is_harmless)))
            }
        })
    }
}

/// A file that is not whole yet, and is no more when this is dropped.
struct Part(Option<PathBuf>);

impl Part {
    /// A new file: two of them for the same path do not meet.
    fn beside(path: &Path) -> io::Result<(Self, std::fs::File)> {
        let mut name = path
            .file_name()
            .ok_or(io::ErrorKind::InvalidInput)?
            .to_owned();
        name.push(format!(".{:08x}.part", fastrand::u32(..)));
        let part = path.with_file_name(name);
        let file = std::fs::File::create_new(&part)?;
        Ok((Self(Some(part)), file))
    }

    async fn rename(mut self, path: &Path) -> io::Result<()> {
        if let Some(part) = &self.0 {
            tokio::fs::rename(part, path).await?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(part) = &self.0 {
            // There is nothing more to be done about it.
            drop(std::fs::remove_file(part));
        }
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_piece(cx)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("meta", &self.meta)
            .field("length", &self.announced)
            .finish_non_exhaustive()
    }
}
