//! Files that can be charted: exports, replies of the API, and replies of WeChat's however they were saved.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use shared::module::Module;
use shared::opened::{Files, MOST_BYTES, Sheet, too_large};
use shared::refused::Why;
use shared::reply::Series;
use shared::text::Lang;
use shared::value::{Status, Value};

/// The replies of WeChat's documentation, as they stand there.
const HTTPS: &str = include_str!("replies/https.json");
const CLOUD: &str = include_str!("replies/cloud.json");

fn files(files: &[(&str, &str)]) -> Files {
    let file = |(name, text): &(&str, &str)| ((*name).to_owned(), Ok(text.as_bytes().to_vec()));
    Files::read(files.iter().map(file).collect())
}

fn sheets(of: &[(&str, &str)]) -> Vec<Sheet> {
    let files = files(of);
    assert_eq!(files.refused, []);
    files.sheets(false)
}

fn only(text: &str) -> Sheet {
    let mut sheets = sheets(&[("reply.json", text)]);
    assert_eq!(sheets.len(), 1);
    sheets.remove(0)
}

fn numbers(series: &Series) -> Vec<Option<f64>> {
    series
        .values
        .iter()
        .map(|one| one.map(Value::get))
        .collect()
}

fn documented(sheet: &Sheet) {
    let of = |id: &str| {
        let found = sheet.series.iter().find(|one| one.metric.id == id);
        numbers(found.unwrap())
    };
    assert_eq!(sheet.series.len(), 2);
    assert_eq!(of("memorydiff"), [Some(70.7778), Some(72.0446)]);
    assert_eq!(of("memory"), [Some(314.0), Some(302.3218)]);
    assert_eq!(sheet.view.module, Some(Module::Memory));
    assert_eq!(sheet.range.start().to_string(), "2021-01-03");
    assert_eq!(sheet.range.end().to_string(), "2021-01-04");
}

