//! Azure without a network: where it is, and what is said of settings that cannot be.

use std::borrow::Cow;

use secrecy::ExposeSecret;

use super::{Azure, model, paths::Paths};
use crate::{
    Client, ClientBuilder, Error, ErrorKind, auth::identity::Kind as _, transport::RequestBody,
};

fn built(azure: Azure) -> Result<Client, Error> {
    Client::builder().auth(azure).build()
}

/// Where a client calls.
fn base_of(client: &Client) -> String {
    let shown = format!("{client:?}");
    let (_, base) = shown.split_once("base_url: \"").unwrap();
    base.split_once('"').unwrap().0.to_owned()
}

/// The base URL, or what is said of it.
fn base(azure: Azure) -> String {
    match built(azure.api_key("hunter2-key")) {
        Ok(client) => base_of(&client),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
            error.to_string()
        }
    }
}

#[test]
fn an_endpoint_is_taken_as_the_portal_shows_it() {
    #[rustfmt::skip]
    let cases = [
        ("https://r.openai.azure.com", "https://r.openai.azure.com"),
        (" https://r.openai.azure.com/\n", "https://r.openai.azure.com"),
        ("https://r.openai.azure.com//", "https://r.openai.azure.com"),
        ("https://r.openai.azure.com/openai", "https://r.openai.azure.com"),
        ("https://r.openai.azure.com/openai/", "https://r.openai.azure.com"),
        ("https://r.services.ai.azure.com/api/projects/p", "https://r.services.ai.azure.com/api/projects/p"),
        ("https://r.services.ai.azure.com/api/projects/p/openai", "https://r.services.ai.azure.com/api/projects/p"),
        ("https://R.OpenAI.Azure.com/OpenAI/", "https://r.openai.azure.com"),
        // A name that has it is another.
        ("https://openai/", "https://openai"),
        ("https://gateway.example/openai-prod", "https://gateway.example/openai-prod"),
        ("https://gateway.example/openai/team-a", "https://gateway.example/openai/team-a"),
        ("https://gateway.example/a%2Fb/openai", "https://gateway.example/a%2Fb"),
    ];
    for (given, resource) in cases {
        let azure = Azure::new(given).api_version("2024-10-21");
        assert_eq!(base(azure), format!("{resource}/openai/"), "{given}");
        assert_eq!(
            base(Azure::v1(given)),
            format!("{resource}/openai/v1/"),
            "{given}"
        );
    }
    for given in [
        "https://r.openai.azure.com/openai/v1",
        "https://r.openai.azure.com/openai/v1/",
        "https://r.openai.azure.com/OpenAI/V1",
    ] {
        let expected = "https://r.openai.azure.com/openai/v1/";
        assert_eq!(base(Azure::v1(given)), expected);
        let azure = Azure::new(given).api_version("2024-10-21");
        let expected = "the endpoint of Azure ends in `/openai/v1`, which is the API without versions: use `Azure::v1`";
        assert_eq!(base(azure), expected);
    }
}

#[test]
fn a_base_url_is_taken_as_it_is() {
    for (given, expected) in [
        (
            "https://r.openai.azure.com/openai",
            "https://r.openai.azure.com/openai/",
        ),
        ("https://gateway.example/", "https://gateway.example/"),
        (
            "https://gateway.example/openai/deployments/d",
            "https://gateway.example/openai/deployments/d/",
        ),
        (
            "https://r.openai.azure.com/openai/deployments/d",
            "https://r.openai.azure.com/openai/deployments/d/",
        ),
        (
            "https://r.cloudapp.azure.com/models",
            "https://r.cloudapp.azure.com/models/",
        ),
    ] {
        assert_eq!(base(Azure::at(given).api_version("v")), expected);
    }
    // The API without versions, wherever a gateway has it.
    for given in [
        "https://r.openai.azure.com/openai/v1",
        "https://gateway.example/llm/v1",
        "https://gateway.example/v1/",
    ] {
        let azure = || Azure::at(given).api_key("k");
        let slashed = format!("{}/", given.trim_end_matches('/'));
        assert_eq!(base(azure()), slashed);
        let paths = |version| azure().place.paths(None, version).unwrap();
        for version in [None, Some("preview")] {
            let paths = paths(version);
            assert!(matches!(paths, Paths::Same), "{given}: {paths:?}");
        }
        // The segment is a gateway's own.
        let paths = paths(Some("2024-10-21"));
        assert!(matches!(paths, Paths::OfModel), "{given}: {paths:?}");
    }
    // What is told of Azure's hosts elsewhere is no mistake.
    for path in [
        "",
        "/api/projects/p/applications/a/protocols/openai",
        "/api/projects/p/agents/a/endpoint/protocols/openai/v1",
        "/api/projects/openai",
        "/openai/deployments/openai-gpt-4o",
    ] {
        let given = format!("https://r.services.ai.azure.com{path}");
        let found = base(Azure::at(&given).api_version("v"));
        assert_eq!(found, format!("{given}/"));
    }
    // A deployment of that name, and a host, are none.
    for given in ["https://g.example/deployments/v1", "https://v1"] {
        let found = base(Azure::at(given));
        assert!(found.starts_with("no version of Azure's API"), "{found}");
    }
}

