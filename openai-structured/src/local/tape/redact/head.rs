//! Headers and queries: which are kept, and which credentials are known from those that are not.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::super::exchange::Exchange;
use super::finder::Finder;
use super::{REDACTED, Redaction, json, text};

/// Headers that are kept.
const KEPT: &[&str] = &[
    // How bodies are to be read.
    "content-type",
    "content-encoding",
    "content-length",
    "accept",
    // Which variant of the API was asked, and which answered.
    "openai-beta",
    "openai-version",
    "openai-processing-ms",
    // By which the service's support finds the call; the client shows it.
    "x-request-id",
    // When to try again, or to look again.
    "retry-after",
    "retry-after-ms",
    "x-should-retry",
    "openai-poll-after-ms",
];

/// What is left of the account's limits, which the client reads.
const KEPT_BEGINNING: &str = "x-ratelimit-";

/// Headers that are never kept, whatever the user says.
const NEVER: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "api-key",
    "x-api-key",
    "x-goog-api-key",
    "ocp-apim-subscription-key",
    "cookie",
    "set-cookie",
    "openai-organization",
    "openai-project",
];

/// Headers of requests that are of no use here and hold no credential either: what they say may well
/// stand in a body.
const DULL: &[&str] = &[
    "host",
    "user-agent",
    "connection",
    "accept-encoding",
    "accept-language",
    "idempotency-key",
    "traceparent",
    "tracestate",
    "x-client-request-id",
];

/// Keys of a query that are kept: pages, and what an answer is to have.
const QUERY: &[&str] = &[
    "after",
    "api-version",
    "before",
    "include",
    "include[]",
    "include_obfuscation",
    "limit",
    "model",
    "order",
    "purpose",
    "starting_after",
    "stream",
];

/// What is shorter is a placeholder for servers without keys, or a usual word.
const SHORTEST: usize = 6;

impl Redaction {
    pub(super) fn headers(&self, headers: &mut Vec<(String, String)>, finder: &Finder<'_>) {
        headers.retain(|(name, _)| self.keeps(name));
        for (_, value) in headers {
            *value = text(value, finder);
        }
    }

    fn keeps(&self, name: &str) -> bool {
        let asked = || {
            self.headers
                .iter()
                .any(|kept| kept.eq_ignore_ascii_case(name))
        };
        !NEVER.contains(&name)
            && (KEPT.contains(&name) || name.starts_with(KEPT_BEGINNING) || asked())
    }

    pub(super) fn query(&self, query: &str, finder: &Finder<'_>) -> String {
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if !self.keeps_query(name) => {
                format!("{}={REDACTED}", text(name, finder))
            }
            _ => text(pair, finder),
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    fn keeps_query(&self, name: &str) -> bool {
        let name = name.replace("%5B", "[").replace("%5D", "]");
        QUERY.contains(&&*name) || self.query.contains(&name)
    }

    /// The credentials that an exchange was made with: what is not kept of its head, and the fields of its
    /// body that hold them.
    pub(super) fn secrets(&self, Exchange { request, answer }: &Exchange) -> Vec<String> {
        let mut found = Vec::new();
        for (name, value) in &request.headers {
            if !self.keeps(name) && !DULL.contains(&&**name) {
                found.extend(parts(name, value));
            }
        }
        for (name, value) in &answer.headers {
            if NEVER.contains(&&**name) {
                found.extend(parts(name, value));
            }
        }
        let query = request.query.as_deref().unwrap_or_default().split('&');
        for (name, value) in query.filter_map(|pair| pair.split_once('=')) {
            if !self.keeps_query(name) {
                found.push(value.to_owned());
                found.push(decoded(value));
            }
        }
        for body in [&request.body, &answer.body] {
            found.extend(str::from_utf8(body).map(json::secrets).unwrap_or_default());
        }
        long(found)
    }
}

/// Of `user:password`.
pub(super) fn of_address(user_info: &str) -> Vec<String> {
    let password = user_info.split_once(':').map(|(_, password)| password);
    let parts = [Some(user_info), password].into_iter().flatten();
    long(
        parts
            .flat_map(|part| [part.to_owned(), decoded(part)])
            .collect(),
    )
}

fn long(found: Vec<String>) -> Vec<String> {
    let found = found.into_iter().map(|secret| secret.trim().to_owned());
    found
        .filter(|secret| secret.len() >= SHORTEST && secret != REDACTED)
        .collect()
}

/// A header's value, and what of it is a credential by itself.
fn parts(name: &str, value: &str) -> Vec<String> {
    let mut parts = vec![value.to_owned()];
    if name == "cookie" || name == "set-cookie" {
        // Of a cookie that is set, the first pair is its value, and the others say until when.
        let pairs = value
            .split(';')
            .take(if name == "cookie" { usize::MAX } else { 1 });
        let pairs = pairs.filter_map(|pair| pair.split_once('='));
        parts.extend(pairs.map(|(_, value)| value.to_owned()));
    } else if let Some((scheme, credential)) = value.split_once(' ') {
        parts.push(credential.to_owned());
        let user = scheme
            .eq_ignore_ascii_case("basic")
            .then(|| BASE64_STANDARD.decode(credential.trim()));
        if let Some(user) = user
            .and_then(Result::ok)
            .and_then(|user| String::from_utf8(user).ok())
        {
            parts.extend(
                user.split_once(':')
                    .map(|(_, password)| password.to_owned()),
            );
            parts.push(user);
        }
    }
    parts
}

fn decoded(value: &str) -> String {
    super::super::super::query::decode(value)
}
