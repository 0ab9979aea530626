//! Reads the tree key by key into [`Config`], and checks what only several keys together tell.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use shared::view::Alias;

use super::error::Place;
use super::report::Report;
use super::section::Section;
use super::tree::{self, Node, Table, Value};
use super::{
    Config, ConfigError, DEFAULT_DRAIN, DEFAULT_FILE, Flags, FontPlace, Limits, Listen, LogFormat,
    ModuleAs, PICTURE_WAIT, Upstream, access, apps, audit, collect, environment, history, listen,
    platforms, signer, values,
};
use crate::{calendar, fonts};

/// The words of `log_format`.
pub(super) const LOG_FORMATS: [(&str, LogFormat); 2] =
    [("text", LogFormat::Text), ("json", LogFormat::Json)];

/// The words of `module_as`.
pub(super) const MODULES_AS: [(&str, ModuleAs); 2] =
    [("number", ModuleAs::Number), ("text", ModuleAs::Text)];

const DEFAULT_LISTEN: Listen = Listen::Tcp(SocketAddr::new(
    std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
    8787,
));

pub(super) fn load(
    flags: &Flags,
    env: &BTreeMap<String, String>,
) -> Result<Config, Vec<ConfigError>> {
    let path = flags.config.as_deref().unwrap_or(Path::new(DEFAULT_FILE));
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
    let mut report = Report::new(folder);
    let mut table = match std::fs::read_to_string(path) {
        Ok(text) => tree::parse(&text, &path.display().to_string(), &mut report),
        Err(error) if error.kind() == ErrorKind::NotFound && flags.config.is_none() => Table::new(),
        Err(error) => {
            let text = format!("can't read {}: {error}", path.display());
            let place = match flags.config {
                Some(_) => Place::Flag("--config"),
                None => Place::Nowhere,
            };
            report.add(place, "", text);
            return Err(report.into_errors());
        }
    };
    environment::overlay(&mut table, env, &mut report);
    overlay_flags(&mut table, flags);
    let mut config = whole(table, &mut report);
    config.accept_appid = accepted(flags, &config, &mut report);
    let errors = report.into_errors();
    if errors.is_empty() {
        Ok(config)
    } else {
        Err(errors)
    }
}

fn overlay_flags(table: &mut Table, flags: &Flags) {
    for (flag, key, text) in [
        ("--listen", "listen", &flags.listen),
        ("--base-path", "base_path", &flags.base_path),
        ("--history", "history", &flags.history),
        ("--log-format", "log_format", &flags.log_format),
    ] {
        if let Some(text) = text {
            let node = Node {
                value: Value::String(text.clone()),
                place: Place::Flag(flag),
            };
            table.insert(key.to_owned(), node);
        }
    }
}

/// The app that `--accept-appid` names, which must be one of the configuration.
fn accepted(flags: &Flags, config: &Config, report: &mut Report) -> Option<Alias> {
    let text = flags.accept_appid.as_deref()?;
    let app = config.apps.iter().find(|app| app.alias.as_str() == text);
    if app.is_none() {
        let text = format!("no app «{text}» is configured");
        report.add(Place::Flag("--accept-appid"), "", text);
    }
    app.map(|app| app.alias.clone())
}

/// What was reported stands in the result as if it had not been written.
fn whole(table: Table, report: &mut Report) -> Config {
    let mut top = Section::new("", Place::Nowhere, table);
    let listen_place = top.place_of("listen");
    let metrics_place = top.place_of("metrics_listen");
    let listen = top.read("listen", report, listen::read);
    let metrics_listen = top.read("metrics_listen", report, values::address);
    let (public_url, base_path) = addresses(&mut top, report);
    let contact = top.read("contact", report, values::text);
    let drain_bounds = Duration::ZERO..=Duration::from_mins(10);
    let drain = top.read("drain", report, |value| {
        values::duration(value, &drain_bounds)
    });
    let log_format = top.read("log_format", report, |value| {
        values::word(value, &LOG_FORMATS)
    });
    let (history, history_password) = history::read(&mut top, report);
    let has_state_key = top.has("state_key") || top.has("state_key_file");
    let state_key = history::state_key(&mut top, report);
    let calendar_file = calendar_file(&mut top, report);
    let fonts = font_file(&mut top, report).map_or(FontPlace::System, FontPlace::File);
    let collect = collect::read(top.section("collect", report), report);
    let (mut access, mode_written) = access::read(top.section("access", report), report);
    let audit = audit::read(top.section("audit", report), report);
    let limits = limits(top.section("limits", report), report);
    let upstream = upstream(top.section("upstream", report), report);
    let metrics = apps::metrics(top.sections("metric", report), report);
    let apps = apps::read(top.section("apps", report), report);
    let platforms = platforms::read(top.section("platforms", report), report);
    access::check(&mut access, &apps, report);
    platforms::check(&apps, &platforms, has_state_key, report);
    signer::check(&apps, &platforms, report);
    top.finish(report);

    let listen = listen.unwrap_or(DEFAULT_LISTEN);
    if !mode_written {
        loopback_only("listen", Some(listen.clone()), listen_place, report);
        let metrics = metrics_listen.map(Listen::Tcp);
        loopback_only("metrics_listen", metrics, metrics_place, report);
    }
    if metrics_listen.is_some_and(|address| address.port() != 0)
        && metrics_listen == listen.address()
    {
        report.add(
            Place::Nowhere,
            "metrics_listen",
            "is the address of listen too",
        );
    }
    Config {
        listen,
        metrics_listen,
        base_path,
        public_url,
        history,
        history_password,
        state_key,
        collect,
        contact,
        drain: drain.unwrap_or(DEFAULT_DRAIN),
        calendar_file,
        fonts,
        picture_wait: PICTURE_WAIT,
        log_format: log_format.unwrap_or_default(),
        access,
        audit,
        limits,
        upstream,
        accept_appid: None,
        apps,
        platforms,
        metrics,
        demo: false,
    }
}

