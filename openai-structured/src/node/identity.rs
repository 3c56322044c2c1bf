//! Which type a definition belongs to: its name, its arguments, and a number no other type has.

/// A type's name and number.
///
/// The number is what decides whether two definitions are the same type: names may repeat in
/// other modules, and comparing strings in `const` code is slow.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// The type's own name, without arguments.
    pub name: &'static str,
    /// For a const parameter: its value, which stands for the name.
    pub value: Option<i128>,
    /// What tells the type from every other.
    pub id: u64,
    /// The type arguments, in order.
    pub arguments: &'static [Identity],
}

impl Identity {
    /// The identity of a type that is declared at `place`.
    ///
    /// `place` has the module path, file, line, column and name; `tokens` is a hash of the
    /// declaration, as two declarations by one macro call share the place.
    pub const fn new(
        place: &str,
        tokens: u64,
        name: &'static str,
        arguments: &'static [Identity],
    ) -> Self {
        let mut id = hash(place.as_bytes(), tokens ^ OFFSET);
        let mut rest = arguments;
        while let [argument, tail @ ..] = rest {
            id = hash(&argument.id.to_le_bytes(), id);
            rest = tail;
        }
        Self {
            name,
            value: None,
            id,
            arguments,
        }
    }

    /// The identity of a type of the standard library or of a foreign crate.
    pub const fn foreign(name: &'static str, arguments: &'static [Identity]) -> Self {
        Self::new(name, 0, name, arguments)
    }

    /// The identity of the object around a type that is the root: it has the type's name.
    #[must_use]
    pub const fn wrapped(self) -> Self {
        Self {
            id: hash(&self.id.to_le_bytes(), OFFSET),
            ..self
        }
    }

    /// The identity of the value of a const parameter.
    pub const fn value(value: i128) -> Self {
        Self {
            name: "",
            value: Some(value),
            id: hash(&value.to_le_bytes(), OFFSET),
            arguments: &[],
        }
    }
}

impl Identity {
    /// A number for a name, as names are compared in `const` code.
    pub(crate) const fn name_hash(name: &str) -> u64 {
        hash(name.as_bytes(), OFFSET)
    }
}

/// FNV-1a's start value and factor for 64 bits.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// FNV-1a: short, and a loop that `const` evaluation runs quickly.
const fn hash(mut bytes: &[u8], mut state: u64) -> u64 {
    while let [byte, rest @ ..] = bytes {
        state = (state ^ *byte as u64).wrapping_mul(PRIME);
        bytes = rest;
    }
    state
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn differs_by_place_tokens_and_arguments() {
        const A: Identity = Identity::new("a.rs:1", 7, "Item", &[]);
        const B: Identity = Identity::new("b.rs:1", 7, "Item", &[]);
        const C: Identity = Identity::new("a.rs:1", 8, "Item", &[]);
        const PAGE_A: Identity = Identity::new("p", 0, "Page", &[A]);
        const PAGE_B: Identity = Identity::new("p", 0, "Page", &[B]);
        assert_ne!(A.id, B.id);
        assert_ne!(A.id, C.id);
        assert_ne!(PAGE_A.id, PAGE_B.id);
    }
}
