//! The ways to a token, each set up against the simulator as an operator would.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use relay::config::{
    AsymmetricConfig, Config, Credential, Events, Method, PlainReplies, PlatformCertificate,
    PlatformConfig, SecretSource, Signing, SigningKeys, SymmetricConfig,
};
use relay::wechat::signing::{AsymmetricAlgorithm, SymmetricAlgorithm};
use simulator::{
    AppSpec, Cipher, Event, Pair, Platform, Running, Security, Signature, demonstration,
};
use tempfile::TempDir;

use crate::TokenServer;
use crate::house::stable_token;
use crate::postgres::free_port;

/// A key that seals, as `openssl rand -base64 32` writes one.
pub const STATE_KEY: &str = "NdFIpvTAzcVZVsl4mqUXN5Wb/vyZ7n2ykZ7pcHqtNy0=";

/// How an app's token is had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `stable_token` from AppID and AppSecret.
    Secret,
    /// A file that someone else renews.
    Token,
    /// A central service, asked by GET.
    TokenServer,
    /// An authorisation of a third-party platform.
    ThirdParty,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 4] = [
        Self::Secret,
        Self::Token,
        Self::TokenServer,
        Self::ThirdParty,
    ];
}

/// What stands behind a way, for as long as a test needs it.
#[derive(Debug)]
pub struct Behind {
    /// How.
    pub way: Way,
    /// How calls are signed and encrypted, if they are.
    pub pair: Option<Pair>,
    /// The app.
    pub app: AppSpec,
    /// The platform of a third-party way.
    pub platform: Platform,
    /// The token server.
    pub server: TokenServer,
    /// Where WeChat pushes to.
    pub events: SocketAddr,
    folder: TempDir,
}

impl Behind {
    /// Sets the first app of a simulator up, and changes a relay's configuration to use it.
    ///
    /// # Panics
    /// Where no folder or port can be had.
    pub async fn new(way: Way, pair: Option<Pair>, upstream: &Running) -> Self {
        let simulator = upstream.simulator();
        let app = simulator.apps().remove(0);
        let platform = Platform::demo();
        let behind = Self {
            way,
            pair,
            server: TokenServer::start(upstream, app.clone()).await,
            events: SocketAddr::from(([127, 0, 0, 1], free_port())),
            folder: tempfile::tempdir().expect("a folder"),
            app,
            platform,
        };
        if way == Way::ThirdParty {
            simulator.add_platform(behind.platform.clone());
            let component = &behind.platform.component_appid;
            let refresh = simulator.authorize(component, &behind.app.appid);
            behind.write("refresh", &refresh);
            behind.write("ticket", &behind.platform.ticket);
        }
        behind.renew_file(upstream).await;
        if let Some(pair) = pair {
            let secured = match way {
                Way::ThirdParty => &behind.platform.component_appid,
                Way::Secret | Way::Token | Way::TokenServer => &behind.app.appid,
            };
            simulator.secure(secured, Security::new(pair));
        }
        behind
    }

    /// The keys that an operator copies from WeChat's console.
    fn signing(&self) -> Option<Signing> {
        let keys = demonstration::keys(self.pair?);
        let pem = demonstration::pem("CERTIFICATE", &keys.certificate);
        self.write("platform.pem", &pem);
        let inline = |text: &str| SecretSource::inline(text.to_owned());
        let (symmetric, asymmetric) = algorithms(self.pair?);
        Some(Signing {
            plain_replies: PlainReplies::Refuse,
            identity: None,
            keys: Some(SigningKeys {
                symmetric: SymmetricConfig {
                    algorithm: symmetric,
                    sn: keys.symmetric_sn.clone(),
                    key: inline(&keys.symmetric_key),
                },
                asymmetric: AsymmetricConfig {
                    algorithm: asymmetric,
                    sn: keys.asymmetric_sn.clone(),
                    private_key: inline(&keys.private_key),
                },
                certificates: vec![PlatformCertificate {
                    sn: keys.certificate_sn,
                    file: self.file("platform.pem"),
                }],
            }),
        })
    }

