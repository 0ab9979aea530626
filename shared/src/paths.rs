//! The relay's addresses, spelled once for both sides; all relative to the base path.

/// The apps that the reader may see.
pub const APPS: &str = "api/v1/apps";
/// What a view would cost, without asking anyone.
pub const PLAN: &str = "api/v1/plan";
/// The data of a view, as JSON or as a stream.
pub const PERFORMANCE: &str = "api/v1/performance";
/// The data of a view, as CSV.
pub const PERFORMANCE_CSV: &str = "api/v1/performance.csv";
/// What got better or worse.
pub const CHANGES: &str = "api/v1/changes";
/// Days off and working weekends between two dates.
pub const CALENDAR: &str = "api/v1/calendar";
/// The machine-readable description of the API.
pub const OPENAPI: &str = "api/v1/openapi.json";
/// The folder of the reading guides.
pub const GUIDE: &str = "guide/";
/// The page of what got better or worse.
pub const CHANGES_PAGE: &str = "changes";
/// The page with one module, large.
pub const CHART: &str = "chart";
/// The picture of a view, as SVG.
pub const CHART_SVG: &str = "chart.svg";
/// The picture of a view, as PNG.
pub const CHART_PNG: &str = "chart.png";

/// The page of saved files.
pub const OPEN: &str = "open";

/// The reader's language, as the page keeps it and tells it the relay by a cookie.
pub const LANG_COOKIE: &str = "bootlens.lang";
/// The same of the theme.
pub const THEME_COOKIE: &str = "bootlens.theme";

/// The media type of the stream.
pub const NDJSON: &str = "application/x-ndjson";
/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";
