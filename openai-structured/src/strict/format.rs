//! The values of `format` that strict mode knows.

/// The nine names. Every other `format` on a string is refused by the API.
pub const NAMES: [&str; 9] = [
    "date-time",
    "time",
    "date",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uuid",
];
