//! Where a relay listens: addresses, and sockets that are files.

use std::path::PathBuf;

use super::{Folder, error, with_app};
use crate::config::Listen;

#[test]
fn a_socket_is_an_absolute_path_and_needs_no_mode() {
    let lines = with_app("listen = \"unix:/run/bootlens/bootlens.sock\"");
    let config = Folder::new(&lines).load(&[]).unwrap();
    let path = PathBuf::from("/run/bootlens/bootlens.sock");
    assert_eq!(config.listen, Listen::Unix(path));
    assert!(config.listen.is_local());
    let printed = config.to_toml();
    assert!(
        printed.contains("listen = \"unix:/run/bootlens/bootlens.sock\""),
        "{printed}"
    );
}

#[test]
fn what_is_neither_address_nor_socket_is_told_with_what_would_be() {
    let long = format!("unix:/{}", "a".repeat(110));
    for (listen, says) in [
        (
            "unix:bootlens.sock",
            "is no absolute path like unix:/run/bootlens/bootlens.sock",
        ),
        ("unix:", "is no absolute path"),
        (long.as_str(), "at most 107 bytes"),
        ("8787", "is no address and port like 127.0.0.1:8787"),
    ] {
        let told = error(&with_app(&format!("listen = \"{listen}\"")));
        assert!(
            told.starts_with("bootlens.toml:1: listen: ") && told.contains(says),
            "{told}"
        );
    }
    let told = error(&with_app("metrics_listen = \"unix:/run/metrics.sock\""));
    assert!(
        told.contains("metrics_listen") && told.contains("is no address and port"),
        "{told}"
    );
}
