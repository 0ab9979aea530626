//! What is taken: an address, on a relay in a certain condition, after certain steps.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use shared::day::DayRange;
use simulator::{BOOT, Effect, Fault, Gap, List, STABLE_TOKEN};
use tests::House;
use tests::house::last_days;
use tests::visitor::READY;

use super::around::{ON, around};
use super::changes::changes;
use super::explore::explore;
use super::open::open;
use super::share::share;

/// One picture to take, in every look.
pub(crate) struct Scene {
    /// What its file is called.
    pub(crate) name: &'static str,
    /// The relay and its upstream.
    pub(crate) house: fn() -> BoxFuture<'static, House>,
    /// The address below the relay's.
    pub(crate) path: String,
    /// When the page has come so far.
    pub(crate) until: &'static str,
    /// Whether the relay is then stopped.
    pub(crate) relay_goes: bool,
    /// What a person does then; nothing where it is empty.
    pub(crate) then: &'static str,
    /// When that has shown.
    pub(crate) until_then: &'static str,
}

pub(crate) fn demo() -> BoxFuture<'static, House> {
    House::demo().boxed()
}

pub(crate) fn scripted(fault: fn() -> Fault) -> BoxFuture<'static, House> {
    async move {
        let house = House::demo().await;
        house.simulator().script(fault());
        house
    }
    .boxed()
}

impl Scene {
    pub(crate) fn of(name: &'static str, path: impl Into<String>) -> Self {
        Self {
            name,
            house: demo,
            path: path.into(),
            until: READY,
            relay_goes: false,
            then: "",
            until_then: "true",
        }
    }
}

/// Every picture.
pub(crate) fn scenes() -> Vec<Scene> {
    let chart = "chart?app=shop&module=launch&metric=total&platform=ios,android&last=30d";
    let mut scenes = pages(chart);
    scenes.extend(states(chart));
    scenes.extend(changes());
    scenes.extend(explore(chart));
    scenes.extend(around(chart));
    scenes.extend(share(chart));
    scenes.extend(open());
    scenes
}

fn pages(chart: &str) -> Vec<Scene> {
    vec![
        Scene::of("portfolio", ""),
        Scene::of("overview", "?app=shop&last=30d"),
        Scene::of("chart", format!("{chart}&compare=previous")),
        Scene::of("panels", "chart?app=shop&module=launch&platform=ios,android&last=60d"),
        large("year", "chart?app=shop&module=launch&metric=total&platform=ios,android&last=365d"),
        Scene::of("levels", "chart?app=shop&module=launch&metric=total&platform=ios,android&level=high,mid,low&last=30d"),
        large("many", "chart?app=shop&module=launch&metric=total&platform=all,ios,android&network=all,wifi,4g,3g&last=90d&grid=platform"),
        Scene::of("apps", "chart?app=shop,game&module=memory&metric=memory&last=30d"),
        Scene {
            then: "document.querySelector('details.table summary').click(); scrollTo(0, 400)",
            until_then: "document.querySelector('table.values tbody td')",
            ..Scene::of("table", chart)
        },
        Scene {
            then: "const canvas = document.querySelector('canvas.chart'), box = canvas.getBoundingClientRect();
                canvas.dispatchEvent(new PointerEvent('pointermove', {bubbles: true,
                    clientX: box.left + box.width * 0.6, clientY: box.top + 100}))",
            until_then: "document.querySelector('.tooltip')",
            ..Scene::of("tooltip", format!("{chart}&compare=previous"))
        },
        shared("seen", ""),
        shared("seen-open", "document.querySelector('.seen summary').click()"),
        shared("seen-then", "document.querySelector('.sides button').click()"),
        Scene {
            until: "document.querySelector('[data-testid=seen]')",
            ..Scene::of("seen-same", format!("{chart}&seen=202610300931"))
        },
        opened("metric", chart),
        opened("platform", chart),
        opened("days", chart),
        opened("more", chart),
        Scene {
            until: "document.querySelector('.top')",
            then: "history.pushState(null, '', 'elsewhere'); dispatchEvent(new PopStateEvent('popstate'))",
            until_then: "document.querySelector('.state')",
            ..Scene::of("missing", "")
        },
    ]
}

/// A question that is told before anybody is asked.
fn large(name: &'static str, path: &str) -> Scene {
    Scene {
        until: "document.querySelector('.state .next')",
        then: "document.querySelector('.state .next').click()",
        until_then: READY,
        ..Scene::of(name, path)
    }
}

/// A link of some days ago: the days that were provisional then have changed since.
fn shared(name: &'static str, then: &'static str) -> Scene {
    Scene {
        house: || {
            async {
                let house = House::demo().await;
                let path = format!("{}?{LINK}", shared::paths::PERFORMANCE);
                house.get(&path).await;
                house.clock.set(house.clock.now() + 5 * 86_400);
                let other = Effect::Values("1734.5".into());
                house.simulator().script(Fault::new(other).path(BOOT));
                house
            }
            .boxed()
        },
        until: "document.querySelector('[data-testid=seen]')",
        then,
        ..Scene::of(name, format!("chart?{LINK}&metric=total&seen=202610300940"))
    }
}

