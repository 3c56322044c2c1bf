//! An endpoint with ids in its path.

use std::borrow::Cow;

use http::{HeaderValue, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

use crate::form::Form;
use crate::{
    auth::Scheme, error::Error, exchange::Call, responses::Include, transport::RequestBody,
};

/// What stands in a segment of a path as it is.
pub(crate) const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Names what is asked; of the names of ids, the one that may have slashes.
const MODEL: &str = "model";

/// What is asked of a resource.
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    /// The path with the names of ids in braces, as it may be the name of a span.
    pub(crate) route: &'static str,
    pub(crate) path: Result<Cow<'static, str>, Error>,
    body: Body,
    /// Whether the answer may be anything, and not JSON alone.
    takes_all: bool,
    is_harmless: bool,
}

/// What is sent.
pub(super) enum Body {
    Whole(Result<RequestBody, Error>),
    /// Boxed, as nearly every body is JSON.
    Form(Box<Form>),
}

impl Body {
    pub(super) fn nothing() -> Self {
        Self::Whole(Ok(RequestBody::empty()))
    }

    pub(super) fn form(form: Form) -> Self {
        Self::Form(Box::new(form))
    }

    pub(super) async fn ready(self) -> Result<Ready, Error> {
        match self {
            Self::Whole(body) => Ok(Ready {
                body: body?,
                content_type: None,
                models: Vec::new(),
            }),
            Self::Form(form) => {
                let models = form.values(MODEL);
                let (body, content_type) = Box::pin(form.body()).await?;
                Ok(Ready {
                    body,
                    content_type: Some(content_type),
                    models,
                })
            }
        }
    }
}

/// What is sent, as it is sent.
pub(super) struct Ready {
    pub(super) body: RequestBody,
    /// What it is, if that is not what all calls of the client send.
    pub(super) content_type: Option<HeaderValue>,
    /// What a form names so.
    pub(super) models: Vec<String>,
}

impl Endpoint {
    /// With these ids in the places of the route.
    pub(crate) fn new<const N: usize>(method: Method, route: &'static str, ids: [&str; N]) -> Self {
        Self {
            method,
            route,
            path: path(route, &ids),
            body: Body::nothing(),
            takes_all: false,
            is_harmless: false,
        }
    }

    /// Reads at a path that was made by this route.
    pub(crate) fn at(route: &'static str, path: Cow<'static, str>) -> Self {
        Self {
            method: Method::GET,
            route,
            path: Ok(path),
            body: Body::nothing(),
            takes_all: false,
            is_harmless: false,
        }
    }

    pub(crate) fn get<const N: usize>(route: &'static str, ids: [&str; N]) -> Self {
        Self::new(Method::GET, route, ids)
    }

    pub(crate) fn post<const N: usize>(route: &'static str, ids: [&str; N]) -> Self {
        Self::new(Method::POST, route, ids)
    }

    pub(crate) fn delete<const N: usize>(route: &'static str, ids: [&str; N]) -> Self {
        Self::new(Method::DELETE, route, ids)
    }

    /// With a body of JSON.
    pub(crate) fn json(mut self, body: Result<Vec<u8>, Error>) -> Self {
        self.body = Body::Whole(body.map(RequestBody::from));
        self
    }

    /// Carried out twice is as good as once, whatever the method says, so that it is tried again where
    /// the answer was lost.
    pub(crate) fn harmless(mut self) -> Self {
        self.is_harmless = true;
        self
    }

    /// For an answer that may be anything.
    pub(crate) fn for_bytes(mut self) -> Self {
        self.takes_all = true;
        self
    }

    /// With a body of fields and a file.
    pub(crate) fn form(mut self, form: Form) -> Self {
        self.body = Body::form(form);
        self
    }

    /// With what the answer has beyond the usual.
    pub(crate) fn include(self, include: &[Include]) -> Self {
        self.query(include.iter().map(|what| ("include[]", what.as_str())))
    }

