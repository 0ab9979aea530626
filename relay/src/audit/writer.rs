//! The one thread that writes the lines of an audit.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use tokio::sync::oneshot;

use super::line::Entry;
use crate::config::AuditPlace;

/// Lines that wait at most; where a disk is slower than that for long, lines are lost rather than memory.
const WAITING: usize = 8_192;

/// Bytes that are written at once at most: whole lines, so that commands beside the relay can add theirs.
const BATCH: usize = 64 * 1024;

/// What the thread is told.
enum Order {
    Write(Entry),
    /// The file may have been put aside.
    Reopen,
    /// Everything before this is written when it is answered.
    Flush(oneshot::Sender<()>),
}

/// Hands lines to the thread, which ends when this is gone and all is written.
pub(super) struct Writer {
    place: AuditPlace,
    orders: SyncSender<Order>,
    failing: Arc<AtomicBool>,
    /// Whether it was told that lines come too fast.
    overrun: AtomicBool,
}

impl Writer {
    /// Opens the place and starts the thread.
    pub(super) fn start(place: &AuditPlace) -> Result<Self, String> {
        let sink = Sink::open(place).map_err(|error| match place {
            AuditPlace::Output => format!("audit.file: can't write to standard output: {error}"),
            AuditPlace::File(path) => {
                format!("audit.file: can't write {}: {error}", path.display())
            }
        })?;
        let (orders, taken) = sync_channel(WAITING);
        let failing = Arc::new(AtomicBool::new(false));
        let pen = Pen {
            place: place.clone(),
            sink: Some(sink),
            failing: failing.clone(),
        };
        thread::Builder::new()
            .name("audit".to_owned())
            .spawn(move || pen.work(&taken))
            .map_err(|error| format!("audit: no thread to write it: {error}"))?;
        Ok(Self {
            place: place.clone(),
            orders,
            failing,
            overrun: AtomicBool::new(false),
        })
    }

    /// One whose thread never comes to write, with room for so many lines.
    #[cfg(test)]
    pub(super) fn stuck(lines: usize) -> (Self, impl Sized) {
        let (orders, taken) = sync_channel(lines);
        let writer = Self {
            place: AuditPlace::Output,
            orders,
            failing: Arc::default(),
            overrun: AtomicBool::new(false),
        };
        (writer, taken)
    }

    pub(super) fn place(&self) -> &AuditPlace {
        &self.place
    }

    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed) || self.overrun.load(Ordering::Relaxed)
    }

    /// Hands a line over, at once or not at all.
    pub(super) fn write(&self, entry: Entry) {
        match self.orders.try_send(Order::Write(entry)) {
            Ok(()) => self.overrun.store(false, Ordering::Relaxed),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                failed(1);
                if !self.overrun.swap(true, Ordering::Relaxed) {
                    tracing::error!(
                        "the audit lacks lines: they come faster than they can be written"
                    );
                }
            }
        }
    }

    /// The file is opened anew before the next line.
    pub(super) fn reopen(&self) {
        // Where the queue is full, the look that each batch begins with finds it out.
        let _ = self.orders.try_send(Order::Reopen);
    }

    /// Ready when all that was handed over so far is written.
    pub(super) fn flush(&self) -> impl Future<Output = ()> + use<> {
        let (done, written) = oneshot::channel();
        let orders = self.orders.clone();
        async move {
            // A full queue is waited for off the runtime's own threads.
            let sent = tokio::task::spawn_blocking(move || orders.send(Order::Flush(done)).is_ok());
            if sent.await.unwrap_or(false) {
                // An error means that the thread is gone, and nothing is written any more.
                let _ = written.await;
            }
        }
    }
}

/// Counts lines that are lacking.
fn failed(lines: u64) {
    metrics::counter!("bootlens_audit_failures_total").increment(lines);
}

/// What the thread holds.
struct Pen {
    place: AuditPlace,
    sink: Option<Sink>,
    failing: Arc<AtomicBool>,
}

impl Pen {
    fn work(mut self, orders: &Receiver<Order>) {
        let mut text = Vec::new();
        while let Ok(order) = orders.recv() {
            let mut next = Some(order);
            let (mut lines, mut flushed) = (0, Vec::new());
            text.clear();
            while let Some(order) = next {
                match order {
                    Order::Write(entry) => {
                        text.extend_from_slice(entry.text().as_bytes());
                        text.push(b'\n');
                        lines += 1;
                    }
                    Order::Reopen => self.sink = None,
                    Order::Flush(done) => flushed.push(done),
                }
                next = (text.len() < BATCH)
                    .then(|| orders.try_recv().ok())
                    .flatten();
            }
            self.write(&text, lines);
            for done in flushed {
                // Whoever waited has left.
                let _ = done.send(());
            }
        }
    }

    /// Writes whole lines; where that can't be done they are counted, and it is told once.
    fn write(&mut self, text: &[u8], lines: u64) {
        if text.is_empty() {
            return;
        }
        match self.try_write(text) {
            Ok(()) => {
                metrics::counter!("bootlens_audit_lines_total").increment(lines);
                if self.failing.swap(false, Ordering::Relaxed) {
                    tracing::info!("the audit is written again");
                }
            }
            Err(error) => {
                self.sink = None;
                failed(lines);
                if !self.failing.swap(true, Ordering::Relaxed) {
                    tracing::error!(%error, "the audit lacks lines: they can't be written");
                }
            }
        }
    }

    fn try_write(&mut self, text: &[u8]) -> io::Result<()> {
        let held = self.sink.take().filter(|sink| sink.is(&self.place));
        let sink = match held {
            Some(sink) => sink,
            None => Sink::open(&self.place)?,
        };
        self.sink.insert(sink).write(text)
    }
}

/// What takes the lines.
enum Sink {
    Output(io::Stdout),
    File(File),
}

impl Sink {
    fn open(place: &AuditPlace) -> io::Result<Self> {
        match place {
            AuditPlace::Output => Ok(Self::Output(io::stdout())),
            AuditPlace::File(path) => {
                let mut options = OpenOptions::new();
                options.append(true).create(true);
                // Names of people stand in it.
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                Ok(Self::File(options.open(path)?))
            }
        }
    }

    /// Whether the place still leads here: a file may have been put aside, with another or none in its place.
    fn is(&self, place: &AuditPlace) -> bool {
        match (self, place) {
            (Self::Output(_), AuditPlace::Output) => true,
            (Self::File(file), AuditPlace::File(path)) => {
                let (held, named) = (file.metadata(), std::fs::metadata(path));
                matches!((held, named), (Ok(held), Ok(named)) if is_same(&held, &named))
            }
            _ => false,
        }
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        match self {
            Self::Output(output) => {
                output.write_all(text)?;
                output.flush()
            }
            Self::File(file) => file.write_all(text),
        }
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    one.ino() == other.ino() && one.dev() == other.dev()
}

/// Without numbers of files, one that is put aside is found at the next reload.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}
