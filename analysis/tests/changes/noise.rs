//! Series made of noise of several kinds, with a seed, and with changes where a test wants them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use analysis::Calendar;
use shared::day::Day;
use shared::filter::Slice;
use shared::metric::{Better, Confidence, Metric};
use shared::reply::{Period, Series};
use shared::value::Value;

/// Days off, read once.
pub(crate) static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::builtin);

/// S. Vigna's SplitMix64.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Between 0 and 1, neither of them.
    pub(crate) fn share(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0
    }

    /// A whole number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    /// One of the normal distribution.
    fn normal(&mut self) -> f64 {
        let length = (-2.0 * self.share().ln()).sqrt();
        length * (std::f64::consts::TAU * self.share()).cos()
    }
}

/// What the noise of a series is like; its standard deviation is always 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Normal and each day for itself.
    White,
    /// Student's distribution with 3 degrees of freedom: many far days.
    Tails,
    /// A third of each day is the day before's.
    Memory,
    /// A rhythm of the week of up to 4 standard deviations each way.
    Week,
    /// Days off, weekends and holidays alike, lie 3 standard deviations higher.
    Off,
    /// One day in ten is missing.
    Missing,
    /// Rounded to whole standard deviations.
    Rounded,
    /// Twice as much in the second half as in the first.
    Wider,
    /// All of these at once but the last two, and rounded to a tenth.
    All,
}

impl Kind {
    pub(crate) const EACH: [Self; 9] = [
        Self::White,
        Self::Tails,
        Self::Memory,
        Self::Week,
        Self::Off,
        Self::Missing,
        Self::Rounded,
        Self::Wider,
        Self::All,
    ];

    fn is(self, kind: Self) -> bool {
        self == kind || self == Self::All
    }
}

/// A series of `days` days without a change.
pub(crate) fn still(kind: Kind, days: usize, seed: u64) -> Series {
    made(kind, days, seed, |_| 0.0)
}

/// A series of `days` days around 100, with what `level` adds in standard deviations.
pub(crate) fn made(kind: Kind, days: usize, seed: u64, level: impl Fn(usize) -> f64) -> Series {
    let mut chance = Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ days as u64);
    let start: Day = "2023-01-01".parse().unwrap();
    let start = start.plus(i64::try_from(chance.below(1000)).unwrap());
    let week: [f64; 7] = std::array::from_fn(|_| 8.0 * chance.share() - 4.0);
    let mut noise = chance.normal();
    let values = (0..days).map(|day| {
        let date = start.plus(i64::try_from(day).unwrap());
        let mut fresh = chance.normal();
        if kind.is(Kind::Tails) {
            let squares: f64 = (0..3).map(|_| chance.normal().powi(2)).sum();
            fresh /= squares.sqrt();
        }
        noise = if kind.is(Kind::Memory) {
            0.3 * noise + 0.91_f64.sqrt() * fresh
        } else {
            fresh
        };
        let times = if kind == Kind::Wider && day > days / 2 {
            2.0
        } else {
            1.0
        };
        let mut value = 100.0 + level(day) + times * noise;
        if kind.is(Kind::Week) {
            value += week[usize::try_from(date.weekday() - 1).unwrap()];
        }
        if kind.is(Kind::Off) && CALENDAR.is_off(date) {
            value += 3.0;
        }
        match kind {
            Kind::Rounded => value = value.round(),
            Kind::All => value = (value * 10.0).round() / 10.0,
            _ => {}
        }
        let missing = kind.is(Kind::Missing) && chance.share() < 0.1;
        Value::new(value).filter(|_| !missing)
    });
    Series {
        app: "shop".to_owned(),
        slice: Slice::ALL,
        period: Period::Current,
        metric: Metric {
            id: "total".to_owned(),
            zh: "启动总耗时".to_owned(),
            en: "Launch, total".to_owned(),
            line: 0,
            unit: Some("ms".to_owned()),
            better: Better::Down,
            role: None,
            confidence: Confidence::High,
        },
        start,
        values: values.collect(),
        status: BTreeMap::new(),
    }
}
