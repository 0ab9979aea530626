//! Whether WeChat may be asked for an app now: the store knows the stops of a day, for every relay
//! and beyond a restart; the app's gate knows the shorter ones.

use std::sync::Arc;

use shared::day::Day;

use super::Inner;
use super::apps::App;
use crate::history::Stop;
use crate::wechat::{Error, Span};

/// Waits until a call may be made.
///
/// # Errors
/// Why none is to be made now.
pub(super) async fn pass(inner: &Inner, app: &App, today: Day) -> Result<(), Error> {
    let gate = app.account.gate();
    match inner.history.stopped(&app.appid, today).await {
        Ok(Some(stop)) => {
            let error = Error::from_reply(stop.code, "", stop.rid);
            // Remembered for when the store is away.
            gate.close(&error, inner.clock.now());
            gate.keep();
            return Err(error.again());
        }
        Ok(None) => gate.lift(),
        // History has told why; what this process remembers decides.
        Err(_) => {}
    }
    gate.pass().await
}

/// Takes note of a call that failed: what stops the app holds from now on.
pub(super) async fn note(inner: &Arc<Inner>, app: &App, error: &Error) {
    let now = inner.clock.now();
    let (Some(Span::Midnight), Some(code)) = (app.account.gate().close(error, now), error.errcode)
    else {
        return;
    };
    let stop = Stop {
        code,
        rid: error.rid.clone(),
        at: now,
    };
    let (inner, account, appid) = (inner.clone(), app.account.clone(), app.appid.clone());
    // It is kept also where everybody leaves in this moment.
    let keeping = tokio::spawn(async move {
        // History has told why where it can't be kept; the gate holds it.
        let Ok(is_new) = inner.history.stop(&appid, Day::at_unix(now), &stop).await else {
            return;
        };
        account.gate().keep();
        if is_new {
            tracing::warn!(
                appid = &*appid,
                errcode = stop.code,
                rid = stop.rid,
                "no calls are left today"
            );
            // What WeChat grants is worth knowing now; nobody waits for it.
            tokio::spawn(async move { inner.learn_quietly(&appid).await });
        }
    });
    // An error means that the runtime ends.
    let _ = keeping.await;
}
