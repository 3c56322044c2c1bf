use openai_structured::prelude::*;

macro_rules! chain {
    ($outer:ident $inner:ident $($rest:ident)*) => {
        #[derive(Deserialize, ResponseFormat)]
        struct $outer { inner: $inner }
        chain! { $inner $($rest)* }
    };
    ($last:ident) => {
        #[derive(Deserialize, ResponseFormat)]
        struct $last { value: u8 }
    };
}

chain! { L1 L2 L3 L4 L5 L6 L7 L8 L9 L10 L11 }

fn main() {}
