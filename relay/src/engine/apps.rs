//! The apps of the configuration, each with its account and its share of calls in flight.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::config::{Config, ModuleAs};
use crate::wechat::{Account, Options, Upstream};

/// One app.
pub(super) struct App {
    pub(super) alias: String,
    pub(super) appid: Arc<str>,
    pub(super) account: Arc<Account>,
    /// One permit for each call in flight.
    pub(super) permits: Arc<Semaphore>,
}

/// Every app of the configuration, on one way to WeChat.
pub(super) fn build(config: &Config) -> Result<Vec<App>, String> {
    let options = &config.upstream;
    let upstream = Upstream::new(&Options {
        hosts: options.hosts.clone(),
        proxy: options.proxy.clone(),
        ca_file: options.ca_file.clone(),
        timeout: options.timeout,
        module_as_text: options.module_as == ModuleAs::Text,
    })?;
    let apps = config.apps.iter().map(|app| App {
        alias: app.alias.to_string(),
        appid: app.appid.as_str().into(),
        account: Arc::new(Account::new(
            upstream.clone(),
            app.appid.clone(),
            &app.credential,
        )),
        permits: Arc::new(Semaphore::new(options.concurrency.max(1))),
    });
    Ok(apps.collect())
}
