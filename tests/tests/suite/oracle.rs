//! Judges that we did not write: the constraint engine, and a JSON Schema validator.

use crate::random::Random;
use llguidance::api::TopLevelGrammar;
use llguidance::toktrie::{ApproximateTokEnv, TokEnv};
use llguidance::{Matcher, ParserFactory};
use serde_json::Value;

/// A schema, compiled by the engine family that production constrains its models with.
pub(crate) struct Grammar {
    start: Matcher,
    tokens: TokEnv,
}

impl Grammar {
    /// Compiles a schema's text, keys in the order in which they stand.
    pub(crate) fn compile(schema: &str) -> Result<Self, String> {
        let schema: Value = serde_json::from_str(schema).map_err(|error| error.to_string())?;
        let tokens = ApproximateTokEnv::single_byte_env();
        let mut factory = ParserFactory::new_simple(&tokens).map_err(|error| error.to_string())?;
        factory.quiet();
        let parser = factory.create_parser(TopLevelGrammar::from_json_schema(schema));
        let start = Matcher::new(parser);
        match start.get_error() {
            Some(error) => Err(error),
            None => Ok(Self { start, tokens }),
        }
    }

    /// Whether the grammar produces this text.
    pub(crate) fn accepts(&self, text: &str) -> bool {
        let mut matcher = self.start.deep_clone();
        let tokens = self.tokens.tok_trie().greedy_tokenize(text.as_bytes());
        matcher.try_consume_tokens(&tokens).ok() == Some(tokens.len())
            && matcher.is_accepting().unwrap_or(false)
    }

    /// A text that the grammar produces: a random walk that closes what it can once it is long.
    ///
    /// `None` for a walk that does not end within the bound.
    pub(crate) fn sample(&self, random: &mut Random) -> Option<String> {
        let mut matcher = self.start.deep_clone();
        let trie = self.tokens.tok_trie();
        let end = trie.eos_token();
        let mut text = Vec::new();
        while text.len() < 4_000 {
            let mask = matcher.compute_mask_or_eos().ok()?;
            let allowed: Vec<(u32, u8)> = mask
                .iter()
                .filter(|&token| token != end)
                .map(|token| (token, trie.token(token)[0]))
                .collect();
            if mask.is_allowed(end) || allowed.is_empty() {
                return String::from_utf8(text).ok();
            }
            let (token, byte) = pick(random, &allowed, text.len() > 200);
            matcher.consume_token(token).ok()?;
            text.push(byte);
        }
        None
    }
}

/// One of the allowed bytes: blanks rarely, closing ones mostly once the text is long, and
/// otherwise each kind of byte alike, so that digits and `-` are not drowned by letters.
fn pick(random: &mut Random, allowed: &[(u32, u8)], long: bool) -> (u32, u8) {
    let of = |kind: fn(u8) -> bool| -> Vec<(u32, u8)> {
        allowed
            .iter()
            .copied()
            .filter(|&(_, byte)| kind(byte))
            .collect()
    };
    let kinds: [fn(u8) -> bool; 5] = [
        |byte| matches!(byte, b'"' | b'}' | b']' | b'n' | b',' | b':' | b'{' | b'['),
        |byte| byte.is_ascii_digit(),
        |byte| matches!(byte, b'-' | b'.' | b'e' | b'E' | b'+'),
        |byte| byte.is_ascii_graphic(),
        |byte| byte == b'\\' || byte >= 0x80,
    ];
    // Not always: some texts end with none of these, as the name before an `@`.
    if long && random.below(4) > 0 {
        let quotes = of(|byte| byte == b'"');
        if !quotes.is_empty() && random.below(4) > 0 {
            return quotes[0];
        }
        let closing = of(|byte| matches!(byte, b'"' | b'}' | b']' | b'n'));
        if !closing.is_empty() {
            return closing[random.below(closing.len())];
        }
    }
    for _ in 0..8 {
        let some = of(kinds[random.below(kinds.len())]);
        if !some.is_empty() {
            return some[random.below(some.len())];
        }
    }
    allowed[random.below(allowed.len())]
}
