//! The picture of a view by its address, as SVG or in pixels.

mod asked;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chart::sheet::{self, Look, Told};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, VARY};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use sha2::{Digest, Sha256};
use shared::apps::Apps;
use shared::calendar::CalendarDays;
use shared::changes::Finding;
use shared::day::DayRange;
use shared::problem::ProblemKind;
use shared::view::View;

use self::asked::Asked;
use super::{apps, calendar, changes, conditional, performance, read_view};
use crate::engine::SoFar;
use crate::fonts::Faces;
use crate::gate::{Address, Admitted};
use crate::hot::Hot;
use crate::pixels;
use crate::problem::{Fault, reader_lang};
use crate::router::RESOURCE_POLICY;
use crate::serve::State;
use crate::telemetry::Subject;

/// How a picture is written.
#[derive(Clone, Debug)]
enum Form {
    Svg,
    Png { ratio: u8, faces: Arc<Faces> },
}

impl Form {
    /// Media type, and the end of a file's name.
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Svg => ("image/svg+xml; charset=utf-8", "svg"),
            Self::Png { .. } => ("image/png", "png"),
        }
    }
}

/// `chart.svg`.
pub(crate) async fn svg(
    admitted: Admitted,
    state: State,
    address: Address,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let asked = Asked::read(read_view(
        &admitted,
        &state.config(),
        uri.query(),
        &asked::BESIDE,
    )?)?;
    let form = Form::Svg;
    answer(&admitted, &state, address, &uri, &headers, asked, form).await
}

/// `chart.png`.
pub(crate) async fn png(
    admitted: Admitted,
    state: State,
    address: Address,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let asked = Asked::read(read_view(
        &admitted,
        &state.config(),
        uri.query(),
        &asked::BESIDE,
    )?)?;
    let live = state.live();
    let shelf = live.shelf.clone();
    // Before anyone is asked for data that nobody could write beside.
    let faces = tokio::task::spawn_blocking(move || shelf.faces()).await;
    let faces = faces.ok().flatten().ok_or_else(|| {
        let detail = "no typeface with Chinese characters was found: install one, such as \
                      fonts-noto-cjk, or name its file in font_file";
        Fault::new(ProblemKind::NoFont, detail)
    })?;
    let ratio = asked.ratio;
    let form = Form::Png { ratio, faces };
    answer(&admitted, &state, address, &uri, &headers, asked, form).await
}

async fn answer(
    admitted: &Admitted,
    state: &State,
    Address(address): Address,
    uri: &Uri,
    headers: &HeaderMap,
    asked: Asked,
    form: Form,
) -> Result<Response, Fault> {
    let live = state.live();
    let config = state.config();
    let engine = state.engine(admitted);
    let lang = reader_lang(uri.query(), headers);
    let question = engine
        .question(asked.view.clone(), lang, asked.moment)
        .await?;
    let (view, range, moment) = (question.view.clone(), question.range, question.moment);
    let subject = Subject::new(&view.apps, view.module, Some(range));
    admitted.note(|noted| noted.subject = Some(subject));
    let begun = engine.begin(question).await?;
    if begun.planned().planned > 0 {
        state.count(admitted)?;
    }
    let asking = Instant::now();
    let SoFar {
        reply,
        windows,
        hold,
    } = engine.within(begun, config.picture_wait).await?;
    let came = performance::came(&reply.calls);
    admitted.note(|noted| noted.reply(&reply, came, asking.elapsed()));
    let findings = changes::kept(admitted, state, &view, range, moment).await;
    let sources = Sources {
        apps: apps::of_view(admitted, state, &view).await,
        calendar: calendar::special(&live.calendar.now(), range),
        // They are marks beside the lines: without them the picture is still right.
        findings: findings.unwrap_or_default(),
        address,
        look: asked.look,
        view,
        reply,
        windows,
    };
    let (hot, known) = (state.hot(admitted), headers.clone());
    let of_form = form.clone();
    let drawn = state
        .turns()
        .take(move || {
            let drawn = sources.draw(&of_form, &hot, &known);
            drop(hold);
            drawn
        })
        .await?
        .ok_or_else(|| Fault::new(ProblemKind::Internal, "the picture could not be drawn"))?;
    let mut response = drawn.respond(&form, &asked.view, range);
    live.gate.vary(response.headers_mut());
    if !config.access.frame_ancestors.is_empty() {
        // A browser can't be told of some sites alone: whom a page may be embedded by may show pictures.
        let everywhere = HeaderValue::from_static("cross-origin");
        response.headers_mut().insert(RESOURCE_POLICY, everywhere);
    }
    Ok(response)
}

