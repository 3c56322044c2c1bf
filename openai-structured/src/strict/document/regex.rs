//! Does a pattern compile in Python's `re`, as the API checks it? An approximation by syntax: it
//! knows escapes, groups, classes and repeats, and one thing beyond Python, that the API refuses
//! the octal NUL.

/// Whether the pattern compiles.
pub(super) fn compiles(pattern: &str) -> bool {
    read(pattern).is_some()
}

/// What stands before the cursor, for a repeat.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Item,
    Repeated,
}

fn read(pattern: &str) -> Option<()> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut rest = chars.as_slice();
    let mut open = 0_usize;
    let mut groups = 0_usize;
    let mut before = Before::Nothing;
    while let [first, tail @ ..] = rest {
        rest = tail;
        before = match first {
            '\\' => {
                let (tail, item) = escape(rest, groups)?;
                rest = tail;
                if item { Before::Item } else { Before::Nothing }
            }
            '[' => {
                rest = class(rest)?;
                Before::Item
            }
            '(' => {
                let at_start = rest.len() + 1 == chars.len();
                let group = group(rest, at_start)?;
                rest = group.rest;
                open += usize::from(group.opens);
                groups += usize::from(group.captures);
                if group.item {
                    Before::Item
                } else {
                    Before::Nothing
                }
            }
            ')' => {
                open = open.checked_sub(1)?;
                Before::Item
            }
            '|' | '^' | '$' => Before::Nothing,
            '*' | '+' | '?' => repeated(before, &mut rest)?,
            '{' => match braces(rest) {
                Braces::Literal => Before::Item,
                Braces::Wrong => return None,
                Braces::Repeat(tail) => {
                    rest = tail;
                    repeated(before, &mut rest)?
                }
            },
            _ => Before::Item,
        };
    }
    (open == 0).then_some(())
}

/// A repeat may be followed by `?` (lazy) or `+` (possessive), and not by another repeat.
fn repeated(before: Before, rest: &mut &[char]) -> Option<Before> {
    if before != Before::Item {
        return None;
    }
    if let ['?' | '+', tail @ ..] = *rest {
        *rest = tail;
    }
    Some(Before::Repeated)
}

enum Braces<'a> {
    Literal,
    Wrong,
    Repeat(&'a [char]),
}

/// Reads what follows `{`: a repeat, or else the brace is a character.
fn braces(rest: &[char]) -> Braces<'_> {
    let counts = |c: &&char| c.is_ascii_digit() || **c == ',';
    let (inside, tail) = rest.split_at(rest.iter().take_while(counts).count());
    let ['}', tail @ ..] = tail else {
        return Braces::Literal;
    };
    let inside: String = inside.iter().collect();
    let (low, high) = inside.split_once(',').unwrap_or((&inside, &inside));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if inside.is_empty() || !digits(low) || !digits(high) {
        return Braces::Literal;
    }
    let bound = |text: &str, empty| {
        if text.is_empty() {
            Some(empty)
        } else {
            text.parse().ok()
        }
    };
    match (bound(low, 0_u32), bound(high, u32::MAX)) {
        (Some(low), Some(high)) if low <= high => Braces::Repeat(tail),
        _ => Braces::Wrong,
    }
}

/// Reads what follows a backslash outside a class; says whether it is something to repeat.
fn escape(rest: &[char], groups: usize) -> Option<(&[char], bool)> {
    let [first, tail @ ..] = rest else {
        return None;
    };
    match first {
        'A' | 'b' | 'B' | 'Z' => Some((tail, false)),
        'd' | 'D' | 's' | 'S' | 'w' | 'W' => Some((tail, true)),
        '1'..='9' => {
            let more = tail
                .iter()
                .take_while(|c| c.is_ascii_digit())
                .count()
                .min(1);
            let digits: String = rest.iter().take(1 + more).collect();
            let group: usize = digits.parse().ok()?;
            (group <= groups).then(|| (rest.get(1 + more..).unwrap_or_default(), true))
        }
        _ => Some((character_escape(rest)?.1, true)),
    }
}

