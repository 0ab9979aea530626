//! What an analyst opens on a chart: statistics, marks, the guide, goals, what changed.

use futures::FutureExt as _;
use shared::filter::{Platform, Slice};
use shared::module::Module;
use simulator::Move;
use tests::House;
use tests::house::last_days;

use super::scenes::Scene;

/// An opened line beneath the chart.
fn unfolded(name: &'static str, then: &'static str, until: &'static str, chart: &str) -> Scene {
    Scene {
        then,
        until_then: until,
        ..Scene::of(name, format!("{chart}&compare=previous"))
    }
}

pub(crate) fn explore(chart: &str) -> Vec<Scene> {
    vec![
        unfolded(
            "statistics",
            "document.querySelector('details.statistics summary').click(); scrollTo(0, 400)",
            "document.querySelector('table.statistics tbody td')",
            &chart.replace("platform=ios,android", "platform=all,ios,android"),
        ),
        unfolded(
            "marks",
            "document.querySelector('details.marks summary').click(); scrollTo(0, 600)",
            "document.querySelector('details.marks form')",
            &format!("{chart}&marks=2026-10-12~%E6%8D%A2%20CDN,2026-10-20~%E7%81%B0%E5%BA%A6%2010%25"),
        ),
        unfolded(
            "guide",
            "document.querySelector('details.guide summary').click(); scrollTo(0, 700)",
            "document.querySelector('details.guide h2')",
            chart,
        ),
        Scene {
            then: "const canvas = document.querySelector('canvas.chart'), box = canvas.getBoundingClientRect();
                const at = (kind, share) => canvas.dispatchEvent(new PointerEvent(kind, {bubbles: true, pointerId: 1,
                    pointerType: 'mouse', button: 0, clientX: box.left + box.width * share, clientY: box.top + 200}));
                at('pointerdown', 0.4); at('pointermove', 0.62)",
            until_then: "document.querySelector('.cross rect') && document.querySelector('.tooltip')",
            ..Scene::of("drawn-over", chart)
        },
        Scene::of("hidden", format!("{chart}&hide=ios")),
        Scene::of("weeks", "chart?app=shop&module=memory&platform=ios,android&last=7d"),
        Scene {
            house: || {
                async {
                    let budgets = std::env::temp_dir().join("bootlens-shots-budgets.toml");
                    let text = "[[budget]]\nview = \"module=launch&metric=total&platform=android\"\nmeasure = \"mean\"\nover = 2500\n\
                        [[budget]]\nview = \"module=launch&metric=total&platform=ios\"\nmeasure = \"mean\"\nover = 1200\n";
                    std::fs::write(&budgets, text).expect("a file of budgets");
                    let mut house = House::demo().await;
                    house.simulator().hold_levels();
                    house.simulator().move_level(Move {
                        app: "shop".to_owned(),
                        module: Module::Launch,
                        metric: "total".to_owned(),
                        slice: Slice { platform: Platform::Android, ..Slice::ALL },
                        since: last_days(18).start(),
                        factor: 1.15,
                    });
                    house.stop().await;
                    house.change(|config| config.apps[0].budgets_file = Some(budgets));
                    house.start_again().await;
                    house
                }
                .boxed()
            },
            ..Scene::of("findings", chart.replace("last=30d", "last=60d"))
        },
    ]
}
