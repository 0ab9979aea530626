//! Where connections come in: no more at once than the relay can hold, and when it stops none that the
//! system let in is forgotten.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use shared::problem::{Problem, ProblemKind};
use shared::text::Lang;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use super::connection::{self, Answers, Manners};
use super::patient::Patience;
use crate::gate::Peer;

/// Connections of readers that are held at once: twice what a large company's page keeps open, at most
/// 64 KiB of heads each.
const MOST: usize = 4_096;

/// Files that the relay itself needs: the store, calls to WeChat, what it logs.
const OWN_FILES: u64 = 256;

/// Connections that are being told that there is no place for them.
const TURNED_AWAY: usize = 64;

/// How long telling them may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// How long a relay that stops looks for connections that the system let in before.
const LAST_CALL: Duration = Duration::from_millis(100);

/// Connections that are let in after that while the relay stops, for those who look whether it still serves.
const LATE: usize = 64;

/// How long a connection without a request stays open once the relay stops.
const LINGER: Duration = Duration::from_millis(500);

/// What is held to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// Connections at once.
    pub(super) most: usize,
    pub(super) patience: Patience,
    pub(super) linger: Duration,
}

impl Rules {
    /// The rules of a process: as many connections as it may open files, where the system allows so many.
    pub(super) fn of_this_process(drain: Duration) -> Self {
        let wanted = MOST as u64 + OWN_FILES;
        let files = match rlimit::increase_nofile_limit(wanted) {
            Ok(files) => files.min(wanted),
            Err(error) => {
                tracing::debug!(%error, "how many files may be open is not known");
                wanted
            }
        };
        let most = usize::try_from(files.saturating_sub(OWN_FILES)).unwrap_or(MOST);
        if most < MOST {
            tracing::warn!(
                connections = most.max(1),
                "the system lets this process open {files} files: raise LimitNOFILE to {wanted}"
            );
        }
        Self {
            most: most.max(1),
            patience: Patience::default(),
            linger: LINGER.min(drain / 2),
        }
    }
}

/// Answers all who connect, until told to stop; ends when the last of them is gone.
pub(super) fn open<L, A>(
    listener: L,
    answers: A,
    rules: Rules,
    stopping: watch::Receiver<bool>,
) -> JoinHandle<()>
where
    L: Listener,
    L::Addr: Into<Peer>,
    A: Answers,
{
    let door = Door {
        answers,
        rules,
        places: Arc::new(Semaphore::new(rules.most)),
        turned_away: Arc::new(Semaphore::new(TURNED_AWAY)),
        stopping,
    };
    tokio::spawn(door.serve(listener))
}

struct Door<A> {
    answers: A,
    rules: Rules,
    places: Arc<Semaphore>,
    turned_away: Arc<Semaphore>,
    stopping: watch::Receiver<bool>,
}

impl<A: Answers> Door<A> {
    async fn serve<L>(self, mut listener: L)
    where
        L: Listener,
        L::Addr: Into<Peer>,
    {
        let mut stopping = self.stopping.clone();
        loop {
            tokio::select! {
                // The sender lives as long as the relay: an error means that it is gone.
                _ = stopping.wait_for(|stop| *stop) => break,
                (io, from) = listener.accept() => self.admit(io, from.into(), &self.places),
            }
        }
        let end = Instant::now() + LAST_CALL;
        while let Ok((io, from)) = timeout_at(end, listener.accept()).await {
            self.admit(io, from.into(), &self.places);
        }
        // Whoever comes now hears from `/readyz` that it stops; how long that goes on is up to those who were
        // here before.
        let late = Arc::new(Semaphore::new(LATE));
        let mut before = pin!(all_gone(&self.places, self.rules.most));
        loop {
            tokio::select! {
                () = &mut before => break,
                (io, from) = listener.accept() => self.admit(io, from.into(), &late),
            }
        }
        drop(listener);
        all_gone(&late, LATE).await;
    }

    fn admit<I>(&self, io: I, peer: Peer, places: &Arc<Semaphore>)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Ok(place) = places.clone().try_acquire_owned() else {
            self.turn_away(io);
            return;
        };
        let manners = Manners {
            patience: self.rules.patience,
            linger: self.rules.linger,
            stopping: self.stopping.clone(),
        };
        let answers = self.answers.clone();
        tokio::spawn(async move {
            connection::hold(io, peer, answers, manners).await;
            drop(place);
        });
    }

    /// Says that there is no place; of very many at once some hear nothing.
    fn turn_away<I>(&self, mut io: I)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Ok(turn) = self.turned_away.clone().try_acquire_owned() else {
            return;
        };
        let most = self.rules.most;
        tokio::spawn(async move {
            let told = async {
                io.write_all(no_place(most).as_bytes()).await?;
                io.shutdown().await?;
                // Closed with bytes unread, the answer could be lost on its way.
                let mut rest = [0; 1024];
                while io.read(&mut rest).await? > 0 {}
                std::io::Result::Ok(())
            };
            // Who left meanwhile needs no answer.
            let _ = timeout(FAREWELL, told).await;
            drop(turn);
        });
    }
}

/// Ready when nobody is in any of the places.
async fn all_gone(places: &Semaphore, most: usize) {
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    // Refused only by a semaphore that was closed, which nobody does.
    let _all = places.acquire_many(most).await;
}

/// The answer to a connection that finds no place.
fn no_place(most: usize) -> String {
    let detail = format!("{most} connections are open, which is as many as this relay holds");
    let problem = Problem::new(ProblemKind::Busy, detail, Lang::Zh);
    let body = serde_json::to_string(&problem).unwrap_or_default();
    let length = body.len();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\n\
         content-type: application/problem+json\r\n\
         content-length: {length}\r\n\
         retry-after: 1\r\n\
         cache-control: no-store\r\n\
         connection: close\r\n\r\n{body}"
    )
}
