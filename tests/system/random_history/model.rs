//! What WeChat has said, as the simulator's own record of it tells, and what must be served of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use shared::day::Day;
use shared::filter::Slice;
use shared::module::Module;
use shared::reply::{NoticeCode, Period, Reply, Series};
use shared::value::{Status, Value};
use shared::view::{View, parse};
use simulator::Call;
use tests::{Answer, House};

use super::life::Ask;

/// A day is settled so many days after it.
const SETTLE_DAYS: i64 = 3;

/// A day of a slice of an app's module.
type Key = (String, Module, Slice, Day);
/// A metric's id and line.
type Line = (String, u32);

/// What is known of a day.
#[derive(Clone, Debug, Default)]
struct Known {
    settled: bool,
    lines: BTreeMap<Line, Told>,
}

/// What a line was told to be, last and before.
#[derive(Clone, Copy, Debug)]
struct Told {
    value: Value,
    /// Whether it changed once the day was settled.
    revised: bool,
}

/// Everything that was told.
#[derive(Clone, Debug, Default)]
pub(super) struct Model(BTreeMap<Key, Known>);

/// When something is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) today: Day,
    /// Whether statuses are told to the word: a clock that goes back settles days and unsettles them.
    pub(super) exact: bool,
}

fn text(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn list<'j>(json: &'j Json, name: &str) -> impl Iterator<Item = &'j Json> {
    json.get(name)
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
}

impl Model {
    /// Takes in what a call was answered with.
    pub(super) fn take(&mut self, call: &Call) {
        let Some(body) = call.body.as_ref().filter(|body| body["errcode"] == 0) else {
            return;
        };
        let (appid, module) = (call.appid.clone().unwrap(), call.module.unwrap());
        let (slice, window) = (call.slice.unwrap(), call.window.unwrap());
        // Of a day given twice the last counts that has a value.
        let mut told: BTreeMap<(Day, Line), Option<Value>> = BTreeMap::new();
        for table in list(&body["data"]["body"], "tables") {
            for (line, number) in list(table, "lines").zip(0..) {
                for field in list(line, "fields") {
                    let day = Day::from_compact(&text(&field["refdate"])).unwrap();
                    let value = field.get("value").map(text).unwrap_or_default();
                    let line = (text(&table["id"]), number);
                    let last = told.entry((day, line)).or_default();
                    *last = Value::from_text(&value).or(*last);
                }
            }
        }
        for day in window.days() {
            let key = (appid.clone(), module, slice, day);
            let known = self.0.entry(key).or_default();
            for ((_, line), value) in told.iter().filter(|((of, _), _)| *of == day) {
                let Some(value) = *value else { continue };
                let before = known.lines.get(line);
                let is_new = before.is_none_or(|before| before.value != value);
                let revised =
                    before.is_some_and(|before| before.revised) || known.settled && is_new;
                known.lines.insert(line.clone(), Told { value, revised });
            }
            let today = Day::at_unix(call.time);
            known.settled |= today.since(day) >= SETTLE_DAYS;
        }
    }

    fn known(&self, ask: (&str, Module, Slice), day: Day) -> Option<&Known> {
        let (appid, module, slice) = ask;
        self.0.get(&(appid.to_owned(), module, slice, day))
    }

    /// The value and status that a day must be served with.
    fn served(
        &self,
        ask: (&str, Module, Slice),
        line: &Line,
        day: Day,
        today: Day,
    ) -> (Option<Value>, Status) {
        let known = self.known(ask, day).filter(|_| day < today);
        let Some(known) = known else {
            let status = if day < today {
                Status::Failed
            } else {
                Status::Missing
            };
            return (None, status);
        };
        let Some(told) = known.lines.get(line) else {
            return (None, Status::Missing);
        };
        let positive = ["memory", "costtime"].contains(&line.0.as_str());
        let status = if told.revised {
            Status::Revised
        } else if positive && told.value.get() == 0.0 {
            Status::Zero
        } else if known.settled {
            Status::Final
        } else {
            Status::Provisional
        };
        (Some(told.value), status)
    }
}

