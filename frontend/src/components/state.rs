//! The states of a page beside the normal one: each one sentence and one next step.

use leptos::prelude::*;
use shared::problem::Problem;
use shared::text::Lang;

use super::live::live;
use crate::api::Failed;
use crate::browser::page;
use crate::prefs::Prefs;
use crate::store::Cost;

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
    /// What the operator needs, to copy: error code and request ids; and what happened.
    #[prop(optional, into)]
    code: Option<Code>,
    /// What is told beside, such as each of several failures.
    #[prop(optional, into)]
    rest: Option<AnyView>,
    /// The next step: what its button says, and what it does.
    #[prop(optional, into)]
    next: Option<(String, Callback<()>)>,
) -> impl IntoView {
    let code = code.filter(|code| !code.ids.is_empty() || !code.detail.is_empty());
    let code = code.map(|Code { ids, detail }| {
        view! {
            <p><code>{ids}</code></p>
            <p class="detail"><small lang="en">{detail}</small></p>
        }
        .into_any()
    });
    let next = next.map(|(label, run)| {
        view! {
            <button type="button" class="plain next" on:click=move |_| run.run(())>{label}</button>
        }
        .into_any()
    });
    view! {
        <section class="state" data-state=state role="status">
            <h2>{title}</h2>
            <p>{advice}</p>
            {rest}
            {code}
            {next}
        </section>
    }
    .into_any()
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
    // What the relay itself refused, it will refuse again.
    if !matches!(failed, Failed::Problem(_)) {
        page::on_return(move || retry.run(()));
    }
    live(move || {
        let lang = lang.get();
        let (title, advice, code) = words(lang, &failed);
        let mut state = "failed";
        let mut next = (lang.retry().to_owned(), retry);
        if matches!(failed, Failed::SignedOut | Failed::Forbidden) {
            state = "signed-out";
            // Whoever stands before the relay leads to where one signs in, and back here.
            next = (
                lang.sign_in().to_owned(),
                Callback::new(|()| page::reload()),
            );
        }
        Some(view! { <State state title advice code next /> }.into_any())
    })
}

/// What a large view takes, with a button that asks for it.
pub(crate) fn told(cost: Cost, go: Callback<()>) -> AnyView {
    // What shows it shows it anew in another language.
    let lang = Prefs::expect().lang.get_untracked();
    let title = lang.planned(cost.planned, cost.left, cost.apps > 1);
    let advice = match cost.over() {
        0 => lang.kept().to_owned(),
        over => lang.over(over),
    };
    let next = (lang.fetch().to_owned(), go);
    view! { <State state="large" title advice next /> }.into_any()
}

/// What the operator needs to find the cause.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Code {
    /// Error code and request ids.
    pub ids: String,
    /// What happened, in English.
    pub detail: String,
}

/// A failure in words: title, advice, and what to copy.
#[must_use]
pub fn words(lang: Lang, failed: &Failed) -> (String, String, Code) {
    let (title, advice) = match failed {
        Failed::Unreachable => (lang.unreachable(), lang.unreachable_advice()),
        Failed::SignedOut => (lang.signed_out(), lang.signed_out_advice()),
        Failed::Forbidden => (lang.forbidden(), lang.forbidden_advice()),
        Failed::Broken => (lang.broken(), lang.broken_advice()),
        Failed::Problem(problem) => {
            let title = problem.known_kind().map(|kind| lang.problem_title(kind));
            let title = title.map_or_else(|| problem.title.clone(), str::to_owned);
            return (title, advice(lang, problem), code(problem));
        }
    };
    (title.to_owned(), advice.to_owned(), Code::default())
}

/// What the reader can do: the relay knows what each code of WeChat's means and whom to ask, and
/// was asked in the page's language.
fn advice(lang: Lang, problem: &Problem) -> String {
    let figures = (problem.planned, problem.allowed, problem.left);
    let mut advice = match figures {
        (Some(planned), Some(allowed), Some(left)) => lang.too_many(planned, allowed, left),
        _ => String::new(),
    };
    advice.push_str(&problem.advice);
    advice
}

/// What the operator needs to find the cause.
#[must_use]
pub fn code(problem: &Problem) -> Code {
    let mut ids = Vec::new();
    ids.extend(problem.errcode.map(|errcode| format!("errcode {errcode}")));
    ids.extend(problem.rid.as_ref().map(|rid| format!("rid {rid}")));
    ids.extend(
        problem
            .request_id
            .as_ref()
            .map(|id| format!("request {id}")),
    );
    Code {
        ids: ids.join(" · "),
        detail: problem.detail.clone(),
    }
}
