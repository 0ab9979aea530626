//! The apps that the simulator knows; three of its own make the demo.

use std::fmt;

/// An account of the simulator.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSpec {
    /// The relay's name for it in addresses.
    pub alias: String,
    /// The name for people.
    pub name: String,
    /// The AppID, `wx…`.
    pub appid: String,
    /// The AppSecret; made up, yet never shown by `Debug`.
    pub secret: String,
    /// `mini-program` or `mini-game`: games start slower and hold more memory.
    pub kind: &'static str,
}

impl AppSpec {
    /// Whether its data are a game's.
    pub(crate) fn is_game(&self) -> bool {
        self.kind == "mini-game"
    }
}

impl fmt::Debug for AppSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppSpec")
            .field("alias", &self.alias)
            .field("name", &self.name)
            .field("appid", &self.appid)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The three demo apps. AppIDs and secrets are made up and belong to nobody.
pub(crate) fn demo() -> Vec<AppSpec> {
    let app = |alias: &str, name: &str, digits: &str, kind| AppSpec {
        alias: alias.to_owned(),
        name: name.to_owned(),
        appid: format!("wx{digits}"),
        secret: format!("made-up-secret-of-{alias}"),
        kind,
    };
    vec![
        app("shop", "商城小程序", "5109000000000001", "mini-program"),
        app("news", "资讯小程序", "5109000000000002", "mini-program"),
        app("game", "消除小游戏", "5109000000000003", "mini-game"),
    ]
}
