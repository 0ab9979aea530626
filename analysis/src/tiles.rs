//! The overview's small charts: which there are, and what got worse first.

use std::cmp::Ordering;
use std::sync::Arc;

use shared::module::Module;
use shared::order;
use shared::reply::Series;

use crate::{Headline, Verdict, headline};

/// One metric of an app.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// Its module.
    pub module: Module,
    /// Its series, a slice each.
    pub series: Arc<Vec<Series>>,
    /// Their figures.
    pub headlines: Vec<Option<Headline>>,
}

impl Tile {
    /// How bad its worst line is: worse before the rest, and among those the larger change.
    fn rank(&self) -> (u8, f64) {
        let rank = |one: &Headline| match one.verdict {
            Verdict::Worse => (0, -one.change_percent.unwrap_or(0.0).abs()),
            Verdict::Changed => (1, -one.change_percent.unwrap_or(0.0).abs()),
            Verdict::Better => (2, -one.change_percent.unwrap_or(0.0).abs()),
            Verdict::Steady => (3, 0.0),
        };
        let worst = self.headlines.iter().flatten().map(rank);
        worst.fold((4, 0.0), |least, one| if one < least { one } else { least })
    }
}

/// The tiles that hold a figure, and the names, in Chinese and English, of the metrics that hold none.
pub type Tiles = (Vec<Tile>, Vec<(String, String)>);

/// Groups the series by metric, the worst first; those without any figure are named, not drawn.
#[must_use]
pub fn tiles(series: &[(Module, Series)]) -> Tiles {
    let mut groups: Vec<(Module, String, Vec<Series>)> = Vec::new();
    for (module, one) in series {
        match groups
            .iter_mut()
            .find(|(of, id, _)| of == module && *id == one.metric.id)
        {
            Some((_, _, group)) => group.push(one.clone()),
            None => groups.push((*module, one.metric.id.clone(), vec![one.clone()])),
        }
    }
    let (mut tiles, mut empty) = (Vec::new(), Vec::new());
    for (module, _, series) in groups {
        let headlines: Vec<_> = series.iter().map(headline).collect();
        if headlines.iter().all(Option::is_none) {
            empty.push((series[0].metric.zh.clone(), series[0].metric.en.clone()));
        } else {
            tiles.push(Tile {
                module,
                series: Arc::new(series),
                headlines,
            });
        }
    }
    order::sort_by(&mut tiles, |one, other| {
        let order = one.rank().partial_cmp(&other.rank());
        order.unwrap_or(Ordering::Equal)
    });
    (tiles, empty)
}

/// How many lines got worse, got better, and did neither; `None` where there is nothing to compare.
#[must_use]
pub fn verdicts(tiles: &[Tile]) -> Option<[usize; 3]> {
    let mut counts = [0; 3];
    for one in tiles.iter().flat_map(|tile| &tile.headlines).flatten() {
        let place = match one.verdict {
            Verdict::Worse => 0,
            Verdict::Better => 1,
            Verdict::Steady | Verdict::Changed => 2,
        };
        counts[place] += usize::from(one.change_percent.is_some());
    }
    (counts != [0; 3]).then_some(counts)
}

/// The series of an app's first metric in a module, which the table of several apps shows.
#[must_use]
pub fn foremost<'a>(all: &'a [(Module, Series)], app: &str, module: Module) -> Vec<&'a Series> {
    let is_mine = |one: &&(Module, Series)| one.0 == module && one.1.app == app;
    let first = all.iter().find(is_mine).map(|(_, one)| &one.metric.id);
    let mine = all.iter().filter(is_mine).map(|(_, one)| one);
    mine.filter(|one| Some(&one.metric.id) == first).collect()
}
