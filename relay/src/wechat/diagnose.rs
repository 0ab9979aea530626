//! What WeChat says of an app's calls: how many a day it allows, and what became of one of them.
//!
//! Both interfaces take any of the account's tokens, are not counted among its calls for data, and
//! answer also while those are used up: so they pass no gate and close none.

use std::future::{Ready, ready};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::account::BOOT_PATH;
use super::codes::Call;
use super::error::Error;
use super::{Account, veil, wire};

const QUOTA_PATH: &str = "/cgi-bin/openapi/quota/get";
const RID_PATH: &str = "/cgi-bin/openapi/rid/get";

/// The calls for data that WeChat grants an account on one day, whoever makes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct WechatQuota {
    /// How many a day.
    pub daily_limit: u64,
    /// How many were made today, by every system of the account.
    pub used: u64,
    /// How many are left today.
    pub remain: u64,
}

/// What WeChat noted of one request, without anything that lets anybody in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RidReport {
    /// When it came, in Unix seconds.
    pub invoke_time: i64,
    /// How long it took, in milliseconds.
    pub cost_in_ms: u64,
    /// The address that it came from.
    pub client_ip: String,
    /// Where it went, without the query.
    pub request_url: String,
    /// What was sent; secrets are taken out, and what is long is cut.
    pub request_body: String,
    /// What was answered, likewise.
    pub response_body: String,
}

impl Account {
    /// Asks how many calls for data are left today.
    ///
    /// # Errors
    /// What WeChat refused, or why no reply came.
    pub async fn quota(&self) -> Result<WechatQuota, Error> {
        let body = serde_json::json!({ "cgi_path": BOOT_PATH }).to_string();
        self.call(None, None, QUOTA_PATH, &body, read_quota, uncounted)
            .await
    }

    /// Asks what became of a request of the last seven days.
    ///
    /// # Errors
    /// What WeChat refused, or why no reply came.
    pub async fn lookup(&self, rid: &str) -> Result<RidReport, Error> {
        let body = serde_json::json!({ "rid": rid }).to_string();
        self.call(None, None, RID_PATH, &body, read_report, uncounted)
            .await
    }
}

/// These calls are none for data.
fn uncounted() -> Ready<Result<(), Error>> {
    ready(Ok(()))
}

#[derive(Deserialize)]
struct QuotaReply<'a> {
    #[serde(borrow)]
    quota: Option<Figures<'a>>,
}

#[derive(Deserialize)]
struct Figures<'a> {
    #[serde(borrow)]
    daily_limit: Option<&'a RawValue>,
    #[serde(borrow)]
    used: Option<&'a RawValue>,
    #[serde(borrow)]
    remain: Option<&'a RawValue>,
}

fn read_quota(bytes: &[u8]) -> Result<WechatQuota, Error> {
    wire::envelope(bytes).map_err(|error| error.on(Call::Quota))?;
    let reply: QuotaReply<'_> = serde_json::from_slice(bytes).map_err(|_| wire::unreadable())?;
    let figures = reply.quota.ok_or_else(wire::unreadable)?;
    let daily_limit = count(figures.daily_limit).ok_or_else(wire::unreadable)?;
    let used = count(figures.used).ok_or_else(wire::unreadable)?;
    let remain = count(figures.remain).unwrap_or(daily_limit.saturating_sub(used));
    Ok(WechatQuota {
        daily_limit,
        used,
        remain,
    })
}

#[derive(Deserialize)]
struct RidReply<'a> {
    #[serde(borrow)]
    request: Option<Noted<'a>>,
}

#[derive(Deserialize)]
struct Noted<'a> {
    #[serde(borrow)]
    invoke_time: Option<&'a RawValue>,
    #[serde(borrow)]
    cost_in_ms: Option<&'a RawValue>,
    #[serde(borrow)]
    client_ip: Option<&'a RawValue>,
    #[serde(borrow)]
    request_url: Option<&'a RawValue>,
    #[serde(borrow)]
    request_body: Option<&'a RawValue>,
    #[serde(borrow)]
    response_body: Option<&'a RawValue>,
}

fn read_report(bytes: &[u8]) -> Result<RidReport, Error> {
    wire::envelope(bytes).map_err(|error| error.on(Call::Rid))?;
    let reply: RidReply<'_> = serde_json::from_slice(bytes).map_err(|_| wire::unreadable())?;
    let noted = reply.request.ok_or_else(wire::unreadable)?;
    let text = |raw: Option<&RawValue>| raw.and_then(wire::scalar).unwrap_or_default();
    // A body is a text that holds JSON; JSON itself would be as good.
    let body = |raw: Option<&RawValue>| {
        let raw = raw.map(|raw| wire::scalar(raw).unwrap_or_else(|| raw.get().to_owned()));
        veil::body(&raw.unwrap_or_default())
    };
    Ok(RidReport {
        invoke_time: text(noted.invoke_time).trim().parse().unwrap_or(0),
        cost_in_ms: count(noted.cost_in_ms).unwrap_or(0),
        client_ip: veil::body(&text(noted.client_ip)),
        request_url: veil::url(&text(noted.request_url)),
        request_body: body(noted.request_body),
        response_body: body(noted.response_body),
    })
}

/// A number that may be a text; below nothing is nothing.
fn count(raw: Option<&RawValue>) -> Option<u64> {
    let number: i64 = wire::scalar(raw?)?.trim().parse().ok()?;
    Some(u64::try_from(number).unwrap_or(0))
}

#[cfg(test)]
mod tests;
