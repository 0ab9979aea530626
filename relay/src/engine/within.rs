//! A question answered in one piece: the whole of it, or what came in time.

use std::time::Duration;

use shared::day::Utc;
use shared::problem::{Problem, ProblemKind};
use shared::reply::{Calls, Failure, Reply};
use shared::stream::{Done, Joiner, Line};
use tokio::sync::mpsc;

use super::{Begun, Engine, Hold, Question, run};

/// A reply, or as much of it as came in time.
pub struct SoFar {
    /// What is known; days that have not come are missing.
    pub reply: Reply,
    /// How many windows came, of how many; `None` where the reply is whole.
    pub windows: Option<(usize, usize)>,
    /// Its place among the questions that are answered.
    pub(crate) hold: Hold,
}

/// What came of a stream.
struct Coming {
    lines: mpsc::Receiver<Line>,
    joiner: Joiner,
    failures: Vec<Failure>,
    done: usize,
    of: usize,
}

impl Engine {
    /// Answers in one piece: the same stream, joined.
    ///
    /// # Errors
    /// The problem that ends the stream where no day was answered or known.
    pub async fn whole(&self, begun: Begun) -> Result<Reply, Box<Problem>> {
        let lang = begun.question.lang;
        match self.coming(begun).end().await {
            Some(Ok(reply)) => Ok(reply),
            Some(Err(problem)) => Err(problem),
            None => Err(Box::new(Problem::new(
                ProblemKind::Internal,
                "The answer broke off inside the relay.",
                lang,
            ))),
        }
    }

    /// Answers in one piece after `wait` at the latest. What lacks then is fetched on, so that whoever
    /// asks next finds it.
    ///
    /// # Errors
    /// As [`Engine::whole`], as far as it is known in time.
    pub async fn within(&self, begun: Begun, wait: Duration) -> Result<SoFar, Box<Problem>> {
        let (question, hold) = (begun.question.clone(), begun.hold());
        let mut coming = self.coming(begun);
        let ended = tokio::time::timeout(wait, coming.end()).await;
        match ended {
            Ok(Some(ended)) => {
                let windows = None;
                ended.map(|reply| SoFar {
                    reply,
                    windows,
                    hold,
                })
            }
            Ok(None) => Err(Box::new(Problem::new(
                ProblemKind::Internal,
                "The answer broke off inside the relay.",
                question.lang,
            ))),
            Err(_) => {
                let windows = Some((coming.done, coming.of));
                let reply = self.so_far(&question, coming).await;
                Ok(SoFar {
                    reply,
                    windows,
                    hold,
                })
            }
        }
    }

    fn coming(&self, begun: Begun) -> Coming {
        let question = &begun.question;
        let joiner = Joiner::new(question.view.clone(), question.module, question.range);
        Coming {
            joiner,
            failures: Vec::new(),
            done: 0,
            of: begun.planned,
            lines: self.answer(begun),
        }
    }

    /// What came, as a reply; the rest goes on coming, for nobody.
    async fn so_far(&self, question: &Question, coming: Coming) -> Reply {
        let inner = &self.0;
        let Coming {
            mut lines,
            joiner,
            failures,
            of,
            ..
        } = coming;
        // Calls that nobody waits for would be cut off.
        tokio::spawn(async move { while lines.recv().await.is_some() {} });
        joiner.finish(Done {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            view: question.data_text(),
            fetched_at: Utc(inner.clock.now()),
            stale_since: None,
            data_through: run::data_through(inner, question).await,
            failures,
            revisions: Vec::new(),
            notices: Vec::new(),
            calls: Calls {
                planned: of,
                ..Calls::default()
            },
        })
    }
}

impl Coming {
    /// Takes in lines up to the last. It may be left and gone on with between two lines.
    async fn end(&mut self) -> Option<Result<Reply, Box<Problem>>> {
        while let Some(line) = self.lines.recv().await {
            match line {
                Line::Plan { calls, .. } => self.of = calls.planned,
                Line::Series { series } => self.joiner.add(series),
                Line::Progress { done, .. } => self.done = done,
                Line::Failure { failure } => self.failures.push(failure),
                Line::Done(done) => return Some(Ok(self.joiner.clone().finish(done))),
                Line::Problem { problem } => return Some(Err(Box::new(problem))),
            }
        }
        None
    }
}
