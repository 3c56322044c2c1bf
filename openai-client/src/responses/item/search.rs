//! Searches of files and of the web.

use std::collections::BTreeMap;

use super::ItemStatus;
use crate::{
    open_enum::open_enum,
    responses::tool::Note,
    wire::{wire_object, wire_union},
};

wire_object! {
    /// A search of files.
    pub struct FileSearchCall as "file_search_call" {
        /// The service's name for the item.
        id: String,
        /// What was searched for.
        queries: Vec<String>,
    } with {
        /// How far it is.
        status: ItemStatus,
        /// What was found, if the request asked for it (`include`).
        results: Vec<FileSearchResult>,
    }
}

wire_object! {
    /// A passage that was found in a file.
    pub struct FileSearchResult {} with {
        /// The file.
        file_id: String,
        /// The passage.
        text: String,
        /// The name of the file.
        filename: String,
        /// What is noted about the file.
        attributes: BTreeMap<String, Note>,
        /// How well it fits, from 0 to 1.
        score: f64,
    }
}

wire_object! {
    /// A search of the web.
    pub struct WebSearchCall as "web_search_call" {
        /// The service's name for the item.
        id: String,
        /// What was done.
        action: WebSearchAction,
    } with {
        /// How far it is.
        status: ItemStatus,
    }
}

wire_union! {
    /// What was done in a search of the web.
    pub enum WebSearchAction {
        /// The web was searched.
        Search(SearchAction) = "search",
        /// A page was opened.
        OpenPage(OpenPageAction) = "open_page",
        /// Something was looked for in a page.
        FindInPage(FindInPageAction) = "find_in_page",
    }
}

wire_object! {
    /// The web was searched.
    pub struct SearchAction as "search" {} with {
        /// What was searched for; the old form of `queries`.
        query: String,
        /// What was searched for.
        queries: Vec<String>,
        /// What was found, if the request asked for it (`include`).
        sources: Vec<SearchSource>,
    }
}

wire_object! {
    /// A place on the web that was found.
    pub struct SearchSource {
        /// Of what kind it is.
        kind = "type": SearchSourceKind,
    } with {
        /// Its address.
        url: String,
    }
}

open_enum! {
    /// Of what kind a place on the web is.
    #[derive(Default)]
    pub enum SearchSourceKind {
        /// It has an address.
        #[default]
        Url = "url",
    }
}

wire_object! {
    /// A page was opened.
    pub struct OpenPageAction as "open_page" {} with {
        /// Its address.
        url: String,
    }
}

wire_object! {
    /// Something was looked for in a page.
    pub struct FindInPageAction as "find_in_page" {
        /// The address of the page.
        url: String,
        /// What was looked for.
        pattern: String,
    }
}
