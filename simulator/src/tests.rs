//! Tests over real sockets, with a held clock and a client that hides nothing.

mod client;

mod data;
mod diagnostics;
mod faults;
mod platforms;
mod pushes;
mod quota;
mod recording;
mod requests;
mod shapes;
mod signing;
mod tokens;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::{Value, json};
use shared::day::Day;

use crate::{AppSpec, BOOT, Running, STABLE_TOKEN, Simulator};
use client::{Reply, call};

/// 2026-10-06 12:00 in Beijing.
const NOON: i64 = 1_791_259_200;

/// A running simulator whose clock the test moves.
struct Bench {
    running: Running,
    time: Arc<AtomicI64>,
}

impl Bench {
    async fn new() -> Self {
        let time = Arc::new(AtomicI64::new(NOON));
        let hand = Arc::clone(&time);
        let clock = Arc::new(move || hand.load(Ordering::SeqCst));
        let running = Simulator::start(clock).await.unwrap();
        Self { running, time }
    }

    fn simulator(&self) -> &Simulator {
        self.running.simulator()
    }

    fn wait(&self, seconds: i64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    fn shop(&self) -> AppSpec {
        self.simulator().apps().remove(0)
    }

    async fn call(&self, method: &str, path: &str, body: &str) -> Reply {
        call(self.running.url(), method, path, &[], body).await
    }

    /// Calls a path with a token in the query.
    async fn with(&self, path: &str, token: &str, body: &Value) -> Reply {
        let path = format!("{path}?access_token={token}");
        self.call("POST", &path, &body.to_string()).await
    }

    async fn stable(&self, force: bool) -> Value {
        let shop = self.shop();
        let body = json!({
            "grant_type": "client_credential",
            "appid": shop.appid,
            "secret": shop.secret,
            "force_refresh": force,
        });
        self.call("POST", STABLE_TOKEN, &body.to_string())
            .await
            .json()
    }

    async fn token(&self) -> String {
        text(&self.stable(false).await["access_token"])
    }

    /// Calls for data with a fresh token.
    async fn boot(&self, body: &Value) -> Reply {
        let token = self.token().await;
        self.boot_with(&token, body).await
    }

    async fn boot_with(&self, token: &str, body: &Value) -> Reply {
        self.with(BOOT, token, body).await
    }
}

/// A simulator without a socket, for its data.
fn still() -> Simulator {
    Simulator::new(Arc::new(|| NOON))
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A body for a module and days, unfiltered.
fn ask(module: u32, from: &str, to: &str) -> Value {
    json!({
        "module": module,
        "time": {
            "begin_timestamp": day(from).beijing_midnight(),
            "end_timestamp": day(to).beijing_midnight(),
        },
        "params": [],
    })
}

/// The entries of the first metric's first line.
fn fields(reply: &Value) -> Vec<Value> {
    let fields = &reply["data"]["body"]["tables"][0]["lines"][0]["fields"];
    fields.as_array().cloned().unwrap_or_default()
}

fn errcode(reply: &Reply) -> i64 {
    assert_eq!(reply.status, 200);
    reply.json()["errcode"].as_i64().unwrap()
}
