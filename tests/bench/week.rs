//! A week of fifty readers and the daily collection: the calls that WeChat got, beside the least that
//! could answer them, and beside what each view would cost where nothing is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use futures::future::join_all;
use relay::collect::Pace;
use relay::config::Collect;
use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::module::Module;
use shared::value::Value;
use shared::view::{Alias, Days, parse};
use shared::window::{WINDOW_DAYS, cover};
use simulator::{Answered, MetricSpec, Simulator};
use tests::House;
use tests::house::view;

use crate::documented;

const DAYS: i64 = 7;
const READERS: usize = 50;
/// Views of each reader in a day.
const VIEWS: usize = 3;
/// When readers come, in minutes after the collection has begun; those of one time come at once.
const TIMES: [i64; 10] = [20, 35, 60, 90, 150, 270, 280, 300, 420, 510];
/// What the calls may be of the least; what a view costs beyond that is a fault.
const BOUND: f64 = 1.05;

/// A day that is not settled is asked again by whoever wants it after so many seconds.
const FRESH: i64 = 30 * 60;
/// A day asked so many days after it is settled.
const SETTLE_DAYS: i64 = 3;

/// What is asked: mostly recent days in a few slices, now and then a year.
const SLICES: [&str; 6] = [
    "platform=all,ios,android",
    "platform=ios,android",
    "platform=all",
    "level=high,mid,low",
    "platform=android&level=low",
    "network=wifi,4g",
];
const LENGTHS: [u32; 8] = [7, 28, 28, 30, 30, 60, 90, 365];

/// A settled day without any value but 0 is asked again after so many seconds, each time that it was.
const EMPTY_AGAIN: [i64; 3] = [3_600, 24 * 3_600, 7 * 24 * 3_600];

/// App, module and slice.
type Key = (Alias, Module, Slice);

/// When a day was asked last, and how often once it was settled.
#[derive(Clone, Copy, Default)]
struct Asked {
    at: i64,
    settled: usize,
}

/// What was asked so far, by the rules that the documentation tells of the history.
struct Ledger<'a> {
    simulator: &'a Simulator,
    appids: BTreeMap<String, String>,
    asked: BTreeMap<Key, BTreeMap<Day, Asked>>,
}

impl Ledger<'_> {
    /// The least number of windows for the days that views lack at a time; they are known then.
    fn least(&mut self, views: &[String], now: i64) -> usize {
        let mut wanted: BTreeMap<Key, BTreeSet<Day>> = BTreeMap::new();
        for text in views {
            for (key, range) in keys(text) {
                wanted.entry(key).or_default().extend(range.days());
            }
        }
        let mut least = 0;
        for (key, days) in wanted {
            let lacking: Vec<Day> = days
                .into_iter()
                .filter(|day| self.lacks(&key, *day, now))
                .collect();
            let windows = cover(&lacking, WINDOW_DAYS);
            least += windows.len();
            let asked = self.asked.entry(key).or_default();
            for day in windows.iter().flat_map(|window| window.days()) {
                let one = asked.entry(day).or_default();
                one.at = now;
                one.settled += usize::from(Day::at_unix(now).since(day) >= SETTLE_DAYS);
            }
        }
        least
    }

    fn lacks(&self, key: &Key, day: Day, now: i64) -> bool {
        let Some(asked) = self.asked.get(key).and_then(|asked| asked.get(&day)) else {
            return true;
        };
        let again = match asked.settled {
            0 => Some(FRESH),
            count if !self.is_filled(key, day) => EMPTY_AGAIN.get(count - 1).copied(),
            _ => None,
        };
        again.is_some_and(|pause| asked.at + pause <= now)
    }

    /// Whether WeChat has any value but 0 for a day.
    fn is_filled(&self, (alias, module, slice): &Key, day: Day) -> bool {
        let appid = &self.appids[alias.as_str()];
        let value = |metric: &MetricSpec| {
            let value = self
                .simulator
                .value(appid, *module, *slice, metric.id, 0, day);
            let value = value.and_then(|text| Value::from_text(&text));
            value.is_some_and(|value| value.get() != 0.0)
        };
        Simulator::metrics(*module).iter().any(value)
    }
}

