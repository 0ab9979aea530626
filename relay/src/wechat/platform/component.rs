//! The platform's own token, by its AppSecret and the ticket that WeChat pushes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use shared::problem::ProblemKind;

use super::shared_token::shared_token;
use super::vault::Vault;
use crate::clock::Clock;
use crate::config::SecretSource;
use crate::wechat::attempts::attempts;
use crate::wechat::client::{Client, Pass};
use crate::wechat::codes::Action;
use crate::wechat::credential::{Credential, Grant};
use crate::wechat::error::Error;
use crate::wechat::wire;

const PATH: &str = "/cgi-bin/component/api_component_token";

/// How long a ticket is good, in seconds.
const TICKET_LIFE: i64 = 12 * 3600;

/// What WeChat answers where the ticket is too old, or wrong.
const TICKET_REFUSED: [i64; 2] = [61005, 61006];

/// Who the platform is.
pub(super) struct Component {
    pub(super) appid: String,
    pub(super) secret: SecretSource,
    pub(super) ticket: Option<SecretSource>,
    pub(super) client: Arc<Client>,
    pub(super) clock: Clock,
    pub(super) vault: Vault,
    /// How many events came, each of which may mend what failed.
    pub(super) heard: AtomicU64,
}

/// A ticket that was pushed.
#[derive(Deserialize, Serialize)]
struct Ticket {
    ticket: String,
    /// When WeChat made it, Unix seconds.
    created: i64,
}

impl Component {
    fn name(&self, what: &str) -> String {
        format!("third-party/{}/{what}", self.appid)
    }

    /// Keeps a ticket that was pushed, unless a newer one is known.
    pub(super) async fn keep_ticket(
        &self,
        ticket: &SecretString,
        created: i64,
    ) -> Result<(), Error> {
        let name = self.name("ticket");
        let mut written = false;
        // Another relay may be keeping one as well: whichever is newer stays.
        for _ in 0..16 {
            let kept = self.vault.read::<Ticket>(&name).await?;
            if kept.value.is_some_and(|known| known.created >= created) {
                tracing::debug!("a ticket that is not newer than the known one was left aside");
                return Ok(());
            }
            let ticket = Ticket {
                ticket: ticket.expose_secret().to_owned(),
                created,
            };
            written = self.vault.write(&name, kept.number, &ticket).await?;
            if written {
                break;
            }
        }
        if written {
            tracing::debug!(component = self.appid, "a new ticket is kept");
        }
        Ok(())
    }

    /// The tickets to be tried, the likeliest first.
    async fn tickets(&self) -> Result<Vec<SecretString>, Error> {
        let pushed = self.vault.read::<Ticket>(&self.name("ticket")).await?.value;
        let file = match &self.ticket {
            None => None,
            Some(source) => match source.read() {
                Ok(ticket) => Some(ticket),
                Err(error) if pushed.is_some() => {
                    tracing::warn!(%error, "the ticket's file can't be read; the pushed one is used");
                    None
                }
                Err(error) => return Err(Error::unreadable_file("the ticket", &error)),
            },
        };
        let is_good = |ticket: &Ticket| self.clock.now() - ticket.created < TICKET_LIFE;
        let pushed_is_good = pushed.as_ref().is_some_and(is_good);
        let pushed = pushed.map(|pushed| SecretString::from(pushed.ticket));
        let mut tickets: Vec<_> = pushed.into_iter().chain(file).collect();
        if !pushed_is_good {
            tickets.reverse();
        }
        Ok(tickets)
    }

    async fn ask(&self) -> Result<(String, u64), Error> {
        let secret = self
            .secret
            .read()
            .map_err(|error| Error::unreadable_file("the platform's AppSecret", &error))?;
        let mut refused = no_ticket();
        for ticket in self.tickets().await? {
            let body = wire::component_request(
                &self.appid,
                secret.expose_secret(),
                ticket.expose_secret(),
            );
            let client = &self.client;
            let once = || client.post(PATH, Pass::None, &body, wire::read_component_token);
            match attempts(None, once).await {
                Err(error)
                    if error
                        .errcode
                        .is_some_and(|code| TICKET_REFUSED.contains(&code)) =>
                {
                    refused = error;
                }
                outcome => return outcome,
            }
        }
        Err(refused)
    }
}

impl Credential for Component {
    fn fetch<'a>(
        &'a self,
        refused: Option<&'a SecretString>,
    ) -> BoxFuture<'a, Result<Grant, Error>> {
        async move {
            let name = self.name("token");
            let fetch = || self.ask();
            shared_token(&self.vault, &self.clock, &name, refused, fetch).await
        }
        .boxed()
    }

    fn edition(&self) -> u64 {
        let ticket = self.ticket.as_ref().map_or(0, SecretSource::edition);
        let heard = self.heard.load(Ordering::Relaxed);
        self.secret.edition() ^ ticket.rotate_left(1) ^ heard
    }
}

fn no_ticket() -> Error {
    Error::new(
        ProblemKind::UpstreamCredential,
        Action::Fail,
        "There is no component_verify_ticket yet. WeChat pushes one every ten minutes: check \
         events_listen and the address in the platform's console, or ticket_file.",
    )
}
