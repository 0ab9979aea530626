//! The shape of evidence, and of the API's reply and stream.

use crate::day::Day;
use crate::refused::Wanted;
use crate::shape::{COUNT, DAY, DAY_OR_NULL, FLAG, MOMENT, NUMBER, Shape, TEXT, VALUE, may, must};
use crate::value::Status;

/// One of a closed list of words.
macro_rules! word {
    ($($word:literal)|+) => {
        Shape::Leaf(Wanted::OneOf(&[$($word),+]), |json| matches!(json.as_str(), Some($($word)|+)))
    };
}

const STATUS: Shape = Shape::Leaf(
    Wanted::OneOf(&[
        Status::Failed.word(),
        Status::Revised.word(),
        Status::Zero.word(),
        Status::Missing.word(),
        Status::Provisional.word(),
        Status::Final.word(),
    ]),
    |json| crate::read::word::<Status>(json).is_some(),
);

const SLICE: Shape = Shape::Object(&[
    must("network", word!("all" | "wifi" | "4g" | "3g")),
    must("level", word!("all" | "high" | "mid" | "low")),
    must("platform", word!("all" | "ios" | "android")),
]);

const METRIC: Shape = Shape::Object(&[
    must("id", TEXT),
    must("zh", TEXT),
    must("en", TEXT),
    must("line", COUNT),
    may("unit", TEXT),
    must("better", word!("down" | "up" | "unknown")),
    may("role", TEXT),
    must("confidence", word!("high" | "low")),
]);

const SERIES: Shape = Shape::Object(&[
    must("app", TEXT),
    must("slice", SLICE),
    must("period", word!("current" | "compared")),
    must("metric", METRIC),
    must("start", DAY),
    must("values", Shape::List(&VALUE)),
    must(
        "status",
        Shape::Map(|key| key.parse::<Day>().is_ok(), &STATUS),
    ),
]);

const PROBLEM: Shape = Shape::Object(&[
    must("type", TEXT),
    must("title", TEXT),
    must(
        "status",
        Shape::Leaf(Wanted::Count, |json| {
            json.as_u64()
                .is_some_and(|status| u16::try_from(status).is_ok())
        }),
    ),
    must("detail", TEXT),
    must("retryable", FLAG),
    must("advice", TEXT),
]);

const FAILURE: Shape = Shape::Object(&[
    must("app", TEXT),
    must("slice", SLICE),
    must("start", DAY),
    must("end", DAY),
    must("problem", PROBLEM),
]);

const REVISION: Shape = Shape::Object(&[
    must("app", TEXT),
    must("slice", SLICE),
    must("metric", TEXT),
    must("line", COUNT),
    must("day", DAY),
    may("was", NUMBER),
    must("at", MOMENT),
]);

const MARK: Shape = Shape::Object(&[must("day", DAY), must("label", TEXT)]);

const BUDGET: Shape = Shape::Object(&[
    must("view", TEXT),
    must("measure", word!("latest" | "mean" | "change")),
    must("min_days", COUNT),
    may("over", NUMBER),
    may("under", NUMBER),
]);

const APP: Shape = Shape::Object(&[
    must("alias", TEXT),
    must("name", TEXT),
    must("kind", word!("mini-program" | "mini-game")),
    must("marks", Shape::List(&MARK)),
    must("budgets", Shape::List(&BUDGET)),
]);

const CALENDAR_DAY: Shape = Shape::Object(&[
    must("day", DAY),
    must("kind", word!("off" | "work")),
    must("zh", TEXT),
    must("en", TEXT),
]);

/// What a reply says beside its series, as the last line of the stream says it too.
pub(crate) const DONE: Shape = Shape::Object(&[
    must("version", TEXT),
    must("view", TEXT),
    must("fetched_at", MOMENT),
    may("stale_since", MOMENT),
    must("data_through", Shape::Map(|_| true, &DAY_OR_NULL)),
    must("failures", Shape::List(&FAILURE)),
    must("revisions", Shape::List(&REVISION)),
    must("notices", Shape::List(&Shape::Any)),
    must(
        "calls",
        Shape::Object(&[
            must("planned", COUNT),
            must("shared", COUNT),
            must("upstream", COUNT),
            must("from_history", COUNT),
        ]),
    ),
]);

/// The series of a reply, or a piece of them.
pub(crate) const PIECE: Shape = Shape::Object(&[must("series", Shape::List(&SERIES))]);

/// What the page knows besides.
pub(super) const BESIDE: Shape = Shape::Object(&[
    may("shown", TEXT),
    may("apps", Shape::List(&APP)),
    may("calendar", Shape::List(&CALENDAR_DAY)),
    may("demo", FLAG),
]);
