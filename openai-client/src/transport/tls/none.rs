//! No TLS was built in, so nothing that needs it is set up.

use super::SystemRoots;
use crate::error::Error;

pub(in crate::transport) fn set_up(
    builder: reqwest::ClientBuilder,
    roots: &[Vec<u8>],
    system: SystemRoots,
) -> Result<reqwest::ClientBuilder, Error> {
    if system == SystemRoots::Needed || !roots.is_empty() {
        return Err(Error::config(
            "https needs TLS, which was not built in: turn on the feature `rustls-ring`, `rustls-aws-lc` or `native-tls` of openai-client",
            None,
        ));
    }
    Ok(builder)
}
