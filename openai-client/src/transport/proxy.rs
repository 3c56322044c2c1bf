//! Proxies: the system's, one that was given, or none.

use std::{borrow::Cow, fmt};

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use percent_encoding::percent_decode_str;
use url::Url;

use super::connect::unusable;
use crate::error::Error;

/// Which proxy is asked for.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Proxy {
    /// Those of the system's settings and of `HTTPS_PROXY` and the like.
    System,
    None,
    /// The one at this URL, as it was given.
    At(String),
}

/// The way that connections take.
pub(super) enum Route {
    /// Through a proxy, if the system's settings have one for the service.
    System,
    Direct,
    Through(Url),
}

impl Proxy {
    /// A service in this machine is not looked for from a proxy of the system's.
    pub(super) fn route(&self, is_loopback: bool) -> Result<Route, Error> {
        Ok(match self {
            Self::System if is_loopback => Route::Direct,
            Self::System => Route::System,
            Self::None => Route::Direct,
            Self::At(url) => Route::Through(parse(url)?),
        })
    }

    /// User and password: as they stand in the URL, without its escapes, and as they are sent.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let Self::At(url) = self else {
            return Vec::new();
        };
        let Ok(url) = parse(url) else {
            return Vec::new();
        };
        let parts = [url.username(), url.password().unwrap_or_default()];
        let decoded = parts.map(|part| percent_decode_str(part).decode_utf8_lossy());
        let [user, password] = &decoded;
        let sent = STANDARD.encode(format!("{user}:{password}"));
        let given = parts.map(Cow::Borrowed).into_iter();
        let all = given.chain(decoded).chain([sent.into()]);
        all.map(Cow::into_owned).collect()
    }
}

/// Without the URL, which may have a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::None => "None",
            Self::At(_) => "At(…)",
        })
    }
}

impl Route {
    pub(super) fn set_up(
        self,
        builder: reqwest::ClientBuilder,
    ) -> Result<reqwest::ClientBuilder, Error> {
        Ok(match self {
            Self::System => builder,
            Self::Direct => builder.no_proxy(),
            Self::Through(url) => builder.proxy(reqwest::Proxy::all(url).map_err(unusable)?),
        })
    }
}

fn parse(text: &str) -> Result<Url, Error> {
    let refuse = |what: &str| Error::config(format!("the proxy {what}"), None);
    let url = Url::parse(text.trim())
        .map_err(|cause| Error::config("the proxy cannot be read as a url", Some(cause.into())))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse("must start with http:// or https://"));
    }
    // What reads the URL next passes over one that it cannot read, and calls directly then.
    if url.as_str().parse::<http::Uri>().is_err() {
        return Err(refuse("cannot be read as a uri"));
    }
    Ok(url)
}
