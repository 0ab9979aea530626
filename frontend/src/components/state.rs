//! The states of a page beside the normal one: each one sentence and one next step.

use leptos::prelude::*;
use shared::problem::Problem;
use shared::text::Lang;

use super::live::live;
use crate::api::Failed;
use crate::prefs::Prefs;

/// A state of the page.
#[component]
pub fn State(
    /// Its name: `data-state`.
    state: &'static str,
    /// What is the matter.
    #[prop(into)]
    title: String,
    /// What to do about it.
    #[prop(into)]
    advice: String,
    /// What the operator needs: error code, request ids.
    #[prop(optional, into)]
    code: Option<String>,
    /// The next step: what its button says, and what it does.
    #[prop(optional, into)]
    next: Option<(String, Callback<()>)>,
) -> impl IntoView {
    view! {
        <section class="state" data-state=state role="status">
            <h2>{title}</h2>
            <p>{advice}</p>
            {code.map(|code| view! { <p><code>{code}</code></p> })}
            {next.map(|(label, run)| view! {
                <button type="button" class="plain next" on:click=move |_| run.run(())>{label}</button>
            })}
        </section>
    }
}

/// An answer that did not come, with a button that asks again.
#[component]
pub fn FailedState(
    /// Why it did not come.
    failed: Failed,
    /// Asks again.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    live(move || {
        let lang = lang.get();
        let (title, advice, code) = words(lang, &failed);
        let next = (lang.retry().to_owned(), retry);
        Some(view! { <State state="failed" title advice code next /> }.into_any())
    })
}

/// A failure in words: title, advice, and what to copy.
#[must_use]
pub fn words(lang: Lang, failed: &Failed) -> (String, String, String) {
    match failed {
        Failed::Unreachable => (
            lang.unreachable().to_owned(),
            lang.unreachable_advice().to_owned(),
            String::new(),
        ),
        Failed::Broken => (
            lang.broken().to_owned(),
            lang.broken_advice().to_owned(),
            String::new(),
        ),
        Failed::Problem(problem) => match problem.known_kind() {
            Some(kind) => (
                lang.problem_title(kind).to_owned(),
                lang.problem_advice(kind).to_owned(),
                code(problem),
            ),
            None => (problem.title.clone(), problem.advice.clone(), code(problem)),
        },
    }
}

/// What the operator needs to find the cause.
#[must_use]
pub fn code(problem: &Problem) -> String {
    let mut parts = vec![problem.detail.clone()];
    parts.extend(problem.errcode.map(|errcode| format!("errcode {errcode}")));
    parts.extend(problem.rid.as_ref().map(|rid| format!("rid {rid}")));
    parts.extend(
        problem
            .request_id
            .as_ref()
            .map(|id| format!("request {id}")),
    );
    parts.join(" · ")
}
