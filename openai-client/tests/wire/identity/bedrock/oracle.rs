//! The signature of AWS, version 4, computed a second time: from the bytes that a server got, by
//! nothing that the client has.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::server::Seen;

/// What is signed, and by whom.
pub(super) struct Signed<'a> {
    pub(super) secret: &'a str,
    /// `20150830T123600Z`
    pub(super) date: &'a str,
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    pub(super) method: &'a str,
    /// With its query.
    pub(super) path: &'a str,
    /// Sorted by name.
    pub(super) headers: Vec<(&'a str, String)>,
    /// Of the body.
    pub(super) hash: &'a str,
}

impl Signed<'_> {
    pub(super) fn signature(&self) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((self.path, ""));
        let mut pairs: Vec<(String, String)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (encoded(&decoded(name), ""), encoded(&decoded(value), "")))
            .collect();
        pairs.sort();
        let pairs: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut canonical = format!(
            "{}\n{}\n{}\n",
            self.method,
            // Written in escapes already, and escaped once more.
            encoded(one_slash(path).as_bytes(), "/"),
            pairs.join("&")
        );
        for (name, value) in &self.headers {
            let words: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
            writeln!(canonical, "{name}:{}", words.join(" ")).unwrap();
        }
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        write!(canonical, "\n{}\n{}", names.join(";"), self.hash).unwrap();
        let (day, _) = self.date.split_once('T').unwrap();
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let text = format!(
            "AWS4-HMAC-SHA256\n{}\n{scope}\n{}",
            self.date,
            sha256(canonical.as_bytes())
        );
        let mut key = format!("AWS4{}", self.secret).into_bytes();
        for part in [day, self.region, self.service, "aws4_request", &text] {
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            mac.update(part.as_bytes());
            key = mac.finalize().into_bytes().to_vec();
        }
        hex(&key)
    }
}

/// Whether a request that came is signed as this one should, over all that it is.
pub(super) fn check(seen: &Seen, id: &str, secret: &str, region: &str, service: &str) {
    let only = |name: &str| match seen.all(name)[..] {
        [value] => value,
        ref values => panic!("{} times {name}", values.len()),
    };
    let (authorization, date) = (only("authorization"), only("x-amz-date"));
    let hash = only("x-amz-content-sha256");
    assert_eq!(hash, sha256(&seen.body));
    let rest = authorization
        .strip_prefix("AWS4-HMAC-SHA256 Credential=")
        .unwrap();
    let [credential, names, signature] = rest.split(", ").collect::<Vec<_>>()[..] else {
        panic!("not of three parts")
    };
    let day = &date[..8];
    assert_eq!(
        credential,
        format!("{id}/{day}/{region}/{service}/aws4_request")
    );
    let names: Vec<&str> = names
        .strip_prefix("SignedHeaders=")
        .unwrap()
        .split(';')
        .collect();
    // Whatever AWS wants signed is.
    for (name, _) in &seen.headers {
        let is_wanted = name == "host" || name == "content-type" || name.starts_with("x-amz-");
        assert_eq!(names.contains(&name.as_str()), is_wanted, "{name}");
    }
    let [method, path, _] = seen.line.split(' ').collect::<Vec<_>>()[..] else {
        panic!("no line of a request")
    };
    let expected = Signed {
        secret,
        date,
        region,
        service,
        method,
        path,
        headers: names
            .iter()
            .map(|name| (*name, seen.all(name).join(",")))
            .collect(),
        hash,
    };
    let expected = format!("Signature={}", expected.signature());
    assert!(
        signature == expected,
        "another signature than that of the request: {}",
        seen.line
    );
}

/// Where there are several.
fn one_slash(path: &str) -> String {
    path.chars().fold(String::new(), |mut path, c| {
        if c != '/' || !path.ends_with('/') {
            path.push(c);
        }
        path
    })
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn encoded(bytes: &[u8], also: &str) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let c = char::from(*byte);
        if c.is_ascii_alphanumeric() || "-_.~".contains(c) || also.contains(c) {
            text.push(c);
        } else {
            write!(text, "%{byte:02X}").unwrap();
        }
        text
    })
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            other => other,
        });
    }
    decoded
}

const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The vectors that AWS publishes for those who write such a thing.
#[test]
fn the_oracle_says_what_aws_says() {
    let token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
    let form = "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e";
    for (method, path, further, hash, expected) in [
        (
            "GET",
            "/",
            vec![],
            EMPTY,
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "GET",
            "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
            vec![],
            EMPTY,
            "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        ),
        (
            "GET",
            "/",
            vec![("x-amz-security-token", token)],
            EMPTY,
            "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        ),
        (
            "POST",
            "/",
            vec![
                ("content-length", "13"),
                ("content-type", "application/x-www-form-urlencoded"),
                ("x-amz-content-sha256", form),
            ],
            form,
            "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
        ),
    ] {
        let date = "20150830T123600Z";
        let usual = [("host", "example.amazonaws.com"), ("x-amz-date", date)];
        let all = further.into_iter().chain(usual);
        let mut headers: Vec<_> = all.map(|(name, value)| (name, value.to_owned())).collect();
        headers.sort();
        let signed = Signed {
            secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            date,
            region: "us-east-1",
            service: "service",
            method,
            path,
            headers,
            hash,
        };
        assert_eq!(signed.signature(), expected, "{method} {path}");
    }
}