/// What the link of [`shared()`] shows.
const LINK: &str = "app=shop&module=launch&start=2026-09-30&end=2026-10-29&platform=ios,android";

/// The first days of a range.
fn first_of(range: DayRange, days: i64) -> DayRange {
    DayRange::new(range.start(), range.start().plus(days - 1)).unwrap_or(range)
}

/// A phrase of the sentence, opened.
fn opened(control: &'static str, chart: &str) -> Scene {
    let (name, then) = match control {
        "metric" => (
            "open-metric",
            "document.querySelector('[data-control=metric] > button').click()",
        ),
        "platform" => (
            "open-platform",
            "document.querySelector('[data-control=platform] > button').click()",
        ),
        "days" => (
            "open-days",
            "document.querySelector('[data-control=days] > button').click()",
        ),
        _ => (
            "open-more",
            "document.querySelector('[data-control=more] > button').click()",
        ),
    };
    Scene {
        then,
        until_then: "document.querySelector('.choices .choice')",
        ..Scene::of(name, chart)
    }
}

fn states(chart: &str) -> Vec<Scene> {
    vec![
        Scene {
            house: || {
                async {
                    let house = House::demo().await;
                    house.simulator().set_latency(Duration::from_secs(20));
                    house
                }
                .boxed()
            },
            until: "document.querySelector('.state[data-state=loading]')",
            ..Scene::of("state-loading", chart)
        },
        Scene {
            house: || {
                scripted(|| {
                    let slow = Fault::new(Effect::Delay(Duration::from_secs(20))).path(BOOT);
                    slow.window(first_of(last_days(365), 200))
                })
            },
            until: "document.querySelector('canvas.chart') && document.querySelector('[data-testid=progress]')",
            ..Scene::of(
                "state-progress",
                "chart?app=shop&module=launch&metric=total&platform=android&last=365d",
            )
        },
        Scene {
            house: || scripted(|| Fault::new(Effect::Broken(List::Tables, Gap::Empty)).path(BOOT)),
            ..Scene::of("state-empty", format!("{chart}&level=low"))
        },
        Scene {
            house: || scripted(|| Fault::new(Effect::Errcode(40001)).path(STABLE_TOKEN)),
            until: "document.querySelector('.state[data-state=failed]')",
            ..Scene::of("state-failed", chart)
        },
        Scene {
            house: || {
                scripted(|| {
                    Fault::new(Effect::Http(503))
                        .path(BOOT)
                        .window(first_of(last_days(60), 20))
                })
            },
            until: "document.querySelector('.state[data-state=partial]') && document.querySelector('main[data-ready=true]')",
            ..Scene::of(
                "state-partial",
                "chart?app=shop&module=launch&metric=total&platform=ios,android&last=60d&smooth=1",
            )
        },
        Scene {
            house: || {
                scripted(|| {
                    Fault::new(Effect::Http(503))
                        .path(BOOT)
                        .window(first_of(last_days(180), 100))
                })
            },
            until: "document.querySelector('.state[data-state=partial]') && document.querySelector('main[data-ready=true]')",
            then: "document.querySelector('.state').scrollIntoView()",
            ..Scene::of(
                "state-folded",
                "chart?app=shop&module=launch&metric=total&platform=android&last=180d",
            )
        },
        Scene {
            until: "document.querySelector('.state[data-state=large]')",
            ..Scene::of(
                "state-large",
                "chart?app=shop&module=launch&metric=total&platform=all,ios,android&level=all,high,low&last=365d",
            )
        },
        Scene {
            house: || async { House::with(|config| config.limits.max_calls = 100).await }.boxed(),
            until: "document.querySelector('.state[data-state=failed]')",
            ..Scene::of(
                "state-too-many",
                "chart?app=shop&module=launch&metric=total&platform=all,ios,android&level=all,high,low&last=365d",
            )
        },
        Scene {
            house: || {
                async { House::with(|config| config.upstream.daily_calls = 100).await }.boxed()
            },
            until: "document.querySelector('.state[data-state=large]')",
            ..Scene::of(
                "state-over",
                "chart?app=shop,game&module=launch&metric=total&platform=all,ios,android&level=all,high,low&last=365d",
            )
        },
        Scene {
            relay_goes: true,
            then: ON,
            until_then: "document.querySelector('.state[data-state=failed]')",
            ..Scene::of("state-gone", chart)
        },
        Scene {
            until: "document.querySelector('.state[data-state=failed]')",
            ..Scene::of("state-address", "chart?app=shop&module=boot")
        },
        Scene {
            house: || {
                scripted(|| Fault::new(Effect::IgnoreFilter(simulator::Ignored::All)).path(BOOT))
            },
            ..Scene::of(
                "notice",
                "chart?app=shop&module=memory&metric=memory&platform=all,ios&network=wifi&last=30d&colour=red",
            )
        },
    ]
}
