//! What WeChat said of each day, kept so that nothing is asked twice and nothing is lost.
//!
//! A [`Store`] keeps, [`Row`] decides: which days are lacking and how a new answer joins an old
//! one are the same whatever keeps them.

mod memory;
mod row;

pub use memory::Memory;
pub use row::{Cell, Change, Row};

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::BoxFuture;
use shared::day::Day;
use shared::filter::Slice;
use shared::module::Module;

use crate::wechat::Point;

/// What a row is kept under, beside its day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// WeChat's id of the app: an alias may change, history stays.
    pub appid: Arc<str>,
    /// The module.
    pub module: Module,
    /// The slice.
    pub slice: Slice,
}

/// Rows by day.
pub type Rows = BTreeMap<Day, Row>;

/// Something that could not be read or kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("history: {0}")]
pub struct StoreError(pub String);

/// What keeps rows and counts calls.
pub trait Store: Send + Sync {
    /// The rows of those `days` that were ever answered.
    ///
    /// # Errors
    /// Where they can't be read.
    fn read<'a>(&'a self, key: &'a Key, days: &'a [Day])
    -> BoxFuture<'a, Result<Rows, StoreError>>;

    /// Joins answers with what is kept; `at` is when they were asked, in Unix seconds. A day that
    /// was asked and not answered comes with no points. Gives the joined rows back.
    ///
    /// # Errors
    /// Where they can't be kept.
    fn write<'a>(
        &'a self,
        key: &'a Key,
        answers: Vec<(Day, Vec<Point>)>,
        at: i64,
    ) -> BoxFuture<'a, Result<Rows, StoreError>>;

    /// The newest day with a value in the slice all.
    ///
    /// # Errors
    /// Where it can't be read.
    fn newest<'a>(
        &'a self,
        appid: &'a str,
        module: Module,
    ) -> BoxFuture<'a, Result<Option<Day>, StoreError>>;

    /// Counts a call of a Beijing day unless `limit` were passed; says whether it may be made.
    ///
    /// # Errors
    /// Where it can't be counted.
    fn count_call<'a>(
        &'a self,
        appid: &'a str,
        today: Day,
        limit: u64,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// The calls counted on a Beijing day.
    ///
    /// # Errors
    /// Where they can't be read.
    fn calls<'a>(&'a self, appid: &'a str, today: Day) -> BoxFuture<'a, Result<u64, StoreError>>;
}