#[test]
fn what_is_pasted_with_more_is_refused_on_the_hosts_of_azure() {
    const MORE: &str = "is more than that: leave out `/openai` and what follows";
    const PATH: &str = "is more than that: leave out its path";
    const V1: &str = "is more than that: leave out what follows `/openai/v1`";
    for (path, expected) in [
        ("/openai/responses", MORE),
        ("/openai/responses?api-version=2025-04-01-preview", MORE),
        ("/OpenAI/models", MORE),
        ("/openai/deployments/d", MORE),
        ("/openai/v1/chat/completions", V1),
        ("/models", PATH),
        ("/v1", PATH),
        ("/api/projects/p/agents", PATH),
        ("/api/projects", PATH),
        ("/a/openai/v1", PATH),
        (
            "/openai?api-version=preview",
            "must not carry a query: leave out what follows `?`; a version is given to `api_version`",
        ),
    ] {
        for host in [
            "r.openai.azure.com",
            "r.services.ai.azure.com",
            "r.privatelink.openai.azure.com",
            "r.openai.azure.us.",
            "r.cognitiveservices.azure.cn",
            "eastus.api.cognitive.microsoft.com",
        ] {
            let given = format!("https://{host}{path}");
            let azure = Azure::new(&given).api_version("2024-10-21");
            for azure in [azure, Azure::v1(&given)] {
                let found = base(azure);
                assert!(found.contains(expected), "{given}: {found}");
            }
        }
    }
    for (given, expected) in [
        ("https://r.openai.azure.com/openai/v1/chat/completions", V1),
        (
            "https://r.openai.azure.com/openai/responses",
            "what follows `/openai`",
        ),
        (
            "https://r.openai.azure.com/openai/deployments/d/embeddings",
            "or the deployment",
        ),
        ("https://r.openai.azure.com/models", PATH),
        (
            "https://gateway.example/v1?key=hunter2",
            "leave out what follows `?`",
        ),
    ] {
        let found = base(Azure::at(given).api_version("v"));
        assert!(found.contains(expected), "{given}: {found}");
    }
}

#[test]
fn an_endpoint_may_end_in_a_slash_before_what_follows() {
    for host in ["r.openai.azure.com", "gateway.example"] {
        let joined = |end: &str| format!("https://{host}//openai{end}");
        let v1 = format!("https://{host}/openai/v1/");
        assert_eq!(base(Azure::v1(joined("/v1"))), v1);
        assert_eq!(base(Azure::v1(joined(""))), v1);
        let by_version = base(Azure::new(joined("/")).api_version("v"));
        assert_eq!(by_version, format!("https://{host}/openai/"));
    }
}

#[test]
fn nothing_goes_to_azure_in_the_clear() {
    const REFUSED: &str = "must start with https://: Azure takes nothing in the clear";
    for given in [
        "http://r.openai.azure.com",
        "http://r.services.ai.azure.com/openai",
        "HTTP://r.OpenAI.azure.us:80",
    ] {
        let azure = Azure::new(given).api_version("2024-10-21");
        for azure in [azure, Azure::v1(given), Azure::at(given).api_version("v")] {
            let found = base(azure);
            assert!(found.ends_with(REFUSED), "{given}: {found}");
        }
    }
    for given in [
        "http://127.0.0.1:1",
        "http://gateway.example",
        "http://r.eastus.cloudapp.azure.com",
    ] {
        let expected = format!("{given}/openai/v1/");
        assert_eq!(base(Azure::v1(given)), expected);
    }
}

