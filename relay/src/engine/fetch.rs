//! Days that nobody waits for at a page: those of the daily collection and of a backfill.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use futures::future::join_all;
use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::{Problem, ProblemKind};
use shared::text::Lang;
use shared::window::cover;

use super::plan::Part;
use super::{App, Engine, flight};
use crate::history::{Key, Moment, Rows, StoreError};

/// So many minutes in a row in which WeChat grants an app no call are waited for, by whoever has time:
/// it says that the next one brings some.
pub const MINUTES: u32 = 3;

/// One slice of one module of one app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// The app's alias.
    pub app: String,
    /// The module.
    pub module: Module,
    /// The slice.
    pub slice: Slice,
}

/// What history lacks of a lot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lacking {
    /// The least windows for the days that lack, the newest first.
    pub windows: Vec<DayRange>,
    /// The newest of the days that were looked at which was ever answered, with a value or without.
    pub newest: Option<Day>,
}

/// What a window brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Days with a value.
    pub measured: usize,
}

impl Engine {
    /// The aliases of all apps.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        self.0.apps.iter().map(|app| app.alias.as_str())
    }

    /// The days of a lot that history lacks. Today and later are never among them.
    ///
    /// # Errors
    /// Where history can't be read.
    pub async fn lacking(&self, lot: &Lot, range: DayRange) -> Result<Lacking, StoreError> {
        let inner = &self.0;
        let Some(app) = inner.app(&lot.app) else {
            return Ok(Lacking::default());
        };
        let today = inner.clock.today();
        let days: Vec<Day> = range.days().filter(|day| *day < today).collect();
        let rows = inner
            .history
            .read(&key(app, lot), &days, Moment::Now)
            .await?;
        let lacking = lacking(&rows, days, inner.clock.now());
        let mut windows = cover(&lacking, inner.config.upstream.window_days);
        windows.reverse();
        let newest = rows.keys().max().copied();
        Ok(Lacking { windows, newest })
    }

    /// Asks for what a window lacks, or waits for whoever is asking it already. What came is safe
    /// in history when this returns.
    ///
    /// # Errors
    /// Why it could not be asked, or not be kept.
    pub async fn fetch(&self, lot: &Lot, window: DayRange) -> Result<Fetched, Box<Problem>> {
        let inner = &self.0;
        let fail = |kind, detail: String| Box::new(Problem::new(kind, detail, Lang::En));
        let Some(app) = inner.app(&lot.app) else {
            let detail = format!("No app has the alias {}.", lot.app);
            return Err(fail(ProblemKind::AppUnknown, detail));
        };
        let ticket = inner.flights.check_in();
        let key = key(app, lot);
        let days: Arc<[Day]> = window.days().collect();
        let unkept = |_| fail(ProblemKind::Internal, UNKEPT.to_owned());
        let rows = inner
            .history
            .read(&key, &days, Moment::Now)
            .await
            .map_err(unkept)?;
        let part = Part {
            alias: app.alias.clone(),
            key: key.clone(),
            lacking: lacking(&rows, days.to_vec(), inner.clock.now()),
            days: days.clone(),
            rows,
            history_failed: false,
        };
        let begun = Arc::new(AtomicUsize::new(0));
        let legs = flight::board(inner, ticket, &[part], false, &begun).await;
        for landed in join_all(legs.into_iter().map(|leg| leg.flight)).await {
            match landed {
                Ok(landed) if landed.kept => {}
                Ok(_) => return Err(fail(ProblemKind::Internal, UNKEPT.to_owned())),
                Err(error) => return Err(Box::new(error.problem(Lang::En))),
            }
        }
        let rows = inner
            .history
            .read(&key, &days, Moment::Now)
            .await
            .map_err(unkept)?;
        let measured = rows.values().filter(|row| row.has_value()).count();
        Ok(Fetched { measured })
    }
}

const UNKEPT: &str = "The store failed, so that the days are not kept; the log says why.";

fn key(app: &App, lot: &Lot) -> Key {
    Key {
        appid: app.appid.clone(),
        module: lot.module,
        slice: lot.slice,
    }
}

fn lacking(rows: &Rows, mut days: Vec<Day>, now: i64) -> Vec<Day> {
    days.retain(|day| rows.get(day).is_none_or(|row| row.is_lacking(now)));
    days
}
