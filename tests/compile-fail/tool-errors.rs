use openai_structured::prelude::*;
use std::error::Error;

type Boxed = Box<dyn Error + Send + Sync>;

fn text(found: Option<u8>) -> Result<u8, ToolError> {
    if found == Some(0) {
        Err("there is none")?;
    }
    let found = found.ok_or("no such city")?;
    Ok(found)
}

fn owned(found: Result<u8, String>) -> Result<u8, ToolError> {
    Ok(found?)
}

fn into() -> Result<u8, ToolError> {
    Err("no such city".into())
}

fn boxed(found: Result<u8, Boxed>) -> Result<u8, ToolError> {
    Ok(found?)
}

fn said(found: Result<u8, Boxed>, text: Result<u8, String>) -> Result<u8, ToolError> {
    let parsed: u8 = "5".parse()?;
    let found = found.map_err(ToolError::fail)?;
    let told = text.map_err(ToolError::tell)?;
    Ok(parsed + found + told)
}

fn main() {}
