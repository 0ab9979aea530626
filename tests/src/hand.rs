//! A reader's hand: mouse, finger and keys, as the browser gets them from a person.

use serde_json::json;
use shared::day::Day;

use crate::visitor::Visitor;

/// A point of the screen, in CSS pixels.
pub type Point = (f64, f64);

/// Keys that write nothing, with their codes.
const KEYS: [(&str, u32); 7] = [
    ("ArrowLeft", 37),
    ("ArrowRight", 39),
    ("Home", 36),
    ("End", 35),
    ("Enter", 13),
    ("Escape", 27),
    ("Tab", 9),
];

impl Visitor {
    /// A point of the first chart, at a share of its width and half-way up, once it is on the screen.
    pub async fn point(&self, share: f64) -> Point {
        let script = "const canvas = document.querySelector('canvas.chart');
            canvas.scrollIntoView({block: 'center'});
            const box = canvas.getBoundingClientRect();
            return [box.left, box.top + box.height / 2, box.width]";
        let [left, y, width]: [f64; 3] = self.browser.run(script, &[]).await;
        (left + width * share, y)
    }

    /// The day that the tooltip tells, once there is one.
    ///
    /// # Panics
    /// Where it tells none.
    pub async fn told_day(&self) -> Day {
        self.browser
            .until("a tooltip", "document.querySelector('.tooltip strong')")
            .await;
        self.browser.until_painted().await;
        let text = self.browser.text(".tooltip strong").await;
        let numbers: Vec<i64> = text
            .split(|letter: char| !letter.is_ascii_digit())
            .filter_map(|digits| digits.parse().ok())
            .collect();
        let [year, month, day] = numbers[..] else {
            panic!("no day in «{text}»");
        };
        let day = format!("{year}-{month:02}-{day:02}");
        day.parse().expect("a day")
    }

    /// The day that the tooltip tells with the mouse at a point.
    pub async fn hover(&self, point: Point) -> Day {
        self.mouse("mouseMoved", point, false).await;
        self.told_day().await
    }

    /// The mouse does something at a point, with its first button held or not.
    pub async fn mouse(&self, kind: &str, (x, y): Point, held: bool) {
        let button = if held { "left" } else { "none" };
        let parameters = json!({"type": kind, "x": x, "y": y, "button": button,
            "buttons": u8::from(held), "clickCount": u8::from(held), "pointerType": "mouse"});
        self.browser
            .devtools("Input.dispatchMouseEvent", parameters)
            .await;
    }

    /// The mouse is pressed at a point, drawn to another and let go there.
    pub async fn drag(&self, from: Point, to: Point) {
        self.mouse("mouseMoved", from, false).await;
        self.mouse("mousePressed", from, true).await;
        for step in 1..=4_u32 {
            let share = f64::from(step) / 4.0;
            let at = |a: f64, b: f64| a + (b - a) * share;
            self.mouse("mouseMoved", (at(from.0, to.0), at(from.1, to.1)), true)
                .await;
        }
        self.mouse("mouseReleased", to, true).await;
    }

    /// A finger is laid down at a point and drawn to another; it stays there.
    pub async fn finger(&self, from: Point, to: Point) {
        let touch =
            |kind: &str, (x, y): Point| json!({"type": kind, "touchPoints": [{"x": x, "y": y}]});
        for parameters in [touch("touchStart", from), touch("touchMove", to)] {
            self.browser
                .devtools("Input.dispatchTouchEvent", parameters)
                .await;
        }
    }

    /// The finger is lifted.
    pub async fn lift(&self) {
        let parameters = json!({"type": "touchEnd", "touchPoints": []});
        self.browser
            .devtools("Input.dispatchTouchEvent", parameters)
            .await;
    }

    /// Goes on by the Tab key until what has the focus fits a selector, as those do who have no mouse.
    ///
    /// # Panics
    /// Where the way round the page does not lead there.
    pub async fn tab_to(&self, selector: &str) {
        let there = format!("return document.activeElement.matches({})", json!(selector));
        for _ in 0..150 {
            self.key("Tab", false).await;
            if self.browser.run::<bool>(&there, &[]).await {
                return;
            }
        }
        panic!("the Tab key does not lead to {selector}");
    }

    /// A key is pressed and let go, with Shift held or not.
    pub async fn key(&self, key: &str, shift: bool) {
        let known = KEYS.iter().find(|(name, _)| *name == key);
        let modifiers = if shift { 8 } else { 0 };
        let code = match key.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => format!("Key{}", key.to_uppercase()),
            [digit] if digit.is_ascii_digit() => format!("Digit{key}"),
            b"/" | b"?" => "Slash".to_owned(),
            b"[" => "BracketLeft".to_owned(),
            b"]" => "BracketRight".to_owned(),
            _ => key.to_owned(),
        };
        let mut parameters = json!({"key": key, "code": code, "modifiers": modifiers});
        match known {
            Some((_, code)) => parameters["windowsVirtualKeyCode"] = json!(code),
            None => parameters["text"] = json!(key),
        }
        if key == "Enter" {
            // A button is pressed by the sign, not by the key.
            parameters["text"] = json!("\r");
        }
        for kind in ["keyDown", "keyUp"] {
            parameters["type"] = json!(kind);
            self.browser
                .devtools("Input.dispatchKeyEvent", parameters.clone())
                .await;
        }
    }
}
