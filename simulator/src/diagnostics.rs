//! What is told about a call by its rid: the calls that were refused lately.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::simulator::Simulator;

/// More than that are not remembered: a demo runs for months.
const REMEMBERED: usize = 256;
/// Seconds that a rid can be asked for.
const KEPT: i64 = 7 * 24 * 3600;

/// A call that was refused.
#[derive(Clone)]
pub(crate) struct Refused {
    pub(crate) rid: String,
    /// The account that called; nobody else is told.
    pub(crate) appid: Option<String>,
    pub(crate) time: i64,
    pub(crate) milliseconds: u128,
    /// With a part of the token alone.
    pub(crate) url: String,
    /// Empty for calls that carry a secret.
    pub(crate) request: String,
    pub(crate) response: String,
    pub(crate) client_ip: String,
}

/// The newest refused calls.
#[derive(Default)]
pub(crate) struct Diagnostics(VecDeque<Refused>);

impl Diagnostics {
    pub(crate) fn remember(&mut self, refused: Refused) {
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(refused);
    }

    /// The reply about a rid to an account.
    pub(crate) fn reply(&self, appid: &str, rid: &str, now: i64) -> Result<Value, Refusal> {
        if rid.is_empty() {
            return Err(Refusal::BAD_RID);
        }
        let found = self.0.iter().find(|each| each.rid == rid);
        let found = found.ok_or(Refusal::NO_RID)?;
        if found.appid.as_deref() != Some(appid) {
            return Err(Refusal::NOT_YOURS);
        }
        if now - found.time > KEPT {
            return Err(Refusal::OLD_RID);
        }
        Ok(json!({
            "errcode": 0,
            "errmsg": "ok",
            "request": {
                "invoke_time": found.time,
                "cost_in_ms": u64::try_from(found.milliseconds).unwrap_or(u64::MAX),
                "request_url": found.url,
                "request_body": found.request,
                "response_body": found.response,
                "client_ip": found.client_ip,
            },
        }))
    }
}

impl Simulator {
    /// Where callers seem to come from, in refusals and diagnostics; `203.0.113.7` at first.
    pub fn set_client_ip(&self, ip: &str) {
        ip.clone_into(&mut self.state().client_ip);
    }

    /// Whether that address is barred from the calls for tokens, as an IP whitelist bars it:
    /// 40164 for an app's, 61004 for a platform's.
    pub fn bar_ip(&self, barred: bool) {
        self.state().ip_barred = barred;
    }
}
