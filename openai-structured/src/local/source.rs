//! Where the answers of a local API come from: a script, then perhaps the stand-in model.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::dialect::Request;
use super::error::ApiError;
use super::reply::Reply;
use super::stop::Stop;

/// The one model that the server lists. It names what answers, so that nobody takes it for more.
pub(super) const MODEL: &str = "stand-in";

#[derive(Debug)]
pub(super) struct Source {
    script: Mutex<VecDeque<Reply>>,
    #[cfg(feature = "local-model")]
    stand_in: bool,
}

/// A reply, and who gave it.
#[derive(Debug)]
pub(super) struct Spoken {
    pub(super) reply: Reply,
    pub(super) model: String,
    pub(super) fingerprint: &'static str,
}

impl Source {
    pub(super) fn new(script: Vec<Reply>) -> Self {
        Self {
            script: Mutex::new(script.into()),
            #[cfg(feature = "local-model")]
            stand_in: false,
        }
    }

    /// Whether the stand-in model answers when the script is over.
    #[cfg(feature = "local-model")]
    pub(super) fn then_stand_in(self, stand_in: bool) -> Self {
        Self { stand_in, ..self }
    }

    /// The reply to a request that passed all checks.
    #[cfg_attr(
        not(feature = "local-model"),
        expect(unused_variables, reason = "only the stand-in model takes long")
    )]
    pub(super) fn reply(&self, request: &impl Request, stop: &Stop) -> Result<Spoken, ApiError> {
        let scripted = self
            .script
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front();
        if let Some(reply) = scripted {
            let model = request.model().to_owned();
            return Ok(Spoken {
                reply,
                model,
                fingerprint: "scripted",
            });
        }
        #[cfg(feature = "local-model")]
        if self.stand_in {
            let reply = request.stand_in(stop)?;
            return Ok(Spoken {
                reply,
                model: MODEL.to_owned(),
                fingerprint: MODEL,
            });
        }
        let message = "The script of the local API is exhausted: it has no reply left for this \
                       request.";
        Err(ApiError::own("script_exhausted", message))
    }
}
