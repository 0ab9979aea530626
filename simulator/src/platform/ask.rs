//! A platform's own calls: for its token, for an app's token, and for a new authorisation.

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::simulator::State;

/// Which call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The platform's own token.
    ComponentToken,
    /// The token for an app.
    AuthorizerToken,
    /// What an authorisation's code stands for.
    QueryAuth,
}

/// A call as it came.
pub(crate) struct Ask {
    pub(crate) kind: Kind,
    /// The platform's token, by either name that it may have in the query.
    pub(crate) token: String,
    /// The body; `None` where it is no JSON.
    pub(crate) body: Option<Value>,
}

impl Ask {
    fn text(&self, name: &str) -> Option<&str> {
        let text = self.body.as_ref()?.get(name)?.as_str()?;
        (!text.is_empty()).then_some(text)
    }

    /// The account that the call is about.
    pub(crate) fn appid(&self) -> Option<&str> {
        let name = match self.kind {
            Kind::AuthorizerToken => "authorizer_appid",
            Kind::ComponentToken | Kind::QueryAuth => "component_appid",
        };
        self.text(name)
    }

    pub(crate) fn answer(&self, state: &mut State, now: i64) -> Result<Value, Refusal> {
        if self.kind == Kind::ComponentToken {
            return self.component_token(state, now);
        }
        let platform = state.tokens.check_component(&self.token, now)?.to_owned();
        self.body.as_ref().ok_or(Refusal::FORMAT)?;
        if self.text("component_appid").ok_or(Refusal::NO_APPID)? != platform {
            return Err(Refusal::PLATFORM);
        }
        match self.kind {
            Kind::QueryAuth => {
                let code = self.text("authorization_code").unwrap_or_default();
                let appid = state.platforms.redeem(&platform, code, now)?;
                let sets = state.platforms.sets(&platform, &appid).unwrap_or_default();
                let sets: Vec<Value> = sets
                    .iter()
                    .map(|id| json!({ "funcscope_category": { "id": id } }))
                    .collect();
                let mut given = tokens(state, &platform, &appid, now)?;
                given["authorizer_appid"] = appid.into();
                given["func_info"] = sets.into();
                Ok(json!({ "authorization_info": given }))
            }
            Kind::ComponentToken | Kind::AuthorizerToken => {
                let appid = self.text("authorizer_appid").ok_or(Refusal::NO_APPID)?;
                let refresh_token = self.text("authorizer_refresh_token").unwrap_or_default();
                let platforms = &mut state.platforms;
                platforms.check_refresh_token(&platform, appid, refresh_token, now)?;
                tokens(state, &platform, appid, now)
            }
        }
    }

    fn component_token(&self, state: &mut State, now: i64) -> Result<Value, Refusal> {
        self.body.as_ref().ok_or(Refusal::FORMAT)?;
        let appid = self.text("component_appid").ok_or(Refusal::NO_APPID)?;
        let secret = self.text("component_appsecret").ok_or(Refusal::NO_SECRET)?;
        let ticket = self.text("component_verify_ticket").unwrap_or_default();
        state.platforms.check_ticket(appid, secret, ticket, now)?;
        let (token, expires_in) = state.tokens.component(appid, now);
        Ok(json!({ "component_access_token": token, "expires_in": expires_in }))
    }
}

/// An app's two tokens.
fn tokens(state: &mut State, platform: &str, appid: &str, now: i64) -> Result<Value, Refusal> {
    let refresh_token = state.platforms.refresh_token(platform, appid, now);
    let refresh_token = refresh_token.ok_or(Refusal::NOT_AUTHORISED)?;
    let (token, expires_in) = state.tokens.authorizer(platform, appid, now);
    Ok(json!({
        "authorizer_access_token": token,
        "expires_in": expires_in,
        "authorizer_refresh_token": refresh_token,
    }))
}
