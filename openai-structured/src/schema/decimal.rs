//! Numbers as decimals: `0.3` is a multiple of `0.1`, which it is not as a float.

/// Whether a number is a multiple of a step, both as they are written. A float writes the shortest
/// text that reads as itself. One with more digits than can be counted is taken for a multiple.
pub(super) fn is_multiple(value: &str, step: &str) -> bool {
    let (Some(value), Some(step)) = (Decimal::read(value), Decimal::read(step)) else {
        return true;
    };
    let scale = value.exponent.min(step.exponent);
    match (value.at(scale), step.at(scale)) {
        (Some(value), Some(step)) if step != 0 => value % step == 0,
        // So far apart that the value is beyond the step's last digit, or far below it.
        _ => value.digits == 0 || value.exponent >= step.exponent,
    }
}

/// Digits, and the power of ten behind them.
#[derive(Clone, Copy)]
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl Decimal {
    /// Reads `-12.5e-3`; the sign is of no interest.
    fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix('-').unwrap_or(text);
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits = format!("{whole}{fraction}");
        let zeros = digits.len() - digits.trim_end_matches('0').len();
        // A float's text may have hundreds of zeros.
        let digits = digits.trim_end_matches('0');
        Some(Self {
            digits: if digits.is_empty() {
                0
            } else {
                digits.parse().ok()?
            },
            exponent: exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?
                + i32::try_from(zeros).ok()?,
        })
    }

    /// The digits with this power of ten behind them, which is not greater.
    fn at(self, exponent: i32) -> Option<u128> {
        let more = u32::try_from(self.exponent - exponent).ok()?;
        self.digits.checked_mul(10_u128.checked_pow(more)?)
    }
}

#[cfg(test)]
mod tests {
    use super::is_multiple;

    #[test]
    fn counts_in_decimals() {
        for (value, step, expected) in [
            ("0.3", "0.1", true),
            ("-0.3", "0.1", true),
            ("0.35", "0.1", false),
            ("0", "7", true),
            ("-0", "0.25", true),
            ("1e3", "250", true),
            ("2000000000000001", "5", false),
            ("3000.001", "1", false),
            ("0.5", "2", false),
            ("1e-300", "1", false),
            (
                "100000000000000000000000000000000000000000000000",
                "3e0",
                true,
            ),
            ("12", "1.2e1", true),
        ] {
            assert_eq!(is_multiple(value, step), expected, "{value} by {step}");
        }
    }
}
