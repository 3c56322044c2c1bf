//! Where a resource of Azure is, and how its endpoint may be written.

use url::Url;

use super::paths::Paths;
use crate::error::Error;

/// The variable of the environment.
const ENDPOINT: &str = "AZURE_OPENAI_ENDPOINT";

/// The segment below which a resource has its API.
const API: &str = "/openai";

/// Where it is, as it was said.
#[derive(Clone)]
pub(super) struct Place {
    text: String,
    form: Form,
    is_of_environment: bool,
}

/// What the text is.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// The endpoint of a resource, which is called by versions.
    Resource,
    /// The endpoint of a resource, whose API without versions is called.
    V1,
    /// A base URL.
    Verbatim,
}

impl Place {
    pub(super) fn resource(endpoint: String) -> Self {
        Self::of(endpoint, Form::Resource)
    }

    pub(super) fn v1(endpoint: String) -> Self {
        Self::of(endpoint, Form::V1)
    }

    pub(super) fn verbatim(base: String) -> Self {
        Self::of(base, Form::Verbatim)
    }

    pub(super) fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let Some(endpoint) = variable(ENDPOINT) else {
            let what = format!("{ENDPOINT} is not set: it is where the resource in Azure is");
            return Err(Error::config(what, None));
        };
        // Nothing else in the environment says which of both it is.
        let form = if ends_in_v1(endpoint.trim_end_matches('/')) {
            Form::V1
        } else {
            Form::Resource
        };
        Ok(Self {
            is_of_environment: true,
            ..Self::of(endpoint, form)
        })
    }

    fn of(text: String, form: Form) -> Self {
        Self {
            text,
            form,
            is_of_environment: false,
        }
    }

    /// What the setting is called.
    pub(super) fn name(&self) -> &'static str {
        match self.form {
            _ if self.is_of_environment => ENDPOINT,
            Form::Verbatim => "the base url of Azure",
            Form::Resource | Form::V1 => "the endpoint of Azure",
        }
    }

    /// Whether the API without versions is called.
    pub(super) fn is_v1(&self) -> bool {
        match self.form {
            Form::Resource => false,
            Form::V1 => true,
            Form::Verbatim => ends_in_v1(self.text.trim().trim_end_matches('/')),
        }
    }

    /// The base URL, as far as it is Azure's matter; it is checked as all base URLs are.
    pub(super) fn base(&self) -> Result<String, Error> {
        let mut url = self.url()?;
        if self.form != Form::Verbatim {
            let base = self.below(url.path())?;
            url.set_path(&base);
        }
        Ok(url.into())
    }

    /// Where paths are below it.
    pub(super) fn paths(&self, deployment: Option<&str>) -> Result<Paths, Error> {
        let Some(deployment) = deployment else {
            let has_deployment = self.form == Form::Verbatim
                && self.url()?.path().split('/').any(|it| it == "deployments");
            return Ok(if has_deployment || self.is_v1() {
                Paths::Same
            } else {
                Paths::OfModel
            });
        };
        let what = match self.form {
            Form::Resource => return Paths::of_deployment(deployment),
            Form::V1 => {
                "the API without versions takes a deployment as the `model` of a request: leave out `deployment`"
            }
            Form::Verbatim => {
                "the base url of Azure is taken as it is: put the deployment into it (`…/deployments/<name>`), or leave out `deployment`"
            }
        };
        Err(Error::config(what, None))
    }

    fn url(&self) -> Result<Url, Error> {
        let name = self.name();
        let text = self.text.trim();
        if text.is_empty() {
            return Err(Error::config(format!("{name} is empty"), None));
        }
        Url::parse(text).map_err(|cause| {
            let what = format!(
                "{name} cannot be read as a url: it is like https://my-resource.openai.azure.com"
            );
            Error::config(what, Some(cause.into()))
        })
    }

    /// The path of the API, by that of the endpoint. People copy more than the endpoint.
    fn below(&self, path: &str) -> Result<String, Error> {
        let name = self.name();
        let path = path.trim_end_matches('/');
        let (resource, below) = split(path).unwrap_or((path, ""));
        let what = match (self.form, below) {
            (Form::V1, "" | "/v1") => return Ok(format!("{resource}{API}/v1")),
            (_, "") => return Ok(format!("{resource}{API}")),
            (_, "/v1") => format!(
                "{name} ends in `{API}/v1`, which is the API without versions: use `Azure::v1`"
            ),
            (_, more) if more.starts_with("/v1/") => format!(
                "{name} is more than that: leave out `{API}` and what follows, and use `Azure::v1`"
            ),
            (_, more) if more.starts_with("/deployments") => format!(
                "{name} is more than that: leave out `{API}` and what follows; a deployment is the `model` of a request, or is given to `deployment`"
            ),
            // A gateway's own.
            (Form::V1, _) => return Ok(format!("{path}{API}/v1")),
            _ => return Ok(format!("{path}{API}")),
        };
        Err(Error::config(what, None))
    }
}

/// What is before the API's segment, and what below it.
fn split(path: &str) -> Option<(&str, &str)> {
    let (resource, below) = path.rsplit_once(API)?;
    (below.is_empty() || below.starts_with('/')).then_some((resource, below))
}

fn ends_in_v1(text: &str) -> bool {
    text.ends_with("/openai/v1")
}