/// A reply with one metric.
fn reply(id: &str, days: &[(&str, &str)]) -> String {
    let field = |(day, value): &(&str, &str)| format!(r#"{{"refdate":"{day}","value":{value}}}"#);
    let fields: Vec<String> = days.iter().map(field).collect();
    format!(
        r#"{{"errcode":0,"errmsg":"ok","data":{{"body":{{"tables":[{{"id":"{id}","zh":"名","lines":[{{"fields":[{}]}}]}}],"count":1}}}}}}"#,
        fields.join(",")
    )
}

#[test]
fn both_documented_replies_give_their_four_numbers() {
    for text in [HTTPS, CLOUD] {
        let sheet = only(text);
        documented(&sheet);
        assert_eq!(sheet.series[0].metric.zh, "内存均值");
        assert_eq!(sheet.series[0].metric.unit.as_deref(), Some("MB"));
        assert_eq!(sheet.apps[0].name, "reply");
        assert!(sheet.done.is_none());
    }
}

#[test]
fn a_reply_is_found_in_whatever_stands_around_it() {
    let line: serde_json::Value = serde_json::from_str(HTTPS).unwrap();
    let line = line.to_string();
    let quoted = serde_json::Value::from(line.clone()).to_string();
    for text in [
        format!("2026-10-04 09:30:00 INFO [boot-1] reply={line} took 12ms\n"),
        format!("[2026-10-04] {{thread}} INFO {{a}}: {HTTPS}"),
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{line}"),
        format!("{{\"level\":\"info\",\"msg\":{quoted}}}"),
        format!("{{\"level\":\"info\",\"fields\":{{\"reply\":{line}}}}}\n"),
        format!("ts=1 reply={quoted} took=12ms"),
        format!("ts=1 reply={} took=12ms", quoted.trim_matches('"')),
        format!("{{\"errMsg\":\"cloud.callFunction:ok\",\"result\":{CLOUD},\"requestID\":\"1\"}}"),
        format!("[{line}]"),
        format!("\u{feff}{line}\r\n\r\n"),
    ] {
        documented(&only(&text));
    }
}

#[test]
fn a_reply_in_the_sixteen_bits_of_a_windows_shell_is_read() {
    let bytes = |big: bool| {
        let units = "\u{feff}".encode_utf16().chain(HTTPS.encode_utf16());
        units.flat_map(move |unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
    };
    for big in [false, true] {
        let file = ("reply.json".to_owned(), Ok(bytes(big).collect()));
        documented(&Files::read(vec![file]).sheets(false)[0]);
    }
}

#[test]
fn the_request_on_the_same_line_says_module_and_slice() {
    let request = |device: &str, module: &str| {
        format!(
            r#"{{"module":{module},"params":[{{"field":"device","value":"{device}"}},{{"field":"networktype","value":"-1"}}],"time":{{"begin_timestamp":1}}}}"#
        )
    };
    let ios = reply("total", &[("20261001", "\"1200\"")]);
    let android = reply("total", &[("20261001", "\"2300\"")]);
    let log = format!(
        "10:00 POST {} → {ios}\n10:01 POST {} → {android}\n",
        request("1", "10017"),
        request("2", "\"10017\"")
    );
    let sheet = only(&log);
    assert_eq!(sheet.view.module, Some(Module::Launch));
    let named: Vec<_> = sheet
        .series
        .iter()
        .map(|one| one.slice.to_string())
        .collect();
    assert_eq!(named, ["ios", "android"]);
    assert_eq!(numbers(&sheet.series[1]), [Some(2300.0)]);
    assert_eq!(sheet.names, ["reply.json #1", "reply.json #2"]);
    // On another line it may be the request of another reply.
    let log = format!("{}\n{ios}\n", request("1", "10017"));
    let sheet = only(&log);
    assert_eq!(
        (sheet.view.module, sheet.series[0].slice.is_all()),
        (None, true)
    );
    // Inside one object the names may stand in any order.
    let log = format!(r#"{{"answer":{ios},"question":{}}}"#, request("1", "10017"));
    assert_eq!(only(&log).series[0].slice.to_string(), "ios");
}

#[test]
fn values_are_read_as_the_relay_reads_them() {
    let text = reply(
        "costtime",
        &[
            ("20261001", "\" 70.5 \""),
            ("20261002", "12"),
            ("20261003", "null"),
            ("20261004", "\"1e3\""),
            ("20261005", "\"0\""),
            ("20261007", "\"8\""),
            ("20261007", "\"9\""),
            ("yesterday", "\"10\""),
            ("20261340", "\"11\""),
        ],
    );
    let sheet = only(&text);
    assert_eq!(sheet.view.module, Some(Module::PageSwitch));
    let one = &sheet.series[0];
    let wanted = [
        Some(70.5),
        Some(12.0),
        None,
        None,
        Some(0.0),
        None,
        Some(9.0),
    ];
    assert_eq!(numbers(one), wanted);
    let status = |day: &str| one.status_on(day.parse().unwrap());
    assert_eq!(status("2026-10-01"), Status::Final);
    assert_eq!(status("2026-10-03"), Status::Missing);
    assert_eq!(status("2026-10-05"), Status::Zero);
    assert_eq!(status("2026-10-06"), Status::Missing);
}

#[test]
fn null_and_absent_parts_read_alike_and_unknown_ones_break_nothing() {
    let text = r#"{"rid":"1-2","__rpcCount":2,"errcode":"0","data":{"more":[],"body":{"tables":[null,{"id":null},
        {"id":"a","lines":null},{"id":"b","lines":[null,{"fields":null},{"fields":[null,{"refdate":20261001,"value":3,"x":{}}]}]}]}}}"#;
    let sheet = only(text);
    assert_eq!(sheet.series.len(), 1);
    let one = &sheet.series[0];
    assert_eq!((one.metric.id.as_str(), one.metric.zh.as_str()), ("b", "b"));
    assert_eq!((one.metric.line, numbers(one)), (2, vec![Some(3.0)]));
    assert_eq!(one.metric.unit, None, "nobody knows it");
}

