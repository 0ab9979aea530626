//! What a reader sees before the program has come: title, figures, drawings and values of a view, put
//! into the page that is served for it. It is also what print, browsers without WebAssembly and readers
//! of a page's text get.
//!
//! It is made of history alone and asks nobody; what takes too long or says nothing leaves the page as
//! bare as it is elsewhere. The same history gives the same bytes.

mod chart;
mod html;
mod overview;
mod reader;

use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use shared::changes::Finding;
use shared::paths;
use shared::question;
use shared::view::{Alias, View, parse};

use crate::gate::Admitted;
use crate::serve::State;
use crate::telemetry::Subject;

pub(crate) use reader::Reader;

/// The page comes without a drawing rather than later than this.
const WITHIN: Duration = Duration::from_millis(400);
/// A drawing of more bytes would take longer to come than the program does.
const MOST: usize = 200_000;

/// The pages that are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Every metric of an app, or every app.
    Overview,
    /// One module.
    Chart,
}

impl Place {
    /// The page at a path, where it is one that is drawn.
    pub(crate) fn at(path: &str) -> Option<Self> {
        match path.strip_prefix('/')? {
            "" => Some(Self::Overview),
            paths::CHART => Some(Self::Chart),
            _ => None,
        }
    }
}

/// What is put into the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Painted {
    /// The document's title, as text.
    pub(crate) title: String,
    /// What stands in its body, as HTML.
    pub(crate) body: String,
    /// What the page will ask for, relative to the base path, so that its document asks for it at once.
    pub(crate) asks: Vec<String>,
}

/// What was drawn, and what it shows.
struct Drawn {
    painted: Painted,
    subject: Arc<Subject>,
}

/// The view of an address, where it can be read and all of its apps can be seen.
pub(crate) fn asked(admitted: Option<&Admitted>, state: &State, uri: &Uri) -> Option<View> {
    let view = parse(uri.query().unwrap_or_default(), &[]).ok()?.view;
    let config = state.config();
    let apps = view.apps.iter();
    let sees = |alias: &Alias| admitted.is_some_and(|reader| reader.sees(alias));
    let known =
        apps.filter(|alias| config.apps.iter().any(|app| app.alias == **alias) && sees(alias));
    (known.count() == view.apps.len()).then_some(view)
}

/// Draws a page whose links lie below a base path; `None` where there is nothing to draw, or not in time.
pub(crate) async fn paint(
    admitted: &Admitted,
    state: &State,
    place: Place,
    asked: View,
    reader: Reader,
    base: &str,
) -> Option<Painted> {
    let config = state.config();
    let known = config.apps.iter().filter(|app| admitted.sees(&app.alias));
    let names: Vec<_> = known
        .map(|app| (app.alias.clone(), app.name.clone()))
        .collect();
    let base = [base, "/"].concat();
    let frame = html::Frame {
        lang: reader.lang,
        base: &base,
        demo: config.demo,
        names: &names,
    };
    let drawn = async {
        match place {
            Place::Chart => chart::paint(admitted, state, asked, &frame).await,
            Place::Overview => overview::paint(admitted, state, asked, &frame).await,
        }
    };
    let Drawn { painted, subject } = tokio::time::timeout(WITHIN, drawn).await.ok()??;
    if painted.body.len() > MOST {
        return None;
    }
    admitted.note(|noted| noted.subject = Some(subject));
    Some(painted)
}

/// What the page asks for the data of a view, unless it tells first how large the question is.
fn data_ask(view: &View) -> Option<String> {
    let asked = question::of_data(view);
    let is_told = question::may_be_large(&asked);
    (!is_told).then(|| [paths::PERFORMANCE, "?", &asked].concat())
}

/// What changed in the days of a view, as far as it is known in a moment; the search goes on for the
/// page's own question.
async fn findings(
    admitted: &Admitted,
    state: &State,
    view: &View,
    range: shared::day::DayRange,
) -> Vec<Finding> {
    const SOON: Duration = Duration::from_millis(150);
    let (admitted, state, view) = (admitted.clone(), state.clone(), view.clone());
    let search = tokio::spawn(async move {
        let now = crate::history::Moment::Now;
        crate::handlers::changes::kept(&admitted, &state, &view, range, now).await
    });
    match tokio::time::timeout(SOON, search).await {
        Ok(Ok(Ok(findings))) => findings,
        // Without them the drawing is still right.
        _ => Vec::new(),
    }
}
