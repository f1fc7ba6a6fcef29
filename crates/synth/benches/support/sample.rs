//! The designs that every benchmark measures: natively, in the browser, and as a CDK program.

use std::fmt::Write as _;

/// The sketch of a sound design of about so many nodes: one VPC, and services that share two subnets, each with a container, logs and an image.
pub(crate) fn sketch_of(nodes: usize) -> String {
    let mut text = String::from(
        "vpc main cidr=10.0.0.0/16\n  zone a number=1\n    subnet public-a cidr=10.0.0.0/24 access=public\n      nat nat-a\n    \
         subnet private-a cidr=10.0.16.0/20 access=private\n  zone b number=2\n    subnet public-b cidr=10.0.1.0/24 access=public\n    \
         subnet private-b cidr=10.0.32.0/20 access=private\n  load-balancer site\n  cluster all\n",
    );
    let services = nodes.saturating_sub(10) / 4;
    for index in 0..services {
        let _ = writeln!(text, "    service web-{index}\n      container app-{index} port=8080");
    }
    for index in 0..services {
        let _ = writeln!(text, "repository image-{index}\nlog-group logs-{index}");
    }
    text.push_str("site -> public-a : spans\nsite -> public-b : spans\n");
    for index in 0..services {
        let _ = writeln!(
            text,
            "site -> web-{index} : forwards path=/{index}/*\nweb-{index} -> private-a : runs\nweb-{index} -> private-b : runs\n\
             app-{index} -> image-{index} : pulls\napp-{index} -> logs-{index} : logs"
        );
    }
    text
}
