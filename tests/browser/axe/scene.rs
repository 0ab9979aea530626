//! Every page, and the states that it can be in.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use shared::day::DayRange;
use shared::module::Module;
use simulator::{BOOT, Effect, Fault, Gap, List, STABLE_TOKEN};
use tests::House;
use tests::house::{last_days, view};
use tests::visitor::READY;

/// A page.
pub(super) struct Page {
    pub(super) name: &'static str,
    /// Below the relay's.
    path: &'static str,
    /// When it is there with all its data.
    until: &'static str,
    /// What leads to it from there.
    pub(super) then: &'static str,
    pub(super) until_then: &'static str,
}

const fn page(name: &'static str, path: &'static str) -> Page {
    Page {
        name,
        path,
        until: READY,
        then: "",
        until_then: "true",
    }
}

/// Every page.
pub(super) const PAGES: [Page; 9] = [
    page("overview", "?app=shop&last=28d"),
    page("portfolio", ""),
    page(
        "chart",
        "chart?app=shop&module=launch&metric=total&platform=ios,android&last=28d",
    ),
    page(
        "metrics",
        "chart?app=shop&module=launch&platform=ios,android&last=28d",
    ),
    page(
        "grid",
        "chart?app=shop&module=launch&metric=total&platform=ios,android&level=high,low&last=28d&grid=level",
    ),
    page(
        "embed",
        "chart?app=shop&module=launch&metric=total&platform=ios,android&last=28d&embed=1",
    ),
    page("changes", "changes?app=shop&last=90d"),
    page("open", "open"),
    Page {
        // The relay has no page elsewhere: only a step within the page leads there.
        until: "document.querySelector('.top')",
        then: "history.pushState(null, '', 'elsewhere'); dispatchEvent(new PopStateEvent('popstate'))",
        until_then: "document.querySelector('.state')",
        ..page("missing", "")
    },
];

/// The days that most pages show.
const DAYS: &str = "last=28d";

const CHARTS: &[&str] = &["chart", "metrics", "grid"];
const SENTENCES: &[&str] = &[
    "overview",
    "portfolio",
    "chart",
    "metrics",
    "grid",
    "changes",
];

/// A state that pages can be in.
pub(super) struct State {
    pub(super) name: &'static str,
    /// The pages that can.
    pub(super) pages: &'static [&'static str],
    /// The relay and its upstream.
    pub(super) house: fn(&Page) -> BoxFuture<'static, House>,
    /// What the address has in place of something.
    instead: (&'static str, &'static str),
    /// When the page has come so far; as the page itself says where this is empty.
    until: &'static str,
    /// What a person does then.
    pub(super) then: &'static str,
    /// When that has shown.
    pub(super) until_then: &'static str,
}

impl State {
    pub(super) fn path(&self, page: &Page) -> String {
        page.path.replace(self.instead.0, self.instead.1)
    }

    pub(super) fn until(&self, page: &Page) -> &'static str {
        if self.until.is_empty() {
            page.until
        } else {
            self.until
        }
    }
}

/// The demo; for the changes with a quarter of a year that is kept, since they are found in nothing else.
fn demo(page: &Page) -> BoxFuture<'static, House> {
    let keeps = page.name == "changes";
    async move {
        let house = House::demo().await;
        if keeps {
            for module in Module::ALL {
                let days = view("shop", module, last_days(93));
                house
                    .reply(&format!("{days}&platform=all,ios,android"))
                    .await;
            }
        }
        house
    }
    .boxed()
}

fn scripted(fault: fn() -> Fault) -> BoxFuture<'static, House> {
    async move {
        let house = House::demo().await;
        house.simulator().script(fault());
        house
    }
    .boxed()
}

/// A state of a demo that does as it should, after a step.
const fn step(
    name: &'static str,
    pages: &'static [&'static str],
    then: &'static str,
    until_then: &'static str,
) -> State {
    State {
        name,
        pages,
        house: demo,
        instead: (DAYS, DAYS),
        until: "",
        then,
        until_then,
    }
}

/// The first days of a range.
fn first_of(range: DayRange, days: i64) -> DayRange {
    DayRange::new(range.start(), range.start().plus(days - 1)).unwrap_or(range)
}

