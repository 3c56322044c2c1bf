//! Calls that the program itself answers.

use super::{All, GetWeather, Now, ReadFile, Tools};
use openai_structured::prelude::*;
use openai_structured::{CallTools, read_call};
use serde::Serialize;
use serde_json::json;
use std::error::Error;
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Default)]
pub(super) struct App {
    calls: AtomicU32,
}

#[derive(Serialize)]
pub(super) struct Weather {
    degrees: i8,
}

impl Tool for GetWeather {
    type Context = App;
    type Output = Weather;

    async fn call(self, app: &App) -> Result<Weather, ToolError> {
        tokio::task::yield_now().await;
        app.calls.fetch_add(1, Ordering::Relaxed);
        match self.city.as_str() {
            "Bonn" => Ok(Weather { degrees: 21 }),
            city => Err(ToolError::tell(format!("no city is named {city}"))),
        }
    }
}

impl Tool for Now {
    type Context = App;
    type Output = String;

    async fn call(self, app: &App) -> Result<String, ToolError> {
        app.calls.fetch_add(1, Ordering::Relaxed);
        Ok("12:00, \"noon\"".to_owned())
    }
}

impl Tool for ReadFile {
    type Context = App;
    type Output = Vec<String>;

    async fn call(self, _: &App) -> Result<Vec<String>, ToolError> {
        let lines: u32 = self.path.parse()?;
        Ok(vec![lines.to_string(); 2])
    }
}

/// Runs a call as a run of tools would: on any thread, for any set.
async fn run<S: CallTools<Context = App>>(
    name: &'static str,
    arguments: &'static str,
) -> Result<String, ToolError> {
    let handle = tokio::spawn(async move {
        let app = App::default();
        let call: S = read_call(name, arguments).unwrap();
        let said = call.__call(&app).await;
        assert_eq!(
            app.calls.load(Ordering::Relaxed),
            u32::from(name != "read-file")
        );
        said
    });
    handle.await.unwrap()
}

#[tokio::test]
async fn a_text_is_itself_and_all_else_json() {
    let said = run::<All>("get_weather", r#"{"city":"Bonn","unit":null}"#).await;
    assert_eq!(said.unwrap(), r#"{"degrees":21}"#);
    let said = run::<All>("now", "").await;
    assert_eq!(said.unwrap(), "12:00, \"noon\"");
    let said = run::<All>("read-file", r#"{"path":"7","lines":1}"#).await;
    assert_eq!(said.unwrap(), json!(["7", "7"]).to_string());
    // A set within, and a tool by itself.
    let said = run::<Tools>("now", "{}").await;
    assert_eq!(said.unwrap(), "12:00, \"noon\"");
    let said = run::<Now>("now", "{}").await;
    assert_eq!(said.unwrap(), "12:00, \"noon\"");
}

#[tokio::test]
async fn errors_are_told_or_end_the_run() {
    let told = run::<All>("get_weather", r#"{"city":"Bon","unit":null}"#).await;
    assert_eq!(told.unwrap_err().told(), Some("no city is named Bon"));
    let failed = run::<All>("read-file", r#"{"path":"a","lines":1}"#).await;
    let failed = failed.unwrap_err();
    assert_eq!(failed.told(), None);
    let error = failed.into_told().unwrap_err();
    assert!(error.is::<std::num::ParseIntError>(), "{error}");
}

#[tokio::test]
async fn what_cannot_be_written_ends_the_run() {
    /// Nothing.
    #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
    struct Odd {}

    impl Tool for Odd {
        type Context = str;
        type Output = std::collections::HashMap<Vec<u8>, u8>;

        async fn call(self, _: &str) -> Result<Self::Output, ToolError> {
            Ok([(vec![1], 1)].into())
        }
    }

    let error = (Odd {}).__call("a context need not be sized").await;
    let error = error.unwrap_err();
    assert_eq!(error.told(), None);
    assert_eq!(
        error.to_string(),
        "the output of `odd` cannot be written as JSON: key must be a string"
    );
    let error = error.into_told().unwrap_err();
    assert!(error.source().unwrap().is::<serde_json::Error>());
}

/// As in a test or a `main`.
#[tokio::test]
async fn a_call_by_hand_fails_as_anything_does() {
    async fn boxed(path: &str) -> Result<Vec<String>, Box<dyn Error>> {
        let (path, lines) = (path.to_owned(), 1);
        Ok(ReadFile { path, lines }.call(&App::default()).await?)
    }

    async fn sent(city: &str) -> Result<i8, Box<dyn Error + Send + Sync>> {
        let (city, unit) = (city.to_owned(), None);
        let weather = GetWeather { city, unit }.call(&App::default()).await?;
        Ok(weather.degrees)
    }

    assert_eq!(boxed("7").await.unwrap(), ["7", "7"]);
    assert!(
        boxed("a")
            .await
            .unwrap_err()
            .is::<std::num::ParseIntError>()
    );
    assert_eq!(sent("Bonn").await.unwrap(), 21);
    assert_eq!(
        sent("Bon").await.unwrap_err().to_string(),
        "no city is named Bon"
    );
}

/// The futures are `Send`, which a generic caller has to be told.
#[test]
fn futures_can_be_sent() {
    fn sent<T: Send>(_: T) {}

    fn of_tool<T: Tool>(tool: T, context: &T::Context) {
        sent(tool.call(context));
    }

    fn of_set<S: CallTools>(call: S, context: &S::Context) {
        sent(call.__call(context));
        sent(S::__reader(0));
    }

    let app = App::default();
    of_tool(Now {}, &app);
    of_set(All::Tools(Tools::Now(Now {})), &app);
}

/// A set whose tools are not called here asks nothing of them.
#[test]
fn sets_without_calls() {
    #[derive(Debug, Deserialize, ResponseFormat, FunctionTool)]
    struct Remote {}

    #[derive(Debug, ToolSet)]
    enum Elsewhere {
        Remote(Remote),
        Now(Now),
    }

    assert_eq!(Elsewhere::TOOLS.len(), 2);
    assert!(matches!(
        read_call("remote", ""),
        Ok(Elsewhere::Remote(Remote {}))
    ));
    assert!(matches!(read_call("now", ""), Ok(Elsewhere::Now(Now {}))));
}
