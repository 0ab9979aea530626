//! The calendar's file is read before anything starts.

use super::{Folder, with_app};

fn with(rows: &str) -> Folder {
    let folder = Folder::new(&with_app("calendar_file = \"calendar.csv\""));
    std::fs::write(folder.path("calendar.csv"), rows).unwrap();
    folder
}

#[test]
fn a_calendar_is_taken_relative_to_the_file_and_printed() {
    let folder = with("day,kind,name\n2027-10-01,off,国庆节\n2027-10-09,work,国庆节\n");
    let config = folder.load(&[]).unwrap();
    assert_eq!(config.calendar_file, Some(folder.path("calendar.csv")));
    assert!(config.to_toml().contains("calendar_file = "));
}

#[test]
fn a_row_that_is_none_stops_the_start_with_its_line() {
    for (rows, told) in [
        ("", "line 1: begin the file with the row day,kind,name"),
        (
            "day,kind,name\n2027-10-01,holiday,x\n",
            "line 2: `holiday` is no kind; write off or work",
        ),
    ] {
        let errors = with(rows).load(&[]).unwrap_err();
        let text = format!("bootlens.toml:1: calendar_file: calendar.csv: {told}");
        assert_eq!(errors, [text]);
    }
    let folder = Folder::new(&with_app("calendar_file = \"nowhere.csv\""));
    let errors = folder.load(&[]).unwrap_err();
    assert!(errors[0].contains("can't read"), "{errors:?}");
}
