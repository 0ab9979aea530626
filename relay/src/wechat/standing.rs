//! How replies came so far: signed or plain, and by which certificate.

use std::sync::{Mutex, PoisonError};

use super::signing::Standing;

/// What was noted of an app's replies.
#[derive(Debug, Default)]
pub struct Standings(Mutex<Option<Standing>>);

impl Standings {
    /// How the last reply with data came, where calls are signed.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how a reply came; a change of that is told in the log.
    pub(super) fn opened(&self, standing: Standing) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.replace(standing) == Some(standing) {
            return;
        }
        match standing {
            Standing::Signed => {}
            Standing::SignedByDeprecated => tracing::warn!(
                "WeChat is changing its platform certificate: add the new one, from the console's \
                 平台证书, as a second platform_certificate"
            ),
            Standing::Plain => tracing::warn!(
                "WeChat's replies come plain although calls are signed; plain_replies = \"warn\" \
                 takes them"
            ),
        }
    }
}
