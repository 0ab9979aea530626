//! A query string read as a view.

use super::piece::decode;
use super::{
    Alias, Compare, Days, Grid, Hidden, Last, MAX_APPS, MAX_BYTES, MAX_MARKS, Mark, Reason, Scale,
    Smooth, Theme, View, ViewError,
};
use crate::day::{Day, DayRange};
use crate::filter::{Filter, Level, Network, Platform, Slice};
use crate::module::Module;
use crate::order;
use crate::text::Lang;
use crate::wechat::{self, WechatFilter};

/// The parameters of the grammar, in the order in which they are written.
pub const NAMES: [&str; 18] = [
    "app", "module", "metric", "start", "end", "last", "platform", "level", "network", "compare",
    "smooth", "scale", "grid", "marks", "hide", "seen", "lang", "theme",
];

/// A query string taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The view.
    pub view: View,
    /// The parameters that the caller reads beside a view, decoded, as given.
    pub beside: Vec<(String, String)>,
    /// Parameters that nobody knows, as they stood: name decoded, and the whole `name=value`.
    pub unknown: Vec<(String, String)>,
}

/// Reads a raw query string, without its leading `?`. `beside` names the parameters that stand
/// beside a view at this address and are no part of it.
///
/// ```
/// // WeChat's own words are read too, and written as ours.
/// let parsed = shared::view::parse("device=1&module=10022&app=shop&last=7d", &[])?;
/// assert_eq!(parsed.view.write(), "app=shop&module=memory&last=7d&platform=ios");
/// # Ok::<(), shared::view::ViewError>(())
/// ```
///
/// # Errors
/// Names the parameter that is given twice, empty, malformed or out of bounds.
pub fn parse(raw: &str, beside: &[&str]) -> Result<Parsed, ViewError> {
    let mut given = Given::default();
    let mut parsed = Parsed {
        view: View::default(),
        beside: Vec::new(),
        unknown: Vec::new(),
    };
    for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decode(name).unwrap_or_else(|| name.to_owned());
        if beside.contains(&name.as_str()) {
            let value =
                decode(value).ok_or_else(|| ViewError::new(&name, value, Reason::Encoding))?;
            if parsed.beside.iter().any(|(other, _)| *other == name) {
                return Err(ViewError::new(&name, &value, Reason::Twice));
            }
            parsed.beside.push((name, value));
        } else if let Some((parameter, wechat)) = canonical(&name) {
            if matches!(name.as_str(), "from" | "to") && !date_shaped(value) {
                continue;
            }
            given.put(parameter, wechat, value)?;
        } else if !is_tracker(&name) {
            parsed.unknown.push((name, pair.to_owned()));
        }
    }
    parsed.view = given.view()?;
    let bytes = parsed.view.write().len();
    if bytes > MAX_BYTES {
        let longest = given.0.iter().max_by_key(|one| one.value.len());
        let name = longest.map_or("app", |one| one.parameter);
        return Err(ViewError::new(name, "", Reason::TextTooLong { bytes }));
    }
    Ok(parsed)
}

/// The grammar's name of a parameter, and whether the name is WeChat's own.
pub(super) fn canonical(name: &str) -> Option<(&'static str, bool)> {
    match name {
        "from" => Some(("start", false)),
        "to" => Some(("end", false)),
        "embed" => Some(("embed", false)),
        <Platform as WechatFilter>::FIELD => Some((Platform::NAME, true)),
        <Level as WechatFilter>::FIELD => Some((Level::NAME, true)),
        <Network as WechatFilter>::FIELD => Some((Network::NAME, true)),
        _ => NAMES
            .into_iter()
            .find(|known| *known == name)
            .map(|known| (known, false)),
    }
}

/// Whether a value means to be a date, unlike the `from=singlemessage` of WeChat's own links.
pub(super) fn date_shaped(value: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| {
        if at == 4 || at == 7 {
            byte == b'-'
        } else {
            byte.is_ascii_digit()
        }
    };
    let decoded = decode(value);
    decoded.is_some_and(|text| text.len() == 10 && text.bytes().enumerate().all(shape))
}

/// Parameters that chat programs and campaigns add to every link.
fn is_tracker(name: &str) -> bool {
    matches!(name, "isappinstalled" | "clicktime" | "enterid") || name.starts_with("utm_")
}

#[derive(Default)]
struct Given(Vec<One>);

struct One {
    parameter: &'static str,
    wechat: bool,
    value: String,
}

impl Given {
    fn put(&mut self, parameter: &'static str, wechat: bool, value: &str) -> Result<(), ViewError> {
        if self.find(parameter).is_some() {
            return Err(ViewError::new(parameter, value, Reason::Twice));
        }
        if value.is_empty() {
            return Err(ViewError::new(parameter, value, Reason::Empty));
        }
        self.0.push(One {
            parameter,
            wechat,
            value: value.to_owned(),
        });
        Ok(())
    }

    fn find(&self, parameter: &str) -> Option<&One> {
        self.0.iter().find(|one| one.parameter == parameter)
    }

