//! A secret that is shared with the service, and what is signed with it.

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderValue;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::Sha256;

use super::WebhookError;

/// What says that Base64 follows.
const ENCODED: &str = "whsec_";

/// The version of signatures that are made with a shared secret.
const VERSION: &str = "v1,";

/// The key; never empty.
#[derive(Clone)]
pub(super) struct Secret(SecretSlice<u8>);

impl Secret {
    pub(super) fn new(text: &SecretString) -> Result<Self, WebhookError> {
        // A file leaves space around it.
        let text = text.expose_secret().trim_ascii();
        let key: SecretSlice<u8> = match text.strip_prefix(ENCODED) {
            None => text.as_bytes().to_vec().into(),
            Some(encoded) => match STANDARD.decode(encoded) {
                Ok(key) => key.into(),
                Err(_) => return Err(WebhookError::Secret("is no Base64 after whsec_")),
            },
        };
        if key.expose_secret().is_empty() {
            return Err(WebhookError::Secret("is empty"));
        }
        Ok(Self(key))
    }

    /// The signature of a message, as a header says it.
    fn sign(&self, message: &[&[u8]]) -> String {
        VERSION.to_owned() + &STANDARD.encode(self.mac(message).finalize().into_bytes())
    }

    /// Whether one of these was made with it for this message. Takes the same time wherever they differ.
    pub(super) fn has_signed(&self, message: &[&[u8]], signatures: &[&[u8]]) -> bool {
        let mac = self.mac(message);
        let encoded = signatures.iter();
        let encoded = encoded.map(|it| it.strip_prefix(VERSION.as_bytes()).unwrap_or(it));
        // What is no Base64 is a signature of another kind.
        let mut signatures = encoded.filter_map(|encoded| STANDARD.decode(encoded).ok());
        signatures.any(|signature| mac.clone().verify_slice(&signature).is_ok())
    }

    /// A message is its parts one after the other.
    fn mac(&self, message: &[&[u8]]) -> Hmac<Sha256> {
        let key = self.0.expose_secret();
        #[expect(clippy::expect_used, reason = "HMAC has keys of any length")]
        let mut mac = Hmac::new_from_slice(key).expect("a key of any length");
        for part in message {
            mac.update(part);
        }
        mac
    }
}

/// The signatures of several secrets, as a header.
pub(super) fn signatures(secrets: &[Secret], message: &[&[u8]]) -> HeaderValue {
    let signatures = secrets.iter().map(|secret| secret.sign(message));
    let signatures = signatures.collect::<Vec<_>>().join(" ");
    #[expect(
        clippy::expect_used,
        reason = "Base64 is of characters that a header has"
    )]
    HeaderValue::try_from(signatures).expect("characters of a header")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4231 with a digest of full length.
    #[test]
    fn messages_are_signed_by_hmac_sha_256() {
        let repeated = |byte: u8, count| vec![byte; count];
        let counted: Vec<u8> = (1..=25).collect();
        for (key, message, expected) in [
            (repeated(0x0b, 20), b"Hi There".to_vec(), RFC_1),
            (
                b"Jefe".to_vec(),
                b"what do ya want for nothing?".to_vec(),
                RFC_2,
            ),
            (repeated(0xaa, 20), repeated(0xdd, 50), RFC_3),
            (counted, repeated(0xcd, 50), RFC_4),
            (repeated(0xaa, 131), HASHED.to_vec(), RFC_6),
            (repeated(0xaa, 131), BOTH.to_vec(), RFC_7),
        ] {
            let secret = Secret(key.into());
            for cut in [0, 1, message.len() / 2, message.len()] {
                let (start, end) = message.split_at(cut);
                let tag = secret.mac(&[start, end]).finalize().into_bytes();
                let hex: Vec<String> = tag.iter().map(|byte| format!("{byte:02x}")).collect();
                assert_eq!(hex.concat(), expected);
            }
        }
    }

    const HASHED: &[u8] = b"Test Using Larger Than Block-Size Key - Hash Key First";
    const BOTH: &[u8] = b"This is a test using a larger than block-size key and a larger than \
        block-size data. The key needs to be hashed before being used by the HMAC algorithm.";

    const RFC_1: &str = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
    const RFC_2: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const RFC_3: &str = "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe";
    const RFC_4: &str = "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b";
    const RFC_6: &str = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54";
    const RFC_7: &str = "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2";
}
