//! A machine that may read data, as the configuration knows it.

use std::fmt::Write as _;

use relay::config::{SecretSource, TokenConfig};
use sha2::{Digest as _, Sha256};
use shared::view::Alias;

/// A machine with this token, which sees one app and never expires.
///
/// # Panics
/// Where the app's alias is none.
#[must_use]
pub fn machine(name: &str, token: &str, app: &str) -> TokenConfig {
    let mut hash = String::new();
    for byte in Sha256::digest(token) {
        write!(hash, "{byte:02x}").expect("memory");
    }
    TokenConfig {
        name: name.to_owned(),
        hash: SecretSource::inline(hash),
        apps: vec![Alias::new(app).expect("an alias")],
        expires: None,
    }
}
