//! Query parameters: of every request, and of one.

use std::{borrow::Cow, fmt, iter};

use url::{Url, form_urlencoded};

/// Names and values.
type Pairs = Vec<(String, String)>;

/// What is appended to the URL of a request.
#[derive(Clone, Default)]
pub(crate) struct Query {
    /// Each name once; a URL that has the name keeps its own.
    defaults: Pairs,
    /// Those of one call, in the place of any others of their names. A name may be there several
    /// times, which is how lists are sent.
    own: Pairs,
}

impl Query {
    /// A later default of a name replaces the one before.
    pub(crate) fn set_default(&mut self, name: String, value: String) {
        match self.defaults.iter_mut().find(|(set, _)| *set == name) {
            Some((_, old)) => *old = value,
            None => self.defaults.push((name, value)),
        }
    }

    pub(crate) fn has_default(&self, name: &str) -> bool {
        has(&self.defaults, name)
    }

    /// Takes those of a call, all of them, in the place of what was there of their names.
    pub(crate) fn set_own(&mut self, pairs: &[(String, String)]) {
        self.own.retain(|(name, _)| !has(pairs, name));
        self.own.extend_from_slice(pairs);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.defaults.is_empty() && self.own.is_empty()
    }

    /// Writes the parameters into a URL. What it has of other names stays as it is written.
    pub(crate) fn apply(&self, url: &mut Url) {
        if url.query_pairs().any(|(name, _)| has(&self.own, &name)) {
            let kept = without(url.query().unwrap_or_default(), &self.own);
            url.set_query(
                Some(&kept)
                    .filter(|kept| !kept.is_empty())
                    .map(String::as_str),
            );
        }
        let missing = |name: &str| {
            !has(&self.own, name) && url.query_pairs().all(|(present, _)| present != name)
        };
        let defaults = self.defaults.iter().filter(|(name, _)| missing(name));
        let pairs: Vec<&(String, String)> = defaults.chain(&self.own).collect();
        // Asking for the pairs of a URL that has none would leave a `?` behind.
        if !pairs.is_empty() {
            let pairs = pairs.into_iter().map(|(name, value)| (name, value));
            url.query_pairs_mut().extend_pairs(pairs);
        }
    }

    /// What must not stand in an error: the values of the defaults, as they are and as a URL has
    /// them, and what stands in their place. Some services take their key so. The version of Azure's
    /// API is none: it is public, and the service names it when it does not know it.
    ///
    /// What else a call has is of its own matter, an id or a limit, and an error should name it.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let own = self
            .own
            .iter()
            .filter(|(name, _)| has(&self.defaults, name));
        let values = self
            .defaults
            .iter()
            .chain(own)
            .filter(|(name, _)| name != "api-version");
        values.flat_map(|(_, value)| {
            let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            let encoded = Some(encoded).filter(|encoded| encoded != value);
            iter::once(value.into()).chain(encoded.map(Cow::from))
        })
    }
}

fn has(pairs: &[(String, String)], name: &str) -> bool {
    pairs.iter().any(|(own, _)| own == name)
}

/// A query without the pairs of these names, the others byte for byte.
fn without(query: &str, names: &[(String, String)]) -> String {
    let is_kept = |pair: &&str| {
        let mut parsed = form_urlencoded::parse(pair.as_bytes());
        parsed.next().is_none_or(|(name, _)| !has(names, &name))
    };
    let kept: Vec<&str> = query.split('&').filter(is_kept).collect();
    kept.join("&")
}

