//! Which faces are taken, of those that this machine has.

use super::*;

/// The faces that the system has for Chinese; tests of pictures need some.
pub(crate) fn system() -> Arc<Faces> {
    let shelf = Shelf::new(FontPlace::System);
    shelf
        .faces()
        .expect("a Chinese typeface, such as fonts-noto-cjk")
}

impl Faces {
    /// The same without a face for what stands out.
    pub(crate) fn with_one_weight(&self) -> Self {
        Self {
            database: self.database.clone(),
            regular: self.regular,
            strong: self.regular,
            name: self.name.clone(),
        }
    }
}

/// The file of a face.
pub(crate) fn file(faces: &Faces) -> std::path::PathBuf {
    let face = faces.database().face(faces.regular()).unwrap();
    match &face.source {
        Source::File(path) => path.clone(),
        _ => panic!("faces stay in their files"),
    }
}

#[test]
fn the_systems_face_writes_chinese_and_is_looked_for_once() {
    let shelf = Shelf::new(FontPlace::System);
    let faces = shelf.faces().unwrap();
    let face = faces.database().face(faces.regular()).unwrap();
    assert!(writes(faces.database(), face), "{}", faces.name());
    assert!(Arc::ptr_eq(&faces, &shelf.faces().unwrap()));
    assert!(faces.database().len() <= 2, "no more than are drawn with");
}

#[test]
fn a_file_is_taken_as_it_is_named() {
    let path = file(&system());
    assert_eq!(check(&path), Ok(()));
    let named = Shelf::new(FontPlace::File(path.clone())).faces().unwrap();
    assert_eq!(file(&named), path);
}

#[test]
fn what_is_no_font_or_has_no_chinese_is_told_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("font.ttf");
    std::fs::write(&path, "no font").unwrap();
    let told = check(&path).unwrap_err();
    assert!(told.ends_with("font.ttf is no font"), "{told}");
    let mut all = Database::new();
    all.load_system_fonts();
    let latin = all.faces().find(|face| !writes(&all, face)).cloned();
    // Where every face of a machine has Chinese there is none to try.
    if let Some(Source::File(latin)) = latin.map(|face| face.source) {
        let told = check(&latin).unwrap_err();
        assert!(told.contains("has no Chinese characters"), "{told}");
    }
}

#[test]
fn where_there_is_none_it_is_looked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(FontPlace::Folder(folder.path().to_owned()));
    assert!(shelf.faces().is_none());
    let source = file(&system());
    let copy = folder.path().join(source.file_name().unwrap());
    std::fs::copy(&source, copy).unwrap();
    assert!(shelf.faces().is_some(), "installed meanwhile");
}
