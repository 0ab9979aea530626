//! What leaves the page, the dialog, what it hands out by hand, an embedded chart, a link that ages; and
//! the dialogs that help.

use super::scenes::Scene;

/// The dialog, after a step.
fn dialog(name: &'static str, then: &'static str, until: &'static str, path: &str) -> Scene {
    Scene {
        then,
        until_then: until,
        ..Scene::of(name, path)
    }
}

const OPEN: &str = "document.querySelector('[data-testid=share]').click()";
const IS_OPEN: &str = "document.querySelector('dialog.share[open] [data-share]')";

pub(crate) fn share(chart: &str) -> Vec<Scene> {
    vec![
        dialog("share", OPEN, IS_OPEN, chart),
        dialog("share-overview", OPEN, IS_OPEN, "?app=shop&last=30d"),
        dialog(
            "share-programs",
            "document.querySelector('[data-testid=share]').click();
             const wait = setInterval(() => { const more = document.querySelector('dialog.share summary');
                if (more) { clearInterval(wait); more.click(); more.scrollIntoView() } }, 20)",
            "document.querySelector('dialog.share details[open]')",
            chart,
        ),
        dialog(
            "share-by-hand",
            "Object.defineProperty(navigator, 'clipboard', {value: undefined});
             document.querySelector('[data-testid=words]').click()",
            "document.querySelector('dialog.share textarea')",
            chart,
        ),
        dialog(
            "share-picture",
            "Object.defineProperty(navigator, 'clipboard', {value: undefined});
             document.querySelector('[data-testid=picture]').click()",
            "document.querySelector('dialog.share img')?.complete",
            chart,
        ),
        dialog(
            "help-keys",
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'Slash', shiftKey: true, bubbles: true}))",
            "document.querySelector('dialog.help[open] table.keys')",
            chart,
        ),
        dialog(
            "help-text",
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'Slash', shiftKey: true, bubbles: true}));
             const wait = setInterval(() => { const help = document.querySelector('[data-help=help]');
                if (help) { clearInterval(wait); help.click() } }, 20)",
            "document.querySelector('dialog.help[open] .text li')",
            chart,
        ),
        Scene::of("embed", format!("{chart}&embed=1")),
        Scene {
            until: "document.querySelector('[data-testid=aged]')",
            ..Scene::of(
                "aged",
                "chart?app=shop&module=launch&metric=total&platform=ios,android&start=2026-08-20&end=2026-09-16",
            )
        },
    ]
}
