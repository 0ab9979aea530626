//! Log lines on their way out: gathered for a moment, then written at once by a thread of its own.
//!
//! A thread that is woken for each line costs a relay on one core more than the line itself; and a slow
//! terminal or disk must hold up no request. No line is dropped: where the place takes none, whoever tells
//! more waits.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// How long lines are gathered.
const MOMENT: Duration = Duration::from_millis(20);

/// Bytes that wait at most before whoever tells more waits as well.
const ROOM: usize = 4 << 20;

/// Bytes of room that stay for the next lines.
const KEPT: usize = 64 << 10;

/// How long the end waits for the last lines.
const FAREWELL: Duration = Duration::from_secs(1);

/// Where lines are handed over.
#[derive(Clone)]
pub(super) struct Lines(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// There is something to write, or the end has come.
    come: Condvar,
    /// What waited is being written.
    gone: Condvar,
}

#[derive(Default)]
struct Waiting {
    text: Vec<u8>,
    has_ended: bool,
}

/// Lines that wait are written when this is dropped.
#[must_use = "where the guard is gone nothing is written any more"]
pub(in crate::cli) struct Guard {
    shared: Arc<Shared>,
    written: Receiver<()>,
}

/// Starts the thread that writes to `out`.
///
/// # Errors
/// Where the system gives no thread.
pub(super) fn start(out: impl Write + Send + 'static) -> io::Result<(Lines, Guard)> {
    let shared = Arc::<Shared>::default();
    let (end, written) = mpsc::channel();
    let writer = Arc::clone(&shared);
    thread::Builder::new().name("log".into()).spawn(move || {
        writer.write_to(out);
        // Nobody waits for it where the guard had no more patience.
        drop(end);
    })?;
    let guard = Guard {
        shared: Arc::clone(&shared),
        written,
    };
    Ok((Lines(shared), guard))
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a line, once there is room.
    fn add(&self, line: &[u8]) {
        let is_full = |waiting: &mut Waiting| waiting.text.len() > ROOM && !waiting.has_ended;
        let waiting = self.gone.wait_while(self.lock(), is_full);
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        if waiting.text.is_empty() {
            self.come.notify_one();
        }
        waiting.text.extend_from_slice(line);
    }

    /// Writes until the end has come and nothing waits.
    fn write_to(&self, mut out: impl Write) {
        let mut batch = Vec::new();
        loop {
            let is_idle = |waiting: &mut Waiting| waiting.text.is_empty() && !waiting.has_ended;
            let waiting = self.come.wait_while(self.lock(), is_idle);
            let waiting = waiting.unwrap_or_else(PoisonError::into_inner);
            let goes_on = |waiting: &mut Waiting| !waiting.has_ended;
            let gathered = self.come.wait_timeout_while(waiting, MOMENT, goes_on);
            let (mut waiting, _) = gathered.unwrap_or_else(PoisonError::into_inner);
            std::mem::swap(&mut waiting.text, &mut batch);
            let is_last = waiting.has_ended;
            drop(waiting);
            self.gone.notify_all();
            // Where the log itself can't be written there is no place to tell it.
            let _ = out.write_all(&batch).and_then(|()| out.flush());
            batch.clear();
            // What a rush has taken is given back.
            batch.shrink_to(KEPT);
            if is_last {
                return;
            }
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.shared.lock().has_ended = true;
        self.shared.come.notify_one();
        self.shared.gone.notify_all();
        // The sender is dropped with the last line; a place that takes none is waited for no longer.
        let _ = self.written.recv_timeout(FAREWELL);
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.add(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    /// What was written, in the pieces in which it came.
    #[derive(Clone, Default)]
    struct Place(Arc<Mutex<Vec<Vec<u8>>>>);

    impl Write for Place {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_line_is_written_in_its_order_and_many_at_once() {
        let place = Place::default();
        let (lines, guard) = start(place.clone()).unwrap();
        let told: String = (0..10_000).map(|number| format!("{number}\n")).collect();
        for line in told.split_inclusive('\n') {
            lines.clone().write_all(line.as_bytes()).unwrap();
        }
        drop(guard);
        let pieces = place.0.lock().unwrap().clone();
        assert_eq!(String::from_utf8(pieces.concat()).unwrap(), told);
        assert!(pieces.len() < 1_000, "{} pieces", pieces.len());
    }

    #[test]
    fn a_line_is_there_soon_without_another() {
        let place = Place::default();
        let (lines, _guard) = start(place.clone()).unwrap();
        for nth in 1..=3 {
            lines.clone().write_all(b"told\n").unwrap();
            let end = Instant::now() + Duration::from_secs(10);
            while place.0.lock().unwrap().concat().len() < nth * 5 && Instant::now() < end {
                thread::sleep(Duration::from_millis(1));
            }
            assert_eq!(place.0.lock().unwrap().len(), nth, "a piece a line");
        }
    }

    #[test]
    fn a_place_that_takes_nothing_holds_back_neither_lines_nor_the_end() {
        let (sender, taken) = mpsc::sync_channel::<Vec<u8>>(0);
        struct Stuck(mpsc::SyncSender<Vec<u8>>);
        impl Write for Stuck {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                let sent = self.0.send(bytes.to_vec());
                sent.map_or(Err(io::ErrorKind::BrokenPipe.into()), |()| Ok(bytes.len()))
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (lines, guard) = start(Stuck(sender)).unwrap();
        let started = Instant::now();
        for _ in 0..1_000 {
            lines.clone().write_all(&[b'.'; 1_000]).unwrap();
        }
        drop(guard);
        assert!(started.elapsed() < FAREWELL * 5, "{:?}", started.elapsed());
        drop(taken);
    }
}