/// The keys of a view, each with its days.
fn keys(text: &str) -> Vec<(Key, DayRange)> {
    let view = parse(text, &[]).expect("a view").view;
    let Days::Range(range) = view.days else {
        panic!("«{text}» names no days");
    };
    let module = view.module.expect("a module");
    let slices = view.slices();
    let of_app = |app: &Alias| {
        let key = |slice| ((app.clone(), module, slice), range);
        slices.iter().copied().map(key).collect::<Vec<_>>()
    };
    view.apps.iter().flat_map(of_app).collect()
}

/// The windows that views take where each asks for all of its days.
fn without_keeping(views: &[String]) -> usize {
    let of_key = |range: DayRange| range.count().div_ceil(WINDOW_DAYS as usize);
    views
        .iter()
        .flat_map(|text| keys(text))
        .map(|(_, range)| of_key(range))
        .sum()
}

/// The view of a number, of days that end yesterday.
fn asked(apps: &[String], number: usize, today: Day) -> String {
    // Mixed, and the same in each run.
    let mixed = number.wrapping_mul(2_654_435_761) >> 7;
    let app = &apps[mixed % apps.len()];
    let module = Module::ALL[mixed / 5 % Module::ALL.len()];
    let slices = SLICES[mixed / 31 % SLICES.len()];
    let range = DayRange::ending(today.plus(-1), LENGTHS[mixed / 211 % LENGTHS.len()]);
    format!("{}&{slices}", view(app, module, range))
}

/// Calls for data that were answered with some; a call that only learns of a token's end is none.
fn calls(house: &House) -> usize {
    let calls = house.data_calls();
    calls
        .iter()
        .filter(|call| call.answered == Answered::Ok)
        .count()
}

/// Waits until the collection makes no more calls.
async fn collected(house: &House) {
    let mut before = usize::MAX;
    for _ in 0..600 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = house.data_calls().len();
        if now == before {
            return;
        }
        before = now;
    }
    panic!("the collection does not end");
}

/// Whether the week took hardly more calls than the least.
pub(crate) async fn of_fifty_readers(sources: &Path) -> bool {
    let house = House::with(|config| {
        config.collect = Collect {
            pace: Pace {
                grace: Duration::ZERO,
                look: Duration::from_millis(20),
                pause: Duration::from_millis(1),
                again: [Duration::from_millis(50); 3],
            },
            ..Collect::default()
        };
        config.upstream.daily_calls = 1_000_000;
        config.limits.per_user_per_minute = 0;
    })
    .await;
    let apps: Vec<String> = house
        .simulator()
        .apps()
        .into_iter()
        .map(|app| app.alias)
        .collect();
    let apps_of = house.simulator().apps().into_iter();
    let mut ledger = Ledger {
        simulator: house.simulator(),
        appids: apps_of.map(|app| (app.alias, app.appid)).collect(),
        asked: BTreeMap::new(),
    };
    let (mut least, mut plain) = (0, 0);
    let morning = house.clock.now();
    for day in 0..DAYS {
        let morning = morning + day * 24 * 3_600;
        house.clock.set(morning);
        collected(&house).await;
        let today = house.clock.today();
        let month = DayRange::ending(today.plus(-1), 30);
        for app in &apps {
            let daily =
                Module::ALL.map(|module| view(app, module, month) + "&platform=all,ios,android");
            least += ledger.least(&daily, morning);
            plain += without_keeping(&daily);
        }
        for (turn, minutes) in TIMES.into_iter().enumerate() {
            let now = morning + minutes * 60;
            house.clock.set(now);
            let at_once = READERS / TIMES.len();
            for nth in 0..VIEWS {
                let number = |reader: usize| {
                    let day = usize::try_from(day).expect("a week");
                    ((day * READERS) + turn * at_once + reader) * VIEWS + nth
                };
                let views: Vec<String> = (0..at_once)
                    .map(|reader| asked(&apps, number(reader), today))
                    .collect();
                least += ledger.least(&views, now);
                plain += without_keeping(&views);
                for reply in join_all(views.iter().map(|view| house.reply(view))).await {
                    assert_eq!(reply.failures, []);
                }
            }
        }
    }
    let made = calls(&house);
    let (share, economy) = (made as f64 / least as f64, made as f64 / plain as f64);
    let views = DAYS as usize * READERS * VIEWS;
    let text = format!(
        "{views} views of {READERS} readers in {DAYS} days, three apps collected daily: {made} calls, \
         {share:.3} of the least (bound {BOUND}), {economy:.3} of what the views and collections take \
         where nothing is kept."
    );
    println!("{text}");
    documented::write(sources, "week", &text);
    share <= BOUND
}
