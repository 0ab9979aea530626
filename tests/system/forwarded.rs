//! What proxies say of the relay's address: trusted ones are believed, within bounds and where the
//! configuration leaves it open; nobody else is, and no two readers' pages or pictures are mixed.

use relay::config::{Config, Mode, SecretSource};
use tests::House;

use crate::rights::wire::{Answer, Line, ask};

/// The address of the one proxy that is believed.
const PROXY: [u8; 4] = [127, 0, 0, 9];
/// Another address of this machine.
const STRANGER: [u8; 4] = [127, 0, 0, 7];

/// What a page and a picture are asked for.
const VIEW: &str = "app=shop&module=memory&start=2026-10-01&end=2026-10-07";

const PREFIX: Line<'_> = ("X-Forwarded-Prefix", b"/perf");
const HTTPS: Line<'_> = ("X-Forwarded-Proto", b"https");

/// From where, with what; the base path of the page, and what the picture's link begins with.
type Row = ([u8; 4], Vec<Line<'static>>, &'static str, &'static str);

fn row(from: [u8; 4], lines: &[Line<'static>], base: &'static str, address: &'static str) -> Row {
    (from, lines.to_vec(), base, address)
}

fn proxied(config: &mut Config) {
    config.access.mode = Some(Mode::Open);
    config.access.trusted_proxies = vec!["127.0.0.9/32".parse().unwrap()];
    config.access.hosts = vec!["intra.example".to_owned(), "perf.example".to_owned()];
}

/// A relay whose history holds the view, so that pages are painted.
async fn house(change: impl FnOnce(&mut Config)) -> House {
    let house = House::with(|config| {
        proxied(config);
        change(config);
    })
    .await;
    let path = format!("/api/v1/performance?{VIEW}");
    assert_eq!(ask(&house, STRANGER, &path, &[]).await.status, 200);
    house
}

/// What an address in a document begins with, up to the page that it leads to.
fn before<'a>(text: &'a str, page: &str) -> &'a str {
    let at = text
        .find(page)
        .unwrap_or_else(|| panic!("no {page} in {text}"));
    let begins = text[..at].rfind(['"', '>']).expect("a quote or a tag");
    &text[begins + 1..at]
}

/// The page with what history holds painted into it, which a busy machine may leave out.
async fn painted(house: &House, from: [u8; 4], lines: &[Line<'_>]) -> Answer {
    for _ in 0..50 {
        let page = ask(house, from, &format!("/chart?{VIEW}"), lines).await;
        assert_eq!(page.status, 200);
        if page.text().contains("id=\"paint\"") {
            return page;
        }
    }
    panic!("never painted");
}

/// Page and picture as the rows say; whether they are ready already or not.
async fn holds(house: &House, rows: &[Row]) {
    let mut tags = Vec::new();
    for (from, lines, base, address) in rows.iter().chain(rows.iter().rev()) {
        let shown: Vec<_> = lines
            .iter()
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value)))
            .collect();
        let page = painted(house, *from, lines).await;
        let text = page.text();
        assert!(
            text.contains(&format!("<base href=\"{base}/\">")),
            "{shown:?}"
        );
        let brand = format!("class=\"brand\" href=\"{base}/\"");
        assert!(text.contains(&brand), "{shown:?}");
        let picture = ask(house, *from, &format!("/chart.svg?{VIEW}"), lines).await;
        assert_eq!(picture.status, 200, "{shown:?}");
        let told = picture.text();
        assert_eq!(before(&told, "chart?app=shop"), *address, "{shown:?}");
        for (answer, what) in [(page, *base), (picture, *address)] {
            tags.push((what, answer.header("etag").to_owned()));
        }
        let data = ask(house, *from, &format!("/api/v1/performance?{VIEW}"), lines).await;
        assert!(!data.text().contains("/perf"), "{}", data.text());
    }
    // What has another address has another tag, so that no cache takes one for the other.
    for (what, tag) in &tags {
        for (other, same) in tags.iter().filter(|(_, one)| one == tag) {
            assert_eq!(what, other, "{tag} {same}");
        }
    }
}

