//! One figure per drawn line, and how lines are named.

use shared::reply::{Period, Series};
use shared::text::Lang;

/// A series' name beside the others of its metric.
#[must_use]
pub fn series_name(lang: Lang, series: &Series) -> String {
    let slice = lang.slice(series.slice);
    match series.period {
        Period::Current => slice,
        Period::Compared => format!("{slice} · {}", lang.compared_period()),
    }
}
