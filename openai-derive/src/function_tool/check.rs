//! What may have a schema and can be no tool, each reported where it stands.

use super::{Kind, Tool};
use crate::errors::Errors;
use syn::ext::IdentExt;

pub(super) fn check(tool: &Tool, errors: &mut Errors) {
    let name = tool.ident.unraw();
    match &tool.kind {
        Kind::Struct | Kind::Reported => {}
        Kind::Unit => errors.at(
            tool.ident.span(),
            format_args!(
                "the arguments of a call are an object, and a unit struct is `null`: \
                 write `struct {name} {{}}`"
            ),
        ),
        Kind::Enum => errors.at(
            tool.ident.span(),
            "the arguments of a call are the fields of a struct: \
             write `struct Tool { argument: Enum }` for an enum as an argument, \
             or `#[derive(ToolSet)]` for a choice of tools",
        ),
        Kind::Generic(parameter) => errors.at(
            parameter.span(),
            format_args!(
                "a tool has one name and one schema: make a newtype for the instance you need, \
                 `struct Tool({name}<...>)`, with `#[derive(FunctionTool)]` on that"
            ),
        ),
    }
}