/// All that a picture is made of.
struct Sources {
    view: View,
    reply: shared::reply::Reply,
    windows: Option<(usize, usize)>,
    apps: Apps,
    calendar: CalendarDays,
    findings: Vec<Finding>,
    address: String,
    look: Look,
}

/// A picture, or that the reader has it.
struct Drawn {
    /// None where the picture is not to be kept.
    etag: Option<HeaderValue>,
    /// None where the reader has it.
    body: Option<Bytes>,
}

impl Sources {
    /// Draws, as far as it takes: nothing where the reader holds the same, no pixels where they are
    /// kept.
    fn draw(&self, form: &Form, hot: &Hot, known: &HeaderMap) -> Option<Drawn> {
        let told = Told {
            view: &self.view,
            reply: &self.reply,
            apps: &self.apps,
            calendar: &self.calendar,
            findings: &self.findings,
            so_far: self.windows,
            address: Some(&self.address),
        };
        let svg = sheet::svg(&told, self.look)?;
        let digest = digest(&svg, form);
        let etag = self
            .windows
            .is_none()
            .then(|| conditional::weak_etag(&digest));
        if let Some(etag) = etag
            .as_ref()
            .filter(|etag| conditional::matches(known, etag))
        {
            return Some(Drawn {
                etag: Some(etag.clone()),
                body: None,
            });
        }
        let body = match form {
            Form::Svg => svg.into(),
            Form::Png { ratio, faces } => {
                let key = hex(&digest);
                match hot.picture(&key) {
                    Some(picture) => picture,
                    None => {
                        let link = sheet::link(&told).unwrap_or_default();
                        let picture = pixels::png(&svg, &link, *ratio, faces)?;
                        let picture: Bytes = picture.into_boxed_slice().into();
                        if etag.is_some() {
                            hot.put_picture(&key, picture.clone());
                        }
                        picture
                    }
                }
            }
        };
        Some(Drawn {
            etag,
            body: Some(body),
        })
    }
}

/// Of all that decides the bytes: the SVG, and what pixels are made of beside it.
fn digest(svg: &str, form: &Form) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(env!("CARGO_PKG_VERSION"));
    if let Form::Png { ratio, faces } = form {
        digest.update([*ratio]);
        digest.update(faces.name());
    }
    digest.update([0]);
    digest.update(svg);
    digest.finalize().to_vec()
}

fn hex(digest: &[u8]) -> String {
    let mut text = String::with_capacity(digest.len() * 2);
    for byte in digest {
        // Writing to a String never fails.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

impl Drawn {
    fn respond(self, form: &Form, view: &View, range: DayRange) -> Response {
        let (media_type, end) = form.words();
        let is_known = self.body.is_none();
        let mut response = match self.body {
            Some(body) => Response::new(Body::from(body)),
            None => StatusCode::NOT_MODIFIED.into_response(),
        };
        let out = response.headers_mut();
        let keeping = match self.etag {
            Some(etag) => {
                out.insert(ETAG, etag);
                "private, no-cache"
            }
            None => "no-store",
        };
        out.insert(CACHE_CONTROL, HeaderValue::from_static(keeping));
        out.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if !is_known {
            out.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            let module = view.module.map_or("", |module| module.slug());
            let (start, to) = (range.start(), range.end());
            let name = format!("inline; filename=\"bootlens-{module}-{start}-{to}.{end}\"");
            if let Ok(name) = HeaderValue::try_from(name) {
                out.insert(CONTENT_DISPOSITION, name);
            }
        }
        response
    }
}
