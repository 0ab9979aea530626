//! Keys whose feature is not built yet are known, and stop the start.

use super::{Folder, error, with_app};

/// The documented sample, parts that are not built yet included.
const SAMPLE: &str = include_str!("sample.toml");

#[test]
fn a_key_of_a_later_feature_stops_the_start_and_says_not_yet() {
    let told = error(&with_app("listen = \"unix:/run/bootlens.sock\""));
    assert!(
        told.contains(": listen: not yet: listen is not built so far; "),
        "{told}"
    );
}

#[test]
fn the_documented_sample_names_nothing_unknown() {
    let sample = SAMPLE.replace("wx…", "wx0123456789abcdef");
    let told = Folder::new(&sample).load(&[]).unwrap_err();
    for text in &told {
        assert!(
            text.contains("can't read") || text.contains("can't write"),
            "only files are lacking here: {text}"
        );
    }
}
