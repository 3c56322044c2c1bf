//! The macro for resources that wait: each call is that of the async resource, waited for.

/// Makes a resource that waits, from its calls.
///
/// ```text
/// resource! {
///     /// What it is.
///     Name {
///         /// What the call does
///         call(id: &str) -> Answer;
///         /// What is listed
///         list() -> pages of Item;
///         /// What is received
///         content(id: &str) -> held Download;
///     }
/// }
/// ```
///
/// The documentation of a call is a sentence without its end, behind which a link to the async call
/// stands.
macro_rules! resource {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$doc:meta])* $call:ident($($arg:ident: $type:ty),*) -> $($answer:ident)+ $(<$of:ty>)?;)+
    }) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name {
            calls: crate::$name,
            runtime: $crate::blocking::Runtime,
        }

        impl $name {
            pub(super) fn new(runtime: &$crate::blocking::Runtime, calls: crate::$name) -> Self {
                Self {
                    calls,
                    runtime: runtime.clone(),
                }
            }

            #[doc = concat!("The same with something different about the calls, as [`", stringify!($name), "::with`](crate::", stringify!($name), "::with).")]
            #[must_use]
            pub fn with(&self, options: $crate::client::CallOptions) -> Self {
                Self::new(&self.runtime, self.calls.with(options))
            }

            $($crate::blocking::resource::resource! {
                @call $name $(#[$doc])* $call($($arg: $type),*) -> $($answer)+ $(<$of>)?
            })+

            /// The async calls, whose futures [`Runtime::block_on`](crate::blocking::Runtime::block_on)
            /// waits for.
            pub fn as_async(&self) -> &crate::$name {
                &self.calls
            }

            /// What drives the calls.
            pub fn runtime(&self) -> &$crate::blocking::Runtime {
                &self.runtime
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.calls.fmt(f)
            }
        }
    };
    (@call $name:ident $(#[$doc:meta])* $call:ident($($arg:ident: $type:ty),*) -> pages of $item:ident) => {
        $(#[$doc])*
        #[doc = concat!(", as [`", stringify!($name), "::", stringify!($call), "`](crate::", stringify!($name), "::", stringify!($call), ").")]
        pub fn $call(&self, $($arg: $type),*) -> $crate::blocking::Pages<$item> {
            $crate::blocking::Pages::new(&self.runtime, self.calls.$call($($arg),*))
        }
    };
    (@call $name:ident $(#[$doc:meta])* $call:ident($($arg:ident: $type:ty),*) -> held $answer:ident) => {
        $(#[$doc])*
        #[doc = concat!(", as [`", stringify!($name), "::", stringify!($call), "`](crate::", stringify!($name), "::", stringify!($call), ").")]
        ///
        /// # Errors
        ///
        /// As there.
        pub fn $call(&self, $($arg: $type),*) -> Result<$answer, $crate::error::Error> {
            let answer = self.runtime.block_on(self.calls.$call($($arg),*))?;
            Ok($answer::new(&self.runtime, answer))
        }
    };
    (@call $name:ident $(#[$doc:meta])* $call:ident($($arg:ident: $type:ty),*) -> $answer:ident $(<$of:ty>)?) => {
        $(#[$doc])*
        #[doc = concat!(", as [`", stringify!($name), "::", stringify!($call), "`](crate::", stringify!($name), "::", stringify!($call), ").")]
        ///
        /// # Errors
        ///
        /// As there.
        pub fn $call(&self, $($arg: $type),*) -> Result<$answer $(<$of>)?, $crate::error::Error> {
            self.runtime.block_on(self.calls.$call($($arg),*))
        }
    };
}

pub(super) use resource;
