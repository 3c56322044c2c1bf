//! The default chain of AWS and what else the environment says, each in a process that has it.

use std::{
    env,
    path::PathBuf,
    process::{Command, Output},
    sync::Arc,
};

use openai_client::{Client, Error, ErrorKind, auth::Bedrock};

use super::{
    super::witness::{secret, show, show_debug},
    ID, REGION, builder, key, oracle, token,
};
use crate::server::{ANSWER, Server, ok, reply, request};

/// What the process does, by name; the address of Bedrock follows.
const STEP: &str = "BEDROCK_STEP";
const AT: &str = "BEDROCK_AT";

/// Runs a step with nothing of AWS in the environment but this; what it printed was shown.
async fn run(step: &str, bedrock: &Server, variables: &[(&str, &str)]) -> Output {
    let mut child = Command::new(env::current_exe().unwrap());
    let this = module_path!().split_once("::").unwrap().1;
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            child.env_remove(name);
        }
    }
    child
        .args(["--exact", "--nocapture", &format!("{this}::a_step")])
        // Nothing of whoever runs the tests.
        .env("AWS_CONFIG_FILE", "/nowhere/config")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/nowhere/credentials")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("RUST_BACKTRACE", "0")
        .env(STEP, step)
        .env(AT, bedrock.url())
        .envs(variables.iter().copied());
    let output = tokio::task::spawn_blocking(move || child.output());
    let output = output.await.unwrap().unwrap();
    println!("{}", String::from_utf8_lossy(&output.stdout));
    println!("{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{step}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
    output
}

/// What is done in the other process; nothing in this one.
#[tokio::test]
async fn a_step() {
    let Ok(step) = env::var(STEP) else {
        return;
    };
    // Begins the traces.
    secret("step");
    let at = env::var(AT).unwrap();
    let usual = || Bedrock::mantle(REGION).base_url(&at);
    let call = |bedrock| {
        let client = builder(bedrock).build().unwrap();
        show_debug(&client);
        async move { client.chat().create(request()).await.map(drop) }
    };
    match &*step {
        "usual" => call(usual()).await.unwrap(),
        "from_env" => {
            let client = Client::builder().auth(Bedrock::from_env().unwrap());
            let client = client.build().unwrap();
            client.chat().create(request()).await.unwrap();
        }
        "no region" => {
            let error = Bedrock::from_env().err().unwrap();
            show(&error);
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().contains("AWS_REGION"), "{error}");
        }
        "default_chain" => call(usual().default_chain()).await.unwrap(),
        "profile" => call(usual().profile("research")).await.unwrap(),
        #[cfg(feature = "blocking")]
        "blocking" => {
            let waiting = std::thread::spawn(move || {
                let client = builder(Bedrock::mantle(REGION).base_url(&at).profile("research"));
                let client = client.build_blocking().unwrap();
                client.chat().create(request()).map(drop)
            });
            waiting.join().unwrap().unwrap();
        }
        "many" => {
            let client = builder(usual()).build().unwrap();
            let callers: Vec<_> = (0..200)
                .map(|_| {
                    let client = client.clone();
                    tokio::spawn(async move { client.chat().create(request()).await.map(drop) })
                })
                .collect();
            for caller in callers {
                caller.await.unwrap().unwrap();
            }
        }
        "none" => {
            let says = |error: Error, expected: &str| {
                show(&error);
                assert_eq!(error.kind(), ErrorKind::Credentials);
                assert!(error.to_string().contains(expected), "{error}");
                assert!(std::error::Error::source(&error).is_some());
                assert_eq!(error.attempts(), 0);
            };
            says(call(usual()).await.unwrap_err(), "AWS's default chain");
            let client = builder(usual().profile("research")).build().unwrap();
            let mut causes = Vec::new();
            for pause in [0, 1100] {
                tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
                let error = client.chat().create(request()).await.unwrap_err();
                causes.push(format!("{error:?}"));
                says(error, "the AWS profile `research` has no credentials");
            }
            // Asked again, it is as clear.
            assert_eq!(causes[0], causes[1]);
        }
        "unreadable" => {
            let error = call(usual()).await.unwrap_err();
            show(&error);
            assert_eq!(error.kind(), ErrorKind::Credentials);
        }
        other => panic!("no step {other}"),
    }
}

/// The session tokens of the requests that came, each of them signed.
fn tokens(server: &Server) -> Vec<String> {
    let seen = server.seen();
    for seen in &seen {
        oracle::check(seen, ID, &key(), REGION, "bedrock-mantle");
    }
    let tokens = seen
        .iter()
        .map(|seen| seen.all("x-amz-security-token").concat());
    tokens.collect()
}

/// A file with this in it, by a name of its own.
fn file(name: &str, content: &str) -> PathBuf {
    let path = env::temp_dir().join(format!("bedrock-{}-{name}", std::process::id()));
    std::fs::write(&path, content).unwrap();
    path
}

