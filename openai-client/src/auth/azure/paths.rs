//! Which paths are below a deployment, and below which.

use std::borrow::Cow;

use http_body::Body as _;
use percent_encoding::utf8_percent_encode;

use super::model;
use crate::{client::SEGMENT, error::Error, transport::RequestBody};

/// What is asked of a deployment; everything else is asked of the resource.
const OF_A_DEPLOYMENT: [&str; 8] = [
    "completions",
    "chat/completions",
    "embeddings",
    "audio/transcriptions",
    "audio/translations",
    "audio/speech",
    "images/generations",
    "images/edits",
];

/// Where paths are.
#[derive(Debug)]
pub(super) enum Paths {
    /// Where OpenAI has them.
    Same,
    /// Below the deployment that is the model.
    OfModel,
    /// Below this one, a segment.
    Of(String),
}

impl Paths {
    pub(super) fn of_deployment(name: &str) -> Result<Self, Error> {
        let segment = segment("the deployment", name.trim());
        Ok(Self::Of(segment.map_err(|what| Error::config(what, None))?))
    }

    /// The path of a call below the base URL; `models` is what its form names so.
    pub(super) fn of<'a>(
        &self,
        path: &'a str,
        body: &RequestBody,
        models: &[String],
    ) -> Result<Cow<'a, str>, Error> {
        let route = path.trim_start_matches('/');
        let asked = route.split_once('?').map_or(route, |(asked, _)| asked);
        // Without a body it is a list: of the completions that the resource has stored.
        let is_same = matches!(self, Self::Same) || body.is_end_stream();
        if is_same || !OF_A_DEPLOYMENT.contains(&asked) {
            return Ok(path.into());
        }
        let deployment = match self {
            Self::Of(deployment) => Cow::from(deployment),
            Self::Same | Self::OfModel => match model::of(body, models)? {
                Some(model) => segment("the model", &model)
                    .map_err(|what| Error::request(what, None))?
                    .into(),
                // A gateway may know one.
                None => return Ok(path.into()),
            },
        };
        Ok(["deployments/", &deployment, "/", route].concat().into())
    }
}

/// A name as a segment of a path. What would be another path is refused.
fn segment(what: &str, name: &str) -> Result<String, String> {
    match name {
        "" => Err(format!("{what} is empty")),
        "." | ".." => Err(format!(
            "{what} must not be `{name}`, which is a step in a path"
        )),
        _ => Ok(utf8_percent_encode(name, SEGMENT).to_string()),
    }
}
