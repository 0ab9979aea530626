//! Tickets, authorisations and their codes: what a platform has been given.

use std::collections::HashMap;

use super::Platform;
use crate::hash::letters;
use crate::refusal::Refusal;
use crate::tokens::GRACE;

/// Seconds that a ticket is good.
const TICKET: i64 = 12 * 3600;
/// Seconds that the code of an authorisation is good. Assumed: no page that was read tells it.
const CODE: i64 = 600;
/// The permission sets that a mini program's owner can give, as far as they matter here: 18 is
/// 小程序开发与数据分析.
const EVERY_SET: [u32; 4] = [17, 18, 19, 25];

/// A platform and the tickets pushed to it, each with the time it was made at.
struct Known {
    platform: Platform,
    tickets: Vec<(String, i64)>,
}

/// What an owner gave a platform.
struct Grant {
    refresh_token: String,
    /// Those replaced, each with its end.
    replaced: Vec<(String, i64)>,
    sets: Vec<u32>,
}

struct Code {
    platform: String,
    appid: String,
    ends: i64,
}

/// The platforms and what they were given.
#[derive(Default)]
pub(crate) struct Platforms {
    known: Vec<Known>,
    /// By platform and app.
    grants: HashMap<(String, String), Grant>,
    codes: HashMap<String, Code>,
    pub(crate) rotate: bool,
    made: i64,
}

impl Platforms {
    pub(crate) fn add(&mut self, platform: Platform, now: i64) {
        let same = |each: &Known| each.platform.component_appid == platform.component_appid;
        self.known.retain(|each| !same(each));
        let tickets = vec![(platform.ticket.clone(), now)];
        self.known.push(Known { platform, tickets });
    }

    pub(crate) fn find(&self, component_appid: &str) -> Option<&Platform> {
        let found = |each: &&Known| each.platform.component_appid == component_appid;
        self.known.iter().find(found).map(|each| &each.platform)
    }

    /// A text that was never made before, such as `ticket@@@…`.
    fn make(&mut self, kind: &str, length: usize) -> String {
        self.made += 1;
        format!("{kind}@@@{}", letters(&[kind], self.made, length))
    }

    pub(crate) fn set_ticket(&mut self, component_appid: &str, ticket: &str, now: i64) {
        for each in &mut self.known {
            if each.platform.component_appid == component_appid {
                ticket.clone_into(&mut each.platform.ticket);
                each.tickets = vec![(ticket.to_owned(), now)];
            }
        }
    }

    /// Tickets and refresh tokens, also those that were replaced a short while ago.
    pub(super) fn handed_out(&self, component_appid: &str) -> Vec<String> {
        let known = self.known.iter();
        let known = known.filter(|each| each.platform.component_appid == component_appid);
        let tickets = known.flat_map(|each| each.tickets.iter().map(|(text, _)| text));
        let grants = self.grants.iter();
        let grants = grants.filter(|((platform, _), _)| platform == component_appid);
        let refresh = grants.flat_map(|(_, grant)| {
            let replaced = grant.replaced.iter().map(|(text, _)| text);
            replaced.chain([&grant.refresh_token])
        });
        tickets.chain(refresh).cloned().collect()
    }

    /// A new ticket beside those before, which stay good for their time.
    pub(super) fn push_ticket(&mut self, component_appid: &str, made_at: i64) -> String {
        let ticket = self.make("ticket", 86);
        for each in &mut self.known {
            if each.platform.component_appid == component_appid {
                // Those that ended long ago are told from those that never were no more.
                each.tickets.retain(|(_, at)| made_at - at < 4 * TICKET);
                each.tickets.push((ticket.clone(), made_at));
                each.platform.ticket.clone_from(&ticket);
            }
        }
        ticket
    }

    /// Whether secret and ticket are a platform's, the ticket fresh.
    pub(super) fn check_ticket(
        &self,
        component_appid: &str,
        secret: &str,
        ticket: &str,
        now: i64,
    ) -> Result<(), Refusal> {
        let found = |each: &&Known| each.platform.component_appid == component_appid;
        let known = self.known.iter().find(found).ok_or(Refusal::APPID)?;
        if known.platform.secret != secret {
            return Err(Refusal::SECRET);
        }
        let newest = known.tickets.iter().rev();
        match newest.into_iter().find(|(text, _)| text == ticket) {
            None => Err(Refusal::TICKET),
            Some((_, at)) if now - at > TICKET => Err(Refusal::OLD_TICKET),
            Some(_) => Ok(()),
        }
    }

