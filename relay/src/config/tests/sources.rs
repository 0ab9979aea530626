//! Where values come from: flags over environment over file, and secrets from files.

use secrecy::ExposeSecret;

use super::super::{Credential, Flags, SecretSource};
use super::{Folder, SECRET, with_app};

#[test]
fn flags_stand_over_the_environment_and_it_over_the_file() {
    let folder = Folder::new(&with_app("listen = \"127.0.0.1:1\"\nlog_format = \"text\""));
    let env = [("BOOTLENS_LISTEN", "127.0.0.1:2")];
    assert_eq!(
        folder.load(&[]).unwrap().listen.address().unwrap().port(),
        1
    );
    assert_eq!(
        folder.load(&env).unwrap().listen.address().unwrap().port(),
        2
    );
    let flags = Flags {
        listen: Some("127.0.0.1:3".to_owned()),
        ..folder.flags()
    };
    assert_eq!(
        folder
            .load_with(&flags, &env)
            .unwrap()
            .listen
            .address()
            .unwrap()
            .port(),
        3
    );
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
            (
                "BOOTLENS_ACCESS__FRAME_ANCESTORS",
                "https://wiki.example, HTTP://Board.example:8080/",
            ),
            ("BOOTLENS_LIMITS__MAX_DAYS", "90"),
            ("BOOTLENS_CONTACT", ""),
        ])
        .unwrap();
    assert_eq!(config.apps[0].alias.as_str(), "my-shop");
    assert_eq!(config.access.hosts, ["a.example", "b.example"]);
    assert_eq!(
        config.access.frame_ancestors,
        ["https://wiki.example", "http://board.example:8080"]
    );
    assert_eq!(config.limits.max_days, 90);
    assert_eq!(config.contact, None);
    let Credential::Secret { force_refresh, .. } = config.apps[0].credential else {
        panic!("{:?}", config.apps[0].credential);
    };
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
            ("BOOTLENS_CONTACT", "caf\u{fffd}"),
        ])
        .unwrap_err();
    assert_eq!(
        found,
        [
            "BOOTLENS_CONTACT: holds bytes that are no UTF-8",
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
    let Credential::Secret { secret, .. } = &config.apps[0].credential else {
        panic!("{:?}", config.apps[0].credential);
    };
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
    let Credential::Secret { secret, .. } = &config.apps[0].credential else {
        panic!("{:?}", config.apps[0].credential);
    };
    assert_eq!(secret.read().unwrap().expose_secret(), SECRET);
    std::fs::write(folder.path("shop.secret"), "rotated").unwrap();
    assert_eq!(secret.read().unwrap().expose_secret(), "rotated");
}

#[cfg(unix)]
#[test]
fn a_secret_file_that_another_takes_the_place_of_is_always_read_again() {
    let folder = Folder::new(&with_app(""));
    let config = folder.load(&[]).unwrap();
    let Credential::Secret { secret, .. } = &config.apps[0].credential else {
        panic!("{:?}", config.apps[0].credential);
    };
    assert_eq!(secret.read().unwrap().expose_secret(), SECRET);
    let before = secret.stamp().unwrap();
    let old = std::fs::metadata(folder.path("shop.secret")).unwrap();
    // As long, and of the same instant: only the number on disk tells the two apart.
    let other = SECRET.replace('0', "f");
    std::fs::write(folder.path("next"), format!("{other}\n")).unwrap();
    let next = std::fs::File::options()
        .write(true)
        .open(folder.path("next"))
        .unwrap();
    next.set_modified(old.modified().unwrap()).unwrap();
    std::fs::rename(folder.path("next"), folder.path("shop.secret")).unwrap();
    assert_ne!(secret.stamp().unwrap(), before);
    assert_eq!(secret.read().unwrap().expose_secret(), other);
}

#[test]
fn a_secret_of_many_lines_is_read_as_a_text() {
    let folder = Folder::new("");
    let source = SecretSource::file(folder.path("key.pem"));
    let error = |source: &SecretSource| source.read_text().unwrap_err().to_string();
    assert!(error(&source).contains("key.pem: "));
    assert!(source.stamp().is_err());
    for (bytes, told) in [
        (&b" \r\n"[..], "the file is empty"),
        (&[0x30, 0x82, 0xff], "the file is binary"),
    ] {
        std::fs::write(folder.path("key.pem"), bytes).unwrap();
        assert!(error(&source).contains(told), "{}", error(&source));
    }
    std::fs::write(folder.path("key.pem"), "one\ntwo\n\n").unwrap();
    assert_eq!(source.read_text().unwrap().expose_secret(), "one\ntwo");
    let inline = SecretSource::inline("one\ntwo".to_owned());
    assert_eq!(inline.read_text().unwrap().expose_secret(), "one\ntwo");
    assert_eq!(inline.stamp().unwrap(), None);
}

#[test]
fn who_may_embed_is_named_by_origins_and_by_nothing_else() {
    for text in [
        "wiki.example",
        "https://wiki.example/page",
        "https://*.example",
        "https://user@wiki.example",
        "https://wiki.example?x=1",
        "https://wiki;default-src",
        "ftp://wiki.example",
        "'self'",
        "*",
    ] {
        let lines = format!("[access]\nframe_ancestors = [\"{text}\"]\n");
        let told = super::error(&with_app(&lines));
        let wanted = format!(": access.frame_ancestors: «{text}» is no origin like https://");
        assert!(told.contains(&wanted), "{told}");
    }
}
