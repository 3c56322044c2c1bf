//! The same server as a resource of Azure: its endpoints at other paths, and the key in another header.

use std::borrow::Cow;

use super::error::ApiError;
use super::received::Received;

/// What is asked of a deployment, and not of the resource.
const OF_A_DEPLOYMENT: [&str; 2] = ["chat/completions", "embeddings"];

/// A request as OpenAI has it, be it made so or as Azure has it.
///
/// # Errors
///
/// A path that Azure has not, or none without a version.
pub(super) fn plain(received: &Received) -> Result<Cow<'_, Received>, ApiError> {
    let Some(rest) = received.path.strip_prefix("/openai/") else {
        return Ok(Cow::Borrowed(received));
    };
    let path = below(rest, received).ok_or_else(|| {
        let message = "Resource not found";
        ApiError::new(404, message).code("404")
    })?;
    let mut plain = Received {
        path: format!("/v1/{path}"),
        ..received.clone()
    };
    if plain.header("authorization").is_none()
        && let Some(key) = plain.header("api-key")
    {
        let bearer = format!("Bearer {key}");
        plain.headers.push(("authorization".into(), bearer));
    }
    Ok(Cow::Owned(plain))
}

/// What of a path OpenAI has, too.
fn below<'a>(rest: &'a str, received: &Received) -> Option<&'a str> {
    if let Some(path) = rest.strip_prefix("v1/") {
        return Some(path);
    }
    let query = received.query.as_deref().unwrap_or_default();
    let mut versions = query.split('&').filter_map(|pair| pair.split_once('='));
    if !versions.any(|(name, version)| name == "api-version" && !version.is_empty()) {
        return None;
    }
    if let Some(rest) = rest.strip_prefix("deployments/") {
        let (deployment, path) = rest.split_once('/')?;
        let is_one = !deployment.is_empty() && OF_A_DEPLOYMENT.contains(&path);
        return is_one.then_some(path);
    }
    let is_of_resource = received.method != "POST" || !OF_A_DEPLOYMENT.contains(&rest);
    is_of_resource.then_some(rest)
}
