//! A version of a day as the table holds it, and whether it is one.

use shared::day::Day;
use shared::filter::Slice;
use shared::module::Module;
use shared::value::Value;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::history::day_of;
use crate::history::stored::{self, Names};

/// By primary key, so that versions of a day stand together and oldest first.
pub(super) const READ: &str = "SELECT appid, module, slice, day, first_seen, last_asked, \
     settled_at, settled_asks, measured, body FROM day_version \
     ORDER BY appid, module, slice, day, first_seen";

/// Every column of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) appid: String,
    pub(super) module: String,
    pub(super) slice: String,
    pub(super) day: i64,
    pub(super) first_seen: i64,
    pub(super) last_asked: i64,
    pub(super) settled_at: Option<i64>,
    pub(super) settled_asks: i64,
    pub(super) measured: i64,
    pub(super) body: String,
}

impl Record {
    /// A row of [`READ`].
    pub(super) fn of(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            appid: row.try_get(0)?,
            module: row.try_get(1)?,
            slice: row.try_get(2)?,
            day: row.try_get(3)?,
            first_seen: row.try_get(4)?,
            last_asked: row.try_get(5)?,
            settled_at: row.try_get(6)?,
            settled_asks: row.try_get(7)?,
            measured: row.try_get(8)?,
            body: row.try_get(9)?,
        })
    }

    /// What it is kept under, for messages.
    pub(super) fn key(&self) -> String {
        let day = self.date();
        let day = day.map_or_else(|| self.day.to_string(), |day| day.to_string());
        let Self {
            appid,
            module,
            slice,
            first_seen,
            ..
        } = self;
        format!("{appid} {module} {slice} {day}, first seen {first_seen}")
    }

    /// The day.
    pub(super) fn date(&self) -> Option<Day> {
        day_of(self.day)
    }

    /// The module.
    pub(super) fn module(&self) -> Option<Module> {
        let mut known = Module::ALL.into_iter();
        known.find(|module| module.slug() == self.module)
    }

    /// Whether a relay can read it. Times are not compared: a clock that was set back confirms a
    /// version earlier than it was seen.
    ///
    /// # Errors
    /// Says what is wrong.
    pub(super) fn check(&self, names: &mut Names) -> Result<(), String> {
        if self.appid.is_empty() {
            return Err("the AppID is empty".to_owned());
        }
        if self.module().is_none() {
            return Err(format!("«{}» is no module", self.module));
        }
        // Written as a relay asks for it, or it is never found.
        let slice: Option<Slice> = self.slice.parse().ok();
        if slice.is_none_or(|slice| slice.to_string() != self.slice) {
            return Err(format!("«{}» is no slice", self.slice));
        }
        if self.date().is_none() {
            return Err(format!("{} is no day", self.day));
        }
        let times = [
            self.first_seen,
            self.last_asked,
            self.settled_at.unwrap_or(0),
        ];
        if times.into_iter().any(|time| time < 0) || self.settled_asks < 0 {
            return Err("a time or a count is below 0".to_owned());
        }
        let measured = measured(&self.body, names)?;
        if measured != self.measured {
            let text = format!("measured is {}, the body holds {measured}", self.measured);
            return Err(text);
        }
        Ok(())
    }
}

/// How many values a body holds.
///
/// # Errors
/// Where it can't be read.
pub(super) fn measured(body: &str, names: &mut Names) -> Result<i64, String> {
    let points = stored::read(body, names).map_err(|error| format!("the body: {error}"))?;
    let place = |point: &crate::wechat::Point| (point.metric.clone(), point.line);
    if !points.is_sorted_by(|one, next| place(one) < place(next)) {
        return Err("the body: its metrics stand twice or in no order".to_owned());
    }
    let values = points
        .iter()
        .filter(|point| Value::from_text(&point.text).is_some());
    Ok(i64::try_from(values.count()).unwrap_or(i64::MAX))
}
