//! The two good ends of a stream.

/// How a stream ended that did not end in an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StreamEnd {
    /// With the marker `[DONE]`: the service has said all.
    Marker,
    /// With the end of the body, without the marker. Some services never send it; with others, it
    /// is how an answer is cut. A finish reason tells: with one, the answer is complete.
    Closed,
}
