//! What the service manager is told: systemd waits for it after a start and a reload, and a stop that
//! was not asked for looks different to it. Without one nobody is told anything.

use sd_notify::NotifyState;

/// The relay serves, by the configuration that was read last.
pub(super) fn ready() {
    tell(&[NotifyState::Ready]);
}

/// The configuration is being read anew.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(error) => tracing::debug!(%error, "the service manager is not told of the reload"),
    }
}

/// The relay takes no more, and lets requests end.
pub(super) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

fn tell(what: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(what) {
        tracing::debug!(%error, "the service manager can't be told");
    }
}
