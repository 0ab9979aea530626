//! What readers ask: mostly what was asked before, some of it again after a while, and now and then
//! something that nobody knows yet.

use relay::clock::Clock;
use shared::day::DayRange;
use shared::paths;

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A file of nginx's, with the bytes of a reply.
    Static,
    /// A reply that is kept ready.
    Hit,
    /// Days that history holds.
    Known,
    /// Days that nobody has asked for, as a stream.
    Cold,
    /// A table.
    Csv,
    /// A picture.
    Svg,
    /// What changed.
    Changes,
    /// The page.
    Page,
    /// The apps.
    Apps,
}

/// Of a hundred requests so many are of each kind.
const SHARES: [(Kind, usize); 9] = [
    (Kind::Static, 10),
    (Kind::Hit, 55),
    (Kind::Known, 10),
    (Kind::Cold, 6),
    (Kind::Csv, 4),
    (Kind::Svg, 3),
    (Kind::Changes, 2),
    (Kind::Page, 5),
    (Kind::Apps, 5),
];

/// The views that are asked again and again.
pub(crate) const OFTEN: [&str; 6] = [
    "app=shop&module=launch&metric=total&platform=all,ios,android&last=30d",
    "app=shop&module=memory&last=28d",
    "app=news&module=launch&last=90d",
    "app=shop&module=open-rate&platform=ios,android&last=60d",
    "app=news&module=page-switch&last=28d",
    "app=shop&module=launch&level=high,mid,low&last=28d",
];

/// The kind of the request of a number.
pub(crate) fn kind(number: usize) -> Kind {
    // Mixed, and the same in each run.
    let mut place = number.wrapping_mul(61) % 100;
    for (kind, share) in SHARES {
        if place < share {
            return kind;
        }
        place -= share;
    }
    Kind::Hit
}

/// Path and query of a request, and what it accepts.
pub(crate) fn path(kind: Kind, number: usize) -> (String, &'static str) {
    let often = OFTEN[number % OFTEN.len()];
    let known = || {
        let end = Clock::system()
            .today()
            .plus(-3 - i64::try_from(number % 60).unwrap_or(0));
        let range = DayRange::ending(end, 14);
        format!(
            "app=shop&module=launch&start={}&end={}",
            range.start(),
            range.end()
        )
    };
    let cold = || {
        // Two years back, another month and slice each time.
        let back = 120 + 30 * i64::try_from(number % 200).unwrap_or(0);
        let range = DayRange::ending(Clock::system().today().plus(-back), 60);
        let level = ["high", "mid", "low"][number % 3];
        format!(
            "app=news&module=memory&level={level}&start={}&end={}",
            range.start(),
            range.end()
        )
    };
    let all = "*/*";
    match kind {
        Kind::Static => ("reply.json".to_owned(), all),
        Kind::Hit => (format!("{}?{often}", paths::PERFORMANCE), all),
        Kind::Known => (format!("{}?{}", paths::PERFORMANCE, known()), all),
        Kind::Cold => (format!("{}?{}", paths::PERFORMANCE, cold()), paths::NDJSON),
        Kind::Csv => (format!("{}?{}", paths::PERFORMANCE_CSV, known()), all),
        Kind::Svg => (format!("{}?{}", paths::CHART_SVG, known()), all),
        Kind::Changes => (
            format!("{}?app=shop&module=launch&last=28d", paths::CHANGES),
            all,
        ),
        Kind::Page => (format!("{}?{often}", paths::CHART), "text/html"),
        Kind::Apps => (paths::APPS.to_owned(), all),
    }
}
