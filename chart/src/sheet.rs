//! The picture of a view, made of what the API tells: the same for command, route and export.
//!
//! It depends on what it is given alone, so that the same days are drawn in the same bytes.

pub mod panels;

#[cfg(test)]
pub(crate) mod tests;

use shared::apps::{App, Apps, DayMark};
use shared::budget::Measure;
use shared::calendar::CalendarDays;
use shared::changes::Finding;
use shared::day::{Day, DayRange};
use shared::module::Module;
use shared::paths;
use shared::reply::{Period, Reply, Series};
use shared::text::Lang;
use shared::view::{Alias, Days, Scale, Smooth, Theme, View, parse};

use crate::beside;
use crate::groups::{Group, groups};
use crate::picture::{Picture, compose};
use crate::unit::Unit;
use crate::{Found, Goal, Panel, Scene, Span, svg, words};

/// What was asked, and what the API told of it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The view as asked, with what changes the picture alone.
    pub view: &'a View,
    /// Its data.
    pub reply: &'a Reply,
    /// Names, marks and budgets.
    pub apps: &'a Apps,
    /// Days off and working weekends of the view's days.
    pub calendar: &'a CalendarDays,
    /// What changed in its days, of every slice that is kept.
    pub findings: &'a [Finding],
    /// How many windows came, of how many, where not all were waited for.
    pub so_far: Option<(usize, usize)>,
    /// What the link to the page begins with, with a slash at the end; no link where it is not known.
    pub address: Option<&'a str>,
}

/// How the picture looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its width in pixels.
    pub width: u16,
    /// Its height in pixels.
    pub height: u16,
    /// The language of its texts.
    pub lang: Lang,
    /// Light or dark.
    pub theme: Theme,
}

impl Look {
    /// The width of a picture that nobody said one of.
    pub const WIDTH: u16 = 1_200;
    /// The same of the height.
    pub const HEIGHT: u16 = 630;
    /// The least and the largest width.
    pub const WIDTHS: (u16, u16) = (320, 2_400);
    /// The same of the height.
    pub const HEIGHTS: (u16, u16) = (200, 1_600);
}

/// The picture as an SVG document; `None` where the reply is none of a view with dates.
#[must_use]
pub fn svg(told: &Told<'_>, look: Look) -> Option<String> {
    Some(svg::paint(&scene(told, look)?, look.theme))
}

/// The picture as a scene, for another painter; `None` as [`svg()`].
#[must_use]
pub fn scene(told: &Told<'_>, look: Look) -> Option<Scene> {
    Some(told.sheet()?.draw(look))
}

/// The link that stands in the picture, whole; `None` where none does.
#[must_use]
pub fn link(told: &Told<'_>) -> Option<String> {
    told.sheet()?.link()
}

impl Told<'_> {
    fn sheet(&self) -> Option<Sheet<'_>> {
        let asked = parse(&self.reply.view, &[]).ok()?.view;
        let Days::Range(range) = asked.days else {
            return None;
        };
        let view = self.now(asked.apps, range);
        Some(Sheet {
            told: self,
            view,
            range,
        })
    }

    /// The view with the aliases of now, in the reply's order, and dates in place of rolling days.
    fn now(&self, apps: Vec<Alias>, range: DayRange) -> View {
        let mut view = self.view.clone();
        let pairs: Vec<_> = view.apps.iter().cloned().zip(&apps).collect();
        // What is hidden may name an app as it was called before.
        view.rename_apps(|alias| {
            let found = pairs.iter().find(|(before, _)| before == alias);
            found.map(|(_, now)| (*now).clone())
        });
        view.apps = apps;
        view.days = Days::Range(range);
        view
    }
}

/// What is shown beside a panel's lines.
struct Analysed {
    goals: Vec<Goal>,
    found: Vec<Found>,
    far: Vec<(usize, Day)>,
}

/// A view with all that is drawn of it.
struct Sheet<'a> {
    told: &'a Told<'a>,
    view: View,
    range: DayRange,
}

