//! What a builder makes of its settings, and how it refuses them.

use http::{HeaderValue, Request, header::AUTHORIZATION};

use super::*;
use crate::{
    ErrorKind, Residency,
    auth::{Authorizing, Azure, KubernetesToken, Scheme, WorkloadIdentity},
    transport::RequestBody,
};

fn refused(builder: ClientBuilder) -> String {
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    error.to_string()
}

/// The credentials of a request.
fn sent(client: &Client) -> Option<HeaderValue> {
    let mut request = Request::new(RequestBody::empty());
    let auth = &client.exchange.auth;
    assert!(matches!(
        auth.authorize(Scheme::Project, &mut request),
        Authorizing::Done(Ok(None))
    ));
    request.headers_mut().remove(AUTHORIZATION)
}

fn settings(key: Option<&str>, url: Option<&str>) -> env::Settings {
    let own = |text: Option<&str>| text.map(str::to_owned);
    env::Settings {
        api_key: own(key),
        base_url: own(url),
        ..env::Settings::default()
    }
}

#[test]
fn a_missing_key_is_said_at_once_with_the_way_out() {
    for builder in [
        ClientBuilder::new(),
        ClientBuilder::new().api_key(" \n"),
        ClientBuilder::new().base_url("http://h/v1"),
        ClientBuilder::from_settings(settings(None, None)),
    ] {
        let text = refused(builder);
        assert!(
            text.contains("OPENAI_API_KEY") && text.contains("no_auth()"),
            "{text}"
        );
    }
}

#[test]
fn a_base_url_in_the_environment_needs_no_key() {
    let url = Some("http://h:1/v1");
    let client = ClientBuilder::from_settings(settings(None, url))
        .build()
        .unwrap();
    assert!(sent(&client).is_none());
    let client = ClientBuilder::from_settings(settings(Some("k"), url))
        .build()
        .unwrap();
    assert_eq!(sent(&client).unwrap(), "Bearer k");
    let client = ClientBuilder::from_settings(settings(None, None))
        .no_auth()
        .build()
        .unwrap();
    assert_eq!(client.exchange.base.as_str(), "https://api.openai.com/v1/");
}

fn header(name: &str, value: &str, line: usize) -> env::Header {
    env::Header {
        name: name.to_owned(),
        value: value.to_owned(),
        line,
    }
}

#[test]
fn what_comes_from_a_variable_is_refused_by_its_name() {
    let all = |value: &str| env::Settings {
        api_key: Some("k".to_owned()),
        organization: Some(value.to_owned()),
        project: Some(value.to_owned()),
        ..env::Settings::default()
    };
    let headers = |name: &str, value: &str| env::Settings {
        headers: vec![header(name, value, 3)],
        ..settings(Some("k"), None)
    };
    let bad = "hunter2\nx";
    for (settings, expected) in [
        (
            settings(None, Some("nope")),
            "OPENAI_BASE_URL cannot be read as a url",
        ),
        (
            settings(None, Some("http://h\u{fffd}/v1")),
            "OPENAI_BASE_URL has characters that are not Unicode",
        ),
        (
            settings(None, Some("http://h/v1\u{fffd}")),
            "OPENAI_BASE_URL has characters that are not Unicode",
        ),
        (
            settings(None, Some("ftp://h")),
            "OPENAI_BASE_URL must start with http:// or https://",
        ),
        (
            settings(None, Some("http://u:hunter2@h")),
            "OPENAI_BASE_URL must not carry a user or password, use `api_key` or `default_header`",
        ),
        (
            settings(Some(bad), None),
            "OPENAI_API_KEY has characters other than printable ASCII",
        ),
        (
            all(bad),
            "OPENAI_ORG_ID has characters other than printable ASCII",
        ),
        (
            env::Settings {
                organization: None,
                ..all(bad)
            },
            "OPENAI_PROJECT_ID has characters other than printable ASCII",
        ),
        (
            env::Settings {
                admin_key: Some(bad.to_owned()),
                ..settings(Some("k"), None)
            },
            "OPENAI_ADMIN_KEY has characters other than printable ASCII",
        ),
        (
            headers("x a", "hunter2"),
            "OPENAI_CUSTOM_HEADERS: line 3 is called by a text that is not the name of a header \
             (not shown here)",
        ),
        (
            headers("X-Key=hunter2 secret,https", "//foo"),
            "OPENAI_CUSTOM_HEADERS: line 3 is called by a text that is not the name of a header \
             (not shown here)",
        ),
        (
            headers("X-A", bad),
            "OPENAI_CUSTOM_HEADERS: line 3, the header X-A, has characters other than printable \
             ASCII",
        ),
    ] {
        assert_eq!(refused(ClientBuilder::from_settings(settings)), expected);
    }
    let builder = ClientBuilder::from_settings(settings(None, Some("nope"))).base_url("nope");
    assert_eq!(refused(builder), "the base url cannot be read as a url");
}

