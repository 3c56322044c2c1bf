//! The bodies of requests: one macro makes the type, the setters and the JSON from a list of fields.

mod finite;
mod texts;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use crate::error::Error;
pub(crate) use texts::text_input;

/// What most bodies fit in, so that they do not grow step by step.
const USUAL_BYTES: usize = 4096;

/// A request that can be written as the body of a call.
pub(crate) trait RequestBody: Serialize {
    /// Writes the fields, with `stream` if the answer is to be streamed.
    fn write<S: Serializer>(&self, serializer: S, stream: bool) -> Result<S::Ok, S::Error>;

    /// The body as JSON.
    fn json(&self) -> Result<Vec<u8>, Error> {
        written(self)
    }

    /// The body as JSON, for an answer that is streamed.
    fn stream_json(&self) -> Result<Vec<u8>, Error> {
        written(&Streamed(self))
    }
}

/// Anything as JSON. Numbers that JSON does not have are refused.
pub(crate) fn written<T: Serialize + ?Sized>(body: &T) -> Result<Vec<u8>, Error> {
    if let Some(field) = finite::not_finite(body) {
        let what = if field.is_empty() { "a number" } else { &field };
        return Err(Error::request(
            format!("{what} is not a finite number"),
            None,
        ));
    }
    let mut json = Vec::with_capacity(USUAL_BYTES);
    match serde_json::to_writer(&mut json, body) {
        Ok(()) => Ok(json),
        Err(cause) => {
            let what = "the request cannot be written as JSON";
            Err(Error::request(what, Some(cause.into())))
        }
    }
}

/// The body of a request whose answer is streamed.
struct Streamed<'a, R: ?Sized>(&'a R);

impl<R: RequestBody + ?Sized> Serialize for Streamed<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer, true)
    }
}

/// Writes the fields of a body, but none that an extra field replaces.
pub(crate) struct Fields<'a, M> {
    map: M,
    extra: &'a BTreeMap<String, Value>,
}

impl<'a, M: SerializeMap> Fields<'a, M> {
    pub(crate) fn new(map: M, extra: &'a BTreeMap<String, Value>) -> Self {
        Self { map, extra }
    }

    pub(crate) fn field(
        &mut self,
        name: &'static str,
        value: &impl Serialize,
    ) -> Result<(), M::Error> {
        if self.extra.contains_key(name) {
            Ok(())
        } else {
            self.map.serialize_entry(name, value)
        }
    }

    /// Writes the extra fields, and `stream` behind them.
    pub(crate) fn end(mut self, stream: bool) -> Result<M::Ok, M::Error> {
        for (name, value) in self.extra {
            if !(stream && name == "stream") {
                self.map.serialize_entry(name, value)?;
            }
        }
        if stream {
            self.map.serialize_entry("stream", &true)?;
        }
        self.map.end()
    }
}

/// Makes a request's type, setters and JSON from one list of fields: those that are always sent, and
/// the options.
///
/// To add an option, add a line: its documentation, `field`, its name on the wire, its type, and
/// what the setter takes (`into` for anything that becomes the type, `plain` for the type itself,
/// `pairs` for names and texts, `by_hand` for a setter that is written elsewhere).
macro_rules! request_body {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$adoc:meta])* $always:ident = $awire:literal: $atype:ty;)*
        } with {
            $($(#[$doc:meta])* $field:ident = $wire:literal: $type:ty, $how:ident;)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq)]
        #[must_use]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$adoc])* pub $always: $atype,)*
            $($(#[$doc])* pub $field: Option<$type>,)+
            /// Further fields of the body; see the method of this name.
            pub extra: std::collections::BTreeMap<String, serde_json::Value>,
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut shown = f.debug_struct(stringify!($name));
                $(shown.field(stringify!($always), &self.$always);)*
                $(shown.field(stringify!($field), &self.$field);)+
                shown.field("extra", &$crate::wire::Kept { extra: &self.extra, secret: &[] });
                shown.finish()
            }
        }

        impl $name {
            $($crate::body::request_body!(@$how $(#[$doc])* $field: $type);)+

            /// Sets a field of the body that has no setter here, for compatible services.
            ///
            /// It wins over a typed option of the same name; the key is never sent twice.
            pub fn extra(
                mut self,
                name: impl Into<String>,
                value: impl Into<serde_json::Value>,
            ) -> Self {
                self.extra.insert(name.into(), value.into());
                self
            }

            /// The body of the call, for an HTTP client of your own.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::Request`](crate::ErrorKind::Request) when a number is not finite,
            /// wherever it stands.
            pub fn to_json(&self) -> Result<Vec<u8>, $crate::error::Error> {
                $crate::body::RequestBody::json(self)
            }
        }

        impl $crate::body::RequestBody for $name {
            fn write<S: serde::Serializer>(
                &self,
                serializer: S,
                stream: bool,
            ) -> Result<S::Ok, S::Error> {
                let map = serializer.serialize_map(None)?;
                let mut fields = $crate::body::Fields::new(map, &self.extra);
                $(fields.field($awire, &self.$always)?;)*
                $(if let Some(value) = &self.$field {
                    fields.field($wire, value)?;
                })+
                fields.end(stream)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::body::RequestBody::write(self, serializer, false)
            }
        }
    };
    (@into $(#[$doc:meta])* $field:ident: $type:ty) => {
        $(#[$doc])*
        pub fn $field(mut self, $field: impl Into<$type>) -> Self {
            self.$field = Some($field.into());
            self
        }
    };
    (@plain $(#[$doc:meta])* $field:ident: $type:ty) => {
        $(#[$doc])*
        pub fn $field(mut self, $field: $type) -> Self {
            self.$field = Some($field);
            self
        }
    };
    (@pairs $(#[$doc:meta])* $field:ident: $type:ty) => {
        $(#[$doc])*
        ///
        /// In place of those set before.
        pub fn $field<K: Into<String>, V: Into<String>>(
            mut self,
            $field: impl IntoIterator<Item = (K, V)>,
        ) -> Self {
            let own = |(key, value): (K, V)| (key.into(), value.into());
            self.$field = Some($field.into_iter().map(own).collect());
            self
        }
    };
    (@by_hand $(#[$doc:meta])* $field:ident: $type:ty) => {};
}

pub(crate) use request_body;
