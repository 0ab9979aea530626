//! What is told around a page: a sign-in that has run out, another version, a program that stopped.

use super::scenes::Scene;

/// Goes on to another module, and asks for its data.
pub(crate) const ON: &str =
    "history.pushState(null, '', location.href.replace('launch&metric=total', 'memory'));
    dispatchEvent(new PopStateEvent('popstate'))";

pub(crate) fn around(chart: &str) -> Vec<Scene> {
    let answered = |name, answer: &str| Scene {
        then: format!("window.fetch = async () => {answer}; {ON}").leak(),
        until_then: "document.querySelector('.state')",
        ..Scene::of(name, chart)
    };
    let dialog = |name, way: &str| Scene {
        then: format!(
            "document.querySelector('[data-control=more] > button').click();
            setTimeout(() => document.querySelector('.choice[data-value={way}]').click(), 300)"
        )
        .leak(),
        until_then: "document.querySelector('dialog[open] h2')",
        ..Scene::of(name, chart)
    };
    vec![
        dialog("around-help", "help"),
        dialog("around-keys", "keys"),
        answered("around-signed-out", "new Response('', {status: 401})"),
        answered(
            "around-forbidden",
            "new Response('', {status: 403, headers: {'content-type': 'text/html'}})",
        ),
        Scene {
            then: "sessionStorage.setItem('bootlens.versions', '0.2.0');
                document.documentElement.dataset.versions = '0.1.0 0.2.0'",
            until_then: "document.querySelector('#newer:not([hidden])')",
            ..Scene::of("around-newer", chart)
        },
        Scene {
            then: "Node.prototype.cloneNode = Document.prototype.createElement
                = Document.prototype.createElementNS = () => { throw new Error('no more'); };
                setTimeout(() => document.querySelector('[data-control=more] > button').click())",
            until_then: "document.querySelector('#sorry:not([hidden])')",
            ..Scene::of("around-sorry", chart)
        },
        Scene {
            relay_goes: true,
            then: "document.querySelector('[data-control=days] > button').click()",
            until_then: "document.querySelector('.choices .reload')",
            ..Scene::of("around-unloaded", chart)
        },
    ]
}
