//! Which `pattern` a derive may emit: the dialect that every checker and engine reads alike.
//!
//! A pattern is compiled twice on its way, by Python's `re` and by a Rust regular expression
//! engine, and local servers read a still smaller language. The dialect is what all of them take
//! and understand in the same way: literals, `.`, classes of characters and ranges, groups,
//! alternation inside a group, greedy repeats, and an anchor at both ends.

/// The largest count in a repeat. Engines expand repeats, so a large one costs memory.
pub const REPEAT: u32 = 1_000;

/// Groups inside groups.
pub const NESTING: usize = 50;

/// Why a pattern is outside the dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternError {
    /// The pattern does not begin with `^` and end with `$`, so it would match a part of the text.
    Unanchored,
    /// `^` or `$` stands inside the pattern.
    InnerAnchor,
    /// `|` outside a group: the anchors would belong to the first and last branch alone.
    BareAlternation,
    /// Look-ahead or look-behind. The API refuses the request.
    LookAround,
    /// A group that is neither `(…)` nor `(?:…)`: named, flagged, atomic or conditional.
    Group,
    /// A parenthesis without its partner.
    Parenthesis,
    /// More than [`NESTING`] groups inside each other.
    Nesting,
    /// An escape such as `\d`, `\b`, `\p` or `\1`, which checkers read differently or refuse.
    Escape,
    /// A class that is empty, not closed, or holds a bare `[` or a set operator.
    Class,
    /// A range in a class that ends before it begins.
    Range,
    /// A class of all but some characters, among them a quote or a backslash but not the control
    /// characters: an engine that works on JSON text lets the quote through, as its escape.
    ExcludedEscape,
    /// A repeat with nothing before it.
    NothingToRepeat,
    /// A lazy, possessive or doubled repeat.
    RepeatedRepeat,
    /// A brace that is no repeat `{n}`, `{n,}` or `{m,n}`, or whose bounds are in the wrong order.
    Braces,
    /// A repeat above [`REPEAT`].
    TooManyRepeats,
}

impl PatternError {
    /// What is wrong and what to write instead, in one line.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Unanchored => "the pattern must begin with `^` and end with `$`",
            Self::InnerAnchor => {
                "`^` and `$` may stand only at the two ends; write `\\^` or `\\$` for the character"
            }
            Self::BareAlternation => "`|` must stand inside a group: write `^(?:a|b)$`",
            Self::LookAround => "look-around is refused by the API",
            Self::Group => "only `(…)` and `(?:…)` groups are understood everywhere",
            Self::Parenthesis => "a parenthesis has no partner; write `\\(` for the character",
            Self::Nesting => "groups are nested too deeply",
            Self::Escape => {
                "this escape is not understood everywhere; write a class of ranges, as `[0-9]`"
            }
            Self::Class => {
                "a class must hold characters and ranges only; write `\\[` or `\\]` for a bracket"
            }
            Self::Range => "a range in a class ends before it begins",
            Self::ExcludedEscape => {
                "a class that excludes `\"` or `\\` must exclude `\\x00-\\x1f` too, or engines let them through"
            }
            Self::NothingToRepeat => "a repeat has nothing before it",
            Self::RepeatedRepeat => {
                "lazy, possessive and doubled repeats are not understood everywhere"
            }
            Self::Braces => "braces must be a repeat `{n}`, `{n,}` or `{m,n}`; write `\\{` for one",
            Self::TooManyRepeats => "a repeat may count to 1000",
        }
    }
}

