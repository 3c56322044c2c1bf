//! Internet addresses, as text.

use super::{Schema, plain};
use crate::draft::LeafDraft;
use crate::node::{Branch, Identity, Node, Tagging};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

/// 0 to 65535.
macro_rules! port {
    () => {
        "(?:0|[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
    };
}
pub(in crate::schema) use port;

/// Four numbers of one byte.
macro_rules! ipv4 {
    () => {
        "(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    };
}
pub(in crate::schema) use ipv4;

/// One group of an IPv6 address, as a literal.
macro_rules! h {
    () => {
        "[0-9a-fA-F]{1,4}"
    };
}

/// Eight groups, of which `::` may stand for some. Without an IPv4 address inside, without a zone.
#[rustfmt::skip]
macro_rules! ipv6 {
    () => {
        concat!(
            "(?:(?:", h!(), ":){7}", h!(),
            "|(?:", h!(), ":){1,7}:",
            "|(?:", h!(), ":){1,6}:", h!(),
            "|(?:", h!(), ":){1,5}(?::", h!(), "){1,2}",
            "|(?:", h!(), ":){1,4}(?::", h!(), "){1,3}",
            "|(?:", h!(), ":){1,3}(?::", h!(), "){1,4}",
            "|(?:", h!(), ":){1,2}(?::", h!(), "){1,5}",
            "|", h!(), ":(?::", h!(), "){1,6}",
            "|:(?::", h!(), "){1,7}",
            "|::",
            ")",
        )
    };
}

const SOCKET_V4: Node = Node::Pattern(concat!("^", ipv4!(), ":", port!(), "$"));
const SOCKET_V6: Node = Node::Pattern(concat!("^\\[", ipv6!(), "\\]:", port!(), "$"));

/// One of the two forms. One reader takes both, so the tagging is not `Untagged`.
macro_rules! either {
    ($v4:expr, $v6:expr) => {
        Node::AnyOf {
            branches: &[
                Branch {
                    variant: "V4",
                    description: None,
                    node: $v4,
                },
                Branch {
                    variant: "V6",
                    description: None,
                    node: $v6,
                },
            ],
            tagging: Tagging::External,
        }
    };
}

plain! {
    Ipv4Addr => "Ipv4Addr", Node::Format("ipv4");
    Ipv6Addr => "Ipv6Addr", Node::Format("ipv6");
    IpAddr => "IpAddr", either!(&Node::Format("ipv4"), &Node::Format("ipv6"));
    SocketAddrV4 => "SocketAddrV4", SOCKET_V4;
    SocketAddrV6 => "SocketAddrV6", SOCKET_V6;
    SocketAddr => "SocketAddr", either!(&SOCKET_V4, &SOCKET_V6);
}

#[cfg(test)]
mod tests {
    use super::{SOCKET_V4, SOCKET_V6};
    use crate::node::Node;
    use crate::strict::pattern;

    #[test]
    fn the_patterns_are_in_the_dialect() {
        for node in [SOCKET_V4, SOCKET_V6] {
            let Node::Pattern(text) = node else {
                panic!("a pattern")
            };
            assert_eq!(pattern::check(text), Ok(()), "{text}");
        }
    }
}
