//! Who may read: what is taken, and what is refused with its place.

use super::{Folder, Mode, error, errors, with_app};

const HASH: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// A configuration whose app everyone signed in sees, after some lines.
fn behind_a_proxy(lines: &str) -> String {
    format!(
        "[access]\nmode = \"proxy\"\n{lines}{}groups = [\"*\"]\n",
        with_app("")
    )
}

#[test]
fn a_proxy_is_named_with_what_it_sends() {
    let text = behind_a_proxy(
        "trusted_proxies = [\"10.2.3.4\", \"10.9.8.7/8\", \"fd00::/64\"]\nproxy_secret = \"hush\"\n\
         user_header = \"X-WEBAUTH-USER\"\ncors_origins = [\"https://Board.example:8443\"]\n",
    );
    let access = Folder::new(&text).load(&[]).unwrap().access;
    assert_eq!(access.mode, Some(Mode::Proxy));
    let nets: Vec<String> = access
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(nets, ["10.2.3.4/32", "10.0.0.0/8", "fd00::/64"]);
    assert_eq!(access.user_header, "x-webauth-user");
    assert_eq!(access.groups_header, "x-forwarded-groups");
    assert_eq!(access.cors_origins, ["https://board.example:8443"]);
    assert!(!format!("{access:?}").contains("hush"));
}

#[test]
fn what_names_nobody_is_refused() {
    for (line, wanted) in [
        ("", "access.trusted_proxies: is empty"),
        (
            "trusted_proxies = [\"10.2.3\"]",
            "«10.2.3» is no network like 10.2.3.4/32",
        ),
        ("trusted_proxies = [\"10.2.3.4/33\"]", "is no network"),
        (
            "user_header = \"Host\"",
            "«Host» is no header that could name somebody",
        ),
        ("user_header = \"two words\"", "is no header"),
        (
            "user_header = \"x-forwarded-groups\"",
            "access.groups_header: is user_header too",
        ),
        ("cors_origins = [\"*\"]", "«*» is no origin"),
        ("cors_origins = [\"null\"]", "«null» is no origin"),
        ("proxy_secret = \"two words\"", "one word without spaces"),
    ] {
        let named = "trusted_proxies = [\"10.2.3.4/32\"]\n";
        let named = if line.is_empty() || line.starts_with("trusted") {
            ""
        } else {
            named
        };
        let told = errors(&behind_a_proxy(&format!("{named}{line}\n")));
        assert!(
            told.iter().any(|text| text.contains(wanted)),
            "{line}: {told:#?}"
        );
    }
}

#[test]
fn an_app_that_nobody_would_see_is_refused_and_groups_that_never_come() {
    let top = "[access]\nmode = \"proxy\"\ntrusted_proxies = [\"10.2.3.4\"]\n";
    let told = error(&with_app(top));
    assert!(told.contains("apps.shop.groups: is lacking"), "{told}");
    for (line, is_taken) in [
        ("users = [\"alice@intra.example\"]", true),
        ("groups = [\"perf team\", \"性能\"]", true),
        ("groups = [\"perf,ops\"]", false),
        ("groups = [\" perf\"]", false),
        ("groups = [\"\"]", false),
    ] {
        let loaded = Folder::new(&format!("{}{line}\n", with_app(top))).load(&[]);
        assert_eq!(loaded.is_ok(), is_taken, "{line}");
    }
}

/// A token with these lines in place of some of its own.
fn token(lines: &[(&str, &str)]) -> String {
    let mut all = vec![
        ("name", "\"weekly\"".to_owned()),
        ("hash", format!("\"{HASH}\"")),
        ("apps", "[\"shop\"]".to_owned()),
        ("expires", "2027-06-30".to_owned()),
    ];
    for (key, value) in lines {
        all.retain(|(one, _)| one != key);
        if !value.is_empty() {
            all.push((key, (*value).to_owned()));
        }
    }
    let lines: Vec<String> = all
        .iter()
        .map(|(key, value)| format!("{key} = {value}\n"))
        .collect();
    format!("[[access.token]]\n{}", lines.concat())
}

#[test]
fn a_token_is_a_name_a_hash_apps_and_a_last_day() {
    let config = Folder::new(&with_app(&token(&[]))).load(&[]).unwrap();
    let one = &config.access.tokens[0];
    assert_eq!(
        (one.name.as_str(), one.apps[0].as_str()),
        ("weekly", "shop")
    );
    assert_eq!(one.expires.unwrap().to_string(), "2027-06-30");
    assert!(!format!("{one:?}").contains(HASH));
    let printed = config.to_toml();
    assert!(
        !printed.contains(HASH) && printed.contains("[redacted]"),
        "{printed}"
    );
    let for_ever = Folder::new(&with_app(&token(&[("expires", "")]))).load(&[]);
    assert_eq!(for_ever.unwrap().access.tokens[0].expires, None);
    for (key, value, wanted) in [
        ("name", "", "access.token.name: is lacking"),
        ("hash", "", "access.token.hash_file: is lacking"),
        ("hash", "\"abc\"", "holds no SHA-256"),
        ("apps", "", "access.token.apps: is lacking"),
        ("apps", "[]", "at least one is expected"),
        ("apps", "[\"mall\"]", "no app «mall» is configured"),
        ("expires", "\"soon\"", "a date like 2027-06-30 is expected"),
        (
            "expires",
            "2027-06-30T00:00:00Z",
            "a date like 2027-06-30 is expected",
        ),
        ("scope", "\"read\"", "access.token.scope: unknown key"),
    ] {
        let told = errors(&with_app(&token(&[(key, value)])));
        assert!(
            told.iter().any(|text| text.contains(wanted)),
            "{key}: {told:#?}"
        );
        assert!(!told.concat().contains(HASH));
    }
    let upper = format!("\"{}\"", HASH.to_uppercase());
    assert!(error(&with_app(&token(&[("hash", &upper)]))).contains("lower-case"));
    let twice = format!("{}{}", token(&[]), token(&[]));
    assert!(error(&with_app(&twice)).contains("«weekly» is the name of another token"));
}

#[test]
fn what_is_likely_a_mistake_is_told_and_taken() {
    let doubts = |lines: &str| {
        let config = Folder::new(&behind_a_proxy(lines)).load(&[]).unwrap();
        config.access.doubts("2027-07-01".parse().unwrap())
    };
    let narrow = "trusted_proxies = [\"10.2.0.0/16\", \"fd00::/48\"]\n";
    assert_eq!(doubts(narrow), [""; 0]);
    let wide = doubts("trusted_proxies = [\"0.0.0.0/0\", \"10.0.0.0/8\", \"::/0\"]\n");
    assert_eq!(wide.len(), 3, "{wide:?}");
    let late = doubts(&format!("{narrow}{}", token(&[])));
    assert!(late[0].contains("«weekly» has expired"), "{late:?}");
}