/// Judges whether a pattern is in the dialect.
///
/// # Errors
///
/// Says which part of the dialect the pattern leaves first.
///
/// # Examples
///
/// ```
/// use openai_structured::strict::pattern::{PatternError, check};
///
/// assert_eq!(check("^[A-Z]{3}-[0-9]{4}$"), Ok(()));
/// assert_eq!(check(r"^\d{4}$"), Err(PatternError::Escape));
///
/// const _: () = assert!(check("^(?:yes|no)$").is_ok());
/// ```
pub const fn check(pattern: &str) -> Result<(), PatternError> {
    let [b'^', rest @ ..] = pattern.as_bytes() else {
        return Err(early(pattern));
    };
    let mut rest = rest;
    let mut depth = 0_usize;
    // Whether there is something that a repeat could stand after.
    let mut repeatable = false;
    loop {
        match rest {
            [] => return Err(PatternError::Unanchored),
            [b'$'] if depth > 0 => return Err(PatternError::Parenthesis),
            [b'$'] => return Ok(()),
            [b'^' | b'$', ..] => return Err(PatternError::InnerAnchor),
            [b'(', b'?', b'=' | b'!', ..] | [b'(', b'?', b'<', b'=' | b'!', ..] => {
                return Err(PatternError::LookAround);
            }
            [b'(', tail @ ..] => {
                rest = match tail {
                    [b'?', b':', tail @ ..] => tail,
                    [b'?', ..] => return Err(PatternError::Group),
                    tail => tail,
                };
                depth += 1;
                if depth > NESTING {
                    return Err(PatternError::Nesting);
                }
                repeatable = false;
            }
            [b')', tail @ ..] => {
                if depth == 0 {
                    return Err(PatternError::Parenthesis);
                }
                depth -= 1;
                repeatable = true;
                rest = tail;
            }
            [b'|', tail @ ..] => {
                if depth == 0 {
                    return Err(PatternError::BareAlternation);
                }
                repeatable = false;
                rest = tail;
            }
            [b'[', tail @ ..] => {
                rest = match class(tail) {
                    Ok(tail) => tail,
                    Err(error) => return Err(error),
                };
                repeatable = true;
            }
            [b'*' | b'+' | b'?' | b'{', ..] => {
                if !repeatable {
                    return Err(PatternError::NothingToRepeat);
                }
                rest = match repeat(rest) {
                    Ok(tail) => tail,
                    Err(error) => return Err(error),
                };
                if let [b'*' | b'+' | b'?' | b'{', ..] = rest {
                    return Err(PatternError::RepeatedRepeat);
                }
                repeatable = false;
            }
            [b'}', ..] => return Err(PatternError::Braces),
            [b']', ..] => return Err(PatternError::Class),
            _ => {
                rest = match character(rest) {
                    Ok((_, tail)) => tail,
                    Err(error) => return Err(error),
                };
                repeatable = true;
            }
        }
    }
}

/// A pattern without `^` may have a worse fault: look-around is named before the missing anchor.
const fn early(pattern: &str) -> PatternError {
    if has_lookaround(pattern) {
        PatternError::LookAround
    } else {
        PatternError::Unanchored
    }
}

/// Whether a pattern has a look-ahead or look-behind, which the API refuses by its own check.
pub const fn has_lookaround(pattern: &str) -> bool {
    let mut rest = pattern.as_bytes();
    let mut in_class = false;
    loop {
        rest = match rest {
            [] => return false,
            // A bracket right after the opening one is a character of the class.
            [b'[', b'^', b']', tail @ ..] | [b'[', b']', tail @ ..] if !in_class => {
                in_class = true;
                tail
            }
            [b'[', tail @ ..] => {
                in_class = true;
                tail
            }
            [b']', tail @ ..] => {
                in_class = false;
                tail
            }
            [b'(', b'?', b'=' | b'!', ..] | [b'(', b'?', b'<', b'=' | b'!', ..] if !in_class => {
                return true;
            }
            [b'\\', _, tail @ ..] | [_, tail @ ..] => tail,
        };
    }
}

