//! Saved files: the page before any, with an export, and with what is not opened.

use super::scenes::Scene;

/// Drops what `files` holds, each a name and a text.
macro_rules! dropped {
    ($before:literal) => {
        concat!(
            "const drop = files => {
                const carried = new DataTransfer();
                for (const [name, text] of files) carried.items.add(new File([text], name));
                const event = new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: carried});
                document.querySelector('main').dispatchEvent(event);
            };",
            $before
        )
    };
}

pub(crate) fn open() -> Vec<Scene> {
    const PLACE: &str = "document.querySelector('[data-testid=place]')";
    let scene = |name, then, until_then| Scene {
        until: PLACE,
        then,
        until_then,
        ..Scene::of(name, "open")
    };
    vec![
        scene("open-empty", "", "true"),
        scene(
            "open-hangs",
            "document.querySelector('main').dispatchEvent(new DragEvent('dragover', {bubbles: true, cancelable: true}))",
            "document.querySelector('main.hangs')",
        ),
        scene(
            "open-file",
            dropped!(
                "const view = 'app=shop&module=launch&metric=total&start=2026-10-01&end=2026-10-28&platform=ios,android';
                Promise.all([fetch('api/v1/performance?' + view), fetch('api/v1/apps')]
                    .map(one => one.then(answer => answer.json()))).then(([reply, apps]) => {
                    reply.series = reply.series.filter(one => one.metric.id === 'total');
                    Object.assign(reply, {shown: view, apps: apps.apps.filter(one => one.alias === 'shop'), demo: true});
                    drop([['bootlens-shop-launch-2026-10-01_2026-10-28.json', JSON.stringify(reply)]]);
                })"
            ),
            "document.querySelector('.sheet canvas')",
        ),
        scene(
            "open-refused",
            dropped!(
                "const reply = value => JSON.stringify({errcode: 0, data: {body: {tables: [{id: 'memory', zh: '内存均值', lines: [{fields:
                    [1, 2, 3, 4, 5, 6, 7, 8, 9].map(day => ({refdate: '2026100' + day, value: String(value + day * 7 % 5)}))}]}]}}});
                drop([['ios.json', reply(280)], ['android.json', reply(310)], ['login.json', '<!DOCTYPE html><html></html>'],
                    ['cut.json', reply(1).slice(0, 90)], ['token.json', '{\"errcode\":40001,\"errmsg\":\"invalid credential\"}']])"
            ),
            "document.querySelectorAll('.sheet canvas').length === 2",
        ),
    ]
}
