//! 第三方平台: an account that owners of apps authorise to act for them.

mod ask;
mod grants;
mod push;

use std::fmt;

pub(crate) use self::ask::{Ask, Kind};
pub(crate) use self::grants::Platforms;
pub use self::push::{Event, Push};

use crate::simulator::Simulator;

/// A third-party platform's account.
#[derive(Clone, PartialEq, Eq)]
pub struct Platform {
    /// Its AppID, `wx…`.
    pub component_appid: String,
    /// Its AppSecret.
    pub secret: String,
    /// What signs the messages pushed to it.
    pub message_token: String,
    /// What encrypts them: 43 letters and digits, base64 without the `=` at its end. As with
    /// WeChat's own, the last letter may carry bits that belong to no byte.
    pub message_aes_key: String,
    /// The newest `component_verify_ticket`.
    pub ticket: String,
}

impl Platform {
    /// A made-up platform that belongs to nobody.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            component_appid: "wx5109000000000100".to_owned(),
            secret: "made-up-secret-of-agency".to_owned(),
            message_token: "madeUpMessageToken".to_owned(),
            message_aes_key: "madeUpMessageAesKeyOfTheDemoPlatform1234567".to_owned(),
            ticket: "ticket@@@made-up-ticket-of-agency".to_owned(),
        }
    }
}

impl fmt::Debug for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Platform")
            .field("component_appid", &self.component_appid)
            .finish_non_exhaustive()
    }
}

impl Simulator {
    /// Adds a platform, its ticket fresh from now; one with the same AppID is replaced, its
    /// authorisations kept.
    pub fn add_platform(&self, platform: Platform) {
        let now = self.now();
        self.state().platforms.add(platform, now);
    }

    /// The owner of an app authorises a platform, with every permission set. Gives the refresh
    /// token; those of an authorisation before are dead.
    pub fn authorize(&self, component_appid: &str, appid: &str) -> String {
        self.state().platforms.authorize(component_appid, appid)
    }

    /// The permission sets of an authorisation from now on, such as 18, which the calls for data
    /// need; one that was not given is no error.
    pub fn set_permissions(&self, component_appid: &str, appid: &str, sets: &[u32]) {
        let mut state = self.state();
        state.platforms.permit(component_appid, appid, sets);
    }

    /// The owner takes the authorisation back: refresh and access tokens die.
    pub fn withdraw(&self, component_appid: &str, appid: &str) {
        let mut state = self.state();
        state.platforms.withdraw(component_appid, appid);
        state.tokens.withdraw(component_appid, appid);
    }

    /// The platform's only good ticket from now on, for 12 hours.
    pub fn set_ticket(&self, component_appid: &str, ticket: &str) {
        let now = self.now();
        let mut state = self.state();
        state.platforms.set_ticket(component_appid, ticket, now);
    }

    /// Whether every call for an app's token or authorisation gives a new refresh token, the old
    /// one good for 300 seconds more.
    pub fn rotate_refresh_tokens(&self, rotate: bool) {
        self.state().platforms.rotate = rotate;
    }

    /// Every text that a platform was handed and must keep to itself: tickets, refresh tokens, and
    /// the tokens for itself and for apps; to be looked for where none may stand.
    #[must_use]
    pub fn handed_out(&self, component_appid: &str) -> Vec<String> {
        let state = self.state();
        let kept = state.platforms.handed_out(component_appid);
        let tokens = state.tokens.of_platform(component_appid);
        kept.into_iter().chain(tokens).collect()
    }

    /// Ends every token that platforms have for themselves: calls with one get 42001.
    pub fn expire_component_tokens(&self) {
        self.state().tokens.expire_components();
    }
}