    /// The pieces of a list, each read by `read`, repeats dropped.
    fn list<T: PartialEq>(
        &self,
        parameter: &'static str,
        most: usize,
        read: impl Fn(&str, bool) -> Option<T>,
    ) -> Result<Vec<T>, ViewError> {
        let mut values = Vec::new();
        let Some(one) = self.find(parameter) else {
            return Ok(values);
        };
        for piece in one.value.split(',') {
            let value = read(piece, one.wechat)
                .ok_or_else(|| ViewError::new(parameter, piece, Reason::Malformed))?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.len() > most {
            return Err(ViewError::new(
                parameter,
                &one.value,
                Reason::TooMany { most },
            ));
        }
        Ok(values)
    }

    /// A single value.
    fn one<T>(
        &self,
        parameter: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ViewError> {
        let Some(one) = self.find(parameter) else {
            return Ok(None);
        };
        let value = decode(&one.value).and_then(|text| read(&text));
        value
            .map(Some)
            .ok_or_else(|| ViewError::new(parameter, &one.value, Reason::Malformed))
    }

    fn filter<F: WechatFilter>(&self) -> Result<Vec<F>, ViewError> {
        let values = self.list(F::NAME, usize::MAX, |piece, wechat| {
            let text = decode(piece)?;
            if wechat {
                F::from_value(&text)
            } else {
                text.parse().ok()
            }
        })?;
        Ok(order::filters(&values))
    }

    fn view(&self) -> Result<View, ViewError> {
        let apps = self.list("app", MAX_APPS, |piece, _| Alias::new(&decode(piece)?))?;
        let metrics = self.list("metric", usize::MAX, |piece, _| {
            decode(piece).filter(|id| !id.is_empty() && !id.chars().any(char::is_control))
        })?;
        let hide = self.hidden(&apps)?;
        Ok(View {
            module: self.one("module", |text| {
                text.parse::<Module>()
                    .ok()
                    .or_else(|| wechat::module_from_number(text))
            })?,
            metrics,
            days: self.days()?,
            platforms: self.filter::<Platform>()?,
            levels: self.filter::<Level>()?,
            networks: self.filter::<Network>()?,
            compare: self.compare()?,
            smooth: self.one("smooth", Smooth::from_word)?,
            scale: self.one("scale", Scale::from_word)?,
            grid: self.one("grid", Grid::from_word)?,
            marks: self.list("marks", MAX_MARKS, |piece, _| mark(piece))?,
            hide,
            seen: self.one("seen", |text| text.parse().ok())?,
            lang: self.one("lang", |text| {
                [Lang::Zh, Lang::En]
                    .into_iter()
                    .find(|lang| lang.word() == text)
            })?,
            theme: self.one("theme", |text| {
                [Theme::Light, Theme::Dark]
                    .into_iter()
                    .find(|theme| theme.word() == text)
            })?,
            embed: self
                .one("embed", |text| (text == "1").then_some(()))?
                .is_some(),
            apps,
        })
    }

    fn days(&self) -> Result<Days, ViewError> {
        let start: Option<Day> = self.one("start", |text| text.parse().ok())?;
        let end: Option<Day> = self.one("end", |text| text.parse().ok())?;
        let last = self.one("last", Last::from_text)?;
        let wrong = |parameter: &str, reason| {
            let value = self.find(parameter).map_or("", |one| &one.value);
            Err(ViewError::new(parameter, value, reason))
        };
        match (start, end, last) {
            (Some(_), _, Some(_)) => wrong("last", Reason::Beside { other: "start" }),
            (_, Some(_), Some(_)) => wrong("last", Reason::Beside { other: "end" }),
            (Some(_), None, _) => wrong("start", Reason::Alone { lacking: "end" }),
            (None, Some(_), _) => wrong("end", Reason::Alone { lacking: "start" }),
            (Some(start), Some(end), None) => match DayRange::new(start, end) {
                Some(range) => Ok(Days::Range(range)),
                None => wrong("start", Reason::Reversed),
            },
            (None, None, last) => Ok(last.map_or_else(Days::default, Days::Last)),
        }
    }

    fn compare(&self) -> Result<Option<Compare>, ViewError> {
        let Some(one) = self.find("compare") else {
            return Ok(None);
        };
        let range = |text: &str| -> Option<(Day, Day)> {
            let (start, end) = text.split_once('~')?;
            Some((decode(start)?.parse().ok()?, decode(end)?.parse().ok()?))
        };
        let named = self.one("compare", |text| {
            Some(match text {
                "previous" => Some(Compare::Previous),
                "week" => Some(Compare::Week),
                "year" => Some(Compare::Year),
                _ => None,
            })
        })?;
        match (named.flatten(), range(&one.value)) {
            (Some(named), _) => Ok(Some(named)),
            (None, Some((start, end))) => match DayRange::new(start, end) {
                Some(range) => Ok(Some(Compare::Range(range))),
                None => Err(ViewError::new("compare", &one.value, Reason::Reversed)),
            },
            (None, None) => Err(ViewError::new("compare", &one.value, Reason::Malformed)),
        }
    }

    fn hidden(&self, apps: &[Alias]) -> Result<Vec<Hidden>, ViewError> {
        let several = apps.len() > 1;
        let mut hide = self.list("hide", usize::MAX, |piece, _| {
            let text = decode(piece)?;
            let (app, slice) = match (several, text.split_once('.')) {
                (false, _) => (None, text.as_str()),
                (true, Some((app, slice))) => (
                    Some(apps.iter().find(|one| one.as_str() == app)?.clone()),
                    slice,
                ),
                (true, None) => return None,
            };
            Some(Hidden {
                app,
                slice: slice.parse::<Slice>().ok()?,
            })
        })?;
        let place = |one: &Hidden| {
            let app = apps.iter().position(|app| Some(app) == one.app.as_ref());
            (app, one.slice)
        };
        order::sort_by(&mut hide, |one, other| place(one).cmp(&place(other)));
        Ok(hide)
    }
}

fn mark(piece: &str) -> Option<Mark> {
    let (day, label) = piece.split_once('~')?;
    Mark::new(decode(day)?.parse().ok()?, &decode(label)?)
}
