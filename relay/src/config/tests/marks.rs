//! The file of an app's marks begins as one before anything starts.

use super::{Folder, with_app};

#[test]
fn a_file_of_marks_begins_with_its_head_and_its_rows_do_not_stop_the_start() {
    for (text, told) in [
        ("day,label\n2026-10-01,v1\n", None),
        ("\u{feff}day , label\r\n", None),
        ("day,label\nnonsense\n", None),
        ("label,day\n", Some("begin the file with the row day,label")),
        (
            "2026-10-01,v1\n",
            Some("begin the file with the row day,label"),
        ),
        ("", None),
    ] {
        let folder = Folder::new(&(with_app("") + "marks_file = \"marks.csv\"\n"));
        std::fs::write(folder.path("marks.csv"), text).unwrap();
        match (folder.load(&[]), told) {
            (Ok(config), None) => {
                assert_eq!(config.apps[0].marks_file, Some(folder.path("marks.csv")))
            }
            (Err(errors), Some(told)) => {
                let found = &errors[0];
                assert!(
                    found.starts_with("bootlens.toml:") && found.contains(told),
                    "{found}"
                );
                assert!(found.contains("apps.shop.marks_file: "), "{found}");
            }
            (loaded, _) => panic!("{text:?}: {loaded:?}"),
        }
    }
}

#[test]
fn a_file_of_marks_that_is_no_text_is_told() {
    let folder = Folder::new(&(with_app("") + "marks_file = \"marks.csv\"\n"));
    std::fs::write(folder.path("marks.csv"), b"day,label\n2026-10-01,caf\xe9\n").unwrap();
    let errors = folder.load(&[]).unwrap_err();
    assert!(errors[0].contains("not UTF-8"), "{errors:?}");
}
