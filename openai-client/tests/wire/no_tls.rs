//! Without TLS: what needs it is refused, before anything is sent, with the way out.

use openai_client::{
    Client, ErrorKind,
    auth::{KubernetesToken, WorkloadIdentity},
};

use crate::server::{ANSWER, Server, ok, request};

#[tokio::test]
async fn services_without_tls_are_called() {
    let server = Server::start([ok(ANSWER)]).await;
    server.client().chat().create(request()).await.unwrap();
}

#[test]
fn what_needs_tls_is_refused() {
    let plain = || Client::builder().no_auth().base_url("http://localhost/v1");
    for builder in [
        Client::builder().no_auth(),
        plain().base_url("https://localhost/v1"),
        plain().proxy("https://localhost"),
        // Tokens are fetched with TLS, wherever the service is.
        plain().auth(WorkloadIdentity::new(
            "idp_1",
            "sa_1",
            KubernetesToken::new(),
        )),
        plain().root_certificate("-----BEGIN CERTIFICATE-----"),
        plain().client_certificate("-----BEGIN CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----"),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let text = error.to_string();
        for feature in ["rustls-ring", "rustls-aws-lc", "native-tls"] {
            assert!(text.contains(feature), "{text}");
        }
    }
}