impl Sheet<'_> {
    fn draw(&self, look: Look) -> Scene {
        let (told, lang) = (self.told, look.lang);
        let series = &told.reply.series;
        let name = |alias: &str| self.name(alias).to_owned();
        let groups = groups(series, &self.view, lang, &name);
        let marks = self.marks();
        let unit = self.unit();
        let analysed = self.analysed(&groups);
        let mut panels = Vec::with_capacity(groups.len());
        for (group, analysed) in groups.iter().zip(&analysed) {
            panels.push(self.panel(group, analysed, &marks, unit.clone(), lang));
        }
        share_scales(&groups, &mut panels);
        compose(&Picture {
            title: &self.title(lang),
            subtitle: &self.subtitle(lang),
            lacking: &self.lacking(lang),
            panels,
            footer: &self.foot(lang),
            link: &self.link().unwrap_or_default(),
            demo: told.apps.demo,
            lang,
            theme: look.theme,
            width: f64::from(look.width),
            height: f64::from(look.height),
        })
    }

    /// The unit that all panels share. Seconds beside milliseconds mislead, and so does a unit that is
    /// another metric's.
    fn unit(&self) -> Option<Unit> {
        let series = &self.told.reply.series;
        let same = |pair: &[Series]| pair[0].metric.unit == pair[1].metric.unit;
        series.windows(2).all(same).then(|| Unit::of_series(series))
    }

    /// What is shown beside the lines of each panel.
    fn analysed(&self, groups: &[Group]) -> Vec<Analysed> {
        let groups = groups.iter();
        groups
            .map(|group| Analysed {
                goals: self.goals(&group.series),
                found: beside::found(self.told.findings, self.view.module, group),
                far: beside::far(group, &self.told.calendar.days),
            })
            .collect()
    }

    fn panel<'a>(
        &'a self,
        group: &'a Group,
        analysed: &'a Analysed,
        marks: &'a [DayMark],
        unit: Option<Unit>,
        lang: Lang,
    ) -> Panel<'a> {
        Panel {
            title: &group.title,
            series: group.series.iter().collect(),
            range: self.range,
            marks,
            calendar: &self.told.calendar.days,
            goals: &analysed.goals,
            span: None,
            far: &analysed.far,
            found: &analysed.found,
            smooth: self.smooth(),
            scale: self.scale(),
            hidden: &self.view.hide,
            keys: true,
            unit,
            lang,
            // Each app has panels of its own, which name it.
            several_apps: false,
            demo: self.told.apps.demo,
            footer: "",
        }
    }

    /// An app's name, or the alias of one that is not listed.
    fn name<'a>(&'a self, alias: &'a str) -> &'a str {
        self.app(alias).map_or(alias, |app| app.name.as_str())
    }

    fn app(&self, alias: &str) -> Option<&App> {
        self.told.apps.apps.iter().find(|app| app.alias == alias)
    }

    /// What the page's sentence begins with: apps and metrics.
    fn title(&self, lang: Lang) -> String {
        let apps = self.view.apps.iter().map(|alias| self.name(alias.as_str()));
        let apps: Vec<&str> = apps.collect();
        let mut phrases = vec![apps.join(lang.pick("、", ", "))];
        phrases.extend(self.view.module.map(|module| self.metrics(module, lang)));
        phrases.join(" · ")
    }

    /// How it goes on: filters and days, which stand last since a low picture leaves out what stands
    /// before them.
    fn subtitle(&self, lang: Lang) -> String {
        let view = &self.view;
        let mut phrases = vec![
            words::values(&view.platforms, lang, Lang::platform),
            words::values(&view.levels, lang, Lang::level),
        ];
        if !view.networks.is_empty() {
            phrases.push(words::values(&view.networks, lang, Lang::network));
        }
        let mut days = vec![lang.dates(self.range)];
        days.extend(view.compare.map(|compare| lang.comparison(compare)));
        phrases.push(days.join(lang.pick("，", ", ")));
        phrases.join(" · ")
    }

    /// What is not there yet, and what could not be had.
    fn lacking(&self, lang: Lang) -> String {
        let so_far = self.told.so_far;
        let mut words = Vec::from_iter(so_far.map(|(done, of)| lang.so_far(done, of)));
        let failed = self.told.reply.failures.len();
        if failed > 0 {
            words.push(lang.failed_pieces(failed));
        }
        words.join(" · ")
    }

    /// The metrics that the view names, or its module.
    fn metrics(&self, module: Module, lang: Lang) -> String {
        let named = self.view.metrics.iter().filter_map(|id| {
            let mut series = self.told.reply.series.iter();
            let found = series.find(|one| one.metric.id == *id)?;
            Some(lang.pick(&found.metric.zh, &found.metric.en).as_str())
        });
        let named: Vec<&str> = named.collect();
        if named.is_empty() {
            lang.module(module).to_owned()
        } else {
            named.join(lang.pick("、", ", "))
        }
    }

    /// Up to which day there is data; the drawing itself says how many days may still change.
    fn foot(&self, lang: Lang) -> String {
        let through = newest(self.told.reply, self.range);
        through.map_or_else(String::new, |day| lang.known_through(day))
    }

    /// The address of the page that shows the same.
    fn link(&self) -> Option<String> {
        let view = View {
            seen: None,
            lang: None,
            theme: None,
            embed: false,
            ..self.view.clone()
        };
        let address = self.told.address?;
        Some(format!("{address}{}?{}", paths::CHART, view.write()))
    }

    /// The marks of the view's apps, and those that the view brings along, by day.
    fn marks(&self) -> Vec<DayMark> {
        let apps = self.view.apps.iter();
        let apps = apps.filter_map(|alias| self.app(alias.as_str()));
        let own = self.view.marks.iter().map(|mark| DayMark {
            day: mark.day,
            label: mark.label.clone(),
        });
        let mut marks: Vec<DayMark> = apps
            .flat_map(|app| app.marks.iter().cloned())
            .chain(own)
            .collect();
        marks.sort_by_key(|mark| mark.day);
        marks
    }

    /// The bounds of budgets that concern lines of a panel; one of a change is no place on its axis.
    fn goals(&self, series: &[Series]) -> Vec<Goal> {
        let mut goals = Vec::new();
        for one in series.iter().filter(|one| one.period == Period::Current) {
            let budgets = self.app(&one.app).map_or(&[][..], |app| &app.budgets);
            for budget in budgets
                .iter()
                .filter(|budget| budget.measure != Measure::Change)
            {
                let Ok(parsed) = parse(&budget.view, &[]) else {
                    continue;
                };
                let view = parsed.view;
                let metrics = &view.metrics;
                let concerned = view.module == self.view.module
                    && (metrics.is_empty() || metrics.contains(&one.metric.id))
                    && view.slices().contains(&one.slice);
                let goal = Goal {
                    bound: budget.bound,
                    slice: Some(one.slice),
                };
                if concerned && !goals.contains(&goal) {
                    goals.push(goal);
                }
            }
        }
        goals
    }

    /// How many days the moving mean takes.
    fn smooth(&self) -> usize {
        let default = Smooth::default_for(self.range.count());
        self.view.smooth.unwrap_or(default).days()
    }

    /// Where the value axis starts: rates fit, since one near 98 % would be a flat line.
    fn scale(&self) -> Scale {
        let rate = self.view.module == Some(Module::OpenRate);
        let default = if rate { Scale::Fit } else { Scale::Zero };
        self.view.scale.unwrap_or(default)
    }
}

