//! What got better or worse, where, since when, and beside which release.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use analysis::{Calendar, Line, Tuning, Verdict, findings};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use moka::sync::Cache;
use sha2::{Digest, Sha256};
use shared::apps::DayMark;
use shared::changes::{self, Changes, Finding};
use shared::day::DayRange;
use shared::module::Module;
use shared::problem::ProblemKind;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Days, View};

use super::{conditional, read_any};
use crate::config::AppConfig;
use crate::gate::Admitted;
use crate::history::{History, Moment};
use crate::hot::Fresh;
use crate::marks;
use crate::problem::{Fault, reader_lang};
use crate::serve::State;
use crate::telemetry::{Came, Subject};

/// Bytes of replies that are kept: a team opens the same few.
const KEPT: u64 = 4 << 20;

/// What an entry takes beside its bytes: key, marks, the cache's own nodes.
const OVERHEAD: usize = 4 << 10;

type Marks = BTreeMap<String, Vec<DayMark>>;

/// What findings were made of, days apart.
#[derive(Clone, PartialEq)]
struct Beside {
    marks: Marks,
    calendar: Arc<Calendar>,
}

#[derive(Clone)]
struct Entry {
    fresh: Arc<Fresh>,
    beside: Arc<Beside>,
    body: Bytes,
}

/// Changes that were found, by the text of their search.
pub(crate) struct Found(Cache<String, Entry>);

impl Default for Found {
    fn default() -> Self {
        let weigh = |key: &String, entry: &Entry| {
            u32::try_from(OVERHEAD + key.len() + entry.body.len()).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(KEPT).weigher(weigh).build())
    }
}

impl Found {
    fn get(&self, text: &str, beside: &Beside, history: &History, now: i64) -> Option<Bytes> {
        let entry = self.0.get(text)?;
        let holds = *entry.beside == *beside && entry.fresh.holds(history, now);
        holds.then_some(entry.body)
    }
}

/// `api/v1/changes`.
pub(crate) async fn changes(
    admitted: Admitted,
    state: State,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let started = Instant::now();
    let view = read_any(&admitted, &state.config(), uri.query(), &[])?.view;
    let lang = reader_lang(uri.query(), &headers);
    let Told { body, subject, was } = reply(&admitted, &state, view, lang, Moment::Now).await?;
    admitted.note(|noted| {
        noted.subject = Some(subject);
        noted.cache = was;
    });
    Ok(respond(body, &headers, started))
}

/// What changed in the days of a view, out of all slices that are kept, as the page asks it: nobody
/// upstream is asked.
pub(crate) async fn kept(
    admitted: &Admitted,
    state: &State,
    view: &View,
    range: DayRange,
    moment: Moment,
) -> Result<Vec<Finding>, Fault> {
    // A slice that is named would be asked for, with days before those that are shown.
    let view = View {
        apps: view.apps.clone(),
        module: view.module,
        days: Days::Range(range),
        ..View::default()
    };
    let body = reply(admitted, state, view, Lang::default(), moment)
        .await?
        .body;
    let failed = |_| Fault::new(ProblemKind::Internal, "the changes could not be read");
    let changes: Changes = serde_json::from_slice(&body).map_err(failed)?;
    Ok(changes.findings)
}

/// A reply, and what is noted of it.
struct Told {
    body: Bytes,
    subject: Arc<Subject>,
    /// Whether it was known before.
    was: Option<Came>,
}

