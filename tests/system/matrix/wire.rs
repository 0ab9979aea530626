//! How a proper reply is spoilt on its way.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A page that some gateway answers with.
pub(super) fn page(_: Vec<u8>) -> Vec<u8> {
    b"<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>".to_vec()
}

pub(super) fn as_it_is(body: Vec<u8>) -> Vec<u8> {
    body
}

pub(super) fn empty(_: Vec<u8>) -> Vec<u8> {
    Vec::new()
}

pub(super) fn half(mut body: Vec<u8>) -> Vec<u8> {
    body.truncate(body.len() / 2);
    body
}

/// A name whose first letter is no longer UTF-8.
pub(super) fn no_utf8(mut body: Vec<u8>) -> Vec<u8> {
    let letter = body.iter().position(|byte| !byte.is_ascii());
    body[letter.expect("a Chinese letter")] = 0xff;
    body
}

pub(super) fn marked(body: Vec<u8>) -> Vec<u8> {
    [b"\xef\xbb\xbf".to_vec(), body].concat()
}

pub(super) fn gzip(body: Vec<u8>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&body).expect("memory");
    encoder.finish().expect("memory")
}

/// Some kilobytes that would become megabytes.
pub(super) fn bomb(_: Vec<u8>) -> Vec<u8> {
    gzip(vec![b' '; 8 << 20])
}

pub(super) fn deep(_: Vec<u8>) -> Vec<u8> {
    let nested = ["[".repeat(100_000), "]".repeat(100_000)].concat();
    format!(r#"{{"errcode":0,"data":{nested}}}"#).into_bytes()
}

pub(super) fn many(_: Vec<u8>) -> Vec<u8> {
    let tables = vec!["{}"; 300_000].join(",");
    format!(r#"{{"errcode":0,"data":{{"body":{{"tables":[{tables}]}}}}}}"#).into_bytes()
}

/// Every day is one of ten years before.
pub(super) fn other_days(body: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(body).expect("JSON");
    assert!(text.contains(r#""refdate":"2026"#), "{text}");
    text.replace(r#""refdate":"2026"#, r#""refdate":"2016"#)
        .into_bytes()
}

/// WeChat's own words.
pub(super) fn denied(_: Vec<u8>) -> Vec<u8> {
    br#"{"errcode":48001,"errmsg":"api unauthorized rid: 62eb8c9b-1a2b3c4d-5e6f7a8b"}"#.to_vec()
}

/// What a gateway says in WeChat's place.
pub(super) fn other(_: Vec<u8>) -> Vec<u8> {
    br#"{"code":500,"message":"denied"}"#.to_vec()
}

/// Dates that are none.
pub(super) fn no_days(body: Vec<u8>) -> Vec<u8> {
    let text = String::from_utf8(body).expect("JSON");
    text.replace(r#""refdate":"2026"#, r#""refdate":"99-9"#)
        .into_bytes()
}

/// As many tables as fit into what is read at all.
pub(super) fn tables(_: Vec<u8>) -> Vec<u8> {
    let tables = vec!["{}"; 1_300_000].join(",");
    format!(r#"{{"errcode":0,"data":{{"body":{{"tables":[{tables}]}}}}}}"#).into_bytes()
}
