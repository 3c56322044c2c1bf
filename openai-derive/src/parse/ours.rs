//! The words of `#[openai(...)]`.
//!
//! To add a word: a field in the struct of the places where it may stand, a word in the table of
//! those places, its place in the model, and a row in the table of the crate's documentation.
//! darling reports unknown words, words that stand twice, and values of the wrong kind.

use darling::ast::{MetaNameValueInvalidExpr, NestedMeta};
use darling::{FromAttributes, FromMeta};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Path};

/// On a type.
#[derive(FromAttributes, Default)]
#[darling(attributes(openai))]
pub(super) struct TypeWords {
    pub(super) name: Option<LitStr>,
    pub(super) description: Option<LitStr>,
    #[darling(rename = "as", default)]
    pub(super) stands_for: StandsFor,
    pub(super) schema: Option<LitStr>,
    pub(super) check: Option<CheckedBy>,
    pub(super) wrap: Option<WrapWord>,
    pub(super) leaf: Option<Alone>,
    pub(super) draft: Option<DraftName>,
    /// For [`ToolWords`], which say nothing of mistakes.
    #[darling(rename = "strict")]
    _strict: Option<Strict>,
    /// Read by [`crate_path`], also where another word is wrong.
    #[darling(rename = "crate")]
    _crate_path: Option<Value>,
    #[darling(flatten)]
    _others: Others,
}

/// On a tool, which is a type: what is wrong is reported with the type's words.
#[derive(FromAttributes, Default)]
#[darling(attributes(openai), allow_unknown_fields)]
pub(crate) struct ToolWords {
    pub(crate) name: Option<LitStr>,
    pub(crate) description: Option<LitStr>,
    pub(crate) strict: Option<Strict>,
}

/// On a set of tools.
#[derive(FromAttributes, Default)]
#[darling(attributes(openai))]
pub(crate) struct SetWords {
    pub(crate) draft: Option<DraftName>,
    /// Read by [`crate_path`].
    #[darling(rename = "crate")]
    _crate_path: Option<Value>,
}

/// Where no word may stand.
#[derive(FromAttributes)]
#[darling(attributes(openai))]
pub(crate) struct NoWords {}

/// On a variant.
#[derive(FromAttributes, Default)]
#[darling(attributes(openai))]
pub(super) struct VariantWords {
    pub(super) description: Option<LitStr>,
    #[darling(flatten)]
    _others: Others,
}

/// On a field.
#[derive(FromAttributes, Default)]
#[darling(attributes(openai))]
pub(super) struct FieldWords {
    pub(super) description: Option<LitStr>,
    #[darling(rename = "as", default)]
    pub(super) stands_for: StandsFor,
    pub(super) schema: Option<LitStr>,
    minimum: Option<Value>,
    maximum: Option<Value>,
    exclusive_minimum: Option<Value>,
    exclusive_maximum: Option<Value>,
    multiple_of: Option<Value>,
    min_items: Option<Value>,
    max_items: Option<Value>,
    min_length: Option<Value>,
    max_length: Option<Value>,
    pattern: Option<Value>,
    format: Option<Value>,
    choices: Option<Alone>,
    pub(super) entries: Option<Alone>,
    pub(super) leaf: Option<Alone>,
    pub(super) check: Option<CheckedBy>,
    #[darling(flatten)]
    _others: Others,
}

impl TypeWords {
    pub(super) fn read(attributes: &[Attribute]) -> darling::Result<Self> {
        Self::from_attributes(attributes)
    }
}

impl ToolWords {
    pub(crate) fn read(attributes: &[Attribute]) -> Self {
        Self::from_attributes(attributes).unwrap_or_default()
    }
}

impl SetWords {
    pub(crate) fn read(attributes: &[Attribute]) -> darling::Result<Self> {
        Self::from_attributes(attributes)
    }
}

impl NoWords {
    pub(crate) fn read(attributes: &[Attribute]) -> darling::Result<Self> {
        Self::from_attributes(attributes)
    }
}

impl VariantWords {
    pub(super) fn read(attributes: &[Attribute]) -> darling::Result<Self> {
        Self::from_attributes(attributes)
    }
}

