//! A relay on a task of the test's own: what starts it, gives it another configuration and stops it.

use relay::clock::Clock;
use relay::config::Config;
use relay::serve::{Socket, run_following};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// A configuration to take over, and whom to tell once that is done.
type Order = (Result<Config, String>, oneshot::Sender<()>);

/// A relay that serves; it is cut off with this handle.
#[derive(Debug)]
pub(crate) struct Served {
    stop: Option<oneshot::Sender<()>>,
    orders: mpsc::UnboundedSender<Order>,
    task: JoinHandle<Result<(), String>>,
}

impl Served {
    /// Starts it.
    pub(crate) fn start(config: Config, clock: Clock, socket: Socket) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (orders, taken) = mpsc::unbounded_channel::<Order>();
        let shutdown = async move {
            // An error means that the house is gone, which is a reason to stop as well.
            let _ = stopped.await;
        };
        // Whoever asks for the next one has done with the one before.
        let reloads = futures::stream::unfold(
            (taken, None::<oneshot::Sender<()>>),
            async |(mut taken, before)| {
                if let Some(done) = before {
                    // An error means that nobody waits for it.
                    let _ = done.send(());
                }
                let (read, done) = taken.recv().await?;
                Some((read, (taken, Some(done))))
            },
        );
        let relay = run_following(config, clock, socket, None, reloads, shutdown);
        Self {
            stop: Some(stop),
            orders,
            task: tokio::spawn(relay),
        }
    }

    /// Lets it take over another configuration, or hear why there is none.
    pub(crate) async fn reload(&self, read: Result<Config, String>) {
        let (done, told) = oneshot::channel();
        self.orders.send((read, done)).expect("a relay that serves");
        told.await.expect("a relay that follows its configuration");
    }

    /// Stops it; nothing happens where it was stopped before.
    pub(crate) async fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // An error means that the relay has stopped by itself, which the next line tells.
            let _ = stop.send(());
            let ended = (&mut self.task).await.expect("the relay's task");
            ended.expect("a relay that stops without fault");
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}
