use jiff::Zoned;
use openai_structured::prelude::*;
use std::ffi::{CString, OsString};

#[derive(Deserialize, ResponseFormat)]
struct File {
    name: OsString,
    c_name: CString,
    changed: Zoned,
}

fn main() {}
