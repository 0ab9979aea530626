//! A view as history holds it: nobody upstream is asked, and what lacks is missing.

use shared::reply::Reply;
use shared::text::Lang;
use shared::view::View;

use super::{Asking, Engine, Question};
use crate::history::Moment;

/// So many days of slices are read for a reader who has not asked for them yet; a view with more is
/// asked for by the page itself.
const MOST: usize = 2_000;

impl Engine {
    /// The reply out of history alone; `None` where the view is refused, holds too much, or history
    /// can't be read.
    pub(crate) async fn kept(&self, view: View, lang: Lang) -> Option<Reply> {
        let question = self.question(view, lang, Moment::Now).await.ok()?;
        if question.size() > MOST {
            return None;
        }
        let question = Question {
            asking: Asking::Nothing,
            ..question
        };
        let begun = self.begin(question).await.ok()?;
        if begun.parts.iter().any(|part| part.history_failed) {
            return None;
        }
        self.whole(begun).await.ok()
    }
}
