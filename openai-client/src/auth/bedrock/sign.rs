//! Requests with a signature of AWS (version 4), over the whole of the body.

use std::{fmt::Write as _, future::poll_fn, pin::Pin, time::SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, sign as signed,
    },
    sign::v4,
};
use aws_smithy_runtime_api::client::identity::Identity;
use http::{
    HeaderMap, HeaderName, HeaderValue, Request, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};

use http_body::Body as _;
use sha2::{Digest as _, Sha256};

use crate::{
    error::Error,
    header,
    transport::{RequestBody, UNREADABLE},
};

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
    if !request.body().is_repeatable() {
        let what = "requests to Bedrock are signed over the whole body before it is sent, so it cannot be a stream that is read once: give bytes or a file, or use an `api_key`";
        return Err(Error::request(what, None));
    }
    Ok(())
}

/// The hash of a body that comes in pieces, which is read for that and once more when it is sent; none
/// of one that is at hand.
pub(super) async fn hash(body: &RequestBody) -> Result<Option<String>, Error> {
    let Some(mut body) = body.is_stream().then(|| body.again()).flatten() else {
        return Ok(None);
    };
    let mut hash = Sha256::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|cause| Error::request(UNREADABLE, Some(cause)))?;
        if let Ok(piece) = frame.into_data() {
            hash.update(&piece);
        }
    }
    let mut text = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing into memory never fails.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(Some(text))
}

/// Signs a request that has passed the check, and of which nothing changes any more: its method, path
/// and query, the body, and of its headers those that AWS wants signed. These are the host, the type of
/// the body and AWS's own; whoever passes the request on may touch the others. `hash` is that of a body
/// that is not at hand.
pub(super) fn sign(
    request: &mut Request<RequestBody>,
    hash: Option<String>,
    credentials: &Credentials,
    scope: &Scope,
    now: SystemTime,
) -> Result<(), Error> {
    for name in OF_A_SIGNATURE {
        request.headers_mut().remove(name);
    }
    if let Some(uri) = spelled_out(request.uri()) {
        *request.uri_mut() = uri;
    }
    let headers = headers(request, hash, credentials, scope, now)?;
    request.headers_mut().extend(headers);
    Ok(())
}

/// With spaces in the query as `%20`, if there are any as `+`: signatures know the first, and whoever
/// reads the second as a plus would find another one.
fn spelled_out(uri: &Uri) -> Option<Uri> {
    let (path, query) = (uri.path(), uri.query().filter(|query| query.contains('+'))?);
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    let query = query.replace('+', "%20");
    format!("{scheme}://{authority}{path}?{query}").parse().ok()
}

/// The headers of a signature.
fn headers(
    request: &Request<RequestBody>,
    hash: Option<String>,
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
    let body = match (hash, request.body().bytes()) {
        (Some(hash), _) => SignableBody::Precomputed(hash),
        (None, bytes) => SignableBody::Bytes(bytes.map_or(&[], |bytes| bytes)),
    };
    let signable = SignableRequest::new(
        request.method().as_str(),
        request.uri().to_string(),
        to_sign,
        body,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn credentials(id: &str, secret: &str, token: Option<&str>) -> Credentials {
        Credentials::new(id, secret, token.map(str::to_owned), None, "Test")
    }

    /// The examples that AWS publishes with the hash of the body in a header: those of its storage.
    #[test]
    fn the_examples_of_aws_come_out() {
        let credentials = credentials(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            None,
        );
        let scope = Scope {
            region: "us-east-1".to_owned(),
            service: "s3",
        };
        let now = httpdate::parse_http_date("Fri, 24 May 2013 00:00:00 GMT").unwrap();
        for (query, signature) in [
            (
                "lifecycle",
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            ),
            (
                "max-keys=2&prefix=J",
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            ),
        ] {
            let mut request = Request::new(RequestBody::empty());
            let uri = format!("https://examplebucket.s3.amazonaws.com/?{query}");
            *request.uri_mut() = uri.parse().unwrap();
            // Of an attempt before.
            request
                .headers_mut()
                .insert("x-amz-date", HeaderValue::from_static("old"));
            sign(&mut request, None, &credentials, &scope, now).unwrap();
            let headers = request.headers();
            assert_eq!(
                headers[AUTHORIZATION],
                format!(
                    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
                     SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature={signature}"
                )
            );
            assert_eq!(
                headers.get_all("x-amz-date").iter().collect::<Vec<_>>(),
                ["20130524T000000Z"]
            );
            assert!(headers[AUTHORIZATION].is_sensitive());
        }
    }

    #[test]
    fn what_cannot_be_sent_in_a_header_is_refused_without_repeating_it() {
        let scope = Scope {
            region: "us-east-1".to_owned(),
            service: "bedrock",
        };
        for credentials in [
            credentials("hunter2\n", "secret", None),
            credentials("id", "secret", Some("hunter2\u{e9}")),
        ] {
            let mut request = Request::new(RequestBody::empty());
            *request.uri_mut() = "https://h/".parse().unwrap();
            let error = sign(
                &mut request,
                None,
                &credentials,
                &scope,
                SystemTime::UNIX_EPOCH,
            );
            let error = error.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
            assert!(request.headers().is_empty());
        }
    }
}
