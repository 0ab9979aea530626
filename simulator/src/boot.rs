//! `POST /wxa/business/performance/boot`: reading the request and writing the data.

use serde_json::{Map, Value, json};
use shared::day::{Day, DayRange};
use shared::filter::{Level, Network, Platform, Slice};
use shared::module::Module;
use shared::wechat::{WechatFilter, module_from_number};

use crate::amend::Amendments;
use crate::apps::AppSpec;
use crate::metrics::MetricSpec;
use crate::refusal::Refusal;
use crate::series::{self, Subject};
use crate::simulator::Simulator;

/// Timestamps stay within the calendar: 2000 to 2099.
const TIMES: std::ops::Range<i64> = 946_684_800..4_102_444_800;
/// 30 days.
const SPAN_SECONDS: i64 = 30 * 24 * 3600;
/// The data of a day come at 08:30 in Beijing of the day after.
const PUBLISHED: i64 = (8 * 60 + 30) * 60;

/// How «时间跨度不能超过30天» is read; the documentation doesn't say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SpanLimit {
    /// At most 30 dates, both ends counted.
    #[default]
    Dates,
    /// At most 30 × 86 400 seconds from begin to end: 31 dates between midnights.
    Seconds,
}

/// What a body asks for.
#[derive(Clone, Copy)]
pub(crate) struct Ask {
    pub(crate) module: Module,
    pub(crate) window: DayRange,
    pub(crate) slice: Slice,
    seconds: i64,
}

impl Ask {
    /// Reads a body as strictly as WeChat: objects and arrays sent as texts are refused.
    pub(crate) fn read(body: &[u8]) -> Result<Self, Refusal> {
        if body.is_empty() {
            return Err(Refusal::EMPTY);
        }
        let body: Map<String, Value> = serde_json::from_slice(body).map_err(|_| Refusal::FORMAT)?;
        let object = |name: &str| body.get(name).and_then(Value::as_object);
        let time = object("time").ok_or(Refusal::FORMAT)?;
        let params = body.get("params").and_then(Value::as_array);
        let slice = slice(params.ok_or(Refusal::FORMAT)?)?;
        let module = match body.get("module") {
            Some(Value::Number(number)) => module_from_number(&number.to_string()),
            Some(Value::String(text)) => module_from_number(text),
            _ => return Err(Refusal::FORMAT),
        };
        let module = module.ok_or(Refusal::ARGUMENTS)?;
        let stamp = |name: &str| {
            let stamp = time.get(name).and_then(Value::as_i64);
            stamp.ok_or(Refusal::FORMAT)
        };
        let (begin, end) = (stamp("begin_timestamp")?, stamp("end_timestamp")?);
        if !TIMES.contains(&begin) || !TIMES.contains(&end) {
            return Err(Refusal::SPAN);
        }
        let window = DayRange::new(Day::at_unix(begin), Day::at_unix(end));
        Ok(Self {
            module,
            window: window.ok_or(Refusal::SPAN)?,
            slice,
            seconds: end - begin,
        })
    }

    pub(crate) fn check_span(&self, limit: SpanLimit) -> Result<(), Refusal> {
        let within = match limit {
            SpanLimit::Dates => self.window.count() <= 30,
            SpanLimit::Seconds => self.seconds <= SPAN_SECONDS,
        };
        if within { Ok(()) } else { Err(Refusal::SPAN) }
    }
}

fn slice(params: &[Value]) -> Result<Slice, Refusal> {
    fn filter<F: WechatFilter>(value: &str) -> Result<F, Refusal> {
        F::from_value(value).ok_or(Refusal::ARGUMENTS)
    }
    let mut slice = Slice::ALL;
    for param in params {
        let text = |name: &str| {
            let text = param.get(name).and_then(Value::as_str);
            text.ok_or(Refusal::FORMAT)
        };
        let (field, value) = (text("field")?, text("value")?);
        match field {
            Platform::FIELD => slice.platform = filter(value)?,
            Level::FIELD => slice.level = filter(value)?,
            Network::FIELD => slice.network = filter(value)?,
            _ => return Err(Refusal::ARGUMENTS),
        }
    }
    Ok(slice)
}

/// The newest day that has data at a time: yesterday from 08:30, the day before until then.
pub(crate) fn newest_day(now: i64) -> Day {
    Day::at_unix(now - PUBLISHED).plus(-1)
}

/// The reply's body, with so many lines for each metric.
pub(crate) fn reply(
    (app, amendments): (&AppSpec, &Amendments),
    ask: &Ask,
    slice: Slice,
    lines: u32,
    now: i64,
) -> Value {
    let newest = newest_day(now);
    let days = |subject: Subject<'_>| -> Vec<Value> {
        let days = ask.window.days().filter(|day| *day <= newest);
        days.filter_map(|day| {
            let value = amendments.apply(day, series::value(subject, slice, day)?)?;
            Some(json!({ "refdate": day.compact(), "value": value }))
        })
        .collect()
    };
    let table = |spec: &MetricSpec| {
        let line = |line| {
            let subject = Subject {
                app,
                levels: &amendments.levels,
                module: ask.module,
                metric: spec.id,
                line,
            };
            json!({ "fields": days(subject) })
        };
        let lines: Vec<Value> = (0..lines).map(line).collect();
        json!({ "id": spec.id, "zh": spec.zh, "lines": lines })
    };
    let tables: Vec<Value> = Simulator::metrics(ask.module).iter().map(table).collect();
    let body = json!({ "count": tables.len(), "tables": tables });
    json!({ "errcode": 0, "errmsg": "ok", "data": { "body": body } })
}
