//! The apps that a reader may see.

use serde::{Deserialize, Serialize};

use crate::budget::Budget;
use crate::day::{Day, Utc};

/// The reply of `api/v1/apps`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Apps {
    /// The relay's version.
    pub version: String,
    /// Whether the data is made up.
    pub demo: bool,
    /// Whether any site may embed pages.
    pub embed: bool,
    /// Today in Beijing, by the relay's clock.
    pub today: Day,
    /// The user's name where a proxy gives one.
    pub user: Option<String>,
    /// The apps.
    pub apps: Vec<App>,
}

/// One app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct App {
    /// Its name in addresses, for ever.
    pub alias: String,
    /// Its name for people.
    pub name: String,
    /// Mini program or mini game.
    pub kind: AppKind,
    /// Its releases and other marks.
    pub marks: Vec<DayMark>,
    /// Its budgets.
    pub budgets: Vec<Budget>,
    /// Its quota where it is known.
    pub quota: Option<Quota>,
}

/// What an app is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppKind {
    /// 小程序.
    #[default]
    MiniProgram,
    /// 小游戏.
    MiniGame,
}

/// Something that happened on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayMark {
    /// The day.
    pub day: Day,
    /// What happened, such as a release's version.
    pub label: String,
}

/// Calls a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// How many calls a day are allowed.
    pub limit: u64,
    /// How many were made today.
    pub used: u64,
    /// How many are left.
    pub left: u64,
    /// When this was known.
    pub at: Utc,
}

/// The quota of one app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppQuota {
    /// The app's alias.
    pub app: String,
    /// Its quota.
    #[serde(flatten)]
    pub quota: Quota,
}
