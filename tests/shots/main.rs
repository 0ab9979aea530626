//! Pictures of every page and state, as people see them; some of them are the README's.
//!
//! Everything stands still: the clock, the data, the screen. The pictures go to `target/shots`,
//! those of the README to `docs/pictures`.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a picture that can't be taken ends the run with its cause"
)]

mod around;
mod changes;
mod explore;
mod open;
mod scenes;
mod share;

use std::path::{Path, PathBuf};

use serde_json::json;
use tests::chromium::{Chromium, Screen};

use scenes::{Scene, scenes};

/// A size of screen and its name.
const SCREENS: [(&str, Screen); 2] = [("desktop", Screen::LAPTOP), ("phone", Screen::PHONE)];

/// The looks that each scene is seen in.
const LOOKS: [(&str, &str); 4] = [
    ("zh-CN", "light"),
    ("zh-CN", "dark"),
    ("en", "light"),
    ("en", "dark"),
];

#[tokio::main]
async fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let only = std::env::args().nth(1);
    for (size, screen) in SCREENS {
        for (lang, theme) in LOOKS {
            let browser = Chromium::start(Screen {
                // The README's pictures are looked at on sharp screens.
                ratio: screen.ratio.max(if theme == "light" { 2.0 } else { 1.0 }),
                ..screen.lang(lang)
            })
            .await;
            for scene in scenes() {
                if only.as_ref().is_some_and(|only| !scene.name.contains(only)) {
                    continue;
                }
                let short = lang.get(..2).unwrap_or(lang);
                let name = format!("{}-{size}-{short}-{theme}.png", scene.name);
                let file = root.join("target/shots").join(&name);
                take(&browser, &scene, theme, &file).await;
                println!("{name}");
                if let Some(place) = readme(&root, &scene, size, short, theme) {
                    std::fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
                    std::fs::copy(&file, place).expect("the README's picture");
                }
            }
        }
    }
}

/// Where the README shows this picture, if it does.
fn readme(root: &Path, scene: &Scene, size: &str, lang: &str, theme: &str) -> Option<PathBuf> {
    let shown = [
        ("chart", "desktop", "zh", "light"),
        ("chart", "desktop", "en", "dark"),
        ("overview", "desktop", "zh", "light"),
        ("panels", "phone", "zh", "light"),
        ("findings", "desktop", "zh", "light"),
        ("changes-app", "desktop", "zh", "light"),
    ];
    shown
        .contains(&(scene.name, size, lang, theme))
        .then(|| root.join(format!("docs/pictures/{}-{lang}-{theme}.png", scene.name)))
}

/// Sets the scene and takes its picture.
async fn take(browser: &Chromium, scene: &Scene, theme: &str, file: &Path) {
    let mut house = (scene.house)().await;
    let url = format!("{}/{}", house.url(), scene.path);
    browser.open(&format!("{}/livez", house.url())).await;
    let choose = "localStorage.setItem('bootlens.theme', arguments[0])";
    browser.run::<Option<()>>(choose, &[json!(theme)]).await;
    browser.open(&url).await;
    browser.until(scene.name, scene.until).await;
    if scene.relay_goes {
        house.stop().await;
    }
    if !scene.then.is_empty() {
        browser.run::<Option<()>>(scene.then, &[]).await;
        browser.until(scene.name, scene.until_then).await;
    }
    browser.until_painted().await;
    browser.picture(file).await;
}
