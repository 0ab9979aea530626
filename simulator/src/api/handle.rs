//! The answers that the documentation promises.

use serde_json::{Value, json};
use shared::filter::{Level, Network, Platform, Slice};

use super::BOOT;
use super::read::{Credentials, Endpoint, Question};
use crate::boot::{self, Ask};
use crate::fault::{Effect, Ignored};
use crate::refusal::Refusal;
use crate::simulator::{Simulator, State};

/// 小程序开发与数据分析, which an owner must have given to a platform that asks for data.
const DATA_ANALYSIS: u32 = 18;

/// The proper answer, but for filters and lines that a fault changes.
pub(super) fn handle(
    simulator: &Simulator,
    endpoint: Endpoint,
    effect: Option<&Effect>,
) -> Result<Value, Refusal> {
    let (now, believed) = (simulator.now(), simulator.believed());
    let state = &mut *simulator.state();
    match endpoint {
        Endpoint::Refused(refusal) => Err(refusal),
        Endpoint::Token { .. } if state.ip_barred => Err(Refusal::IP),
        Endpoint::Platform(_) if state.ip_barred => Err(Refusal::PLATFORM_IP),
        Endpoint::Platform(ask) => ask.answer(state, now),
        Endpoint::Token {
            credentials,
            stable,
        } => token(state, &credentials?, stable, now),
        Endpoint::Data {
            path,
            token,
            question,
        } => {
            let holder = state.tokens.check(&token, now)?.clone();
            let question = match question {
                Err(refusal) if refusal.is_of_the_gate() => return Err(refusal),
                question => question,
            };
            let appid = holder.appid;
            if path == BOOT
                && let Some(platform) = &holder.platform
            {
                let sets = state.platforms.sets(platform, &appid).unwrap_or_default();
                if !sets.contains(&DATA_ANALYSIS) {
                    return Err(Refusal::NOT_PERMITTED);
                }
            }
            state.quota.take(&appid, path, now)?;
            match question? {
                Question::Boot(ask) => data(state, &appid, &ask, effect, now),
                Question::Quota(path) => state.quota.reply(&appid, &path, now),
                Question::Rid(rid) => state.diagnostics.reply(&appid, &rid, believed),
            }
        }
    }
}

fn token(
    state: &mut State,
    credentials: &Credentials,
    stable: bool,
    now: i64,
) -> Result<Value, Refusal> {
    let app = state.app(&credentials.appid).ok_or(Refusal::APPID)?.clone();
    if app.secret != credentials.secret {
        return Err(Refusal::SECRET);
    }
    let (token, expires_in) = if stable {
        state.tokens.stable(&app, credentials.force, now)?
    } else {
        state.tokens.plain(&app, now)
    };
    Ok(json!({ "access_token": token, "expires_in": expires_in }))
}

fn data(
    state: &State,
    appid: &str,
    ask: &Ask,
    effect: Option<&Effect>,
    now: i64,
) -> Result<Value, Refusal> {
    let app = state.app(appid).ok_or(Refusal::APPID)?;
    ask.check_span(state.span_limit)?;
    let (slice, lines) = match effect {
        Some(Effect::IgnoreFilter(ignored)) => (without(ask.slice, *ignored), 1),
        Some(Effect::Lines(lines)) => (ask.slice, *lines),
        _ => (ask.slice, 1),
    };
    let of = (app, &state.amendments);
    Ok(boot::reply(of, ask, slice, lines, now))
}

fn without(mut slice: Slice, ignored: Ignored) -> Slice {
    match ignored {
        Ignored::All => return Slice::ALL,
        Ignored::Network => slice.network = Network::All,
        Ignored::Level => slice.level = Level::All,
        Ignored::Platform => slice.platform = Platform::All,
    }
    slice
}