#[test]
fn nothing_prints_a_secret() {
    let builder = ClientBuilder::new()
        .api_key("hunter2")
        .default_header("api-key", "hunter2");
    assert!(!format!("{builder:?}").contains("hunter2"));
    let client = builder.build().unwrap();
    assert!(!format!("{client:?} {:?}", client.chat()).contains("hunter2"));
}

#[test]
fn a_client_can_travel() {
    fn travels<T: Send + Sync + Clone + 'static>() {}
    travels::<Client>();
    travels::<crate::Chat>();
    travels::<ClientBuilder>();
}

#[test]
fn headers_of_the_environment_are_under_those_that_were_set() {
    let settings = env::Settings {
        headers: vec![
            header("X-A", "env-a", 1),
            header("x-b", "env-b", 2),
            header("X-B", "env-c", 3),
        ],
        ..settings(Some("k"), None)
    };
    let client = ClientBuilder::from_settings(settings)
        .default_header("x-a", "set-a")
        .build()
        .unwrap();
    assert_eq!(client.exchange.headers["x-a"], "set-a");
    assert_eq!(client.exchange.headers["x-b"], "env-c");
}

#[test]
fn the_admin_key_of_the_environment_is_no_key_of_a_project() {
    let settings = env::Settings {
        admin_key: Some("hunter2".to_owned()),
        ..env::Settings::default()
    };
    let client = ClientBuilder::from_settings(settings).build().unwrap();
    assert_eq!(client.exchange.secrets.clean("no hunter2"), "no [key]");
}

#[test]
fn a_region_needs_a_key_and_no_other_base_url() {
    let own = || ClientBuilder::from_settings(settings(None, Some("http://h/v1")));
    let text = refused(own().data_residency(Residency::Eu));
    assert!(text.contains("OPENAI_API_KEY"), "{text}");
    let client = own()
        .api_key("k")
        .data_residency(Residency::Eu)
        .build()
        .unwrap();
    assert_eq!(
        client.exchange.base.as_str(),
        "https://eu.api.openai.com/v1/"
    );
    let both = |builder: ClientBuilder| refused(builder.api_key("k"));
    let text = both(own().base_url("http://h").data_residency(Residency::Eu));
    assert_eq!(
        text,
        both(own().data_residency(Residency::Eu).base_url("http://h"))
    );
    assert!(text.contains("`data_residency`"), "{text}");
}

#[test]
fn what_was_meant_for_another_service_does_not_go_to_openai() {
    type Setter = fn(ClientBuilder) -> ClientBuilder;

    let azure = || Azure::v1("https://r.openai.azure.com").api_key("hunter2-azure");
    let client = ClientBuilder::new().auth(azure()).build().unwrap();
    let key = |builder: ClientBuilder| builder.api_key("hunter2-other");
    let provider = |builder: ClientBuilder| {
        builder.api_key_provider(|| async { Ok::<_, std::io::Error>("hunter2-other") })
    };
    let setters: [(&str, Setter); 3] = [
        ("api_key", key),
        ("api_key_provider", provider),
        ("no_auth", ClientBuilder::no_auth),
    ];
    for (name, setter) in setters {
        for builder in [
            setter(ClientBuilder::new().auth(azure())),
            // Also by an identity that is not whole.
            setter(ClientBuilder::new().auth(Azure::new("https://r.openai.azure.com"))),
            setter(setter(
                ClientBuilder::from_settings(settings(Some("k"), Some("http://h"))).auth(azure()),
            )),
        ] {
            let text = refused(builder);
            assert!(text.starts_with(&format!("`{name}` takes")), "{text}");
        }
        let error = client.with(setter).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        // Where it is said, it is meant.
        let moved = client
            .with(|settings| setter(settings).base_url("http://h/v1"))
            .unwrap();
        assert_eq!(moved.exchange.base.as_str(), "http://h/v1/");
        let again = moved.with(setter).unwrap();
        assert_eq!(again.exchange.base.as_str(), "http://h/v1/");
    }
    // One after the other, the last holds; an identity of OpenAI is no other service.
    let last = ClientBuilder::new().api_key("k").auth(azure()).build();
    assert!(last.unwrap().exchange.base.as_str().contains("azure"));
    let workload = WorkloadIdentity::new("idp_1", "sa_1", KubernetesToken::new());
    key(ClientBuilder::new().auth(azure()).auth(workload))
        .build()
        .unwrap();
}
