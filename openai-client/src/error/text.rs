//! What an error says: its line, and the line that has the causes too.

use std::{error::Error as StdError, fmt};

use super::{Error, ErrorKind};
use crate::secrets::Secrets;

/// Enough for the service's longest usual message, short enough for a log line.
const LONGEST_MESSAGE: usize = 300;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.write_str(&inner.what)?;
        if let Some(path) = &inner.json_path {
            write!(f, " at `{}`", one_line(path, LONGEST_MESSAGE))?;
        }
        if inner.kind == ErrorKind::Status {
            if let Some(status) = self.status() {
                write!(f, " with status {}", status.as_u16())?;
            }
            if let Some(code) = self.code().or(self.error_type()) {
                write!(f, " ({})", one_line(code, 60))?;
            }
        } else if let Some(status) = self.status().filter(|status| !status.is_success())
            && inner.kind == ErrorKind::Credentials
        {
            write!(f, " ({}", status.as_u16())?;
            if let Some(code) = self.code() {
                write!(f, " {}", one_line(code, 60))?;
            }
            f.write_str(")")?;
        }
        if matches!(inner.kind, ErrorKind::Status | ErrorKind::Credentials)
            && let Some(message) = self.message()
        {
            write!(f, ": {}", one_line(message, LONGEST_MESSAGE))?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " [request {}]", one_line(id, 100))?;
        }
        if inner.attempts > 1 {
            write!(f, " [{} attempts]", inner.attempts)?;
        }
        Ok(())
    }
}

/// One line: the kind, the text, and the causes. Without body and headers: both may hold what must
/// not be logged.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.kind())?;
        let mut cause = self.source();
        while let Some(error) = cause {
            // Causes come from other crates. None of them is told a secret, but they may repeat
            // what they were given.
            let text = Secrets::default().clean(&error.to_string());
            write!(f, ": {}", one_line(&text, LONGEST_MESSAGE))?;
            cause = error.source();
        }
        Ok(())
    }
}

/// The text on one line, cut after `limit` characters.
fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    for (at, c) in text.trim().chars().enumerate() {
        if at == limit {
            line.push('…');
            break;
        }
        line.push(if c.is_control() { ' ' } else { c });
    }
    // The whole text ends without a full stop, whatever the service wrote.
    line.truncate(line.trim_end_matches('.').len());
    line
}

#[cfg(test)]
#[cfg(feature = "transport")]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::*;
    use crate::meta::ResponseMeta;

    fn meta(status: u16, secrets: &Secrets) -> ResponseMeta {
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", HeaderValue::from_static("req_1"));
        ResponseMeta::new(StatusCode::from_u16(status).unwrap(), &headers, 3, secrets)
    }

    #[test]
    fn the_text_is_one_line_with_what_a_user_needs() {
        let body = br#"{"error":{"message":"Slow\ndown","type":"requests","param":null,"code":"rate_limit_exceeded"}}"#;
        let secrets = Secrets::default();
        let meta = meta(429, &secrets);
        let error = Error::status_refused(meta, Bytes::from_static(body), None, &secrets);
        assert_eq!(
            error.to_string(),
            "the service refused the request with status 429 (rate_limit_exceeded): Slow down \
             [request req_1] [3 attempts]"
        );
        assert_eq!(error.error_type(), Some("requests"));
        assert_eq!(error.param(), None);
        assert!(error.is_retryable());
    }

    #[test]
    fn debug_is_what_main_should_print() {
        let debug = |error: &Error| {
            let line = format!("{error:?}");
            assert_eq!(format!("{error:#?}"), line);
            line
        };
        assert_eq!(
            debug(&Error::config("no api key: set OPENAI_API_KEY", None)),
            "Config: no api key: set OPENAI_API_KEY"
        );
        let broken = std::io::Error::other("reset\nby sk-proj-abc123.");
        let error = Error::maybe_sent("the connection broke", Some(broken.into()), 2);
        assert_eq!(
            debug(&error),
            "MaybeSent: the connection broke [2 attempts]: reset by [key]"
        );
        let outer = Error::not_sent("no connection", Some(error.into()), 1);
        assert_eq!(
            debug(&outer),
            "NotSent: no connection: the connection broke [2 attempts]: reset by [key]"
        );
        let text: Result<(), Box<dyn StdError>> = Err(Error::config("no api key", None).into());
        assert_eq!(format!("{text:?}"), "Err(Config: no api key)");
    }

    #[test]
    fn a_repeated_key_is_blacked_out_everywhere() {
        let body = br#"{"error":{"message":"bad key hunter2 or sk-proj-abc123","code":"hunter2"}}"#;
        let secrets = Secrets::of(["hunter2"], []);
        let meta = meta(401, &secrets);
        let error = Error::status_refused(meta, Bytes::from_static(body), None, &secrets);
        for text in [
            error.to_string(),
            format!("{error:?}"),
            error.message().unwrap().to_owned(),
        ] {
            assert!(
                !text.contains("hunter2") && !text.contains("abc123"),
                "{text}"
            );
        }
    }

    #[test]
    fn lines_are_single_and_short() {
        assert_eq!(one_line(" a\r\nb.\u{1b}[0m. ", 100), "a  b. [0m");
        assert_eq!(one_line("äöüß", 2), "äö…");
        assert_eq!(one_line("äö", 2), "äö");
    }
}