/// The reply as it is sent.
async fn reply(
    admitted: &Admitted,
    state: &State,
    asked: View,
    lang: Lang,
    moment: Moment,
) -> Result<Told, Fault> {
    let config = state.config();
    let mut view = asked.clone();
    if view.apps.is_empty() {
        let seen = config.apps.iter().filter(|app| admitted.sees(&app.alias));
        view.apps = seen.map(|app| app.alias.clone()).collect();
    }
    let apps = config
        .apps
        .iter()
        .filter(|app| view.apps.contains(&app.alias));
    let beside = Beside {
        marks: marks_of(apps).await,
        calendar: state.live().calendar.now(),
    };
    let engine = state.engine(admitted);
    let (apps, module) = (view.apps.clone(), view.module);
    let search = engine.search(view, lang, moment).await?;
    let range = search.range();
    let subject = Subject::new(&apps, module, Some(range));
    let without_compare = View {
        compare: None,
        ..asked
    };
    let written = without_compare.data_view(range).write();
    // Beside the search, since the reply says whether the apps were named.
    let key = format!("{written}&{}", search.text());
    let found = state.found(admitted);
    let now = state.clock().now();
    if let Some(body) = found.get(&key, &beside, state.history(), now) {
        let was = Some(Came::Hit);
        return Ok(Told { body, subject, was });
    }
    if search.names_slices() {
        state.count(admitted)?;
    }
    let searched = engine.series_of(&search).await?;
    let beside = Arc::new(beside);
    let (series, hold, told) = (searched.series, searched.hold, beside.clone());
    // Seconds of arithmetic for many slices: other requests must not wait for them.
    let told = tokio::task::spawn_blocking(move || {
        let findings = tell(&series, &told, range);
        drop((series, hold));
        findings
    });
    let failed = || Fault::new(ProblemKind::Internal, "the changes could not be told");
    let reply = Changes {
        view: written,
        findings: told.await.map_err(|_| failed())?,
    };
    let body: Bytes = serde_json::to_vec(&reply).map_err(|_| failed())?.into();
    let entry = Entry {
        fresh: Arc::new(searched.fresh),
        beside,
        body: body.clone(),
    };
    found.0.insert(key, entry);
    Ok(Told {
        body,
        subject,
        was: None,
    })
}

async fn marks_of(apps: impl Iterator<Item = &AppConfig>) -> Marks {
    let mut all = Marks::new();
    for app in apps {
        all.insert(app.alias.to_string(), marks::of(app).await);
    }
    all
}

/// The changes that began on a day of the view.
fn tell(series: &[(Module, Series)], beside: &Beside, range: DayRange) -> Vec<Finding> {
    let line = |(module, series)| Line { module, series };
    let lines: Vec<Line<'_>> = series.iter().map(|(of, one)| line((*of, one))).collect();
    let found = findings(&lines, &beside.marks, &beside.calendar, Tuning::default());
    found
        .into_iter()
        .filter(|one| range.contains(one.change.since))
        .filter_map(|one| {
            let metric = one.metric.id;
            Some(Finding {
                link: changes::link(&one.app, one.module, &metric, one.slice, range)?,
                app: one.app,
                module: one.module,
                metric,
                line: one.metric.line,
                slice: one.slice,
                before: one.change.before,
                after: one.change.after,
                change_percent: one.change.change_percent,
                since: one.change.since,
                mark: one.mark,
                verdict: match one.verdict {
                    Verdict::Worse => changes::Verdict::Worse,
                    Verdict::Better => changes::Verdict::Better,
                    Verdict::Changed | Verdict::Steady => changes::Verdict::Changed,
                },
            })
        })
        .collect()
}

/// The response: 304 where the reader holds the same already.
fn respond(body: Bytes, headers: &HeaderMap, started: Instant) -> Response {
    let etag = conditional::weak_etag(&Sha256::digest(&body));
    let mut response = if conditional::matches(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let json = HeaderValue::from_static("application/json");
        ([(CONTENT_TYPE, json)], Body::from(body)).into_response()
    };
    let out = response.headers_mut();
    out.insert(ETAG, etag);
    out.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    let took = started.elapsed().as_secs_f64() * 1000.0;
    if let Ok(timing) = HeaderValue::try_from(format!("reply;dur={took:.1}")) {
        out.insert(HeaderName::from_static("server-timing"), timing);
    }
    response
}
