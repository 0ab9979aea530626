//! A reader: a browser with nothing in store, before a relay of their own.

use serde_json::json;
use shared::day::DayRange;
use shared::module::Module;

use crate::House;
use crate::chromium::{Chromium, Screen};
use crate::house::{last_days, view};

/// Whether the chart page has all its data, and each of its canvases something on it.
pub const READY: &str = "document.querySelector('main[data-ready=true]')";

/// A reader at a screen.
#[derive(Debug)]
pub struct Visitor {
    /// What they look at.
    pub house: House,
    /// What they look with.
    pub browser: Chromium,
}

impl Visitor {
    /// A laptop before a relay of the simulator's apps.
    pub async fn new() -> Self {
        Self::at(House::start().await, Screen::LAPTOP).await
    }

    /// A screen before a relay.
    pub async fn at(house: House, screen: Screen) -> Self {
        let browser = Chromium::start(screen).await;
        Self { house, browser }
    }

    /// Opens an address below the relay's, without waiting for anything.
    pub async fn go(&self, path: &str) {
        let url = format!("{}/{path}", self.house.url());
        self.browser.open(&url).await;
    }

    /// Opens an address and waits for all its data and its pictures.
    pub async fn open(&self, path: &str) {
        self.go(path).await;
        self.settle().await;
    }

    /// Waits for all data, and for the frame that paints them.
    pub async fn settle(&self) {
        self.browser.until("all data", READY).await;
        self.browser.until_painted().await;
    }

    /// Opens a phrase of the sentence and picks a choice of it.
    pub async fn choose(&self, control: &str, value: &str) {
        let phrase = format!("[data-control={control}]");
        let open = format!("return !!document.querySelector('{phrase} .choices')");
        if !self.browser.run::<bool>(&open, &[]).await {
            self.browser.press(&format!("{phrase} > button")).await;
        }
        let choice = format!("{phrase} .choice[data-value={}]", json!(value));
        self.browser.press(&choice).await;
    }

    /// What is on the first canvas, as a number that differs where a pixel differs.
    pub async fn picture(&self) -> f64 {
        let script = "
            const canvas = document.querySelector('canvas.chart');
            const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let sum = canvas.width * 31 + canvas.height;
            for (let at = 0; at < all.length; at++) sum = (sum * 31 + all[at]) % 4294967291;
            return sum";
        self.browser.run(script, &[]).await
    }

    /// The figures of the table, newest day first: a row a day, a cell a series.
    pub async fn table(&self) -> Vec<Vec<String>> {
        if !self
            .browser
            .run::<bool>("return document.querySelector('details.table').open", &[])
            .await
        {
            self.browser.press("details.table summary").await;
        }
        self.browser
            .until(
                "the table",
                "document.querySelector('table.values tbody td')",
            )
            .await;
        let script = "return [...document.querySelectorAll('table.values tbody tr')]
            .map(row => [...row.querySelectorAll('td')].map(cell => cell.querySelector('span').textContent))";
        self.browser.run(script, &[]).await
    }

    /// Says goodbye: nothing was refused by the content security policy, and nothing panicked.
    ///
    /// # Panics
    /// Where something was.
    pub async fn leave(self) {
        let log = self.browser.log().await;
        assert_eq!(faults(&log), Vec::<&String>::new());
    }
}

/// Those lines of a console that no visit may leave.
#[must_use]
pub fn faults(log: &[String]) -> Vec<&String> {
    const WORDS: [&str; 3] = ["security policy", "panicked", "unreachable"];
    let is_fault = |line: &&String| {
        let line = line.to_lowercase();
        WORDS.iter().any(|word| line.contains(word))
    };
    log.iter().filter(is_fault).collect()
}

/// The address of a chart of an app's module.
#[must_use]
pub fn chart(app: &str, module: Module, range: DayRange) -> String {
    format!("chart?{}", view(app, module, range))
}

/// The launch of the shop over the last days.
#[must_use]
pub fn launch(days: u32) -> String {
    chart("shop", Module::Launch, last_days(days))
}
