//! Every metric there is, each with what it says; `docs/watching.md` lists the same.

use metrics::Unit;

use Kind::{Counter, Gauge, Histogram};

/// What a metric is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// One metric.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    unit: Unit,
    help: &'static str,
}

const fn row(name: &'static str, kind: Kind, unit: Unit, help: &'static str) -> Row {
    Row {
        name,
        kind,
        unit,
        help,
    }
}

/// All but those of the process, which its own library describes.
pub(super) const ROWS: &[Row] = &[
    row(
        "bootlens_build_info",
        Gauge,
        Unit::Count,
        "The running version and the revision it was built of; always 1.",
    ),
    row(
        "bootlens_ready",
        Gauge,
        Unit::Count,
        "1 while requests are taken, 0 while the relay stops.",
    ),
    row(
        "bootlens_config_last_reload_successful",
        Gauge,
        Unit::Count,
        "Whether the configuration was right when it was last read.",
    ),
    row(
        "bootlens_config_last_reload_success_timestamp_seconds",
        Gauge,
        Unit::Seconds,
        "When the configuration in force was read.",
    ),
    row(
        "bootlens_access_token_expiry_timestamp_seconds",
        Gauge,
        Unit::Seconds,
        "When a machine's token ends, by the name that the configuration gives it.",
    ),
    row(
        "bootlens_http_requests_total",
        Counter,
        Unit::Count,
        "Requests answered.",
    ),
    row(
        "bootlens_http_request_duration_seconds",
        Histogram,
        Unit::Seconds,
        "From a request to the head of its response.",
    ),
    row(
        "bootlens_http_response_size_bytes",
        Histogram,
        Unit::Bytes,
        "What of a response's body was handed to the connection.",
    ),
    row(
        "bootlens_http_requests_in_flight",
        Gauge,
        Unit::Count,
        "Requests without a response yet.",
    ),
    row(
        "bootlens_query_range_rejected_total",
        Counter,
        Unit::Count,
        "Views that were refused for too many days or too many calls.",
    ),
    row(
        "bootlens_rate_limited_total",
        Counter,
        Unit::Count,
        "Requests that were refused since their reader asks too often.",
    ),
    row(
        "bootlens_cache_requests_total",
        Counter,
        Unit::Count,
        "Requests for data, by where the answer came from.",
    ),
    row(
        "bootlens_cache_entries",
        Gauge,
        Unit::Count,
        "Replies kept ready.",
    ),
    row(
        "bootlens_cache_bytes",
        Gauge,
        Unit::Bytes,
        "What the replies kept ready take.",
    ),
    row(
        "bootlens_cache_evictions_total",
        Counter,
        Unit::Count,
        "Replies kept ready that had to go for others.",
    ),
    row(
        "bootlens_upstream_requests_total",
        Counter,
        Unit::Count,
        "Requests sent to WeChat for data or figures, by what came of them.",
    ),
    row(
        "bootlens_upstream_request_duration_seconds",
        Histogram,
        Unit::Seconds,
        "From a request to WeChat to the end of its reply.",
    ),
    row(
        "bootlens_upstream_retries_total",
        Counter,
        Unit::Count,
        "Requests to WeChat that were made once more.",
    ),
    row(
        "bootlens_upstream_in_flight",
        Gauge,
        Unit::Count,
        "Requests to WeChat that wait for a reply.",
    ),
    row(
        "bootlens_upstream_calls_today",
        Gauge,
        Unit::Count,
        "Calls for data counted on this day in Beijing, of all relays on the store.",
    ),
    row(
        "bootlens_upstream_quota_limit",
        Gauge,
        Unit::Count,
        "Calls a day: the lower of upstream.daily_calls and what WeChat grants.",
    ),
    row(
        "bootlens_upstream_quota_left",
        Gauge,
        Unit::Count,
        "Calls that are left today.",
    ),
    row(
        "bootlens_upstream_stopped",
        Gauge,
        Unit::Count,
        "1 while WeChat is not asked for an app, since asking again would be of no use.",
    ),
    row(
        "bootlens_token_refresh_total",
        Counter,
        Unit::Count,
        "Access tokens asked for, by what came of it.",
    ),
    row(
        "bootlens_token_expiry_timestamp_seconds",
        Gauge,
        Unit::Seconds,
        "When the access token in use ends, where that is told.",
    ),
    row(
        "bootlens_data_latest_day_timestamp_seconds",
        Gauge,
        Unit::Seconds,
        "The newest day with a value in history, as its midnight in Beijing.",
    ),
    row(
        "bootlens_collect_windows_total",
        Counter,
        Unit::Count,
        "Windows that the daily collection of this relay asked for.",
    ),
    row(
        "bootlens_collect_last_success_timestamp_seconds",
        Gauge,
        Unit::Seconds,
        "When an app's daily collection was last complete, by whichever relay; 0 where it never was.",
    ),
    row(
        "bootlens_history_up",
        Gauge,
        Unit::Count,
        "Whether the store answered when it was last asked.",
    ),
    row(
        "bootlens_history_errors_total",
        Counter,
        Unit::Count,
        "Reads and writes of the store that failed.",
    ),
    row(
        "bootlens_audit_lines_total",
        Counter,
        Unit::Count,
        "Lines written to the audit.",
    ),
    row(
        "bootlens_audit_failures_total",
        Counter,
        Unit::Count,
        "Lines that the audit lacks, since they could not be written or came too fast.",
    ),
];

/// Tells the recorder in scope of all.
pub(super) fn describe() {
    for row in ROWS {
        let (name, unit, help) = (row.name, row.unit, row.help);
        match row.kind {
            Counter => metrics::describe_counter!(name, unit, help),
            Gauge => metrics::describe_gauge!(name, unit, help),
            Histogram => metrics::describe_histogram!(name, unit, help),
        }
    }
}
