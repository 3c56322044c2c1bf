//! In which header credentials stand, and what a user says in its place, or beside it.

use http::Method;
use openai_client::{CallOptions, ClientBuilder, ErrorKind, auth::Azure};

use super::{builder, endpoint, key, resource, silent};
use crate::{
    identity::witness::{off_origin, secret, show, show_debug},
    server::{Server, reply, request},
};

fn token() -> String {
    secret("entra-token")
}

/// The settings of each kind of credentials.
fn kinds(server: &Server) -> [Azure; 3] {
    let provided = || async { Ok::<_, std::io::Error>(format!("\n{} ", token())) };
    [
        resource(server).api_key(format!(" {}\n", key())),
        resource(server).entra_token(format!("\t{} ", token())),
        Azure::v1(endpoint(server)).entra_token_provider(provided),
    ]
}

/// What stood in both headers of the only request.
async fn sent(
    nth: usize,
    settings: impl FnOnce(ClientBuilder) -> ClientBuilder,
    options: CallOptions,
) -> (Vec<String>, Vec<String>) {
    let server = silent(1).await;
    let [one, two, three] = kinds(&server);
    let azure = [one, two, three].into_iter().nth(nth).unwrap();
    let builder = settings(builder(azure));
    show_debug(&builder);
    show_debug(&options);
    let client = builder.build().unwrap();
    let call = client.request(Method::GET, "models").with(options);
    call.send().await.unwrap();
    let seen = &server.seen()[0];
    let all = |name| seen.all(name).into_iter().map(str::to_owned).collect();
    (all("api-key"), all("authorization"))
}

#[tokio::test]
async fn a_key_and_a_token_each_have_their_header() {
    let bearer = format!("Bearer {}", token());
    for (nth, expected) in [
        (0, (vec![key()], vec![])),
        (1, (vec![], vec![bearer.clone()])),
        (2, (vec![], vec![bearer])),
    ] {
        assert_eq!(
            sent(nth, |settings| settings, CallOptions::new()).await,
            expected
        );
    }
}

#[tokio::test]
async fn a_header_of_the_user_is_sent_in_the_place_of_the_same() {
    let own = secret("own-header");
    let bearer = format!("Bearer {}", token());
    for (nth, name, expected) in [
        (0, "API-Key", (vec![own.clone()], vec![])),
        // Who says it all in `Authorization` has no use for a key.
        (0, "authorization", (vec![], vec![own.clone()])),
        (1, "authorization", (vec![], vec![own.clone()])),
        (2, "Authorization", (vec![], vec![own.clone()])),
        // A gateway's key beside the token of the service behind it.
        (1, "api-key", (vec![own.clone()], vec![bearer.clone()])),
        (2, "API-Key", (vec![own.clone()], vec![bearer])),
    ] {
        let of_client = sent(
            nth,
            |settings| settings.default_header(name, &own),
            CallOptions::new(),
        );
        assert_eq!(of_client.await, expected, "{nth} {name}");
        let options = CallOptions::new().header(name, &own);
        let of_call = sent(nth, |settings| settings, options);
        assert_eq!(of_call.await, expected, "{nth} {name}");
    }
}

#[tokio::test]
async fn a_header_that_is_removed_is_not_sent() {
    for (nth, name) in [(0, "API-KEY"), (1, "Authorization"), (2, "authorization")] {
        let nothing = (vec![], vec![]);
        let of_client = sent(
            nth,
            |settings| settings.without_header(name),
            CallOptions::new(),
        );
        assert_eq!(of_client.await, nothing);
        let options = CallOptions::new().without_header(name);
        let of_call = sent(nth, |settings| settings, options);
        assert_eq!(of_call.await, nothing);
        // Nor is another in its place; and what a call gives after all is.
        let own = secret("own-header");
        let options = CallOptions::new().header("api-key", &own);
        let again = sent(nth, |settings| settings.without_header(name), options);
        assert_eq!(again.await, (vec![own], vec![]));
    }
}

#[tokio::test]
async fn a_gateway_may_have_the_credentials_itself() {
    let server = silent(2).await;
    let client = builder(resource(&server).no_auth()).build().unwrap();
    let models = || client.request(Method::GET, "models");
    models().send().await.unwrap();
    let own = secret("of-a-tenant");
    models().header("api-key", &own).send().await.unwrap();
    let [without, with] = &server.seen()[..] else {
        panic!("two requests")
    };
    assert!(without.all("api-key").is_empty() && without.all("authorization").is_empty());
    assert_eq!(with.all("api-key"), [own]);
    assert!(with.all("authorization").is_empty());
}

#[tokio::test]
async fn nothing_is_administered_with_them() {
    let server = silent(1).await;
    for azure in kinds(&server) {
        let admin = secret("admin-key");
        let client = builder(azure).admin_api_key(admin).build().unwrap();
        let call = client.request(Method::GET, "organization/users").admin();
        let error = call.send().await.unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Credentials);
        let expected = "Azure has no endpoints that administer an organization";
        assert_eq!(error.to_string(), expected);
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_redirect_gets_neither_credentials_nor_what_was_asked() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = silent(3).await;
        let target = format!("{}/chat/completions", elsewhere.url());
        let redirect = reply(status, &[("location", &target)], "");
        let server = Server::start(vec![redirect; 3]).await;
        for azure in kinds(&server) {
            let client = builder(azure).build().unwrap();
            let error = client.chat().create(request()).await.unwrap_err();
            show(&error);
            assert_eq!(error.kind(), ErrorKind::Status);
            assert_eq!(error.status().unwrap(), status);
        }
        off_origin(&elsewhere);
        assert_eq!((server.seen().len(), elsewhere.connections()), (3, 0));
    }
}

#[tokio::test]
async fn no_path_leads_elsewhere() {
    let elsewhere = silent(1).await;
    let server = silent(1).await;
    for azure in kinds(&server) {
        let client = builder(azure).build().unwrap();
        for path in [
            format!("{}/chat/completions", elsewhere.url()),
            format!("{}/other", endpoint(&server)),
            "../../admin".to_owned(),
        ] {
            let call = client.request(Method::GET, path);
            show_debug(&call);
            let error = call.send().await.unwrap_err();
            show(&error);
            assert_eq!(error.kind(), ErrorKind::Request);
        }
    }
    off_origin(&elsewhere);
    assert_eq!((server.connections(), elsewhere.connections()), (0, 0));
}
