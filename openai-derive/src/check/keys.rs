//! Names on the wire that stand twice: serde accepts them and can then never read the value.

use crate::errors::Errors;
use crate::model::{Field, Key, Tag, Variant};
use std::collections::HashMap;

/// Fields of one object. The keys of flattened ones are known to `const` code alone.
pub(super) fn fields(tag: Option<&Tag>, fields: &[Field], errors: &mut Errors) {
    let named = || fields.iter().filter(|field| !field.flatten);
    // serde compares an enum's tag with the keys, but not a struct's.
    let wire_names = named().flat_map(|field| field.aliases.iter().chain([&field.key]));
    for name in wire_names {
        if let Some(tag) = tag
            && tag.key == name.text
        {
            errors.at(
                name.span,
                format_args!(
                    "the key `{}` is already that of the struct's tag: rename the field or the tag",
                    tag.key
                ),
            );
        }
    }
    distinct(
        "fields",
        named().map(|field| (&field.key, field.aliases.as_slice())),
        errors,
    );
}

pub(super) fn variants(variants: &[Variant], errors: &mut Errors) {
    distinct(
        "variants",
        variants
            .iter()
            .map(|variant| (&variant.key, variant.aliases.as_slice())),
        errors,
    );
}

fn distinct<'a>(
    kind: &str,
    named: impl Iterator<Item = (&'a Key, &'a [Key])> + Clone,
    errors: &mut Errors,
) {
    let mut owners: HashMap<&str, usize> = HashMap::new();
    for (index, (key, _)) in named.clone().enumerate() {
        if owners.contains_key(key.text.as_str()) {
            errors.at(
                key.span,
                format_args!(
                    "two {kind} have the name `{}` on the wire: \
                     give one of them another with `#[serde(rename = \"...\")]`",
                    key.text
                ),
            );
        } else {
            owners.insert(&key.text, index);
        }
    }
    for (index, (_, aliases)) in named.enumerate() {
        for alias in aliases {
            if owners
                .get(alias.text.as_str())
                .is_some_and(|owner| *owner != index)
            {
                errors.at(
                    alias.span,
                    format_args!(
                        "the alias `{}` is the name of another of the {kind}, \
                         which would be read here: remove the alias or rename the other",
                        alias.text
                    ),
                );
            }
        }
    }
}
