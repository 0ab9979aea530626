//! Which filters WeChat honours, as what was kept so far tells: a filter that goes unheeded gives
//! the same values as none.

use serde::Serialize;
use shared::day::{Day, DayRange};
use shared::filter::{Filter as _, Level, Network, Platform, Slice};
use shared::module::Module;
use shared::value::Value;

use super::{App, Inner};
use crate::history::{Key, Moment, Row, Rows};

/// How many days must be the same before that means something.
const ENOUGH_DAYS: usize = 7;

/// How far back is looked.
const LOOKED_AT: u32 = 60;

/// What a filter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Values differ: WeChat heeds it.
    Honoured,
    /// Values are the same on every day, at least seven: WeChat seems not to heed it.
    WithoutEffect,
    /// Not enough was asked so far.
    Unknown,
}

/// What was learned of a module's filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LearnedFilters {
    /// The module.
    pub module: Module,
    /// Whether its documentation lists the network filter; it lists the other two for each module.
    pub documents_network: bool,
    /// The platform.
    pub platform: Verdict,
    /// The device level.
    pub level: Verdict,
    /// The network.
    pub network: Verdict,
}

/// What is known of each module's filters; nothing is asked for it.
pub(super) async fn learned(inner: &Inner, app: &App) -> Vec<LearnedFilters> {
    let mut learned = Vec::new();
    for module in Module::ALL {
        learned.push(of_module(inner, app, module).await);
    }
    learned
}

async fn of_module(inner: &Inner, app: &App, module: Module) -> LearnedFilters {
    let range = DayRange::ending(inner.clock.today().plus(-1), LOOKED_AT);
    let days: Vec<Day> = range.days().collect();
    // Where history can't be read nothing is known; it has told why.
    let slices = inner.history.slices(&app.appid, module).await;
    let slices = slices.unwrap_or_default();
    let read = async |slice: Slice| {
        let key = Key {
            appid: app.appid.clone(),
            module,
            slice,
        };
        let rows = inner.history.read(&key, &days, Moment::Now).await;
        rows.unwrap_or_default()
    };
    let judge = async |is_used: fn(Slice) -> bool, without: fn(Slice) -> Slice| {
        let mut verdict = Verdict::Unknown;
        for slice in slices.iter().copied().filter(|slice| is_used(*slice)) {
            let (rows, all) = (read(slice).await, read(without(slice)).await);
            match compare(&rows, &all) {
                Verdict::Honoured => return Verdict::Honoured,
                Verdict::WithoutEffect => verdict = Verdict::WithoutEffect,
                Verdict::Unknown => {}
            }
        }
        verdict
    };
    LearnedFilters {
        module,
        documents_network: module.documents_network(),
        platform: judge(
            |slice| !slice.platform.is_all(),
            |slice| Slice {
                platform: Platform::All,
                ..slice
            },
        )
        .await,
        level: judge(
            |slice| !slice.level.is_all(),
            |slice| Slice {
                level: Level::All,
                ..slice
            },
        )
        .await,
        network: judge(
            |slice| !slice.network.is_all(),
            |slice| Slice {
                network: Network::All,
                ..slice
            },
        )
        .await,
    }
}

/// What the days that two slices share tell of the filter in which they differ.
pub(super) fn compare(rows: &Rows, all: &Rows) -> Verdict {
    let mut days = 0;
    for (day, row) in rows {
        let Some(other) = all.get(day) else { continue };
        if !row.has_value() || !other.has_value() {
            continue;
        }
        if values(row) != values(other) {
            return Verdict::Honoured;
        }
        days += 1;
    }
    if days >= ENOUGH_DAYS {
        Verdict::WithoutEffect
    } else {
        Verdict::Unknown
    }
}

fn values(row: &Row) -> Vec<(&str, u32, Value)> {
    let mut values: Vec<_> = row
        .cells
        .iter()
        .filter_map(|cell| Some((&*cell.metric, cell.line, cell.value()?)))
        .collect();
    values.sort_by_key(|(metric, line, _)| (*metric, *line));
    values
}