/// Credentials as those give them who answer in JSON.
fn json(token: &str) -> String {
    let key = key();
    format!(
        r#"{{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"{ID}","SecretAccessKey":"{key}","Token":"{token}","Expiration":"2199-01-01T00:00:00Z","LastUpdated":"2026-01-01T00:00:00Z"}}"#
    )
}

#[tokio::test]
async fn a_key_in_the_environment_goes_before_the_chain() {
    let server = Server::start((0..4).map(|_| ok(ANSWER))).await;
    let (bearer, key, token) = (secret("bedrock-key"), key(), token());
    let both = [
        ("AWS_BEARER_TOKEN_BEDROCK", &*bearer),
        ("AWS_ACCESS_KEY_ID", ID),
        ("AWS_SECRET_ACCESS_KEY", &key),
        ("AWS_SESSION_TOKEN", &token),
    ];
    run("usual", &server, &both).await;
    let seen = server.seen();
    assert_eq!(seen[0].all("authorization"), [format!("Bearer {bearer}")]);
    assert!(seen[0].all("x-amz-date").is_empty());

    let server = Server::start((0..4).map(|_| ok(ANSWER))).await;
    run("default_chain", &server, &both).await;
    run("usual", &server, &both[1..]).await;
    // Blank is none.
    let blank = ("AWS_BEARER_TOKEN_BEDROCK", " ");
    run("usual", &server, &[&[blank], &both[1..]].concat()).await;
    assert_eq!(tokens(&server), [&*token; 3]);
}

#[tokio::test]
async fn the_environment_says_where_it_is() {
    let server = Server::start((0..2).map(|_| ok(ANSWER))).await;
    let key = key();
    let at = server.url();
    let usual = [("AWS_ACCESS_KEY_ID", ID), ("AWS_SECRET_ACCESS_KEY", &*key)];
    let base = ("AWS_BEDROCK_BASE_URL", &*at);
    for (variables, region) in [
        (&[("AWS_DEFAULT_REGION", "eu-west-1")][..], "eu-west-1"),
        (
            &[
                ("AWS_DEFAULT_REGION", "eu-west-1"),
                ("AWS_REGION", " eu-west-2 "),
            ],
            "eu-west-2",
        ),
    ] {
        run(
            "from_env",
            &server,
            &[&usual[..], &[base], variables].concat(),
        )
        .await;
        let seen = server.seen();
        oracle::check(seen.last().unwrap(), ID, &key, region, "bedrock-mantle");
    }
    run("no region", &server, &[("AWS_REGION", "  "), base]).await;
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_profile_has_keys() {
    let server = Server::start([ok(ANSWER)]).await;
    let (key, token) = (key(), token());
    let credentials = file(
        "credentials",
        &format!(
            "[research]\naws_access_key_id = {ID}\naws_secret_access_key = {key}\naws_session_token = {token}\n"
        ),
    );
    let variables = [("AWS_SHARED_CREDENTIALS_FILE", credentials.to_str().unwrap())];
    run("profile", &server, &variables).await;
    assert_eq!(tokens(&server), [token]);
    std::fs::remove_file(credentials).unwrap();
}

#[tokio::test]
async fn a_program_gives_credentials() {
    let server = Server::start([ok(ANSWER), ok(ANSWER)]).await;
    let (key, token) = (key(), token());
    let answer = file(
        "process",
        &format!(
            r#"{{"Version":1,"AccessKeyId":"{ID}","SecretAccessKey":"{key}","SessionToken":"{token}"}}"#
        ),
    );
    let config = file(
        "process-config",
        &format!(
            "[profile research]\ncredential_process = cat {}\n",
            answer.display()
        ),
    );
    let variables = [("AWS_CONFIG_FILE", config.to_str().unwrap())];
    run("profile", &server, &variables).await;
    if cfg!(feature = "blocking") {
        run("blocking", &server, &variables).await;
    } else {
        run("profile", &server, &variables).await;
    }
    assert_eq!(tokens(&server), [&*token; 2]);
    for path in [answer, config] {
        std::fs::remove_file(path).unwrap();
    }
}

#[tokio::test]
async fn a_container_is_asked_once_for_two_hundred_callers() {
    let server = Server::start((0..200).map(|_| ok(ANSWER))).await;
    let token = token();
    let container = Server::start([reply(200, &[], json(&token))]).await;
    let url = container.url().replace("/v1", "/credentials");
    let allowed = secret("aws-container-authorization");
    let variables = [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &*url),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN", &*allowed),
    ];
    run("many", &server, &variables).await;
    assert_eq!(tokens(&server), [&*token; 200]);
    let [asked] = &container.seen()[..] else {
        panic!("asked once")
    };
    assert_eq!(asked.line, "GET /credentials HTTP/1.1");
    assert_eq!(asked.all("authorization"), [&allowed]);
}