/// Reads a class after its `[`, and returns what follows its `]`.
const fn class(rest: &[u8]) -> Result<&[u8], PatternError> {
    let (excludes, mut rest) = match rest {
        [b'^', tail @ ..] => (true, tail),
        _ => (false, rest),
    };
    let mut first = true;
    // Whether what JSON escapes is excluded by name, and the control characters with it.
    let (mut escapes, mut controls) = (false, false);
    loop {
        match rest {
            [b']', tail @ ..] => {
                return if first {
                    Err(PatternError::Class)
                } else if escapes && !controls {
                    Err(PatternError::ExcludedEscape)
                } else {
                    Ok(tail)
                };
            }
            // A bare bracket, or what engines with set notation read as an operator.
            [b'[' | b'^', ..] | [b'&', b'&', ..] | [b'~', b'~', ..] | [b'|', b'|', ..] => {
                return Err(PatternError::Class);
            }
            // A bare `-` is a character only at the two ends.
            [b'-', tail @ ..] if first || matches!(tail, [b']', ..]) => {
                if let [b'-', ..] = tail {
                    return Err(PatternError::Class);
                }
                rest = tail;
            }
            [] | [b'-', ..] => return Err(PatternError::Class),
            _ => {
                let (low, tail) = match character(rest) {
                    Ok(read) => read,
                    Err(error) => return Err(error),
                };
                let (high, tail) = match tail {
                    [b'-', b']', ..] => (low, tail),
                    [b'-', b'[' | b'-', ..] => return Err(PatternError::Class),
                    [b'-', tail @ ..] => match character(tail) {
                        Ok((high, _)) if high < low => return Err(PatternError::Range),
                        Ok(read) => read,
                        Err(error) => return Err(error),
                    },
                    tail => (low, tail),
                };
                escapes |= excludes && (covers(low, high, b'"') || covers(low, high, b'\\'));
                controls |= covers(low, high, 0) && covers(low, high, 0x1F);
                rest = tail;
            }
        }
        first = false;
    }
}

const fn covers(low: u32, high: u32, character: u8) -> bool {
    low <= character as u32 && character as u32 <= high
}

/// Reads a repeat, and returns what follows it.
const fn repeat(rest: &[u8]) -> Result<&[u8], PatternError> {
    let [b'{', tail @ ..] = rest else {
        // `*`, `+` or `?`.
        return match rest {
            [_, tail @ ..] => Ok(tail),
            [] => Err(PatternError::Braces),
        };
    };
    let (low, tail) = match number(tail) {
        Ok(Some(read)) => read,
        Ok(None) => return Err(PatternError::Braces),
        Err(error) => return Err(error),
    };
    match tail {
        [b'}', tail @ ..] | [b',', b'}', tail @ ..] => Ok(tail),
        [b',', tail @ ..] => match number(tail) {
            Ok(Some((high, [b'}', tail @ ..]))) if low <= high => Ok(tail),
            Ok(_) => Err(PatternError::Braces),
            Err(error) => Err(error),
        },
        _ => Err(PatternError::Braces),
    }
}

type Counted<'a> = Option<(u32, &'a [u8])>;

const fn number(rest: &[u8]) -> Result<Counted<'_>, PatternError> {
    let mut rest = rest;
    let mut value = 0;
    let mut digits = false;
    while let [digit @ b'0'..=b'9', tail @ ..] = rest {
        value = value * 10 + (*digit - b'0') as u32;
        if value > REPEAT {
            return Err(PatternError::TooManyRepeats);
        }
        digits = true;
        rest = tail;
    }
    Ok(if digits { Some((value, rest)) } else { None })
}

/// Reads one character, escaped or not, and returns it with what follows.
const fn character(rest: &[u8]) -> Result<(u32, &[u8]), PatternError> {
    match rest {
        [b'\\', b'n', tail @ ..] => Ok((0x0A, tail)),
        [b'\\', b'r', tail @ ..] => Ok((0x0D, tail)),
        [b'\\', b't', tail @ ..] => Ok((0x09, tail)),
        [b'\\', b'x', high, low, tail @ ..] => match (hex(*high), hex(*low)) {
            (Some(high), Some(low)) => Ok((high * 16 + low, tail)),
            _ => Err(PatternError::Escape),
        },
        // `\<` and `\>` are word boundaries in some engines.
        [b'\\', b'<' | b'>', ..] => Err(PatternError::Escape),
        [b'\\', mark, tail @ ..] if mark.is_ascii_punctuation() => Ok((*mark as u32, tail)),
        [b'\\', ..] | [] => Err(PatternError::Escape),
        [first, tail @ ..] => Ok(decode(*first, tail)),
    }
}

const fn hex(digit: u8) -> Option<u32> {
    match digit {
        b'0'..=b'9' => Some((digit - b'0') as u32),
        b'a'..=b'f' => Some((digit - b'a') as u32 + 10),
        b'A'..=b'F' => Some((digit - b'A') as u32 + 10),
        _ => None,
    }
}

