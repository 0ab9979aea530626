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
