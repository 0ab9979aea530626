//! Series that are made up, the same on every machine.

use std::collections::BTreeMap;

use shared::day::Day;
use shared::filter::{Platform, Slice};
use shared::metric::{Better, Confidence, Metric};
use shared::reply::{Period, Series};
use shared::value::{Status, Value};

/// Day `index` after 2026-10-01.
pub(crate) fn day(index: i64) -> Day {
    Day::new(2026, 10, 1).unwrap().plus(index)
}

/// Values that wander around `middle`: whole numbers from a small generator, no rounding of sines.
pub(crate) fn wave(days: usize, middle: f64, reach: f64) -> Vec<Option<f64>> {
    let mut state = 12_345_u64;
    let mut drift = 0.0;
    (0..days)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let step = (state >> 40) as f64 / f64::from(1 << 24) - 0.5;
            drift = drift * 0.9 + step * 0.5;
            Some((middle + reach * (step + 2.0 * drift)).round())
        })
        .collect()
}

/// A series of launch times of a platform.
pub(crate) fn platform(platform: Platform, values: Vec<Option<f64>>) -> Series {
    Series {
        app: "shop".to_owned(),
        slice: Slice {
            platform,
            ..Slice::ALL
        },
        period: Period::Current,
        metric: Metric {
            id: "total".to_owned(),
            zh: "启动总耗时".to_owned(),
            en: "Launch, total".to_owned(),
            line: 0,
            unit: Some("ms".to_owned()),
            better: Better::Down,
            role: Some("total".to_owned()),
            confidence: Confidence::High,
        },
        start: day(0),
        values: values
            .into_iter()
            .map(|value| value.and_then(Value::new))
            .collect(),
        status: BTreeMap::new(),
    }
}

/// Changes to a made-up series.
pub(crate) trait MadeUp {
    /// Takes a day's value.
    fn gap(&mut self, index: usize, status: Status) -> &mut Self;
    /// Makes a day's value 0 that is no measurement.
    fn zero(&mut self, index: usize) -> &mut Self;
    /// Gives a day a status.
    fn mark(&mut self, index: usize, status: Status) -> &mut Self;
}

impl MadeUp for Series {
    fn gap(&mut self, index: usize, status: Status) -> &mut Self {
        self.values[index] = None;
        self.mark(index, status)
    }

    fn zero(&mut self, index: usize) -> &mut Self {
        self.values[index] = Value::new(0.0);
        self.mark(index, Status::Zero)
    }

    fn mark(&mut self, index: usize, status: Status) -> &mut Self {
        self.status
            .insert(day(i64::try_from(index).unwrap()), status);
        self
    }
}
