//! What the terminal or the service manager asks of a process that serves.

use futures::Stream;

/// Ready when the process is asked to stop. Who asks a second time does not want to wait: the process
/// ends at once.
pub(super) async fn stop() {
    wanted().await;
    tokio::spawn(async {
        wanted().await;
        std::process::exit(1);
    });
}

/// Ready when the process is asked to stop, by a terminal or by a service manager.
async fn wanted() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        let kind = tokio::signal::unix::SignalKind::terminate();
        match tokio::signal::unix::signal(kind) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<Option<()>>();
    tokio::select! {
        () = interrupt => {}
        _ = terminate => {}
    }
}

/// An item each time that the configuration is to be read anew (SIGHUP). From this call on the signal no
/// longer ends the process.
#[cfg(unix)]
pub(super) fn hangups() -> impl Stream<Item = ()> + Send + 'static {
    let signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup());
    if let Err(error) = &signal {
        tracing::warn!(%error, "the configuration can't be read anew while it serves");
    }
    futures::stream::unfold(signal.ok(), async |signal| {
        let mut signal = signal?;
        signal.recv().await?;
        Some(((), Some(signal)))
    })
}

/// No other system knows the signal.
#[cfg(not(unix))]
pub(super) fn hangups() -> impl Stream<Item = ()> + Send + 'static {
    futures::stream::pending()
}
