//! Keys whose feature is not built yet are known, and stop the start.

use super::{Folder, error, with_app};

/// The documented sample, parts that are not built yet included.
const SAMPLE: &str = include_str!("sample.toml");

#[test]
fn each_key_of_a_later_feature_stops_the_start_and_says_not_yet() {
    for (key, lines) in [
        ("listen", "listen = \"unix:/run/bootlens.sock\""),
        ("access.mode", "access.mode = \"proxy\""),
        ("access.trusted_proxies", "access.trusted_proxies = []"),
        ("access.proxy_secret", "access.proxy_secret = \"x\""),
        (
            "access.proxy_secret_file",
            "access.proxy_secret_file = \"x\"",
        ),
        ("access.user_header", "access.user_header = \"x\""),
        ("access.groups_header", "access.groups_header = \"x\""),
        ("access.cors_origins", "access.cors_origins = []"),
        ("access.token", "[[access.token]]\nname = \"x\""),
        ("audit", "audit.file = \"-\""),
        (
            "limits.per_user_per_minute",
            "limits.per_user_per_minute = 0",
        ),
    ] {
        let told = error(&with_app(lines));
        assert!(
            told.contains(&format!(": {key}: not yet: {key} is not built so far; ")),
            "{told}"
        );
    }
}

#[test]
fn each_key_of_an_app_of_a_later_feature_stops_the_start() {
    for (key, lines) in [("groups", "groups = [\"*\"]"), ("users", "users = []")] {
        let told = error(&format!("{}{lines}\n", with_app("")));
        assert!(
            told.contains(&format!("apps.shop.{key}: not yet: ")),
            "{told}"
        );
    }
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
    assert_eq!(
        not_yet,
        [
            "access.mode",
            "access.trusted_proxies",
            "access.proxy_secret_file",
            "access.user_header",
            "access.groups_header",
            "access.cors_origins",
            "access.token",
            "audit",
            "limits.per_user_per_minute",
            "apps.shop.groups",
            "apps.shop.users",
        ],
        "{told:#?}"
    );
    for text in told.iter().filter(|text| !text.contains(": not yet: ")) {
        assert!(
            text.contains("can't read"),
            "only files are lacking here: {text}"
        );
    }
}
