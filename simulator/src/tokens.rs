//! Access tokens of every kind, kept apart as WeChat keeps them.

use std::collections::HashMap;

use shared::day::Day;

use crate::apps::AppSpec;
use crate::hash::letters;
use crate::refusal::Refusal;

/// A token that has been replaced lives this much longer; a stable one is replaced this early.
pub(crate) const GRACE: i64 = 300;
/// Forced refreshes sooner than this after one another do nothing.
const FORCE_APART: i64 = 30;
/// Forced refreshes a day.
const FORCE_A_DAY: u32 = 20;
/// Letters of a token: as many as callers are told to keep room for.
const LENGTH: usize = 512;

/// What an app's newest token is.
#[derive(Clone)]
struct Newest {
    text: String,
    ends: i64,
}

/// A forced refresh: the last one, and how many that day.
struct Forced {
    at: i64,
    today: u32,
}

/// Whom a token was given to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// The app itself.
    App,
    /// A platform, for an app that authorised it.
    Authorizer,
    /// A platform, for itself.
    Component,
}

/// A token that was given out and not killed.
#[derive(Clone)]
pub(crate) struct Holder {
    /// Which token it is, counted from 1 over all of them.
    pub(crate) number: u64,
    /// The app whose data it opens; for a platform's own token the platform.
    pub(crate) appid: String,
    /// The platform that acts for the app.
    pub(crate) platform: Option<String>,
    kind: Kind,
    ends: i64,
}

