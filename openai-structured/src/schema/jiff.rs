//! Schemas of jiff's types (feature `jiff`).

use super::types::plain;
use super::{Identity, Node, Schema};

plain! {
    // The format allows 29 February in every year; jiff refuses it in common ones.
    jiff::civil::Date => "Date", Node::Format("date");
}
