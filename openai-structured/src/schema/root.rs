//! The object that holds a type which is none itself, where it is the whole of an answer.

use super::{ResponseFormat, Schema};
use crate::draft::never::NeverDraft;
use crate::node::{Definition, Identity, Member, Node};
use crate::strict::proof::judge::prove_instance;
use std::marker::PhantomData;

/// Proves an instance of a generic type as the root that it is, fields included.
#[track_caller]
pub const fn prove_root<T: ResponseFormat>(name: &str) {
    match T::WRAP {
        Some(_) => prove_instance(Root::<T>::REF, name),
        None => prove_instance(T::REF, name),
    }
}

/// What `#[openai(wrap)]` puts around a type. It is only a schema: reading takes it off again.
pub struct Root<T>(PhantomData<T>);

impl<T: ResponseFormat> Schema for Root<T> {
    type Draft = NeverDraft<Self>;
    const IDENTITY: Identity = T::IDENTITY.wrapped();
    const NODE: Node = Node::Inline(&Definition {
        identity: Self::IDENTITY,
        description: None,
        transparent: false,
        opaque: false,
        node: Node::Object(&[Member::required(
            match T::WRAP {
                Some(key) => key,
                // Only a type with `wrap` is put into a root.
                None => "value",
            },
            &T::NODE,
        )]),
    });
}
