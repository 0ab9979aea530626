//! History that lasts as long as the process.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, ready};
use shared::day::Day;
use shared::filter::Slice;
use shared::module::Module;

use super::{Key, Row, Rows, Store, StoreError};
use crate::wechat::Point;

/// Keeps rows in memory.
pub struct Memory {
    settle_days: u32,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    rows: HashMap<Key, BTreeMap<Day, Row>>,
    /// Calls of the day that was counted last, by appid.
    calls: HashMap<String, (Day, u64)>,
}

impl Memory {
    /// An empty history, for which a day is settled so many days after it.
    #[must_use]
    pub fn new(settle_days: u32) -> Self {
        Self {
            settle_days,
            kept: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Memory {
    fn read<'a>(
        &'a self,
        key: &'a Key,
        days: &'a [Day],
    ) -> BoxFuture<'a, Result<Rows, StoreError>> {
        let kept = self.lock();
        let rows = kept.rows.get(key).map_or_else(Rows::new, |rows| {
            days.iter()
                .filter_map(|day| Some((*day, rows.get(day)?.clone())))
                .collect()
        });
        ready(Ok(rows)).boxed()
    }

    fn write<'a>(
        &'a self,
        key: &'a Key,
        answers: Vec<(Day, Vec<Point>)>,
        at: i64,
    ) -> BoxFuture<'a, Result<Rows, StoreError>> {
        let mut kept = self.lock();
        let rows = kept.rows.entry(key.clone()).or_default();
        let mut joined = Rows::new();
        for (day, points) in answers {
            let row = match rows.remove(&day) {
                Some(mut row) => {
                    row.join(day, points, at, self.settle_days);
                    row
                }
                None => Row::first(day, points, at, self.settle_days),
            };
            rows.insert(day, row.clone());
            joined.insert(day, row);
        }
        ready(Ok(joined)).boxed()
    }

    fn newest<'a>(
        &'a self,
        appid: &'a str,
        module: Module,
    ) -> BoxFuture<'a, Result<Option<Day>, StoreError>> {
        let key = Key {
            appid: appid.into(),
            module,
            slice: Slice::ALL,
        };
        let kept = self.lock();
        let newest = kept.rows.get(&key).and_then(|rows| {
            let mut newest_first = rows.iter().rev();
            newest_first
                .find(|(_, row)| row.has_value())
                .map(|(day, _)| *day)
        });
        ready(Ok(newest)).boxed()
    }

    fn count_call<'a>(
        &'a self,
        appid: &'a str,
        today: Day,
        limit: u64,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let mut kept = self.lock();
        let (day, count) = kept.calls.entry(appid.to_owned()).or_insert((today, 0));
        if *day != today {
            (*day, *count) = (today, 0);
        }
        let may = *count < limit;
        *count += u64::from(may);
        ready(Ok(may)).boxed()
    }

    fn calls<'a>(&'a self, appid: &'a str, today: Day) -> BoxFuture<'a, Result<u64, StoreError>> {
        let kept = self.lock();
        let count = kept.calls.get(appid).filter(|(day, _)| *day == today);
        ready(Ok(count.map_or(0, |(_, count)| *count))).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn calls_are_counted_by_day_up_to_the_limit() {
        let (store, first) = (Memory::new(3), day("2026-10-01"));
        for may in [true, true, false] {
            assert_eq!(store.count_call("wx1", first, 2).await, Ok(may));
        }
        assert_eq!(store.calls("wx1", first).await, Ok(2));
        assert_eq!(store.calls("wx1", first.plus(1)).await, Ok(0));
        assert_eq!(store.count_call("wx1", first.plus(1), 2).await, Ok(true));
        assert_eq!(store.calls("wx2", first).await, Ok(0));
    }

    #[tokio::test]
    async fn the_newest_day_is_the_last_with_a_value() {
        let store = Memory::new(3);
        let key = Key {
            appid: "wx1".into(),
            module: Module::Memory,
            slice: Slice::ALL,
        };
        let point = Point {
            metric: "m".into(),
            zh: "".into(),
            line: 0,
            text: "1".into(),
        };
        let answers = vec![
            (day("2026-10-01"), vec![point]),
            (day("2026-10-02"), Vec::new()),
        ];
        store.write(&key, answers, 1_790_000_000).await.unwrap();
        let newest = store.newest("wx1", Module::Memory).await;
        assert_eq!(newest, Ok(Some(day("2026-10-01"))));
        assert_eq!(store.newest("wx1", Module::Launch).await, Ok(None));
    }
}
