//! Days off and working weekends of mainland China.
//!
//! `calendar/days.txt` is made by `calendar/convert.py` from a package that follows the State
//! Council's notices; source, version and years stand in its head. Outside the years it knows,
//! weekends are off and nothing else.

use std::fmt;

use shared::day::{Day, DayError};
use shared::order;
use shared::text::Lang;

const BUILTIN: &str = include_str!("../calendar/days.txt");

/// A calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// By day, each once.
    days: Vec<Named>,
    names: Vec<[String; 2]>,
    years: Vec<i16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    day: Day,
    off: bool,
    name: usize,
}

/// A row of a calendar file that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarError {
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: CalendarReason,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarReason {
    /// The first row is not the header.
    Header,
    /// The day is no date.
    Day(String),
    /// The kind is neither of the two.
    Kind(String),
    /// The day stands in this line already.
    Twice(usize),
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.reason {
            CalendarReason::Header => f.write_str("begin the file with the row day,kind,name"),
            CalendarReason::Day(text) => write!(f, "`{text}` is {DayError}; write such a date"),
            CalendarReason::Kind(text) => write!(f, "`{text}` is no kind; write off or work"),
            CalendarReason::Twice(line) => {
                write!(f, "line {line} has this day already; remove one of them")
            }
        }
    }
}

impl std::error::Error for CalendarError {}

impl Calendar {
    /// The calendar that is compiled in.
    #[must_use]
    pub fn builtin() -> Self {
        let mut calendar = Self::default();
        for line in BUILTIN.lines() {
            if let Some(names) = line.strip_prefix('=') {
                let (zh, en) = names.split_once(',').unwrap_or((names, names));
                calendar.names.push([zh.to_owned(), en.to_owned()]);
            } else if let Some((first, last)) = years(line) {
                calendar.years.extend(first..=last);
            } else if let Some((first, count, name, off)) = run(line) {
                let day = |plus| first.plus(plus);
                let named = |plus| Named {
                    day: day(plus),
                    off,
                    name,
                };
                calendar.days.extend((0..count).map(named));
            }
        }
        calendar
    }

    /// The calendar that is compiled in, with what a CSV file says in place of it, day by day: the
    /// header `day,kind,name`, then rows such as `2027-10-01,off,国庆节`; a kind is `off` or `work`,
    /// and the name may be left out.
    ///
    /// # Errors
    /// The first row that can't be read, with its line and what to write.
    pub fn read(text: &str) -> Result<Self, CalendarError> {
        let mut calendar = Self::builtin();
        let mut seen: Vec<(Day, usize)> = Vec::new();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, row) in text.lines().enumerate() {
            let line = index + 1;
            let error = |reason| CalendarError { line, reason };
            let mut cells = row.splitn(3, ',').map(cell);
            let mut next = || cells.next().unwrap_or_default();
            let (day, kind, name) = (next(), next(), next());
            if index == 0 {
                if (day, kind, name) != ("day", "kind", "name") {
                    return Err(error(CalendarReason::Header));
                }
                continue;
            }
            if row.trim().is_empty() {
                continue;
            }
            let no_day = |_| error(CalendarReason::Day(day.to_owned()));
            let day: Day = day.parse().map_err(no_day)?;
            let off = match kind {
                "off" => true,
                "work" => false,
                _ => return Err(error(CalendarReason::Kind(kind.to_owned()))),
            };
            if let Some((_, first)) = seen.iter().find(|(one, _)| *one == day) {
                return Err(error(CalendarReason::Twice(*first)));
            }
            seen.push((day, line));
            calendar.put(day, off, name);
        }
        if seen.is_empty() && text.lines().next().is_none() {
            return Err(CalendarError {
                line: 1,
                reason: CalendarReason::Header,
            });
        }
        let by_day = |one: &Named, other: &Named| one.day.cmp(&other.day);
        order::sort_by(&mut calendar.days, by_day);
        calendar.years.sort_unstable();
        Ok(calendar)
    }

    fn put(&mut self, day: Day, off: bool, name: &str) {
        let names = [name.to_owned(), name.to_owned()];
        let known = self.names.iter().position(|one| one.contains(&names[0]));
        let name = known.unwrap_or(self.names.len());
        if name == self.names.len() {
            self.names.push(names);
        }
        self.days.retain(|named| named.day != day);
        self.days.push(Named { day, off, name });
        let year = day.parts().0;
        if !self.years.contains(&year) {
            self.years.push(year);
        }
    }

    /// Whether people have the day off: a holiday, or a weekend that is not worked.
    #[must_use]
    pub fn is_off(&self, day: Day) -> bool {
        self.of(day).map_or(is_weekend(day), |named| named.off)
    }

    /// Whether a day differs from others of its weekday: a holiday, also on a weekend, or a weekend
    /// that is worked.
    #[must_use]
    pub fn is_special(&self, day: Day) -> bool {
        self.of(day)
            .is_some_and(|named| named.off || is_weekend(day))
    }

    /// The name of the holiday that a day is part of, or is worked for; `None` where it has none.
    #[must_use]
    pub fn name(&self, day: Day, lang: Lang) -> Option<&str> {
        let [zh, en] = self.names.get(self.of(day)?.name)?;
        Some(lang.pick(zh.as_str(), en.as_str())).filter(|name| !name.is_empty())
    }

    /// The years it knows, ascending; in others only weekends are off.
    #[must_use]
    pub fn years(&self) -> &[i16] {
        &self.years
    }

    fn of(&self, day: Day) -> Option<&Named> {
        let place = self.days.binary_search_by(|named| named.day.cmp(&day));
        self.days.get(place.ok()?)
    }
}

fn is_weekend(day: Day) -> bool {
    day.weekday() >= 6
}

/// A cell without what stands around it.
fn cell(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    inner.unwrap_or(text)
}

/// `years 2004 2026`.
fn years(line: &str) -> Option<(i16, i16)> {
    let (first, last) = line.strip_prefix("years ")?.split_once(' ')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// `20261001 7 5` or `20261010 1 5w`: the first day, how many, the name's place, whether off.
fn run(line: &str) -> Option<(Day, i64, usize, bool)> {
    let mut parts = line.split(' ');
    let first = Day::from_compact(parts.next()?)?;
    let count = parts.next()?.parse().ok()?;
    let name = parts.next()?;
    let number = name.strip_suffix('w').unwrap_or(name);
    Some((first, count, number.parse().ok()?, number == name))
}

#[cfg(test)]
mod tests;
