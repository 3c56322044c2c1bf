//! A proof of who calls, exchanged for a token of OpenAI (RFC 8693).

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{
    HeaderValue, Method, Request,
    header::{ACCEPT, CONTENT_TYPE},
};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::Serialize;
use serde_json::{Value, value::RawValue};
use tokio::time::Instant;

use super::{
    super::{
        asking::{Reply, Who, ask},
        token::Issued,
    },
    endpoint::{Endpoint, WHO},
};
use crate::{
    error::{Error, is_transient},
    exchange::{LONGEST_SERVER_DELAY, backoff, server_delay},
    secrets::Secrets,
    transport::Transport,
};

/// What asks for an exchange, in the field `grant_type`.
pub(in crate::auth) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Lives so long at most, so that any clock can hold its end.
const LONGEST_LIFE: Duration = Duration::from_hours(24 * 365);

/// Who calls, as OpenAI names it.
#[derive(Debug, Clone, Serialize)]
pub(in crate::auth) struct Account {
    identity_provider_id: String,
    service_account_id: String,
}

impl Account {
    pub(in crate::auth) fn new(identity_provider: &str, service_account: &str) -> Self {
        Self {
            identity_provider_id: identity_provider.trim().to_owned(),
            service_account_id: service_account.trim().to_owned(),
        }
    }

    /// # Errors
    ///
    /// An id that is missing, or that looks like the other.
    pub(in crate::auth) fn check(&self) -> Result<(), Error> {
        let (provider, account) = (&self.identity_provider_id, &self.service_account_id);
        let what = if provider.is_empty() {
            "the id of the identity provider is empty"
        } else if account.is_empty() {
            "the id of the service account is empty"
        } else if provider.starts_with("sa_") || account.starts_with("idp_") {
            "the ids look swapped: that of the identity provider (`idp_…`) is the first, that of the service account (`sa_…`) the second"
        } else {
            return Ok(());
        };
        Err(Error::config(what, None))
    }
}

/// What is sent to whom.
pub(in crate::auth) struct Exchange<'a> {
    pub(in crate::auth) endpoint: &'a Endpoint,
    /// A JSON object.
    pub(in crate::auth) body: Bytes,
    /// What of it must not stand in an error.
    pub(in crate::auth) subject: Option<&'a SecretString>,
    /// How often it is sent again, at most.
    pub(in crate::auth) retries: u32,
}

impl Exchange<'_> {
    /// A token, after as many tries as are worth it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials), with what the endpoint answered.
    pub(in crate::auth) async fn run(&self, transport: &dyn Transport) -> Result<Issued, Error> {
        let subject = self.subject.map(ExposeSecret::expose_secret);
        let secrets = &Secrets::of(subject, []);
        let mut made = 0;
        loop {
            let asked = Instant::now();
            let answer = ask(transport, self.request()).await;
            let (error, delay) = match answer {
                Ok(reply) => {
                    let (status, headers) = (reply.status, &reply.headers);
                    tracing::debug!(status = status.as_u16(), "the token endpoint answered");
                    if status.is_success() {
                        return issued(&reply, asked).map_err(|what| {
                            Error::issuer_unreadable(what, status, headers, &reply.body, secrets)
                        });
                    }
                    let delay = server_delay(headers, SystemTime::now());
                    let error = refused(&reply, delay, secrets);
                    let is_near = delay.is_none_or(|delay| delay <= LONGEST_SERVER_DELAY);
                    if !is_transient(status) || !is_near {
                        return Err(error);
                    }
                    (error, delay)
                }
                Err(unanswered) => {
                    let is_passing = unanswered.is_passing();
                    let error = unanswered.into_error(&Who {
                        name: WHO,
                        host: self.endpoint.host(),
                        hint: "",
                        secrets,
                    });
                    if !is_passing {
                        return Err(error);
                    }
                    (error, None)
                }
            };
            if made == self.retries {
                return Err(error);
            }
            // Without dice: nobody else of this program asks.
            let wait = delay.unwrap_or_else(|| backoff(made, 1.0));
            tracing::debug!(?wait, "asking the token endpoint again");
            tokio::time::sleep(wait).await;
            made += 1;
        }
    }

    fn request(&self) -> Request<crate::transport::RequestBody> {
        let mut request = Request::new(self.body.clone().into());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.endpoint.uri().clone();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, JSON);
        headers.insert(CONTENT_TYPE, JSON);
        request
    }
}

fn refused(reply: &Reply, delay: Option<Duration>, secrets: &Secrets) -> Error {
    let what = if reply.status.is_redirection() {
        "redirects are not followed: the token endpoint answered"
    } else {
        "the token endpoint refused the exchange"
    };
    let (status, headers) = (reply.status, &reply.headers);
    Error::issuer_refused(what, status, headers, &reply.body, delay, secrets)
}

/// The token in a success; else what is wrong with it, without anything of it.
fn issued(reply: &Reply, asked: Instant) -> Result<Issued, String> {
    let what = |what: &str| format!("the answer of {WHO} {what}");
    let unreadable = |_| what("cannot be read as JSON");
    // Its fields stay where they are, so that the token is copied once, to where it is wiped.
    let answer: &RawValue = serde_json::from_slice(&reply.body).map_err(unreadable)?;
    let answer: BTreeMap<String, &RawValue> =
        serde_json::from_str(answer.get()).map_err(|_| what("is not a JSON object"))?;
    let token: Zeroizing<String> = match answer.get("access_token") {
        Some(token) if token.get().starts_with('"') => {
            Zeroizing::new(serde_json::from_str(token.get()).map_err(unreadable)?)
        }
        Some(_) => return Err(what("has an `access_token` that is no text")),
        None => return Err(what("has no `access_token`")),
    };
    if token.is_empty() {
        return Err(what("has an empty `access_token`"));
    }
    if !is_bearer(&token) {
        return Err(what("has an `access_token` that is no bearer token"));
    }
    let field = |name| -> Result<Option<Value>, String> {
        let field = answer
            .get(name)
            .map(|field| serde_json::from_str(field.get()));
        field.transpose().map_err(unreadable)
    };
    match field("token_type")? {
        None | Some(Value::Null) => {}
        Some(Value::String(kind)) if kind.eq_ignore_ascii_case("bearer") => {}
        Some(_) => return Err(what("has a `token_type` that is not `Bearer`")),
    }
    let lifetime = match field("expires_in")? {
        Some(Value::Number(seconds)) => seconds.as_f64().filter(|seconds| *seconds > 0.0),
        Some(_) => return Err(what("has an `expires_in` that is no number")),
        None => return Err(what("has no `expires_in`")),
    };
    let Some(lifetime) = lifetime else {
        return Err(what("has an `expires_in` that is not above 0"));
    };
    Ok(Issued {
        token: token.as_str().into(),
        asked,
        lifetime: Duration::try_from_secs_f64(lifetime)
            .unwrap_or(LONGEST_LIFE)
            .min(LONGEST_LIFE),
    })
}

/// What a bearer token is made of (RFC 6750, section 2.1): nothing else can stand in the header.
pub(in crate::auth) fn is_bearer(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !body.is_empty() && body.bytes().all(is_fit)
}
