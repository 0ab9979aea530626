//! How often a token is renewed by force, which ends it for every other system.
//!
//! WeChat allows it 20 times a day, at least 30 s apart: sooner, nothing is renewed. Half of that is left
//! to others; from there on the token is asked for without force, which brings whatever one is current.

use secrecy::SecretString;
use shared::day::Day;

use crate::clock::Clock;
use crate::wechat::client::same_token;

/// The most forced requests on a day in Beijing.
const MOST: u32 = 10;

/// The seconds between two.
const APART: i64 = 30;

/// The seconds in which a forced token that is refused shows that force is of no use, or that another
/// system forces as well. A refusal is told again after a minute at the soonest.
const YOUNG: i64 = 300;

/// What was forced so far.
#[derive(Debug, Default)]
pub(super) struct Forced {
    /// How often on which day.
    counted: Option<(Day, u32)>,
    /// When last, Unix seconds.
    last: Option<i64>,
    /// The token that this brought.
    brought: Option<SecretString>,
}

/// Whether a token may be renewed by force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum May {
    Yes,
    /// Not in this moment.
    NotYet,
    /// Not before tomorrow.
    NotToday,
}

impl Forced {
    /// Whether a token may be had by force in place of `refused`.
    pub(super) fn may(&self, refused: &SecretString, clock: &Clock) -> May {
        if self.count(clock.today()) >= MOST {
            return May::NotToday;
        }
        let Some(last) = self.last else {
            return May::Yes;
        };
        let since = clock.now() - last;
        let brought = self.brought.as_ref();
        let is_own = brought.is_some_and(|brought| same_token(brought, refused));
        let wait = if is_own { YOUNG } else { APART };
        if (0..wait).contains(&since) {
            May::NotYet
        } else {
            May::Yes
        }
    }

    /// Counts a request; whether it is the day's last.
    pub(super) fn count_one(&mut self, clock: &Clock) -> bool {
        let today = clock.today();
        let count = self.count(today) + 1;
        self.counted = Some((today, count));
        self.last = Some(clock.now());
        count == MOST
    }

    /// Notes the token that force brought.
    pub(super) fn brought(&mut self, token: &SecretString) {
        self.brought = Some(token.clone());
    }

    fn count(&self, today: Day) -> u32 {
        let counted = self.counted.filter(|(day, _)| *day == today);
        counted.map_or(0, |(_, count)| count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn force_is_used_ten_times_a_day_and_again_the_next() {
        let mut forced = Forced::default();
        // 23:00 in Beijing.
        let clock = Clock::fixed(1_609_686_000);
        for turn in 1..=MOST {
            assert_eq!(forced.may(&token("dead"), &clock), May::Yes, "{turn}");
            assert_eq!(forced.count_one(&clock), turn == MOST);
            clock.set(clock.now() + APART);
        }
        assert_eq!(forced.may(&token("dead"), &clock), May::NotToday);
        clock.set(clock.now() + 3_600);
        assert_eq!(forced.may(&token("dead"), &clock), May::Yes);
    }

    #[test]
    fn force_is_not_used_again_at_once_and_later_still_on_its_own_token() {
        let mut forced = Forced::default();
        let clock = Clock::fixed(1_609_603_200);
        forced.count_one(&clock);
        forced.brought(&token("new"));
        clock.set(clock.now() + APART - 1);
        assert_eq!(forced.may(&token("other"), &clock), May::NotYet);
        clock.set(clock.now() + 1);
        assert_eq!(forced.may(&token("other"), &clock), May::Yes);
        assert_eq!(forced.may(&token("new"), &clock), May::NotYet);
        clock.set(clock.now() + YOUNG - APART);
        assert_eq!(forced.may(&token("new"), &clock), May::Yes);
    }
}
