use openai_structured::prelude::*;
use std::marker::PhantomData;

#[derive(Deserialize, ResponseFormat)]
struct Typed {
    marker: PhantomData<u8>,
}

fn main() {}
