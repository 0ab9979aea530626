//! The calls of a day: our own count against our own ceiling, and what WeChat says of its own.
//!
//! Nothing is asked for the figures that readers see: they are what was learned before, by an
//! operator's commands, by the daily collection, or when WeChat granted no more.

use serde::Serialize;
use shared::apps::Quota;
use shared::day::{Day, Utc};
use shared::problem::Problem;
use shared::text::Lang;

use super::apps::App;
use super::{Engine, Inner};
use crate::history::{KnownQuota, Stop, StoreError};
use crate::wechat::{Error, WechatQuota};

/// What `bootlens quota` tells of an app.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuotaReport {
    /// The app's alias.
    pub app: String,
    /// The day in Beijing that is told of.
    pub day: Day,
    /// The calls that we have counted today.
    pub counted: u64,
    /// Our own ceiling, `upstream.daily_calls`.
    pub ceiling: u64,
    /// WeChat's own figures.
    pub wechat: Option<WechatQuota>,
    /// Why there are none.
    pub problem: Option<Problem>,
    /// That nothing is asked today any more.
    pub stop: Option<StopReport>,
}

/// A stop that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StopReport {
    /// WeChat's error code.
    pub code: i64,
    /// WeChat's id of the request that was refused.
    pub rid: Option<String>,
    /// Since when.
    pub at: Utc,
    /// Until when, unless it is lifted.
    pub until: Utc,
    /// What it means and what mends it, in words for the operator.
    pub meaning: String,
}

impl Engine {
    /// The calls of an app today, as far as they are known; `None` for an app nobody knows, and
    /// where history can't be read.
    pub async fn quota(&self, alias: &str) -> Option<Quota> {
        let app = self.0.app(alias)?;
        self.0.quota(&app.appid).await
    }

    /// Whether WeChat is not to be asked for an app now: for the rest of the day, or for a while.
    pub(crate) async fn is_stopped(&self, alias: &str) -> bool {
        let Some(app) = self.0.app(alias) else {
            return false;
        };
        let today = self.0.clock.today();
        let of_day = self.0.history.stopped(&app.appid, today).await;
        app.account.gate().is_closed() || of_day.is_ok_and(|stop| stop.is_some())
    }

    /// Asks WeChat for its figures of an app and keeps them; `None` for an app nobody knows.
    ///
    /// # Errors
    /// What WeChat refused, or why no reply came.
    pub async fn learn_quota(&self, alias: &str) -> Option<Result<WechatQuota, Error>> {
        let app = self.0.app(alias)?;
        Some(self.0.learn(app).await)
    }

    /// Asks WeChat for its figures and keeps them; a failure is only logged.
    pub(crate) async fn learn_quota_quietly(&self, alias: &str) {
        if let Some(app) = self.0.app(alias) {
            self.0.learn_quietly(&app.appid).await;
        }
    }

    /// Everything that is known of an app's calls today, WeChat's own figures asked for; `None`
    /// for an app nobody knows.
    ///
    /// # Errors
    /// Where history can't be read.
    pub async fn quota_report(
        &self,
        alias: &str,
        lang: Lang,
    ) -> Option<Result<QuotaReport, StoreError>> {
        let app = self.0.app(alias)?;
        let learned = self.0.learn(app).await;
        let (wechat, problem) = match learned {
            Ok(told) => (Some(told), None),
            Err(error) => (None, Some(error.problem(lang))),
        };
        let inner = &self.0;
        let day = inner.clock.today();
        let known = async {
            Ok(QuotaReport {
                app: app.alias.clone(),
                day,
                counted: inner.history.calls(&app.appid, day).await?,
                ceiling: inner.config.upstream.daily_calls,
                wechat,
                problem,
                stop: inner
                    .history
                    .stopped(&app.appid, day)
                    .await?
                    .map(|stop| StopReport::of(stop, day, lang)),
            })
        };
        Some(known.await)
    }

