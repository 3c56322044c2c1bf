//! The code for a tool: two constants, what judges them at compile time, and how it is called.

use super::{Description, Tool};
use crate::expand::call;
use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;

pub(super) fn tool(tool: &Tool, path: &TokenStream) -> TokenStream {
    let Tool { ident, strict, .. } = tool;
    let own = ident.unraw().to_string();
    let name = tool.name.as_ref().map_or_else(
        || own.to_snake_case().to_token_stream(),
        ToTokens::to_token_stream,
    );
    // The derive of the schema judges a literal.
    let judged = tool.name.is_none().then(|| {
        let ends = (ident.span(), ident.span());
        let call = call("judge_tool_name", ends, &quote!(#own, #name));
        quote!(const _: () = #call;)
    });
    let described = tool
        .description
        .as_ref()
        .map(|Description { text, place }| {
            let call = call("judge_tool_description", (*place, *place), &quote!(#text));
            quote!(const _: () = #call;)
        });
    let arguments = quote_spanned! {ident.span()=>
        __oai::judge_tool_arguments::<#ident>(#own)
    };
    let description = tool.description.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |Description { text, .. }| quote!(::core::option::Option::Some(#text)),
    );
    quote! {
        const _: () = {
            use #path::__private as __oai;
            const _: () = #arguments;
            // The `for` keeps rustc from asking again what was asked there.
            #[automatically_derived]
            impl __oai::FunctionTool for #ident
            where
                for<'__oai> #ident: __oai::Arguments,
            {
                const TOOL: __oai::ToolDefinition =
                    __oai::tool::<Self>(#description, #strict);
                const __NAME: &'static str = #name;
            }
            // And here from asking what only some programs do: to call the tool.
            #[automatically_derived]
            impl __oai::CallTools for #ident
            where
                for<'__oai> #ident: __oai::Tool,
            {
                type Context = <#ident as __oai::Tool>::Context;
                async fn __call(
                    self,
                    context: &Self::Context,
                ) -> ::core::result::Result<__oai::String, __oai::ToolError> {
                    __oai::call_tool(self, context).await
                }
            }
            #judged
            #described
        };
    }
}
