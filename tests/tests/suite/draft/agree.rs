//! The reader against `serde_json`: the same texts, the same values, the same places of what is wrong.

use super::exceptions::{LIST, REFUSED, REWRITTEN, TAKEN};
use super::{cuts, mutate};
use crate::random::Random;
use openai_structured::{MismatchKind, ResponseFormat, read};
use serde::Deserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;
use std::any::type_name;
use std::fmt::{self, Debug};
use std::marker::PhantomData;

/// Compares on this text, on the same document in other words, and on broken ones. What differs is
/// said, with the text.
pub(super) fn agree<T: ResponseFormat + Debug>(
    text: &str,
    broken: usize,
    random: &mut Random,
) -> Vec<String> {
    let mut texts = vec![text.to_owned()];
    texts.extend(mutate::rewritten(text, random));
    for round in 0..broken {
        // Every other one is broken twice.
        let from = if round % 2 == 0 { 0 } else { texts.len() - 1 };
        let text = mutate::broken(&texts[from], random);
        texts.push(text);
    }
    texts
        .iter()
        .flat_map(|text| differences::<T>(text, random))
        .collect()
}

/// Compares on this text and on one that is made of it: for texts that are many.
pub(crate) fn agree_soon<T: ResponseFormat + Debug>(
    text: &str,
    random: &mut Random,
) -> Vec<String> {
    let mut found = differences::<T>(text, random);
    let other = match random.below(3) {
        0 => mutate::rewritten(text, random).pop().unwrap_or_default(),
        _ => mutate::broken(text, random),
    };
    found.extend(differences::<T>(&other, random));
    found
}

/// Compares one text, and some ways to cut it.
pub(crate) fn differences<T: ResponseFormat + Debug>(
    text: &str,
    random: &mut Random,
) -> Vec<String> {
    let cut = cuts::random(text, random);
    let pieces = [vec![text], cuts::single(text), cut];
    let cuts = pieces
        .iter()
        .filter_map(|pieces| cuts::read_alike(text, pieces, same::<T>).err());
    let name = type_name::<T>();
    let words = compare::<T>(text).err().into_iter().chain(cuts);
    words
        .map(|words| format!("{name}: {words}\n{text}"))
        .collect()
}

/// What serde made of a text, or the place and the words of its error.
pub(super) type Serde<T> = Result<T, (String, serde_json::Error)>;

/// Reads with serde alone.
pub(super) fn serde<T: ResponseFormat>(text: &str) -> Serde<T> {
    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let from = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let value = match T::WRAP {
        None => T::deserialize(from),
        Some(key) => Wrapped(key, PhantomData).deserialize(from),
    };
    match value {
        Ok(value) => json
            .end()
            .map(|()| value)
            .map_err(|error| (String::new(), error)),
        Err(error) => {
            let path = track.path().to_string();
            Err((if path == "." { String::new() } else { path }, error))
        }
    }
}

/// The names of the exceptions that it took for the two to agree.
pub(super) fn compare<T: ResponseFormat + Debug>(text: &str) -> Result<Vec<&'static str>, String> {
    let mut exceptions = Vec::new();
    let mut rewritten = text.to_owned();
    for row in &REWRITTEN {
        if let Some(text) = (row.text)(&rewritten) {
            rewritten = text;
            exceptions.push(row.name);
        }
    }
    match (read::<T>(text), serde::<T>(&rewritten)) {
        (Ok(ours), Ok(serde)) if same(&ours, &serde) => Ok(exceptions),
        (Ok(ours), Ok(serde)) => Err(format!("read as {ours:?}, by serde as {serde:?}")),
        (Err(mismatch), Ok(serde)) => {
            let value = format!("{serde:?}");
            let row = REFUSED
                .iter()
                .find(|row| (row.is)(&mismatch, &rewritten, &value));
            match row {
                Some(row) => exceptions.push(row.name),
                None => return Err(format!("refused: {mismatch:?}, {}", mismatch.detail())),
            }
            Ok(exceptions)
        }
        (Ok(_), Err((_, error))) if let Some(row) = TAKEN.iter().find(|row| (row.is)(&error)) => {
            exceptions.push(row.name);
            Ok(exceptions)
        }
        (Ok(ours), Err((path, error))) => Err(format!(
            "serde refuses at `{path}`: {error}\nread as {ours:?}"
        )),
        (Err(mismatch), Err((path, error))) => {
            let types = rewritten == text
                && mismatch.kind() == MismatchKind::Type
                && error.classify() == Category::Data;
            // An empty key at the end is written in two ways.
            let (ours, theirs) = (
                mismatch.path().trim_end_matches('.'),
                path.trim_end_matches('.'),
            );
            // serde goes on in a list that we do not take for a struct.
            let list = mismatch.detail().starts_with(LIST) && theirs.starts_with(ours);
            // serde buffers what is behind a tag and the keys of flattened parts, so it finds their
            // mistakes late and without their places. We go by the order of the text.
            let first = mismatch.position() < Some((error.line(), error.column()));
            // A key that stands twice has the path of its object, with which all others in it begin.
            let whole = mismatch.detail().starts_with("duplicate field");
            let first = first && (whole || !theirs.starts_with(ours));
            if types && !list && !first && ours != theirs {
                let detail = mismatch.detail();
                return Err(format!(
                    "at `{ours}`: {detail}, by serde at `{path}`: {error}"
                ));
            }
            Ok(exceptions)
        }
    }
}

/// Whether the values are the same, as far as `Debug` shows it.
pub(super) fn same<T: Debug>(left: &T, right: &T) -> bool {
    let (left, right) = (format!("{left:#?}"), format!("{right:#?}"));
    let (left, right) = (ordered(&left), ordered(&right));
    left.len() == right.len()
        && left
            .iter()
            .zip(&right)
            .all(|(left, right)| is_near(left, right))
}

/// The lines of a value, those of a set in order, and of a heap, which is one in the suite if it is
/// called so. A set of the suite holds what is one line.
fn ordered(shown: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = shown.lines().collect();
    let is_open = |line: &&str| line.ends_with(": {") || ["{", "heap: ["].contains(&line.trim());
    let mut place = 0;
    while let Some(open) = lines[place..].iter().position(is_open) {
        let start = place + open + 1;
        let length = lines[start..]
            .iter()
            .position(|line| line.trim().starts_with(['}', ']']));
        let end = start + length.unwrap_or_default();
        lines[start..end].sort_unstable();
        place = end;
    }
    lines
}

/// The same line, or the same float, of which `serde_json` misses the last bit at times, and the
/// sign of zero once it is rewritten.
fn is_near(left: &str, right: &str) -> bool {
    let number =
        |line: &str| -> Option<f64> { line.rsplit(' ').next()?.trim_end_matches(',').parse().ok() };
    left == right
        || match (number(left), number(right)) {
            (Some(left), Some(right)) => (left - right).abs() <= left.abs() * f64::EPSILON,
            _ => false,
        }
}

/// What a derive makes of an object with this one key.
struct Wrapped<T>(&'static str, PhantomData<T>);

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Wrapped<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<T, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Wrapped<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut value = None;
        while let Some(key) = map.next_key::<String>()? {
            if key != self.0 {
                map.next_value::<IgnoredAny>()?;
            } else if value.replace(map.next_value()?).is_some() {
                return Err(A::Error::duplicate_field(self.0));
            }
        }
        value.ok_or_else(|| A::Error::missing_field(self.0))
    }
}
