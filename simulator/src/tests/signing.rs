//! Secured accounts: calls are opened, refused and answered as the guide says, for every pair.

mod client;
mod replies;
mod requests;

use serde_json::Value;

use super::client::{Reply, call};
use super::{Bench, NOON, ask};
use crate::{Pair, Security, Serials};
use client::{Client, Request};

fn september() -> Value {
    ask(10022, "2026-09-01", "2026-09-02")
}

/// A bench whose shop is secured, and the shop's side of that.
async fn secured(pair: Pair, serials: Serials) -> (Bench, Client) {
    let bench = Bench::new().await;
    let security = Security {
        serials,
        ..Security::new(pair)
    };
    let shop = bench.shop().appid;
    bench.simulator().secure(&shop, security);
    (bench, Client::new(pair, &shop))
}

impl Bench {
    /// Sends a request with the shop's token.
    async fn send(&self, path: &str, request: &Request) -> Reply {
        let token = self.token().await;
        self.send_with(path, &token, request).await
    }

    async fn send_with(&self, path: &str, token: &str, request: &Request) -> Reply {
        let path = format!("{path}?access_token={token}");
        let url = self.running.url();
        call(url, "POST", &path, &request.headers, &request.body).await
    }
}
