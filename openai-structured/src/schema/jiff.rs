//! Schemas of jiff's types (feature `jiff`).

use super::Schema;
use super::types::plain;
use crate::node::{Identity, Node};

plain! {
    // The format allows 29 February in every year; jiff refuses it in common ones.
    jiff::civil::Date => "Date", Node::Format("date");
}
