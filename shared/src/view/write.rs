//! A view as its one canonical text.

use std::fmt::Display;

use super::piece::encode;
use super::{Compare, Days, Last, View};

impl View {
    /// The canonical query string, without a leading `?`; empty where nothing is said.
    #[must_use]
    pub fn write(&self) -> String {
        let mut query = Query(String::new());
        query.list("app", &self.apps);
        query.put("module", self.module);
        query.joined("metric", self.metrics.iter().map(|id| encode(id)));
        match self.days {
            Days::Range(range) => {
                query.put("start", Some(range.start()));
                query.put("end", Some(range.end()));
            }
            Days::Last(Last::DEFAULT) => {}
            Days::Last(last) => query.put("last", Some(last)),
        }
        query.list("platform", &self.platforms);
        query.list("level", &self.levels);
        query.list("network", &self.networks);
        query.put("compare", self.compare.map(compare));
        query.put("smooth", self.smooth.map(super::Smooth::word));
        query.put("scale", self.scale.map(super::Scale::word));
        query.put("grid", self.grid.map(super::Grid::word));
        query.joined(
            "marks",
            self.marks
                .iter()
                .map(|mark| format!("{}~{}", mark.day, encode(&mark.label))),
        );
        query.joined(
            "hide",
            self.hide.iter().map(|hidden| match &hidden.app {
                Some(app) => format!("{app}.{}", hidden.slice),
                None => hidden.slice.to_string(),
            }),
        );
        query.put("seen", self.seen);
        query.put("lang", self.lang.map(super::Lang::word));
        query.put("theme", self.theme.map(super::Theme::word));
        query.put("embed", self.embed.then_some(1));
        query.0
    }
}

fn compare(compare: Compare) -> String {
    match compare {
        Compare::Previous => "previous".to_owned(),
        Compare::Week => "week".to_owned(),
        Compare::Year => "year".to_owned(),
        Compare::Range(range) => format!("{}~{}", range.start(), range.end()),
    }
}

struct Query(String);

impl Query {
    fn put(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.joined(name, std::iter::once(value.to_string()));
        }
    }

    fn list(&mut self, name: &str, values: &[impl Display]) {
        self.joined(name, values.iter().map(ToString::to_string));
    }

    fn joined(&mut self, name: &str, values: impl Iterator<Item = String>) {
        for (index, value) in values.enumerate() {
            match (index, self.0.is_empty()) {
                (0, true) => {}
                (0, false) => self.0.push('&'),
                _ => self.0.push(','),
            }
            if index == 0 {
                self.0.push_str(name);
                self.0.push('=');
            }
            self.0.push_str(&value);
        }
    }
}
