//! Carries what AWS's crates ask for credentials: their HTTP client, over the client's own transport.
//!
//! So there is one stack of TLS, and the proxy and the certificates that the client was given are those
//! of token services, too. What gives credentials to its own machine alone is called directly: a proxy
//! has an address of that kind for itself.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
    },
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::{Request, Response};
use url::{Host, Url};

use super::super::asking::{Unanswered, ask};
use crate::{
    client::is_loopback,
    transport::{BoxError, Connect, HttpTransport, Proxy, RequestBody, ResponseBody, Transport},
};

/// A machine that is not AWS's has nobody at those addresses, which shows by nothing but this.
const NEAR: Duration = Duration::from_secs(1);

/// The ways to those who have credentials.
#[derive(Clone)]
pub(super) struct Carrier(Arc<Ways>);

struct Ways {
    transport: Arc<dyn Transport>,
    /// Made when it is first needed; the text says why it could not be.
    direct: OnceLock<Result<Arc<dyn Transport>, String>>,
}

impl Carrier {
    pub(super) fn new(transport: Arc<dyn Transport>) -> Self {
        let direct = OnceLock::new();
        Self(Arc::new(Ways { transport, direct }))
    }

    fn way(&self, url: &Url) -> Result<&Arc<dyn Transport>, String> {
        if !is_near(url) {
            return Ok(&self.0.transport);
        }
        let made = self.0.direct.get_or_init(|| {
            let connect = Connect {
                timeout: Some(NEAR),
                proxy: Proxy::None,
                is_loopback: true,
                ..Connect::default()
            };
            let client = connect.client().map_err(|error| error.to_string())?;
            Ok(Arc::new(HttpTransport::from(client)))
        });
        made.as_ref().map_err(Clone::clone)
    }

    async fn send(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let request = taken(request).map_err(ConnectorError::user)?;
        let url = Url::parse(&request.uri().to_string());
        let url = url.map_err(|cause| ConnectorError::user(cause.into()))?;
        let way = self.way(&url);
        let way = way.map_err(|what| ConnectorError::user(what.into()))?;
        let answer = ask(&**way, request).await.map_err(unanswered)?;
        // As a body that comes: what is at hand, AWS's crates would trace.
        let body = SdkBody::from_body_1_x(ResponseBody::from(answer.body));
        let mut response = Response::new(body);
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        HttpResponse::try_from(response).map_err(|cause| ConnectorError::other(cause.into(), None))
    }
}

fn unanswered(why: Unanswered) -> ConnectorError {
    match why {
        Unanswered::Late => ConnectorError::timeout("no answer".into()),
        Unanswered::Broken(error) => ConnectorError::io(error.into()),
        Unanswered::TooLarge(..) => ConnectorError::other("the answer is too large".into(), None),
    }
}

/// Whether what answers is this machine, or the one that it runs on.
fn is_near(url: &Url) -> bool {
    let is_host = match url.host() {
        Some(Host::Ipv4(address)) => address.is_link_local(),
        // AWS's own, which has the same at link-local addresses of IPv4.
        Some(Host::Ipv6(address)) => address.segments().starts_with(&[0xfd00, 0x0ec2]),
        Some(Host::Domain(_)) | None => false,
    };
    is_host || is_loopback(url)
}

/// As a transport takes requests.
fn taken(request: HttpRequest) -> Result<Request<RequestBody>, BoxError> {
    let (head, body) = request.try_into_http1x()?.into_parts();
    let bytes = body
        .bytes()
        .ok_or("a request for credentials has a body that is not bytes")?;
    let body = RequestBody::from(Bytes::copy_from_slice(bytes));
    Ok(Request::from_parts(head, body))
}

impl HttpClient for Carrier {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let connect = settings.connect_timeout().unwrap_or_default();
        let limit = settings.read_timeout().map(|read| connect + read);
        let carrier = self.clone();
        SharedHttpConnector::new(Limited { carrier, limit })
    }
}

/// Within a time, if AWS's crates say one.
#[derive(Debug)]
struct Limited {
    carrier: Carrier,
    limit: Option<Duration>,
}

impl HttpConnector for Limited {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (sending, limit) = (self.carrier.clone().send(request), self.limit);
        HttpConnectorFuture::new(async move {
            let Some(limit) = limit else {
                return sending.await;
            };
            let late = |_| ConnectorError::timeout(format!("no answer within {limit:?}").into());
            tokio::time::timeout(limit, sending).await.map_err(late)?
        })
    }
}

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Carrier").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_this_machine_reaches_is_called_directly() {
        for (url, expected) in [
            ("http://169.254.169.254/latest/api/token", true),
            ("http://169.254.170.2/v2/credentials", true),
            ("http://169.254.170.23/v1/credentials", true),
            ("http://[fd00:ec2::254]/latest", true),
            ("http://[fd00:ec2::23]/v1/credentials", true),
            ("http://127.0.0.1:1/", true),
            ("http://[::1]/", true),
            ("http://localhost:8080/", true),
            ("https://sts.us-east-1.amazonaws.com/", false),
            ("https://169.254.169.254.example/", false),
            ("http://10.0.0.1/", false),
            ("http://[fd00:ec3::254]/", false),
        ] {
            assert_eq!(is_near(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
