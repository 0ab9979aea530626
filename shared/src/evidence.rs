//! *Evidence*: what an exported file carries, so that it shows the same view without asking anyone.
//!
//! It is one JSON object: every key of the API's reply, and beside them `shown` (the view with all that
//! changes the picture), `apps` (as `api/v1/apps` has them, the view's alone), `calendar` (its days as
//! `api/v1/calendar` has them) and `demo`. So a reply saved from the API is the same with less, and is
//! read too. Keys that nobody knows are left alone, as are notices of a kind that nobody knows.

mod shape;
mod stream;
mod svg;

use serde_json::Value as Json;

use crate::apps::App;
use crate::calendar::CalendarDay;
use crate::day::DayRange;
use crate::read;
use crate::refused::{Place, Refused, Why};
use crate::reply::Reply;
use crate::view::{Days, View, ViewError, parse};

pub(crate) use self::stream::of_lines;
pub use self::svg::{METADATA, in_svg, out_of_svg};
use crate::shape::fault;

/// More days than this are no view that the page can draw.
pub const MAX_DAYS: usize = 10_000;

/// What an exported file carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The reply, its series as they were plotted.
    pub reply: Reply,
    /// The view with all that changes the picture, less language, theme, `embed` and `seen`; `None`
    /// in a reply of the API.
    pub shown: Option<View>,
    /// The view's apps: their names, marks and budgets.
    pub apps: Vec<App>,
    /// The days off and working weekends of the view's days.
    pub calendar: Vec<CalendarDay>,
    /// Whether the data are made up.
    pub demo: bool,
}

impl Evidence {
    /// The evidence as text: the reply's bytes as the API writes them, then what stands beside. The
    /// same evidence makes the same bytes.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = json_of(&self.reply);
        // The reply is an object: its end moves behind what is written beside.
        text.pop();
        if let Some(shown) = &self.shown {
            text.push_str(",\"shown\":");
            text.push_str(&json_of(&shown.write()));
        }
        text.push_str(",\"apps\":");
        text.push_str(&json_of(&self.apps));
        text.push_str(",\"calendar\":");
        text.push_str(&json_of(&self.calendar));
        text.push_str(",\"demo\":");
        text.push_str(&json_of(&self.demo));
        text.push('}');
        text
    }

    /// The view as it was shown, with the reply's own apps and days, and those days.
    #[must_use]
    pub fn view(&self) -> Option<(View, DayRange)> {
        let asked = parse(&self.reply.view, &[]).ok()?.view;
        let Days::Range(range) = asked.days else {
            return None;
        };
        let mut view = self.shown.clone().unwrap_or_else(|| asked.clone());
        view.apps = asked.apps;
        view.module = asked.module;
        view.days = asked.days;
        view.compare = asked.compare;
        Some((view, range))
    }
}

/// A part as JSON. None of them can fail: every key of a map is written as a text.
fn json_of(part: &(impl serde::Serialize + ?Sized)) -> String {
    serde_json::to_string(part).unwrap_or_default()
}

/// Reads evidence, or a reply of the API.
///
/// # Errors
/// Says what is wrong at which place: a line and column of what is no JSON, else the key.
pub fn read(text: &str) -> Result<Evidence, Refused> {
    of_json(json(text)?)
}

/// A text as JSON; a byte order mark before it is left alone.
pub(crate) fn json(text: &str) -> Result<Json, Refused> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        let why = if error.is_eof() {
            Why::CutOff
        } else {
            Why::NoJson
        };
        Refused::new(why, Place::At(error.line(), error.column()))
    })
}

/// Reads evidence out of JSON.
pub(crate) fn of_json(mut json: Json) -> Result<Evidence, Refused> {
    let version = json.get("version").and_then(Json::as_str);
    let version = version.map(str::to_owned);
    of_known(&mut json).map_err(|refused| refused.of_version(version))
}

fn of_known(json: &mut Json) -> Result<Evidence, Refused> {
    for part in [&shape::DONE, &shape::PIECE, &shape::BESIDE] {
        if let Some(refused) = fault(json, part) {
            return Err(refused);
        }
    }
    drop_unknown_notices(json);
    let unread = |place| move || Refused::new(Why::NoReply, place);
    let of_view = |key: &'static str| {
        move |error: ViewError| Refused::new(Why::View(Box::new(error)), Place::Key(key.into()))
    };
    let shown = match json.get("shown").and_then(Json::as_str) {
        Some(text) => Some(parse(text, &[]).map_err(of_view("shown"))?.view),
        None => None,
    };
    let evidence = Evidence {
        reply: read::reply(json).ok_or_else(unread(Place::Whole))?,
        shown,
        apps: list(json, "apps", read::app).ok_or_else(unread(Place::Key("apps".into())))?,
        calendar: list(json, "calendar", read::calendar_day)
            .ok_or_else(unread(Place::Key("calendar".into())))?,
        demo: json.get("demo").and_then(Json::as_bool).unwrap_or_default(),
    };
    check(&evidence.reply, of_view("view"))?;
    Ok(evidence)
}

/// A newer relay may know of more than this page can word.
fn drop_unknown_notices(json: &mut Json) {
    if let Some(notices) = json.get_mut("notices").and_then(Json::as_array_mut) {
        notices.retain(|one| read::notice(one).is_some());
    }
}

/// A list, none where it is left out.
fn list<T>(json: &Json, key: &str, read: fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    let list = json.get(key).and_then(Json::as_array);
    list.into_iter().flatten().map(read).collect()
}

/// Checks what no single key tells: that the view has days and a module, and each series a value a day.
fn check(reply: &Reply, of_view: impl Fn(ViewError) -> Refused) -> Result<(), Refused> {
    let undated = || Refused::new(Why::Undated, Place::Key("view".into()));
    let view = parse(&reply.view, &[]).map_err(&of_view)?.view;
    let Days::Range(range) = view.days else {
        return Err(undated());
    };
    if view.module.is_none() || view.apps.is_empty() {
        return Err(undated());
    }
    view.check_compare(range).map_err(of_view)?;
    let days = range.count();
    if days > MAX_DAYS {
        let why = Why::TooManyDays {
            has: days,
            most: MAX_DAYS,
        };
        return Err(Refused::new(why, Place::Key("view".into())));
    }
    for (index, one) in reply.series.iter().enumerate() {
        let has = one.values.len();
        if has != days {
            let place = Place::Key(format!("series[{index}].values"));
            return Err(Refused::new(Why::Length { has, days }, place));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
