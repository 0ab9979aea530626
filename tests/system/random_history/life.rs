//! The steps of a random life.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::json;
use shared::day::{Day, DayRange};
use shared::module::Module;
use simulator::{Amendment, BOOT, Effect, Fault, Gap, Ignored, List};
use tests::house::{TODAY, slice};

/// One step.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Views, asked at the same moment.
    Ask(Vec<Ask>),
    /// The clock goes on.
    Wait(i64),
    /// The clock is set back.
    Back(i64),
    /// WeChat has this trouble and no other from now on.
    Trouble(Option<Trouble>),
    /// WeChat changes days.
    Amend(DayRange, Amendment),
    /// The relay starts anew.
    Restart,
}

/// A view.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) apps: &'static str,
    pub(super) module: Module,
    pub(super) range: DayRange,
    pub(super) filters: &'static str,
    pub(super) compare: bool,
}

impl Ask {
    pub(super) fn view(&self) -> String {
        let Self {
            apps,
            module,
            range,
            filters,
            compare,
        } = self;
        let (start, end) = (range.start(), range.end());
        let compare = if *compare { "&compare=previous" } else { "" };
        format!("app={apps}&module={module}&start={start}&end={end}{filters}{compare}")
    }
}

/// What goes wrong, and with which calls.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    effect: Effect,
    days: Option<DayRange>,
    slice: Option<&'static str>,
    first: Option<u32>,
}

impl Trouble {
    pub(super) fn faults(&self) -> impl Iterator<Item = Fault> + use<> {
        let mut fault = Fault::new(self.effect.clone()).path(BOOT);
        if let Some(days) = self.days {
            fault = fault.window(days);
        }
        if let Some(words) = self.slice {
            fault = fault.slice(slice(words));
        }
        if let Some(first) = self.first {
            fault = fault.first(first);
        }
        std::iter::once(fault)
    }
}

/// Days around [`TODAY`]: most of them past, some still to come.
fn days(longest: i64) -> impl Strategy<Value = DayRange> {
    // Mostly the same few, so that they are asked, changed and asked again.
    let end = prop_oneof![4 => -9_i64..4, 1 => -70_i64..6];
    (end, 1..=longest).prop_map(|(end, count)| {
        let today: Day = TODAY.parse().unwrap();
        let end = today.plus(end);
        DayRange::new(end.plus(1 - count), end).unwrap()
    })
}

fn ask() -> impl Strategy<Value = Ask> {
    let apps = prop_oneof![8 => Just("shop"), 1 => Just("shop,game")];
    let module = prop_oneof![8 => Just(Module::Memory), 1 => Just(Module::PageSwitch)];
    let filters = prop_oneof![
        8 => Just(""),
        1 => Just("&platform=ios"),
        2 => Just("&platform=all,ios,android"),
        1 => Just("&level=high"),
    ];
    (apps, module, days(45), filters, prop::bool::weighted(0.15)).prop_map(
        |(apps, module, range, filters, compare)| Ask {
            apps,
            module,
            range,
            filters,
            compare,
        },
    )
}

/// Every day and slice that a life can have asked, as views.
pub(super) fn everything(today: Day) -> Vec<Ask> {
    let modules = [Module::Memory, Module::PageSwitch];
    let ask = |module| Ask {
        apps: "shop,game",
        module,
        range: DayRange::new(today.plus(-165), today.plus(8)).unwrap(),
        filters: "&platform=all,ios,android&level=all,high",
        compare: false,
    };
    modules.map(ask).into()
}

fn effect() -> impl Strategy<Value = (Effect, Option<u32>)> {
    let always = |effect| Just((effect, None));
    // What is tried again is slow where it stays, so that most of it heals at once.
    let once = |effect| Just((effect, Some(1)));
    prop_oneof![
        4 => always(Effect::Errcode(47001)),
        2 => always(Effect::Html),
        1 => always(Effect::Errcode(-1)),
        2 => once(Effect::Http(502)),
        2 => once(Effect::Cut),
        2 => once(Effect::HalfBody),
        1 => once(Effect::Delay(Duration::from_secs(20))),
        3 => always(Effect::DoubledDays),
        2 => always(Effect::UnsortedDays),
        2 => always(Effect::NumbersForTexts),
        3 => always(Effect::NoValues),
        2 => always(Effect::NullData),
        1 => always(Effect::ExtraFields),
        2 => always(Effect::Lines(3)),
        2 => always(Effect::IgnoreFilter(Ignored::All)),
        3 => (list(), gap()).prop_map(|(list, gap)| (Effect::Broken(list, gap), None)),
        3 => value().prop_map(|value| (Effect::Values(value), None)),
    ]
}

fn list() -> impl Strategy<Value = List> {
    prop_oneof![Just(List::Tables), Just(List::Lines), Just(List::Fields)]
}

fn gap() -> impl Strategy<Value = Gap> {
    prop_oneof![Just(Gap::Null), Just(Gap::Missing), Just(Gap::Empty)]
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        Just(json!("0")),
        Just(json!("-")),
        Just(json!(" 12.50 ")),
        Just(json!(7)),
        Just(json!({})),
        Just(json!(null)),
    ]
}

fn trouble() -> impl Strategy<Value = Trouble> {
    let days = prop::option::weighted(0.4, days(20));
    let slice = prop::option::weighted(0.2, prop_oneof![Just("all"), Just("ios")]);
    (effect(), days, slice).prop_map(|((effect, first), days, slice)| Trouble {
        effect,
        days,
        slice,
        first,
    })
}

fn wait() -> impl Strategy<Value = i64> {
    const HOUR: i64 = 3_600;
    prop_oneof![
        2 => 1..120_i64,
        4 => 20 * 60..2 * HOUR,
        // Half past nine to beyond midnight.
        3 => 12 * HOUR..30 * HOUR,
        2 => 2 * 24 * HOUR..9 * 24 * HOUR,
    ]
}

fn amendment() -> impl Strategy<Value = Amendment> {
    prop_oneof![
        2 => Just(Amendment::Hidden),
        2 => Just(Amendment::None),
        3 => (2..40_u32).prop_map(|tenths| Amendment::Times(f64::from(tenths) / 10.0)),
        1 => Just(Amendment::Times(0.0)),
    ]
}

/// A life. It has a few views of its own that it comes back to, so that days are asked, change and
/// are asked again.
pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let own = prop::collection::vec(ask(), 1..4);
    own.prop_flat_map(|own| {
        let own = prop::sample::select(own);
        let one = |ask| Step::Ask(vec![ask]);
        let step = prop_oneof![
            2 => own.clone().prop_map(move |ask| vec![one(ask)]),
            8 => (wait(), own).prop_map(move |(wait, ask)| vec![Step::Wait(wait), one(ask)]),
            2 => ask().prop_map(move |ask| vec![one(ask)]),
            2 => prop::collection::vec(ask(), 2..4).prop_map(|asks| vec![Step::Ask(asks)]),
            1 => (1..3 * 86_400_i64).prop_map(|seconds| vec![Step::Back(seconds)]),
            4 => trouble().prop_map(|trouble| vec![Step::Trouble(Some(trouble))]),
            2 => Just(vec![Step::Trouble(None)]),
            4 => (days(15), amendment())
                .prop_map(|(days, amendment)| vec![Step::Amend(days, amendment)]),
            1 => Just(vec![Step::Restart]),
        ];
        prop::collection::vec(step, 3..14).prop_map(|steps| steps.concat())
    })
}
