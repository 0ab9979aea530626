//! Who read what, when, and how it was answered: one line of JSON for each data access, refusal, export, use of
//! a machine's token, renewed question and reload.
//!
//! Whoever answers hands over what is known and goes on; one thread writes. A line that can't be written is
//! counted and told, and the request is answered all the same: a full disk must not take the charts away,
//! and what is lacking is seen (`bootlens_audit_failures_total`, `/readyz?verbose`).

mod line;
mod writer;

#[cfg(test)]
mod tests;

use std::time::Duration;

use arc_swap::ArcSwapOption;
use shared::day::DayRange;
use shared::view::Alias;

use crate::config::AuditPlace;
use crate::telemetry::Served;
use line::Entry;
use writer::Writer;

/// How long a stop waits for the last lines.
const FLUSH: Duration = Duration::from_secs(2);

/// The audit of a relay or of a command; where none is configured it costs one look.
pub struct Audit(ArcSwapOption<Writer>);

/// How the audit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// None is configured.
    Off,
    /// The last lines were written.
    Well,
    /// Lines are lacking.
    Failing,
}

/// What a command of the operator's did with the days that are kept.
#[derive(Clone, Copy, Debug)]
pub struct Errand<'a> {
    /// The command, such as `bootlens refresh`.
    pub command: &'static str,
    /// Whose days.
    pub apps: &'a [Alias],
    /// Which module, where it is one.
    pub module: Option<&'a str>,
    /// Which days.
    pub days: Option<DayRange>,
    /// Calls to WeChat that were made.
    pub calls: usize,
    /// Whether all of it was done.
    pub well: bool,
}

impl Audit {
    /// An audit that is written to a place, which is opened now.
    ///
    /// # Errors
    /// Names the file that can't be opened.
    pub fn new(place: Option<&AuditPlace>) -> Result<Self, String> {
        let writer = place.map(Writer::start).transpose()?;
        Ok(Self(ArcSwapOption::from_pointee(writer)))
    }

    /// Goes on in the place that the configuration names now; its file is opened anew, since it may have been
    /// put aside.
    ///
    /// # Errors
    /// As [`Audit::new`]; the old place stays.
    pub fn follow(&self, place: Option<&AuditPlace>) -> Result<(), String> {
        let now = self.0.load();
        match (now.as_ref(), place) {
            (Some(writer), Some(place)) if writer.place() == place => {
                writer.reopen();
                Ok(())
            }
            _ => {
                let writer = place.map(Writer::start).transpose()?;
                self.0.store(writer.map(Into::into));
                Ok(())
            }
        }
    }

    /// A request was answered.
    pub(crate) fn served(&self, served: Served, now: impl FnOnce() -> i64) {
        if let Some(writer) = self.0.load().as_ref()
            && let Some(what) = line::what(&served)
        {
            writer.write(Entry::Served(now(), what, Box::new(served)));
        }
    }

    /// The configuration was read again.
    pub(crate) fn reloaded(&self, well: bool, why: Option<&str>, now: i64) {
        if let Some(writer) = self.0.load().as_ref() {
            let why = why.map(str::to_owned);
            writer.write(Entry::Reload { now, well, why });
        }
    }

    /// A command was done.
    pub fn done(&self, errand: &Errand<'_>, now: i64) {
        if let Some(writer) = self.0.load().as_ref() {
            writer.write(Entry::Errand(line::errand(errand, now)));
        }
    }

    /// Waits until all that was handed over is written, or for a moment at most.
    pub async fn flush(&self) {
        let Some(written) = self.0.load().as_ref().map(|writer| writer.flush()) else {
            return;
        };
        if tokio::time::timeout(FLUSH, written).await.is_err() {
            tracing::warn!("the audit's last lines are not written: its place does not take them");
        }
    }

    /// How it is.
    pub(crate) fn standing(&self) -> Standing {
        match self.0.load().as_ref() {
            None => Standing::Off,
            Some(writer) if writer.is_failing() => Standing::Failing,
            Some(_) => Standing::Well,
        }
    }
}
