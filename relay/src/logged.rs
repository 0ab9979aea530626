//! What a test logs, for the tests that read it.
//!
//! One subscriber serves the whole program of tests: with one of each test's own, a place in the
//! code that another test reached first, where nobody listened, would be silent for good.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt as _;

thread_local! {
    static LINES: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Everything that this thread logs, at every level, for as long as it lives.
pub(crate) struct Logged(());

impl Logged {
    /// From now on; a test listens once at a time.
    pub(crate) fn here() -> Self {
        static SUBSCRIBER: Once = Once::new();
        SUBSCRIBER.call_once(|| {
            let listens = dynamic_filter_fn(|_, _| LINES.with_borrow(Option::is_some));
            let lines = layer().with_ansi(false).with_writer(|| Writer);
            let all = tracing_subscriber::registry().with(lines.with_filter(listens));
            tracing::subscriber::set_global_default(all).expect("no other test sets one");
        });
        LINES.set(Some(Vec::new()));
        Self(())
    }

    /// What was logged so far.
    pub(crate) fn text(&self) -> String {
        let lines = LINES.with_borrow(Clone::clone).unwrap_or_default();
        String::from_utf8(lines).expect("the formatter writes text")
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        LINES.set(None);
    }
}

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| {
            if let Some(lines) = lines {
                lines.extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_was_reached_before_anybody_listened_is_heard() {
        let says = || tracing::trace!("a word");
        says();
        let logged = Logged::here();
        std::thread::spawn(says).join().unwrap();
        assert_eq!(logged.text(), "");
        says();
        assert!(logged.text().contains("a word"), "{}", logged.text());
        drop(logged);
        says();
        assert_eq!(Logged::here().text(), "");
    }
}
