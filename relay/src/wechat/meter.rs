//! What is counted of an app's calls: by its alias, and never by what was sent.

use std::sync::Arc;

use metrics::{Gauge, counter, gauge, histogram};
use shared::module::Module;
use tokio::time::Instant;

use super::codes;
use super::credential::Grant;
use super::error::Error;
use crate::clock::Clock;

/// Counts the calls of one app, or of a third-party platform.
#[derive(Clone)]
pub(super) struct Meter {
    /// The alias; `platforms.NAME` of a platform.
    app: Arc<str>,
    clock: Clock,
}

impl Meter {
    pub(super) fn new(app: &str, clock: Clock) -> Self {
        Self {
            app: app.into(),
            clock,
        }
    }

    fn app(&self) -> String {
        self.app.as_ref().to_owned()
    }

    /// Makes a request and counts it by what came of it; one that is cut off is no longer in flight, and is
    /// not counted.
    pub(super) async fn attempt<T>(
        &self,
        module: Option<Module>,
        request: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let in_flight = InFlight::begin(gauge!("bootlens_upstream_in_flight", "app" => self.app()));
        let started = Instant::now();
        let outcome = request.await;
        drop(in_flight);
        histogram!("bootlens_upstream_request_duration_seconds", "app" => self.app())
            .record(started.elapsed().as_secs_f64());
        let (word, errcode) = match &outcome {
            Ok(_) => ("ok", String::new()),
            Err(error) => (word(error), errcode(error)),
        };
        counter!(
            "bootlens_upstream_requests_total", "app" => self.app(),
            "module" => module.map_or("none", Module::slug),
            "outcome" => word, "errcode" => errcode
        )
        .increment(1);
        outcome
    }

    /// A request is made once more.
    pub(super) fn again(&self) {
        counter!("bootlens_upstream_retries_total", "app" => self.app()).increment(1);
    }

    /// A token was asked for.
    pub(super) fn token(&self, outcome: &Result<Grant, Error>) {
        let word = if outcome.is_ok() { "ok" } else { "failed" };
        counter!("bootlens_token_refresh_total", "app" => self.app(), "outcome" => word)
            .increment(1);
        let life = outcome.as_ref().ok().and_then(|grant| grant.life);
        if let Some(life) = life {
            #[expect(clippy::cast_precision_loss, reason = "seconds are far below 2^52")]
            let ends = self.clock.now() as f64 + life.as_secs_f64();
            gauge!("bootlens_token_expiry_timestamp_seconds", "app" => self.app()).set(ends);
        }
    }
}

/// What came of a failed call, in a word.
fn word(error: &Error) -> &'static str {
    let slug = error.kind.slug();
    slug.strip_prefix("upstream-").unwrap_or(slug)
}

/// WeChat's code as a label: those that nobody knows count together, since whoever answers could make up many.
fn errcode(error: &Error) -> String {
    match error.errcode {
        None => String::new(),
        Some(code) if codes::is_known(code) => code.to_string(),
        Some(_) => "other".to_owned(),
    }
}

/// A request in flight, also where it is cut off.
struct InFlight(Gauge);

impl InFlight {
    fn begin(gauge: Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}