/// Without the values.
impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self.defaults.iter().chain(&self.own);
        f.debug_list().entries(pairs.map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parameters, a path, and what comes of both.
    type Row<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    fn query(defaults: &[(&str, &str)], own: &[(&str, &str)]) -> Query {
        let mut query = Query::default();
        for (name, value) in pairs(defaults) {
            query.set_default(name, value);
        }
        query.set_own(&pairs(own));
        query
    }

    fn applied(query: &Query, path: &str) -> String {
        let base = Url::parse("http://h/v1/").unwrap();
        let mut url = base.join(path).unwrap();
        query.apply(&mut url);
        url.as_str()
            .strip_prefix("http://h/v1/")
            .unwrap()
            .to_owned()
    }

    #[test]
    fn defaults_are_encoded_and_go_behind_what_the_path_has() {
        #[rustfmt::skip]
        let cases: &[Row<'_>] = &[
            (&[], "models", "models"),
            (&[], "models?", "models?"),
            (&[], "models?a=%2f", "models?a=%2f"),
            (&[("a", "1")], "models", "models?a=1"),
            (&[("a", "1")], "models?", "models?a=1"),
            (&[("a", "1"), ("b", "2")], "models", "models?a=1&b=2"),
            // The last of a name wins, and stands where the first stood.
            (&[("a", "1"), ("b", "2"), ("a", "3")], "models", "models?a=3&b=2"),
            // Names are told apart by their letters' case.
            (&[("a", "1"), ("A", "2")], "models", "models?a=1&A=2"),
            (&[("a", "x y&z=1/?+\u{e9}")], "models", "models?a=x+y%26z%3D1%2F%3F%2B%C3%A9"),
            (&[("a[]", "")], "models", "models?a%5B%5D="),
            // What the path has is not written anew.
            (&[("b", "1")], "models?a=%2f&c=x%20y", "models?a=%2f&c=x%20y&b=1"),
            // It wins, encoded or not, and also without a value.
            (&[("a", "1"), ("b", "2")], "models?a=9&a=8", "models?a=9&a=8&b=2"),
            (&[("a b", "1")], "models?a%20b=9", "models?a%20b=9"),
            (&[("a b", "1")], "models?a+b=9", "models?a+b=9"),
            (&[("a", "1")], "models?a", "models?a"),
            (&[("a", "1")], "files/a%2Fb?x", "files/a%2Fb?x&a=1"),
        ];
        for (defaults, path, expected) in cases {
            assert_eq!(
                applied(&query(defaults, &[]), path),
                *expected,
                "{defaults:?}"
            );
        }
    }

    #[test]
    fn those_of_the_call_replace_all_others_of_their_names() {
        #[rustfmt::skip]
        let cases: &[Row<'_>] = &[
            (&[("a", "1")], "models", "models?d=0&a=1"),
            (&[("d", "1")], "models", "models?d=1"),
            // A list.
            (&[("d", "1"), ("d", "2")], "models?d=9", "models?d=1&d=2"),
            (&[("a", "1")], "models?b=%2f&a=2&c=x%20y&%61=3", "models?b=%2f&c=x%20y&d=0&a=1"),
            (&[("a", "1")], "models?a", "models?d=0&a=1"),
            // Empty pairs are nobody's.
            (&[("a", "1")], "models?a=2&&b", "models?&b&d=0&a=1"),
        ];
        for (own, path, expected) in cases {
            assert_eq!(
                applied(&query(&[("d", "0")], own), path),
                *expected,
                "{own:?}"
            );
        }
    }

    #[test]
    fn what_is_set_later_replaces_name_by_name() {
        let mut query = query(
            &[("a", "1"), ("b", "2")],
            &[("x", "1"), ("x", "2"), ("y", "3")],
        );
        query.set_own(&pairs(&[("x", "4"), ("x", "5"), ("a", "6")]));
        assert_eq!(applied(&query, "models"), "models?b=2&y=3&x=4&x=5&a=6");
    }

    #[test]
    fn values_of_defaults_are_secrets_but_for_the_version() {
        let query = query(
            &[("key", "a/b"), ("api-version", "2024-10-21")],
            &[
                ("key", "other"),
                ("after", "file-1"),
                ("api-version", "2025"),
            ],
        );
        let secrets: Vec<_> = query.secrets().collect();
        assert_eq!(secrets, ["a/b", "a%2Fb", "other"]);
        assert_eq!(
            format!("{query:?}"),
            r#"["key", "api-version", "key", "after", "api-version"]"#
        );
    }
}
