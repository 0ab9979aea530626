//! The metrics of one relay, owned by its state, so that two relays in a process don't mix.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use http::Method;
use metrics::{Counter, Gauge, Histogram, Unit};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// Seconds; from a reply kept ready to a cold year.
const BUCKETS: [f64; 12] = [
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0,
];

/// Counts requests and writes every metric down for Prometheus.
#[derive(Clone)]
pub(crate) struct Telemetry {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
    meters: Arc<RwLock<Meters>>,
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
}

impl Telemetry {
    /// Metrics that start at zero.
    pub(crate) fn new() -> Self {
        let builder = PrometheusBuilder::new();
        // Buckets are refused only where there are none.
        let builder = builder
            .set_buckets(&BUCKETS)
            .unwrap_or_else(|_| PrometheusBuilder::new());
        let recorder = builder.build_recorder();
        metrics::with_local_recorder(&recorder, || {
            metrics::describe_gauge!("bootlens_build_info", "The running version; always 1.");
            metrics::gauge!("bootlens_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
            metrics::describe_counter!("bootlens_http_requests_total", "Requests answered.");
            metrics::describe_histogram!(
                "bootlens_http_request_duration_seconds",
                Unit::Seconds,
                "From a request to the head of its response."
            );
            metrics::describe_gauge!(
                "bootlens_http_requests_in_flight",
                "Requests without a response yet."
            );
            metrics::describe_gauge!(
                "bootlens_history_up",
                "Whether the store answered when it was last asked."
            );
            metrics::describe_counter!(
                "bootlens_history_errors_total",
                "Reads and writes of the store that failed."
            );
            metrics::describe_gauge!("bootlens_cache_entries", "Replies kept ready.");
            metrics::describe_gauge!(
                "bootlens_cache_bytes",
                Unit::Bytes,
                "What the replies kept ready take."
            );
            metrics::describe_counter!(
                "bootlens_collect_windows_total",
                "Windows that the daily collection asked for."
            );
            metrics::describe_gauge!(
                "bootlens_collect_last_success_timestamp_seconds",
                Unit::Seconds,
                "When an app's daily collection was last complete."
            );
            metrics::describe_gauge!(
                "bootlens_data_latest_day_timestamp_seconds",
                Unit::Seconds,
                "The newest day with a value, as its midnight in Beijing."
            );
        });
        Self {
            handle: recorder.handle(),
            recorder: Arc::new(recorder),
            meters: Arc::default(),
        }
    }

    /// Makes this the recorder of everything that records without naming one, such as the calls
    /// to WeChat. The first relay of a process wins; its own requests each counts itself.
    pub(crate) fn install(&self) {
        if metrics::set_global_recorder(Arc::clone(&self.recorder)).is_err() {
            tracing::debug!("another relay of this process records the calls");
        }
    }

    /// A request begins; it is in flight until the guard is dropped, also where the reader leaves.
    pub(crate) fn begin(&self) -> InFlight {
        let gauge = metrics::with_local_recorder(&*self.recorder, || {
            metrics::gauge!("bootlens_http_requests_in_flight")
        });
        gauge.increment(1.0);
        InFlight(gauge)
    }

    /// A request was answered.
    pub(crate) fn finished(&self, route: &str, method: &Method, status: u16, seconds: f64) {
        // Methods are open text: naming all would let anyone fill the memory with labels.
        let method = match *method {
            Method::GET => "GET",
            Method::HEAD => "HEAD",
            _ => "other",
        };
        let known = self.lock().get(route).and_then(|meters| {
            let known = |meter: &&Meter| meter.method == method && meter.status == status;
            meters.iter().find(known).cloned()
        });
        let meter = known.unwrap_or_else(|| self.meter(route, method, status));
        meter.count.increment(1);
        meter.seconds.record(seconds);
    }

    /// Looking a metric up by its labels costs more than a reply kept ready: it is done once.
    fn meter(&self, route: &str, method: &'static str, status: u16) -> Meter {
        let meter = metrics::with_local_recorder(&*self.recorder, || Meter {
            method,
            status,
            count: metrics::counter!(
                "bootlens_http_requests_total",
                "route" => route.to_owned(), "method" => method, "status" => status.to_string()
            ),
            seconds: metrics::histogram!(
                "bootlens_http_request_duration_seconds",
                "route" => route.to_owned()
            ),
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

    /// How much is kept ready.
    pub(crate) fn hot(&self, entries: u64, bytes: u64) {
        metrics::with_local_recorder(&*self.recorder, || {
            #[expect(clippy::cast_precision_loss, reason = "bounded far below 2^52")]
            let gauge = |name, number: u64| metrics::gauge!(name).set(number as f64);
            gauge("bootlens_cache_entries", entries);
            gauge("bootlens_cache_bytes", bytes);
        });
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
