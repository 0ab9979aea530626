//! Keys whose feature is not built yet are known, and stop the start.

use super::{Folder, error, with_app};

/// The documented sample, parts that are not built yet included.
const SAMPLE: &str = include_str!("sample.toml");

#[test]
fn each_key_of_a_later_feature_stops_the_start_and_says_not_yet() {
    let told = error(&with_app("audit.file = \"-\""));
    let says = ": audit: not yet: audit is not built so far; ";
    assert!(told.contains(says), "{told}");
}

#[test]
fn the_documented_sample_names_every_key_that_is_not_built_yet_and_nothing_unknown() {
    let sample = SAMPLE.replace("wx…", "wx0123456789abcdef");
    let told = Folder::new(&sample).load(&[]).unwrap_err();
    let not_yet: Vec<_> = told
        .iter()
        .filter_map(|text| text.split_once(": not yet: "))
        .filter_map(|(place, _)| place.rsplit(": ").next())
        .collect();
    assert_eq!(not_yet, ["audit"], "{told:#?}");
    for text in told.iter().filter(|text| !text.contains(": not yet: ")) {
        assert!(
            text.contains("can't read"),
            "only files are lacking here: {text}"
        );
    }
}
