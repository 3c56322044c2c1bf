//! The certificate by which a client proves who it is, as it was given.

use secrecy::{ExposeSecret, SecretSlice};

/// PEM of a chain and of its key. Neither is ever shown: files with both in one are common.
#[derive(Clone)]
pub(crate) struct ClientCertificate {
    pub(super) chain: SecretSlice<u8>,
    pub(super) key: SecretSlice<u8>,
}

impl ClientCertificate {
    pub(crate) fn new(chain: Vec<u8>, key: Vec<u8>) -> Self {
        Self {
            chain: chain.into(),
            key: key.into(),
        }
    }
}

/// Clients share connections if they prove the same, by the same.
impl PartialEq for ClientCertificate {
    fn eq(&self, other: &Self) -> bool {
        self.chain.expose_secret() == other.chain.expose_secret()
            && self.key.expose_secret() == other.key.expose_secret()
    }
}

impl Eq for ClientCertificate {}
