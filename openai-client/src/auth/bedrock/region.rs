//! Regions of AWS: how they are written, and under which names their hosts are found. Pure.

/// Below which names the hosts of a region are: the usual one, and that of hosts with IPv6 as well.
pub(super) struct Suffixes {
    pub(super) usual: &'static str,
    pub(super) dual_stack: &'static str,
}

/// Of the regions that begin so. All others are in the commercial part of AWS.
const PARTITIONS: [(&str, Suffixes); 6] = [
    (
        "cn-",
        Suffixes {
            usual: "amazonaws.com.cn",
            dual_stack: "api.amazonwebservices.com.cn",
        },
    ),
    (
        "eusc-",
        Suffixes {
            usual: "amazonaws.eu",
            dual_stack: "api.amazonwebservices.eu",
        },
    ),
    (
        "us-iso-",
        Suffixes {
            usual: "c2s.ic.gov",
            dual_stack: "api.aws.ic.gov",
        },
    ),
    (
        "us-isob-",
        Suffixes {
            usual: "sc2s.sgov.gov",
            dual_stack: "api.aws.scloud",
        },
    ),
    (
        "eu-isoe-",
        Suffixes {
            usual: "cloud.adc-e.uk",
            dual_stack: "api.cloud-aws.adc-e.uk",
        },
    ),
    (
        "us-isof-",
        Suffixes {
            usual: "csp.hci.ic.gov",
            dual_stack: "api.aws.hci.ic.gov",
        },
    ),
];

const COMMERCIAL: Suffixes = Suffixes {
    usual: "amazonaws.com",
    dual_stack: "api.aws",
};

/// Of a region.
pub(super) fn suffixes(region: &str) -> &'static Suffixes {
    let found = PARTITIONS
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix));
    found.map_or(&COMMERCIAL, |(_, suffixes)| suffixes)
}

/// Of every region that there is.
pub(super) fn all_suffixes() -> impl Iterator<Item = &'static str> {
    let others = PARTITIONS.iter().map(|(_, suffixes)| suffixes);
    let all = others.chain([&COMMERCIAL]);
    all.flat_map(|suffixes| [suffixes.usual, suffixes.dual_stack])
}

/// Whether a text is written as regions are: `us-east-1`, `us-gov-west-1`. It becomes a part of a host,
/// so nothing else may.
pub(super) fn is_region(text: &str) -> bool {
    let is_lower = |byte: u8| byte.is_ascii_lowercase();
    let mut parts = text.split('-');
    let (Some(first), Some(last)) = (parts.next(), parts.next_back()) else {
        return false;
    };
    let mut between = 0;
    let are_words = parts.all(|part| {
        between += 1;
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| is_lower(byte) || byte.is_ascii_digit())
    });
    (2..=8).contains(&first.len())
        && first.bytes().all(is_lower)
        && are_words
        && between > 0
        && !last.is_empty()
        && last.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_known_by_their_form() {
        for region in [
            "us-east-1",
            "us-gov-west-1",
            "eusc-de-east-1",
            "us-isob-east-1",
            "ap-southeast-12",
            "cn-north-1",
            "eu-isoe-west-1",
        ] {
            assert!(is_region(region), "{region}");
        }
        for other in [
            "",
            "us",
            "us-1",
            "us-east",
            "us-east-",
            "-east-1",
            "us--1",
            "us-east-1a",
            "US-EAST-1",
            "u-east-1",
            "toolongword-east-1",
            "us-east-1.evil.com/x-1",
            "us-east-1 ",
            "us-\u{e9}ast-1",
            "us-east-\u{661}",
        ] {
            assert!(!is_region(other), "{other}");
        }
    }

    #[test]
    fn each_part_of_aws_has_its_names() {
        for (region, usual, dual_stack) in [
            ("us-east-1", "amazonaws.com", "api.aws"),
            ("us-gov-west-1", "amazonaws.com", "api.aws"),
            (
                "cn-north-1",
                "amazonaws.com.cn",
                "api.amazonwebservices.com.cn",
            ),
            ("eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu"),
            ("us-iso-east-1", "c2s.ic.gov", "api.aws.ic.gov"),
            ("us-isob-east-1", "sc2s.sgov.gov", "api.aws.scloud"),
            ("eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
            ("us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
        ] {
            let found = suffixes(region);
            assert_eq!((found.usual, found.dual_stack), (usual, dual_stack));
        }
    }
}