    /// A file of the operator's.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file in the place of the one before, as one that is never half there.
    ///
    /// # Panics
    /// Where it can't be written.
    pub fn write(&self, name: &str, text: &str) {
        let next = self.file("next");
        fs::write(&next, text).expect("a file");
        fs::rename(next, self.file(name)).expect("a file");
    }

    /// Writes the token that `stable_token` gives now, as whoever renews a token file does.
    ///
    /// # Panics
    /// Where the simulator gives none.
    pub async fn renew_file(&self, upstream: &Running) {
        if self.way == Way::Token {
            let (token, _) = stable_token(upstream.url(), &self.app)
                .await
                .expect("a token");
            self.write("token", &token);
        }
    }

    /// The credential, as the relay reads it from a configuration.
    #[must_use]
    pub fn credential(&self) -> Credential {
        match self.way {
            Way::Secret => Credential::Secret {
                secret: SecretSource::inline(self.app.secret.clone()),
                force_refresh: false,
            },
            Way::Token => Credential::Token {
                token: SecretSource::file(self.file("token")),
            },
            Way::TokenServer => Credential::TokenServer(self.server.config(Method::Get)),
            Way::ThirdParty => Credential::ThirdParty {
                platform: "agency".to_owned(),
                refresh_token: Some(SecretSource::file(self.file("refresh"))),
            },
        }
    }

    /// The platform, with pushes and a ticket's file.
    #[must_use]
    pub fn platform(&self) -> PlatformConfig {
        let inline = |text: &str| SecretSource::inline(text.to_owned());
        PlatformConfig {
            name: "agency".to_owned(),
            component_appid: self.platform.component_appid.clone(),
            component_secret: inline(&self.platform.secret),
            ticket: Some(SecretSource::file(self.file("ticket"))),
            events: Some(Events {
                listen: self.events,
                message_token: inline(&self.platform.message_token),
                message_aes_key: inline(&self.platform.message_aes_key),
            }),
            signing: self.signing(),
        }
    }

    /// Lets a relay's first app go this way.
    pub fn configure(&self, config: &mut Config) {
        config.apps[0].credential = self.credential();
        if self.way == Way::ThirdParty {
            config.platforms = vec![self.platform()];
            config.state_key = Some(SecretSource::inline(STATE_KEY.to_owned()));
        } else {
            config.apps[0].signing = self.signing();
        }
    }

    /// Makes an event happen and pushes it; the answer's status and text.
    ///
    /// # Panics
    /// Where nobody listens.
    pub async fn push(&self, upstream: &Running, event: Event) -> (u16, String) {
        let component = &self.platform.component_appid;
        let push = upstream.simulator().push(component, event);
        self.post(&format!("/wechat/agency/events?{}", push.query), push.body)
            .await
    }

    /// Posts something to where WeChat pushes to.
    ///
    /// # Panics
    /// Where nobody listens.
    pub async fn post(&self, path: &str, body: String) -> (u16, String) {
        let client = reqwest::Client::builder().no_proxy().build();
        let asked = client
            .expect("a client")
            .post(format!("http://{}{path}", self.events))
            .body(body)
            .send()
            .await
            .expect("a listener");
        (asked.status().as_u16(), asked.text().await.expect("a text"))
    }
}

/// The relay's words for a pair.
fn algorithms(pair: Pair) -> (SymmetricAlgorithm, AsymmetricAlgorithm) {
    let symmetric = match pair.symmetric {
        Cipher::Aes256Gcm => SymmetricAlgorithm::Aes256Gcm,
        Cipher::Sm4Gcm => SymmetricAlgorithm::Sm4Gcm,
    };
    let asymmetric = match pair.asymmetric {
        Signature::RsaWithSha256 => AsymmetricAlgorithm::RsaWithSha256,
        Signature::Sm2WithSm3 => AsymmetricAlgorithm::Sm2WithSm3,
    };
    (symmetric, asymmetric)
}
