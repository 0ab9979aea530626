//! The table is whole, says each thing once, and stands in the documentation as it is.

use std::collections::BTreeSet;

use super::*;

const PAGE: &str = include_str!("../../../../docs/errors.md");

/// Every code that WeChat's pages name for what Bootlens calls.
const DOCUMENTED: &[i64] = &[
    -1, 40001, 40002, 40013, 40014, 40125, 40164, 40201, 40230, 40231, 40232, 40233, 40234, 40235,
    40236, 40237, 40238, 40239, 40240, 40243, 41001, 41002, 41004, 42001, 42006, 43002, 44002,
    45009, 45011, 45035, 47001, 48001, 48004, 48006, 48017, 50001, 50002, 50004, 50007, 61003,
    61004, 61005, 61006, 61007, 61009, 61010, 61011, 61014, 61015, 61016, 61017, 61023, 61024,
    76001, 76002, 76003, 76004, 76021, 76022, 89501, 89502, 89503, 89504, 89505, 89506, 89507,
];

#[test]
fn every_documented_code_has_a_row_and_no_other() {
    let known: BTreeSet<i64> = rows().map(|row| row.code).collect();
    let documented: BTreeSet<i64> = DOCUMENTED.iter().copied().collect();
    assert_eq!(known, documented);
    for code in known {
        let general = rows().filter(|row| row.code == code && row.calls.is_empty());
        assert_eq!(general.count(), 1, "{code}");
    }
}

#[test]
fn of_a_code_and_a_call_one_thing_is_said() {
    let mut told = BTreeSet::new();
    for row in rows() {
        for call in row.calls {
            assert!(told.insert((row.code, format!("{call:?}"))), "{row:?}");
        }
    }
}

#[test]
fn each_code_is_its_problem_and_says_what_follows() {
    use Action::{Fail, RefreshOnce, Retry, Stop, Wait};
    use ProblemKind as Kind;
    for (code, kind, action) in [
        (-1, Kind::UpstreamUnavailable, Retry),
        (40001, Kind::UpstreamCredential, RefreshOnce),
        (40014, Kind::UpstreamCredential, RefreshOnce),
        (42001, Kind::UpstreamCredential, RefreshOnce),
        (42006, Kind::UpstreamCredential, RefreshOnce),
        (40013, Kind::UpstreamCredential, Stop(Span::Minute)),
        (40164, Kind::UpstreamIp, Stop(Span::Minute)),
        (89503, Kind::UpstreamIp, Stop(Span::TenMinutes)),
        (89506, Kind::UpstreamIp, Stop(Span::Day)),
        (89507, Kind::UpstreamIp, Stop(Span::Hour)),
        (48001, Kind::UpstreamNotAuthorised, Stop(Span::Minute)),
        (40234, Kind::UpstreamSigning, Stop(Span::Minute)),
        (45009, Kind::UpstreamQuotaDay, Stop(Span::Midnight)),
        (45011, Kind::UpstreamQuotaMinute, Wait(Span::NextMinute)),
        (61005, Kind::UpstreamCredential, Stop(Span::Minute)),
        (43002, Kind::UpstreamReply, Fail),
        (44002, Kind::UpstreamReply, Fail),
        (47001, Kind::UpstreamReply, Fail),
        (50001, Kind::UpstreamNotAuthorised, Stop(Span::Minute)),
        (76004, Kind::UpstreamReply, Fail),
        (12345, Kind::UpstreamReply, Fail),
    ] {
        let row = row(code, Call::Business);
        assert_eq!((row.kind, row.action), (kind, action), "{code}");
    }
}

#[test]
fn where_a_token_is_asked_for_a_bad_token_means_a_bad_secret() {
    for code in [40001, 40014, 42001, 42006] {
        for (call, word) in [(Call::Token, "AppSecret"), (Call::Component, "component")] {
            let row = row(code, call);
            assert_eq!(row.action, Action::Stop(Span::Minute), "{code}");
            assert!(row.meaning.en.contains(word), "{code} {call:?}");
        }
        let platforms = row(code, Call::Authorizer);
        assert_eq!(platforms.action, Action::RefreshOnce, "{code}");
    }
    assert!(row(61023, Call::Authorizer).meaning.en.contains("refresh"));
    for code in [61005, 61006] {
        assert!(row(code, Call::Component).remedy.en.contains("ticket"));
    }
}

