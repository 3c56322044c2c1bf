//! A typed OpenAI client.
