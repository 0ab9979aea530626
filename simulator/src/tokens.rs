//! Access tokens of both endpoints, kept apart as WeChat keeps them.

use std::collections::HashMap;

use shared::day::Day;

use crate::apps::AppSpec;
use crate::hash::hash;
use crate::refusal::Refusal;

/// A token that has been replaced lives this much longer; a stable one is replaced this early.
const GRACE: i64 = 300;
/// Forced refreshes sooner than this after one another do nothing.
const FORCE_APART: i64 = 30;
/// Forced refreshes a day.
const FORCE_A_DAY: u32 = 20;

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

/// Every token given out and not killed.
pub(crate) struct Tokens {
    /// Seconds that a new token lives.
    pub(crate) lifetime: i64,
    given: u64,
    stable: HashMap<String, Newest>,
    plain: HashMap<String, Newest>,
    forced: HashMap<String, Forced>,
    /// Token → AppID and end.
    alive: HashMap<String, (String, i64)>,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        Self {
            lifetime: 7200,
            given: 0,
            stable: HashMap::new(),
            plain: HashMap::new(),
            forced: HashMap::new(),
            alive: HashMap::new(),
        }
    }

    fn make(&mut self, app: &AppSpec, now: i64) -> Newest {
        self.given += 1;
        let given = self.given.cast_signed();
        let words: Vec<String> = (0..8)
            .map(|word: i64| format!("{:016x}", hash(&[&app.appid, "token"], given * 8 + word)))
            .collect();
        let newest = Newest {
            text: format!("{}_{}", self.given, words.concat()),
            ends: now + self.lifetime,
        };
        let owner = (app.appid.clone(), newest.ends);
        self.alive.insert(newest.text.clone(), owner);
        newest
    }

    /// `GET /cgi-bin/token`: always a new one; the one before lives five minutes more.
    pub(crate) fn plain(&mut self, app: &AppSpec, now: i64) -> (String, i64) {
        let newest = self.make(app, now);
        let given = (newest.text.clone(), newest.ends - now);
        if let Some(before) = self.plain.insert(app.appid.clone(), newest)
            && let Some((_, ends)) = self.alive.get_mut(&before.text)
        {
            *ends = (*ends).min(now + GRACE);
        }
        given
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
        let newest = self.make(app, now);
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

    /// The app a token was given to, whether or not it has ended.
    pub(crate) fn owner(&self, token: &str) -> Option<&str> {
        self.alive.get(token).map(|(appid, _)| appid.as_str())
    }

    /// The AppID of a token that is good at this time.
    pub(crate) fn check(&self, token: &str, now: i64) -> Result<&str, Refusal> {
        match self.alive.get(token) {
            _ if token.is_empty() => Err(Refusal::NO_TOKEN),
            None => Err(Refusal::NOT_LATEST),
            Some((_, ends)) if now >= *ends => Err(Refusal::EXPIRED),
            Some((appid, _)) => Ok(appid),
        }
    }

    /// Ends every token now: calls with one get 42001, token calls a new one.
    pub(crate) fn expire(&mut self) {
        self.alive.values_mut().for_each(|(_, ends)| *ends = 0);
        self.stable.clear();
        self.plain.clear();
    }

    /// Forgets every token: calls with one get 40001, token calls a new one.
    pub(crate) fn invalidate(&mut self) {
        self.expire();
        self.alive.clear();
    }
}
