//! Typed OpenAI answers.
