//! A program that stops: an apology with the address, and a button that loads the page anew.

use tests::chromium::Screen;
use tests::visitor::launch;

use super::Guest;

const SORRY: &str = "#sorry:not([hidden])";

/// Hands out the program's exports.
const EXPORTS: &str =
    "addEventListener('TrunkApplicationStarted', event => { window.program = event.detail.wasm; })";

impl Guest {
    /// What the apology says, once it is there.
    async fn sorry(&self) -> String {
        let there = format!("document.querySelector('{SORRY}')");
        self.browser.until("the apology", &there).await;
        self.browser.text(SORRY).await
    }
}

#[tokio::test]
async fn a_panic_ends_in_an_apology_with_the_whole_address() {
    for (lang, words, other) in [("zh-CN", "抱歉", "Sorry"), ("en", "Sorry", "抱歉")] {
        let guest = Guest::at(Screen::LAPTOP.lang(lang)).await;
        guest.open(&format!("{}&colour=red", launch(28))).await;
        let address = guest.browser.address().await;
        // A document that makes no more elements is what the program can't go on with.
        let refuse = "Node.prototype.cloneNode = Document.prototype.createElement
            = Document.prototype.createElementNS = () => { throw new Error('no more'); };
            setTimeout(() => document.querySelector('[data-control=more] > button').click())";
        guest.browser.run::<Option<()>>(refuse, &[]).await;
        let said = guest.sorry().await;
        assert!(said.contains(words) && !said.contains(other), "{said}");
        assert!(said.contains(&address), "{said}");
        let link = "return document.querySelector('#same').href";
        assert_eq!(guest.browser.run::<String>(link, &[]).await, address);
        // What is there can be read, and pretends no life.
        assert!(guest.is_there("main[inert] canvas.chart").await);
        // The console knows what it was and where.
        let log = guest.browser.log().await;
        assert!(
            log.iter().any(|line| line.contains("panicked at")),
            "{log:?}"
        );
        guest.browser.press("#sorry .reload").await;
        guest
            .browser
            .until(
                "the page",
                "!document.querySelector('#sorry:not([hidden])')",
            )
            .await;
        guest.settle().await;
        assert_eq!(guest.browser.address().await, address);
        guest.leave().await;
    }
}

#[tokio::test]
async fn a_trap_that_no_panic_tells_of_is_told_too() {
    let guest = Guest::new().await;
    guest.first(EXPORTS).await;
    guest.open(&launch(28)).await;
    // A size that no memory has, from a task of the browser's own.
    let trap = "Promise.resolve().then(() => program.__wbindgen_export(-1, 3))";
    guest.browser.run::<Option<()>>(trap, &[]).await;
    guest.sorry().await;
    assert!(guest.is_there("main[inert]").await);
    guest.browser.log().await;
    guest.leave().await;
}

#[tokio::test]
async fn a_program_that_can_not_start_says_so_in_both_languages() {
    let guest = Guest::new().await;
    guest.first("WebAssembly.instantiateStreaming = WebAssembly.instantiate = async () => { throw new WebAssembly.CompileError('refused'); }").await;
    guest.go(&launch(28)).await;
    let said = guest.sorry().await;
    assert!(said.contains("抱歉") && said.contains("Sorry"), "{said}");
    assert!(
        !guest.browser.text("body").await.contains("正在打开"),
        "{said}"
    );
    assert_eq!(guest.documents(), 1);
    guest.browser.log().await;
    guest.leave().await;
}

#[tokio::test]
async fn what_others_throw_ends_nothing() {
    let guest = Guest::new().await;
    guest.open(&launch(28)).await;
    let others = "setTimeout(() => { throw new Error('of an extension'); });
        Promise.reject(new TypeError('of another'));
        dispatchEvent(new ErrorEvent('error', {message: 'ResizeObserver loop completed with undelivered notifications.'}))";
    guest.browser.run::<Option<()>>(others, &[]).await;
    guest.choose("metric", "memory").await;
    guest.browser.until_address("module=memory", true).await;
    guest.settle().await;
    assert!(!guest.is_there(SORRY).await && !guest.is_there("main[inert]").await);
    guest.leave().await;
}

#[tokio::test]
async fn what_stands_in_the_document_itself_is_said_in_both_languages() {
    let guest = Guest::new().await;
    guest.open(&launch(28)).await;
    let pairs = "return ['zh-CN', 'en'].map(lang => [...document.querySelectorAll('.word [lang]')]
        .filter(one => one.lang == lang && one.textContent.trim()).length)";
    let [chinese, english]: [usize; 2] = guest.browser.run(pairs, &[]).await;
    assert!(chinese == english && chinese >= 4, "{chinese} {english}");
    guest.leave().await;
}
