//! What the gate says of requests: by mode, name, proxy, token, group.

use http::{HeaderName, HeaderValue};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::config::{Access, SecretSource};

fn alias(text: &str) -> Alias {
    Alias::new(text).unwrap()
}

fn gate(mode: Option<Mode>) -> Gate {
    let hash = |token: &[u8]| {
        let digits = Sha256::digest(token);
        digits.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let token = |name: &str, expires: Option<&str>| TokenConfig {
        name: name.to_owned(),
        hash: SecretSource::inline(hash(name.as_bytes())),
        apps: vec![alias("shop")],
        expires: expires.map(|day| day.parse().unwrap()),
    };
    let access = Access {
        trusted_proxies: vec!["10.0.0.1/32".parse().unwrap()],
        ..Access::default()
    };
    let names = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Gate {
        hosts: vec!["intra.example".into()],
        mode,
        proxies: Proxies::new(&access),
        outside: Outside::default(),
        tokens: vec![token("weekly", None), token("late", Some("2026-10-30"))],
        apps: vec![
            (alias("shop"), names(&["perf"]), Vec::new()),
            (alias("news"), names(&["*"]), Vec::new()),
            (alias("secret"), Vec::new(), names(&["alice"])),
        ],
        origins: Vec::new(),
    }
}

/// What the gate says of a request with these headers to a host, from an address.
fn ask(gate: &Gate, from: &str, lines: &[(&str, &str)]) -> Result<Reader, Fault> {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::try_from(*name).unwrap();
        headers.append(name, HeaderValue::try_from(*value).unwrap());
    }
    if !headers.contains_key(HOST) {
        headers.insert(HOST, HeaderValue::from_static("localhost"));
    }
    gate.admit(&Asked {
        uri: &Uri::from_static("/api/v1/apps"),
        headers: &headers,
        peer: Some(Peer(from.parse().unwrap())),
        today: "2026-10-31".parse().unwrap(),
    })
}

fn kind(gate: &Gate, lines: &[(&str, &str)]) -> Option<ProblemKind> {
    let answer = ask(gate, "127.0.0.1", lines);
    answer.err().and_then(|fault| fault.kind())
}

/// The apps that a reader sees, of all that there are.
fn seen(reader: &Reader) -> Vec<&'static str> {
    let mut all = vec!["shop", "news", "secret"];
    all.retain(|app| reader.sees(&alias(app)));
    all
}

#[test]
fn without_a_mode_loopback_alone_is_answered_and_no_proxy_believed() {
    let gate = gate(None);
    for host in ["localhost:8787", "127.0.0.1", "[::1]:8787", "LOCALHOST."] {
        assert_eq!(kind(&gate, &[("host", host)]), None, "{host}");
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "[::1].evil.example",
        "[::1",
        "localhost:x@evil.example",
    ] {
        assert_eq!(
            kind(&gate, &[("host", host)]),
            Some(ProblemKind::HostUnknown)
        );
    }
    for (host, extra) in [
        ("intra.example", "accept"),
        ("localhost", "x-forwarded-for"),
        ("localhost", "x-forwarded-prefix"),
        ("localhost", "forwarded"),
        ("localhost", "x-real-ip"),
        ("localhost", "via"),
    ] {
        assert_eq!(
            kind(&gate, &[("host", host), (extra, "1.2.3.4")]),
            Some(ProblemKind::AccessNotConfigured),
            "{host} {extra}"
        );
    }
}

#[test]
fn in_mode_open_the_configured_names_pass_and_others_do_not() {
    let gate = gate(Some(Mode::Open));
    let named = [("host", "Intra.Example:443"), ("via", "1.1 x")];
    assert_eq!(kind(&gate, &named), None);
    assert_eq!(kind(&gate, &[]), None);
    assert_eq!(
        kind(&gate, &[("host", "other.example")]),
        Some(ProblemKind::HostUnknown)
    );
    let reader = ask(&gate, "192.0.2.1", &[("x-forwarded-user", "mallory")]).unwrap();
    assert_eq!((reader.user(), seen(&reader).len()), (None, 3));
    let reader = ask(&gate, "10.0.0.1", &[("x-forwarded-user", "alice")]).unwrap();
    assert_eq!((reader.user(), seen(&reader).len()), (Some("alice"), 3));
}

#[test]
fn in_mode_proxy_a_trusted_proxy_says_who_sees_what() {
    let gate = gate(Some(Mode::Proxy));
    for (user, groups, wanted) in [
        ("bob", "perf", &["shop", "news"][..]),
        ("bob", "ops, perf", &["shop", "news"]),
        ("bob", "", &["news"]),
        ("bob", "Perf", &["news"]),
        ("bob", "perf ops", &["news"]),
        ("bob", "*", &["news"]),
        ("bob", "рerf", &["news"]),
        ("alice", "", &["news", "secret"]),
        ("Alice", "", &["news"]),
        ("alice@intra.example", "alice", &["news"]),
    ] {
        let lines = [("x-forwarded-user", user), ("x-forwarded-groups", groups)];
        let reader = ask(&gate, "10.0.0.1", &lines).unwrap();
        assert_eq!(seen(&reader), wanted, "{user} {groups}");
        for stranger in ["10.0.0.2", "127.0.0.1"] {
            let refused = ask(&gate, stranger, &lines).unwrap_err();
            assert_eq!(refused.kind(), Some(ProblemKind::NotSignedIn), "{stranger}");
        }
    }
    let refused = ask(&gate, "10.0.0.1", &[]).unwrap_err();
    assert_eq!(refused.kind(), Some(ProblemKind::NotSignedIn));
}

#[test]
fn who_sees_no_app_is_told_so_and_nothing_of_any() {
    let mut gate = gate(Some(Mode::Proxy));
    gate.apps.retain(|(alias, ..)| alias.as_str() != "news");
    let refused = ask(&gate, "10.0.0.1", &[("x-forwarded-user", "bob")]).unwrap_err();
    assert_eq!(refused.kind(), Some(ProblemKind::NoApps));
}

#[test]
fn a_token_sees_its_apps_from_wherever_it_comes_and_no_other_passes() {
    const JWT: &str = "Bearer eyJhbGciOiJub25lIn0.e30.x";
    let user = ("x-forwarded-user", "alice");
    for mode in [None, Some(Mode::Open), Some(Mode::Proxy)] {
        let gate = gate(mode);
        let reader = ask(&gate, "192.0.2.1", &[("authorization", "Bearer weekly")]).unwrap();
        assert_eq!((seen(&reader), reader.user()), (vec!["shop"], None));
        for wrong in [
            "Bearer late",
            "Bearer weekl",
            "Bearer Weekly",
            "Bearer ",
            "Bearer a b",
        ] {
            let refused = ask(&gate, "192.0.2.1", &[("authorization", wrong)]).unwrap_err();
            assert_eq!(refused.kind(), Some(ProblemKind::NotSignedIn), "{wrong}");
        }
        if mode.is_some() {
            // Whoever is signed in is not let in by what only looks like a token of ours.
            let lines = [user, ("authorization", "Bearer nonsense")];
            assert!(ask(&gate, "10.0.0.1", &lines).is_err());
            let handed_on = [user, ("authorization", JWT)];
            let reader = ask(&gate, "10.0.0.1", &handed_on).unwrap();
            assert_eq!(reader.user(), Some("alice"));
        }
    }
    let gate = gate(Some(Mode::Proxy));
    assert!(ask(&gate, "192.0.2.1", &[user, ("authorization", JWT)]).is_err());
    assert!(ask(&gate, "10.0.0.1", &[("authorization", JWT)]).is_err());
}
