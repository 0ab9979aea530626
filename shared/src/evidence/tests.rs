//! A reply of the API, evidence with all it can hold, and what is refused at which place.

use super::*;
use crate::text::Lang;

/// A reply as the API writes it, with every kind of part.
const REPLY: &str = r#"{"version":"0.1.0","view":"app=shop&module=memory&start=2026-10-01&end=2026-10-03","fetched_at":"2026-10-04T01:00:00Z","stale_since":null,"data_through":{"shop":"2026-10-03"},"series":[{"app":"shop","slice":{"network":"all","level":"high","platform":"all"},"period":"current","metric":{"id":"memory","zh":"内存均值","en":"Memory, mean","line":0,"unit":"MB","better":"down","role":null,"confidence":"low"},"start":"2026-10-01","values":[314,null,302.3218],"status":{"2026-10-02":"missing","2026-10-03":"provisional"}}],"failures":[{"app":"shop","slice":{"network":"all","level":"low","platform":"all"},"start":"2026-10-01","end":"2026-10-03","problem":{"type":"urn:bootlens:busy","title":"t","status":503,"detail":"d","errcode":null,"rid":null,"request_id":null,"retryable":true,"advice":"a"}}],"revisions":[{"app":"shop","slice":{"network":"all","level":"high","platform":"all"},"metric":"memory","line":0,"day":"2026-10-01","was":301.2,"at":"2026-10-20T01:00:00Z"}],"notices":[{"code":"filter-undocumented","text":"…"}],"calls":{"planned":1,"shared":0,"upstream":1,"from_history":0}}"#;

const BESIDE: &str = r#","shown":"app=shop&module=memory&start=2026-10-01&end=2026-10-03&smooth=3&scale=log&marks=2026-10-02~v2&hide=ios","apps":[{"alias":"shop","name":"商城","kind":"mini-program","marks":[{"day":"2026-10-02","label":"v2"}],"budgets":[{"view":"app=shop&module=memory","measure":"mean","over":300.0,"min_days":14}],"quota":null}],"calendar":[{"day":"2026-10-01","kind":"off","zh":"国庆节","en":"National Day"}],"demo":true}"#;

fn whole() -> String {
    [REPLY.trim_end_matches('}'), "}", BESIDE].concat()
}

#[test]
fn a_reply_of_the_api_is_evidence_with_less() {
    let evidence = read(REPLY).unwrap();
    let derived: Reply = serde_json::from_str(REPLY).unwrap();
    assert_eq!(evidence.reply, derived);
    assert!(evidence.shown.is_none() && evidence.apps.is_empty());
    assert!(evidence.calendar.is_empty() && !evidence.demo);
    let (view, range) = evidence.view().unwrap();
    assert_eq!(view.write(), derived.view);
    assert_eq!(range.count(), 3);
}

#[test]
fn evidence_is_written_as_it_was_read() {
    let text = whole();
    let evidence = read(&text).unwrap();
    assert_eq!(evidence.write(), text);
    let (view, _) = evidence.view().unwrap();
    assert_eq!(Some(view), evidence.shown);
    let marked = read(&format!("\u{feff}{text}\r\n")).unwrap();
    assert_eq!(marked, evidence);
}

#[test]
fn the_view_that_was_shown_takes_apps_and_days_from_the_reply() {
    let text = whole().replace("shown\":\"app=shop", "shown\":\"app=mall");
    let text = text.replace("&start=2026-10-01&end=2026-10-03&smooth", "&smooth");
    let (view, _) = read(&text).unwrap().view().unwrap();
    let wanted = "app=shop&module=memory&start=2026-10-01&end=2026-10-03&smooth=3&scale=log\
                  &marks=2026-10-02~v2&hide=ios";
    assert_eq!(view.write(), wanted);
}

#[test]
fn what_a_newer_version_adds_is_left_alone() {
    let text = whole()
        .replace("{\"version\"", "{\"tomorrow\":[1],\"version\"")
        .replace("\"status\":{", "\"colour\":\"red\",\"status\":{")
        .replace(
            "\"notices\":[",
            "\"notices\":[{\"code\":\"moon\",\"text\":\"…\"},7,",
        );
    let evidence = read(&text).unwrap();
    assert_eq!(evidence, read(&whole()).unwrap());
}