#[tokio::test]
async fn an_instance_is_asked_directly_whatever_the_proxy() {
    let server = Server::start([ok(ANSWER)]).await;
    let (token, session) = (token(), secret("aws-metadata-session"));
    let session_of = reply(
        200,
        &[("x-aws-ec2-metadata-token-ttl-seconds", "21600")],
        &session,
    );
    let metadata = Server::start([session_of, ok("role"), ok(json(&token))]).await;
    let url = metadata.url().replace("/v1", "");
    let variables = [
        ("AWS_EC2_METADATA_DISABLED", "false"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &*url),
        ("HTTP_PROXY", "http://127.0.0.1:1"),
        ("http_proxy", "http://127.0.0.1:1"),
    ];
    run("usual", &server, &variables).await;
    assert_eq!(tokens(&server), [&*token]);
    let seen = metadata.seen();
    let lines: Vec<&str> = seen.iter().map(|seen| &*seen.line).collect();
    assert_eq!(
        lines,
        [
            "PUT /latest/api/token HTTP/1.1",
            "GET /latest/meta-data/iam/security-credentials/ HTTP/1.1",
            "GET /latest/meta-data/iam/security-credentials/role HTTP/1.1",
        ]
    );
    for seen in &seen[1..] {
        assert_eq!(seen.all("x-aws-ec2-metadata-token"), [&session]);
    }
}

#[tokio::test]
async fn a_web_identity_takes_on_a_role() {
    let server = Server::start([ok(ANSWER)]).await;
    let (key, token, subject) = (key(), token(), secret("aws-web-identity"));
    let path = file("web-identity", &subject);
    let answer = format!(
        "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleWithWebIdentityResult><AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn><AssumedRoleId>A:s</AssumedRoleId></AssumedRoleUser><Credentials><SessionToken>{token}</SessionToken><SecretAccessKey>{key}</SecretAccessKey><Expiration>2199-01-01T00:00:00Z</Expiration><AccessKeyId>{ID}</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleWithWebIdentityResponse>"
    );
    let sts = Server::start([reply(200, &[("content-type", "text/xml")], answer)]).await;
    let url = sts.url().replace("/v1", "");
    let variables = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", path.to_str().unwrap()),
        ("AWS_ROLE_ARN", "arn:aws:iam::1:role/r"),
        ("AWS_ROLE_SESSION_NAME", "session"),
        ("AWS_ENDPOINT_URL_STS", &*url),
    ];
    run("usual", &server, &variables).await;
    assert_eq!(tokens(&server), [&*token]);
    let [asked] = &sts.seen()[..] else {
        panic!("asked once")
    };
    let body = String::from_utf8_lossy(&asked.body);
    assert!(body.contains("Action=AssumeRoleWithWebIdentity"));
    assert!(body.contains(&subject));
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn where_nobody_has_credentials_that_is_said() {
    let server = Server::start([]).await;
    run("none", &server, &[]).await;
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_repeated() {
    let server = Arc::new(Server::start([]).await);
    let key = key();
    let mut tries = Vec::new();
    for (status, answer) in [
        (200, "<html>hello</html>".to_owned()),
        (200, String::new()),
        (200, "{}".to_owned()),
        (
            200,
            format!(r#"{{"AccessKeyId":"{ID}","SecretAccessKey":"{key}","Token":7"#),
        ),
        (
            200,
            format!(r#"{{"AccessKeyId":"{ID}","SecretAccessKey":["{key}"]}}"#),
        ),
        (
            200,
            format!(r#"{{"SecretAccessKey":"{key}","Token":"{}"}}"#, token()),
        ),
        (200, format!("\"{}\"", key.repeat(40_000))),
        (404, format!(r#"{{"SecretAccessKey":"{key}"}}"#)),
        (500, format!(r#"{{"SecretAccessKey":"{key}"}}"#)),
        (307, String::new()),
    ] {
        // Side by side, as each is asked for several times, with pauses.
        let server = Arc::clone(&server);
        tries.push(tokio::spawn(async move {
            let elsewhere = Server::start([]).await;
            let to = elsewhere.url();
            // As often as it may be asked.
            let answers = (0..9).map(|_| reply(status, &[("location", &to)], &answer));
            let container = Server::start(answers.collect::<Vec<_>>()).await;
            let url = container.url().replace("/v1", "/credentials");
            let variables = [("AWS_CONTAINER_CREDENTIALS_FULL_URI", &*url)];
            run("unreadable", &server, &variables).await;
            assert!(!container.seen().is_empty());
            assert!(elsewhere.seen().is_empty());
        }));
    }
    for tried in tries {
        tried.await.unwrap();
    }
    assert!(server.seen().is_empty());
}
