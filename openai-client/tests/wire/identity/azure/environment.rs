//! What the environment says of Azure, and that what it says of OpenAI is not for Azure. The environment
//! of a process is not changed while it runs, so each case is a process of its own.

use std::process::{Command, Output};

use openai_client::{Client, ClientBuilder, auth::Azure};

use super::{endpoint, silent};
use crate::{
    identity::witness::{off_origin, secret, show, show_debug},
    server::{Seen, request},
};

/// Set for the process that is to make a client.
const HOW: &str = "OPENAI_WIRE_AZURE";

/// Makes a client and calls, in a process of its own.
#[tokio::test]
async fn in_a_process_of_its_own() {
    let builder = match std::env::var(HOW).as_deref() {
        Ok("azure") => Client::builder(),
        Ok("all") => ClientBuilder::from_env(),
        Ok("openai") => return show(&Client::from_env().unwrap_err()),
        _ => return,
    };
    let azure = match Azure::from_env() {
        Ok(azure) => azure,
        Err(error) => return show(&error),
    };
    show_debug(&azure);
    let builder = builder.max_retries(0).auth(azure);
    show_debug(&builder);
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => return show(&error),
    };
    show_debug(&client);
    if let Err(error) = client.chat().create(request()).await {
        show(&error);
    }
}

async fn run(how: &str, variables: &[(&str, String)]) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let (_, this) = module_path!().split_once("::").unwrap();
    command
        .args([
            &format!("{this}::in_a_process_of_its_own"),
            "--exact",
            "--nocapture",
        ])
        .env(HOW, how);
    for name in [
        "OPENAI_API_KEY",
        "OPENAI_ADMIN_KEY",
        "OPENAI_BASE_URL",
        "AZURE_OPENAI_ENDPOINT",
        "AZURE_OPENAI_API_KEY",
        "AZURE_OPENAI_AD_TOKEN",
        "OPENAI_API_VERSION",
    ] {
        command.env_remove(name);
    }
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    show_debug(&String::from_utf8_lossy(&output.stdout));
    show_debug(&String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success());
    output
}

fn names(seen: &Seen) -> Vec<&str> {
    seen.headers.iter().map(|(name, _)| &**name).collect()
}

#[tokio::test]
async fn a_client_is_made_of_it() {
    let version = || ("OPENAI_API_VERSION", " 2024-10-21 ".to_owned());
    let (key, token) = (secret("azure-key"), secret("entra-token"));
    let of_key = || ("AZURE_OPENAI_API_KEY", format!("{key}\n"));
    let of_token = || ("AZURE_OPENAI_AD_TOKEN", token.clone());
    let blank = || ("AZURE_OPENAI_AD_TOKEN", " ".to_owned());
    let dated =
        "POST /openai/deployments/gpt-5-mini/chat/completions?api-version=2024-10-21 HTTP/1.1";
    let v1 = "POST /openai/v1/chat/completions HTTP/1.1";
    #[rustfmt::skip]
    let cases = [
        ("", vec![version(), of_key()], dated, "api-key", key.clone()),
        ("/", vec![version(), of_key(), blank()], dated, "api-key", key.clone()),
        ("/openai/", vec![version(), of_key(), of_token()], dated, "authorization", format!("Bearer {token}")),
        ("/openai/v1/", vec![of_key()], v1, "api-key", key.clone()),
        ("/openai/v1", vec![version(), of_token()], v1, "authorization", format!("Bearer {token}")),
    ];
    for (end, mut variables, line, header, value) in cases {
        let server = silent(1).await;
        let at = format!("{}{end}", endpoint(&server));
        variables.push(("AZURE_OPENAI_ENDPOINT", at));
        run("azure", &variables).await;
        let [seen] = &server.seen()[..] else {
            panic!("one request")
        };
        assert_eq!(seen.line, line);
        assert_eq!(seen.all(header), [value]);
        let both = ["api-key", "authorization"].map(|name| seen.all(name).len());
        assert_eq!(both.iter().sum::<usize>(), 1);
    }
}

#[tokio::test]
async fn what_it_says_of_openai_is_not_for_azure() {
    let trap = silent(1).await;
    for how in ["azure", "all"] {
        let server = silent(1).await;
        let variables = [
            ("AZURE_OPENAI_ENDPOINT", endpoint(&server)),
            ("AZURE_OPENAI_API_KEY", secret("azure-key")),
            ("OPENAI_API_VERSION", "2024-10-21".to_owned()),
            ("OPENAI_API_KEY", secret("openai-key")),
            ("OPENAI_ADMIN_KEY", secret("admin-key")),
            ("OPENAI_BASE_URL", trap.url()),
            ("OPENAI_ORG_ID", secret("organization")),
            ("OPENAI_PROJECT_ID", secret("project")),
            (
                "OPENAI_CUSTOM_HEADERS",
                format!("x-trap: {}", secret("header")),
            ),
        ];
        run(how, &variables).await;
        let [seen] = &server.seen()[..] else {
            panic!("one request")
        };
        assert_eq!(seen.all("api-key"), [secret("azure-key")]);
        for name in [
            "authorization",
            "openai-organization",
            "openai-project",
            "x-trap",
        ] {
            assert!(!names(seen).contains(&name), "{name}");
        }
        let sent = format!("{seen:?} {}", String::from_utf8_lossy(&seen.body));
        for name in [
            "openai-key",
            "admin-key",
            "organization",
            "project",
            "header",
        ] {
            assert!(!sent.contains(&secret(name)), "{name}");
        }
    }
    off_origin(&trap);
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn what_is_missing_in_it_is_called_by_its_variable() {
    let at = || ("AZURE_OPENAI_ENDPOINT", "https://r.example".to_owned());
    let version = || ("OPENAI_API_VERSION", "2024-10-21".to_owned());
    let key = || ("AZURE_OPENAI_API_KEY", secret("azure-key"));
    for (variables, expected) in [
        (vec![version(), key()], "AZURE_OPENAI_ENDPOINT is not set"),
        (
            vec![at(), key()],
            "set OPENAI_API_VERSION (AZURE_OPENAI_API_VERSION is not read)",
        ),
        (
            vec![at(), version()],
            "set AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN",
        ),
        (
            vec![
                ("AZURE_OPENAI_ENDPOINT", "r.example".to_owned()),
                version(),
                key(),
            ],
            "AZURE_OPENAI_ENDPOINT cannot be read as a url",
        ),
    ] {
        // A key of OpenAI's is none in the place of Azure's.
        let openai = ("OPENAI_API_KEY", secret("openai-key"));
        let output = run("all", &[variables, vec![openai]].concat()).await;
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(printed.contains(expected), "{printed}");
    }
}

/// As programs begin that come from elsewhere.
#[tokio::test]
async fn a_client_of_openai_says_how_the_resource_is_called() {
    const HINT: &str =
        "for the resource at AZURE_OPENAI_ENDPOINT, `Client::builder().auth(Azure::from_env()?)`";
    let resource = vec![
        ("AZURE_OPENAI_ENDPOINT", "https://r.example".to_owned()),
        ("AZURE_OPENAI_API_KEY", secret("azure-key")),
    ];
    let blank = vec![("AZURE_OPENAI_ENDPOINT", " ".to_owned())];
    for (variables, is_said) in [(resource, true), (blank, false), (vec![], false)] {
        let output = run("openai", &variables).await;
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(printed.contains("no api key: give one to"), "{printed}");
        assert_eq!(printed.contains(HINT), is_said, "{printed}");
    }
}