#[test]
fn what_is_something_else_is_refused_at_its_place() {
    for (from, to, place) in [
        ("\"version\":\"0.1.0\",", "", "At version:"),
        ("{\"version\"", "[{\"version\"", "Line 1, column"),
        ("314,null", "\"314\",null", "At series[0].values[0]:"),
        ("[314,null,", "[314,", "At series[0].values:"),
        (
            "\"missing\"",
            "\"guessed\"",
            "At series[0].status.2026-10-02:",
        ),
        (
            "{\"2026-10-02\":\"missing\"",
            "{\"yesterday\":\"missing\"",
            "At series[0].status:",
        ),
        (
            "\"better\":\"down\"",
            "\"better\":\"left\"",
            "At series[0].metric.better:",
        ),
        (
            "\"line\":0,\"unit\"",
            "\"line\":-1,\"unit\"",
            "At series[0].metric.line:",
        ),
        (
            "\"level\":\"high\"",
            "\"level\":\"tall\"",
            "At series[0].slice.level:",
        ),
        (
            "\"start\":\"2026-10-01\",\"values\"",
            "\"start\":\"2026-13-01\",\"values\"",
            "At series[0].start:",
        ),
        (
            "\"retryable\":true",
            "\"retryable\":1",
            "At failures[0].problem.retryable:",
        ),
        (
            "\"status\":503",
            "\"status\":70000",
            "At failures[0].problem.status:",
        ),
        ("\"was\":301.2", "\"was\":\"301.2\"", "At revisions[0].was:"),
        ("2026-10-04T01:00:00Z", "yesterday", "At fetched_at:"),
        (
            "\"calls\":{\"planned\":1",
            "\"calls\":{\"planned\":\"1\"",
            "At calls.planned:",
        ),
        ("\"notices\":[", "\"notices\":{},\"n\":[", "At notices:"),
        (
            "{\"shop\":\"2026-10-03\"}",
            "{\"shop\":3}",
            "At data_through.shop:",
        ),
        (
            "0\",\"view\":\"app=shop&module=memory",
            "0\",\"view\":\"app=shop&module=boot",
            "At view:",
        ),
        (
            "0\",\"view\":\"app=shop&module=memory",
            "0\",\"view\":\"app=shop",
            "At view:",
        ),
        (
            "&start=2026-10-01&end=2026-10-03\",\"fetched",
            "&last=3d\",\"fetched",
            "At view:",
        ),
        ("scale=log", "scale=cubic", "At shown:"),
        (
            "\"kind\":\"off\"",
            "\"kind\":\"rest\"",
            "At calendar[0].kind:",
        ),
        (
            "\"measure\":\"mean\"",
            "\"measure\":\"sum\"",
            "At apps[0].budgets[0].measure:",
        ),
        ("\"over\":300.0", "\"none\":300.0", "At apps:"),
        ("\"demo\":true", "\"demo\":\"yes\"", "At demo:"),
    ] {
        let text = whole();
        assert!(text.contains(from), "{from}");
        let refused = read(&text.replacen(from, to, 1)).unwrap_err();
        let words = refused.to_string();
        assert!(words.starts_with(place), "{place} {words}");
        assert!(!Lang::Zh.refused(&refused).is_empty());
    }
}

#[test]
fn what_breaks_off_is_told_from_what_is_no_json() {
    let text = whole();
    let cut: String = text.chars().take(400).collect();
    assert_eq!(read(&cut).unwrap_err().why, Why::CutOff);
    let refused = read("{\n  \"a\": nothing\n}").unwrap_err();
    assert_eq!((refused.why, refused.place), (Why::NoJson, Place::At(2, 9)));
    let list = read("[]").unwrap_err();
    assert_eq!(list.place, Place::Whole);
}

#[test]
fn what_a_newer_version_wrote_and_nobody_reads_says_so() {
    let text = whole()
        .replace("\"0.1.0\"", "\"99.1.0\"")
        .replace("\"missing\"", "\"guessed\"");
    let refused = read(&text).unwrap_err();
    assert_eq!(refused.newer.as_deref(), Some("99.1.0"));
    assert!(refused.to_string().contains("99.1.0"));
    assert!(Lang::Zh.refused(&refused).contains("99.1.0"));
}

#[test]
fn more_days_than_can_be_drawn_are_refused() {
    let text = REPLY.replace("&end=2026-10-03", "&end=2126-10-03");
    let refused = read(&text).unwrap_err();
    assert!(matches!(
        refused.why,
        Why::TooManyDays { most: MAX_DAYS, .. }
    ));
}
