//! Replies kept ready as bytes, found by the raw query string, as long as the days they were made
//! of are what history holds.
//!
//! A query leads to the canonical text of its data, and that to the bytes, so that all spellings and
//! looks of a view share one reply. Pictures in pixels stand beside them, by all that decides their
//! bytes, so that they need no days to be right. Only codings that are asked for are made, and the bytes that are
//! kept at once are bounded.

use std::sync::Arc;

use bytes::Bytes;
use foldhash::quality::RandomState;
use moka::notification::RemovalCause;
use moka::sync::Cache;
use shared::module::Module;
use shared::view::Alias;

use crate::handlers::encoding::Coding;
use crate::handlers::performance::Ready;
use crate::history::{Generation, History};

/// What an entry takes beside its bytes, as measured with 10,000 views: the cache's own nodes, the tag, what the
/// log tells.
const OVERHEAD: usize = 768;

/// How far a clock may step back before what it dated is no longer believed, in seconds.
const SKEW: i64 = 60;

/// As long as what was made of days is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fresh {
    /// When it was made, in Unix seconds.
    pub(crate) since: i64,
    /// Before this, in Unix seconds: then a day is to be asked again, or a new one has begun.
    pub(crate) until: i64,
    /// While these are the generations.
    pub(crate) generations: Vec<(Arc<str>, Module, Generation)>,
}

impl Fresh {
    pub(crate) fn holds(&self, history: &History, now: i64) -> bool {
        let mut generations = self.generations.iter();
        (self.since - SKEW..self.until).contains(&now)
            && generations
                .all(|(appid, module, number)| history.generation(appid, *module) == *number)
    }
}

/// How a reply is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Stream,
    Csv,
}

/// What an entry is found by: a query, or the text of its data, in one form and coding.
fn key(kind: char, form: Form, coding: Coding, text: &str) -> String {
    let form = match form {
        Form::Json => 'J',
        Form::Stream => 'S',
        Form::Csv => 'C',
    };
    let coding = match coding {
        Coding::Plain => 'P',
        Coding::Brotli => 'B',
        Coding::Gzip => 'G',
    };
    let mut key = String::with_capacity(text.len() + 3);
    key.extend([kind, form, coding]);
    key.push_str(text);
    key
}

fn picture_key(digest: &str) -> String {
    format!("#{digest}")
}

#[derive(Clone)]
enum Entry {
    /// What a query asks for, as long as its days are these: `last` moves with the data.
    Leads {
        to: Arc<str>,
        /// Whose days they are: not every reader may see them.
        apps: Arc<[Alias]>,
        fresh: Arc<Fresh>,
    },
    /// The bytes.
    Holds {
        ready: Arc<Ready>,
        fresh: Arc<Fresh>,
    },
    /// A picture in pixels; its key holds all that decides it.
    Drawn(Bytes),
}

/// A reply that is to be kept.
pub(crate) struct Kept<'a> {
    /// The text of its data.
    pub(crate) canonical: &'a str,
    /// Its apps.
    pub(crate) apps: &'a [Alias],
    /// The bytes.
    pub(crate) ready: Arc<Ready>,
    /// As long as they are right.
    pub(crate) fresh: Fresh,
}

/// The replies; made anew with each configuration.
pub(crate) struct Hot {
    /// Found by a hash that is quick on texts as long as a query.
    cache: Cache<Arc<str>, Entry, RandomState>,
}

impl Hot {
    /// Keeps at most so many bytes.
    pub(crate) fn new(bytes: u64) -> Self {
        let weigh = |key: &Arc<str>, entry: &Entry| {
            let of = |fresh: &Fresh| size_of_val(&fresh.generations[..]);
            let own = match entry {
                Entry::Leads { to, apps, fresh } => to.len() + size_of_val(&apps[..]) + of(fresh),
                // What leads here shares its days.
                Entry::Holds { ready, .. } => ready.bytes(),
                Entry::Drawn(picture) => picture.len(),
            };
            u32::try_from(OVERHEAD + key.len() + own).unwrap_or(u32::MAX)
        };
        let evicted = |_: Arc<Arc<str>>, _: Entry, why: RemovalCause| {
            if why.was_evicted() {
                metrics::counter!("bootlens_cache_evictions_total").increment(1);
            }
        };
        Self {
            cache: Cache::builder()
                .max_capacity(bytes)
                .weigher(weigh)
                .eviction_listener(evicted)
                .build_with_hasher(RandomState::default()),
        }
    }

    /// The reply to a raw query, for readers who may see its apps, as history and clock say what holds.
    pub(crate) fn get(
        &self,
        form: Form,
        coding: Coding,
        query: &str,
        (history, now): (&History, i64),
        may: impl FnOnce(&[Alias]) -> bool,
    ) -> Option<Arc<Ready>> {
        let key = key('?', form, coding, query);
        let Entry::Leads { to, apps, fresh } = self.cache.get(key.as_str())? else {
            return None;
        };
        if !may(&apps) || !fresh.holds(history, now) {
            return None;
        }
        match self.cache.get(&to)? {
            Entry::Holds { ready, fresh } if fresh.holds(history, now) => Some(ready),
            Entry::Holds { .. } | Entry::Leads { .. } | Entry::Drawn(_) => None,
        }
    }

