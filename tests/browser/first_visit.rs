//! What a first visit takes, as the browser itself counted it.

use tests::House;
use tests::chromium::Screen;
use tests::visit::LIMIT;
use tests::visitor::{Visitor, launch};

/// Encoded bodies of the document and of all that it led to.
const ENTRIES: &str = "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map(one => [one.name, one.encodedBodySize])";

#[tokio::test]
async fn each_first_page_fits_into_240_kb_with_all_its_data() {
    for path in ["", "?app=shop", &launch(30)] {
        let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
        visitor.open(path).await;
        let entries: Vec<(String, usize)> = visitor.browser.run(ENTRIES, &[]).await;
        let sum: usize = entries.iter().map(|(_, bytes)| bytes).sum();
        assert!(
            sum <= LIMIT,
            "«{path}» takes {sum} of {LIMIT} bytes: {entries:#?}"
        );
        for part in [".wasm", ".css", "/api/v1/apps", "/api/v1/performance?"] {
            let counted = entries
                .iter()
                .any(|(name, bytes)| name.contains(part) && *bytes > 100);
            assert!(
                counted,
                "{part} is not among what was counted: {entries:#?}"
            );
        }
        println!("«{path}»: {sum} bytes");
        visitor.leave().await;
    }
}
