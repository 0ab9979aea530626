//! Random views and texts, and the list of bad ones.

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use shared::day::{Day, DayRange, Minute};
use shared::filter::{Filter, Level, Network, Platform, Slice};
use shared::module::Module;
use shared::text::Lang;
use shared::view::{Alias, Compare, Days, Grid, Hidden, Last, Mark, Scale, Smooth, Theme, View};

pub(crate) fn day() -> impl Strategy<Value = Day> {
    (0i64..300_000).prop_map(|days| Day::new(2000, 1, 1).unwrap().plus(days))
}

/// Sorted days without doubles, close enough to share windows.
pub(crate) fn days() -> impl Strategy<Value = Vec<Day>> {
    (day(), btree_set(0i64..200, 0..60))
        .prop_map(|(first, set)| set.into_iter().map(|offset| first.plus(offset)).collect())
}

fn range() -> impl Strategy<Value = DayRange> {
    (day(), 0i64..1200).prop_map(|(start, days)| DayRange::new(start, start.plus(days)).unwrap())
}

fn filter<F: Filter + std::fmt::Debug>() -> impl Strategy<Value = Vec<F>> {
    subsequence(F::ALL.to_vec(), 0..=F::ALL.len()).prop_map(|mut values| {
        if values.iter().all(|value| value.is_all()) {
            values.clear();
        }
        values
    })
}

fn slice() -> impl Strategy<Value = Slice> {
    (
        select(Network::ALL),
        select(Level::ALL),
        select(Platform::ALL),
    )
        .prop_map(|(network, level, platform)| Slice {
            network,
            level,
            platform,
        })
}

fn distinct<T: PartialEq>(mut values: Vec<T>) -> Vec<T> {
    let mut seen: Vec<T> = Vec::new();
    for value in values.drain(..) {
        if !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen
}

fn last() -> impl Strategy<Value = Last> {
    prop_oneof![
        (1u16..=400).prop_map(Last::Days),
        (1u16..=57).prop_map(Last::Weeks),
        (1u16..=13).prop_map(Last::Months)
    ]
}

fn label() -> impl Strategy<Value = String> {
    "[ -~一-龥,é~%&=+#]{1,40}"
}

fn mark() -> impl Strategy<Value = Mark> {
    (day(), label()).prop_map(|(day, label)| Mark { day, label })
}

/// Any view that there can be.
pub(crate) fn view() -> impl Strategy<Value = View> {
    let subject = (
        vec("[a-z0-9][a-z0-9-]{0,31}", 0..4)
            .prop_map(|all| distinct(all.iter().map(|one| Alias::new(one).unwrap()).collect())),
        option::of(select(&Module::ALL[..])),
        vec("[ -~一-龥]{1,12}", 0..4).prop_map(distinct),
        prop_oneof![range().prop_map(Days::Range), last().prop_map(Days::Last)],
    );
    let filters = (filter::<Platform>(), filter::<Level>(), filter::<Network>());
    let compare = option::of(prop_oneof![
        Just(Compare::Previous),
        Just(Compare::Week),
        Just(Compare::Year),
        range().prop_map(Compare::Range)
    ]);
    let picture = (
        option::of(select(Smooth::ALL)),
        option::of(select(Scale::ALL)),
        option::of(select(Grid::ALL)),
        vec(mark(), 0..4).prop_map(distinct),
        vec((any::<prop::sample::Index>(), slice()), 0..4),
        option::of(
            (day(), 0u8..24, 0u8..60).prop_map(|(day, hour, minute)| Minute { day, hour, minute }),
        ),
        option::of(select(&[Lang::Zh, Lang::En][..])),
        option::of(select(&[Theme::Light, Theme::Dark][..])),
        any::<bool>(),
    );
    (subject, filters, compare, picture).prop_map(|(subject, filters, compare, picture)| {
        let (apps, module, metrics, days) = subject;
        let (platforms, levels, networks) = filters;
        let (smooth, scale, grid, marks, hide, seen, lang, theme, embed) = picture;
        let mut hide = distinct(
            hide.into_iter()
                .map(|(index, slice)| Hidden {
                    app: (apps.len() > 1).then(|| index.get(&apps).clone()),
                    slice,
                })
                .collect(),
        );
        hide.sort_by_key(|one| {
            (
                apps.iter().position(|app| Some(app) == one.app.as_ref()),
                one.slice,
            )
        });
        View {
            apps,
            module,
            metrics,
            days,
            platforms,
            levels,
            networks,
            compare,
            smooth,
            scale,
            grid,
            marks,
            hide,
            seen,
            lang,
            theme,
            embed,
        }
    })
}

/// Any text, often close to a view's.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        4 => select(&["app", "module", "metric", "start", "end", "last", "platform", "level", "network", "compare",
            "smooth", "scale", "grid", "marks", "hide", "seen", "lang", "theme", "embed", "device", "device_level",
            "networktype", "from", "to", "utm_x"][..]).prop_map(str::to_owned),
        1 => "\\PC{0,8}"
    ];
    let value = prop_oneof![
        3 => select(&["shop", "memory", "10022", "2026-10-01", "2026-10-30", "28d", "ios,android", "all", "-1", "previous",
            "2026-10-01~2026-10-03", "7", "fit", "level", "2026-10-12~v1", "ios.high", "202610300930", "zh", "dark", "1", ""][..])
            .prop_map(str::to_owned),
        1 => "[a-z0-9~,.%&=+-]{0,16}",
        1 => "\\PC{0,16}"
    ];
    prop_oneof![
        3 => vec((name, value).prop_map(|(name, value)| format!("{name}={value}")), 0..6).prop_map(|all| all.join("&")),
        1 => "\\PC{0,60}"
    ]
}

