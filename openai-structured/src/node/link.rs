//! The pointer that lets types refer to each other in constants.
//!
//! Types may contain each other, so their definitions refer to each other. Plain references
//! between them make rustc evaluate each before the other (E0391); function pointers cannot be
//! followed in a `const fn`. A raw pointer to a `static` needs only the static's address, and
//! `const` code can follow it later, when every static has its value.

#![expect(
    unsafe_code,
    reason = "a raw pointer to a static is the one link that constants can form in cycles and follow"
)]

use super::Definition;

/// Where a named type's [`Definition`] stands.
///
/// Made from a `&'static` reference and nothing else, so it is always valid to read.
#[derive(Clone, Copy)]
pub struct Link(*const Definition);

// SAFETY: the pointer comes from a `&'static Definition`, and a definition is `Sync` (it has no
// interior mutability: it is made of numbers, `&'static` data and links), so any thread may read
// it at any time.
unsafe impl Send for Link {}
// SAFETY: as for `Send`.
unsafe impl Sync for Link {}

impl Link {
    /// A link to a definition. The reference is only turned into an address here, so the static
    /// may still be under evaluation.
    pub const fn to(definition: &'static Definition) -> Self {
        Self(&raw const *definition)
    }

    /// The definition itself.
    pub const fn follow(self) -> &'static Definition {
        // SAFETY: `to` is the only constructor, so the pointer was a `&'static Definition`: it is
        // aligned, points at a live value for ever, and that value is never written (a static
        // without interior mutability).
        unsafe { &*self.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Definition, Identity, Member, Node};
    use super::Link;

    // Two types that contain each other, as the derive writes them.
    static PERSON: Definition = Definition {
        identity: Identity::new("person", 0, "Person", &[]),
        description: None,
        transparent: false,
        opaque: false,
        node: Node::Object(&[Member::required(
            "home",
            &Node::Nullable(&Node::Named(Link::to(&HOUSE))),
        )]),
    };
    static HOUSE: Definition = Definition {
        identity: Identity::new("house", 0, "House", &[]),
        description: None,
        transparent: false,
        opaque: false,
        node: Node::Object(&[Member::required("owner", &Node::Named(Link::to(&PERSON)))]),
    };

    const fn owner_name(house: Link) -> &'static str {
        let Node::Object([Member::Property(property)]) = &house.follow().node else {
            return "";
        };
        let Node::Named(owner) = property.node else {
            return "";
        };
        owner.follow().identity.name
    }

    #[test]
    fn follows_a_cycle_in_const_and_at_run_time() {
        const NAME: &str = owner_name(Link::to(&HOUSE));
        assert_eq!(NAME, "Person");
        assert_eq!(owner_name(Link::to(&HOUSE)), "Person");
    }

    #[test]
    fn may_be_read_from_any_thread() {
        let link = Link::to(&PERSON);
        let name = std::thread::spawn(move || link.follow().identity.name).join();
        assert_eq!(name.ok(), Some("Person"));
    }
}
