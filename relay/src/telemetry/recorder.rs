//! The metrics of one relay, owned by its state, so that two relays in a process don't mix.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use http::Method;
use metrics::{Counter, Gauge, Histogram};
use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use shared::problem::ProblemKind;

use super::catalogue;
use super::facts::{Came, Trouble};
use super::served::Served;

/// Seconds; from a reply kept ready to a cold year.
const SECONDS: [f64; 12] = [
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0,
];

/// Bytes; from a word to a large picture.
const BYTES: [f64; 7] = [
    256.0,
    1_024.0,
    4_096.0,
    16_384.0,
    65_536.0,
    262_144.0,
    1_048_576.0,
];

/// What the build says of where it comes from.
const REVISION: &str = match option_env!("BOOTLENS_REVISION") {
    Some(revision) => revision,
    None => "unknown",
};

/// Counts requests and writes every metric down for Prometheus.
#[derive(Clone)]
pub(crate) struct Telemetry {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
    meters: Arc<RwLock<Meters>>,
    counters: Arc<Counters>,
}

/// What counts the requests of each route.
type Meters = HashMap<String, Vec<Meter>>;

/// What counts the requests of a route that were answered alike.
#[derive(Clone)]
struct Meter {
    method: &'static str,
    status: u16,
    count: Counter,
    seconds: Histogram,
    bytes: Histogram,
}

/// Counters that stand at zero from the start; looking one up costs more than a reply kept ready.
struct Counters {
    cache: [Counter; Came::ALL.len()],
    rejected: Counter,
    limited: Counter,
}

impl Telemetry {
    /// Metrics that start at zero.
    pub(crate) fn new() -> Self {
        let sizes = Matcher::Suffix("_bytes".to_owned());
        // Buckets are refused only where there are none.
        let builder = PrometheusBuilder::new()
            .set_buckets(&SECONDS)
            .and_then(|builder| builder.set_buckets_for_metric(sizes, &BYTES))
            .unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        let counters = metrics::with_local_recorder(&recorder, || {
            catalogue::describe();
            metrics_process::Collector::default().describe();
            metrics::gauge!(
                "bootlens_build_info", "version" => env!("CARGO_PKG_VERSION"), "revision" => REVISION
            )
            .set(1.0);
            metrics::counter!("bootlens_audit_lines_total").absolute(0);
            metrics::counter!("bootlens_audit_failures_total").absolute(0);
            metrics::counter!("bootlens_cache_evictions_total").absolute(0);
            let came = |from: Came| metrics::counter!("bootlens_cache_requests_total", "result" => from.word());
            Counters {
                cache: Came::ALL.map(came),
                rejected: metrics::counter!("bootlens_query_range_rejected_total"),
                limited: metrics::counter!("bootlens_rate_limited_total"),
            }
        });
        Self {
            handle: recorder.handle(),
            recorder: Arc::new(recorder),
            meters: Arc::default(),
            counters: Arc::new(counters),
        }
    }

    /// Makes this the recorder of everything that records without naming one, such as the calls
    /// to WeChat. The first relay of a process wins; its own requests each counts itself.
    pub(crate) fn install(&self) {
        if metrics::set_global_recorder(Arc::clone(&self.recorder)).is_err() {
            tracing::debug!("another relay of this process records the calls");
        }
    }

    /// Does what records to this relay's own metrics.
    pub(super) fn scoped<T>(&self, record: impl FnOnce() -> T) -> T {
        metrics::with_local_recorder(&*self.recorder, record)
    }

    /// The configuration was read: whether it is right and in force now.
    pub(crate) fn reloaded(&self, well: bool, now: i64) {
        self.scoped(|| {
            metrics::gauge!("bootlens_config_last_reload_successful").set(f64::from(well));
            if well {
                #[expect(clippy::cast_precision_loss, reason = "seconds are far below 2^52")]
                metrics::gauge!("bootlens_config_last_reload_success_timestamp_seconds")
                    .set(now as f64);
            }
        });
    }

    /// A request begins; it is in flight until the guard is dropped, also where the reader leaves.
    pub(crate) fn begin(&self) -> InFlight {
        let gauge = self.scoped(|| metrics::gauge!("bootlens_http_requests_in_flight"));
        gauge.increment(1.0);
        InFlight(gauge)
    }

    /// The head of an answer goes out.
    pub(super) fn answered(&self, route: &str, method: &Method, status: u16, seconds: f64) {
        self.meter(route, method, status, |meter| {
            meter.count.increment(1);
            meter.seconds.record(seconds);
        });
    }

    /// The whole of an answer is out.
    pub(super) fn sent(&self, served: &Served) {
        #[expect(clippy::cast_precision_loss, reason = "bodies are far below 2^52")]
        let bytes = served.bytes as f64;
        let (route, method) = (served.route.as_str(), &served.method);
        self.meter(route, method, served.status, |meter| {
            meter.bytes.record(bytes)
        });
        if let Some(came) = served.cache {
            let place = Came::ALL.iter().position(|one| *one == came);
            self.counters.cache[place.unwrap_or(0)].increment(1);
        }
        match served.trouble {
            Some(Trouble {
                kind: Some(ProblemKind::ViewTooLong | ProblemKind::TooManyCalls),
                ..
            }) => self.counters.rejected.increment(1),
            Some(Trouble {
                kind: Some(ProblemKind::RateLimited),
                ..
            }) => self.counters.limited.increment(1),
            _ => {}
        }
    }

    /// Counts by what counts requests like this one. Looking a metric up by its labels costs more than a reply
    /// kept ready: it is done once.
    fn meter(&self, route: &str, method: &Method, status: u16, count: impl FnOnce(&Meter)) {
        // Methods are open text: naming all would let anyone fill the memory with labels.
        let method = match *method {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            _ => "other",
        };
        let meters = self.lock();
        let is_it = |meter: &&Meter| meter.method == method && meter.status == status;
        let known = meters
            .get(route)
            .and_then(|meters| meters.iter().find(is_it));
        if let Some(meter) = known {
            return count(meter);
        }
        drop(meters);
        count(&self.new_meter(route, method, status));
    }

    fn new_meter(&self, route: &str, method: &'static str, status: u16) -> Meter {
        let histogram = |name: &'static str| metrics::histogram!(name, "route" => route.to_owned());
        let meter = self.scoped(|| Meter {
            method,
            status,
            count: metrics::counter!(
                "bootlens_http_requests_total",
                "route" => route.to_owned(), "method" => method, "status" => status.to_string()
            ),
            seconds: histogram("bootlens_http_request_duration_seconds"),
            bytes: histogram("bootlens_http_response_size_bytes"),
        });
        let mut meters = self.meters.write().unwrap_or_else(PoisonError::into_inner);
        meters
            .entry(route.to_owned())
            .or_default()
            .push(meter.clone());
        meter
    }

    fn lock(&self) -> RwLockReadGuard<'_, Meters> {
        self.meters.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything, as Prometheus reads it.
    pub(crate) fn render(&self) -> String {
        self.handle.render()
    }

    /// Folds recorded durations together; without it they pile up until someone reads them.
    pub(crate) fn fold(&self) {
        self.handle.run_upkeep();
    }
}

/// A request in flight.
pub(crate) struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}
