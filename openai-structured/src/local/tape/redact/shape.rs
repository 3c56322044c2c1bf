//! What looks like a credential, whoever it belongs to.

use std::ops::Range;

/// A kind of credential: what it begins with, and what follows.
struct Shape {
    start: &'static str,
    /// What may follow besides letters and digits.
    signs: &'static str,
    /// At least so many of them.
    least: usize,
    /// Whether words of a language look the same, so that only what has digits, or is very long, is one.
    is_doubtful: bool,
    /// What it begins with stays.
    keeps_start: bool,
}

/// Longer than a word is.
const LONG: usize = 32;

const fn shape(start: &'static str, signs: &'static str, least: usize) -> Shape {
    Shape {
        start,
        signs,
        least,
        is_doubtful: false,
        keeps_start: false,
    }
}

const fn doubtful(start: &'static str, signs: &'static str, least: usize) -> Shape {
    Shape {
        is_doubtful: true,
        ..shape(start, signs, least)
    }
}

const fn scheme(start: &'static str) -> Shape {
    Shape {
        keeps_start: true,
        ..doubtful(start, "-._~+/=", 8)
    }
}

const SHAPES: &[Shape] = &[
    // The API's keys, also of projects and admins; of services that follow it.
    shape("sk-", "-_", 4),
    shape("sess-", "-_", 16),
    // Short-lived keys of the Realtime API.
    shape("ek_", "-_", 16),
    // The secrets of webhooks.
    shape("whsec_", "-_+/=", 4),
    // Who pays: named in the texts of errors.
    doubtful("org-", "-_", 8),
    doubtful("proj_", "-_", 8),
    // Signed tokens; three parts, of which the first two are JSON.
    shape("eyJ", "-_.", 16),
    // Headers that were put into a text.
    scheme("Bearer "),
    scheme("bearer "),
    scheme("BEARER "),
    scheme("Basic "),
    scheme("basic "),
    // Other services, whose keys stand in prompts and arguments of tools.
    shape("gsk_", "", 16),
    shape("xai-", "-_", 16),
    shape("hf_", "", 16),
    shape("AIza", "-_", 30),
    shape("AKIA", "", 16),
    shape("ghp_", "", 16),
    shape("gho_", "", 16),
    shape("ghs_", "", 16),
    shape("github_pat_", "_", 16),
    shape("glpat-", "-_", 16),
    shape("xoxb-", "-", 10),
    shape("xoxp-", "-", 10),
];

/// Where credentials stand in a text.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<_> = SHAPES.iter().flat_map(|shape| shape.find(text)).collect();
    found.extend(passwords(text));
    found.extend(private_keys(text));
    found
}

impl Shape {
    fn find(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        text.match_indices(self.start).filter_map(|(at, start)| {
            let before = text.get(..at)?.chars().next_back();
            if before.is_some_and(char::is_alphanumeric) {
                return None;
            }
            let after = at + start.len();
            let rest = text.get(after..)?;
            let ends = |next: char| !(next.is_ascii_alphanumeric() || self.signs.contains(next));
            let tail = rest.get(..rest.find(ends).unwrap_or(rest.len()))?;
            let is_one = tail.len() >= self.least
                && (!self.is_doubtful
                    || tail.len() >= LONG
                    || tail.bytes().any(|it| it.is_ascii_digit()));
            let start = if self.keeps_start { after } else { at };
            is_one.then_some(start..after + tail.len())
        })
    }
}

/// `password` of each `scheme://user:password@host`.
fn passwords(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("://").filter_map(|(at, start)| {
        let user = at + start.len();
        let rest = text.get(user..)?;
        let end = rest.find(|next: char| "/?#\"'<>\\".contains(next) || next.is_whitespace());
        let authority = rest.get(..end.unwrap_or(rest.len()))?;
        let (info, _) = authority.rsplit_once('@')?;
        let (name, password) = info.split_once(':')?;
        let password_at = user + name.len() + 1;
        (!password.is_empty()).then_some(password_at..password_at + password.len())
    })
}

/// Private keys in armour, whole or without their end.
fn private_keys(text: &str) -> impl Iterator<Item = Range<usize>> {
    const HEAD: &str = "PRIVATE KEY-----";
    text.match_indices(HEAD).filter_map(|(at, head)| {
        let line = text.get(..at)?.rsplit_once("-----")?.1;
        let inside = text.get(at + head.len()..)?;
        let end = inside.find("-----").unwrap_or(inside.len());
        let is_head = line.starts_with("BEGIN ");
        is_head.then_some(at + head.len()..at + head.len() + end)
    })
}

#[cfg(test)]
mod tests {
    use super::super::REDACTED;
    use super::super::edit::{Edit, apply, sorted};
    use super::*;

    fn marked(text: &str) -> String {
        let edits = sorted(find(text).into_iter().map(Edit::away).collect());
        let marked = apply(text.as_bytes(), &edits);
        String::from_utf8(marked).unwrap().replace(REDACTED, "#")
    }

    #[test]
    fn credentials_are_found() {
        for (text, expected) in [
            ("sk-proj-Ab_1", "#"),
            ("key=sk-abcd, then", "key=#, then"),
            ("a_sk-abcd", "a_#"),
            (
                "Authorization: Bearer abc123.d-e/f=",
                "Authorization: Bearer #",
            ),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln!", "#!"),
            ("whsec_MfKQ/9r=", "#"),
            (
                "in organization org-a1B2c3D4e5 on tokens",
                "in organization # on tokens",
            ),
            (
                "http://me:hunter2@host:80/x?a=b@c",
                "http://me:#@host:80/x?a=b@c",
            ),
            ("AKIAIOSFODNN7EXAMPLE", "#"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----#-----END RSA PRIVATE KEY-----",
            ),
        ] {
            assert_eq!(marked(text), expected);
        }
    }

    #[test]
    fn words_are_left_alone() {
        for text in [
            "a risk-averse disk-based task-force",
            "Bearer authentication and basic understanding",
            "org-structure, proj_management",
            "http://host:80/a@b, mail me@example.org",
            "sk-, whsec_",
            "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
        ] {
            assert_eq!(marked(text), text);
        }
    }
}
