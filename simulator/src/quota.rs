//! How often an account may call, and what it is told of that.

use std::collections::HashMap;

use serde_json::{Value, json};
use shared::day::Day;

use crate::api::{BOOT, QUOTA, RID};
use crate::refusal::Refusal;
use crate::simulator::Simulator;

/// Calls a day. Assumed: WeChat gives no figure for this interface, staff once named this one for
/// a neighbour.
const A_DAY: u32 = 100_000;
/// Told as the minute's limit where none is set.
const A_MINUTE: u32 = 5_000;
const MINUTE: i64 = 60;

/// Calls of one account to one path.
struct Used {
    day: Day,
    today: u32,
    minute: i64,
    this_minute: u32,
}

/// The limits, and what was used of them.
pub(crate) struct Quota {
    a_day: u32,
    a_minute: Option<u32>,
    used: HashMap<(String, &'static str), Used>,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            a_day: A_DAY,
            a_minute: None,
            used: HashMap::new(),
        }
    }
}

impl Quota {
    /// What an account has used of a path, with days and minutes that are over forgotten.
    fn used(&mut self, appid: &str, path: &'static str, now: i64) -> &mut Used {
        let (day, minute) = (Day::at_unix(now), now.div_euclid(MINUTE));
        let fresh = Used {
            day,
            today: 0,
            minute,
            this_minute: 0,
        };
        let used = self.used.entry((appid.to_owned(), path)).or_insert(fresh);
        if used.day != day {
            (used.day, used.today) = (day, 0);
        }
        if used.minute != minute {
            (used.minute, used.this_minute) = (minute, 0);
        }
        used
    }

    /// Counts a call. The limits hold for [`BOOT`] alone, and a call past one is not counted.
    pub(crate) fn take(
        &mut self,
        appid: &str,
        path: &'static str,
        now: i64,
    ) -> Result<(), Refusal> {
        let (a_day, a_minute) = (self.a_day, self.a_minute);
        let used = self.used(appid, path, now);
        if path == BOOT {
            if used.today >= a_day {
                return Err(Refusal::QUOTA);
            }
            if a_minute.is_some_and(|a_minute| used.this_minute >= a_minute) {
                return Err(Refusal::MINUTE);
            }
        }
        used.today += 1;
        used.this_minute += 1;
        Ok(())
    }

    /// The reply about a path.
    pub(crate) fn reply(&mut self, appid: &str, asked: &str, now: i64) -> Result<Value, Refusal> {
        if !asked.starts_with('/') || asked.starts_with("/sns/") {
            return Err(Refusal::NOT_YOURS);
        }
        let path = [BOOT, QUOTA, RID].into_iter().find(|path| *path == asked);
        let used = self.used(appid, path.ok_or(Refusal::NO_PATH)?, now).today;
        let rate = json!({
            "call_count": self.a_minute.unwrap_or(A_MINUTE),
            "refresh_second": MINUTE,
        });
        Ok(json!({
            "errcode": 0,
            "errmsg": "ok",
            "quota": {
                "daily_limit": self.a_day,
                "used": used,
                "remain": self.a_day.saturating_sub(used),
            },
            "rate_limit": rate,
            "component_rate_limit": rate,
        }))
    }
}

impl Simulator {
    /// Calls for data that each app has in a Beijing day, 100 000 at first; past them 45009.
    pub fn set_daily_limit(&self, calls: u32) {
        self.state().quota.a_day = calls;
    }

    /// Calls for data that each app has in a minute of the clock, none at first; past them 45011.
    pub fn set_minute_limit(&self, calls: Option<u32>) {
        self.state().quota.a_minute = calls;
    }
}