#[test]
fn what_is_no_endpoint_is_refused_with_what_to_do() {
    const NO_URL: &str = "cannot be read as a url: it is like https://my-resource.openai.azure.com";
    let of = |given: &str| base(Azure::new(given).api_version("2024-10-21"));
    for (given, expected) in [
        ("", "the endpoint of Azure is empty"),
        (" / ", "cannot be read as a url"),
        ("r.openai.azure.com", NO_URL),
        ("my-resource", NO_URL),
        (
            "ftp://hunter2.example",
            "must start with http:// or https://",
        ),
        ("localhost:8080", "must start with http:// or https://"),
        (
            "https://hunter2:x@r.example",
            "must not carry a user or password",
        ),
        (
            "https://r.example/?api-key=hunter2",
            "must not carry a query: leave out what follows `?`; a version is given to `api_version`",
        ),
        (
            "https://r.example/#hunter2",
            "must not carry a query or fragment",
        ),
        (
            "https://hunter2:x@r.openai.azure.com",
            "must not carry a user or password",
        ),
        (
            "https://r.example/openai/deployments/d/chat/completions?api-version=2024-10-21",
            "leave out `/openai` and what follows; a deployment is the `model` of a request, or is given to `deployment`",
        ),
        (
            "https://r.example/openai/v1/chat/completions",
            "leave out what follows `/openai/v1`, and use `Azure::v1`",
        ),
    ] {
        let found = of(given);
        assert!(
            found.starts_with("the endpoint of Azure "),
            "{given}: {found}"
        );
        assert!(found.contains(expected), "{given}: {found}");
    }
    assert_eq!(base(Azure::at(" ")), "the base url of Azure is empty");
}