impl FieldWords {
    pub(super) fn read(attributes: &[Attribute]) -> darling::Result<Self> {
        Self::from_attributes(attributes)
    }

    /// The words that bound a number.
    pub(super) fn numbers(&self) -> impl Iterator<Item = &Value> {
        [
            &self.minimum,
            &self.maximum,
            &self.exclusive_minimum,
            &self.exclusive_maximum,
            &self.multiple_of,
        ]
        .into_iter()
        .flatten()
    }

    /// The words that bound a length.
    pub(super) fn counts(&self) -> impl Iterator<Item = &Value> {
        [
            &self.min_items,
            &self.max_items,
            &self.min_length,
            &self.max_length,
        ]
        .into_iter()
        .flatten()
    }

    /// The words that say what a text looks like.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Value> {
        [&self.pattern, &self.format].into_iter().flatten()
    }

    /// The words that stand alone and narrow the value.
    pub(super) fn open(&self) -> impl Iterator<Item = &Ident> {
        self.choices.iter().map(|alone| &alone.0)
    }
}

/// Where the words stand that do not stand everywhere.
const PLACES: [(&str, &[&str]); 3] = [
    ("a type", &["name", "crate", "wrap", "draft", "strict"]),
    ("a type or a field", &["as", "schema", "check", "leaf"]),
    (
        "a field",
        &[
            "minimum",
            "maximum",
            "exclusive_minimum",
            "exclusive_maximum",
            "multiple_of",
            "min_items",
            "max_items",
            "min_length",
            "max_length",
            "pattern",
            "format",
            "choices",
            "entries",
        ],
    ),
];

/// The words that are none of this place, of which there must be none.
#[derive(Default)]
struct Others;

impl FromMeta for Others {
    fn from_list(words: &[NestedMeta]) -> darling::Result<Self> {
        let mut errors = darling::Error::accumulator();
        for word in words {
            let path = match word {
                NestedMeta::Meta(word) => word.path(),
                NestedMeta::NameValueInvalidExpr(word) => &word.path,
                // darling reports it itself.
                NestedMeta::Lit(_) => continue,
            };
            let place = PLACES
                .iter()
                .find(|(_, words)| words.iter().any(|word| path.is_ident(word)));
            let error = match place {
                Some((place, _)) => darling::Error::custom(format_args!(
                    "`{}` stands on {place}, not here: move it there",
                    path.to_token_stream()
                )),
                None => darling::Error::unknown_field_path(path),
            };
            errors.push(error.with_span(word));
        }
        errors.finish_with(Self)
    }
}

/// The type after `as`. It is quoted, as the commas of a bare one would end the word.
#[derive(Default)]
pub(super) struct StandsFor(pub(super) Option<syn::Type>);

impl FromMeta for StandsFor {
    fn from_value(value: &Lit) -> darling::Result<Self> {
        match value {
            Lit::Str(literal) => match literal.parse() {
                Ok(ty) => Ok(Self(Some(ty))),
                Err(_) => Err(darling::Error::custom(format_args!(
                    "`{}` is no type: write one, as in `as = \"Vec<String>\"`",
                    literal.value()
                ))
                .with_span(literal)),
            },
            other => Err(unquoted().with_span(other)),
        }
    }

    fn from_expr(expression: &Expr) -> darling::Result<Self> {
        match expression {
            Expr::Lit(literal) => Self::from_value(&literal.lit),
            Expr::Group(group) => Self::from_expr(&group.expr),
            other => Err(unquoted().with_span(other)),
        }
    }

    fn from_invalid_expr(value: &MetaNameValueInvalidExpr) -> darling::Result<Self> {
        Err(unquoted().with_span(&value.value))
    }
}

fn unquoted() -> darling::Error {
    darling::Error::custom("the type stands in quotes: write `as = \"Type\"`")
}

/// The function after `check`, as a string or as a path.
pub(super) struct CheckedBy(pub(super) Path);

impl FromMeta for CheckedBy {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let path = match item {
            Meta::NameValue(meta) => path(&meta.value),
            Meta::Path(_) | Meta::List(_) => None,
        };
        path.map(Self).ok_or_else(|| {
            darling::Error::custom(
                "this is no path to a function: write `check = path`, \
                 a function `fn(&Type) -> Result<(), String>`",
            )
            .with_span(item)
        })
    }
}