    /// With parameters in the URL.
    pub(crate) fn query<'a>(mut self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        self.path = self.path.map(|path| {
            let query = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs)
                .finish();
            if query.is_empty() {
                path
            } else {
                [&*path, "?", &query].concat().into()
            }
        });
        self
    }

    /// What is sent to the service.
    pub(crate) async fn call(self) -> Result<Call<'static>, Error> {
        let ready = self.body.ready().await?;
        Ok(Call {
            method: self.method,
            path: self.path?,
            scheme: Scheme::Project,
            content_type: ready.content_type,
            takes_all: self.takes_all,
            is_harmless: self.is_harmless,
            body: ready.body,
            models: ready.models,
        })
    }
}

/// The route with ids in the places of their names.
fn path(route: &'static str, ids: &[&str]) -> Result<Cow<'static, str>, Error> {
    if ids.is_empty() {
        return Ok(route.into());
    }
    let mut path = String::with_capacity(route.len());
    let mut ids = ids.iter();
    for segment in route.split('/') {
        if !path.is_empty() {
            path.push('/');
        }
        match segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            None => path.push_str(segment),
            Some(name) => path.extend(encoded(name, ids.next().unwrap_or(&""))?),
        }
    }
    Ok(path.into())
}

/// An id as a segment of a path. What would be another path is refused.
fn encoded<'a>(name: &str, id: &'a str) -> Result<impl Iterator<Item = &'a str> + use<'a>, Error> {
    let is_step = |part: &str| matches!(part, "." | "..");
    let what = match id {
        "" => format!("the {name} is empty"),
        id if id.split(['/', '\\']).any(is_step) => format!("the {name} is a step in the path"),
        // Names of models have owners, on other services than OpenAI's. It is encoded and stays within
        // its segment, but who decodes it on the way may see two.
        id if name != MODEL && id.contains(['/', '\\']) => format!("the {name} has a slash"),
        id => return Ok(utf8_percent_encode(id, SEGMENT)),
    };
    Err(Error::request(what.replace('_', " "), None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    fn of(id: &str) -> Result<Cow<'static, str>, Error> {
        Endpoint::get("a/{some_id}/b", [id]).path
    }

    #[test]
    fn ids_are_segments_whatever_is_in_them() {
        for (id, expected) in [
            ("resp_1-a~b.c", "a/resp_1-a~b.c/b"),
            ("a b?c#d", "a/a%20b%3Fc%23d/b"),
            ("%2e%2E", "a/%252e%252E/b"),
            ("...", "a/.../b"),
            ("\u{e9}\n", "a/%C3%A9%0A/b"),
            ("a:b@c", "a/a%3Ab%40c/b"),
        ] {
            assert_eq!(of(id).unwrap(), expected, "{id:?}");
        }
    }

    #[test]
    fn what_would_lead_elsewhere_is_refused() {
        for (id, expected) in [
            ("", "the some id is empty"),
            (".", "the some id is a step in the path"),
            ("..", "the some id is a step in the path"),
            ("../models", "the some id is a step in the path"),
            ("a/../b", "the some id is a step in the path"),
            ("a\\..", "the some id is a step in the path"),
            ("a/b", "the some id has a slash"),
            ("a\\b", "the some id has a slash"),
        ] {
            let error = of(id).unwrap_err();
            assert_eq!(
                (error.kind(), error.to_string()),
                (ErrorKind::Request, expected.to_owned()),
                "{id:?}"
            );
        }
    }

    #[test]
    fn a_model_may_have_an_owner() {
        let of = |model| Endpoint::get("models/{model}", [model]).path;
        assert_eq!(of("meta/llama-3.1").unwrap(), "models/meta%2Fllama-3.1");
        assert!(of("meta/..").is_err() && of("../files").is_err());
    }

    #[test]
    fn parameters_are_encoded_behind_the_path() {
        let none: [(&str, &str); 0] = [];
        let path = Endpoint::get("a", []).query(none).path.unwrap();
        assert_eq!(path, "a");
        let pairs = [("include[]", "b c"), ("include[]", "d")];
        let path = Endpoint::get("a", []).query(pairs).path.unwrap();
        assert_eq!(path, "a?include%5B%5D=b+c&include%5B%5D=d");
    }
}