/// Checks an answer against each of the models: every day must fit one of them.
pub(super) fn check(ask: &Ask, answer: &Answer, models: &[&Model], at: Moment, house: &House) {
    let name = &answer.asked;
    let view = parse(&ask.view(), &[]).unwrap().view;
    let scope = Scope::new(ask, &view, house);
    if answer.status != 200 {
        let problem = answer.problem();
        assert!(
            problem.kind.contains(":upstream-"),
            "{name}: {}",
            problem.kind
        );
        let knows = |model: &&Model| scope.parts().any(|part| scope.knows(model, part, at.today));
        assert!(
            !models.iter().all(knows),
            "{name}: a problem, though days are known"
        );
        return;
    }
    let reply = answer.reply();
    let away = |code| reply.notices.iter().any(|notice| notice.code == code);
    assert!(!away(NoticeCode::HistoryUnavailable), "{name}");
    let mut seen = BTreeSet::new();
    for series in &reply.series {
        assert!(
            seen.insert(series.key()),
            "{name}: twice {:?}",
            series.key()
        );
        scope.check_series(series, &reply, models, at, name);
    }
    // None lost: every line that any day of an app holds is there, for each slice and period.
    let newest = models.first().copied();
    for (alias, appid, slice) in scope.parts() {
        for line in newest
            .iter()
            .flat_map(|model| scope.lines(model, &appid, at.today))
        {
            for period in scope.periods() {
                let is_there = reply.series.iter().any(|one| {
                    let metric = (one.metric.id.clone(), one.metric.line);
                    one.app == alias && one.slice == slice && one.period == period && metric == line
                });
                assert!(is_there, "{name}: lost {alias} {slice} {line:?} {period:?}");
            }
        }
    }
}

/// What a view looks at.
struct Scope<'a> {
    ask: &'a Ask,
    view: &'a View,
    apps: Vec<(String, String)>,
}

impl<'a> Scope<'a> {
    fn new(ask: &'a Ask, view: &'a View, house: &House) -> Self {
        let apps = ask.apps.split(',');
        let apps = apps.map(|alias| (alias.to_owned(), house.appid(alias)));
        Self {
            ask,
            view,
            apps: apps.collect(),
        }
    }

    fn parts(&self) -> impl Iterator<Item = (String, String, Slice)> {
        let slices = self.view.slices();
        self.apps.iter().flat_map(move |(alias, appid)| {
            let part = |slice: &Slice| (alias.clone(), appid.clone(), *slice);
            slices.iter().map(part).collect::<Vec<_>>()
        })
    }

    fn periods(&self) -> Vec<Period> {
        let both = vec![Period::Current, Period::Compared];
        if self.ask.compare {
            both
        } else {
            both[..1].to_vec()
        }
    }

    /// The days of both periods that are over.
    fn days(&self, today: Day) -> Vec<Day> {
        let own = |period| self.view.own_days(self.ask.range, period);
        let days = self.periods().into_iter().flat_map(own).flatten();
        days.filter(|day| *day < today).collect()
    }

    fn knows(&self, model: &Model, part: (String, String, Slice), today: Day) -> bool {
        let (_, appid, slice) = part;
        let ask = (&*appid, self.ask.module, slice);
        let mut days = self.days(today).into_iter();
        days.any(|day| model.known(ask, day).is_some())
    }

    /// The lines that any of the days of any slice of an app holds.
    fn lines(&self, model: &Model, appid: &str, today: Day) -> BTreeSet<Line> {
        let days = self.days(today);
        let keys = self.view.slices().into_iter().flat_map(|slice| {
            let known = |day: &Day| model.known((appid, self.ask.module, slice), *day);
            days.iter().filter_map(known).collect::<Vec<_>>()
        });
        keys.flat_map(|known| known.lines.keys().cloned()).collect()
    }

    fn check_series(
        &self,
        series: &Series,
        reply: &Reply,
        models: &[&Model],
        at: Moment,
        name: &str,
    ) {
        let appid = self.apps.iter().find(|(alias, _)| *alias == series.app);
        let ask = (&*appid.unwrap().1, self.ask.module, series.slice);
        let line = (series.metric.id.clone(), series.metric.line);
        assert_eq!(series.values.len(), self.ask.range.count(), "{name}");
        let own = self.view.own_days(self.ask.range, series.period);
        for ((beside, day), value) in self.ask.range.days().zip(own).zip(&series.values) {
            let day = day.unwrap();
            let status = series.status_on(beside);
            let fits = |model: &&Model| {
                let (expected, word) = model.served(ask, &line, day, at.today);
                let word_fits = match word {
                    // Nobody ever was told anything: that was tried now, or not wanted.
                    Status::Failed => {
                        let failed = reply.failures.iter().any(|failure| {
                            let days = failure.start..=failure.end;
                            failure.app == series.app
                                && failure.slice == series.slice
                                && days.contains(&day)
                        });
                        let is_past = name.contains("as_of=");
                        status == if failed { word } else { Status::Missing } && (failed || is_past)
                    }
                    Status::Missing => status == word,
                    _ if at.exact => status == word,
                    _ => !matches!(status, Status::Failed | Status::Missing),
                };
                expected == *value && word_fits
            };
            assert!(
                models.iter().any(fits),
                "{name}: {} {} {line:?} on {day} is {value:?} {status:?}, and must be {:?}",
                series.app,
                series.slice,
                models
                    .iter()
                    .map(|model| model.served(ask, &line, day, at.today))
                    .collect::<Vec<_>>(),
            );
        }
    }
}