#[test]
fn settings_that_are_missing_or_contradict_each_other_are_refused() {
    let resource = || Azure::new("https://r.example").api_version("2024-10-21");
    let provider = || async { Ok::<_, std::io::Error>("hunter2") };
    let v1 = || Azure::v1("https://r.example");
    let at = || Azure::at("https://r.example").api_version("2024-10-21");
    #[rustfmt::skip]
    let cases = [
        (resource(), "no credentials for Azure: give a key to `api_key`"),
        (resource().api_key(" "), "the key of Azure is empty"),
        (resource().entra_token(""), "the Entra token is empty"),
        (resource().api_key("hunter2\u{e9}"), "the key of Azure has characters other than printable ASCII"),
        (resource().entra_token("hunter2\nx"), "the Entra token has characters other than printable ASCII"),
        (resource().entra_token(" Bearer hunter2"), "the Entra token is no bearer token: give it without `Bearer`"),
        (resource().entra_token("hunter2 x"), "the Entra token is no bearer token"),
        (resource().api_key("hunter2").entra_token("hunter2"), "`api_key` and `entra_token` both say who calls Azure, give one of them"),
        (resource().api_key("hunter2").entra_token_provider(provider), "`api_key` and `entra_token_provider` both"),
        (resource().entra_token("hunter2").entra_token_provider(provider), "`entra_token` and `entra_token_provider` both"),
        (resource().api_key("hunter2").no_auth(), "`api_key` and `no_auth` both"),
        (Azure::new("https://r.example").api_key("hunter2"), "no version of Azure's API: give one to `api_version`"),
        (Azure::at("https://r.example").api_key("hunter2"), "no version of Azure's API"),
        (resource().api_version(" ").api_key("hunter2"), "the `api_version` of Azure is empty"),
        (resource().api_key("hunter2").deployment(""), "the deployment is empty"),
        (resource().api_key("hunter2").deployment(" . "), "the deployment must not be `.`, which is a step in a path"),
        (resource().api_key("hunter2").deployment(".."), "the deployment must not be `..`"),
        (v1().api_key("hunter2").deployment("d"), "takes a deployment as the `model` of a request: leave out `deployment`"),
        (at().api_key("hunter2").deployment("d"), "put the deployment into it"),
    ];
    for (azure, expected) in cases {
        let shown = format!("{azure:?}");
        let error = built(azure).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let text = format!("{error} {error:?} {shown}");
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
    for builder in [
        Client::builder().base_url("https://other.example"),
        Client::builder().data_residency(crate::Residency::Eu),
    ] {
        let error = builder.auth(resource().api_key("k")).build().unwrap_err();
        let expected = "both say where the API is, give one of them";
        assert!(error.to_string().contains(expected), "{error}");
    }
}

/// What the environment says, of which all other variables are OpenAI's.
fn read(variables: &[(&str, &str)]) -> Result<Azure, Error> {
    Azure::read(|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

fn secrets(azure: &Azure) -> Vec<String> {
    let secrets = azure.secrets().into_iter();
    secrets
        .map(|secret| secret.expose_secret().to_owned())
        .collect()
}

#[test]
fn the_environment_says_where_it_is_and_who_calls() {
    const AT: (&str, &str) = ("AZURE_OPENAI_ENDPOINT", "https://r.example");
    const V1: (&str, &str) = ("AZURE_OPENAI_ENDPOINT", "https://r.example/openai/v1/");
    const VERSION: (&str, &str) = ("OPENAI_API_VERSION", "2024-10-21");
    const KEY: (&str, &str) = ("AZURE_OPENAI_API_KEY", "hunter2-key");
    const TOKEN: (&str, &str) = ("AZURE_OPENAI_AD_TOKEN", "hunter2-token");
    // Pasted with its version, it is that API all the same.
    const PASTED: (&str, &str) = (
        "AZURE_OPENAI_ENDPOINT",
        "https://r.example/openai/v1?api-version=preview",
    );
    const DATED: (&str, &str) = (
        "AZURE_OPENAI_ENDPOINT",
        "https://r.example/?api-version=2024-10-21",
    );

    let azure = read(&[AT, VERSION, KEY, TOKEN]).unwrap();
    assert_eq!(secrets(&azure), ["hunter2-token"]);
    assert_eq!(azure.credentials.proof().unwrap().header(), "authorization");
    let client = built(azure).unwrap();
    assert_eq!(base_of(&client), "https://r.example/openai/");

    // A setter wins, of whatever kind it is.
    let azure = read(&[AT, VERSION, TOKEN]).unwrap().api_key("given");
    assert_eq!(secrets(&azure), ["given"]);
    assert_eq!(azure.credentials.proof().unwrap().header(), "api-key");
    let azure = read(&[AT, VERSION, KEY]).unwrap();
    let azure = azure.api_key("given").entra_token("given, too");
    assert!(
        built(azure)
            .unwrap_err()
            .to_string()
            .contains("both say who")
    );

    // The API without versions has no use for one.
    let azure = read(&[V1, VERSION, KEY]).unwrap();
    assert_eq!(azure.version().unwrap(), None);
    let client = built(azure).unwrap();
    assert_eq!(base_of(&client), "https://r.example/openai/v1/");

    for (variables, expected) in [
        (
            &[PASTED, KEY][..],
            "leave out what follows `?`; a version is given to `api_version`",
        ),
        (
            &[DATED, VERSION, KEY],
            "leave out what follows `?`; a version is given to OPENAI_API_VERSION",
        ),
        (&[KEY], "AZURE_OPENAI_ENDPOINT is not set"),
        (
            &[AT, KEY],
            "set OPENAI_API_VERSION (AZURE_OPENAI_API_VERSION is not read), or let AZURE_OPENAI_ENDPOINT end in `/openai/v1`",
        ),
        (
            &[AT, VERSION],
            "set AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN for `from_env`",
        ),
        (
            &[AT, VERSION, ("AZURE_OPENAI_API_KEY", "hunter2\u{fffd}")],
            "AZURE_OPENAI_API_KEY has characters",
        ),
        (
            &[AT, VERSION, ("AZURE_OPENAI_AD_TOKEN", "bearer hunter2")],
            "AZURE_OPENAI_AD_TOKEN is no bearer token: give it without `Bearer`",
        ),
        (
            &[AT, VERSION, ("AZURE_OPENAI_AD_TOKEN", "hunter2\u{e9}")],
            "AZURE_OPENAI_AD_TOKEN has characters",
        ),
        (
            &[("AZURE_OPENAI_ENDPOINT", "hunter2.example"), VERSION, KEY],
            "AZURE_OPENAI_ENDPOINT cannot be read as a url",
        ),
    ] {
        let error = read(variables).and_then(built).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let text = format!("{error} {error:?}");
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
    let error = ClientBuilder::new()
        .base_url("https://other.example")
        .auth(read(&[AT, VERSION, KEY]).unwrap())
        .build()
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("AZURE_OPENAI_ENDPOINT and `base_url` both say")
    );
}

fn model_of(json: &str) -> Result<Option<String>, String> {
    let body = RequestBody::from(json.as_bytes().to_vec());
    let found = model::of(&body, &[]).map_err(|error| error.to_string())?;
    Ok(found.map(Cow::into_owned))
}

#[test]
fn the_model_is_the_one_at_the_top_of_the_body() {
    for (json, expected) in [
        (r#"{"model":"m"}"#, Some("m")),
        (r#" { "a" : {"model":"x"} , "model" : "m" } "#, Some("m")),
        (
            r#"{"b":[{"model":"x"}],"model":"m","c":"\"model\":\"y\""}"#,
            Some("m"),
        ),
        (r#"{"mod\u0065l":"m\/\u00e9"}"#, Some("m/\u{e9}")),
        (r#"{"model":""}"#, Some("")),
        (r#"{"a":{"model":"x"}}"#, None),
        (r#"{"Model":"x","model ":"y"}"#, None),
        (r#"{"model":null}"#, None),
        (r#"{"model":7}"#, None),
        (r#"{"model":["m"]}"#, None),
        (r#"[{"model":"m"}]"#, None),
        (r#"{"model":"m""#, None),
        ("model=m", None),
        ("", None),
    ] {
        assert_eq!(model_of(json), Ok(expected.map(str::to_owned)), "{json}");
    }
    for json in [
        r#"{"model":"a","model":"b"}"#,
        r#"{"model":"a","x":1,"mod\u0065l":"a"}"#,
        r#"{"model":null,"model":"b"}"#,
    ] {
        let expected = Err("the request has `model` twice".to_owned());
        assert_eq!(model_of(json), expected, "{json}");
    }
}

#[test]
fn a_model_is_one_segment_whatever_is_in_it() {
    let of = |model: &str| {
        let form = RequestBody::from(b"--x--".to_vec());
        let path = Paths::OfModel.of("chat/completions", &form, &[model.to_owned()]);
        path.map(Cow::into_owned)
            .map_err(|error| (error.kind(), error.to_string()))
    };
    for (model, segment) in [
        ("gpt-5-mini", "gpt-5-mini"),
        ("a_b.c~d", "a_b.c~d"),
        ("meta/llama", "meta%2Fllama"),
        ("../x", "..%2Fx"),
        ("a b", "a%20b"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("a?b#c", "a%3Fb%23c"),
        ("a\\b", "a%5Cb"),
        ("a:b@c;d=e&f+g", "a%3Ab%40c%3Bd%3De%26f%2Bg"),
        ("m\u{f6}del\n", "m%C3%B6del%0A"),
        ("...", "..."),
        (" ", "%20"),
    ] {
        let expected = format!("deployments/{segment}/chat/completions");
        assert_eq!(of(model), Ok(expected), "{model:?}");
    }
    for (model, expected) in [
        ("", "the model is empty"),
        (".", "the model must not be `.`, which is a step in a path"),
        (
            "..",
            "the model must not be `..`, which is a step in a path",
        ),
    ] {
        assert_eq!(of(model), Err((ErrorKind::Request, expected.to_owned())));
    }
}

#[test]
fn only_what_is_asked_of_a_deployment_is_below_one() {
    let body = RequestBody::from(br#"{"model":"m"}"#.to_vec());
    let of = |paths: &Paths, path: &str| paths.of(path, &body, &[]).unwrap().into_owned();
    let one = Paths::of_deployment(" d ").unwrap();
    for path in [
        "completions",
        "chat/completions",
        "embeddings",
        "audio/transcriptions",
        "audio/translations",
        "audio/speech",
        "images/generations",
        "images/edits",
    ] {
        for (path, rest) in [
            (path.to_owned(), path.to_owned()),
            (format!("/{path}"), path.to_owned()),
            (
                format!("//{path}?x=chat/completions"),
                format!("{path}?x=chat/completions"),
            ),
        ] {
            assert_eq!(of(&Paths::OfModel, &path), format!("deployments/m/{rest}"));
            assert_eq!(of(&one, &path), format!("deployments/d/{rest}"));
            assert_eq!(of(&Paths::Same, &path), path);
            for paths in [&Paths::OfModel, &one] {
                let listed = paths.of(&path, &RequestBody::empty(), &[]);
                assert_eq!(listed.unwrap(), path);
            }
        }
    }
    for path in [
        "models",
        "responses",
        "/responses/resp_1",
        "files",
        "uploads/u/parts",
        "batches",
        "moderations",
        "chat/completions/chatcmpl-1",
        "x/chat/completions",
        "chat/completions/",
        "https://r.example/openai/chat/completions",
        "",
        "?x=1",
    ] {
        for paths in [&Paths::OfModel, &one, &Paths::Same] {
            assert_eq!(of(paths, path), path);
        }
    }
}
