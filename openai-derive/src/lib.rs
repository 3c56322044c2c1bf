//! Derive macros of openai-structured.
