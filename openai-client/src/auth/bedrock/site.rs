//! Where Bedrock is: the two families of its endpoints, their hosts, and URLs that are given instead.
//! Pure.

use url::Url;

use super::region::{all_suffixes, is_region, suffixes};

/// A family of endpoints. Each is signed for as a service of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Mantle,
    Runtime,
}

impl Family {
    /// As signatures call it.
    pub(super) fn service(self) -> &'static str {
        match self {
            Self::Mantle => "bedrock-mantle",
            Self::Runtime => "bedrock",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Mantle => "mantle",
            Self::Runtime => "runtime",
        }
    }

    /// Below which names its hosts in a region are.
    fn names(self, region: &str) -> [&'static str; 2] {
        let suffixes = suffixes(region);
        match self {
            // One in all regions.
            Self::Mantle => ["api.aws"; 2],
            Self::Runtime => [suffixes.usual, suffixes.dual_stack],
        }
    }

    /// The root in a region.
    pub(super) fn root(self, region: &str) -> String {
        let (name, [suffix, _]) = (self.name(), self.names(region));
        format!("https://bedrock-{name}.{region}.{suffix}/openai/v1")
    }
}

/// A host of AWS's own.
#[derive(Debug, PartialEq)]
struct Host<'a> {
    family: Family,
    region: &'a str,
    suffix: &'a str,
}

/// What beginnings of hosts say.
const BEGINNINGS: [(&str, Family); 3] = [
    ("bedrock-mantle.", Family::Mantle),
    ("bedrock-runtime.", Family::Runtime),
    ("bedrock-runtime-fips.", Family::Runtime),
];

/// Whose host it is, if it has the form of AWS's: family, region, and a name that AWS has somewhere.
fn host(name: &str) -> Option<Host<'_>> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let (family, rest) = BEGINNINGS.iter().find_map(|(beginning, family)| {
        let rest = name.strip_prefix(beginning)?;
        Some((*family, rest))
    })?;
    let (region, suffix) = rest.split_once('.')?;
    let is_known = all_suffixes().any(|known| known == suffix);
    is_known.then_some(Host {
        family,
        region,
        suffix,
    })
}

/// A URL that was given instead of the root, without what a copied URL may end in. `Err` says what is
/// wrong with it, without repeating it; what is no URL at all is left for whoever reads it next.
pub(super) fn given(text: &str, family: Family, region: &str) -> Result<String, String> {
    let Ok(mut url) = Url::parse(text.trim()) else {
        return Ok(text.to_owned());
    };
    let path = url.path().trim_end_matches('/');
    let path = match path.find("/v1/responses/") {
        Some(at) => path.get(..at + "/v1".len()),
        None => path.strip_suffix("/responses"),
    };
    if let Some(path) = path.map(str::to_owned) {
        url.set_path(&path);
    }
    if let Some(host) = url.host_str().and_then(host) {
        fits(&host, &url, family, region)?;
    }
    Ok(url.into())
}

/// Whether a host of AWS's is the one that requests are signed for.
fn fits(host: &Host<'_>, url: &Url, family: Family, region: &str) -> Result<(), String> {
    if url.scheme() != "https" {
        return Err("must start with https://, as it is a host of AWS".to_owned());
    }
    if host.family != family {
        let (its, name) = (host.family.name(), family.name());
        return Err(format!(
            "is of the {its} endpoints, and `Bedrock` of the {name} ones"
        ));
    }
    if host.region != region || !family.names(region).contains(&host.suffix) {
        return Err(format!("is of another region than {region}"));
    }
    Ok(())
}

