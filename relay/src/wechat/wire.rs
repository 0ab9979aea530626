//! WeChat's JSON, exactly as sent; lenient in what is read.
//!
//! A value may be a string or a number; what is empty reads alike, however it is spelt; unknown fields
//! never break a reply. Texts are kept as they were sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;
use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::ProblemKind;
use shared::wechat::{WechatFilter, module_number};

use super::codes::Action;
use super::error::Error;

mod empty;
mod number;
mod tables;
mod tokens;

use empty::Maybe;
use number::written_out;
use tables::{Data, Gathered};
pub(super) use tokens::{
    Authorised, authorizer_request, code_request, component_request, read_authorised,
    read_authorizer_token, read_component_token, read_token, token_request,
};

/// One number of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The metric's id.
    pub metric: Arc<str>,
    /// Its Chinese name; empty where none came.
    pub zh: Arc<str>,
    /// Which of the metric's lines, from 0.
    pub line: u32,
    /// The text that WeChat sent; empty where none came.
    pub text: Box<str>,
}

/// What one call brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The points of each day that was asked and answered.
    pub days: BTreeMap<Day, Vec<Point>>,
    /// Days that were not asked, or were no dates.
    pub dropped: usize,
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    errcode: Option<&'a RawValue>,
    /// As cloud functions spell it, and gateways that are made of them.
    #[serde(borrow, rename = "errCode")]
    err_code: Option<&'a RawValue>,
    #[serde(borrow)]
    errmsg: Option<&'a RawValue>,
    #[serde(borrow)]
    rid: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

/// The body of a call: days as Beijing midnights, and only the filters that narrow.
pub(super) fn request(
    module: Module,
    slice: Slice,
    window: DayRange,
    module_as_text: bool,
) -> String {
    fn param<F: WechatFilter>(value: F) -> Option<serde_json::Value> {
        (!value.is_all())
            .then(|| serde_json::json!({"field": F::FIELD, "value": WechatFilter::value(value)}))
    }
    let number = module_number(module);
    let module = if module_as_text {
        serde_json::Value::from(number.to_string())
    } else {
        serde_json::Value::from(number)
    };
    let params: Vec<_> = [
        param(slice.network),
        param(slice.level),
        param(slice.platform),
    ]
    .into_iter()
    .flatten()
    .collect();
    serde_json::json!({
        "time": {
            "begin_timestamp": window.start().beijing_midnight(),
            "end_timestamp": window.end().beijing_midnight(),
        },
        "module": module,
        "params": params,
    })
    .to_string()
}

/// So many commas has no reply for 30 days; read, each piece between them takes up to twenty times its
/// bytes.
const MOST_PIECES: usize = 250_000;

/// The points of a reply to a call for `window`.
pub(super) fn read_answer(bytes: &[u8], window: DayRange) -> Result<Answer, Error> {
    if bytes.iter().filter(|byte| **byte == b',').count() > MOST_PIECES {
        return Err(too_much("more pieces"));
    }
    let reply = envelope(bytes)?;
    // Of these two WeChat sends one at least; «no data» is believed of WeChat alone.
    if !reply.states && reply.data.is_none() {
        return Err(unreadable());
    }
    let data: Maybe<Data<'_>> = match reply.data {
        Some(raw) => serde_json::from_str(raw.get()).map_err(|_| unreadable())?,
        None => Maybe::default(),
    };
    let body = data.0.and_then(|data| data.body.0);
    let tables = body.and_then(|body| body.tables.0);
    let mut gathered = Gathered::of(window);
    for table in tables.into_iter().flatten().filter_map(|table| table.0) {
        gathered.take(table)?;
    }
    gathered.answer()
}

/// A reply that states no error.
pub(super) struct Opened<'a> {
    /// Whether it says so, by an error code of 0.
    states: bool,
    data: Option<&'a RawValue>,
}

/// What a reply holds that states no error.
pub(super) fn envelope(bytes: &[u8]) -> Result<Opened<'_>, Error> {
    let reply: Envelope<'_> = serde_json::from_slice(bytes).map_err(|_| unreadable())?;
    let code = |raw: Option<&RawValue>| match raw.and_then(scalar) {
        Some(text) => text.trim().parse().map(Some).map_err(|_| unreadable()),
        None => Ok(None),
    };
    let errcode: Option<i64> = code(reply.errcode)?;
    if let Some(errcode) = errcode.filter(|code| *code != 0) {
        let errmsg = reply.errmsg.and_then(scalar).unwrap_or_default();
        let rid = reply.rid.and_then(scalar);
        let rid = rid.map(|rid| rid.trim().to_owned());
        return Err(Error::from_reply(errcode, &errmsg, rid));
    }
    if let Some(other) = code(reply.err_code)?.filter(|code| *code != 0) {
        return Err(foreign(other));
    }
    Ok(Opened {
        states: errcode.is_some(),
        data: reply.data,
    })
}

/// Whether a body is JSON that states an error of WeChat's.
pub(super) fn states_error(bytes: &[u8]) -> bool {
    envelope(bytes).is_err_and(|error| error.errcode.is_some())
}

/// The text of a string or a number, whose exponent is written out; nothing for anything else.
pub(super) fn scalar(raw: &RawValue) -> Option<String> {
    let text = raw.get();
    match text.as_bytes().first()? {
        b'"' => serde_json::from_str(text).ok(),
        b'-' | b'0'..=b'9' => Some(written_out(text).unwrap_or_else(|| text.to_owned())),
        _ => None,
    }
}

fn too_much(what: &str) -> Error {
    let detail = format!(
        "WeChat's reply holds {what} than any for 30 days; look for a proxy or gateway that answers in \
         its place."
    );
    Error::new(ProblemKind::UpstreamReply, Action::Fail, detail)
}

/// The error code of something else than WeChat's interface.
fn foreign(code: i64) -> Error {
    let detail = format!(
        "The reply states errCode {code}, which is not how WeChat's interface spells an error; look for a \
         proxy or gateway that answers in its place."
    );
    Error::new(ProblemKind::UpstreamReply, Action::Fail, detail)
}

/// A reply whose every date is none.
fn undated(points: usize) -> Error {
    let detail = format!(
        "WeChat's reply holds {points} values and not one date that can be read: its documentation shows \
         them as yyyyMMdd in refdate."
    );
    Error::new(ProblemKind::UpstreamReply, Action::Fail, detail)
}

pub(super) fn unreadable() -> Error {
    Error::new(
        ProblemKind::UpstreamReply,
        Action::Fail,
        "WeChat's reply is not the JSON that its documentation shows; \
         look for a proxy or gateway that answers in its place.",
    )
}

#[cfg(test)]
mod tests;