    /// Keeps the reply to a raw query.
    pub(crate) fn put(&self, form: Form, coding: Coding, query: &str, kept: Kept<'_>) {
        let to: Arc<str> = key('=', form, coding, kept.canonical).into();
        let fresh = Arc::new(kept.fresh);
        let leads = Entry::Leads {
            to: to.clone(),
            apps: kept.apps.into(),
            fresh: fresh.clone(),
        };
        let ready = kept.ready;
        let key: Arc<str> = key('?', form, coding, query).into();
        self.cache.insert(to, Entry::Holds { ready, fresh });
        self.cache.insert(key, leads);
    }

    /// A picture, by all that decides it.
    pub(crate) fn picture(&self, digest: &str) -> Option<Bytes> {
        match self.cache.get(picture_key(digest).as_str())? {
            Entry::Drawn(picture) => Some(picture),
            Entry::Leads { .. } | Entry::Holds { .. } => None,
        }
    }

    /// Keeps a picture.
    pub(crate) fn put_picture(&self, digest: &str, picture: Bytes) {
        let key = picture_key(digest).into();
        self.cache.insert(key, Entry::Drawn(picture));
    }

    /// Entries, and bytes that they take.
    pub(crate) fn size(&self) -> (u64, u64) {
        (self.cache.entry_count(), self.cache.weighted_size())
    }
}

#[cfg(test)]
mod tests {
    use shared::day::Day;

    use super::*;

    fn ready(bytes: usize) -> Arc<Ready> {
        Arc::new(Ready::of(Form::Json, vec![b' '; bytes]))
    }

    fn kept(canonical: &str, ready: Arc<Ready>, fresh: Fresh) -> Kept<'_> {
        Kept {
            canonical,
            apps: &[],
            ready,
            fresh,
        }
    }

    fn fresh(history: &History) -> Fresh {
        let generation = history.generation("wx1", Module::Memory);
        Fresh {
            since: 1_000,
            until: 2_000,
            generations: vec![("wx1".into(), Module::Memory, generation)],
        }
    }

    #[tokio::test]
    async fn a_reply_is_given_until_its_time_is_over_or_its_days_change() {
        let history = History::memory().await.unwrap();
        let hot = Hot::new(1 << 20);
        hot.put(
            Form::Json,
            Coding::Plain,
            "app=a",
            kept("app=a&x", ready(10), fresh(&history)),
        );
        let get = |form, query: &str, now| {
            hot.get(form, Coding::Plain, query, (&history, now), |_| true)
                .is_some()
        };
        assert!(get(Form::Json, "app=a", 1_999));
        assert!(!get(Form::Json, "app=a", 2_000));
        assert!(!get(Form::Json, "app=a", 900));
        assert!(!get(Form::Csv, "app=a", 1_500));
        assert!(!get(Form::Json, "app=a&", 1_500));
        let key = crate::history::Key {
            appid: "wx1".into(),
            module: Module::Memory,
            slice: shared::filter::Slice::ALL,
        };
        let day: Day = "2026-10-01".parse().unwrap();
        history
            .write(&key, vec![(day, Vec::new())], 1_500, 3)
            .await
            .unwrap();
        assert!(!get(Form::Json, "app=a", 1_501));
    }

    #[tokio::test]
    async fn a_query_with_moving_days_is_not_answered_with_those_of_before() {
        let history = History::memory().await.unwrap();
        let hot = Hot::new(1 << 20);
        let short = Fresh {
            until: 1_100,
            ..fresh(&history)
        };
        hot.put(
            Form::Json,
            Coding::Plain,
            "last=1d",
            kept("start=1", ready(10), short),
        );
        hot.put(
            Form::Json,
            Coding::Plain,
            "start=1",
            kept("start=1", ready(10), fresh(&history)),
        );
        assert!(
            hot.get(
                Form::Json,
                Coding::Plain,
                "start=1",
                (&history, 1_200),
                |_| true
            )
            .is_some()
        );
        assert!(
            hot.get(
                Form::Json,
                Coding::Plain,
                "last=1d",
                (&history, 1_200),
                |_| true
            )
            .is_none()
        );
    }

    #[tokio::test]
    async fn no_more_bytes_are_kept_than_may_be() {
        let history = History::memory().await.unwrap();
        let hot = Hot::new(100_000);
        for number in 0..200 {
            let text = format!("n={number}");
            hot.put(
                Form::Json,
                Coding::Plain,
                &text,
                kept(&text, ready(10_000), fresh(&history)),
            );
        }
        hot.cache.run_pending_tasks();
        let (entries, bytes) = hot.size();
        assert!(
            bytes <= 100_000 && entries > 2,
            "{entries} of {bytes} bytes"
        );
    }
}