/// Every token given out and not killed.
pub(crate) struct Tokens {
    /// Seconds that a new token lives.
    pub(crate) lifetime: i64,
    given: u64,
    stable: HashMap<String, Newest>,
    /// Tokens of which every call makes a new one, by kind, platform and app.
    renewed: HashMap<(Kind, Option<String>, String), Newest>,
    forced: HashMap<String, Forced>,
    alive: HashMap<String, Holder>,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        Self {
            lifetime: 7200,
            given: 0,
            stable: HashMap::new(),
            renewed: HashMap::new(),
            forced: HashMap::new(),
            alive: HashMap::new(),
        }
    }

    fn make(&mut self, kind: Kind, platform: Option<&str>, appid: &str, now: i64) -> Newest {
        self.given += 1;
        let start = format!("{}_", self.given);
        let rest = LENGTH.saturating_sub(start.len());
        let newest = Newest {
            text: start + &letters(&[appid, "token"], self.given.cast_signed(), rest),
            ends: now + self.lifetime,
        };
        let holder = Holder {
            number: self.given,
            appid: appid.to_owned(),
            platform: platform.map(str::to_owned),
            kind,
            ends: newest.ends,
        };
        self.alive.insert(newest.text.clone(), holder);
        newest
    }

    /// A new token; the one before lives five minutes more.
    fn renew(
        &mut self,
        kind: Kind,
        platform: Option<&str>,
        appid: &str,
        now: i64,
    ) -> (String, i64) {
        let newest = self.make(kind, platform, appid, now);
        let given = (newest.text.clone(), newest.ends - now);
        let place = (kind, platform.map(str::to_owned), appid.to_owned());
        if let Some(before) = self.renewed.insert(place, newest)
            && let Some(holder) = self.alive.get_mut(&before.text)
        {
            holder.ends = holder.ends.min(now + GRACE);
        }
        given
    }

    /// `GET /cgi-bin/token`.
    pub(crate) fn plain(&mut self, app: &AppSpec, now: i64) -> (String, i64) {
        self.renew(Kind::App, None, &app.appid, now)
    }

    /// A platform's token for an app.
    pub(crate) fn authorizer(&mut self, platform: &str, appid: &str, now: i64) -> (String, i64) {
        self.renew(Kind::Authorizer, Some(platform), appid, now)
    }

    /// A platform's own token. Assumed: the one before lives on as others do.
    pub(crate) fn component(&mut self, platform: &str, now: i64) -> (String, i64) {
        self.renew(Kind::Component, None, platform, now)
    }

    /// `POST /cgi-bin/stable_token`: the same one until five minutes before its end.
    pub(crate) fn stable(
        &mut self,
        app: &AppSpec,
        force: bool,
        now: i64,
    ) -> Result<(String, i64), Refusal> {
        if force && self.may_force(app, now)? {
            if let Some(before) = self.stable.remove(&app.appid) {
                self.alive.remove(&before.text);
            }
        } else if let Some(newest) = self.stable.get(&app.appid)
            && newest.ends - now > GRACE
        {
            return Ok((newest.text.clone(), newest.ends - now));
        }
        let newest = self.make(Kind::App, None, &app.appid, now);
        let given = (newest.text.clone(), newest.ends - now);
        self.stable.insert(app.appid.clone(), newest);
        Ok(given)
    }

    fn may_force(&mut self, app: &AppSpec, now: i64) -> Result<bool, Refusal> {
        let before = self.forced.get(&app.appid);
        let today = before
            .filter(|before| Day::at_unix(before.at) == Day::at_unix(now))
            .map_or(0, |before| before.today);
        if before.is_some_and(|before| now - before.at < FORCE_APART) {
            return Ok(false);
        }
        if today >= FORCE_A_DAY {
            return Err(Refusal::QUOTA);
        }
        let forced = Forced {
            at: now,
            today: today + 1,
        };
        self.forced.insert(app.appid.clone(), forced);
        Ok(true)
    }

    /// To whom a token was given, whether or not it has ended.
    pub(crate) fn holder(&self, token: &str) -> Option<&Holder> {
        self.alive.get(token)
    }

    fn good(&self, token: &str, now: i64) -> Result<&Holder, Refusal> {
        match self.alive.get(token) {
            _ if token.is_empty() => Err(Refusal::NO_TOKEN),
            None => Err(Refusal::NOT_LATEST),
            Some(holder) if now >= holder.ends => Err(Refusal::EXPIRED),
            Some(holder) => Ok(holder),
        }
    }

    /// Whose data a token opens at this time; a platform's own token opens none.
    pub(crate) fn check(&self, token: &str, now: i64) -> Result<&Holder, Refusal> {
        let holder = self.good(token, now)?;
        if holder.kind == Kind::Component {
            return Err(Refusal::NOT_LATEST);
        }
        Ok(holder)
    }

    /// The platform whose own token is good at this time.
    pub(crate) fn check_component(&self, token: &str, now: i64) -> Result<&str, Refusal> {
        let holder = self.good(token, now)?;
        if holder.kind != Kind::Component {
            return Err(Refusal::NOT_LATEST);
        }
        Ok(&holder.appid)
    }

    /// The texts of a platform's tokens, for itself and for apps.
    pub(crate) fn of_platform(&self, platform: &str) -> Vec<String> {
        let mut alive = self.alive.clone();
        alive.retain(|_, holder| holder.platform.as_deref().unwrap_or(&holder.appid) == platform);
        alive.into_keys().collect()
    }

    /// Kills a platform's tokens for an app.
    pub(crate) fn withdraw(&mut self, platform: &str, appid: &str) {
        self.alive.retain(|_, holder| {
            holder.appid != appid || holder.platform.as_deref() != Some(platform)
        });
    }

    /// Ends every token that opens data: calls with one get 42001, token calls a new one.
    pub(crate) fn expire(&mut self) {
        self.end(|kind| kind != Kind::Component);
        self.stable.clear();
    }

    /// Ends every token that platforms have for themselves.
    pub(crate) fn expire_components(&mut self) {
        self.end(|kind| kind == Kind::Component);
    }

    fn end(&mut self, which: impl Fn(Kind) -> bool) {
        let ended = |holder: &&mut Holder| which(holder.kind);
        let alive = self.alive.values_mut();
        alive.filter(ended).for_each(|holder| holder.ends = 0);
    }

    /// Forgets every token that opens data: calls with one get 40001, token calls a new one.
    pub(crate) fn invalidate(&mut self) {
        self.expire();
        self.alive
            .retain(|_, holder| holder.kind == Kind::Component);
    }
}
