//! What became of every request.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::asked::Kind;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// The whole answer came.
    Answered,
    /// The relay said that it has enough to do, and when to come again.
    Refused(&'static str),
    /// Anything else.
    Lost(String),
}

#[derive(Default)]
struct Kept {
    answered: BTreeMap<Kind, Vec<Duration>>,
    refused: BTreeMap<(Kind, &'static str), usize>,
    lost: Vec<String>,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Tally(Mutex<Kept>);

impl Tally {
    pub(crate) fn note(&self, kind: Kind, word: Word, took: Duration, path: &str) {
        let mut kept = self.lock();
        match word {
            Word::Answered => kept.answered.entry(kind).or_default().push(took),
            Word::Refused(slug) => *kept.refused.entry((kind, slug)).or_default() += 1,
            Word::Lost(why) => kept
                .lost
                .push(format!("{kind:?} after {took:?}: {why} ({path})")),
        }
    }

    /// What 99 of 100 answers of a kind took at most.
    pub(crate) fn late(&self, kind: Kind) -> Duration {
        let kept = self.lock();
        kept.answered
            .get(&kind)
            .map_or(Duration::ZERO, |all| at(all, 99))
    }

    /// Those that were neither answered nor refused as they should be.
    pub(crate) fn lost(&self) -> Vec<String> {
        self.lock().lost.clone()
    }

    pub(crate) fn table(&self) -> String {
        let kept = self.lock();
        let mut text = String::from("kind      answered  half within  99 of 100  refused\n");
        for (kind, all) in &kept.answered {
            let of_kind = kept.refused.iter().filter(|((of, _), _)| of == kind);
            let refused: Vec<String> = of_kind
                .map(|((_, slug), count)| format!("{count} {slug}"))
                .collect();
            let ms = |share| at(all, share).as_secs_f64() * 1e3;
            let _ = writeln!(
                text,
                "{:<9} {:>8}  {:>8.1} ms  {:>6.1} ms  {}",
                format!("{kind:?}").to_lowercase(),
                all.len(),
                ms(50),
                ms(99),
                refused.join(", ")
            );
        }
        text
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What so many of a hundred took at most.
fn at(all: &[Duration], share: usize) -> Duration {
    let mut sorted = all.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * share / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).copied().unwrap_or_default()
}
