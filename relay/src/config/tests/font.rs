//! The typeface's file is read before anything starts.

use super::{Folder, error, with_app};
use crate::config::FontPlace;
use crate::fonts::tests::{file, system};

#[test]
fn a_typeface_is_taken_relative_to_the_file_and_printed() {
    let folder = Folder::new(&with_app("font_file = \"face.ttc\""));
    std::fs::copy(file(&system()), folder.path("face.ttc")).unwrap();
    let config = folder.load(&[]).unwrap();
    assert_eq!(config.fonts, FontPlace::File(folder.path("face.ttc")));
    assert!(config.to_toml().contains("font_file = "));
}

#[test]
fn without_one_the_systems_is_taken_and_one_of_no_use_stops_the_start() {
    let config = Folder::new(&with_app("")).load(&[]).unwrap();
    assert_eq!(config.fonts, FontPlace::System);
    assert!(!config.to_toml().contains("font_file"));
    let told = error(&with_app("font_file = \"nowhere.ttc\""));
    assert!(told.contains("font_file: can't read "), "{told}");
    let folder = Folder::new(&with_app("font_file = \"face.ttc\""));
    std::fs::write(folder.path("face.ttc"), "no font").unwrap();
    let told = folder.load(&[]).unwrap_err();
    assert_eq!(told, ["bootlens.toml:1: font_file: face.ttc is no font"]);
}
