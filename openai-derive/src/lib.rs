//! The derive macros of openai-structured: a Rust type becomes a strict-mode schema that is known,
//! and proven, when the program is compiled, and a tool that a model may call.
//!
//! Depend on `openai-structured`, which exports the macros together with everything that the
//! generated code names. This crate alone is of no use.
//!
//! ```text
//! use openai_structured::prelude::*;
//!
//! /// A supplier invoice.
//! #[derive(Deserialize, ResponseFormat)]
//! struct Invoice {
//!     /// Supplier name as printed.
//!     supplier: String,
//!     #[openai(minimum = 0)]
//!     total: f64,
//! }
//! ```
//!
//! The schema describes what serde reads, so it follows `derive(Deserialize)` and serde's
//! attributes. Doc comments become descriptions: lines without the blank after `///`, joined by
//! line breaks. Those of the unit variants of an enum follow the type's own, one line for each
//! name, as a word in a schema has no description.
//!
//! # The words of `#[openai(...)]`
//!
//! | word | stands on | meaning |
//! |---|---|---|
//! | `name = "..."` | type | the name of the format, of the definition and of the tool, instead of the type's own |
//! | `description = "..."` | type, variant, field | for the model, instead of the doc comment |
//! | `strict = false` | type that is a tool | the service need not hold the model to the schema; without `FunctionTool` the word does nothing |
//! | `crate = "path"`, `crate = path` | type | where openai-structured is, if not at `::openai_structured`; takes `$crate` |
//! | `as = "Type"` | type, field | the schema of another type with the same wire form; for `with`, for a hand-written `Deserialize`, and for foreign types |
//! | `schema = r#"{...}"#` | type, field | a schema that you write yourself, as JSON, checked like every other; the reader behind it is yours, so is the promise that it takes what the schema allows |
//! | `wrap`, `wrap = "key"` | type | may be a root although it is no object: the answer has it under `value`, or this key, and reading takes it out |
//! | `check = path` | type, field | a function `fn(&Type) -> Result<(), String>` that looks at each value that was read; what it says is in the mismatch |
//! | `leaf` | type, field | the value is always read in one piece, by its own `Deserialize`: for one that is written by hand; a type so marked has no draft with fields |
//! | `draft = "..."` | type, set of tools | the name of the draft, which is otherwise the type's with `Draft` behind it; those of its variants with fields begin with it |
//! | `entries` | field | beside `#[serde(with = "...::entries")]` where the module is re-exported |
//! | `minimum = 0`, `maximum = 0` | field | the number is at least, at most this |
//! | `exclusive_minimum = 0`, `exclusive_maximum = 0` | field | the number is greater, less than this |
//! | `multiple_of = 5` | field | the number is a multiple of this |
//! | `min_items = 1`, `max_items = 9` | field | the list has at least, at most so many items; those of a set are counted once it is read |
//! | `min_length = 1`, `max_length = 9` | field | the text has at least, at most so many characters; not every server takes these words |
//! | `pattern = "^[A-Z]{2}$"` | field | the text matches; the dialect that every engine reads alike, judged at the literal |
//! | `format = "date"` | field | the text has one of the nine formats of strict mode |
//! | `choices` | field | the text is one of some words that each request chooses: `AnswerFormat::choices`; an error in the arguments of a tool |
//!
//! Numbers are literals. Whether a bound fits its type is judged in `const` code, at the bound.
//! Bounds are checked on the value after reading too, so a server that ignores the schema cannot
//! hand over a bad value; a float that rounds to an excluded bound is refused. Where nothing can look
//! at them, as the field holds another type than the schema speaks of, a `check` has to stand beside
//! them. It is asked once the bounds hold.
//!
//! # serde's attributes
//!
//! | attribute | on a type | on a variant | on a field |
//! |---|---|---|---|
//! | `rename`, `rename_all`, `rename_all_fields` | deserialized names | deserialized names | deserialized names |
//! | `alias` | | an error if it is another's name; not in the schema | as for a variant |
//! | `tag`, `content`, `untagged` | the representation; `tag` on a struct is its first key | `untagged`: error | |
//! | `transparent` | what the field is | | |
//! | `from`, `try_from` | what the source type is | | |
//! | `flatten` | | | the keys stand here; only structs |
//! | `skip`, `skip_deserializing` | | left out | left out |
//! | `default` | the keys stay required | | the key stays required |
//! | `with`, `deserialize_with` | | error | error without `#[openai(as = "Type")]`; `openai_structured::entries` is known |
//! | `other` | | a unit variant under its own name | |
//! | `deny_unknown_fields` | error beside `tag` on a struct or a flattened field | | |
//! | `remote`, `field_identifier`, `variant_identifier` | error | | |
//! | `into`, `bound`, `crate`, `expecting`, `borrow`, `getter`, `serialize_with`, `skip_serializing`, `skip_serializing_if` | no effect | no effect | no effect |
//!
//! What serde's parser refuses is reported as serde reports it.
//!
//! # What has a schema
//!
//! | item | schema | root of an answer |
//! |---|---|---|
//! | struct with named fields | closed object | yes |
//! | newtype, or `transparent`, `from`, `try_from` | that of the inner type | if the inner type is, or with `wrap` |
//! | unit struct | `null` | with `wrap` |
//! | enum of unit variants | one of the names | with `wrap` |
//! | other enum | one of the variants' shapes | with `wrap` |
//! | tuple struct, tuple variant, union, empty enum, lifetime parameter, generic type inside itself | error | |
//!
//! # Tools
//!
//! `FunctionTool` stands beside `ResponseFormat`, on a struct: its fields are the arguments of a call.
//!
//! | of the tool | is |
//! |---|---|
//! | name | that of the type in snake case, `http_get` for `HTTPGet`, or that of `name = "..."` |
//! | description | the doc comment, or that of `description = "..."`; at most 1,024 characters |
//! | parameters | the schema, without the description |
//! | strict | yes, without `strict = false` |
//! | no arguments | `struct Now {}` |
//! | a generic type | a newtype for the instance: `struct Search(Page<Item>);` |
//!
//! `ToolSet` stands on an enum whose variants each hold one tool or one set. It takes the words `draft`
//! and `crate`. Two tools of one name are an error, at the later variant.