    /// Lifts the stop of today, so that every relay on this store asks again; says whether there
    /// was one. `None` for an app nobody knows.
    ///
    /// # Errors
    /// Where it can't be lifted.
    pub async fn clear_stop(&self, alias: &str) -> Option<Result<bool, StoreError>> {
        let app = self.0.app(alias)?;
        let today = self.0.clock.today();
        Some(self.0.history.clear_stop(&app.appid, today).await)
    }
}

impl StopReport {
    fn of(stop: Stop, day: Day, lang: Lang) -> Self {
        let told = Error::from_reply(stop.code, "", stop.rid.clone());
        Self {
            code: stop.code,
            rid: stop.rid,
            at: Utc(stop.at),
            until: Utc(day.plus(1).beijing_midnight()),
            meaning: told.for_operator(lang),
        }
    }
}

impl Inner {
    /// The calls of an app today: the lower of our ceiling and WeChat's, and what is left of both.
    pub(super) async fn quota(&self, appid: &str) -> Option<Quota> {
        let now = self.clock.now();
        let today = Day::at_unix(now);
        let counted = self.history.calls(appid, today).await.ok()?;
        let known = self.history.known_quota(appid, today).await.ok()?;
        let stopped = self.history.stopped(appid, today).await.ok()?;
        let (limit, left) = joined(self.config.upstream.daily_calls, counted, known);
        let left = if stopped.is_some() { 0 } else { left };
        Some(Quota {
            limit,
            used: limit.saturating_sub(left),
            left,
            at: Utc(now),
        })
    }

    pub(super) async fn learn(&self, app: &App) -> Result<WechatQuota, Error> {
        let asked_at = self.clock.now();
        let today = Day::at_unix(asked_at);
        // Before asking: a call that is made meanwhile is rather taken off twice than not at all.
        let counted = self.history.calls(&app.appid, today).await;
        let told = app.account.quota().await?;
        if let Ok(counted) = counted {
            let quota = KnownQuota {
                told,
                counted,
                asked_at,
            };
            // History has told why where it can't be kept.
            let _ = self.history.note_quota(&app.appid, today, quota).await;
        }
        Ok(told)
    }

    /// Learns the figures; a failure is only logged.
    pub(super) async fn learn_quietly(&self, appid: &str) {
        let Some(app) = self.apps.iter().find(|app| *app.appid == *appid) else {
            return;
        };
        if let Err(error) = self.learn(app).await {
            let (errcode, rid) = (error.errcode, &error.rid);
            tracing::info!(appid, errcode, rid, %error, "WeChat's quota could not be learned");
        }
    }
}

/// How many calls a day there are and how many of them are left.
fn joined(ceiling: u64, counted: u64, known: Option<KnownQuota>) -> (u64, u64) {
    let left = ceiling.saturating_sub(counted);
    match known {
        None => (ceiling, left),
        Some(known) => {
            let since = counted.saturating_sub(known.counted);
            let granted = known.told.remain.saturating_sub(since);
            let limit = ceiling.min(known.told.daily_limit);
            (limit, left.min(granted).min(limit))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(daily_limit: u64, used: u64, counted: u64) -> Option<KnownQuota> {
        Some(KnownQuota {
            told: WechatQuota {
                daily_limit,
                used,
                remain: daily_limit - used,
            },
            counted,
            asked_at: 0,
        })
    }

    #[test]
    fn the_lower_ceiling_counts_and_what_both_have_left() {
        for (counted, known, joined_figures) in [
            (10, None, (2_000, 1_990)),
            // WeChat grants far more.
            (10, known(100_000, 12, 10), (2_000, 1_990)),
            // WeChat grants less, and other systems have used part of it.
            (150, known(1_000, 300, 100), (1_000, 650)),
            (900, known(1_000, 300, 100), (1_000, 0)),
            // Our ceiling is lower, yet others have used WeChat's.
            (150, known(5_000, 4_900, 100), (2_000, 50)),
            (2_000, known(5_000, 2_000, 2_000), (2_000, 0)),
            // History was deleted since: nothing was counted after that.
            (0, known(1_000, 300, 100), (1_000, 700)),
        ] {
            assert_eq!(joined(2_000, counted, known), joined_figures, "{counted}");
        }
    }
}
