//! What the configuration guarantees, each on files of its own.

mod access;
mod audit;
mod budgets;
mod calendar;
mod credentials;
mod font;
mod history;
mod listen;
mod marks;
mod sample;
mod sources;

use std::collections::BTreeMap;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{Config, Flags, LogFormat, Mode, ModuleAs};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A folder with a secret's file and a configuration.
struct Folder(TempDir);

impl Folder {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("bootlens.toml"), text).unwrap();
        std::fs::write(folder.path().join("shop.secret"), format!("{SECRET}\n")).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn flags(&self) -> Flags {
        Flags {
            config: Some(self.path("bootlens.toml")),
            ..Flags::default()
        }
    }

    fn load(&self, env: &[(&str, &str)]) -> Result<Config, Vec<String>> {
        self.load_with(&self.flags(), env)
    }

    /// The errors as texts, without the folder that differs from run to run.
    fn load_with(&self, flags: &Flags, env: &[(&str, &str)]) -> Result<Config, Vec<String>> {
        let env: BTreeMap<_, _> = env
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        let folder = format!("{}/", self.0.path().display());
        Config::load(flags, &env).map_err(|errors| {
            errors
                .iter()
                .map(|error| error.to_string().replace(&folder, ""))
                .collect()
        })
    }
}

/// The least that starts, after some lines of the test's own.
fn with_app(top: &str) -> String {
    format!(
        "{top}\n[apps.shop]\nappid = \"wx0123456789abcdef\"\ncredential.secret_file = \"shop.secret\"\n"
    )
}

fn errors(text: &str) -> Vec<String> {
    Folder::new(text).load(&[]).unwrap_err()
}

fn error(text: &str) -> String {
    let errors = errors(text);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    errors.into_iter().next().unwrap()
}

