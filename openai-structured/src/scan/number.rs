//! Numbers: known once something stands behind them, as more digits could follow.

use super::awaited::Awaited;
use super::input::{Input, Read, Stop};
use super::problem::{Problem, ProblemKind, invalid_type};
use serde::de::Unexpected;

/// So many characters of a number are read. A model that has lost its way sends digits until it
/// runs out of tokens; the longest number that means anything to `f64` has 1,075.
pub(super) const LIMIT: usize = 2_048;

/// Digits that `u64` always has room for.
const DIGITS: usize = 19;

/// The text of a number, and what it is worth.
pub(crate) struct Number<'a> {
    pub(crate) text: &'a str,
    pub(crate) negative: bool,
    /// All digits, without the point.
    mantissa: u64,
    /// What they are to be multiplied with: a power of ten.
    exponent: i32,
    /// Whether all digits had room.
    exact: bool,
    /// Whether it has a point or an exponent.
    pub(crate) float: bool,
}

impl<'a> Input<'a> {
    /// Takes a number, of which the first byte was seen.
    pub(crate) fn number(&mut self) -> Read<Number<'a>> {
        let rest = self.rest();
        let negative = rest.first() == Some(&b'-');
        let mut at = usize::from(negative);
        let mut digits = Digits::default();
        let first = at;
        at += digits.take(rest.get(at..).unwrap_or_default());
        let whole = at - first;
        let mut float = false;
        let mut exponent = 0_i32;
        let mut broken = whole == 0;
        if rest.get(at) == Some(&b'.') {
            float = true;
            at += 1;
            let fraction = digits.take(rest.get(at..).unwrap_or_default());
            at += fraction;
            broken |= fraction == 0;
            // A text has fewer digits than `i32` counts.
            exponent = -i32::try_from(fraction).unwrap_or(i32::MAX);
        }
        if matches!(rest.get(at), Some(b'e' | b'E')) {
            float = true;
            at += 1;
            let below = rest.get(at) == Some(&b'-');
            at += usize::from(matches!(rest.get(at), Some(b'+' | b'-')));
            let power = rest.get(at..).unwrap_or_default();
            let count = power
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            at += count;
            broken |= count == 0;
            // Far beyond every float; the standard library judges those.
            let power = (power.iter().take(count)).fold(0_i32, |power, digit| {
                power
                    .saturating_mul(10)
                    .saturating_add(i32::from(digit - b'0'))
            });
            exponent = exponent.saturating_add(if below { -power } else { power });
        }
        // Two digits after a zero are wrong, whatever follows.
        if whole > 1 && rest.get(first) == Some(&b'0') {
            return Err(self.broken_number(first + 2));
        }
        if at > LIMIT {
            let words = format!("a number of more than {LIMIT} characters");
            return Err(self.fail(ProblemKind::Runaway, words));
        }
        if at == rest.len() {
            // More digits cannot make it wrong, unless they would stand behind a zero.
            if whole > 0 && (float || rest.get(first) != Some(&b'0')) {
                self.memory.awaited = Awaited::Number(self.text.len());
            }
            return Err(Stop::Starved);
        }
        if broken {
            return Err(self.broken_number(at));
        }
        let text = self.slice(self.at, self.at + at);
        self.at += at;
        Ok(Number {
            text,
            negative,
            mantissa: digits.value,
            exponent,
            exact: digits.count <= DIGITS,
            float,
        })
    }

    /// Whether `1.0` is an integer.
    pub(crate) fn takes_integral_floats(&self) -> bool {
        self.memory.options.integral_floats
    }

    #[cold]
    fn broken_number(&mut self, length: usize) -> Stop {
        self.failed(Problem {
            at: self.at + length,
            value: self.at,
            kind: ProblemKind::Syntax,
            inside: String::new(),
            words: "invalid number".to_owned(),
        })
    }
}

/// Digits as they are read.
#[derive(Default)]
struct Digits {
    value: u64,
    count: usize,
}

impl Digits {
    /// Takes the digits at the beginning, and says how many there are.
    fn take(&mut self, bytes: &[u8]) -> usize {
        let before = self.count;
        for byte in bytes {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            self.value = self.value.wrapping_mul(10).wrapping_add(u64::from(digit));
            self.count += 1;
        }
        self.count - before
    }
}

impl Number<'_> {
    /// The number without its sign, if it is an integer that `u64` has room for.
    pub(crate) fn magnitude(&self) -> Option<u64> {
        match (self.float, self.exact) {
            (true, _) => None,
            (false, true) => Some(self.mantissa),
            (false, false) => self.text.trim_start_matches('-').parse().ok(),
        }
    }

    /// The digits of the integer that a number with a point or an exponent is, if it is one. Beyond
    /// those of `u128` none is looked for.
    #[cold]
    pub(crate) fn integral(&self) -> Option<String> {
        let (written, _) = self.text.split_once(['e', 'E']).unwrap_or((self.text, ""));
        let all: String = written.chars().filter(char::is_ascii_digit).collect();
        let digits = all.trim_start_matches('0');
        if digits.is_empty() {
            return Some("0".to_owned());
        }
        let (zeros, exponent) = match usize::try_from(self.exponent) {
            Ok(zeros) => (zeros, 0),
            Err(_) => (0, self.exponent.unsigned_abs() as usize),
        };
        let (whole, fraction) = digits.split_at_checked(digits.len().checked_sub(exponent)?)?;
        if fraction.bytes().any(|digit| digit != b'0') || zeros.saturating_add(whole.len()) > 39 {
            return None;
        }
        let sign = if self.negative { "-" } else { "" };
        Some(format!("{sign}{whole}{}", "0".repeat(zeros)))
    }

    /// The number as the float next to it.
    pub(crate) fn value(&self) -> f64 {
        /// The powers of ten that `f64` has exactly.
        const POWERS: [f64; 23] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
        ];
        let power = POWERS.get(self.exponent.unsigned_abs() as usize);
        if let Some(power) = power.filter(|_| self.exact && self.mantissa < 1 << 53) {
            // Both are exact, so the one rounding is that of the result (Clinger 1990).
            #[expect(clippy::cast_precision_loss, reason = "fewer than 53 bits")]
            let value = self.mantissa as f64;
            let value = if self.exponent < 0 {
                value / power
            } else {
                value * power
            };
            return if self.negative { -value } else { value };
        }
        // The grammar of JSON is within that of Rust.
        self.text.parse().unwrap_or(f64::NAN)
    }

    /// In serde's words, which has integers for those of 64 bits.
    pub(super) fn invalid_type(&self, expected: &str) -> String {
        match self.unexpected() {
            Some(found) => invalid_type(found, expected),
            None => crate::schema::check::OUT_OF_RANGE.to_owned(),
        }
    }

    /// What serde calls it, unless no type can hold it.
    pub(crate) fn unexpected(&self) -> Option<Unexpected<'static>> {
        match (self.magnitude(), self.negative) {
            (Some(magnitude), false) => return Some(Unexpected::Unsigned(magnitude)),
            (Some(magnitude), true) => {
                if let Some(value) = 0_i64.checked_sub_unsigned(magnitude) {
                    return Some(Unexpected::Signed(value));
                }
            }
            (None, _) => {}
        }
        Some(self.value())
            .filter(|value| value.is_finite())
            .map(Unexpected::Float)
    }
}
