//! The overview: the small charts of one app, what got worse first; several apps in a table.

use analysis::{foremost, headline, tiles, verdicts};
use chart::inline::{self, escaped};
use chart::sheet::newest;
use chart::unit::Unit;
use chart::{Panel, Size, spark, words};
use futures::future::join_all;
use shared::day::{Day, DayRange, Utc};
use shared::module::Module;
use shared::paths;
use shared::reply::Series;
use shared::view::{Alias, Days, View, parse};

use super::chart::onward;
use super::html::{Figure, Frame, element};
use super::{Drawn, Painted, Place, data_ask};
use crate::gate::Admitted;
use crate::serve::State;
use crate::telemetry::Subject;

/// What a small chart measures in a tile, and in a row.
const TILE: (f64, f64) = (312.0, 72.0);
const ROW: (f64, f64) = (200.0, 48.0);

/// What history holds of every module.
struct Known {
    series: Vec<(Module, Series)>,
    range: DayRange,
    newest: Option<Day>,
    fetched: Utc,
}

/// Draws the page; `None` where history holds no figure of it.
pub(super) async fn paint(
    admitted: &Admitted,
    state: &State,
    asked: View,
    frame: &Frame<'_>,
) -> Option<Drawn> {
    let mut view = asked.for_overview();
    let named = view.clone();
    if view.apps.is_empty() {
        view.apps = frame.names.iter().map(|(alias, _)| alias.clone()).collect();
    }
    let known = known(admitted, state, &view, frame).await?;
    let mut asks = vec![paths::APPS.to_owned()];
    for module in Module::ALL {
        asks.extend(data_ask(&View {
            module: Some(module),
            compare: None,
            ..view.clone()
        }));
    }
    view.days = Days::Range(known.range);
    let content = if view.apps.len() > 1 {
        portfolio(&known, &view, frame)
    } else {
        small_charts(&known, &view, frame)
    }?;
    let subject = Subject::new(&view.apps, None, Some(known.range));
    let days = frame.lang.dates(known.range);
    let top = frame.top(&frame.through(known.newest, known.fetched));
    let sentence = frame.sentence(Place::Overview, &named, "", &days);
    let painted = Painted {
        title: "Bootlens".to_owned(),
        body: [top, element("main", "", &[sentence, content].concat())].concat(),
        asks,
    };
    Some(Drawn { painted, subject })
}

/// Reads every module at once; rolling days end where the newest data do.
async fn known(
    admitted: &Admitted,
    state: &State,
    view: &View,
    frame: &Frame<'_>,
) -> Option<Known> {
    let engine = state.engine(admitted);
    let replies = Module::ALL.map(|module| {
        let view = View {
            module: Some(module),
            compare: None,
            ..view.clone()
        };
        engine.kept(view, frame.lang)
    });
    let mut known: Option<Known> = None;
    for (module, reply) in Module::ALL.into_iter().zip(join_all(replies).await) {
        let reply = reply?;
        let Days::Range(range) = parse(&reply.view, &[]).ok()?.view.days else {
            return None;
        };
        let newest = newest(&reply, range);
        let known = known.get_or_insert(Known {
            series: Vec::new(),
            range,
            newest,
            fetched: Utc(0),
        });
        if known.range.end() < range.end() {
            known.range = range;
        }
        known.newest = known.newest.max(newest);
        // Of what was never asked the time is now, which would make each page another.
        if !reply.series.is_empty() {
            known.fetched = known.fetched.max(reply.fetched_at);
        }
        let series = reply.series.into_iter();
        known.series.extend(series.map(|one| (module, one)));
    }
    known
}

