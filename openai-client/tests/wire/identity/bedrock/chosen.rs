//! Settings: which of them go together, where Bedrock is by them, and keys.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use openai_client::{CallOptions, Client, ErrorKind, Residency, auth::Bedrock};

use super::{
    super::witness::{secret, show, show_debug},
    ID, REGION, builder, client, key, mantle, token,
};
use crate::server::{ANSWER, Server, ok, reply, request};

/// What is wrong with settings.
fn refused(bedrock: Bedrock) -> String {
    show_debug(&bedrock);
    let settings = builder(bedrock);
    show_debug(&settings);
    let error = settings.build().unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Config);
    error.to_string()
}

#[test]
fn who_calls_is_said_once() {
    let bedrock = || Bedrock::mantle(REGION);
    let bearer = secret("bedrock-key");
    for (settings, expected) in [
        (
            bedrock().api_key(&bearer).profile("research"),
            "`api_key` and `profile` of Bedrock both say who calls, give one of them",
        ),
        (
            bedrock()
                .keys(ID, key())
                .token_provider(async || Ok::<_, String>("t")),
            "`keys` and `token_provider` of Bedrock both say who calls, give one of them",
        ),
        (
            bedrock().default_chain().api_key(&bearer).keys(ID, key()),
            "`default_chain` and `api_key` of Bedrock both say who calls, give one of them",
        ),
        (
            bedrock().session_token(token()),
            "`session_token` of Bedrock belongs to `keys`, which are missing",
        ),
        (
            bedrock().profile("research").session_token(token()),
            "`session_token` of Bedrock belongs to `keys`, which are missing",
        ),
        (
            bedrock().api_key(" \n"),
            "the key that `api_key` of Bedrock was given is blank",
        ),
        (
            bedrock().keys("", key()),
            "the id of the access key that `keys` of Bedrock was given is blank",
        ),
        (
            bedrock().keys(ID, " "),
            "the secret of the access key that `keys` of Bedrock was given is blank",
        ),
        (
            bedrock().profile(" "),
            "the name of the profile that `profile` of Bedrock was given is blank",
        ),
        (
            bedrock().api_key(format!("{bearer}\u{e9}")),
            "the key of Bedrock has characters other than printable ASCII",
        ),
    ] {
        assert_eq!(refused(settings), expected);
    }
    // The same setter twice says the later.
    let twice = bedrock().api_key("one").api_key(&bearer);
    builder(twice).build().unwrap();
}

#[test]
fn where_it_is_must_fit() {
    let key = secret("bedrock-key");
    for region in ["", "us-east", "us-east-1.evil.example/", &key] {
        let expected =
            "the region of Bedrock is not written as the regions of AWS are, as `us-east-1`";
        assert_eq!(refused(Bedrock::mantle(region).api_key("k")), expected);
    }
    for (url, expected) in [
        (
            "http://bedrock-runtime.us-east-1.amazonaws.com/openai/v1",
            "the base url of Bedrock must start with https://, as it is a host of AWS",
        ),
        (
            "https://bedrock-runtime.eu-central-1.amazonaws.com/openai/v1",
            "the base url of Bedrock is of another region than us-east-1",
        ),
        (
            "https://bedrock-mantle.us-east-1.api.aws/openai/v1",
            "the base url of Bedrock is of the mantle endpoints, and `Bedrock` of the runtime ones",
        ),
        ("no url", "the endpoint of Bedrock cannot be read as a url"),
        (
            "https://u:p@gateway.example/v1",
            "the endpoint of Bedrock must not carry a user or password, use `api_key` or `default_header`",
        ),
    ] {
        let bedrock = Bedrock::runtime(REGION).base_url(url).api_key("k");
        assert_eq!(refused(bedrock), expected);
    }
    let bedrock = || Bedrock::mantle(REGION).api_key("k");
    for (settings, setter) in [
        (builder(bedrock()).base_url("https://h/v1"), "base_url"),
        (
            builder(bedrock()).data_residency(Residency::Eu),
            "data_residency",
        ),
    ] {
        let error = settings.build().unwrap_err();
        show(&error);
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(
            error.to_string().contains(&format!("`{setter}`")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_key_goes_as_it_is() {
    let server = Server::start([ok(ANSWER), ok(ANSWER), ok(ANSWER)]).await;
    let bearer = secret("bedrock-key");
    // A URL that was copied from a request.
    let url = format!("{}/responses", server.url());
    let client = client(
        mantle(&server)
            .base_url(url)
            .api_key(format!(" {bearer}\n")),
    );
    show_debug(&client);
    client.chat().create(request()).await.unwrap();
    let copy = client.with(|settings| settings.max_retries(0)).unwrap();
    copy.chat().create(request()).await.unwrap();
    let own = format!("Bearer {}", secret("own-bearer"));
    let options = CallOptions::new().header("authorization", &own);
    client.chat().with(options).create(request()).await.unwrap();
    let seen = server.seen();
    for (seen, expected) in seen.iter().zip([&bearer, &bearer, &secret("own-bearer")]) {
        assert_eq!(seen.line, "POST /v1/chat/completions HTTP/1.1");
        assert_eq!(seen.all("authorization"), [format!("Bearer {expected}")]);
        assert!(seen.all("x-amz-date").is_empty());
    }
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn a_token_is_asked_for_before_each_attempt() {
    let again = reply(503, &[("retry-after-ms", "1")], "{}");
    let server = Server::start([again, ok(ANSWER)]).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let token = |number: usize| secret(&format!("bedrock-token-{number}"));
    let provide = {
        let asked = Arc::clone(&asked);
        move || {
            let number = asked.fetch_add(1, Ordering::Relaxed);
            async move {
                if number < 2 {
                    Ok(token(number))
                } else {
                    Err("the vault is shut")
                }
            }
        }
    };
    let client = client(mantle(&server).token_provider(provide));
    show_debug(&client);
    client.chat().create(request()).await.unwrap();
    let error = client.chat().create(request()).await.unwrap_err();
    show(&error);
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let seen = server.seen();
    for (number, seen) in seen.iter().enumerate() {
        assert_eq!(
            seen.all("authorization"),
            [format!("Bearer {}", token(number))]
        );
    }
    assert_eq!((seen.len(), asked.load(Ordering::Relaxed)), (2, 3));
}

#[tokio::test]
async fn what_the_environment_says_of_openai_does_not_apply() {
    let server = Server::start([ok(ANSWER)]).await;
    // By the builder they are the user's word.
    let client = Client::builder()
        .organization("org_1")
        .auth(mantle(&server).keys(ID, key()))
        .build()
        .unwrap();
    client.chat().create(request()).await.unwrap();
    assert_eq!(server.seen()[0].all("openai-organization"), ["org_1"]);
}
