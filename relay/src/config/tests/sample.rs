//! The documented sample, whole.

use super::Folder;

const SAMPLE: &str = include_str!("sample.toml");

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