/// The counts, the tiles, and the metrics without data in one line.
fn small_charts(known: &Known, view: &View, frame: &Frame<'_>) -> Option<String> {
    let lang = frame.lang;
    let (tiles, empty) = tiles(&known.series);
    if tiles.is_empty() {
        return None;
    }
    let mut content = String::new();
    if let Some([worse, better, steady]) = verdicts(&tiles) {
        let to = frame.href(paths::CHANGES_PAGE, &onward(view));
        let counts = lang.counts(worse, better, steady);
        let link = ["<a href=\"", &to, "\">", &escaped(&counts), "</a>"];
        content.push_str(&element("p", "counts", &link.concat()));
    }
    let items = tiles.iter().map(|tile| {
        let metric = &tile.series[0].metric;
        let to = View {
            module: Some(tile.module),
            metrics: vec![metric.id.clone()],
            ..view.clone()
        };
        let name = lang.pick(&metric.zh, &metric.en);
        let module = element(
            "span",
            "module",
            words::module_beside(name, tile.module, lang),
        );
        let link = [
            "<a class=\"tile\" href=\"",
            &frame.href(paths::CHART, &to),
            "\">",
            &element("h2", "", &[&escaped(name), " ", &module].concat()),
            &figures(&tile.series, frame),
            &small_chart(&tile.series, known.range, TILE, frame),
            "</a>",
        ];
        element("li", "", &link.concat())
    });
    content.push_str(&element("ul", "tiles", &items.collect::<String>()));
    if !empty.is_empty() {
        let names: Vec<String> = empty
            .iter()
            .map(|(zh, en)| lang.pick(zh, en).clone())
            .collect();
        let text = escaped(&lang.without_data(&names));
        content.push_str(&element("p", "nodata", &text));
    }
    Some(content)
}

/// A row an app, the first metric of each module.
fn portfolio(known: &Known, view: &View, frame: &Frame<'_>) -> Option<String> {
    let lang = frame.lang;
    let figured = |(_, one): &(Module, Series)| headline(one).is_some();
    known.series.iter().any(figured).then_some(())?;
    let name_of = |module: Module| {
        let first = known.series.iter().find(|(of, _)| *of == module);
        let name = first.map(|(_, one)| lang.pick(&one.metric.zh, &one.metric.en).as_str());
        escaped(name.unwrap_or(lang.module(module)))
    };
    let head = |name: &str| ["<th scope=\"col\">", name, "</th>"].concat();
    let heads: String = Module::ALL.map(|module| head(&name_of(module))).concat();
    let row = |alias: &Alias| {
        let to = View {
            apps: vec![alias.clone()],
            ..view.clone()
        };
        let link = [
            "<th scope=\"row\"><a href=\"",
            &frame.href("", &to),
            "\">",
            &escaped(&frame.name(alias.as_str())),
            "</a></th>",
        ];
        let cells = Module::ALL.map(|module| {
            let mine = foremost(&known.series, alias.as_str(), module);
            let lines: Vec<Series> = mine.into_iter().cloned().collect();
            let content = if lines.iter().any(|one| headline(one).is_some()) {
                small_chart(&lines, known.range, ROW, frame) + &figures(&lines, frame)
            } else {
                lang.no_value().to_owned()
            };
            [
                "<td data-name=\"",
                &name_of(module),
                "\">",
                &content,
                "</td>",
            ]
            .concat()
        });
        element("tr", "", &[link.concat(), cells.concat()].concat())
    };
    let rows: String = view.apps.iter().map(row).collect();
    let head = element("tr", "", &[head(lang.app()), heads].concat());
    let table = [element("thead", "", &head), element("tbody", "", &rows)];
    let table = element("table", "portfolio", &table.concat());
    Some(element("div", "scroll", &table))
}

/// The lines that have a figure, with it.
fn figures(lines: &[Series], frame: &Frame<'_>) -> String {
    let named: Vec<_> = lines
        .iter()
        .filter_map(|one| {
            let headline = headline(one)?;
            Some((words::series_name(frame.lang, one), one, headline))
        })
        .collect();
    let shown = named.iter().map(|(name, one, headline)| Figure {
        name,
        hue: words::hue(one.slice.platform),
        headline: Some(*headline),
        hidden: false,
    });
    frame.figures(shown, &Unit::of_series(lines.iter()))
}

/// A chart without words: the figures beside it tell what it shows.
fn small_chart(lines: &[Series], range: DayRange, size: (f64, f64), frame: &Frame<'_>) -> String {
    let size = Size {
        width: size.0,
        height: size.1,
        ratio: 1.0,
    };
    let panel = Panel::bare(lines, range, frame.lang);
    inline::paint(&spark(&panel, size), "spark", None)
}
