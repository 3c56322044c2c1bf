use openai_structured::prelude::*;

mod shop {
    use openai_structured::prelude::*;

    #[derive(Deserialize, ResponseFormat)]
    pub struct Item {
        pub price: f64,
    }
}

mod stock {
    use openai_structured::prelude::*;

    #[derive(Deserialize, ResponseFormat)]
    pub struct Item {
        pub shelf: u32,
    }
}

#[derive(Deserialize, ResponseFormat)]
struct Report {
    sold: Vec<shop::Item>,
    returned: Vec<shop::Item>,
    stored: Vec<stock::Item>,
    moved: Vec<stock::Item>,
}

fn main() {}
