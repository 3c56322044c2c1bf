//! Headers and queries: which are kept, and which credentials are known from those that are not.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::super::exchange::{Exchange, RecordedRequest};
use super::finder::{Finder, is_word};
use super::{REDACTED, Redaction, as_text, json, text};

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

/// Parts of the names of headers with credentials.
const CREDENTIALS: &[&str] = &[
    "auth",
    "cookie",
    "credential",
    "key",
    "password",
    "secret",
    "session",
    "token",
];

/// What is as long, and has digits but no blanks, looks like a credential whatever its header is called.
const LONG: usize = 16;

/// What paths below a base begin with.
const ENDPOINTS: &[&str] = &[
    "assistants",
    "audio",
    "batches",
    "chat",
    "completions",
    "containers",
    "conversations",
    "embeddings",
    "evals",
    "files",
    "fine_tuning",
    "images",
    "models",
    "moderations",
    "organization",
    "realtime",
    "responses",
    "threads",
    "uploads",
    "vector_stores",
    "videos",
];

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
            None if !pair.is_empty() && !self.keeps_query(pair) => REDACTED.to_owned(),
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
        let mut found = self.secrets_of(request);
        for (name, value) in &answer.headers {
            if NEVER.contains(&&**name) {
                found.extend(long(parts(name, value)));
            }
        }
        found.extend(said(&answer.body));
        found
    }

    /// Those that a request has, whether it was answered or not.
    pub(in super::super) fn secrets_of(&self, request: &RecordedRequest) -> Vec<String> {
        let mut found = Vec::new();
        for (name, value) in &request.headers {
            if !self.keeps(name) && !DULL.contains(&&**name) {
                let parts = parts(name, value).into_iter();
                found.extend(parts.filter(|part| is_credential(name, part)));
            }
        }
        let query = request.query.as_deref().unwrap_or_default().split('&');
        for (name, value) in query.map(|pair| pair.split_once('=').unwrap_or((pair, pair))) {
            if !self.keeps_query(name) {
                found.push(value.to_owned());
                found.push(decoded(value));
            }
        }
        let base = request.path.strip_suffix(below_base(&request.path));
        let base = base.unwrap_or_default().split('/');
        found.extend(base.filter(|part| looks_so(part)).map(str::to_owned));
        let mut found = long(found);
        found.extend(said(&request.body));
        found
    }
}

/// The credentials that a body has by their names. A word, as the value of an example, stands elsewhere for
/// other things.
fn said(body: &[u8]) -> Vec<String> {
    let said = long(json::secrets(&as_text(body))).into_iter();
    said.filter(|secret| !is_word(secret)).collect()
}

/// Whether what stands in a header that is not kept is a credential, and no word that may stand anywhere.
fn is_credential(name: &str, value: &str) -> bool {
    NEVER.contains(&name)
        || looks_so(value)
        || CREDENTIALS.iter().any(|part| name.contains(part))
            && (value.len() >= LONG || !is_word(value))
}

fn looks_so(value: &str) -> bool {
    value.len() >= LONG
        && value.contains(|next: char| next.is_ascii_digit())
        && !value.contains(char::is_whitespace)
}

/// A path without its base, which may name an account or have a key. All of it where no endpoint is known
/// in it.
pub(super) fn below_base(path: &str) -> &str {
    let begins = |path: &&str| {
        let first = path.split('/').nth(1);
        first.is_some_and(|first| ENDPOINTS.contains(&first))
    };
    let after = |at: usize| path.get(at + "/v1".len()..);
    let version = path
        .rmatch_indices("/v1/")
        .find_map(|(at, _)| after(at).filter(begins));
    let endpoint = || {
        let mut places = path.match_indices('/');
        places.find_map(|(at, _)| path.get(at..).filter(begins))
    };
    let any = || path.find("/v1/").and_then(after);
    version.or_else(endpoint).or_else(any).unwrap_or(path)
}

/// Of `user:password`.
pub(in super::super) fn of_address(user_info: &str) -> Vec<String> {
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
