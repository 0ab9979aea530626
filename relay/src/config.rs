//! The whole configuration: flags over environment over file, read and checked before anything starts.
//!
//! Every fault is collected, so that one look mends them all. A key whose feature is not built yet
//! stops the start, so that nobody believes in a protection that isn't there. This room alone
//! reads environment variables.

mod access;
mod apps;
mod audit;
mod budgets;
mod collect;
mod credential;
mod environment;
mod error;
mod history;
mod listen;
mod platforms;
mod print;
mod read;
mod report;
mod secret;
mod section;
mod signer;
mod signing;
mod tree;
mod values;

#[cfg(test)]
mod tests;

pub use access::{Access, Mode, TokenConfig};
pub use audit::AuditPlace;
pub use budgets::{Budget, Owner, budgets};
pub use collect::{BeijingTime, Collect};
pub use credential::{Credential, Method, TokenServer};
pub use environment::{environment, log_filter, operator_lang};
pub use error::ConfigError;
pub use history::{HistoryPlace, PostgresUrl};
pub use listen::Listen;
pub use platforms::{Events, PlatformConfig};
pub use secret::{FileStamp, SecretError, SecretSource, read_text};
pub use signer::SignsAs;
pub use signing::{
    AsymmetricConfig, Identity, PlainReplies, PlatformCertificate, Signing, SigningKeys,
    SymmetricConfig,
};
pub(crate) use values::base_path;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use shared::apps::{AppKind, DayMark};
use shared::metric::Better;
use shared::module::Module;
use shared::view::Alias;

/// The file that is read where no flag names one.
pub const DEFAULT_FILE: &str = "bootlens.toml";

/// Everything that an operator decides.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where pages and data are served.
    pub listen: Listen,
    /// Where `/metrics` is served; nowhere unless set.
    pub metrics_listen: Option<SocketAddr>,
    /// What stands before every path: empty, or `/perf` without a slash at the end.
    pub base_path: String,
    /// The address that people use, with a slash at the end.
    pub public_url: Option<String>,
    /// Where fetched days are kept.
    pub history: HistoryPlace,
    /// The database's password, where it doesn't stand in its address.
    pub history_password: Option<SecretSource>,
    /// Seals what must be kept secret at rest.
    pub state_key: Option<SecretSource>,
    /// What is fetched every day.
    pub collect: Collect,
    /// Whom to ask; stands in errors that a reader can't mend.
    pub contact: Option<String>,
    /// How long requests may go on after a stop was asked for.
    pub drain: Duration,
    /// Days off and working weekends, over those that are built in; re-read when it changes.
    pub calendar_file: Option<PathBuf>,
    /// Where the typeface of pictures in pixels is.
    pub fonts: FontPlace,
    /// How long a picture waits for WeChat before it is drawn of what is known; no key of the file.
    pub picture_wait: Duration,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Who may read.
    pub access: Access,
    /// Where it is written down who read what; nowhere unless set.
    pub audit: Option<AuditPlace>,
    /// What one view may cost.
    pub limits: Limits,
    /// How WeChat is asked.
    pub upstream: Upstream,
    /// The app whose AppID may have changed, as the command line says.
    pub accept_appid: Option<Alias>,
    /// The apps, by alias; at least one.
    pub apps: Vec<AppConfig>,
    /// The third-party platforms that apps are authorised to.
    pub platforms: Vec<PlatformConfig>,
    /// What the metric catalogue doesn't know, or knows otherwise.
    pub metrics: Vec<MetricRow>,
    /// Whether the data is made up.
    pub demo: bool,
}

/// Where a typeface is looked for that has Chinese characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FontPlace {
    /// Among those that the system has.
    #[default]
    System,
    /// In a file.
    File(PathBuf),
    /// In a folder: tests have systems of their own.
    Folder(PathBuf),
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// What one view may cost, and what the relay may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Days of a view.
    pub max_days: u32,
    /// Calls that one view may take.
    pub max_calls: usize,
    /// Requests that ask WeChat, of one user in one minute; 0 is no bound.
    pub per_user_per_minute: u32,
    /// Bytes of replies kept ready.
    pub cache_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_days: 1_100,
            max_calls: 500,
            per_user_per_minute: 120,
            cache_bytes: 33_554_432,
        }
    }
}

/// How WeChat is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Upstream {
    /// Origins without a slash at the end; the next is tried after a connection failure.
    pub hosts: Vec<String>,
    /// The proxy to the outside; may hold a password.
    pub proxy: Option<String>,
    /// Certificates to trust beside the system's, as PEM.
    pub ca_file: Option<PathBuf>,
    /// How long one call may take.
    pub timeout: Duration,
    /// Calls in flight for one app.
    pub concurrency: usize,
    /// Days of one call, at most [`shared::window::WINDOW_DAYS`].
    pub window_days: u32,
    /// How many days after it a day is settled.
    pub settle_days: u32,
    /// How `module` is written, which the documentation leaves open.
    pub module_as: ModuleAs,
    /// Our own ceiling of calls a day for one app.
    pub daily_calls: u64,
}

impl Default for Upstream {
    fn default() -> Self {
        Self {
            hosts: vec!["https://api.weixin.qq.com".to_owned()],
            proxy: None,
            ca_file: None,
            timeout: Duration::from_secs(15),
            concurrency: 4,
            window_days: shared::window::WINDOW_DAYS,
            settle_days: 3,
            module_as: ModuleAs::default(),
            daily_calls: 2_000,
        }
    }
}