/// Reads one character of UTF-8. The bytes come from a `str`, so they are well formed.
const fn decode(first: u8, tail: &[u8]) -> (u32, &[u8]) {
    let mut value = match first {
        0..=0x7F => return (first as u32, tail),
        0x80..=0xDF => (first & 0x1F) as u32,
        0xE0..=0xEF => (first & 0x0F) as u32,
        _ => (first & 0x07) as u32,
    };
    let mut rest = tail;
    while let [next @ 0x80..=0xBF, tail @ ..] = rest {
        value = value << 6 | (*next & 0x3F) as u32;
        rest = tail;
    }
    (value, rest)
}

#[cfg(test)]
mod tests {
    use super::PatternError as E;
    use super::{check, has_lookaround};

    #[test]
    fn accepts_the_dialect() {
        for pattern in [
            "^$",
            "^a$",
            "^.*$",
            "^[A-Z]{3}-[0-9]{4}$",
            "^(?:a|b)+$",
            "^(a|bc(d|e)?)*$",
            r"^\+[0-9 ()\-]{1,20}$",
            r"^[^\x00-\x1F]{0,1000}$",
            "^[-a]$",
            "^[a-]$",
            "^[a\\-z]$",
            r"^[\[\]]$",
            "^[ä-ü]é$",
            "^(|a)$",
            "^x{0,}$",
            r"^[ab\^]?$",
            r"^\$[0-9]+\.[0-9]{2}$",
        ] {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
        }
    }

    #[test]
    fn names_what_leaves_it() {
        for (pattern, error) in [
            ("", E::Unanchored),
            ("a", E::Unanchored),
            ("^a", E::Unanchored),
            ("a$", E::Unanchored),
            (r"^a\$", E::Unanchored),
            ("^a$b$", E::InnerAnchor),
            ("^^a$", E::InnerAnchor),
            ("^(^a)$", E::InnerAnchor),
            ("^a|b$", E::BareAlternation),
            ("^(?=a)a$", E::LookAround),
            ("(?<!a)b", E::LookAround),
            ("^(?i)a$", E::Group),
            ("^(?P<n>a)$", E::Group),
            ("^(?<n>a)$", E::Group),
            ("^(?>a)$", E::Group),
            ("^(a$", E::Parenthesis),
            ("^a)$", E::Parenthesis),
            (r"^\d$", E::Escape),
            (r"^\bword$", E::Escape),
            (r"^\p{L}$", E::Escape),
            (r"^(a)\1$", E::Escape),
            (r"^[^\0]$", E::Escape),
            (r"^\u{41}$", E::Escape),
            (r"^\cA$", E::Escape),
            (r"^\xZZ$", E::Escape),
            (r"^[\w]$", E::Escape),
            ("^[]$", E::Class),
            ("^[a", E::Class),
            ("^[[:alpha:]]$", E::Class),
            ("^[a&&b]$", E::Class),
            ("^[a--b]$", E::Class),
            ("^[a-b-c]$", E::Class),
            ("^]$", E::Class),
            ("^[z-a]$", E::Range),
            ("^*$", E::NothingToRepeat),
            ("^(+)$", E::NothingToRepeat),
            ("^(a|?)$", E::NothingToRepeat),
            ("^a*?$", E::RepeatedRepeat),
            ("^a*+$", E::RepeatedRepeat),
            ("^a{2}{3}$", E::RepeatedRepeat),
            ("^a{$", E::Braces),
            ("^a{,3}$", E::Braces),
            ("^a{3,2}$", E::Braces),
            ("^a}$", E::Braces),
            ("^a{1001}$", E::TooManyRepeats),
            ("^a{99999999999999999999}$", E::TooManyRepeats),
        ] {
            assert_eq!(check(pattern), Err(error), "{pattern}");
        }
        assert_eq!(
            check(&format!("^{}a{}$", "(".repeat(51), ")".repeat(51))),
            Err(E::Nesting)
        );
    }

    #[test]
    fn sees_lookaround_only_where_it_is_one() {
        assert!(has_lookaround("(?=a)") && has_lookaround("x(?<=a)y") && has_lookaround("[]](?!"));
        for pattern in [r"\(?=a", "[(?=]", "(?:a)", "(?<name>a)", r"[\](?=]", ""] {
            assert!(!has_lookaround(pattern), "{pattern}");
        }
    }
}
