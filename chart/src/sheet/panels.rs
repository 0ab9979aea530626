//! The panels of a view, each by itself as the page has them: what stands in its head, and its
//! drawing in every size that is wanted. Head and foot of a picture are the page's own here.

use analysis::{Headline, headline};
use shared::day::{Day, DayRange};
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::view::View;

use super::{Told, newest, share_scales};
use crate::groups::groups;
use crate::panel::hides;
use crate::unit::Unit;
use crate::{Panel, Scene, Size, notes, scene, words};

/// A view, taken apart.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The view with dates and the aliases of now.
    pub view: View,
    /// Its days.
    pub range: DayRange,
    /// What is shown, in one line: apps, metrics, filters and days.
    pub title: String,
    /// The newest day with a value.
    pub newest: Option<Day>,
    /// The panels, in the page's order.
    pub panels: Vec<Part>,
}

impl Parts {
    /// Whether a line is shown.
    #[must_use]
    pub fn shows(&self, series: &Series) -> bool {
        !hides(&self.view.hide, series)
    }
}

/// A panel, taken apart.
#[derive(Clone, Debug)]
pub struct Part {
    /// What stands above it where there are several.
    pub title: String,
    /// The lines of the period that is asked for, hidden ones too.
    pub lines: Vec<Named>,
    /// The unit of its figures.
    pub unit: Unit,
    /// What its drawing doesn't say by itself; empty: nothing.
    pub notes: String,
    /// Its drawing, in each of the sizes.
    pub scenes: Vec<Scene>,
}

/// A line, as the head names it.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// The class of its hue.
    pub hue: &'static str,
    /// Its figure; `None` where it has none, and where it is hidden.
    pub headline: Option<Headline>,
    /// Whether it is hidden.
    pub hidden: bool,
}

/// Takes a view apart; `sizes` tells for a number of panels in which sizes each is drawn. `None` where
/// the reply is none of a view with dates.
#[must_use]
pub fn parts(told: &Told<'_>, lang: Lang, sizes: &dyn Fn(usize) -> Vec<Size>) -> Option<Parts> {
    let sheet = told.sheet()?;
    let name = |alias: &str| sheet.name(alias).to_owned();
    let groups = groups(&told.reply.series, &sheet.view, lang, &name);
    let (marks, unit, analysed) = (sheet.marks(), sheet.unit(), sheet.analysed(&groups));
    let own = |series: &[Series]| unit.clone().unwrap_or_else(|| Unit::of_series(series));
    let mut panels: Vec<Panel<'_>> = Vec::with_capacity(groups.len());
    for (group, analysed) in groups.iter().zip(&analysed) {
        panels.push(Panel {
            title: "",
            // The figures above name up to four lines by their hue; more are told by strength.
            keys: group.series.len() > 4,
            demo: false,
            ..sheet.panel(group, analysed, &marks, Some(own(&group.series)), lang)
        });
    }
    share_scales(&groups, &mut panels);
    let sizes = sizes(panels.len());
    let panels = groups.iter().zip(&panels).map(|(group, panel)| {
        let scenes: Vec<Scene> = sizes.iter().map(|size| scene(panel, *size)).collect();
        let notes = scenes.first().map(|scene| notes(scene, panel));
        let current = group.series.iter();
        let current = current.filter(|one| one.period == Period::Current);
        Part {
            title: group.title.clone(),
            lines: current.map(|one| named(one, panel, lang)).collect(),
            unit: own(&group.series),
            notes: notes.unwrap_or_default().join(" · "),
            scenes,
        }
    });
    let panels = panels.collect();
    let title = [sheet.title(lang), sheet.subtitle(lang)].join(" · ");
    Some(Parts {
        newest: newest(told.reply, sheet.range),
        range: sheet.range,
        title,
        panels,
        view: sheet.view,
    })
}

fn named(one: &Series, panel: &Panel<'_>, lang: Lang) -> Named {
    let hidden = !panel.shows(one);
    Named {
        name: words::series_name(lang, one),
        hue: words::hue(one.slice.platform),
        headline: headline(one).filter(|_| !hidden),
        hidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::tests::{VIEW, with};

    fn taken(view: &str, read: impl Fn(Parts)) {
        with(view, true, |sheet| {
            let size = |width| Size {
                width,
                height: 240.0,
                ratio: 1.0,
            };
            let sizes = |count: usize| vec![size(900.0 * count as f64), size(360.0)];
            read(parts(sheet.told, Lang::Zh, &sizes).unwrap());
        });
    }

    #[test]
    fn a_panel_has_a_figure_for_each_line_and_a_drawing_in_each_size() {
        taken(VIEW, |parts| {
            assert!(
                parts
                    .title
                    .starts_with("商城 & 小店 · 启动总耗时 · iOS与安卓")
            );
            assert_eq!(parts.newest.unwrap().to_string(), "2026-10-03");
            let [panel] = &parts.panels[..] else {
                panic!("one metric is one panel");
            };
            let named: Vec<_> = panel
                .lines
                .iter()
                .map(|one| (&*one.name, one.hue))
                .collect();
            assert_eq!(named, [("iOS", "ios"), ("安卓", "android")]);
            // Two settled days each, of which the third may still change.
            let means: Vec<_> = panel.lines.iter().flat_map(|one| one.headline).collect();
            let told: Vec<f64> = means.iter().map(|one| one.mean).collect();
            assert_eq!(told, [1205.0, 2305.0]);
            assert_eq!(panel.unit.label, "s");
            let widths: Vec<f64> = panel.scenes.iter().map(|one| one.size.width).collect();
            assert_eq!(widths, [900.0, 360.0]);
            assert!(panel.notes.contains("暂定"), "{}", panel.notes);
        });
    }

    #[test]
    fn a_hidden_line_is_named_without_a_figure_and_not_drawn() {
        taken(&format!("{VIEW}&hide=ios"), |parts| {
            let panel = &parts.panels[0];
            assert!(panel.lines[0].hidden && panel.lines[0].headline.is_none());
            assert!(!panel.lines[1].hidden && panel.lines[1].headline.is_some());
            let drawn: Vec<&str> = panel.scenes[0]
                .lines
                .iter()
                .map(|line| &*line.label)
                .collect();
            assert_eq!(drawn, ["安卓"]);
        });
    }

    #[test]
    fn the_stamp_of_made_up_data_is_the_pages_own() {
        taken(VIEW, |parts| {
            let stamped = |mark: &crate::Mark| matches!(mark, crate::Mark::Text(text) if text.text == "模拟数据");
            assert!(!parts.panels[0].scenes[0].marks.iter().any(stamped));
        });
    }
}