#[test]
fn replies_of_one_module_are_joined_by_their_days() {
    let first = reply("total", &[("20261001", "\"1\""), ("20261002", "\"2\"")]);
    let second = reply("total", &[("20261002", "\"2\""), ("20261004", "\"4\"")]);
    let sheets = sheets(&[("a.json", &first), ("b.json", &second), ("c.json", HTTPS)]);
    assert_eq!(sheets.len(), 2, "memory is another module");
    let wanted = [Some(1.0), Some(2.0), None, Some(4.0)];
    assert_eq!(numbers(&sheets[0].series[0]), wanted);
    assert_eq!(sheets[0].names, ["a.json", "b.json"]);
    documented(&sheets[1]);
}

#[test]
fn replies_that_tell_a_day_with_two_values_are_shown_apart_unless_the_reader_joins_them() {
    let ios = reply("total", &[("20261001", "\"1\""), ("20261002", "\"2\"")]);
    let android = reply("total", &[("20261001", "\"3\""), ("20261002", "null")]);
    let files = files(&[("ios.json", &ios), ("android.v2.json", &android)]);
    assert_eq!(files.told_twice(), 1);
    let [apart] = &files.sheets(false)[..] else {
        panic!("one picture");
    };
    let names: Vec<&str> = apart.apps.iter().map(|app| app.name.as_str()).collect();
    assert_eq!(names, ["ios", "android.v2"]);
    assert_eq!(apart.view.apps.len(), 2);
    assert_eq!(numbers(&apart.series[1]), [Some(3.0), None]);
    let [joined] = &files.sheets(true)[..] else {
        panic!("one picture");
    };
    assert_eq!(joined.view.apps.len(), 1);
    // No value is taken away by a null.
    assert_eq!(numbers(&joined.series[0]), [Some(3.0), Some(2.0)]);
}

#[test]
fn files_beside_one_that_is_refused_are_shown_all_the_same() {
    let files = files(&[("bad.json", "{\"errcode\":"), ("good.json", CLOUD)]);
    assert_eq!((files.shown, files.refused.len()), (1, 1));
    assert_eq!(files.refused[0].0, "bad.json");
    documented(&files.sheets(false)[0]);
}

#[test]
fn a_log_with_an_error_among_its_replies_shows_the_others_and_tells_the_error() {
    let log = format!(
        "{}\n{{\"errcode\":45009,\"errmsg\":\"reach max\"}}\n",
        HTTPS.replace('\n', "")
    );
    let files = files(&[("a.log", &log)]);
    documented(&files.sheets(false)[0]);
    let [(_, refused)] = &files.refused[..] else {
        panic!("one refusal");
    };
    assert!(matches!(&refused.why, Why::WechatError { code, .. } if code == "45009"));
    assert!(refused.to_string().starts_with("Line 2: "), "{refused}");
}

#[test]
fn a_log_of_eight_mib_is_searched_in_good_time() {
    let mut log = String::new();
    while log.len() < 7 << 20 {
        log.push_str("10:00 INFO {thread} {\"level\":\"info\",\"of\":{\"a\":[1,2,{}]}}\n");
    }
    log.push_str(&HTTPS.replace('\n', ""));
    let begun = std::time::Instant::now();
    documented(&only(&log));
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn more_than_eight_mib_is_refused_by_the_sizes_alone() {
    let refused = too_large(&[MOST_BYTES - 1, MOST_BYTES + 1, 2, 1]);
    let told: Vec<bool> = refused.iter().map(Option::is_some).collect();
    assert_eq!(told, [false, true, true, false]);
    let words = |index: usize| Lang::En.refused(refused[index].as_ref().unwrap());
    assert!(
        words(1).contains("8.1 MiB") && words(1).contains("8 MiB"),
        "{}",
        words(1)
    );
    assert!(words(2).contains("8 MiB"));
}

#[test]
fn every_refusal_of_an_unread_file_keeps_its_name() {
    let refused = too_large(&[MOST_BYTES + 1]).remove(0).unwrap();
    let files = Files::read(vec![("big.json".to_owned(), Err(refused))]);
    assert_eq!(files.shown, 0);
    let (name, refused) = &files.refused[0];
    assert!(
        Lang::Zh
            .not_opened_because(name, refused)
            .starts_with("big.json：文件有")
    );
}
