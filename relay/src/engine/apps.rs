//! The apps of the configuration, each with its account and its share of calls in flight.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::config::{Config, ModuleAs};
use crate::history::History;
use crate::wechat::{Account, Options, Platform, Upstream};

/// One app.
pub(super) struct App {
    pub(super) alias: String,
    pub(super) appid: Arc<str>,
    pub(super) account: Arc<Account>,
    /// One permit for each call in flight.
    pub(super) permits: Arc<Semaphore>,
}

/// Every app of the configuration, and the platforms that they stand on, on one way to WeChat.
pub(super) fn build(
    config: &Config,
    clock: &Clock,
    history: &History,
) -> Result<(Vec<App>, Vec<Platform>), String> {
    let options = &config.upstream;
    let upstream = Upstream::new(
        Options {
            hosts: options.hosts.clone(),
            proxy: options.proxy.clone(),
            ca_file: options.ca_file.clone(),
            timeout: options.timeout,
            module_as_text: options.module_as == ModuleAs::Text,
        },
        clock.clone(),
    )?;
    let platforms: Vec<Platform> = config
        .platforms
        .iter()
        .map(|platform| {
            let key = config.state_key.clone();
            let key = key.ok_or("a third-party platform needs state_key_file")?;
            Ok(upstream.platform(platform, history.clone(), key))
        })
        .collect::<Result<_, String>>()?;
    let app = |app: &crate::config::AppConfig| {
        let name = app.credential.platform();
        let platform = platforms
            .iter()
            .find(|platform| Some(platform.name()) == name);
        let account = Account::new(&upstream, app, platform, config.signs_as(app))
            .map_err(|error| format!("apps.{}: {error}", app.alias))?;
        Ok(App {
            alias: app.alias.to_string(),
            appid: app.appid.as_str().into(),
            account: Arc::new(account),
            permits: Arc::new(Semaphore::new(options.concurrency.max(1))),
        })
    };
    let apps = config.apps.iter().map(app).collect::<Result<_, String>>()?;
    Ok((apps, platforms))
}
