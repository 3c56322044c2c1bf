//! A client's certificate for those who do TLS, and what may be wrong with it. A cause must not have the
//! text.

use secrecy::ExposeSecret;

use super::ClientCertificate;
use crate::{error::Error, transport::BoxError};

impl ClientCertificate {
    pub(super) fn chain(&self) -> &[u8] {
        self.chain.expose_secret()
    }

    pub(super) fn key(&self) -> &[u8] {
        self.key.expose_secret()
    }

    /// A cause must not have the text.
    pub(super) fn unreadable_chain(&self, cause: Option<BoxError>) -> Error {
        let has = |what: &[u8]| self.chain().windows(what.len()).any(|text| text == what);
        let why = match (has(b"BEGIN CERTIFICATE-----"), has(b"PRIVATE KEY-----")) {
            (false, true) => "has a key and no certificate: chain and key look swapped",
            (false, false) => "has no certificate in PEM (`BEGIN CERTIFICATE`)",
            (true, _) => "cannot be read as PEM",
        };
        Error::config(format!("the chain of the client certificate {why}"), cause)
    }

    /// `forms` are those that are taken.
    pub(super) fn unreadable_key(&self, forms: &str, cause: Option<BoxError>) -> Error {
        let is_encrypted = self.key().windows(9).any(|text| text == b"ENCRYPTED");
        let why = if is_encrypted {
            "is encrypted, it must be given in the clear".to_owned()
        } else {
            format!("cannot be read as PEM ({forms})")
        };
        Error::config(format!("the key of the client certificate {why}"), cause)
    }

    pub(super) fn misfit(cause: Option<BoxError>) -> Error {
        let what = "the client certificate and its key do not fit together";
        Error::config(what, cause)
    }
}