/// The calendar's file, whose every row must be one.
fn calendar_file(top: &mut Section, report: &mut Report) -> Option<PathBuf> {
    let place = top.place_of("calendar_file");
    let path = top.file("calendar_file", report)?;
    if let Err(text) = calendar::read(&path) {
        report.add(place, "calendar_file", text);
    }
    Some(path)
}

/// The typeface's file, which must have Chinese characters.
fn font_file(top: &mut Section, report: &mut Report) -> Option<PathBuf> {
    let place = top.place_of("font_file");
    let path = top.file("font_file", report)?;
    if let Err(text) = fonts::check(&path) {
        report.add(place, "font_file", text);
    }
    Some(path)
}

/// Who can reach more than this machine needs a word on who may read.
fn loopback_only(key: &str, listen: Option<Listen>, place: Place, report: &mut Report) {
    if let Some(listen) = listen
        && !listen.is_local()
    {
        let text = format!(
            "{listen} is reached from other machines, and nothing says who may read; \
             write mode = \"proxy\" in [access], or \"open\" if everybody may, or listen at 127.0.0.1"
        );
        report.add(place, key, text);
    }
}

/// `public_url` with the base path in it, or `base_path` alone.
fn addresses(top: &mut Section, report: &mut Report) -> (Option<String>, String) {
    let place = top.place_of("base_path");
    let public = top.read("public_url", report, values::public_url);
    let alone = top.read("base_path", report, |value| match value {
        Value::String(text) => values::written_base_path(text),
        other => Err(format!("a path is expected, not {}", other.kind())),
    });
    match (public, alone) {
        (Some((_, base)), Some(alone)) if base != alone => {
            let text = format!("is not the path of public_url, «{base}»; leave one of the two out");
            report.add(place, "base_path", text);
            (None, alone)
        }
        (Some((url, base)), _) => (Some(url), base),
        (None, alone) => (None, alone.unwrap_or_default()),
    }
}

fn limits(mut section: Section, report: &mut Report) -> Limits {
    let default = Limits::default();
    let max_days = section.read("max_days", report, |value| {
        values::number(value, &(1..=3_660))
    });
    let max_calls = section.read("max_calls", report, |value| {
        values::number(value, &(1..=100_000))
    });
    let cache_bytes = section.read("cache_bytes", report, |value| {
        values::number(value, &(0..=1 << 40))
    });
    let per_user_per_minute = section.read("per_user_per_minute", report, |value| {
        values::number(value, &(0..=1_000_000))
    });
    section.finish(report);
    Limits {
        max_days: max_days.unwrap_or(default.max_days),
        max_calls: max_calls.unwrap_or(default.max_calls),
        per_user_per_minute: per_user_per_minute.unwrap_or(default.per_user_per_minute),
        cache_bytes: cache_bytes.unwrap_or(default.cache_bytes),
    }
}

fn upstream(mut section: Section, report: &mut Report) -> Upstream {
    let default = Upstream::default();
    let hosts = section.read("hosts", report, |value| {
        let hosts: Vec<String> = values::list(value)?
            .iter()
            .map(|host| values::upstream_host(host))
            .collect::<Result<_, _>>()?;
        if hosts.is_empty() {
            Err("at least one is expected".to_owned())
        } else {
            Ok(hosts)
        }
    });
    let proxy = section.read("proxy", report, values::proxy);
    let ca_file = section.file("ca_file", report);
    let timeout_bounds = Duration::from_millis(100)..=Duration::from_mins(2);
    let timeout = section.read("timeout", report, |value| {
        values::duration(value, &timeout_bounds)
    });
    let concurrency = section.read("concurrency", report, |value| {
        values::number(value, &(1..=64))
    });
    let window_days = section.read("window_days", report, |value| {
        values::number(value, &(1..=shared::window::WINDOW_DAYS))
    });
    let settle_days = section.read("settle_days", report, |value| {
        values::number(value, &(0..=30))
    });
    let module_as = section.read("module_as", report, |value| {
        values::word(value, &MODULES_AS)
    });
    let daily_calls = section.read("daily_calls", report, |value| {
        values::number(value, &(1..=100_000_000))
    });
    section.finish(report);
    Upstream {
        hosts: hosts.unwrap_or(default.hosts),
        proxy,
        ca_file,
        timeout: timeout.unwrap_or(default.timeout),
        concurrency: concurrency.unwrap_or(default.concurrency),
        window_days: window_days.unwrap_or(default.window_days),
        settle_days: settle_days.unwrap_or(default.settle_days),
        module_as: module_as.unwrap_or(default.module_as),
        daily_calls: daily_calls.unwrap_or(default.daily_calls),
    }
}
