//! The line above the sentence: name, freshness, share, and what is rarely used.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::text::Lang;
use shared::view::{Grid, Scale, Smooth, Theme, View};

use super::choices::Choice;
use super::phrase::Phrase;
use crate::address::Address;
use crate::app::KnownApps;
use crate::browser::{clipboard, page};
use crate::prefs::Prefs;

/// The top line.
#[component]
pub fn Top(
    /// Up to which day there is data.
    #[prop(into)]
    through: Signal<String>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let demo = move || KnownApps::expect().list().is_some_and(|apps| apps.demo);
    let said = RwSignal::new(None::<&'static str>);
    let copy = move |_| {
        let lang = lang.get_untracked();
        spawn_local(async move {
            let copied = clipboard::copy(&page::address()).await;
            said.set(Some(if copied {
                lang.link_copied()
            } else {
                lang.copy_by_hand()
            }));
            set_timeout(
                move || {
                    let _ = said.try_set(None);
                },
                std::time::Duration::from_secs(3),
            );
        });
    };
    view! {
        <header class="top">
            <a class="brand" href=page::base_path()>"Bootlens"</a>
            <Show when=demo><span class="stamp">{move || lang.get().demo_stamp()}</span></Show>
            <span class="through">{move || through.get()}</span>
            <button type="button" class="plain" data-testid="share" on:click=copy>{move || lang.get().share()}</button>
            <More />
        </header>
        {move || said.get().map(|text| view! { <div class="toast" role="status">{text}</div> })}
    }
}

/// What is rarely used: language, theme, and how the chart is drawn.
#[component]
fn More() -> impl IntoView {
    let prefs = Prefs::expect();
    let address = Address::expect();
    let lang = prefs.lang;
    let change = move |edit: fn(&mut View, usize), index: usize| {
        let mut view = address.view();
        edit(&mut view, index);
        address.replace(address.place.get_untracked(), view);
    };
    view! {
        <Phrase control="more" label=Signal::derive(move || lang.get().more().to_owned())>
            <div class="group">{move || lang.get().language()}</div>
            {[(Lang::Zh, "中文"), (Lang::En, "English")].map(|(one, name)| view! {
                <Choice value=one.word() label=Signal::derive(move || name.to_owned())
                    checked=Signal::derive(move || lang.get() == one) pick=move |()| prefs.choose_lang(one) />
            })}
            <div class="group">{move || lang.get().theme()}</div>
            {[Theme::Light, Theme::Dark].map(|one| view! {
                <Choice value=one.word()
                    label=Signal::derive(move || match one { Theme::Light => lang.get().light(), Theme::Dark => lang.get().dark() }.to_owned())
                    checked=Signal::derive(move || prefs.theme.get() == one) pick=move |()| prefs.choose_theme(one) />
            })}
            <div class="group">{move || lang.get().value_axis()}</div>
            {Scale::ALL.iter().enumerate().map(|(index, one)| view! {
                <Choice value=one.word() label=Signal::derive(move || lang.get().scale(*one).to_owned())
                    checked=Signal::derive(move || address.view().scale == Some(*one))
                    pick=move |()| change(|view, index| view.scale = other(view.scale, Scale::ALL[index]), index) />
            }).collect_view()}
            <div class="group">{move || lang.get().smoothing()}</div>
            {Smooth::ALL.iter().enumerate().map(|(index, one)| view! {
                <Choice value=one.word() label=Signal::derive(move || lang.get().smoothed(one.days()))
                    checked=Signal::derive(move || address.view().smooth == Some(*one))
                    pick=move |()| change(|view, index| view.smooth = other(view.smooth, Smooth::ALL[index]), index) />
            }).collect_view()}
            <div class="group">{move || lang.get().panels()}</div>
            {Grid::ALL.iter().enumerate().map(|(index, one)| view! {
                <Choice value=one.word() label=Signal::derive(move || lang.get().grid(*one).to_owned())
                    checked=Signal::derive(move || address.view().grid == Some(*one))
                    pick=move |()| change(|view, index| view.grid = other(view.grid, Grid::ALL[index]), index) />
            }).collect_view()}
            <p class="notice">{move || lang.get().shortcuts()}</p>
        </Phrase>
    }
}

/// Picking what is chosen leaves it to the page again.
fn other<T: PartialEq>(chosen: Option<T>, picked: T) -> Option<T> {
    (chosen.as_ref() != Some(&picked)).then_some(picked)
}
