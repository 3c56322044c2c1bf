//! The token of a Kubernetes service account: read when it is needed, from the file that is there then.

use std::{fs, path::PathBuf};

use openai_client::{Client, ErrorKind, auth::KubernetesToken};

use super::{
    super::witness::{secret, show, show_debug},
    exchange::identity_by,
    memory::token,
};
use crate::server::{ANSWER, Server, ok, reply, request};

/// A file of one test, which is gone after it.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let process = std::process::id();
        Self(std::env::temp_dir().join(format!("openai-wire-{process}-{name}")))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        fs::remove_file(&self.0).unwrap_or_default();
    }
}

#[tokio::test]
async fn the_file_is_read_anew_for_each_exchange_and_trimmed() {
    let file = File::new("rotated");
    let issuer =
        Server::start([ok(token("issued-1", 3600.0)), ok(token("issued-2", 3600.0))]).await;
    let service = Server::start([ok(ANSWER), ok(ANSWER), reply(401, &[], ""), ok(ANSWER)]).await;
    let source = KubernetesToken::at(&file.0);
    show_debug(&source);
    let client = Client::builder().auth(identity_by(&issuer, source));
    let client = client.base_url(service.url()).build().unwrap();
    fs::write(&file.0, format!("\n {} \r\n", secret("mounted-1"))).unwrap();
    for _ in 0..2 {
        client.chat().create(request()).await.unwrap();
    }
    fs::write(&file.0, secret("mounted-2")).unwrap();
    client.chat().create(request()).await.unwrap();
    let exchanges = issuer.seen();
    assert_eq!(exchanges.len(), 2);
    for (number, exchange) in (1..).zip(exchanges) {
        let body: serde_json::Value = serde_json::from_slice(&exchange.body).unwrap();
        assert_eq!(body["subject_token"], secret(&format!("mounted-{number}")));
        assert_eq!(
            body["subject_token_type"],
            "urn:ietf:params:oauth:token-type:jwt"
        );
    }
}

#[tokio::test]
async fn a_file_that_has_no_token_is_named() {
    let file = File::new("bad");
    let issuer = Server::start([]).await;
    let not_text = [secret("mounted").as_bytes(), b"\xff"].concat();
    for (content, expected) in [
        (None, "cannot be read"),
        (Some(Vec::new()), "is empty"),
        (Some(b" \n".to_vec()), "is empty"),
        (Some(not_text), "has bytes that are no text"),
    ] {
        if let Some(content) = content {
            fs::write(&file.0, content).unwrap();
        }
        // Another each time, as a failure is the answer for a while.
        let identity = identity_by(&issuer, KubernetesToken::at(&file.0));
        let client = Client::builder().auth(identity).build().unwrap();
        let error = client.chat().create(request()).await.unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        let path = file.0.display();
        assert_eq!(
            error.to_string(),
            format!("the token file {path} {expected}")
        );
        let cause = std::error::Error::source(&error);
        let missing = cause.and_then(|cause| cause.downcast_ref::<std::io::Error>());
        assert_eq!(missing.is_some(), expected == "cannot be read");
        assert!(!error.is_retryable());
    }
    assert!(issuer.seen().is_empty());
}

#[test]
fn the_usual_place_is_that_of_a_pod() {
    let usual = format!("{:?}", KubernetesToken::new());
    assert!(
        usual.contains("/var/run/secrets/kubernetes.io/serviceaccount/token"),
        "{usual}"
    );
}
