//! Where the audit is written.

use std::path::Path;

use super::{Folder, error, with_app};
use crate::config::AuditPlace;

#[test]
fn the_audit_is_off_unless_it_is_written() {
    assert_eq!(Folder::new(&with_app("")).load(&[]).unwrap().audit, None);
}

#[test]
fn a_file_starts_at_the_configurations_folder_and_a_dash_is_standard_output() {
    let folder = Folder::new(&with_app("audit.file = \"audit.jsonl\""));
    let config = folder.load(&[]).unwrap();
    let Some(AuditPlace::File(path)) = &config.audit else {
        panic!("a file, not {:?}", config.audit);
    };
    assert_eq!(path.file_name(), Path::new("audit.jsonl").file_name());
    assert!(path.parent().unwrap().is_dir(), "{}", path.display());
    assert!(!path.exists(), "a look at the configuration makes no file");
    let printed = config.to_toml();
    assert!(
        printed.contains("[audit]\nfile = ") && printed.contains("audit.jsonl"),
        "{printed}"
    );
    let config = folder.load(&[("BOOTLENS_AUDIT__FILE", "-")]).unwrap();
    assert_eq!(config.audit, Some(AuditPlace::Output));
    assert!(config.to_toml().contains("[audit]\nfile = \"-\""));
}

#[test]
fn a_file_that_could_not_be_written_is_told_before_anything_starts() {
    for (file, told) in [
        ("nowhere/audit.jsonl", "audit.file: can't write"),
        (".", "audit.file: can't write"),
        ("", "audit.file: is empty"),
    ] {
        let error = error(&with_app(&format!("audit.file = \"{file}\"")));
        assert!(error.contains(told), "{error}");
    }
    let error = error(&with_app("audit.path = \"audit.jsonl\""));
    assert!(error.contains("audit.path: unknown key"), "{error}");
}