/// Bad views, with the parameter that each error must name.
pub(crate) const BAD: &[(&str, &str)] = &[
    ("app=", "app"),
    ("app", "app"),
    ("app=Shop", "app"),
    ("app=-shop", "app"),
    ("app=shop,", "app"),
    ("app=shop&app=news", "app"),
    ("app=a234567890123456789012345678901234", "app"),
    ("app=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", "app"),
    ("app=%zz", "app"),
    ("app=shop%", "app"),
    ("module=boot", "module"),
    ("module=10018", "module"),
    ("module=memory,launch", "module"),
    ("module=Memory", "module"),
    ("metric=", "metric"),
    ("metric=a,,b", "metric"),
    ("metric=%00", "metric"),
    ("start=2026-10-01", "start"),
    ("end=2026-10-01", "end"),
    ("start=2026-10-02&end=2026-10-01", "start"),
    ("start=2026-02-29&end=2026-03-01", "start"),
    ("start=20261001&end=20261002", "start"),
    ("start=1999-12-31&end=2026-10-01", "start"),
    ("start=2026-10-01&end=2026-10-02&last=7d", "last"),
    ("start=2026-10-01&from=2026-10-01&end=2026-10-02", "start"),
    ("from=2026-13-01&to=2026-10-02", "start"),
    ("last=0d", "last"),
    ("last=401d", "last"),
    ("last=58w", "last"),
    ("last=14m", "last"),
    ("last=7", "last"),
    ("platform=windows", "platform"),
    ("platform=IOS", "platform"),
    ("device=3", "platform"),
    ("device=ios", "platform"),
    ("platform=ios&device=1", "platform"),
    ("level=1", "level"),
    ("level=high&device_level=1", "level"),
    ("network=5g", "network"),
    ("networktype=2g", "network"),
    ("network=wifi&networktype=wifi", "network"),
    ("compare=yesterday", "compare"),
    ("compare=2026-10-02~2026-10-01", "compare"),
    ("compare=2026-10-01", "compare"),
    ("smooth=2", "smooth"),
    ("scale=linear", "scale"),
    ("grid=metric", "grid"),
    ("marks=2026-10-12", "marks"),
    ("marks=2026-10-12~", "marks"),
    ("marks=~v1", "marks"),
    (
        "marks=2026-10-12~12345678901234567890123456789012345678901",
        "marks",
    ),
    ("hide=ios.ios", "hide"),
    ("app=shop&hide=shop.ios", "hide"),
    ("app=shop,news&hide=ios", "hide"),
    ("seen=202610302460", "seen"),
    ("lang=de", "lang"),
    ("theme=blue", "theme"),
    ("embed=0", "embed"),
];
