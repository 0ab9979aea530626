//! Evidence survives being written and read, in a file of its own and inside a picture.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a test that cannot go on fails, and the strategies are those of every test"
)]

mod strategies;

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use shared::apps::{App, AppKind, DayMark, Quota};
use shared::budget::{Bound, Budget, Measure};
use shared::calendar::{CalendarDay, CalendarKind};
use shared::day::{Day, DayRange, Utc};
use shared::evidence::{Evidence, MAX_DAYS, in_svg, out_of_svg, read};
use shared::filter::{Filter as _, Level, Network, Platform, Slice};
use shared::metric::{Better, Confidence, Metric};
use shared::module::Module;
use shared::problem::{Problem, ProblemKind};
use shared::reply::{Calls, Failure, Notice, NoticeCode, Period, Reply, Revision, Series};
use shared::text::Lang;
use shared::value::{Status, Value};
use shared::view::{Alias, Days, MAX_BYTES, View, parse};

fn slice() -> impl Strategy<Value = Slice> {
    let values = (
        select(Network::ALL),
        select(Level::ALL),
        select(Platform::ALL),
    );
    values.prop_map(|(network, level, platform)| Slice {
        network,
        level,
        platform,
    })
}

/// Numbers of at most fifteen digits: so many survive a double for sure.
fn value() -> impl Strategy<Value = Value> {
    (-999_999_999_999_999_i64..=999_999_999_999_999, 0_i32..=8).prop_map(|(digits, decimals)| {
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let number = digits as f64 / 10_f64.powi(decimals);
        Value::new(number).unwrap()
    })
}

fn text() -> impl Strategy<Value = String> {
    "[ -~一-龥<>&\"'\\\\\u{0}-\u{1f}\u{fffe}😀]{0,12}"
}

fn moment() -> impl Strategy<Value = Utc> {
    (950_000_000_i64..4_000_000_000).prop_map(Utc)
}

fn metric() -> impl Strategy<Value = Metric> {
    let names = (text(), text(), text(), 0_u32..3, option::of(text()));
    let kind = (
        select(&[Better::Down, Better::Up, Better::Unknown][..]),
        option::of(text()),
        select(&[Confidence::High, Confidence::Low][..]),
    );
    (names, kind).prop_map(
        |((id, zh, en, line, unit), (better, role, confidence))| Metric {
            id,
            zh,
            en,
            line,
            unit,
            better,
            role,
            confidence,
        },
    )
}

fn series(range: DayRange) -> impl Strategy<Value = Series> {
    let statuses = [
        Status::Failed,
        Status::Revised,
        Status::Zero,
        Status::Missing,
        Status::Provisional,
    ];
    let status = vec((0..range.count(), select(statuses.to_vec())), 0..4);
    let values = vec(option::of(value()), range.count());
    let compared = any::<bool>();
    (slice(), metric(), values, status, compared).prop_map(
        move |(slice, metric, values, status, compared)| Series {
            app: "shop".to_owned(),
            slice,
            period: if compared {
                Period::Compared
            } else {
                Period::Current
            },
            metric,
            start: range.start(),
            values,
            status: status
                .into_iter()
                .map(|(at, word)| (range.days().nth(at).unwrap(), word))
                .collect(),
        },
    )
}

fn failure() -> impl Strategy<Value = Failure> {
    let problem = (
        select(ProblemKind::ALL.to_vec()),
        text(),
        option::of(any::<i64>()),
        option::of(0_usize..9),
    );
    (slice(), strategies::day(), problem).prop_map(|(slice, day, (kind, words, errcode, count))| {
        let mut problem = Problem::new(kind, words.clone(), Lang::Zh);
        problem.errcode = errcode;
        problem.rid = errcode.map(|_| words.clone());
        problem.planned = count;
        problem.parameter = count.map(|_| words);
        Failure {
            app: "shop".to_owned(),
            slice,
            start: day,
            end: day,
            problem,
        }
    })
}

fn revision() -> impl Strategy<Value = Revision> {
    let parts = (slice(), strategies::day(), option::of(value()), moment());
    (parts, text()).prop_map(|((slice, day, was, at), metric)| Revision {
        app: "shop".to_owned(),
        slice,
        metric,
        line: 0,
        day,
        was,
        at,
    })
}

fn notice() -> impl Strategy<Value = Notice> {
    (text(), option::of(text()), option::of(slice())).prop_map(|(text, metric, slice)| Notice {
        code: NoticeCode::FilterWithoutEffect,
        text,
        app: metric.clone(),
        metric,
        slice,
        parameter: None,
    })
}

