//! Where values come from: flags over environment over file, and secrets from files.

use secrecy::ExposeSecret;

use super::super::{Credential, Flags};
use super::{Folder, SECRET, with_app};

#[test]
fn flags_stand_over_the_environment_and_it_over_the_file() {
    let folder = Folder::new(&with_app("listen = \"127.0.0.1:1\"\nlog_format = \"text\""));
    let env = [("BOOTLENS_LISTEN", "127.0.0.1:2")];
    assert_eq!(folder.load(&[]).unwrap().listen.port(), 1);
    assert_eq!(folder.load(&env).unwrap().listen.port(), 2);
    let flags = Flags {
        listen: Some("127.0.0.1:3".to_owned()),
        ..folder.flags()
    };
    assert_eq!(folder.load_with(&flags, &env).unwrap().listen.port(), 3);
}

#[test]
fn every_key_can_come_from_the_environment() {
    let folder = Folder::new("");
    let config = folder
        .load(&[
            ("BOOTLENS_APPS__MY_SHOP__APPID", "wx0123456789abcdef"),
            (
                "BOOTLENS_APPS__MY_SHOP__CREDENTIAL__SECRET_FILE",
                "shop.secret",
            ),
            ("BOOTLENS_APPS__MY_SHOP__CREDENTIAL__FORCE_REFRESH", "true"),
            ("BOOTLENS_ACCESS__HOSTS", "a.example, B.example"),
            ("BOOTLENS_LIMITS__MAX_DAYS", "90"),
            ("BOOTLENS_CONTACT", ""),
        ])
        .unwrap();
    assert_eq!(config.apps[0].alias.as_str(), "my-shop");
    assert_eq!(config.access.hosts, ["a.example", "b.example"]);
    assert_eq!(config.limits.max_days, 90);
    assert_eq!(config.contact, None);
    let Credential::Secret { force_refresh, .. } = config.apps[0].credential;
    assert!(force_refresh);
}

#[test]
fn an_alias_with_hyphens_is_found_from_the_environment() {
    let folder = Folder::new(&with_app("").replace("apps.shop", "apps.my-shop"));
    let config = folder
        .load(&[("BOOTLENS_APPS__MY_SHOP__NAME", "商城")])
        .unwrap();
    assert_eq!(config.apps.len(), 1);
    assert_eq!(config.apps[0].name, "商城");
}

#[test]
fn a_fault_of_the_environment_names_the_variable() {
    let folder = Folder::new(&with_app(""));
    let found = folder
        .load(&[
            ("BOOTLENS_LIMITS__MAX_DAY", "90"),
            ("BOOTLENS_LISTEN__PORT", "1"),
            ("BOOTLENS_DRAIN", "soon"),
        ])
        .unwrap_err();
    assert_eq!(
        found,
        [
            "BOOTLENS_DRAIN: drain: a time from \"0s\" to \"10m\" is expected, in ms, s, m or h",
            "BOOTLENS_LIMITS__MAX_DAY: limits.max_day: unknown key; did you mean «max_days»?",
            "BOOTLENS_LISTEN__PORT: listen: a text is expected, not a table",
        ]
    );
}

#[test]
fn variables_of_the_build_and_of_kubernetes_are_not_ours() {
    let folder = Folder::new(&with_app(""));
    let config = folder.load(&[
        ("BOOTLENS_PAGE", "/somewhere"),
        ("BOOTLENS_PORT", "tcp://10.0.0.1:8787"),
        ("BOOTLENS_PORT_8787_TCP_ADDR", "10.0.0.1"),
        ("BOOTLENS_SERVICE_HOST", "10.0.0.1"),
        ("BOOTLENS_SERVICE_PORT_HTTP", "8787"),
    ]);
    assert!(config.is_ok(), "{config:?}");
}

#[test]
fn one_app_needs_no_file() {
    let folder = Folder::new("");
    let secret = folder.path("shop.secret").display().to_string();
    let env = [
        ("BOOTLENS_APPID", "wx0123456789abcdef"),
        ("BOOTLENS_SECRET_FILE", &*secret),
    ];
    let config = folder.load_with(&Flags::default(), &env).unwrap();
    assert_eq!(config.apps[0].alias.as_str(), "app");
    let named = [
        env[0],
        ("BOOTLENS_SECRET", SECRET),
        ("BOOTLENS_ALIAS", "shop"),
    ];
    let config = folder.load_with(&Flags::default(), &named).unwrap();
    assert_eq!(config.apps[0].alias.as_str(), "shop");
}

#[test]
fn without_any_app_the_start_is_refused_with_the_remedy() {
    let folder = Folder::new("");
    let found = folder.load_with(&Flags::default(), &[]).unwrap_err();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("BOOTLENS_APPID"), "{found:#?}");
}

#[test]
fn a_secret_of_the_environment_takes_the_place_of_the_files_in_either_spelling() {
    let folder = Folder::new(&with_app(""));
    let config = folder
        .load(&[("BOOTLENS_APPS__SHOP__CREDENTIAL__SECRET", "another")])
        .unwrap();
    let Credential::Secret { secret, .. } = &config.apps[0].credential;
    assert_eq!(secret.read().unwrap().expose_secret(), "another");
}

#[test]
fn a_secret_stands_in_one_spelling() {
    let folder = Folder::new(&format!("{}credential.secret = \"x\"", with_app("")));
    let found = folder.load(&[]).unwrap_err();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("one of the two is expected"),
        "{found:#?}"
    );
}

#[test]
fn a_secret_file_is_read_again_when_it_changes() {
    let folder = Folder::new(&with_app(""));
    let config = folder.load(&[]).unwrap();
    let Credential::Secret { secret, .. } = &config.apps[0].credential;
    assert_eq!(secret.read().unwrap().expose_secret(), SECRET);
    std::fs::write(folder.path("shop.secret"), "rotated").unwrap();
    assert_eq!(secret.read().unwrap().expose_secret(), "rotated");
}