    pub(crate) fn authorize(&mut self, component_appid: &str, appid: &str) -> String {
        let grant = Grant {
            refresh_token: self.make("refreshtoken", 43),
            replaced: Vec::new(),
            sets: EVERY_SET.to_vec(),
        };
        let refresh_token = grant.refresh_token.clone();
        let place = (component_appid.to_owned(), appid.to_owned());
        self.grants.insert(place, grant);
        refresh_token
    }

    pub(crate) fn permit(&mut self, component_appid: &str, appid: &str, sets: &[u32]) {
        if let Some(grant) = self.grant(component_appid, appid) {
            grant.sets = sets.to_vec();
        }
    }

    pub(crate) fn withdraw(&mut self, component_appid: &str, appid: &str) {
        let place = (component_appid.to_owned(), appid.to_owned());
        self.grants.remove(&place);
        self.codes
            .retain(|_, code| code.platform != component_appid || code.appid != appid);
    }

    fn grant(&mut self, component_appid: &str, appid: &str) -> Option<&mut Grant> {
        let place = (component_appid.to_owned(), appid.to_owned());
        self.grants.get_mut(&place)
    }

    /// The permission sets of an authorisation; `None` where there is none.
    pub(crate) fn sets(&self, component_appid: &str, appid: &str) -> Option<&[u32]> {
        let place = (component_appid.to_owned(), appid.to_owned());
        self.grants.get(&place).map(|grant| grant.sets.as_slice())
    }

    /// A code for an authorisation, which is made where there is none, and its end.
    pub(super) fn code(&mut self, component_appid: &str, appid: &str, now: i64) -> (String, i64) {
        if self.sets(component_appid, appid).is_none() {
            self.authorize(component_appid, appid);
        }
        let text = self.make("queryauthcode", 86);
        let code = Code {
            platform: component_appid.to_owned(),
            appid: appid.to_owned(),
            ends: now + CODE,
        };
        let ends = code.ends;
        self.codes.retain(|_, code| code.ends > now);
        self.codes.insert(text.clone(), code);
        (text, ends)
    }

    /// The code of the owner's step before; nothing asks for it.
    pub(super) fn pre_auth_code(&mut self) -> String {
        self.make("preauthcode", 43)
    }

    /// The app of a code, which is good once.
    pub(super) fn redeem(
        &mut self,
        component_appid: &str,
        code: &str,
        now: i64,
    ) -> Result<String, Refusal> {
        let found = self
            .codes
            .get(code)
            .filter(|found| found.platform == component_appid && found.ends > now);
        let appid = found.ok_or(Refusal::AUTHORISATION_CODE)?.appid.clone();
        self.codes.remove(code);
        Ok(appid)
    }

    /// Whether a refresh token is good.
    pub(super) fn check_refresh_token(
        &mut self,
        component_appid: &str,
        appid: &str,
        refresh_token: &str,
        now: i64,
    ) -> Result<(), Refusal> {
        let grant = self.grant(component_appid, appid);
        let grant = grant.ok_or(Refusal::NOT_AUTHORISED)?;
        grant.replaced.retain(|(_, ends)| *ends > now);
        let replaced = grant.replaced.iter().map(|(text, _)| text);
        let mut good = replaced.chain([&grant.refresh_token]);
        if good.any(|text| text == refresh_token) {
            Ok(())
        } else {
            Err(Refusal::REFRESH_TOKEN)
        }
    }

    /// The refresh token that a reply names: the same, or a new one where they rotate.
    pub(super) fn refresh_token(
        &mut self,
        component_appid: &str,
        appid: &str,
        now: i64,
    ) -> Option<String> {
        let fresh = self.rotate.then(|| self.make("refreshtoken", 43));
        let grant = self.grant(component_appid, appid)?;
        if let Some(fresh) = fresh {
            let before = std::mem::replace(&mut grant.refresh_token, fresh);
            grant.replaced.push((before, now + GRACE));
        }
        Some(grant.refresh_token.clone())
    }
}
