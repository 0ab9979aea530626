//! Which series share a panel, and what it is called.

use std::sync::Arc;

use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Grid, View};

/// What one panel shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Metric, app and part: no two panels of a page have the same.
    pub title: String,
    /// The metric's id.
    pub metric: String,
    /// Its series.
    pub series: Arc<Vec<Series>>,
}

/// A panel for each metric and app and, where the grid asks for it, each value of a filter;
/// `app_name` gives an alias its name.
#[must_use]
pub fn groups(
    series: &[Series],
    view: &View,
    lang: Lang,
    app_name: &dyn Fn(&str) -> String,
) -> Vec<Group> {
    let grid = grid(view);
    let mut groups: Vec<Group> = Vec::new();
    for one in series {
        let mut title = lang.pick(&one.metric.zh, &one.metric.en).clone();
        if one.metric.line > 0 {
            title.push_str(&format!(" #{}", one.metric.line + 1));
        }
        let app = (view.apps.len() > 1).then(|| app_name(&one.app));
        let part = match grid {
            Some(Grid::Platform) => Some(lang.platform(one.slice.platform).to_owned()),
            Some(Grid::Level) => Some(lang.level(one.slice.level).to_owned()),
            Some(Grid::Network) => Some(lang.network(one.slice.network).to_owned()),
            Some(Grid::App) | None => None,
        };
        for more in [app, part].into_iter().flatten() {
            title.push_str(" · ");
            title.push_str(&more);
        }
        // Two metrics of one name are still two.
        let same = |group: &&mut Group| group.title == title && group.metric == one.metric.id;
        if let Some(group) = groups.iter_mut().find(same) {
            Arc::make_mut(&mut group.series).push(one.clone());
            continue;
        }
        if groups.iter().any(|group| group.title == title) {
            title.push_str(&format!(" ({})", one.metric.id));
        }
        groups.push(Group {
            title,
            metric: one.metric.id.clone(),
            series: Arc::new(vec![one.clone()]),
        });
    }
    groups
}

/// What panels stand for: what the view says, else the first of level and network with several
/// values.
fn grid(view: &View) -> Option<Grid> {
    let level = (view.levels.len() > 1).then_some(Grid::Level);
    let network = (view.networks.len() > 1).then_some(Grid::Network);
    view.grid.or(level).or(network)
}

#[cfg(test)]
mod tests {
    use shared::day::Day;
    use shared::filter::{Level, Network, Platform, Slice};
    use shared::metric::{Better, Confidence, Metric};
    use shared::reply::Period;
    use shared::view::Alias;

    use super::*;

    fn series(app: &str, id: &str, zh: &str, slice: Slice) -> Series {
        Series {
            app: app.to_owned(),
            slice,
            period: Period::Current,
            metric: Metric {
                id: id.to_owned(),
                zh: zh.to_owned(),
                en: "Total".to_owned(),
                line: 0,
                unit: None,
                better: Better::Down,
                role: None,
                confidence: Confidence::High,
            },
            start: Day::new(2026, 10, 1).unwrap(),
            values: Vec::new(),
            status: std::collections::BTreeMap::new(),
        }
    }

    fn titles(series: &[Series], view: &View) -> Vec<String> {
        let name = |alias: &str| alias.to_uppercase();
        let groups = groups(series, view, Lang::Zh, &name);
        groups.into_iter().map(|group| group.title).collect()
    }

    fn on(platform: Platform) -> Slice {
        Slice {
            platform,
            ..Slice::ALL
        }
    }

    #[test]
    fn platforms_of_one_metric_share_a_panel_unless_the_grid_parts_them() {
        let all = [
            series("shop", "total", "总耗时", on(Platform::Ios)),
            series("shop", "total", "总耗时", on(Platform::Android)),
        ];
        let view = View::default();
        assert_eq!(titles(&all, &view), ["总耗时"]);
        let parted = View {
            grid: Some(Grid::Platform),
            ..view
        };
        assert_eq!(titles(&all, &parted), ["总耗时 · iOS", "总耗时 · 安卓"]);
    }

    #[test]
    fn levels_part_panels_before_networks_without_being_asked() {
        let level = |level| Slice {
            level,
            ..Slice::ALL
        };
        let all = [
            series("shop", "total", "总耗时", level(Level::High)),
            series("shop", "total", "总耗时", level(Level::Low)),
        ];
        let view = View {
            levels: vec![Level::High, Level::Low],
            networks: vec![Network::Wifi, Network::G4],
            ..View::default()
        };
        assert_eq!(titles(&all, &view).len(), 2);
    }

    #[test]
    fn two_metrics_of_one_name_and_two_apps_are_told_apart() {
        let all = [
            series("shop", "a", "总耗时", Slice::ALL),
            series("shop", "b", "总耗时", Slice::ALL),
            series("game", "a", "总耗时", Slice::ALL),
        ];
        let view = View {
            apps: vec![Alias::new("shop").unwrap(), Alias::new("game").unwrap()],
            ..View::default()
        };
        assert_eq!(
            titles(&all, &view),
            ["总耗时 · SHOP", "总耗时 · SHOP (b)", "总耗时 · GAME"]
        );
    }
}