fn app() -> impl Strategy<Value = App> {
    let marks = vec((strategies::day(), text()), 0..3);
    let budgets = vec((text(), value(), any::<bool>()), 0..3);
    let quota = option::of((any::<u32>(), moment()));
    (text(), marks, budgets, quota).prop_map(|(name, marks, budgets, quota)| App {
        alias: "shop".to_owned(),
        name,
        kind: AppKind::MiniGame,
        marks: marks
            .into_iter()
            .map(|(day, label)| DayMark { day, label })
            .collect(),
        budgets: budgets
            .into_iter()
            .map(|(view, bound, over)| Budget {
                view,
                measure: Measure::Latest,
                bound: if over {
                    Bound::Over(bound.get())
                } else {
                    Bound::Under(bound.get())
                },
                min_days: 3,
            })
            .collect(),
        quota: quota.map(|(count, at)| Quota {
            limit: count.into(),
            used: 1,
            left: 2,
            at,
        }),
    })
}

fn calendar_day() -> impl Strategy<Value = CalendarDay> {
    (strategies::day(), any::<bool>(), text()).prop_map(|(day, off, zh)| CalendarDay {
        day,
        kind: if off {
            CalendarKind::Off
        } else {
            CalendarKind::Work
        },
        en: zh.clone(),
        zh,
    })
}

/// The view of a reply: with one app, a module and dates.
fn data_view(shown: &View, range: DayRange) -> View {
    let view = View {
        apps: vec![Alias::new("shop").unwrap()],
        module: Some(Module::Memory),
        ..shown.data_view(range)
    };
    View {
        compare: view.compare.filter(|_| view.check_compare(range).is_ok()),
        ..view
    }
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let range = (strategies::day(), 0_i64..9)
        .prop_map(|(start, days)| DayRange::new(start, start.plus(days)).unwrap());
    let told = |range| {
        (
            vec(series(range), 0..4),
            vec(failure(), 0..2),
            vec(revision(), 0..2),
            vec(notice(), 0..2),
        )
    };
    let told = range.prop_flat_map(move |range| (Just(range), told(range)));
    let times = (
        moment(),
        option::of(moment()),
        option::of(strategies::day()),
    );
    let beside = (
        vec(app(), 0..3),
        vec(calendar_day(), 0..4),
        any::<bool>(),
        any::<bool>(),
    );
    (strategies::view(), told, times, beside).prop_map(|(shown, told, times, beside)| {
        let (range, (series, failures, revisions, notices)) = told;
        let (fetched_at, stale_since, through) = times;
        let (apps, calendar, demo, exported) = beside;
        let reply = Reply {
            version: "0.1.0".to_owned(),
            view: data_view(&shown, range).write(),
            fetched_at,
            stale_since,
            data_through: BTreeMap::from([("shop".to_owned(), through)]),
            series,
            failures,
            revisions,
            notices,
            calls: Calls::default(),
        };
        Evidence {
            reply,
            shown: exported.then_some(shown),
            apps,
            calendar,
            demo,
        }
    })
}

fn fits(evidence: &Evidence) -> bool {
    let shown = evidence.shown.as_ref();
    shown.is_none_or(|shown| shown.write().len() <= MAX_BYTES)
        && evidence.reply.view.len() <= MAX_BYTES
}

proptest! {
    #[test]
    fn written_evidence_reads_back_to_itself_and_is_written_alike(evidence in evidence()) {
        prop_assume!(fits(&evidence));
        let text = evidence.write();
        let again = read(&text).map_err(|refused| TestCaseError::fail(format!("{refused}\n{text}")))?;
        prop_assert_eq!(&again, &evidence);
        prop_assert_eq!(again.write(), text);
    }

    #[test]
    fn a_picture_gives_back_the_evidence_that_was_put_into_it(evidence in evidence()) {
        prop_assume!(fits(&evidence));
        let picture = in_svg("<svg xmlns=\"http://www.w3.org/2000/svg\"><title>t</title></svg>\n", &evidence.write());
        let clean = !picture.chars().any(|char| char < ' ' && char != '\n' || char == '\u{fffe}');
        prop_assert!(clean, "XML has no such characters");
        prop_assert_eq!(read(&out_of_svg(&picture).unwrap()).unwrap(), evidence);
    }

    #[test]
    fn the_reply_in_evidence_has_the_bytes_of_the_api(evidence in evidence()) {
        let api = serde_json::to_string(&evidence.reply).unwrap();
        let begins = evidence.write().starts_with(api.trim_end_matches('}'));
        prop_assert!(begins);
    }

    #[test]
    fn evidence_with_a_byte_changed_is_read_or_refused_and_never_panics(
        evidence in evidence(), at in any::<prop::sample::Index>(), byte in 0x20_u8..0x7f
    ) {
        let mut bytes = evidence.write().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(text) = std::str::from_utf8(&bytes) {
            match read(text) {
                Ok(evidence) => prop_assert!(evidence.view().is_some()),
                Err(refused) => prop_assert!(!refused.to_string().is_empty()),
            }
        }
    }
}

#[test]
fn the_most_days_of_evidence_are_more_than_a_relay_gives() {
    let days = |count: u32| DayRange::ending(Day::at_unix(0).plus(30_000), count);
    let view = View {
        days: Days::Range(days(u32::try_from(MAX_DAYS).unwrap())),
        ..View::default()
    };
    assert!(parse(&view.write(), &[]).is_ok() && MAX_DAYS > 1_100);
}
