//! What happens around a page while it is open: another version, a sign-in that has run out, a network
//! that goes and comes, a browser that keeps nothing, and a program that stops.

mod alone;
mod signed_out;
mod stopped;
mod versions;

use tests::House;
use tests::Porch;
use tests::chromium::{Chromium, Screen};
use tests::visitor::{READY, faults};

/// A reader before a porch before a relay.
struct Guest {
    house: House,
    porch: Porch,
    browser: Chromium,
}

impl Guest {
    async fn new() -> Self {
        Self::at(Screen::LAPTOP).await
    }

    async fn at(screen: Screen) -> Self {
        let house = House::start().await;
        let porch = Porch::before(house.url()).await;
        let browser = Chromium::start(screen).await;
        Self {
            house,
            porch,
            browser,
        }
    }

    /// Runs a script in every document, before anything else does.
    async fn first(&self, script: &str) {
        let source = serde_json::json!({ "source": script });
        let method = "Page.addScriptToEvaluateOnNewDocument";
        self.browser.devtools(method, source).await;
    }

    async fn go(&self, path: &str) {
        self.browser
            .open(&format!("{}/{path}", self.porch.url()))
            .await;
    }

    async fn settle(&self) {
        self.browser.until("all data", READY).await;
        self.browser.until_painted().await;
    }

    async fn open(&self, path: &str) {
        self.go(path).await;
        self.settle().await;
    }

    /// Opens a phrase and picks a choice of it.
    async fn choose(&self, control: &str, value: &str) {
        let phrase = format!("[data-control={control}]");
        if !self.is_there(&format!("{phrase} .choices")).await {
            self.browser.press(&format!("{phrase} > button")).await;
        }
        let choice = format!("{phrase} .choice[data-value='{value}']");
        self.browser.press(&choice).await;
    }

    /// Waits for a state, which is the only one, and gives what it says.
    async fn state(&self, name: &str) -> String {
        let selector = format!(".state[data-state={name}]");
        let there = format!("document.querySelector('{selector}')");
        self.browser.until(name, &there).await;
        let states = self.browser.texts(".state[data-state]").await;
        assert_eq!(states.len(), 1, "{states:?}");
        self.browser.text(&selector).await
    }

    async fn is_there(&self, selector: &str) -> bool {
        let script = "return !!document.querySelector(arguments[0])";
        self.browser.run(script, &[selector.into()]).await
    }

    /// The documents that were loaded.
    fn documents(&self) -> usize {
        self.porch.asked("/chart?").len()
    }

    /// Says goodbye: nothing was refused by the policy, and nothing stopped.
    async fn leave(self) {
        let log = self.browser.log().await;
        assert_eq!(faults(&log), Vec::<&String>::new());
    }
}