/// The proxy's user and password are left out.
impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream")
            .field("hosts", &self.hosts)
            .field(
                "proxy",
                &self.proxy.as_deref().map(values::without_userinfo),
            )
            .field("ca_file", &self.ca_file)
            .field("timeout", &self.timeout)
            .field("concurrency", &self.concurrency)
            .field("window_days", &self.window_days)
            .field("settle_days", &self.settle_days)
            .field("module_as", &self.module_as)
            .field("daily_calls", &self.daily_calls)
            .finish()
    }
}

/// How `module` is written in calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ModuleAs {
    /// A JSON number.
    #[default]
    Number,
    /// A JSON string.
    Text,
}

/// One app.
#[derive(Clone, Debug)]
pub struct AppConfig {
    /// Its name in addresses, for ever.
    pub alias: Alias,
    /// Names that it had before: links with them go on working.
    pub former_aliases: Vec<Alias>,
    /// WeChat's id; history is kept by it.
    pub appid: String,
    /// Its name for people.
    pub name: String,
    /// Mini program or mini game.
    pub kind: AppKind,
    /// Groups whose people see it; `*` is everyone signed in.
    pub groups: Vec<String>,
    /// People who see it, by name.
    pub users: Vec<String>,
    /// Where its releases stand, as CSV with the header `day,label`; re-read when it changes.
    pub marks_file: Option<PathBuf>,
    /// Marks that come with the configuration itself: the demo's.
    pub marks: Vec<DayMark>,
    /// Where its budgets stand, in the form of the gate's file; re-read when it changes.
    pub budgets_file: Option<PathBuf>,
    /// How tokens are had.
    pub credential: Credential,
    /// How calls are signed and encrypted; not at all unless written.
    pub signing: Option<Signing>,
}

impl AppConfig {
    /// Whose budgets those of its file are.
    #[must_use]
    pub fn owner(&self) -> Owner {
        Owner {
            alias: self.alias.clone(),
            former: self.former_aliases.clone(),
        }
    }
}

/// A row of the metric catalogue that the operator states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricRow {
    /// The module.
    pub module: Module,
    /// WeChat's id.
    pub id: String,
    /// The unit.
    pub unit: Option<String>,
    /// The good direction.
    pub better: Better,
    /// The role.
    pub role: Option<String>,
    /// The Chinese name.
    pub zh: Option<String>,
    /// The English name.
    pub en: Option<String>,
    /// Whether an exact 0 can't be a measurement.
    pub positive: Option<bool>,
}

/// What the command line says of the configuration; the words are checked as the file's are.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// The file; [`DEFAULT_FILE`] where there is one, if not said.
    pub config: Option<PathBuf>,
    /// In place of `listen`.
    pub listen: Option<String>,
    /// In place of `base_path`.
    pub base_path: Option<String>,
    /// In place of `history`.
    pub history: Option<String>,
    /// In place of `log_format`.
    pub log_format: Option<String>,
    /// The alias of an app whose AppID may have changed.
    pub accept_appid: Option<String>,
}

/// Where the history lies is left out: a password may stand in it.
impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flags")
            .field("config", &self.config)
            .field("listen", &self.listen)
            .field("base_path", &self.base_path)
            .field("log_format", &self.log_format)
            .field("accept_appid", &self.accept_appid)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Reads and checks everything; `env` as [`environment`] gives it.
    ///
    /// # Errors
    /// Every fault at once, each with its place, in the file's order.
    pub fn load(flags: &Flags, env: &BTreeMap<String, String>) -> Result<Self, Vec<ConfigError>> {
        read::load(flags, env)
    }

    /// The configuration of a relay that asks `upstream` alone and whose data is made up.
    #[must_use]
    pub fn demo(
        listen: SocketAddr,
        upstream: String,
        apps: Vec<AppConfig>,
        metrics: Vec<MetricRow>,
    ) -> Self {
        Self {
            listen: Listen::Tcp(listen),
            metrics_listen: None,
            base_path: String::new(),
            public_url: None,
            history: HistoryPlace::Memory,
            history_password: None,
            state_key: None,
            collect: Collect::off(),
            contact: None,
            drain: DEFAULT_DRAIN,
            calendar_file: None,
            fonts: FontPlace::default(),
            picture_wait: PICTURE_WAIT,
            log_format: LogFormat::default(),
            access: Access::default(),
            audit: None,
            limits: Limits::default(),
            upstream: Upstream {
                hosts: vec![upstream],
                ..Upstream::default()
            },
            accept_appid: None,
            apps,
            platforms: Vec::new(),
            metrics,
            demo: true,
        }
    }

    /// The alias that an app has now, for one that it has or had.
    #[must_use]
    pub fn current_alias(&self, alias: &Alias) -> Option<&Alias> {
        let is_it = |app: &&AppConfig| app.alias == *alias || app.former_aliases.contains(alias);
        self.apps.iter().find(is_it).map(|app| &app.alias)
    }

    /// The configuration as a file says it, with every secret as `[redacted]`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        print::to_toml(self)
    }
}

const DEFAULT_DRAIN: Duration = Duration::from_secs(10);
const PICTURE_WAIT: Duration = Duration::from_secs(10);
