//! The first visit, counted: the bytes of every response that a browser with nothing in store
//! needs until it shows a picture.

use std::collections::BTreeSet;

use shared::module::Module;
use shared::paths;

use crate::house::{House, last_days, view};

/// What the first visit may take, in bytes.
pub const LIMIT: usize = 240_000;

/// How to build what a first visit needs.
const HOW: &str = "the relay was built without the page; build both: \
                   cargo xtask page && BOOTLENS_PAGE=\"$PWD/target/page\" cargo test -p tests";

/// The responses of a visit and their encoded bodies' bytes.
pub type Visit = Vec<(String, usize)>;

/// All bytes of a visit.
#[must_use]
pub fn bytes(visit: &Visit) -> usize {
    visit.iter().map(|(_, bytes)| bytes).sum()
}

/// A visit to the large chart of 30 days.
///
/// # Panics
/// Where the relay has no page, or an answer is not as it should be.
pub async fn chart(house: &House) -> Visit {
    let view = view("shop", Module::Launch, last_days(30));
    let mut visit = page(house, &format!("{}?{view}", paths::CHART)).await;
    visit.push(data(house, paths::APPS).await);
    visit.push(data(house, &format!("{}?{view}", paths::PERFORMANCE)).await);
    let range = last_days(30);
    let days = format!("start={}&end={}", range.start(), range.end());
    visit.push(data(house, &format!("{}?{days}", paths::CALENDAR)).await);
    visit.push(data(house, &format!("{}?{view}", paths::CHANGES)).await);
    visit
}

/// A visit to the overview of an app, 30 days of all modules.
///
/// # Panics
/// As [`chart`].
pub async fn overview(house: &House) -> Visit {
    let mut visit = page(house, "?app=shop&last=30d").await;
    visit.push(data(house, paths::APPS).await);
    for module in Module::ALL {
        let view = format!("app=shop&module={module}&last=30d&platform=ios,android");
        visit.push(data(house, &format!("{}?{view}", paths::PERFORMANCE)).await);
    }
    visit
}

/// The document and all files that it leads to.
async fn page(house: &House, path: &str) -> Visit {
    let document = house.get(path).await;
    assert_eq!(document.status, 200, "{path}");
    let mut known = BTreeSet::new();
    let mut waiting = links(document.text());
    assert!(waiting.iter().any(|link| link.ends_with(".wasm")), "{HOW}");
    let mut visit = vec![encoded(house, path, "text/html").await];
    while let Some(link) = waiting.pop() {
        if known.insert(link.clone()) {
            visit.push(encoded(house, &link, "*/*").await);
            if link.ends_with(".js") {
                let script = house.get(&link).await;
                waiting.extend(imports(script.text()));
            }
        }
    }
    visit
}

/// A response of data, as the page asks for it.
async fn data(house: &House, path: &str) -> (String, usize) {
    encoded(house, path, paths::NDJSON).await
}

async fn encoded(house: &House, path: &str, accept: &str) -> (String, usize) {
    let request = house.request(path).header("accept", accept);
    let response = request.header("accept-encoding", "br").send().await;
    let response = response.expect(path);
    assert_eq!(response.status(), 200, "{path}");
    let body = response.bytes().await.expect(path);
    (path.to_owned(), body.len())
}

/// The files that a text names in quotes, relative to the base path.
fn links(text: &str) -> Vec<String> {
    const KINDS: [&str; 4] = [".js", ".wasm", ".css", ".svg"];
    text.split(['"', '\'', '`'])
        .filter(|word| KINDS.iter().any(|kind| word.ends_with(kind)))
        .filter(|word| !word.contains([' ', '(', '<', '$']) && !word.contains("://"))
        .map(|word| word.trim_start_matches(['.', '/']).to_owned())
        .collect()
}

/// The files that a script's import statements name, which lie beside it or below.
fn imports(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(['"', '\'']).collect();
    words
        .windows(2)
        .filter(|pair| {
            let before = pair[0].trim_end();
            before.ends_with("from") || before.ends_with("import")
        })
        .flat_map(|pair| links(&format!("'{}'", pair[1])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_in_attributes_and_imports_alone() {
        let text = r#"<link href="./a-1.css"><script>import init from '/b-2.js'; init({ module_or_path: './c_bg.wasm' })</script>
            <p>not.js</p><a href="https://example.org/d.js">"#;
        assert_eq!(links(text), ["a-1.css", "b-2.js", "c_bg.wasm"]);
        let script = "import * as a from './snippets/a.js'; import './b.js';\nconst url = new URL('c_bg.wasm', at);";
        assert_eq!(imports(script), ["snippets/a.js", "b.js"]);
    }
}