#[test]
fn every_text_is_there_in_both_languages_and_ends_as_it_should() {
    for row in rows().chain([&UNKNOWN]) {
        let chinese = |text: &str| !text.is_ascii();
        for sentence in [row.remedy, row.reader] {
            assert!(
                sentence.zh.ends_with('。') && chinese(sentence.zh),
                "{row:?}"
            );
            assert!(sentence.en.ends_with('.'), "{row:?}");
        }
        assert!(
            !row.meaning.zh.ends_with('。') && chinese(row.meaning.zh),
            "{row:?}"
        );
        assert!(
            !row.meaning.en.is_empty() && !row.meaning.en.ends_with('.'),
            "{row:?}"
        );
    }
}

#[test]
fn a_readers_sentence_is_found_again_in_the_other_language() {
    for row in rows().chain([&UNKNOWN]) {
        for told in [row.reader.zh, row.reader.en] {
            assert_eq!(in_language(row.code, told, Lang::Zh), Some(row.reader.zh));
            assert_eq!(in_language(row.code, told, Lang::En), Some(row.reader.en));
        }
    }
    assert_eq!(in_language(40164, "Words of another sort.", Lang::En), None);
    let unknown = UNKNOWN.reader;
    assert_eq!(in_language(12345, unknown.en, Lang::Zh), Some(unknown.zh));
}

#[test]
fn a_span_ends_where_its_name_says() {
    // 2026-10-30 09:30:15 in Beijing.
    let now = 1_793_323_815;
    for (span, seconds) in [
        (Span::Minute, 60),
        (Span::NextMinute, 45),
        (Span::TenMinutes, 600),
        (Span::Hour, 3_600),
        (Span::Day, 86_400),
        (Span::Midnight, 14 * 3_600 + 29 * 60 + 45),
    ] {
        assert_eq!(span.seconds(now), seconds, "{span:?}");
    }
    assert_eq!(Span::NextMinute.seconds(now - 15), 60);
}

/// A row as the page has it.
fn line(row: &Row) -> String {
    let code = match (row.code, row.calls) {
        (0, _) => "其他 other".to_owned(),
        (code, []) => code.to_string(),
        (code, calls) => format!("{code} {}", asked(calls[0])),
    };
    let Row {
        meaning, remedy, ..
    } = row;
    let (zh, en) = follows(row.action);
    format!(
        "| {code} | {}<br>{} | {}<br>{} | {zh}<br>{en} |",
        meaning.zh, meaning.en, remedy.zh, remedy.en
    )
}

fn asked(call: Call) -> &'static str {
    match call {
        Call::Business => "(数据 data)",
        Call::Token => "(token)",
        Call::Component => "(平台 token platform)",
        Call::Authorizer => "(授权方 token authorizer)",
        Call::Quota => "(查额度 quota)",
        Call::Rid => "(查 rid)",
    }
}

fn follows(action: Action) -> (&'static str, &'static str) {
    match action {
        Action::Retry => ("最多再试两次", "tried twice more"),
        Action::RefreshOnce => ("换新 token 再试一次", "once more with a new token"),
        Action::Fail => ("仅本次失败", "this call alone fails"),
        Action::Wait(span) | Action::Stop(span) => match span {
            Span::Minute => ("停 1 分钟", "stops for a minute"),
            Span::NextMinute => ("停到下一分钟", "stops until the next minute"),
            Span::TenMinutes => ("停 10 分钟", "stops for ten minutes"),
            Span::Hour => ("停 1 小时", "stops for an hour"),
            Span::Day => ("停 24 小时", "stops for 24 hours"),
            Span::Midnight => ("停到零点", "stops until midnight"),
        },
    }
}

#[test]
fn the_page_on_errors_holds_every_row_and_none_else() {
    let mut expected: Vec<String> = rows().map(line).collect();
    expected.sort();
    expected.push(line(&UNKNOWN));
    let told: Vec<&str> = PAGE
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| 错误码"))
        .collect();
    let mut sorted = told.clone();
    sorted.sort_unstable();
    let mut wanted = expected.clone();
    wanted.sort();
    assert_eq!(
        sorted,
        wanted,
        "docs/errors.md should hold:\n{}",
        expected.join("\n")
    );
}