#[tokio::test]
async fn a_trusted_proxy_says_under_which_address_it_is_asked_and_nobody_else() {
    let house = house(|_| ()).await;
    let host = |name: &'static str| ("X-Forwarded-Host", name.as_bytes());
    let whole = [PREFIX, HTTPS, host("perf.example")];
    let mut rows = vec![
        row(PROXY, &[], "", "/"),
        row(PROXY, &[PREFIX], "/perf", "/perf/"),
        row(
            PROXY,
            &[PREFIX, HTTPS],
            "/perf",
            "https://intra.example/perf/",
        ),
        row(PROXY, &whole, "/perf", "https://perf.example/perf/"),
        row(PROXY, &[HTTPS], "", "https://intra.example/"),
        row(
            PROXY,
            &[("X-Forwarded-Prefix", b"/tools/perf/"), HTTPS],
            "/tools/perf",
            "https://intra.example/tools/perf/",
        ),
        row(
            PROXY,
            &[("X-Forwarded-Proto", b"http"), host("perf.example:8080")],
            "",
            "http://perf.example:8080/",
        ),
        row(
            PROXY,
            &[("x-FORWARDED-prefix", b"/perf"), HTTPS],
            "/perf",
            "https://intra.example/perf/",
        ),
        // A proxy that asks the relay by the relay's own name.
        row(
            PROXY,
            &[("Host", b"127.0.0.1:8787"), HTTPS, host("intra.example")],
            "",
            "https://intra.example/",
        ),
        row(PROXY, &[("X_Forwarded_Prefix", b"/perf")], "", "/"),
        row(PROXY, &[HTTPS, HTTPS], "", "/"),
        row(PROXY, &[("X-Forwarded-Proto", b"ftp")], "", "/"),
        row(
            PROXY,
            &[PREFIX, PREFIX, HTTPS],
            "",
            "https://intra.example/",
        ),
        row(STRANGER, &[], "", "/"),
        row(STRANGER, &whole, "", "/"),
        row(
            STRANGER,
            &[PREFIX, ("X-Forwarded-For", b"127.0.0.9")],
            "",
            "/",
        ),
        row(
            STRANGER,
            &[PREFIX, ("Forwarded", b"for=127.0.0.9")],
            "",
            "/",
        ),
    ];
    for odd in [
        &b"perf"[..],
        b"//evil.example",
        b"/a//b",
        b"/../perf",
        b"/a/./b",
        b"/%2e%2e",
        b"/a\"><script>",
        b"/a'b",
        b"/a b",
        b"/a\tb",
        b"/a;b",
        b"/a?b",
        b"/a#b",
        b"/a\\b",
        b"/perf,/perf",
        b"/\xe6\x80\xa7",
        b"/\xff",
        b"https://evil.example/",
    ] {
        rows.push(row(PROXY, &[("X-Forwarded-Prefix", odd)], "", "/"));
    }
    for name in [
        "evil.example",
        "intra.example.evil.example",
        "intra.example, evil.example",
        "intra.example@evil.example",
        "intra.example:8443/x",
        "intra.example:",
        "intra.example:x",
        "",
    ] {
        rows.push(row(PROXY, &[HTTPS, host(name)], "", "/"));
    }
    assert!(rows.len() >= 40);
    holds(&house, &rows).await;
}

#[tokio::test]
async fn what_the_configuration_says_stands_over_every_proxy() {
    let whole = [PREFIX, HTTPS, ("X-Forwarded-Host", b"perf.example")];
    let public = house(|config| {
        config.public_url = Some("https://intra.example/own/".to_owned());
        config.base_path = "/own".to_owned();
    })
    .await;
    let (base, address) = ("/own", "https://intra.example/own/");
    let rows = [PROXY, STRANGER].map(|from| row(from, &whole, base, address));
    holds(&public, &rows).await;
    // A base path alone leaves scheme and name to the proxy.
    let based = house(|config| config.base_path = "/own".to_owned()).await;
    let rows = [
        row(PROXY, &whole, "/own", "https://perf.example/own/"),
        row(STRANGER, &whole, "/own", "/own/"),
    ];
    holds(&based, &rows).await;
}

#[tokio::test]
async fn a_proxy_without_its_secret_is_a_stranger() {
    let house = house(|config| {
        config.access.proxy_secret = Some(SecretSource::inline("hush".to_owned()));
    })
    .await;
    let told = |secret: &'static [u8]| [PREFIX, HTTPS, ("X-Bootlens-Proxy", secret)];
    let rows = [
        row(
            PROXY,
            &told(b"hush"),
            "/perf",
            "https://intra.example/perf/",
        ),
        row(PROXY, &told(b"hus"), "", "/"),
        row(PROXY, &[PREFIX, HTTPS], "", "/"),
        row(STRANGER, &told(b"hush"), "", "/"),
    ];
    holds(&house, &rows).await;
}

#[tokio::test]
async fn a_prefix_may_be_kept_or_stripped_and_its_bare_name_leads_on() {
    let told = house(|_| ()).await;
    let based = house(|config| config.base_path = "/perf".to_owned()).await;
    for (house, lines) in [(&told, &[PREFIX][..]), (&based, &[])] {
        for path in [
            "",
            "chart?app=shop",
            "changes",
            "open",
            "api/v1/apps",
            "livez",
        ] {
            let kept = ask(house, PROXY, &format!("/perf/{path}"), lines).await;
            let stripped = ask(house, PROXY, &format!("/{path}"), lines).await;
            assert_eq!((kept.status, stripped.status), (200, 200), "{path}");
            let timeless = |answer: &Answer| answer.header("content-type").to_owned();
            assert_eq!(timeless(&kept), timeless(&stripped), "{path}");
        }
        for (path, target) in [
            ("/perf", "/perf/"),
            (
                "/perf?app=shop&a=%2F%3f+b&a=",
                "/perf/?app=shop&a=%2F%3f+b&a=",
            ),
        ] {
            let answer = ask(house, PROXY, path, lines).await;
            assert_eq!((answer.status, answer.header("location")), (308, target));
        }
        for path in [
            "/performance",
            "/perf/perf/",
            "/PERF/",
            "//perf/",
            "/perf/x.js",
        ] {
            assert_eq!(ask(house, PROXY, path, lines).await.status, 404, "{path}");
        }
    }
    // To a stranger the prefix is an address like any other that there is not.
    for path in ["/perf", "/perf/", "/perf/api/v1/apps"] {
        assert_eq!(
            ask(&told, STRANGER, path, &[PREFIX]).await.status,
            404,
            "{path}"
        );
    }
}

#[tokio::test]
async fn caches_in_between_are_told_what_page_and_picture_depend_on() {
    let free = house(|_| ()).await;
    let fixed = house(|config| {
        config.public_url = Some("https://intra.example/".to_owned());
    })
    .await;
    for (house, wanted) in [(&free, true), (&fixed, false)] {
        for path in ["/", "/open", &format!("/chart.svg?{VIEW}")] {
            let answer = ask(house, PROXY, path, &[PREFIX]).await;
            let varies = answer.head_lines("vary").join(", ");
            assert_eq!(
                varies.contains("X-Forwarded-Prefix"),
                wanted,
                "{path}: {varies}"
            );
        }
    }
}
