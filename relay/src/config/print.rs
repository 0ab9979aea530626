//! The configuration as a file says it; no secret is in it.

use std::path::Path;

use toml::{Table, Value};

use super::{
    AppConfig, Config, FontPlace, MetricRow, SecretSource, Upstream, access, apps, audit,
    credential, platforms, read, signing, values,
};

/// What stands in a secret's place.
const REDACTED: &str = "[redacted]";

pub(super) fn to_toml(config: &Config) -> String {
    let mut top = Table::new();
    set(&mut top, "listen", config.listen.to_string());
    let metrics_listen = config.metrics_listen.map(|address| address.to_string());
    set_some(&mut top, "metrics_listen", metrics_listen);
    set_some(&mut top, "public_url", config.public_url.clone());
    if config.public_url.is_none() {
        set(&mut top, "base_path", config.base_path.clone());
    }
    set(&mut top, "history", config.history.to_string());
    secret(
        &mut top,
        "history_password",
        config.history_password.as_ref(),
    );
    secret(&mut top, "state_key", config.state_key.as_ref());
    set(
        &mut top,
        "log_format",
        word(&read::LOG_FORMATS, config.log_format),
    );
    set_some(&mut top, "contact", config.contact.clone());
    let calendar_file = config.calendar_file.as_deref().map(path);
    set_some(&mut top, "calendar_file", calendar_file);
    if let FontPlace::File(file) = &config.fonts {
        set(&mut top, "font_file", path(file));
    }
    set(&mut top, "drain", values::written(config.drain));

    top.insert("access".to_owned(), access::print(&config.access).into());

    if let Some(place) = &config.audit {
        top.insert("audit".to_owned(), audit::printed(place).into());
    }

    let mut collect = Table::new();
    let at = config
        .collect
        .at
        .map_or("off".to_owned(), |at| at.to_string());
    set(&mut collect, "at", at);
    let slices: Vec<String> = config
        .collect
        .slices
        .iter()
        .map(ToString::to_string)
        .collect();
    collect.insert("slices".to_owned(), list(&slices));
    top.insert("collect".to_owned(), collect.into());

    let mut limits = Table::new();
    count(&mut limits, "max_days", u64::from(config.limits.max_days));
    count(&mut limits, "max_calls", config.limits.max_calls as u64);
    let per_user = u64::from(config.limits.per_user_per_minute);
    count(&mut limits, "per_user_per_minute", per_user);
    count(&mut limits, "cache_bytes", config.limits.cache_bytes);
    top.insert("limits".to_owned(), limits.into());

    top.insert("upstream".to_owned(), upstream(&config.upstream).into());

    let apps: Table = config
        .apps
        .iter()
        .map(|one| (one.alias.as_str().to_owned(), app(one).into()))
        .collect();
    top.insert("apps".to_owned(), apps.into());
    if !config.platforms.is_empty() {
        let platforms: Table = config
            .platforms
            .iter()
            .map(|one| (one.name.clone(), platforms::print(one).into()))
            .collect();
        top.insert("platforms".to_owned(), platforms.into());
    }
    if !config.metrics.is_empty() {
        let rows: Vec<Value> = config
            .metrics
            .iter()
            .map(|row| metric(row).into())
            .collect();
        top.insert("metric".to_owned(), Value::Array(rows));
    }
    top.to_string()
}

fn upstream(upstream: &Upstream) -> Table {
    let mut table = Table::new();
    table.insert("hosts".to_owned(), list(&upstream.hosts));
    let proxy = upstream.proxy.as_deref().map(values::without_userinfo);
    set_some(&mut table, "proxy", proxy);
    set_some(&mut table, "ca_file", upstream.ca_file.as_deref().map(path));
    set(&mut table, "timeout", values::written(upstream.timeout));
    count(&mut table, "concurrency", upstream.concurrency as u64);
    count(&mut table, "window_days", u64::from(upstream.window_days));
    count(&mut table, "settle_days", u64::from(upstream.settle_days));
    set(
        &mut table,
        "module_as",
        word(&read::MODULES_AS, upstream.module_as),
    );
    count(&mut table, "daily_calls", upstream.daily_calls);
    table
}

fn app(app: &AppConfig) -> Table {
    let mut table = Table::new();
    set(&mut table, "appid", app.appid.clone());
    set(&mut table, "name", app.name.clone());
    set(&mut table, "kind", word(&apps::KINDS, app.kind));
    table.insert("groups".to_owned(), list(&app.groups));
    table.insert("users".to_owned(), list(&app.users));
    let former: Vec<String> = app.former_aliases.iter().map(ToString::to_string).collect();
    table.insert("former_aliases".to_owned(), list(&former));
    set_some(
        &mut table,
        "marks_file",
        app.marks_file.as_deref().map(path),
    );
    let budgets_file = app.budgets_file.as_deref().map(path);
    set_some(&mut table, "budgets_file", budgets_file);
    let credential = credential::print(&app.credential);
    table.insert("credential".to_owned(), credential.into());
    if let Some(signing) = &app.signing {
        table.insert("signing".to_owned(), signing::print(signing).into());
    }
    table
}

fn metric(row: &MetricRow) -> Table {
    let mut table = Table::new();
    set(&mut table, "module", row.module.slug().to_owned());
    set(&mut table, "id", row.id.clone());
    set_some(&mut table, "unit", row.unit.clone());
    set(&mut table, "better", word(&apps::DIRECTIONS, row.better));
    set_some(&mut table, "role", row.role.clone());
    set_some(&mut table, "zh", row.zh.clone());
    set_some(&mut table, "en", row.en.clone());
    if let Some(positive) = row.positive {
        table.insert("positive".to_owned(), positive.into());
    }
    table
}

pub(super) fn set(table: &mut Table, key: &str, text: String) {
    table.insert(key.to_owned(), text.into());
}

pub(super) fn set_some(table: &mut Table, key: &str, text: Option<String>) {
    if let Some(text) = text {
        set(table, key, text);
    }
}

/// A secret by its file's name, or hidden.
pub(super) fn secret(table: &mut Table, key: &str, source: Option<&SecretSource>) {
    match source.map(SecretSource::path) {
        None => {}
        Some(Some(file)) => set(table, &format!("{key}_file"), path(file)),
        Some(None) => set(table, key, REDACTED.to_owned()),
    }
}

fn count(table: &mut Table, key: &str, number: u64) {
    // Every count is bounded far below what TOML's signed numbers hold.
    table.insert(
        key.to_owned(),
        i64::try_from(number).unwrap_or(i64::MAX).into(),
    );
}

pub(super) fn list(texts: &[String]) -> Value {
    texts
        .iter()
        .cloned()
        .map(Value::from)
        .collect::<Vec<_>>()
        .into()
}

fn path(path: &Path) -> String {
    path.display().to_string()
}

/// The word that a value is read from.
pub(super) fn word<T: Copy + PartialEq>(words: &[(&str, T)], value: T) -> String {
    words
        .iter()
        .find(|(_, known)| *known == value)
        .map(|(word, _)| (*word).to_owned())
        .unwrap_or_default()
}