/// `wrap`, or `wrap = "key"`.
pub(super) struct WrapWord {
    pub(super) word: Ident,
    pub(super) key: Option<LitStr>,
}

impl FromMeta for WrapWord {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let word = item.path().require_ident()?.clone();
        match item {
            Meta::Path(_) => Ok(Self { word, key: None }),
            Meta::NameValue(meta) => match ungrouped(&meta.value) {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(key), ..
                }) => Ok(Self {
                    word,
                    key: Some(key.clone()),
                }),
                other => Err(darling::Error::custom(
                    "the key is a string: write `wrap = \"key\"`, or `wrap` alone for `value`",
                )
                .with_span(other)),
            },
            Meta::List(_) => {
                Err(darling::Error::custom("write `wrap`, or `wrap = \"key\"`").with_span(item))
            }
        }
    }
}

/// The name after `draft`, as a string.
pub(crate) struct DraftName(pub(crate) Ident);

impl FromMeta for DraftName {
    fn from_value(value: &Lit) -> darling::Result<Self> {
        let name = match value {
            Lit::Str(literal) => literal.parse().ok(),
            _ => None,
        };
        name.map(Self).ok_or_else(|| {
            darling::Error::custom("this is no name of a type: write `draft = \"PartOfInvoice\"`")
                .with_span(value)
        })
    }
}

/// `strict = false`, or `true`.
pub(crate) struct Strict(pub(crate) bool);

impl FromMeta for Strict {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        if let Meta::NameValue(meta) = item
            && let Expr::Lit(ExprLit {
                lit: Lit::Bool(literal),
                ..
            }) = ungrouped(&meta.value)
        {
            return Ok(Self(literal.value));
        }
        Err(darling::Error::custom(
            "a tool is strict without this word: write `strict = false` if it should not be",
        )
        .with_span(item))
    }
}

/// A word without a value.
pub(super) struct Alone(pub(super) Ident);

impl FromMeta for Alone {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::Path(path) => Ok(Self(path.require_ident()?.clone())),
            other => Err(
                darling::Error::custom("this word stands alone, without a value").with_span(other),
            ),
        }
    }
}

/// A word with any expression behind it, which is judged later.
pub(super) struct Value {
    pub(super) word: Ident,
    pub(super) value: Expr,
}

impl FromMeta for Value {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::NameValue(meta) => Ok(Self {
                word: meta.path.require_ident()?.clone(),
                value: meta.value.clone(),
            }),
            other => Err(
                darling::Error::custom("this word needs a value: write `word = value`")
                    .with_span(other),
            ),
        }
    }
}

/// `#[openai(crate = ...)]` alone, so that a mistake elsewhere does not hide it.
#[derive(FromAttributes)]
#[darling(attributes(openai), allow_unknown_fields)]
struct CrateWord {
    #[darling(rename = "crate")]
    crate_path: Option<Value>,
}

/// Where the generated code finds openai-structured: `::openai_structured`, or what
/// `#[openai(crate = ...)]` says, as a string or as a path.
pub(crate) fn crate_path(attributes: &[Attribute]) -> syn::Result<TokenStream> {
    // What cannot be read at all is reported with the other words.
    let word = CrateWord::from_attributes(attributes)
        .ok()
        .and_then(|words| words.crate_path);
    let Some(word) = word else {
        return Ok(quote::quote!(::openai_structured));
    };
    path(&word.value)
        .map(ToTokens::into_token_stream)
        .ok_or_else(|| {
            syn::Error::new_spanned(
                &word.value,
                "this is no path to openai-structured: write `crate = \"other::path\"`",
            )
        })
}

/// A path, as a string or as it is.
fn path(value: &Expr) -> Option<Path> {
    match ungrouped(value) {
        Expr::Lit(ExprLit {
            lit: Lit::Str(literal),
            ..
        }) => literal.parse_with(Path::parse_mod_style).ok(),
        Expr::Path(path) if path.qself.is_none() => Some(path.path.clone()),
        _ => None,
    }
}

/// What came through a `macro_rules!` parameter stands in an invisible group.
pub(super) fn ungrouped(mut value: &Expr) -> &Expr {
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    value
}