/// Reads an escape that stands for one character.
fn character_escape(rest: &[char]) -> Option<(char, &[char])> {
    let [first, tail @ ..] = rest else {
        return None;
    };
    let hex = |count: usize| {
        let digits: String = tail.get(..count)?.iter().collect();
        let value = u32::from_str_radix(&digits, 16).ok()?;
        let fine = digits.chars().all(|c| c.is_ascii_hexdigit());
        // A surrogate is a character for Python; here it only matters that it is one.
        let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
        (fine && value <= 0x10_FFFF).then_some((c, tail.get(count..)?))
    };
    match first {
        'a' => Some(('\x07', tail)),
        'f' => Some(('\x0C', tail)),
        'n' => Some(('\n', tail)),
        'r' => Some(('\r', tail)),
        't' => Some(('\t', tail)),
        'v' => Some(('\x0B', tail)),
        'x' => hex(2),
        'u' => hex(4),
        'U' => hex(8),
        c if c.is_ascii_alphanumeric() => None,
        c => Some((*c, tail)),
    }
}

/// Reads a class after its `[`.
fn class(rest: &[char]) -> Option<&[char]> {
    let (['^', tail @ ..] | tail) = rest;
    let mut rest = tail;
    let mut first = true;
    loop {
        let [next, tail @ ..] = rest else {
            return None;
        };
        if *next == ']' && !first {
            return Some(tail);
        }
        first = false;
        let (low, tail) = member(rest)?;
        rest = match tail {
            ['-', ']', ..] => tail,
            ['-', tail @ ..] => {
                let (high, tail) = member(tail)?;
                // A shorthand class has no end to range from.
                if low? > high? {
                    return None;
                }
                tail
            }
            tail => tail,
        };
    }
}

/// Reads one member of a class: a character, or `None` for a shorthand such as `\d`.
fn member(rest: &[char]) -> Option<(Option<char>, &[char])> {
    match rest {
        [] => None,
        ['\\', 'd' | 'D' | 's' | 'S' | 'w' | 'W', tail @ ..] => Some((None, tail)),
        ['\\', 'b', tail @ ..] => Some((Some('\x08'), tail)),
        ['\\', tail @ ..] => character_escape(tail).map(|(c, tail)| (Some(c), tail)),
        [c, tail @ ..] => Some((Some(*c), tail)),
    }
}

struct Group<'a> {
    rest: &'a [char],
    opens: bool,
    captures: bool,
    item: bool,
}

/// Reads what follows `(`.
fn group(rest: &[char], at_start: bool) -> Option<Group<'_>> {
    let open = |rest, captures| {
        Some(Group {
            rest,
            opens: true,
            captures,
            item: false,
        })
    };
    match rest {
        ['?', ':' | '>' | '=' | '!', tail @ ..] | ['?', '<', '=' | '!', tail @ ..] => {
            open(tail, false)
        }
        ['?', 'P', '<', tail @ ..] => {
            let end = tail.iter().position(|c| *c == '>')?;
            identifier(tail.get(..end)?)?;
            open(tail.get(end + 1..)?, true)
        }
        ['?', 'P', '=', tail @ ..] => {
            let end = tail.iter().position(|c| *c == ')')?;
            identifier(tail.get(..end)?)?;
            let rest = tail.get(end + 1..)?;
            Some(Group {
                rest,
                opens: false,
                captures: false,
                item: true,
            })
        }
        ['?', '#', tail @ ..] => {
            let end = tail.iter().position(|c| *c == ')')?;
            let rest = tail.get(end + 1..)?;
            Some(Group {
                rest,
                opens: false,
                captures: false,
                item: false,
            })
        }
        ['?', tail @ ..] => {
            let flags = tail.iter().take_while(|c| "aiLmsux-".contains(**c)).count();
            match tail.get(flags..)? {
                [':', rest @ ..] if flags > 0 => open(rest, false),
                // Flags for the whole pattern stand at its start.
                [')', rest @ ..] if flags > 0 && at_start => Some(Group {
                    rest,
                    opens: false,
                    captures: false,
                    item: false,
                }),
                _ => None,
            }
        }
        rest => open(rest, true),
    }
}

fn identifier(name: &[char]) -> Option<()> {
    let first = name.first()?;
    let fine = (first.is_alphabetic() || *first == '_')
        && name.iter().all(|c| c.is_alphanumeric() || *c == '_');
    fine.then_some(())
}
