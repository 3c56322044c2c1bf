//! The Files API: `/files`, what other calls refer to by id.

#[cfg(feature = "transport")]
mod calls;
mod file;
#[cfg(feature = "transport")]
mod request;

#[cfg(feature = "transport")]
pub use calls::Files;
pub use file::{DeletedFile, File, FileExpiry, FilePurpose, FileStatus};
#[cfg(feature = "transport")]
pub use request::FileRequest;
