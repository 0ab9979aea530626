//! The laws of the shared words, on random input.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

mod strategies;

use proptest::prelude::*;
use shared::day::{Day, DayRange};
use shared::view::{Days, Reason, parse};
use shared::window::{WINDOW_DAYS, cover};
use strategies::{any_text, days, view};

proptest! {
    #[test]
    fn a_written_view_reads_back_to_itself(view in view()) {
        let text = view.write();
        prop_assume!(text.len() <= shared::view::MAX_BYTES);
        let parsed = parse(&text, &[]).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(&parsed.view, &view, "{}", text);
        prop_assert!(parsed.unknown.is_empty());
    }

    #[test]
    fn a_written_text_is_written_again_as_it_is(text in any_text()) {
        if let Ok(parsed) = parse(&text, &[]) {
            let written = parsed.view.write();
            let again = parse(&written, &[]).map_err(|error| TestCaseError::fail(format!("{text} → {written}: {error}")))?;
            prop_assert_eq!(again.view.write(), written);
        }
    }

    #[test]
    fn any_text_parses_or_gives_an_error_that_names_a_parameter(text in any_text()) {
        if let Err(error) = parse(&text, &[]) {
            prop_assert!(!error.parameter.is_empty());
            let names_it = error.to_string().contains(&error.parameter);
            let too_long = matches!(error.reason, Reason::TextTooLong { .. });
            prop_assert!(names_it || too_long, "{}", error);
        }
    }

    #[test]
    fn texts_are_ascii_and_end_in_no_punctuation_of_their_own(view in view()) {
        let text = view.write();
        prop_assert!(text.is_ascii());
        let breaks_in_chats = text.contains([' ', '"', '<', '>', '+', '(', ')', '[', '{']);
        prop_assert!(!breaks_in_chats, "{}", text);
    }

    #[test]
    fn windows_cover_every_lacking_day_and_never_overlap(lacking in days(), size in 1u32..=30) {
        let windows = cover(&lacking, size);
        for day in &lacking {
            prop_assert_eq!(windows.iter().filter(|window| window.contains(*day)).count(), 1);
        }
        for window in &windows {
            prop_assert!(window.count() <= size as usize);
        }
        for pair in windows.windows(2) {
            prop_assert!(pair[0].end() < pair[1].start());
        }
    }

    #[test]
    fn no_smaller_number_of_windows_would_do(offsets in proptest::collection::btree_set(0i64..14, 0..8), size in 1u32..=5) {
        let first: Day = "2026-02-20".parse().unwrap();
        let lacking: Vec<Day> = offsets.iter().map(|offset| first.plus(*offset)).collect();
        prop_assert_eq!(cover(&lacking, size).len(), least(&lacking, size));
    }
}

/// The least number of windows by trying every first window for the first lacking day.
fn least(lacking: &[Day], size: u32) -> usize {
    let Some(first) = lacking.first() else {
        return 0;
    };
    (0..i64::from(size))
        .map(|earlier| {
            let start = first.plus(-earlier);
            let end = start.plus(i64::from(size) - 1);
            let rest: Vec<Day> = lacking.iter().copied().filter(|day| *day > end).collect();
            1 + least(&rest, size)
        })
        .min()
        .unwrap_or(0)
}

#[test]
fn a_cold_year_takes_thirteen_windows() {
    let year = DayRange::ending("2026-10-30".parse().unwrap(), 365);
    let days: Vec<Day> = year.days().collect();
    assert_eq!(cover(&days, WINDOW_DAYS).len(), 13);
    assert_eq!(cover(&days[..30], WINDOW_DAYS).len(), 1);
    assert_eq!(cover(&days[..31], WINDOW_DAYS).len(), 2);
}

#[test]
fn accepted_texts_are_rewritten_once() {
    for (given, written) in [
        ("", ""),
        ("app=shop&last=28d", "app=shop"),
        ("module=10022&app=shop", "app=shop&module=memory"),
        (
            "device=2&device_level=1,3&networktype=wifi",
            "platform=android&level=high,low&network=wifi",
        ),
        ("platform=android,ios,android", "platform=ios,android"),
        ("platform=all", ""),
        ("platform=ios,all", "platform=all,ios"),
        (
            "from=2026-10-01&to=2026-10-30",
            "start=2026-10-01&end=2026-10-30",
        ),
        ("from=singlemessage&app=shop", "app=shop"),
        (
            "from=2026%2D10%2D01&to=%32026-10-30",
            "start=2026-10-01&end=2026-10-30",
        ),
        ("%61pp=%73hop", "app=shop"),
        (
            "marks=2026-10-12~v2.3.1%2C%20a~b",
            "marks=2026-10-12~v2.3.1%2C%20a~b",
        ),
        (
            "marks=2026-10-12~发布",
            "marks=2026-10-12~%E5%8F%91%E5%B8%83",
        ),
        (
            "app=shop,news&hide=news.4g.ios,shop.all",
            "app=shop,news&hide=shop.all,news.ios.4g",
        ),
        (
            "utm_source=x&isappinstalled=0&app=shop&clicktime=1&enterid=2",
            "app=shop",
        ),
        ("metric=a+b", "metric=a%2Bb"),
        (
            "embed=1&theme=dark&lang=en&seen=202610300930",
            "seen=202610300930&lang=en&theme=dark&embed=1",
        ),
    ] {
        assert_eq!(parse(given, &[]).unwrap().view.write(), written, "{given}");
    }
}

#[test]
fn unknown_parameters_are_kept_as_they_stood() {
    let parsed = parse("app=shop&colour=%E7%BA%A2&App=x&layout=wide", &["layout"]).unwrap();
    assert_eq!(
        parsed.unknown,
        [
            ("colour".into(), "colour=%E7%BA%A2".into()),
            ("App".into(), "App=x".into())
        ]
    );
    assert_eq!(parsed.beside, [("layout".into(), "wide".into())]);
}

#[test]
fn bad_views_name_the_parameter() {
    for (text, parameter) in strategies::BAD {
        let error = parse(text, &[]).expect_err(text);
        assert_eq!(error.parameter, *parameter, "{text}");
    }
}

#[test]
fn a_view_past_4096_bytes_is_refused() {
    let text = format!("metric={}", "m".repeat(4096));
    let error = parse(&text, &[]).unwrap_err();
    assert_eq!(error.kind(), shared::problem::ProblemKind::UriTooLong);
    assert_eq!(error.parameter, "metric");
}

#[test]
fn compared_ranges_must_hold_as_many_days() {
    let view = parse(
        "start=2026-10-01&end=2026-10-03&compare=2026-09-01~2026-09-04",
        &[],
    )
    .unwrap()
    .view;
    let Days::Range(range) = view.days else {
        panic!("dates")
    };
    assert_eq!(view.check_compare(range).unwrap_err().parameter, "compare");
}
