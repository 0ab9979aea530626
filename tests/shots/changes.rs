//! The page of what got better or worse, in each of its states.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use shared::module::Module;
use simulator::{Effect, Fault, STABLE_TOKEN};
use tests::House;
use tests::house::{last_days, view};
use tests::monday::{collect, monday};

use super::scenes::{Scene, demo, scripted};

/// A demo of which a quarter of a year is kept.
fn kept() -> BoxFuture<'static, House> {
    async {
        let house = House::demo().await;
        for app in ["shop", "news", "game"] {
            for module in Module::ALL {
                for slices in ["platform=all,ios,android", "platform=android&level=low"] {
                    let view = format!("{}&{slices}", view(app, module, last_days(93)));
                    house.reply(&view).await;
                }
            }
        }
        house
    }
    .boxed()
}

fn nothing() -> BoxFuture<'static, House> {
    async {
        let house = monday().await;
        collect(&house, &["shop"], &[Module::Launch]).await;
        house
    }
    .boxed()
}

pub(crate) fn changes() -> Vec<Scene> {
    let narrow = "changes?app=shop&platform=ios,android&level=low";
    vec![
        Scene {
            house: kept,
            ..Scene::of("changes", "changes?last=28d")
        },
        Scene {
            house: kept,
            ..Scene::of("changes-app", "changes?app=shop&last=90d")
        },
        Scene {
            house: kept,
            then: "document.querySelector('[data-control=platform] > button').click()",
            until_then: "document.querySelector('.choices .choice')",
            ..Scene::of("changes-open", "changes?app=shop&last=90d")
        },
        Scene {
            house: kept,
            then: "document.querySelector('[data-control=more] > button').click()",
            until_then: "document.querySelector('.choices .choice')",
            ..Scene::of("changes-more", "changes?app=shop&last=90d")
        },
        Scene {
            house: nothing,
            ..Scene::of("changes-empty", "changes?app=shop&last=28d")
        },
        Scene {
            house: || scripted(|| Fault::new(Effect::Errcode(40001)).path(STABLE_TOKEN)),
            until: "document.querySelector('.state[data-state=failed]')",
            ..Scene::of(
                "changes-failed",
                "changes?app=shop&module=launch&platform=ios",
            )
        },
        Scene {
            house: demo,
            until: "document.querySelector('.state[data-state=large]')",
            ..Scene::of("changes-large", narrow)
        },
    ]
}
