//! Requests with a signature of AWS (version 4), over the whole of the body.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, sign as signed,
    },
    sign::v4,
};
use aws_smithy_runtime_api::client::identity::Identity;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};

use crate::{error::Error, header, transport::RequestBody};

/// What a signature consists of; of another one, nothing may stay.
const OF_A_SIGNATURE: [HeaderName; 5] = [
    AUTHORIZATION,
    HeaderName::from_static("x-amz-content-sha256"),
    HeaderName::from_static("x-amz-date"),
    HeaderName::from_static("x-amz-region-set"),
    HeaderName::from_static("x-amz-security-token"),
];

/// What is signed for.
#[derive(Debug, Clone)]
pub(super) struct Scope {
    pub(super) region: String,
    pub(super) service: &'static str,
}

/// Whether a request can be signed at all.
pub(super) fn check(request: &Request<RequestBody>) -> Result<(), Error> {
    if request.headers().contains_key(AUTHORIZATION) {
        let what = "requests to Bedrock are signed in the header `authorization`, which must not be set to something else";
        return Err(Error::request(what, None));
    }
    if request.body().bytes().is_none() {
        let what = "requests to Bedrock are signed over the whole body, which must be bytes and not a stream; with an `api_key` it may be one";
        return Err(Error::request(what, None));
    }
    Ok(())
}

/// Signs a request that has passed the check, and of which nothing changes any more: its method, path
/// and query, the body, and of its headers those that AWS wants signed. These are the host, the type of
/// the body and AWS's own; whoever passes the request on may touch the others.
pub(super) fn sign(
    request: &mut Request<RequestBody>,
    credentials: &Credentials,
    scope: &Scope,
    now: SystemTime,
) -> Result<(), Error> {
    for name in OF_A_SIGNATURE {
        request.headers_mut().remove(name);
    }
    let headers = headers(request, credentials, scope, now)?;
    request.headers_mut().extend(headers);
    Ok(())
}

/// The headers of a signature.
fn headers(
    request: &Request<RequestBody>,
    credentials: &Credentials,
    scope: &Scope,
    now: SystemTime,
) -> Result<HeaderMap, Error> {
    let unsigned = |cause| Error::request("the request cannot be signed", Some(cause));
    // What can be no header, the crate that signs would panic over.
    for (what, text) in [
        ("id of the access key", Some(credentials.access_key_id())),
        ("session token", credentials.session_token()),
    ] {
        text.map_or(Ok(()), |text| header::value(text).map(drop))
            .map_err(|unfit| Error::credentials(format!("the {what} {unfit}"), None))?;
    }
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    let identity = Identity::from(credentials.clone());
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(&scope.region)
        .name(scope.service)
        .time(now)
        .settings(settings)
        .build()
        .map_err(|cause| unsigned(cause.into()))?
        .into();
    let is_signed = |name: &HeaderName| {
        [HOST, CONTENT_TYPE].contains(name) || name.as_str().starts_with("x-amz-")
    };
    let all = request.headers().iter();
    let to_sign = all
        .filter(|(name, _)| is_signed(name))
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let body = request.body().bytes().map_or(&[][..], |bytes| bytes);
    let signable = SignableRequest::new(
        request.method().as_str(),
        request.uri().to_string(),
        to_sign,
        SignableBody::Bytes(body),
    )
    .map_err(|cause| unsigned(cause.into()))?;
    let (instructions, _) = signed(signable, &params)
        .map_err(|cause| unsigned(cause.into()))?
        .into_parts();
    let (found, _) = instructions.into_parts();
    found
        .iter()
        .map(|found| {
            let mut value =
                HeaderValue::from_str(found.value()).map_err(|cause| unsigned(cause.into()))?;
            // The token is a secret, and who has the rest can repeat the request.
            value.set_sensitive(true);
            Ok((HeaderName::from_static(found.name()), value))
        })
        .collect()
}
