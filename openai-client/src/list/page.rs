//! One page of a list.

use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    error::{Error, refusal_in, unreadable},
    exchange::Answer,
    lenient,
};

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What is on the page.
    pub data: Vec<T>,
    /// Whether there is more; none if the service did not say.
    pub has_more: Option<bool>,
    /// The id of the first on the page.
    pub first_id: Option<String>,
    /// The id of the last on the page, which the next page comes after. If the service does not name
    /// it, that of the last object.
    pub last_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a page of a list", bound = "T: DeserializeOwned")]
struct Wire<T> {
    #[serde(default)]
    data: Option<Vec<T>>,
    #[serde(default, deserialize_with = "lenient::if_it_fits")]
    has_more: Option<bool>,
    #[serde(default, deserialize_with = "lenient::maybe_text")]
    first_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::maybe_text")]
    last_id: Option<String>,
}

/// The ids of what is on a page.
#[derive(Deserialize)]
struct Ids {
    data: Vec<Id>,
}

#[derive(Deserialize)]
struct Id {
    #[serde(default, deserialize_with = "lenient::maybe_text")]
    id: Option<String>,
}

impl<T: DeserializeOwned> Page<T> {
    pub(crate) fn read(answer: &Answer) -> Result<Self, Error> {
        let (body, secrets) = (&answer.body, &answer.secrets);
        let meta = answer.meta.clone();
        let Ok(page) = serde_json::from_slice::<Wire<T>>(body) else {
            let wanted = "a page of a list";
            return Err(unreadable::<Wire<T>>(wanted, body, meta, secrets));
        };
        let Some(data) = page.data else {
            let refusal = refusal_in(body, &meta, secrets);
            return Err(refusal.unwrap_or_else(|| {
                let what = "the answer has no data";
                Error::decode(what, Some("data".to_owned()), None, meta, body.clone())
            }));
        };
        let is_said = |id: &String| !id.is_empty();
        let last_of_data = || {
            let ids: Ids = serde_json::from_slice(body).ok()?;
            ids.data.into_iter().next_back()?.id.filter(is_said)
        };
        Ok(Self {
            data,
            has_more: page.has_more,
            first_id: page.first_id.filter(is_said),
            last_id: page.last_id.filter(is_said).or_else(last_of_data),
        })
    }
}
