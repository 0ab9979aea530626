//! The page of one module: what changed, a panel each with its figures, and the table of all values.

use chart::inline::{self, escaped};
use chart::sheet::Told;
use chart::sheet::panels::{Part, Parts, parts};
use chart::{Size, words};
use shared::apps::Apps;
use shared::calendar::CalendarDays;
use shared::changes::{Finding, Verdict};
use shared::day::{Day, DayRange};
use shared::module::Module;
use shared::paths;
use shared::question;
use shared::reply::{Reply, Series};
use shared::text::Lang;
use shared::value::Status;
use shared::view::{Days, View, parse};

use super::html::{Figure, Frame, element};
use super::{Drawn, Painted, Place, data_ask, findings};
use crate::engine::Engine;
use crate::gate::Admitted;
use crate::handlers::{apps, calendar};
use crate::history::Moment;
use crate::serve::State;
use crate::telemetry::Subject;

/// So many changes are listed, as the live page does.
const LISTED: usize = 3;
/// A table of more cells would be longer than all the rest.
const CELLS: usize = 3_000;

/// All that the page is made of.
struct Sources {
    /// The view as asked.
    asked: View,
    /// The same with what the page fills in.
    view: View,
    reply: Reply,
    apps: Apps,
    calendar: CalendarDays,
    findings: Vec<Finding>,
}

/// Draws the page; `None` where history holds no value of it.
pub(super) async fn paint(
    admitted: &Admitted,
    state: &State,
    asked: View,
    frame: &Frame<'_>,
) -> Option<Drawn> {
    let first = frame.names.first().map(|(alias, _)| alias.clone());
    let view = asked.clone().for_chart(first);
    let engine = state.engine(admitted);
    let reply = engine.kept(view.clone(), frame.lang).await?;
    let mut values = reply.series.iter().flat_map(|one| &one.values);
    values.any(Option::is_some).then_some(())?;
    let Days::Range(range) = parse(&reply.view, &[]).ok()?.view.days else {
        return None;
    };
    let subject = Subject::new(&view.apps, view.module, Some(range));
    let asks = asks(&engine, &view, range, frame.lang).await;
    let sources = Sources {
        apps: apps::of_view(admitted, state, &view).await,
        calendar: calendar::special(&state.live().calendar.now(), range),
        findings: findings(admitted, state, &view, range).await,
        asked,
        view,
        reply,
    };
    let names = frame.names.to_vec();
    let (lang, base, demo) = (frame.lang, frame.base.to_owned(), frame.demo);
    // Milliseconds of a processor, which other requests must not wait for.
    let drawn = tokio::task::spawn_blocking(move || {
        let frame = Frame {
            lang,
            base: &base,
            demo,
            names: &names,
        };
        sources.draw(&frame)
    });
    let painted = Painted {
        asks,
        ..drawn.await.ok()??
    };
    Some(Drawn { painted, subject })
}

/// What the page asks for a view and its days: what changed only where no day lacks, since the page waits
/// for those.
async fn asks(engine: &Engine, view: &View, range: DayRange, lang: Lang) -> Vec<String> {
    let calendar = [paths::CALENDAR, "?", &question::of_calendar(range)].concat();
    let mut asks = vec![paths::APPS.to_owned(), calendar];
    let Some(data) = data_ask(view) else {
        return asks;
    };
    asks.push(data);
    let Ok(question) = engine.question(view.clone(), lang, Moment::Now).await else {
        return asks;
    };
    let begun = engine.begin(question).await;
    if begun.is_ok_and(|begun| begun.planned().planned == 0) {
        let changes = question::of_changes(view, range);
        asks.push([paths::CHANGES, "?", &changes].concat());
    }
    asks
}

/// What panels measure on the page: one alone, or one of several, at the width of a desk and of a
/// phone. Drawings stretch to what the screen gives them; of these sizes they are exact.
fn sizes(count: usize) -> Vec<Size> {
    let heights = if count > 1 {
        [238.0, 235.0]
    } else {
        [634.0, 373.0]
    };
    let size = |width, height| Size {
        width,
        height,
        ratio: 1.0,
    };
    vec![size(1_344.0, heights[0]), size(358.0, heights[1])]
}

impl Sources {
    fn draw(&self, frame: &Frame<'_>) -> Option<Painted> {
        let lang = frame.lang;
        let told = Told {
            view: &self.view,
            reply: &self.reply,
            apps: &self.apps,
            calendar: &self.calendar,
            findings: &self.findings,
            so_far: None,
            address: None,
        };
        let parts = parts(&told, lang, &sizes)?;
        let module = lang.module(self.view.module.unwrap_or(Module::Launch));
        let days = lang.dates(parts.range);
        let measured = words::measured(&self.asked, &self.reply.series, lang);
        let through = frame.through(parts.newest, self.reply.fetched_at);
        let body = if self.asked.embed {
            let title = frame.title(&self.asked, &measured, &days);
            let whole = View {
                lang: None,
                theme: None,
                embed: false,
                ..self.view.clone()
            };
            let foot = [
                &frame.stamp(),
                &element("span", "through", &escaped(&through)),
                "<a target=\"_blank\" rel=\"noopener\" href=\"",
                &frame.href(paths::CHART, &whole),
                "\">",
                lang.open_in_bootlens(),
                "</a>",
            ];
            let content = [
                element("h1", "", &escaped(&title)),
                panels(&parts, frame),
                element("footer", "", &foot.concat()),
            ];
            element("main", "embed", &content.concat())
        } else {
            let launch = self.view.module == Some(Module::Launch);
            let caveat = launch.then(|| element("p", "caveat", lang.launch_caveat()));
            let content = [
                frame.sentence(Place::Chart, &self.asked, &measured, &days),
                self.changes(&parts, frame),
                panels(&parts, frame),
                caveat.unwrap_or_default(),
                self.below(&parts, lang),
            ];
            [frame.top(&through), element("main", "", &content.concat())].concat()
        };
        Some(Painted {
            title: [module, " ", &days, " · Bootlens"].concat(),
            body,
            asks: Vec::new(),
        })
    }

