//! No TLS was built in, so nothing that needs it is set up.

use super::{Certificates, SystemRoots};
use crate::error::Error;

pub(in crate::transport) fn set_up(
    builder: reqwest::ClientBuilder,
    certificates: Certificates<'_>,
    system: SystemRoots,
) -> Result<reqwest::ClientBuilder, Error> {
    let Certificates { roots, client } = certificates;
    if system == SystemRoots::Needed || !roots.is_empty() || client.is_some() {
        return Err(Error::config(
            "https needs TLS, which was not built in: turn on the feature `rustls-ring`, `rustls-aws-lc` or `native-tls` of openai-client",
            None,
        ));
    }
    Ok(builder)
}
