//! A platform's parts: messages, what they say, what is kept, and whose turn it is to ask.

mod events;
mod leases;
mod messages;
mod vault;

use crate::config::SecretSource;
use crate::history::History;

use super::vault::Vault;

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// An empty store and a key.
async fn empty() -> Vault {
    Vault {
        history: History::memory().await.unwrap(),
        key: SecretSource::inline(KEY.to_owned()),
    }
}