#[test]
fn the_least_configuration_has_the_documented_defaults() {
    let config = Folder::new(&with_app("")).load(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8787");
    assert_eq!(config.metrics_listen, None);
    assert_eq!(config.base_path, "");
    assert_eq!(config.drain.as_secs(), 10);
    assert_eq!(config.log_format, LogFormat::Text);
    assert_eq!(config.access.mode, None);
    assert!(config.access.trusted_proxies.is_empty() && config.access.tokens.is_empty());
    assert_eq!(config.access.user_header, "x-forwarded-user");
    assert_eq!(config.access.groups_header, "x-forwarded-groups");
    assert_eq!(config.limits.per_user_per_minute, 120);
    assert_eq!(config.limits.max_days, 1_100);
    assert_eq!(config.limits.max_calls, 500);
    assert_eq!(config.limits.cache_bytes, 33_554_432);
    assert_eq!(config.upstream.hosts, ["https://api.weixin.qq.com"]);
    assert_eq!(config.upstream.timeout.as_secs(), 15);
    assert_eq!(config.upstream.concurrency, 4);
    assert_eq!(config.upstream.window_days, 30);
    assert_eq!(config.upstream.settle_days, 3);
    assert_eq!(config.upstream.module_as, ModuleAs::Number);
    assert_eq!(config.upstream.daily_calls, 2_000);
    assert_eq!(config.apps[0].alias.as_str(), "shop");
    assert_eq!(config.apps[0].name, "shop");
    assert!(!config.demo);
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let found = errors(
        r#"listen = "nowhere"
drain = "soon"
[limits]
max_days = 0
[upstream]
timeout = "15"
window_days = 31
[apps.Shop]
appid = "abc"
name = "a\u0007"
"#,
    );
    let places: Vec<_> = found
        .iter()
        .map(|text| text.splitn(3, ": ").take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        places,
        [
            "bootlens.toml:1 listen",
            "bootlens.toml:2 drain",
            "bootlens.toml:4 limits.max_days",
            "bootlens.toml:6 upstream.timeout",
            "bootlens.toml:7 upstream.window_days",
            "bootlens.toml:8 apps.Shop",
            "bootlens.toml:8 apps.Shop.credential.secret_file",
            "bootlens.toml:9 apps.Shop.appid",
            "bootlens.toml:10 apps.Shop.name",
        ],
        "{found:#?}"
    );
}

#[test]
fn an_unknown_key_is_told_with_line_and_nearest_name() {
    for (text, told) in [
        (
            "lisen = 1",
            "bootlens.toml:1: lisen: unknown key; did you mean «listen»?",
        ),
        (
            "\n[upstream]\ntimout = \"1s\"",
            "bootlens.toml:3: upstream.timout: unknown key; did you mean «timeout»?",
        ),
        (
            "[limits]\nzebra = 1",
            "bootlens.toml:2: limits.zebra: unknown key; known here: max_days, max_calls, cache_bytes, per_user_per_minute",
        ),
    ] {
        assert_eq!(error(&with_app(text)), told);
    }
}

#[test]
fn a_syntax_error_never_quotes_the_line() {
    let found = errors("[apps.shop.credential]\nsecret = \"hush-hush\n");
    assert!(found[1].starts_with("bootlens.toml:2: "), "{found:#?}");
    assert!(!found.join(" ").contains("hush"), "{found:#?}");
}

#[test]
fn a_value_of_a_wrong_kind_is_told_and_a_secret_never_quoted() {
    let found =
        error("[apps.shop]\nappid = \"wx0123456789abcdef\"\ncredential.secret = \"top secret\"\n");
    assert_eq!(
        found,
        "bootlens.toml:3: apps.shop.credential.secret: one word without spaces is expected"
    );
    let proxy = error(&with_app("upstream.proxy = \"ftp://me:hush@egress\""));
    assert!(!proxy.contains("hush"), "{proxy}");
}

#[test]
fn a_file_that_cannot_be_read_stops_the_start() {
    let found =
        error("[apps.shop]\nappid = \"wx0123456789abcdef\"\ncredential.secret_file = \"none\"");
    assert!(
        found.starts_with("bootlens.toml:3: apps.shop.credential.secret_file: can't read none: "),
        "{found}"
    );
    let folder = error(&with_app("upstream.ca_file = \".\""));
    assert!(folder.ends_with("is a folder, not a file"), "{folder}");
}

#[test]
fn an_empty_secret_file_stops_the_start() {
    let folder = Folder::new(&with_app(""));
    std::fs::write(folder.path("shop.secret"), "\n").unwrap();
    assert_eq!(
        folder.load(&[]).unwrap_err(),
        ["bootlens.toml:4: apps.shop.credential.secret_file: shop.secret: the file is empty"]
    );
}

#[test]
fn one_appid_stands_for_one_app() {
    let found = error(&with_app(
        "[apps.again]\nappid = \"wx0123456789abcdef\"\ncredential.secret_file = \"shop.secret\"\n",
    ));
    assert!(
        found.contains("apps.shop.appid: is the AppID of apps.again too"),
        "{found}"
    );
}

#[test]
fn only_loopback_is_served_unless_open_is_written_out() {
    for address in [
        "0.0.0.0:8787",
        "[::]:8787",
        "10.0.0.1:8787",
        "[::ffff:10.0.0.1]:80",
    ] {
        let told = error(&with_app(&format!("listen = \"{address}\"")));
        assert!(told.starts_with("bootlens.toml:1: listen: "), "{told}");
        let open = with_app(&format!("listen = \"{address}\"\naccess.mode = \"open\""));
        let config = Folder::new(&open).load(&[]).unwrap();
        assert_eq!(config.access.mode, Some(Mode::Open));
    }
    let told = error(&with_app("metrics_listen = \"0.0.0.0:9187\""));
    assert!(
        told.starts_with("bootlens.toml:1: metrics_listen: "),
        "{told}"
    );
    for address in ["127.0.0.2:1", "[::1]:8787", "localhost:8787"] {
        let config = Folder::new(&with_app(&format!("listen = \"{address}\""))).load(&[]);
        assert!(config.unwrap().listen.is_local(), "{address}");
    }
}

#[test]
fn the_public_address_says_the_base_path() {
    for (lines, base, public) in [
        ("", "", None),
        ("base_path = \"/\"", "", None),
        ("base_path = \"/perf/\"", "/perf", None),
        (
            "public_url = \"https://intra.example\"",
            "",
            Some("https://intra.example/"),
        ),
        (
            "public_url = \"https://intra.example/a/perf\"",
            "/a/perf",
            Some("https://intra.example/a/perf/"),
        ),
    ] {
        let config = Folder::new(&with_app(lines)).load(&[]).unwrap();
        assert_eq!(
            (&*config.base_path, config.public_url.as_deref()),
            (base, public),
            "{lines}"
        );
    }
    for lines in [
        "base_path = \"perf\"",
        "base_path = \"/a//b\"",
        "base_path = \"/a/../b\"",
        "base_path = \"/a\\\"b\"",
        "public_url = \"intra.example\"",
        "public_url = \"https://intra.example/?q\"",
        "public_url = \"https://me:hush@intra.example/\"",
        "public_url = \"https://intra.example/perf/\"\nbase_path = \"/other\"",
    ] {
        let told = error(&with_app(lines));
        assert!(!told.contains("hush"), "{told}");
    }
}

#[test]
fn nothing_that_shows_the_configuration_shows_a_secret() {
    let config = Folder::new(
        r#"upstream.proxy = "http://me:hush@egress.intra:3128"
[apps.shop]
appid = "wx0123456789abcdef"
credential.secret = "0123456789abcdef0123456789abcdef"
"#,
    )
    .load(&[])
    .unwrap();
    let printed = config.to_toml();
    assert!(printed.contains("secret = \"[redacted]\""), "{printed}");
    for shown in [printed, format!("{config:?}")] {
        assert!(!shown.contains(SECRET), "{shown}");
        assert!(!shown.contains("hush"), "{shown}");
        assert!(shown.contains("egress.intra:3128"), "{shown}");
    }
}

#[test]
fn the_printed_configuration_reads_back_as_it_is() {
    let folder = Folder::new(&with_app(
        r#"base_path = "/perf"
contact = "性能组 · perf@intra.example"
drain = "1500ms"
[access]
mode = "open"
hosts = ["Intra.Example"]
frame_ancestors = ["https://Wiki.Example"]
[upstream]
module_as = "text"
timeout = "2m"
[[metric]]
module = "launch"
id = "total"
unit = "ms"
better = "down"
positive = true
"#,
    ));
    let printed = folder.load(&[]).unwrap().to_toml();
    std::fs::write(folder.path("bootlens.toml"), &printed).unwrap();
    assert_eq!(folder.load(&[]).unwrap().to_toml(), printed);
    assert!(printed.contains("\"intra.example\""), "{printed}");
    assert!(printed.contains("\"https://wiki.example\""), "{printed}");
}