/// The newest day with a value, of a reply for these days.
#[must_use]
pub fn newest(reply: &Reply, range: DayRange) -> Option<Day> {
    let told = reply.data_through.values().flatten().copied();
    // Where the total was never asked, the lines themselves tell.
    let current = reply.series.iter();
    let current = current.filter(|series| series.period == Period::Current);
    let shown = current.filter_map(|series| {
        let last = series.values.iter().rposition(Option::is_some)?;
        range.days().nth(last)
    });
    told.chain(shown).max()
}

/// Panels of one metric that stand beside each other are read by one scale.
fn share_scales(groups: &[Group], panels: &mut [Panel<'_>]) {
    for place in 0..groups.len() {
        let metric = &groups[place].metric;
        let line = line(&groups[place]);
        let alike = |other: &Group| other.metric == *metric && self::line(other) == line;
        let places: Vec<usize> = (0..groups.len())
            .filter(|one| alike(&groups[*one]))
            .collect();
        if places.len() > 1 && places[0] == place {
            let same: Vec<Panel<'_>> = places.iter().map(|one| panels[*one].clone()).collect();
            let span = Span::of(&same);
            for one in places {
                panels[one].span = Some(span);
            }
        }
    }
}

/// Which of its metric's lines a panel shows.
fn line(group: &Group) -> Option<u32> {
    group.series.first().map(|series| series.metric.line)
}