/// The family and region of a URL on a host of AWS's.
pub(super) fn told(text: &str) -> Option<(Family, String)> {
    let url = Url::parse(text.trim()).ok()?;
    let host = host(url.host_str()?)?;
    is_region(host.region).then(|| (host.family, host.region.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_has_its_root() {
        for (family, region, expected) in [
            (
                Family::Mantle,
                "us-east-1",
                "https://bedrock-mantle.us-east-1.api.aws/openai/v1",
            ),
            (
                Family::Mantle,
                "cn-north-1",
                "https://bedrock-mantle.cn-north-1.api.aws/openai/v1",
            ),
            (
                Family::Runtime,
                "us-west-2",
                "https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1",
            ),
            (
                Family::Runtime,
                "cn-north-1",
                "https://bedrock-runtime.cn-north-1.amazonaws.com.cn/openai/v1",
            ),
            (
                Family::Runtime,
                "us-isob-east-1",
                "https://bedrock-runtime.us-isob-east-1.sc2s.sgov.gov/openai/v1",
            ),
        ] {
            assert_eq!(family.root(region), expected);
            // The root is one that could have been given.
            assert_eq!(given(expected, family, region).as_deref(), Ok(expected));
            assert_eq!(told(expected), Some((family, region.to_owned())));
        }
    }

    #[test]
    fn what_follows_the_root_is_cut_off() {
        for (url, expected) in [
            (
                "https://gw.example/openai/v1",
                "https://gw.example/openai/v1",
            ),
            (
                "https://gw.example/openai/v1/responses",
                "https://gw.example/openai/v1",
            ),
            (
                " https://gw.example/openai/v1/responses// ",
                "https://gw.example/openai/v1",
            ),
            (
                "https://gw.example/openai/v1/responses/resp_1/cancel",
                "https://gw.example/openai/v1",
            ),
            ("https://gw.example/responses", "https://gw.example/"),
            (
                "https://gw.example/responses/openai/v1",
                "https://gw.example/responses/openai/v1",
            ),
            (
                "https://gw.example/my-responses",
                "https://gw.example/my-responses",
            ),
            ("no url", "no url"),
        ] {
            let found = given(url, Family::Mantle, "us-east-1");
            assert_eq!(found.as_deref(), Ok(expected), "{url}");
        }
    }

    #[test]
    fn hosts_of_aws_must_fit() {
        let runtime = |url| given(url, Family::Runtime, "us-east-1");
        for url in [
            "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1",
            "https://bedrock-runtime-fips.us-east-1.amazonaws.com/openai/v1",
            "https://bedrock-runtime.us-east-1.api.aws/openai/v1",
            // Not AWS's own form, so anybody's.
            "http://127.0.0.1:1/openai/v1",
            "https://vpce-1.bedrock-runtime.us-west-2.vpce.amazonaws.com/openai/v1",
        ] {
            assert_eq!(runtime(url).as_deref(), Ok(url));
        }
        for (url, expected) in [
            (
                "http://bedrock-runtime.us-east-1.amazonaws.com/openai/v1",
                "must start with https://, as it is a host of AWS",
            ),
            (
                "https://bedrock-mantle.us-east-1.api.aws/openai/v1",
                "is of the mantle endpoints, and `Bedrock` of the runtime ones",
            ),
            (
                "https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1",
                "is of another region than us-east-1",
            ),
            (
                "https://bedrock-runtime.us-east-1.amazonaws.com.cn/openai/v1",
                "is of another region than us-east-1",
            ),
            (
                "http://bedrock-runtime.us-east-1.amazonaws.com./openai/v1",
                "must start with https://, as it is a host of AWS",
            ),
            (
                "https://BEDROCK-RUNTIME.US-WEST-2.AMAZONAWS.COM/openai/v1",
                "is of another region than us-east-1",
            ),
        ] {
            assert_eq!(runtime(url), Err(expected.to_owned()), "{url}");
        }
        let other = given(
            "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1",
            Family::Mantle,
            "us-east-1",
        );
        assert!(other.unwrap_err().contains("of the runtime endpoints"));
    }

    #[test]
    fn nobody_elses_host_is_taken_for_one_of_aws() {
        for name in [
            "bedrock-runtime.us-east-1.amazonaws.com.evil.example",
            "xbedrock-runtime.us-east-1.amazonaws.com",
            "bedrock-runtime.amazonaws.com",
            "bedrock.us-east-1.amazonaws.com",
            "",
        ] {
            assert_eq!(host(name), None, "{name}");
        }
        assert_eq!(told("https://gw.example/openai/v1"), None);
    }
}
