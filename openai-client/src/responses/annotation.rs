//! The sources of a text.

use crate::wire::{wire_object, wire_union};

wire_union! {
    /// A source of a text.
    pub enum Annotation {
        /// A file that was searched.
        FileCitation(FileCitation) = "file_citation",
        /// A web page.
        UrlCitation(UrlCitation) = "url_citation",
        /// A file in a container.
        ContainerFileCitation(ContainerFileCitation) = "container_file_citation",
        /// A file that was made.
        FilePath(FilePath) = "file_path",
    }
}

wire_object! {
    /// A file that was searched.
    pub struct FileCitation as "file_citation" {
        /// The file.
        file_id: String,
        /// Its place in the list of files.
        index: u64,
        /// Its name.
        filename: String,
    }
}

wire_object! {
    /// A web page.
    pub struct UrlCitation as "url_citation" {
        /// Its address.
        url: String,
        /// Where the citing text starts, in characters.
        start_index: u64,
        /// Where it ends.
        end_index: u64,
        /// The title of the page.
        title: String,
    }
}

wire_object! {
    /// A file in a container.
    pub struct ContainerFileCitation as "container_file_citation" {
        /// The container.
        container_id: String,
        /// The file.
        file_id: String,
        /// Where the citing text starts, in characters.
        start_index: u64,
        /// Where it ends.
        end_index: u64,
        /// The name of the file.
        filename: String,
    }
}

wire_object! {
    /// A file that was made.
    pub struct FilePath as "file_path" {
        /// The file.
        file_id: String,
        /// Its place in the list of files.
        index: u64,
    }
}
