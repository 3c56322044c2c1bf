use openai_structured::prelude::*;
use std::marker::PhantomData;
use std::rc::Weak;

#[derive(Deserialize, ResponseFormat)]
struct Node {
    parent: Weak<u8>,
    marker: PhantomData<u8>,
}

fn main() {}
