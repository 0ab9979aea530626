//! The VIEW: all that decides the picture, as one query string.
//!
//! Two laws hold: `parse(write(v)) == v` for every view, and `write(parse(t)) == t` for every `t`
//! that [`write()`](View::write) made. Any other accepted text is rewritten once.

mod compare;
mod days;
mod filled;
mod mend;
mod parse;
mod parts;
mod piece;
mod write;

pub use compare::Compare;
pub use days::{Days, Last};
pub use mend::{Mended, mend};
pub use parse::{NAMES, Parsed, parse};
pub use parts::{Alias, Grid, Hidden, Mark, Reason, Scale, Smooth, ViewError};

use crate::day::{Day, DayRange, Minute};
use crate::filter::{Filter, Level, Network, Platform, Slice};
use crate::module::Module;
use crate::reply::Period;
use crate::text::Lang;

/// The longest text of a view, in bytes.
pub const MAX_BYTES: usize = 4096;
/// The most apps of a view.
pub const MAX_APPS: usize = 20;
/// The most marks of a view.
pub const MAX_MARKS: usize = 20;
/// The most characters of a mark's label.
pub const MAX_LABEL: usize = 40;
/// The most slices an app.
pub const MAX_SLICES: usize = 48;

/// All that decides the picture. An empty list means that the address leaves it out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The apps' aliases, as given.
    pub apps: Vec<Alias>,
    /// The module.
    pub module: Option<Module>,
    /// Metric ids, as given; empty: every metric of the module.
    pub metrics: Vec<String>,
    /// The days.
    pub days: Days,
    /// Platforms, in order; never `all` alone.
    pub platforms: Vec<Platform>,
    /// Device levels, in order; never `all` alone.
    pub levels: Vec<Level>,
    /// Networks, in order; never `all` alone.
    pub networks: Vec<Network>,
    /// The period beside.
    pub compare: Option<Compare>,
    /// Days of the moving mean.
    pub smooth: Option<Smooth>,
    /// Where the value axis starts.
    pub scale: Option<Scale>,
    /// What a panel stands for.
    pub grid: Option<Grid>,
    /// Marks that the address brings along.
    pub marks: Vec<Mark>,
    /// Lines that are hidden.
    pub hide: Vec<Hidden>,
    /// When the link was made.
    pub seen: Option<Minute>,
    /// The language; in links only by the picture and embed dialogs.
    pub lang: Option<Lang>,
    /// The theme; as above.
    pub theme: Option<Theme>,
    /// Whether it stands inside another page.
    pub embed: bool,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The values of a filter, of which all alone stands for none given.
fn values_or_all<F: Filter>(values: &[F]) -> Vec<F> {
    if values.is_empty() {
        vec![F::default()]
    } else {
        values.to_vec()
    }
}

impl View {
    /// The slices of each app, in the order of series: network × level × platform.
    #[must_use]
    pub fn slices(&self) -> Vec<Slice> {
        let mut slices = Vec::new();
        for network in values_or_all(&self.networks) {
            for level in values_or_all(&self.levels) {
                for platform in values_or_all(&self.platforms) {
                    slices.push(Slice {
                        network,
                        level,
                        platform,
                    });
                }
            }
        }
        slices
    }

    /// The view's data part, app to compare, with its days as dates: what decides the data alone.
    #[must_use]
    pub fn data_view(&self, range: DayRange) -> Self {
        Self {
            apps: self.apps.clone(),
            module: self.module,
            metrics: self.metrics.clone(),
            days: Days::Range(range),
            platforms: self.platforms.clone(),
            levels: self.levels.clone(),
            networks: self.networks.clone(),
            compare: self.compare,
            ..Self::default()
        }
    }

    /// Gives apps the alias that `renamed` knows for theirs; the others keep their own.
    pub fn rename_apps(&mut self, renamed: impl Fn(&Alias) -> Option<Alias>) {
        let hidden = self
            .hide
            .iter_mut()
            .filter_map(|hidden| hidden.app.as_mut());
        for alias in self.apps.iter_mut().chain(hidden) {
            if let Some(new) = renamed(alias) {
                *alias = new;
            }
        }
        // Two names of one app are one app.
        let mut seen = Vec::new();
        self.apps.retain(|alias| {
            let is_new = !seen.contains(alias);
            seen.push(alias.clone());
            is_new
        });
    }

    /// A series' own day beside each day of the view; `None` for a day without partner.
    #[must_use]
    pub fn own_days(&self, range: DayRange, period: Period) -> Vec<Option<Day>> {
        match (period, self.compare) {
            (Period::Compared, Some(compare)) => compare.partners(range),
            _ => range.days().map(Some).collect(),
        }
    }

    /// Checks what only the resolved days can tell: that a compared range holds as many days.
    ///
    /// # Errors
    /// Names `compare` where it does not.
    pub fn check_compare(&self, range: DayRange) -> Result<(), ViewError> {
        match self.compare {
            Some(Compare::Range(other)) if other.count() != range.count() => Err(ViewError::new(
                "compare",
                &format!("{}~{}", other.start(), other.end()),
                Reason::CompareLength {
                    days: range.count(),
                    compared: other.count(),
                },
            )),
            _ => Ok(()),
        }
    }
}
