//! What a hand does on the panels: the day under it, and the days that it draws over to see them large.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::view::Days;

use crate::address::Address;
use crate::browser::pointer;
use crate::components::tooltip::Cross;

/// One hand for all panels of a page.
#[derive(Clone, Copy)]
pub struct Hand {
    /// Where the crosshair stands.
    pub cross: RwSignal<Option<Cross>>,
    /// The first and the last of the days that are drawn over, as they were taken.
    pub drawn: RwSignal<Option<(usize, usize)>>,
    /// Where drawing began.
    from: RwSignal<Option<usize>>,
    range: Signal<Option<DayRange>>,
    newest: Signal<Option<Day>>,
    address: Address,
    /// Whether the days stay as they are, since another page shows them.
    held: bool,
}

impl Hand {
    /// A hand over these days; `newest` is the last that there can be.
    #[must_use]
    pub fn new(range: Signal<Option<DayRange>>, newest: Signal<Option<Day>>) -> Self {
        let address = Address::expect();
        Self {
            cross: RwSignal::new(None),
            drawn: RwSignal::new(None),
            from: RwSignal::new(None),
            range,
            newest,
            address,
            held: untrack(|| address.view().embed),
        }
    }

    /// A pointer is over a day, or over none.
    pub fn moved(self, cross: Option<Cross>) {
        let from = self.from.get_untracked();
        if let Some((from, cross)) = from.zip(cross) {
            let drawn = (from != cross.index).then_some((from, cross.index));
            if self.drawn.get_untracked() != drawn {
                self.drawn.set(drawn);
            }
        }
        if self.cross.get_untracked() != cross {
            self.cross.set(cross);
        }
    }

    /// A pointer was pressed.
    pub fn pressed(self, event: &PointerEvent, cross: Option<Cross>) {
        self.moved(cross);
        if !self.held && pointer::draws(event) {
            pointer::keep(event);
            self.from.set(cross.map(|cross| cross.index));
        }
    }

    /// A pointer was let go: what it drew over is shown large.
    pub fn let_go(self) {
        let drawn = self.drawn.get_untracked();
        self.stop();
        if let Some((from, to)) = drawn {
            self.show(from, to);
        }
    }

    /// Nothing is drawn over any more.
    pub fn stop(self) {
        self.from.set(None);
        self.drawn.set(None);
    }

    /// A key, where the focus is on a chart: arrows, Home and End walk its days, with Shift they draw
    /// over them, Enter shows those large, + and − show half of the days and twice as many.
    pub fn key(self, event: &KeyboardEvent, cross_at: impl Fn(usize) -> Option<Cross>) {
        let Some(range) = self.range.get_untracked() else {
            return;
        };
        let last = range.count().saturating_sub(1);
        let at = self.cross.get_untracked().map(|cross| cross.index);
        let key = event.key();
        let to = match key.as_str() {
            "ArrowLeft" => at.map_or(last, |at| at.saturating_sub(1)),
            "ArrowRight" => at.map_or(last, |at| (at + 1).min(last)),
            "Home" => 0,
            "End" => last,
            "Enter" => {
                self.let_go();
                return event.prevent_default();
            }
            "Escape" => {
                self.stop();
                return self.cross.set(None);
            }
            "+" | "=" => return self.closer(at.unwrap_or(last)),
            "-" => return self.wider(),
            _ => return,
        };
        event.prevent_default();
        let from = event
            .shift_key()
            .then(|| self.from.get_untracked().or(at))
            .flatten();
        self.from.set(from);
        self.drawn.set(None);
        self.moved(cross_at(to));
    }

    fn show(self, from: usize, to: usize) {
        let day = |index| self.range.get_untracked()?.days().nth(index);
        let range = day(from.min(to)).zip(day(from.max(to)));
        let range = range.filter(|_| !self.held);
        if let Some(range) = range.and_then(|(start, end)| DayRange::new(start, end)) {
            self.cross.set(None);
            self.address
                .push_view(|view| view.days = Days::Range(range));
        }
    }

    /// Half of the days, around one of them.
    fn closer(self, at: usize) {
        let count = self.range.get_untracked().map_or(0, DayRange::count);
        if count > 3 {
            let half = count / 2;
            let from = at.saturating_sub(half / 2).min(count - half);
            self.show(from, from + half - 1);
        }
    }

    /// Twice as many days, half of the new ones after where there can be data.
    fn wider(self) {
        let range = self.range.get_untracked();
        let wider = range.and_then(|range| wider(range, self.newest.get_untracked()));
        if let Some(range) = wider.filter(|_| !self.held) {
            self.address
                .push_view(|view| view.days = Days::Range(range));
        }
    }
}

/// Twice as many days around a range, none of them after the newest.
#[must_use]
pub fn wider(range: DayRange, newest: Option<Day>) -> Option<DayRange> {
    let count = i64::try_from(range.count()).ok()?;
    let mut end = range.end().plus(count / 2);
    if let Some(newest) = newest {
        end = end.min(newest.max(range.end()));
    }
    DayRange::new(end.plus(1 - 2 * count).max(Day::FIRST), end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn twice_the_days_end_where_there_can_be_data() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let range = DayRange::new(day("2026-10-10"), day("2026-10-19")).unwrap();
        let of = |newest: &str| {
            let wider = wider(range, Some(day(newest))).unwrap();
            format!("{} {}", wider.start(), wider.end())
        };
        assert_eq!(of("2026-12-01"), "2026-10-05 2026-10-24");
        assert_eq!(of("2026-10-20"), "2026-10-01 2026-10-20");
    }
}
