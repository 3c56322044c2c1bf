//! An issuer and a service in memory, so that paused time passes exactly as it is awaited.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use http::{HeaderMap, Request, Response, StatusCode};
use openai_client::{
    Client, ClientBuilder,
    auth::{Identity, SubjectToken, WorkloadIdentity},
    transport::{RequestBody, ResponseBody, Sending, Transport, TransportError},
};
use tokio::time::{Instant, sleep};

use super::super::witness::secret;
use crate::server::ANSWER;

/// What becomes of a request.
#[derive(Clone)]
pub(in crate::identity) enum Fate {
    /// This answer, after so long.
    After(Duration, u16, Vec<(&'static str, String)>, String),
    /// The connection breaks after so long.
    Breaks(Duration),
    /// The transport cannot send such a request.
    Unusable,
    /// The head of an answer, and no body.
    Stalls,
    /// Nothing.
    Silence,
}

/// An answer at once.
pub(in crate::identity) fn at_once(status: u16, body: impl Into<String>) -> Fate {
    Fate::After(Duration::ZERO, status, Vec::new(), body.into())
}

/// What gives out a token, by its name, for so many seconds.
pub(in crate::identity) fn token(name: &str, expires_in: f64) -> String {
    let token = secret(name);
    format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":{expires_in}}}"#)
}

/// As its fate, with a header.
pub(in crate::identity) fn with(fate: Fate, name: &'static str, value: &str) -> Fate {
    match fate {
        Fate::After(time, status, mut headers, body) => {
            headers.push((name, value.to_owned()));
            Fate::After(time, status, headers, body)
        }
        other => other,
    }
}

/// When it was asked, where, and with which credentials and other headers.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::identity) struct Asked {
    pub(in crate::identity) at: Duration,
    pub(in crate::identity) authorization: Option<String>,
    pub(in crate::identity) url: String,
    pub(in crate::identity) headers: HeaderMap,
}

/// Both, each with a script; when that has ended the service answers, and the issuer gives a token of an
/// hour that is called by its number.
#[derive(Clone)]
pub(in crate::identity) struct Memory(Arc<Inner>);

struct Inner {
    begun: Instant,
    issuer: Side,
    service: Side,
}

#[derive(Default)]
struct Side {
    script: Mutex<VecDeque<Fate>>,
    asked: Mutex<Vec<Asked>>,
}

impl Memory {
    pub(in crate::identity) fn new(
        issuer: impl IntoIterator<Item = Fate>,
        service: impl IntoIterator<Item = Fate>,
    ) -> Self {
        let side = |script: VecDeque<Fate>| Side {
            script: Mutex::new(script),
            ..Side::default()
        };
        Self(Arc::new(Inner {
            begun: Instant::now(),
            issuer: side(issuer.into_iter().collect()),
            service: side(service.into_iter().collect()),
        }))
    }

    /// With a workload's identity, and no retries of the service's calls.
    pub(in crate::identity) fn builder(&self) -> ClientBuilder {
        self.builder_with(WorkloadIdentity::new("idp_1", "sa_1", subject()))
    }

    pub(in crate::identity) fn builder_with(&self, identity: impl Into<Identity>) -> ClientBuilder {
        let builder = Client::builder().auth(identity).max_retries(0);
        builder.transport(self.clone())
    }

    pub(in crate::identity) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// How long this has been going on.
    pub(in crate::identity) fn elapsed(&self) -> Duration {
        self.0.begun.elapsed()
    }

    /// When tokens were asked for.
    pub(in crate::identity) fn exchanges(&self) -> Vec<Duration> {
        let asked = self.exchanged().into_iter();
        asked.map(|asked| asked.at).collect()
    }

    /// What the issuer was asked.
    pub(in crate::identity) fn exchanged(&self) -> Vec<Asked> {
        self.0.issuer.asked.lock().unwrap().clone()
    }

    /// What the service was asked.
    pub(in crate::identity) fn calls(&self) -> Vec<Asked> {
        self.0.service.asked.lock().unwrap().clone()
    }

    /// Which tokens the service was shown.
    pub(in crate::identity) fn shown(&self) -> Vec<String> {
        let calls = self.calls().into_iter();
        calls
            .map(|asked| asked.authorization.unwrap_or_default())
            .collect()
    }
}

/// What the service is shown with a token, by its name.
pub(in crate::identity) fn bearer(name: &str) -> String {
    format!("Bearer {}", secret(name))
}

pub(in crate::identity) fn subject() -> SubjectToken {
    SubjectToken::jwt(|| async { Ok::<_, std::io::Error>(secret("subject")) })
}

impl Transport for Memory {
    fn send(&self, request: Request<RequestBody>) -> Sending {
        let is_exchange = request.uri().path() == "/oauth/token";
        let Inner {
            issuer, service, ..
        } = &*self.0;
        let side = if is_exchange { issuer } else { service };
        let authorization = request.headers().get("authorization");
        let mut asked = side.asked.lock().unwrap();
        asked.push(Asked {
            at: self.0.begun.elapsed(),
            authorization: authorization.map(|value| value.to_str().unwrap().to_owned()),
            url: request.uri().to_string(),
            headers: request.headers().clone(),
        });
        let usual = if is_exchange {
            token(&format!("issued-{}", asked.len()), 3600.0)
        } else {
            ANSWER.to_owned()
        };
        let fate = side.script.lock().unwrap().pop_front();
        let fate = fate.unwrap_or_else(|| at_once(200, usual));
        Box::pin(come_true(fate))
    }
}

async fn come_true(fate: Fate) -> Result<Response<ResponseBody>, TransportError> {
    match fate {
        Fate::After(time, status, headers, body) => {
            if !time.is_zero() {
                sleep(time).await;
            }
            let mut response = Response::new(ResponseBody::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            Ok(response)
        }
        Fate::Breaks(time) => {
            sleep(time).await;
            Err(TransportError::maybe_sent("reset by peer"))
        }
        Fate::Unusable => Err(TransportError::unusable("too long a name")),
        Fate::Stalls => Ok(Response::new(ResponseBody::stream(Endless))),
        Fate::Silence => std::future::pending().await,
    }
}

/// A body that never comes.
struct Endless;

impl futures_core::Stream for Endless {
    type Item = Result<bytes::Bytes, TransportError>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Pending
    }
}
