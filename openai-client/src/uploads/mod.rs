//! The Uploads API: `/uploads`, files of up to 8 GB that are sent in parts.

#[cfg(feature = "transport")]
mod calls;
#[cfg(feature = "transport")]
mod few;
mod request;
mod upload;
#[cfg(feature = "transport")]
mod whole;

#[cfg(feature = "transport")]
pub use calls::Uploads;
pub use request::{CompleteUpload, UploadRequest};
pub use upload::{Upload, UploadPart, UploadStatus};
#[cfg(feature = "transport")]
pub use whole::{FileUpload, UploadProgress};
