//! Where a resource of Azure is, and how its endpoint may be written.

use url::Url;

use super::{VERSION, paths::Paths};
use crate::error::Error;

/// The variable of the environment.
pub(crate) const ENDPOINT: &str = "AZURE_OPENAI_ENDPOINT";

/// The segment below which a resource has its API.
const API: &str = "/openai";

/// The ends of Azure's own hosts: one of its services, in one of its clouds. What people run there
/// themselves has others, as do gateways.
const SERVICES: [&str; 4] = [
    ".openai",
    ".services.ai",
    ".cognitiveservices",
    ".cognitive",
];
const CLOUDS: [&str; 5] = [
    ".azure.com",
    ".azure.us",
    ".azure.cn",
    ".microsoft.com",
    ".microsoft.us",
];

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
        let is_v1 = url_of(&endpoint).is_ok_and(|url| {
            let is_v1 = |(_, _, below): (&str, &str, &str)| below.eq_ignore_ascii_case("/v1");
            split(path_of(&url)).is_some_and(is_v1)
        });
        let form = if is_v1 { Form::V1 } else { Form::Resource };
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

    /// Whether it is what the environment says.
    pub(super) fn is_of_environment(&self) -> bool {
        self.is_of_environment
    }

    /// Whether the API without versions is called.
    pub(super) fn is_v1(&self) -> bool {
        match self.form {
            Form::Resource => false,
            Form::V1 => true,
            // A deployment may be called so, too.
            Form::Verbatim => url_of(&self.text)
                .is_ok_and(|url| path_of(&url).ends_with("/v1") && !has_deployment(&url)),
        }
    }

    /// The base URL, as far as it is Azure's matter; it is checked as all base URLs are.
    pub(super) fn base(&self) -> Result<String, Error> {
        let mut url = self.url()?;
        let refuse = |what| Err(Error::config(format!("{} {what}", self.name()), None));
        let is_azures = is_azures(&url);
        if is_azures && url.scheme() == "http" {
            return refuse("must start with https://: Azure takes nothing in the clear");
        }
        let base = self.below(path_of(&url), is_azures)?;
        url.set_path(&base);
        if url.query().is_some() {
            let version = if self.is_of_environment && !self.is_v1() {
                VERSION
            } else {
                "`api_version`"
            };
            return refuse(&format!(
                "must not carry a query: leave out what follows `?`; a version is given to {version}"
            ));
        }
        Ok(url.into())
    }

    /// Where paths are below it, if this version is called.
    pub(super) fn paths(
        &self,
        deployment: Option<&str>,
        version: Option<&str>,
    ) -> Result<Paths, Error> {
        let Some(deployment) = deployment else {
            let is_verbatim = self.form == Form::Verbatim;
            let is_below_one = is_verbatim && has_deployment(&self.url()?);
            // The API without versions has `preview` and `latest`; with a date, `/v1` is a gateway's own.
            let is_dated =
                version.is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()));
            let is_v1 = self.is_v1() && !(is_verbatim && is_dated);
            return Ok(if is_below_one || is_v1 {
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
        if self.text.trim().is_empty() {
            return Err(Error::config(format!("{name} is empty"), None));
        }
        url_of(&self.text).map_err(|cause| {
            let what = format!(
                "{name} cannot be read as a url: it is like https://my-resource.openai.azure.com"
            );
            Error::config(what, Some(cause.into()))
        })
    }

    /// The path of the API, by that of the endpoint. People copy more than the endpoint; what is more is
    /// known on Azure's own hosts, and may be a gateway's on others.
    fn below(&self, path: &str, is_azures: bool) -> Result<String, Error> {
        if self.form == Form::Verbatim && !(is_azures && is_of_a_call(path)) {
            return Ok(path.to_owned());
        }
        let (resource, api, below) = split(path).unwrap_or((path, API, ""));
        // An endpoint that was joined ends in a slash before that.
        let resource = resource.trim_end_matches('/');
        let is_resource = !is_azures || is_resource(resource);
        let (api, lower) = if is_azures {
            // There, case is no matter.
            (API, below.to_ascii_lowercase())
        } else {
            (api, below.to_owned())
        };
        let new_v1 = if self.form == Form::Resource && !self.is_of_environment {
            ", and use `Azure::v1`"
        } else {
            ""
        };
        let what = match (self.form, &*lower) {
            _ if !is_resource => {
                "is more than that: leave out its path; it is like https://my-resource.openai.azure.com"
                    .to_owned()
            }
            (Form::V1, "" | "/v1") => return Ok(format!("{resource}{api}/v1")),
            (_, "") => return Ok(format!("{resource}{api}")),
            (_, "/v1") => {
                format!("ends in `{API}/v1`, which is the API without versions: use `Azure::v1`")
            }
            (_, more) if more.starts_with("/v1/") => {
                format!("is more than that: leave out what follows `{API}/v1`{new_v1}")
            }
            (Form::Verbatim, _) => {
                format!("is more than that: leave out what follows `{API}`, or the deployment")
            }
            (_, more) if more.starts_with("/deployments") => format!(
                "is more than that: leave out `{API}` and what follows; a deployment is the `model` of a request, or is given to `deployment`"
            ),
            _ if is_azures => format!("is more than that: leave out `{API}` and what follows"),
            (Form::V1, _) => return Ok(format!("{path}{API}/v1")),
            _ => return Ok(format!("{path}{API}")),
        };
        Err(Error::config(format!("{} {what}", self.name()), None))
    }
}

fn url_of(text: &str) -> Result<Url, url::ParseError> {
    Url::parse(text.trim())
}

fn path_of(url: &Url) -> &str {
    url.path().trim_end_matches('/')
}

/// Whether the host is one of Azure's own.
fn is_azures(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    CLOUDS.iter().any(|cloud| {
        let service = host.strip_suffix(cloud);
        service.is_some_and(|host| SERVICES.iter().any(|service| host.ends_with(service)))
    })
}

/// What stands before the API's segment there: nothing, or a project of Foundry.
fn is_resource(path: &str) -> bool {
    let project = path.strip_prefix("/api/projects/");
    path.is_empty() || project.is_some_and(|name| !name.is_empty() && !name.contains('/'))
}

/// Whether it is the path of a call, which nothing is below.
fn is_of_a_call(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let ends = ["/completions", "/responses", "/embeddings", "/models"];
    ends.iter().any(|end| lower.ends_with(end))
        || ["/audio/", "/images/"]
            .iter()
            .any(|part| lower.contains(part))
}

fn has_deployment(url: &Url) -> bool {
    url.path().split('/').any(|it| it == "deployments")
}

/// What is before the API's segment, this as it is written, and what is below it.
fn split(path: &str) -> Option<(&str, &str, &str)> {
    let (resource, rest) = path.split_at_checked(path.to_ascii_lowercase().rfind(API)?)?;
    let (api, below) = rest.split_at_checked(API.len())?;
    (below.is_empty() || below.starts_with('/')).then_some((resource, api, below))
}
