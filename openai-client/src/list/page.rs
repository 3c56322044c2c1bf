//! One page of a list.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    error::{Error, refusal_in, unreadable},
    exchange::Answer,
    lenient,
    responses::Item,
    wire::{Fit, Wire as _},
};

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What is on the page.
    pub data: Vec<T>,
    /// Whether there is more; none if the service did not say.
    pub has_more: Option<bool>,
    /// The id of the first on the page; none for the rest of a page.
    pub first_id: Option<String>,
    /// The id of the last on the page, which the next page comes after. If the service does not name
    /// it, that of the last object.
    pub last_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(
    expecting = "a page of a list",
    bound(deserialize = "T: DeserializeOwned")
)]
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

/// An item, whatever stands in its place: a list must be passable.
struct Listed(Item);

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Item::fit(deserializer)? {
            Fit::Is(item) => item,
            Fit::Not(odd) => Item::Other(odd),
        }))
    }
}

impl<T> Page<T> {
    /// The same of something else.
    fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            data: self.data.into_iter().map(change).collect(),
            has_more: self.has_more,
            first_id: self.first_id,
            last_id: self.last_id,
        }
    }
}

impl Page<Item> {
    pub(crate) fn read_items(answer: &Answer) -> Result<Self, Error> {
        Page::<Listed>::read(answer).map(|page| page.map(|Listed(item)| item))
    }
}

impl<T: DeserializeOwned> Page<T> {
    pub(crate) fn read(answer: &Answer) -> Result<Self, Error> {
        let (body, secrets) = (&lenient::without_mark(&answer.body), &answer.secrets);
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
            let page: Value = serde_json::from_slice(body).ok()?;
            let id = page.get("data")?.as_array()?.last()?.get("id")?.as_str()?;
            Some(id.to_owned()).filter(is_said)
        };
        Ok(Self {
            data,
            has_more: page.has_more,
            first_id: page.first_id.filter(is_said),
            last_id: page.last_id.filter(is_said).or_else(last_of_data),
        })
    }
}
