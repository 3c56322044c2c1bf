use chrono::TimeDelta;
use openai_structured::prelude::*;
use time::OffsetDateTime;

#[derive(Deserialize, ResponseFormat)]
struct Trip {
    departure: OffsetDateTime,
    took: TimeDelta,
}

fn main() {}
