//! What a first chart does not need: parts of the page that are fetched when they are first shown.
//!
//! The build takes what only `more` reaches out of the page's program into a file of its own (feature
//! `split`); without it, as in tests, everything is in one piece. Pages of their own were tried: what
//! several parts share is then called through a table and packed apart, which costs what it saves.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::day::{Day, DayRange};
use shared::reply::Series;
use shared::view::View;

use crate::components::aloud::Said;
use crate::components::menu::{self, Menu};
use crate::components::share::{self, Errand, Subject};
use crate::components::tooltip::{self, Cross};
use crate::components::{aged, guide, help, marks, state, statistics, table, unread};
use crate::pages::chart::embed::{self, Frame};
use crate::pages::chart::messages::{self, Told};
use crate::pages::chart::seen::Seen;
use crate::pages::{changes, missing, open};
use crate::prefs::Prefs;
use crate::store::{Cost, Store};

/// What can be fetched.
#[derive(Clone)]
pub enum Part {
    /// What a phrase opens.
    Menu(Menu),
    /// What the crosshair stands on.
    Tooltip(
        Signal<Option<Cross>>,
        Signal<Option<DayRange>>,
        Signal<Arc<Vec<Series>>>,
        Said,
    ),
    /// What a key does, or what helps.
    Asked(&'static str),
    /// The statistics of the drawn series.
    Statistics(Signal<Option<DayRange>>, Signal<Arc<Vec<Series>>>),
    /// The table of all values.
    Values(Signal<Option<DayRange>>, Signal<Arc<Vec<Series>>>),
    /// Releases, and the reader's own marks.
    Marks(Signal<Option<DayRange>>),
    /// How to read the module.
    Guide,
    /// What has changed since a link was made.
    Seen(Seen),
    /// What to know beside the data.
    Notes(Told),
    /// What could not be asked.
    Partial(Store),
    /// What a large view takes, and the way to it.
    Large(Cost, Callback<()>),
    /// Nothing to draw among these series.
    Empty(Arc<Vec<Series>>),
    /// The page of what got better or worse.
    Changes,
    /// The page of files that somebody saved.
    Open,
    /// What of the address is not understood.
    Unread,
    /// What stands where no page is.
    Missing,
    /// What leaves the page: what of it is wanted.
    Share(Subject, Errand, &'static str),
    /// The way from days that lie behind to the newest.
    Aged(Memo<Option<Day>>, Memo<View>),
    /// A chart inside another page.
    Embed(Frame),
}

/// A part that could not be fetched.
#[derive(Debug)]
pub struct Unloaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Unloaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

type Built = Result<AnyView, Unloaded>;

/// How often a part is asked for again without a word: of several relays that are upgraded one after
/// the other, another may have it.
const TRIES: u32 = 4;
/// How long after the first try the second comes; each later one waits as much longer.
const WAIT: Duration = Duration::from_millis(200);

/// A part, and what is around it.
type Wanted = StoredValue<(Part, Option<Owner>), LocalStorage>;

/// Where a part is.
enum Shown {
    Fetched,
    /// There; taken where it is shown.
    There(Option<AnyView>),
    Failed,
}

/// Shows a part as soon as it is there; what can't be fetched says so, with a button that tries again
/// and one that loads the page anew.
pub fn later(part: Part) -> AnyView {
    let shown = RwSignal::new_local(Shown::Fetched);
    // What the part makes lives as long as what is around it, and reads what that provides; a child,
    // so that a part that comes after the reader has left goes at once.
    let owner = Owner::current().map(|owner| owner.child());
    let wanted = StoredValue::new_local((part, owner));
    let retry = move || {
        shown.set(Shown::Fetched);
        fetch(wanted, shown, 0);
    };
    retry();
    (move || {
        shown.track();
        shown.try_update_untracked(|shown| match shown {
            Shown::Fetched => None,
            Shown::There(view) => view.take(),
            Shown::Failed => Some(unloaded(retry)),
        })
    })
    .into_any()
}

/// Fetches what is wanted.
fn fetch(wanted: Wanted, shown: RwSignal<Shown, LocalStorage>, tries: u32) {
    spawn_local(async move {
        #[cfg(feature = "split")]
        let built = more(wanted).await;
        #[cfg(not(feature = "split"))]
        let built = more(wanted);
        // The reader may have left meanwhile; then nobody looks at it.
        let _ = shown.try_set(match built {
            Ok(view) => Shown::There(Some(view)),
            Err(Unloaded) if tries < TRIES => {
                let again = move || fetch(wanted, shown, tries + 1);
                return set_timeout(again, WAIT * (tries + 1));
            }
            Err(Unloaded) => Shown::Failed,
        });
    });
}

fn unloaded(retry: impl Fn() + Send + 'static) -> AnyView {
    let lang = Prefs::expect().lang.get_untracked();
    view! {
        <p class="notice" role="status">
            {lang.part_unloaded()}
            <button type="button" class="plain next" on:click=move |_| retry()>{lang.retry()}</button>
            " "
            <button type="button" class="plain next reload">{lang.reload()}</button>
        </p>
    }
    .into_any()
}

/// Fetches what the reader's hand or focus is near to, and about to open. A function of its own for every
/// listener: closures of one body would each bring their own code.
pub fn near<E>(_: E) {
    prepare();
}

fn prepare() {
    #[cfg(feature = "split")]
    spawn_local(async {
        // Whoever opens it then is told.
        let _ = preload_more().await;
    });
}

#[cfg_attr(
    feature = "split",
    wasm_split_helpers::wasm_split(more, fallible, preload(preload_more))
)]
fn more(wanted: Wanted) -> Built {
    // The reader may be elsewhere by now: what the part reads around it is then gone.
    let Some((part, owner)) = wanted.try_get_value() else {
        return Ok(().into_any());
    };
    Ok(within(owner, move || match part {
        Part::Menu(menu) => menu::open(menu),
        Part::Tooltip(cross, range, series, said) => tooltip::tooltip(cross, range, series, said),
        Part::Asked(word) => help::asked(word),
        Part::Statistics(range, series) => statistics::table(range, series),
        Part::Values(range, series) => table::table(range, series),
        Part::Marks(range) => marks::list(range),
        Part::Guide => guide::text(),
        Part::Seen(seen) => seen.bar(),
        Part::Notes(told) => told.notes(),
        Part::Partial(store) => messages::failures(store),
        Part::Large(cost, go) => state::told(cost, go),
        Part::Empty(series) => messages::empty(&series),
        Part::Changes => changes::page(),
        Part::Open => open::page(),
        Part::Unread => unread::told(),
        Part::Missing => missing::page(),
        Part::Share(subject, errand, word) => share::part(subject, errand, word),
        Part::Aged(newest, view) => aged::line(newest, view),
        Part::Embed(frame) => embed::page(frame),
    }))
}

fn within(owner: Option<Owner>, build: impl FnOnce() -> AnyView) -> AnyView {
    match owner {
        Some(owner) => owner.with(build),
        None => build(),
    }
}
