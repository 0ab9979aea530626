//! The paths, and how a call goes through them: recorded, delayed, faulted or answered.

mod handle;
mod read;
mod reply;

use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::Value;

use self::handle::handle;
use self::read::{Endpoint, Wanted, read};
use crate::calls::Answered;
use crate::diagnostics::Refused;
use crate::fault::Effect;
use crate::refusal::{Refusal, rid};
use crate::shape::bend;
use crate::signing::Seal;
use crate::simulator::Simulator;

/// getPerformanceData.
pub const BOOT: &str = "/wxa/business/performance/boot";
/// getStableAccessToken.
pub const STABLE_TOKEN: &str = "/cgi-bin/stable_token";
/// getAccessToken.
pub const TOKEN: &str = "/cgi-bin/token";
/// What an account has used of an interface.
pub const QUOTA: &str = "/cgi-bin/openapi/quota/get";
/// What became of a call, by the rid of its refusal.
pub const RID: &str = "/cgi-bin/openapi/rid/get";
/// A platform's own token.
pub const COMPONENT_TOKEN: &str = "/cgi-bin/component/api_component_token";
/// A platform's token for an app.
pub const AUTHORIZER_TOKEN: &str = "/cgi-bin/component/api_authorizer_token";
/// What the code of an authorisation stands for.
pub const QUERY_AUTH: &str = "/cgi-bin/component/api_query_auth";

/// Requests are small; more than this is a mistake of the caller.
const REQUEST_LIMIT: usize = 1 << 20;

impl Simulator {
    /// The API as a router. A cut connection needs [`Self::serve`]; here it is an empty 502.
    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }
}

/// Counts a call as under way until it is answered or its caller is gone.
struct Underway<'a>(&'a Simulator);

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.0.state().calls.leave();
    }
}

/// A call on its way to its answer.
struct Passage<'a> {
    simulator: &'a Simulator,
    number: u64,
    waited: Duration,
    effect: Option<Effect>,
    about: read::About,
    seal: Option<Seal>,
}

async fn answer(State(simulator): State<Simulator>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_LIMIT).await else {
        return reply::dated(
            StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            simulator.believed(),
        );
    };
    let Wanted {
        endpoint,
        call,
        seal,
        about,
    } = read(&simulator, &parts, &body);
    let (number, waited, effect) = {
        let mut state = simulator.state();
        let (delay, effect) = state.faults.meet(&call);
        let number = state.calls.arrive(call);
        (number, state.latency + delay, effect)
    };
    let _underway = Underway(&simulator);
    if !waited.is_zero() {
        tokio::time::sleep(waited).await;
    }
    let passage = Passage {
        simulator: &simulator,
        number,
        waited,
        effect,
        about,
        seal,
    };
    let (answered, response) = passage.pass(endpoint);
    simulator.state().calls.answer(number, answered);
    reply::dated(response, simulator.believed())
}

impl Passage<'_> {
    fn pass(self, endpoint: Result<Endpoint, StatusCode>) -> (Answered, Response) {
        let effect = self.effect.as_ref();
        if let Some(response) = effect.and_then(reply::replacement) {
            return (Answered::Fault, response);
        }
        let result = match (effect, endpoint) {
            (Some(Effect::Errcode(code) | Effect::SealedErrcode(code)), _) => Err(Refusal(*code)),
            (_, Err(status)) => {
                return (Answered::Http(status.as_u16()), status.into_response());
            }
            (_, Ok(endpoint)) => handle(self.simulator, endpoint, effect),
        };
        let answered = match (effect, &result) {
            (Some(_), _) => Answered::Fault,
            (None, Ok(_)) => Answered::Ok,
            (None, Err(refusal)) => Answered::Errcode(refusal.0),
        };
        let sealed = match (effect, &result) {
            (Some(Effect::SealedErrcode(_)), _) | (_, Ok(_)) => true,
            (Some(Effect::Errcode(_)), _) => false,
            (_, Err(refusal)) => !refusal.is_of_the_gate(),
        };
        let body = result.unwrap_or_else(|refusal| self.refuse(refusal));
        (answered, self.send(body, sealed))
    }

    /// The body of a refusal, which can be asked for by its rid from now on.
    fn refuse(&self, refusal: Refusal) -> Value {
        let believed = self.simulator.believed();
        let rid = rid(believed, self.number.cast_signed());
        let mut state = self.simulator.state();
        let body = refusal.body(&rid, &state.client_ip);
        let refused = Refused {
            rid,
            appid: self.about.appid.clone(),
            time: believed,
            milliseconds: self.waited.as_millis(),
            url: self.about.url.clone(),
            request: self.about.body.clone(),
            response: body.to_string(),
            client_ip: state.client_ip.clone(),
        };
        state.diagnostics.remember(refused);
        body
    }

    fn send(&self, mut body: Value, sealed: bool) -> Response {
        if let Some(effect) = &self.effect {
            bend(&mut body, effect);
        }
        let half = self.effect == Some(Effect::HalfBody);
        if !half && self.about.is_of_data {
            self.simulator.state().calls.keep(self.number, &body);
        }
        let seal = self
            .seal
            .as_ref()
            .filter(|seal| sealed && seal.holds_for_replies());
        let Some(seal) = seal else {
            return reply::json(&body.to_string(), &[], half);
        };
        match seal.reply(&body, self.simulator.believed(), self.effect.as_ref()) {
            Some(sealed) => reply::json(&sealed.body, &sealed.headers, half),
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}
