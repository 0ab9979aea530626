//! The fewest cases, nearly, in which each pair of page, state, theme, language and size is met once.

use std::collections::BTreeSet;

use super::scene::{PAGES, STATES};

/// A page in a state, as somebody sees it; each is an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Case {
    pub(super) page: usize,
    pub(super) state: usize,
    /// Light, dark.
    pub(super) theme: usize,
    /// Chinese, English.
    pub(super) lang: usize,
    /// 1440, 390, 320 pixels.
    pub(super) size: usize,
}

/// Two factors with a value each.
type Pair = [(usize, usize); 2];

impl Case {
    fn pairs(self) -> Vec<Pair> {
        let values = [self.page, self.state, self.theme, self.lang, self.size];
        let of = |one: usize| (one, values[one]);
        let pairs = (0..5).flat_map(|one| (one + 1..5).map(move |other| (one, other)));
        pairs.map(|(one, other)| [of(one), of(other)]).collect()
    }
}

/// Every case that there can be: not each page has each state.
fn possible() -> Vec<Case> {
    let mut all = Vec::new();
    for (state, one) in STATES.iter().enumerate() {
        for page in (0..PAGES.len()).filter(|page| one.pages.contains(&PAGES[*page].name)) {
            for (theme, lang) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                all.extend((0..3).map(|size| Case {
                    page,
                    state,
                    theme,
                    lang,
                    size,
                }));
            }
        }
    }
    all
}

/// The cover: again and again the case that meets the most pairs that none has met.
pub(super) fn cases() -> Vec<Case> {
    let possible = possible();
    let mut open: BTreeSet<Pair> = possible.iter().flat_map(|case| case.pairs()).collect();
    let mut cases = Vec::new();
    while !open.is_empty() {
        let new = |case: &&Case| {
            case.pairs()
                .iter()
                .filter(|pair| open.contains(*pair))
                .count()
        };
        let Some(best) = possible.iter().max_by_key(new) else {
            break;
        };
        for pair in best.pairs() {
            open.remove(&pair);
        }
        cases.push(*best);
    }
    cases
}

#[test]
fn each_pair_that_there_can_be_is_met_by_few_cases() {
    let cases = cases();
    let met: BTreeSet<Pair> = cases.iter().flat_map(|case| case.pairs()).collect();
    let all: BTreeSet<Pair> = possible().iter().flat_map(|case| case.pairs()).collect();
    assert_eq!(met, all);
    assert!(cases.len() * 8 < possible().len(), "{}", cases.len());
    for page in 0..PAGES.len() {
        assert!(cases.iter().any(|case| case.page == page), "{page}");
    }
    for (state, one) in STATES.iter().enumerate() {
        assert!(cases.iter().any(|case| case.state == state), "{}", one.name);
        let known = |name: &&str| PAGES.iter().any(|page| page.name == *name);
        assert!(one.pages.iter().all(known), "{}", one.name);
    }
}