/// Every state.
pub(super) const STATES: [State; 24] = [
    step(
        "as it should be",
        &[
            "overview", "portfolio", "chart", "metrics", "grid", "embed", "changes", "open",
            "missing",
        ],
        "",
        "true",
    ),
    State {
        house: |_| {
            async {
                let house = House::demo().await;
                house.simulator().set_latency(Duration::from_secs(20));
                house
            }
            .boxed()
        },
        until: "document.querySelector('.state[data-state=loading]')",
        ..step("loading", &["overview", "portfolio", "chart", "metrics", "grid"], "", "true")
    },
    State {
        house: |_| scripted(|| Fault::new(Effect::Broken(List::Tables, Gap::Empty)).path(BOOT)),
        until: "document.querySelector('.state[data-state=empty]')",
        ..step("empty", &["chart", "metrics", "grid", "embed"], "", "true")
    },
    State {
        house: |_| scripted(|| Fault::new(Effect::Errcode(40001)).path(STABLE_TOKEN)),
        until: "document.querySelector('.state[data-state=failed]')",
        ..step(
            "failed",
            &["overview", "portfolio", "chart", "metrics", "grid", "embed"],
            "",
            "true",
        )
    },
    State {
        house: |_| {
            scripted(|| {
                let gone = Fault::new(Effect::Http(503)).path(BOOT);
                gone.window(first_of(last_days(60), 20))
            })
        },
        instead: (DAYS, "last=60d"),
        until: "document.querySelector('.state[data-state=partial]') && document.querySelector('main[data-ready=true]')",
        ..step("partly failed", CHARTS, "", "true")
    },
    State {
        // Days that were provisional are to be asked again, and nobody answers.
        house: |_| {
            async {
                let house = House::demo().await;
                for level in ["all", "high,low"] {
                    let slices = format!("platform=ios,android&level={level}");
                    let view = format!("{}&{slices}", view("shop", Module::Launch, last_days(28)));
                    house.reply(&view).await;
                }
                house.clock.set(house.clock.now() + 2 * 3_600);
                house.simulator().script(Fault::new(Effect::Http(503)).path(BOOT));
                house
            }
            .boxed()
        },
        instead: (DAYS, "start=2026-10-02&end=2026-10-29"),
        until: "document.querySelector('.notice') && document.querySelector('canvas.chart')",
        ..step("stale", CHARTS, "", "true")
    },
    step(
        "signed out",
        &["overview", "portfolio", "chart", "metrics", "grid", "changes"],
        "window.fetch = async () => new Response('', {status: 401});
         history.pushState(null, '', location.href.replace(/start=[^&]*&end=[^&]*/, 'last=7d').replace('last=28d', 'last=7d'));
         dispatchEvent(new PopStateEvent('popstate'))",
        "document.querySelector('.state[data-state=signed-out]')",
    ),
    step(
        "share",
        SENTENCES,
        "document.querySelector('[data-testid=share]').click()",
        "document.querySelector('dialog.share[open] [data-share]')",
    ),
    step(
        "keys",
        &["overview", "portfolio", "chart", "metrics", "changes", "open", "missing"],
        KEYS,
        "document.querySelector('dialog.help[open] table.keys')",
    ),
    step(
        "help",
        &["overview", "chart", "open"],
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'Slash', shiftKey: true, bubbles: true}));
         const wait = setInterval(() => { const help = document.querySelector('[data-help=help]');
            if (help) { clearInterval(wait); help.click() } }, 20)",
        "document.querySelector('dialog.help[open] .text li')",
    ),
    step(
        "apps",
        SENTENCES,
        "document.querySelector('[data-control=app] > button').click()",
        "document.querySelector('.choices .choice')",
    ),
    step(
        "days",
        SENTENCES,
        "document.querySelector('[data-control=days] > button').click()",
        "document.querySelector('.choices .choice')",
    ),
    step(
        "filter",
        SENTENCES,
        "document.querySelector('[data-control=platform] > button').click()",
        "document.querySelector('.choices .choice')",
    ),
    step(
        "more",
        &["overview", "portfolio", "chart", "metrics", "changes", "open", "missing"],
        "document.querySelector('[data-control=more] > button').click()",
        "document.querySelector('.choices .choice')",
    ),
    step(
        "table",
        CHARTS,
        "document.querySelector('details.table summary').click()",
        "document.querySelector('table.values tbody td')",
    ),
    step(
        "statistics",
        CHARTS,
        "document.querySelector('details.statistics summary').click()",
        "document.querySelector('table.statistics tbody td')",
    ),
    State {
        instead: (DAYS, "last=28d&marks=2026-10-12~CDN"),
        ..step(
            "marks",
            CHARTS,
            "document.querySelector('details.marks summary').click()",
            "document.querySelector('details.marks form')",
        )
    },
    step(
        "guide",
        CHARTS,
        "document.querySelector('details.guide summary').click()",
        "document.querySelector('details.guide h2')",
    ),
    step(
        "tooltip",
        &["chart", "metrics", "grid", "embed"],
        "const canvas = document.querySelector('canvas.chart'); canvas.focus();
         canvas.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}))",
        "document.querySelector('.tooltip') && document.querySelector('[data-testid=said]')?.textContent",
    ),
    State {
        instead: (DAYS, "last=28d&hide=ios&colour=red"),
        ..step("hidden and unknown", CHARTS, "", "document.querySelector('[data-testid=unread]')")
    },
    State {
        instead: ("module=launch", "module=boot"),
        until: "document.querySelector('.state[data-state=failed]')",
        ..step(
            "not understood",
            &["chart", "metrics", "embed"],
            "",
            "true",
        )
    },
    State {
        instead: (DAYS, "last=365d&network=all,wifi,4g,3g"),
        until: "document.querySelector('.state[data-state=large]')",
        ..step("large", &["metrics"], "", "true")
    },
    State {
        instead: (DAYS, "start=2026-08-20&end=2026-09-16"),
        ..step(
            "aged",
            CHARTS,
            "",
            "document.querySelector('[data-testid=aged]')",
        )
    },
    step(
        "files",
        &["open"],
        "const reply = value => JSON.stringify({errcode: 0, data: {body: {tables: [{id: 'memory', zh: '内存均值', lines: [{fields:
             [1, 2, 3, 4, 5, 6, 7, 8, 9].map(day => ({refdate: '2026100' + day, value: String(value + day * 7 % 5)}))}]}]}}});
         const carried = new DataTransfer();
         for (const [name, text] of [['ios.json', reply(280)], ['android.json', reply(310)], ['cut.json', reply(1).slice(0, 90)]])
             carried.items.add(new File([text], name));
         document.querySelector('main').dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: carried}))",
        "document.querySelector('.sheet canvas')",
    ),
];

const KEYS: &str = "document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'Slash', shiftKey: true, bubbles: true}))";
