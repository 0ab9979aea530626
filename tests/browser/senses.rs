//! What the reader's system asks for is heeded: its own colours, no motion, a large page, a narrow one.

use serde_json::json;
use tests::House;
use tests::chromium::Screen;
use tests::visitor::{Visitor, launch};

/// Emulates a feature of the system.
async fn asks(visitor: &Visitor, name: &str, value: &str) {
    let features = json!({"features": [{"name": name, "value": value}]});
    visitor
        .browser
        .devtools("Emulation.setEmulatedMedia", features)
        .await;
}

#[tokio::test]
async fn forced_colours_leave_lines_swatches_and_what_floats_to_be_told_apart() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor
        .open(&format!("{}&metric=total&platform=ios,android", launch(28)))
        .await;
    let swatches = "return [...document.querySelectorAll('.figures .swatch')].map(one => getComputedStyle(one).backgroundColor)";
    let before: Vec<String> = visitor.browser.run(swatches, &[]).await;
    asks(&visitor, "forced-colors", "active").await;
    visitor
        .browser
        .until(
            "forced colours",
            "matchMedia('(forced-colors: active)').matches",
        )
        .await;
    let after: Vec<String> = visitor.browser.run(swatches, &[]).await;
    assert_eq!(before, after);
    assert_ne!(after[0], after[1]);
    // The lines stand on the ground that they were chosen for.
    let ground = "const style = getComputedStyle(document.querySelector('canvas.chart'));
        return [style.backgroundColor, style.forcedColorAdjust]";
    let ground: [String; 2] = visitor.browser.run(ground, &[]).await;
    assert_eq!(ground, ["rgb(252, 252, 250)", "none"]);
    visitor.browser.press("[data-control=days] > button").await;
    visitor
        .browser
        .until("the menu", "document.querySelector('.choices .choice')")
        .await;
    let edge = "return getComputedStyle(document.querySelector('.choices')).borderTopStyle";
    assert_eq!(visitor.browser.run::<String>(edge, &[]).await, "solid");
    visitor.leave().await;
}

#[tokio::test]
async fn nothing_moves_where_the_system_asks_for_stillness() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.go("livez").await;
    for (wanted, moves) in [("reduce", false), ("no-preference", true)] {
        visitor.open(&launch(28)).await;
        asks(&visitor, "prefers-reduced-motion", wanted).await;
        // Rules count, not elements: what moves is seldom there.
        let rules = "
            const moving = list => [...list].flatMap(rule => rule.cssRules && rule.media
                ? (matchMedia(rule.media.mediaText).matches ? moving(rule.cssRules) : [])
                : /transition|animation|scroll-behavior/.test(rule.cssText) ? [rule.cssText] : []);
            return [...document.styleSheets].flatMap(sheet => moving(sheet.cssRules))";
        let rules: Vec<String> = visitor.browser.run(rules, &[]).await;
        assert_eq!(!rules.is_empty(), moves, "{wanted}: {rules:?}");
    }
    visitor.leave().await;
}

#[tokio::test]
async fn nothing_is_cut_off_at_320_pixels_or_at_twice_the_size() {
    // A laptop's page at 200 % has half of its pixels.
    for (width, height) in [(320, 640), (720, 450)] {
        for lang in ["zh-CN", "en"] {
            let screen = Screen {
                width,
                height,
                ratio: 2.0,
                touch: width < 400,
                lang,
            };
            let visitor = Visitor::at(House::demo().await, screen).await;
            for path in [
                "",
                "?app=shop&last=28d",
                "chart?app=shop&module=launch&platform=ios,android&last=28d",
                "chart?app=shop&module=launch&metric=total&platform=ios,android&level=high,low&last=90d",
                "chart?app=shop&module=launch&metric=total&last=28d&embed=1",
                "changes?app=shop&last=28d",
                "open",
            ] {
                visitor.open(path).await;
                if path.contains("embed") || path == "open" {
                    fits(&visitor, path).await;
                    continue;
                }
                for section in ["table", "statistics", "marks", "guide"] {
                    let there = format!("return !!document.querySelector('details.{section}')");
                    if visitor.browser.run::<bool>(&there, &[]).await {
                        visitor
                            .browser
                            .press(&format!("details.{section} summary"))
                            .await;
                        let shown =
                            format!("document.querySelector('details.{section} > :not(summary)')");
                        visitor.browser.until(section, &shown).await;
                    }
                }
                fits(&visitor, path).await;
                visitor.share().await;
                fits(&visitor, &format!("{path}, sharing")).await;
            }
            visitor.leave().await;
        }
    }
}

/// Nothing reaches past the screen's right edge.
async fn fits(visitor: &Visitor, what: &str) {
    let widths = "const dialog = document.querySelector('dialog');
        return [document.documentElement.scrollWidth, innerWidth, dialog?.scrollWidth ?? 0, dialog?.clientWidth ?? 0]";
    let [content, screen, inside, dialog]: [f64; 4] = visitor.browser.run(widths, &[]).await;
    assert!(content <= screen, "{what}: {content} on {screen}");
    assert!(inside <= dialog, "{what}: {inside} in a dialog of {dialog}");
}
