//! Replies of WeChat's joined into pictures.

use std::collections::{BTreeMap, BTreeSet};

use super::Sheet;
use crate::apps::{App, AppKind};
use crate::day::{Day, DayRange};
use crate::evidence::MAX_DAYS;
use crate::filter::{Filter, Slice};
use crate::metric::{Better, Confidence, Metric, known};
use crate::module::Module;
use crate::order;
use crate::reply::{Period, Series, sort_series};
use crate::value::{Status, Value};
use crate::view::{Alias, Days, View};
use crate::wechat::reply::{Asked, Table, module_of};

/// A reply, and the file that it came in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Saved {
    name: String,
    tables: Vec<Table>,
    module: Option<Module>,
    slice: Slice,
}

impl Saved {
    /// A reply; the module is what was asked, else that of its ids.
    pub(super) fn new(name: String, tables: Vec<Table>, asked: Asked) -> Self {
        Self {
            name,
            module: asked.module.or_else(|| module_of(&tables)),
            slice: asked.slice,
            tables,
        }
    }

    fn days(&self) -> impl Iterator<Item = Day> {
        let days = self.tables.iter().flat_map(|table| table.days.keys());
        days.copied()
    }
}

/// The replies of each module, in the order in which the modules came.
fn by_module(replies: &[Saved]) -> Vec<Vec<&Saved>> {
    let mut parts: Vec<Vec<&Saved>> = Vec::new();
    for one in replies {
        match parts.iter_mut().find(|part| part[0].module == one.module) {
            Some(part) => part.push(one),
            None => parts.push(vec![one]),
        }
    }
    parts
}

/// The days that replies of one module tell with two values.
fn twice(replies: &[&Saved]) -> BTreeSet<Day> {
    let mut told = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for one in replies {
        for table in &one.tables {
            for (day, value) in &table.days {
                let Some(value) = value else { continue };
                let key = (one.slice, &table.id, table.line, *day);
                if told
                    .insert(key, *value)
                    .is_some_and(|before| before != *value)
                {
                    twice.insert(*day);
                }
            }
        }
    }
    twice
}

pub(super) fn told_twice(replies: &[Saved]) -> usize {
    let parts = by_module(replies);
    parts.iter().map(|part| twice(part).len()).sum()
}

pub(super) fn sheets(replies: &[Saved], joined: bool) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    for part in by_module(replies) {
        let together = joined || twice(&part).is_empty();
        match range(&part) {
            Some(range) if range.count() <= MAX_DAYS => {
                sheets.extend(sheet(&part, range, together))
            }
            // Too far from each other for one axis.
            _ => sheets.extend(
                part.iter()
                    .filter_map(|one| sheet(&[one], range(&[one])?, true)),
            ),
        }
    }
    sheets
}

fn range(replies: &[&Saved]) -> Option<DayRange> {
    let days = || replies.iter().flat_map(|one| one.days());
    DayRange::new(days().min()?, days().max()?)
}

/// One picture; `together` as one app, else each reply as an app of its own.
fn sheet(replies: &[&Saved], range: DayRange, together: bool) -> Option<Sheet> {
    let module = replies.first()?.module;
    let (mut apps, mut series) = (Vec::new(), Vec::new());
    for (index, one) in replies.iter().enumerate() {
        let place = if together { 0 } else { index };
        let alias = ["file-", &(place + 1).to_string()].concat();
        if apps.len() == place {
            apps.push(App {
                alias: alias.clone(),
                name: stem(&one.name).to_owned(),
                kind: AppKind::default(),
                marks: Vec::new(),
                budgets: Vec::new(),
                quota: None,
            });
        }
        for table in &one.tables {
            put(&mut series, &alias, one, table, range);
        }
    }
    for one in &mut series {
        tell_status(one, range, module);
    }
    let slices: Vec<Slice> = replies.iter().map(|one| one.slice).collect();
    let view = View {
        apps: apps
            .iter()
            .filter_map(|app| Alias::new(&app.alias))
            .collect(),
        module,
        days: Days::Range(range),
        platforms: values(slices.iter().map(|slice| slice.platform)),
        levels: values(slices.iter().map(|slice| slice.level)),
        networks: values(slices.iter().map(|slice| slice.network)),
        ..View::default()
    };
    match module {
        Some(module) => sort_series(&mut series, &view, module),
        // Metrics stand as the first file has them.
        None => order::sort_by(&mut series, |one, other| {
            (&one.app, one.slice).cmp(&(&other.app, other.slice))
        }),
    }
    Some(Sheet {
        names: replies.iter().map(|one| one.name.clone()).collect(),
        view,
        range,
        series,
        apps,
        calendar: Vec::new(),
        demo: false,
        done: None,
    })
}

/// A filter's values as a view names them.
fn values<F: Filter>(values: impl Iterator<Item = F>) -> Vec<F> {
    order::filters(&values.collect::<Vec<_>>())
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, end)) if !stem.is_empty() && !end.contains(' ') => stem,
        _ => name,
    }
}

/// Puts a table's days into its series; of a day told twice the last counts.
fn put(series: &mut Vec<Series>, app: &str, saved: &Saved, table: &Table, range: DayRange) {
    let same = |one: &Series| {
        one.app == app
            && one.slice == saved.slice
            && (&one.metric.id, one.metric.line) == (&table.id, table.line)
    };
    let index = series.iter().position(same).unwrap_or(series.len());
    if index == series.len() {
        series.push(Series {
            app: app.to_owned(),
            slice: saved.slice,
            period: Period::Current,
            metric: describe(table, saved.module),
            start: range.start(),
            values: vec![None; range.count()],
            status: BTreeMap::new(),
        });
    }
    for (day, value) in &table.days {
        let place = range.index(*day);
        // An empty answer takes no value away, as on the relay.
        if let (Some(place), Some(value)) = (place, value) {
            series[index].values[place] = Some(*value);
        }
    }
}

/// A metric as the catalogue has it, else by the name that came.
fn describe(table: &Table, module: Option<Module>) -> Metric {
    let row = module.and_then(|module| known(module, &table.id));
    let text = |text: &str| text.to_owned();
    Metric {
        id: table.id.clone(),
        zh: row.map_or_else(|| table.zh.clone(), |row| text(row.zh)),
        en: row.map_or_else(|| table.zh.clone(), |row| text(row.en)),
        line: table.line,
        unit: row.and_then(|row| row.unit).map(text),
        better: row.map_or(Better::Unknown, |row| row.better),
        role: row.and_then(|row| row.role).map(text),
        confidence: row.map_or(Confidence::Low, |row| row.confidence),
    }
}

/// What is known of each day: nobody says when it was asked, so that a value counts as settled.
fn tell_status(series: &mut Series, range: DayRange, module: Option<Module>) {
    let row = module.and_then(|module| known(module, &series.metric.id));
    let positive = row.is_some_and(|row| row.positive);
    for (day, value) in range.days().zip(&series.values) {
        match value.map(Value::get) {
            None => series.status.insert(day, Status::Missing),
            Some(0.0) if positive => series.status.insert(day, Status::Zero),
            Some(_) => None,
        };
    }
}
