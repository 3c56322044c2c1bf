//! Which files a search looks at, by what is noted about them.

use crate::{
    open_enum::open_enum,
    wire::{wire_either, wire_object, wire_union},
};

wire_union! {
    /// Which files a search looks at, by what is noted about them.
    ///
    /// ```
    /// use openai_client::responses::{Comparison, Filter};
    ///
    /// let recent = Filter::compare(Comparison::GreaterOrEqual, "year", 2024);
    /// let filter = Filter::all([recent, Filter::eq("language", "de")]);
    /// ```
    pub enum Filter {
        /// One note is compared.
        Comparison(ComparisonFilter) = "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "in" | "nin",
        /// Several filters together.
        Compound(CompoundFilter) = "and" | "or",
    }
}

impl Filter {
    /// The note of this name is this value.
    pub fn eq(key: impl Into<String>, value: impl Into<FilterValue>) -> Self {
        Self::compare(Comparison::Equal, key, value)
    }

    /// The note of this name compares so to this value.
    pub fn compare(
        how: impl Into<Comparison>,
        key: impl Into<String>,
        value: impl Into<FilterValue>,
    ) -> Self {
        ComparisonFilter::new(how, key, value).into()
    }

    /// All of them hold.
    pub fn all(filters: impl Into<Vec<Self>>) -> Self {
        CompoundFilter::new(Compound::And, filters).into()
    }

    /// One of them holds at least.
    pub fn any(filters: impl Into<Vec<Self>>) -> Self {
        CompoundFilter::new(Compound::Or, filters).into()
    }
}

wire_object! {
    /// Compares a note about a file.
    pub built struct ComparisonFilter {
        /// How.
        kind = "type": Comparison,
        /// The name of the note.
        key: String,
        /// With what.
        value: FilterValue,
    }
}

wire_either! {
    /// A note about a file.
    pub enum Note {
        /// A text.
        Text(String) = text,
        /// A number.
        Numeric(f64) = number,
        /// True or false.
        Boolean(bool) = boolean,
    }
}

wire_either! {
    /// With what a note about a file is compared.
    pub enum FilterValue {
        /// A text.
        Text(String) = text,
        /// A number.
        Numeric(f64) = number,
        /// True or false.
        Boolean(bool) = boolean,
        /// Texts and numbers, for [`In`](Comparison::In) and [`NotIn`](Comparison::NotIn).
        List(Vec<Note>) = list,
    }
}

impl Default for FilterValue {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl<N: Into<Note>> From<N> for FilterValue {
    fn from(value: N) -> Self {
        match value.into() {
            Note::Text(text) => Self::Text(text),
            Note::Numeric(number) => Self::Numeric(number),
            Note::Boolean(value) => Self::Boolean(value),
        }
    }
}

impl<N: Into<Note>> From<Vec<N>> for FilterValue {
    fn from(values: Vec<N>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl<N: Into<Note>, const C: usize> From<[N; C]> for FilterValue {
    fn from(values: [N; C]) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

impl From<&str> for Note {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Note {
    fn from(number: f64) -> Self {
        Self::Numeric(number)
    }
}

impl From<i32> for Note {
    fn from(number: i32) -> Self {
        Self::Numeric(number.into())
    }
}

impl From<bool> for Note {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

open_enum! {
    /// How a note about a file is compared.
    #[derive(Default)]
    pub enum Comparison {
        /// It is the value.
        #[default]
        Equal = "eq",
        /// It is another.
        NotEqual = "ne",
        /// It is greater.
        Greater = "gt",
        /// It is greater or the same.
        GreaterOrEqual = "gte",
        /// It is less.
        Less = "lt",
        /// It is less or the same.
        LessOrEqual = "lte",
        /// It is in the list.
        In = "in",
        /// It is not in the list.
        NotIn = "nin",
    }
}

wire_object! {
    /// Several filters together.
    pub built struct CompoundFilter {
        /// Whether all must hold, or one.
        kind = "type": Compound,
        /// The filters.
        filters: Vec<Filter>,
    }
}

open_enum! {
    /// How filters are put together.
    #[derive(Default)]
    pub enum Compound {
        /// All must hold.
        #[default]
        And = "and",
        /// One must hold.
        Or = "or",
    }
}
