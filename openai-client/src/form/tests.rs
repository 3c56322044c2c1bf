//! Forms, whole and byte by byte.