mod check;
mod errors;
mod expand;
mod function_tool;
mod model;
mod parse;
mod response_format;
mod tool_set;
mod types;

use proc_macro::TokenStream;

/// Gives a type a strict-mode schema that the compiler has proven.
///
/// It implements `Schema`, so that the type may stand in a field, and for structs with named
/// fields, and newtypes of such, `ResponseFormat`, so that the type may be the whole of an answer.
///
/// It also makes the type's draft, beside it and as visible: `InvoiceDraft` has the fields of
/// `Invoice`, each as a draft of its own; `ShapeDraft` has the variants of `Shape`, and
/// `ShapeCircleDraft` the fields of `Shape::Circle`. Where such a name is taken,
/// `#[openai(draft = "...")]` gives another.
/// The [crate's documentation](crate) lists the attributes.
#[proc_macro_derive(ResponseFormat, attributes(openai))]
pub fn derive_response_format(input: TokenStream) -> TokenStream {
    response_format::derive(input.into()).into()
}

/// Makes a struct a tool that a model may call: its fields are the arguments.
///
/// It stands beside `ResponseFormat`, which makes the schema of the arguments. The tool's name is the
/// type's in snake case, `get_weather` for `GetWeather`, or what `#[openai(name = "...")]` says; the
/// doc comment is what the model is told. The [crate's documentation](crate) lists the attributes.
#[proc_macro_derive(FunctionTool, attributes(openai))]
pub fn derive_function_tool(input: TokenStream) -> TokenStream {
    function_tool::derive(input.into()).into()
}

/// Makes an enum a set of tools: each variant holds a tool, or another set.
///
/// It also makes the set's draft, beside it and as visible: `ToolsDraft` has the variants of `Tools`,
/// each with the draft of its tool. Where that name is taken, `#[openai(draft = "...")]` gives another.
/// `#[openai(crate = "...")]` says where openai-structured is; there are no other words.
///
/// If all tools implement `Tool` with the same context, the set can be called.
#[proc_macro_derive(ToolSet, attributes(openai))]
pub fn derive_tool_set(input: TokenStream) -> TokenStream {
    tool_set::derive(input.into()).into()
}