    /// What changed in the lines that are shown.
    fn changes(&self, parts: &Parts, frame: &Frame<'_>) -> String {
        let lang = frame.lang;
        let found = words::concerned(&self.findings, &parts.view);
        let items = found.iter().take(LISTED).map(|one| {
            let told = words::finding(lang, one, &self.reply.series, &parts.view);
            let [what, moved, mark] = told.map(|text| escaped(&text));
            let worse = one.verdict == Verdict::Worse;
            let moved = element("span", if worse { "worse" } else { "" }, &moved);
            element("li", "", &[&what, " ", &moved, &mark].concat())
        });
        let mut items: String = items.collect();
        if items.is_empty() {
            return items;
        }
        let rest = found.len().saturating_sub(LISTED);
        if rest > 0 {
            let to = frame.href(paths::CHANGES_PAGE, &onward(&parts.view));
            let link = ["<a href=\"", &to, "\">", &lang.more_changes(rest), "</a>"];
            items.push_str(&element("li", "rest", &link.concat()));
        }
        element("ul", "findings", &items)
    }

    /// What stands beneath: the table of all values, closed as on the live page.
    fn below(&self, parts: &Parts, lang: Lang) -> String {
        let shown: Vec<&Series> = self
            .reply
            .series
            .iter()
            .filter(|one| parts.shows(one))
            .collect();
        if shown.len() * parts.range.count() > CELLS {
            return String::new();
        }
        let statistics = element("summary", "", lang.statistics());
        let table = [
            element("summary", "", lang.table()),
            element("div", "scroll", &table(&shown, parts, lang)),
        ];
        let sections = [
            element("details", "off", &statistics),
            element("details", "table", &table.concat()),
        ];
        element("div", "below", &sections.concat())
    }
}

/// The same apps on the same days: what leads to the page of changes.
pub(super) fn onward(view: &View) -> View {
    View {
        apps: view.apps.clone(),
        days: view.days,
        ..View::default()
    }
}

fn panels(parts: &Parts, frame: &Frame<'_>) -> String {
    let named = parts.panels.len() > 1;
    let panels = parts.panels.iter();
    let panels: String = panels
        .map(|part| panel(part, parts, named, frame))
        .collect();
    let class = if named { "panels" } else { "panels single" };
    element("div", class, &panels)
}

/// A panel: its title where there are several, its figures, and its drawing for both widths, of which
/// the style sheet shows one.
fn panel(part: &Part, parts: &Parts, named: bool, frame: &Frame<'_>) -> String {
    let lines = part.lines.iter().map(|line| Figure {
        name: &line.name,
        hue: line.hue,
        headline: line.headline,
        hidden: line.hidden,
    });
    let mut head = String::new();
    let mut label = parts.title.clone();
    if named {
        head.push_str(&element("h2", "", &escaped(&part.title)));
        label = [&part.title, " · ", &frame.lang.dates(parts.range)].concat();
    }
    head.push_str(&frame.figures(lines, &part.unit));
    if !part.notes.is_empty() {
        head.push_str(&element("span", "notes", &escaped(&part.notes)));
    }
    let drawings = part.scenes.iter().zip(["wide", "narrow"]);
    let drawings: String = drawings
        .map(|(scene, class)| inline::paint(scene, class, Some(&label)))
        .collect();
    let content = [
        element("figcaption", "", &head),
        element("div", "plot", &drawings),
    ];
    element("figure", "panel", &content.concat())
}

/// Every value, unrounded, in WeChat's unit, the newest day first.
fn table(shown: &[&Series], parts: &Parts, lang: Lang) -> String {
    let mut head = heading("col", lang.day());
    for one in shown {
        let unit = one.metric.unit.as_ref();
        let unit = unit.map_or_else(String::new, |unit| format!(" ({unit})"));
        let metric = [lang.pick(&one.metric.zh, &one.metric.en).as_str(), &unit].concat();
        let name = [
            &escaped(&metric),
            "<br>",
            &escaped(&words::series_name(lang, one)),
        ];
        head.push_str(&heading("col", &name.concat()));
    }
    let mut rows = String::new();
    for (place, day) in parts
        .range
        .days()
        .enumerate()
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
    {
        let mut row = heading("row", &format!("{day} {}", lang.weekday(day)));
        for one in shown {
            row.push_str(&element("td", "", &cell(one, place, day, lang)));
        }
        rows.push_str(&element("tr", "", &row));
    }
    let content = [
        element("thead", "", &element("tr", "", &head)),
        element("tbody", "", &rows),
    ];
    element("table", "values", &content.concat())
}

fn heading(scope: &str, content: &str) -> String {
    ["<th scope=\"", scope, "\">", content, "</th>"].concat()
}

/// A value, and what is to be known of it.
fn cell(one: &Series, place: usize, day: Day, lang: Lang) -> String {
    let value = one.values.get(place).copied().flatten();
    let status = one.status_on(day);
    // Adding 0 turns -0 into 0.
    let text = value.map_or_else(
        || lang.no_value().to_owned(),
        |value| (value.get() + 0.0).to_string(),
    );
    let is_told = status != Status::Final && !(status == Status::Missing && value.is_none());
    let note = is_told.then(|| element("small", "", lang.status(status)));
    text + &note.unwrap_or_default()
}
