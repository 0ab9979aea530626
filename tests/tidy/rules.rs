//! Words that may stand in certain rooms only: each invariant of ARCHITECTURE.md that can be
//! searched for, as a rule.

use crate::rule::{Lines, Rule};

#[cfg(test)]
mod samples;

/// Whether a path lies in one of these folders, or is one of these files.
fn under(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

/// The code that ships: neither tests nor the project's own commands.
fn is_product(path: &str) -> bool {
    const SHIPS: [&str; 6] = [
        "shared/src/",
        "analysis/src/",
        "chart/src/",
        "frontend/src/",
        "relay/src/",
        "simulator/src/",
    ];
    path.ends_with(".rs") && under(path, &SHIPS)
}

/// Pure crates stay pure; their manifests are read by `crates`.
pub(crate) const PURE_CRATES: Rule = Rule {
    says: "shared, analysis and chart know neither browser, HTTP nor SQL",
    words: &[
        "web_sys",
        "js_sys",
        "wasm_bindgen*",
        "gloo*",
        "leptos*",
        "axum*",
        "http::*",
        "hyper*",
        "reqwest",
        "sqlx",
    ],
    holds_for: |path| under(path, &["shared/src/", "analysis/src/", "chart/src/"]),
    lines: Lines::Code,
};

/// WeChat's fields.
pub(crate) const WECHAT_NAMES: Rule = Rule {
    says: "WeChat's names are known to relay::wechat, simulator and shared::wechat alone",
    words: &[
        "begin_timestamp",
        "end_timestamp",
        "refdate",
        "networktype",
        "device_level",
    ],
    holds_for: |path| is_product(path) && !knows_wechat(path),
    lines: Lines::Product,
};

/// WeChat's module numbers.
pub(crate) const WECHAT_NUMBERS: Rule = Rule {
    says: "WeChat's numbers are known to relay::wechat, simulator and shared::wechat alone",
    words: &[
        "10016", "10017", "10018", "10019", "10020", "10021", "10022", "10023",
    ],
    holds_for: |path| is_product(path) && !knows_wechat(path),
    lines: Lines::Product,
};

/// WeChat's error codes, as far as its pages on tokens, signing and this interface name them.
pub(crate) const WECHAT_ERRORS: Rule = Rule {
    says: "WeChat's error codes are known to relay::wechat and simulator alone",
    words: &[
        "40001", "40002", "40013", "40014", "40125", "40164", "40201", "40230", "40231", "40232",
        "40233", "40234", "40235", "40236", "40237", "40238", "40239", "40240", "40243", "41001",
        "41002", "41004", "42001", "42006", "43002", "44002", "45009", "45011", "45035", "47001",
        "48001", "48004", "48006", "48017", "61003", "61004", "61005", "61006", "61007", "61009",
        "61010", "61011", "61014", "61015", "61016", "61017", "61023", "61024", "50001", "50002",
        "50004", "50007", "76001", "76002", "76003", "76004", "76021", "76022", "89501", "89502",
        "89503", "89504", "89505", "89506", "89507",
    ],
    holds_for: |path| is_product(path) && !under(path, &["relay/src/wechat", "simulator/"]),
    lines: Lines::Product,
};

fn knows_wechat(path: &str) -> bool {
    under(
        path,
        &["relay/src/wechat", "simulator/", "shared/src/wechat"],
    )
}

/// The demo's upstream is no part of the server.
pub(crate) const SIMULATOR: Rule = Rule {
    says: "the relay knows the simulator for the demo only, in relay/src/demo.rs and relay/src/cli/demo.rs",
    words: &["simulator"],
    holds_for: |path| {
        path.starts_with("relay/src/")
            && !path.starts_with("relay/src/cli/demo")
            && !path.starts_with("relay/src/demo")
    },
    lines: Lines::Product,
};

/// The browser's own room.
pub(crate) const WEB_SYS: Rule = Rule {
    says: "the browser's interfaces are known to frontend::browser alone",
    words: &["web_sys"],
    holds_for: |path| is_product(path) && !path.starts_with("frontend/src/browser"),
    lines: Lines::Product,
};

/// The network's own room.
pub(crate) const GLOO_NET: Rule = Rule {
    says: "the page asks the relay in frontend::api alone",
    words: &["gloo_net"],
    holds_for: |path| is_product(path) && !path.starts_with("frontend/src/api"),
    lines: Lines::Product,
};

/// Where secrets come out.
pub(crate) const SECRETS: Rule = Rule {
    says: "a token is exposed in relay/src/wechat/client.rs alone, what tokens are had with in \
           relay/src/wechat/{credential,platform}/, signing keys in relay/src/wechat/signing/keys.rs, \
           the database's password in relay/src/history/open.rs, the state key and what it seals in \
           relay/src/history/sealed.rs, what readers show is compared in relay/src/config/secret.rs",
    words: &["expose_secret*"],
    holds_for: |path| {
        let rooms = [
            "relay/src/config/secret.rs",
            "relay/src/wechat/client.rs",
            "relay/src/wechat/credential/secret.rs",
            "relay/src/wechat/credential/server.rs",
            "relay/src/wechat/platform/authorisation.rs",
            "relay/src/wechat/platform/component.rs",
            "relay/src/wechat/platform/message.rs",
            "relay/src/wechat/platform/vault.rs",
            "relay/src/wechat/signing/keys.rs",
            "relay/src/history/open.rs",
            "relay/src/history/sealed.rs",
        ];
        is_product(path) && !rooms.contains(&path)
    },
    lines: Lines::Product,
};

/// The page's CSP refuses style attributes.
pub(crate) const STYLE_ATTRIBUTE: Rule = Rule {
    says: "no style attribute: the page's content security policy refuses it",
    words: &["style=*"],
    holds_for: |path| {
        under(path, &["frontend/", "chart/", "relay/src/"])
            && [".rs", ".html", ".svg"]
                .iter()
                .any(|end| path.ends_with(end))
    },
    lines: Lines::Product,
};

/// Text is measured by our own widths.
pub(crate) const TEXT_MEASURE: Rule = Rule {
    says: "plotters measures text by inserting styled elements; the chart has widths of its own",
    words: &[
        "ChartBuilder",
        ".estimate_text_size",
        ".text_size",
        ".box_size",
        ".layout_box",
    ],
    holds_for: is_product,
    lines: Lines::Code,
};

/// Configuration is read in one place.
pub(crate) const ENVIRONMENT: Rule = Rule {
    says: "the environment is read in relay::config alone",
    words: &["env::var*"],
    holds_for: |path| is_product(path) && !path.starts_with("relay/src/config"),
    lines: Lines::Product,
};

/// Time comes from a clock that tests can hold.
pub(crate) const CLOCK: Rule = Rule {
    says: "the time is asked in relay/src/clock.rs alone",
    words: &["SystemTime::now", "Timestamp::now", "Zoned::now"],
    holds_for: |path| is_product(path) && path != "relay/src/clock.rs",
    lines: Lines::Product,
};

// The words of the last three rules are put together here, since the rules hold for this file too.

/// What is in the tree is done.
pub(crate) const UNFINISHED: Rule = Rule {
    says: "what is in the tree is done; what is to come is not in the tree",
    words: &[
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("X", "XX"),
        concat!("to", "do!"),
    ],
    holds_for: |path| !path.ends_with(".svg"),
    lines: Lines::All,
};

/// Keys of tests are no keys to whoever scans the tree.
pub(crate) const PRIVATE_KEYS: Rule = Rule {
    says: "no PEM of a private key in the tree: test keys are base64 of DER, put together in the test",
    words: &[concat!("PRIVATE KEY-", "----")],
    // In code stands the label alone.
    holds_for: |path| !path.ends_with(".rs"),
    lines: Lines::All,
};

/// Every test runs.
pub(crate) const IGNORED: Rule = Rule {
    says: "a test that does not run guards nothing",
    words: &[concat!("#[", "ignore*")],
    holds_for: |path| path.ends_with(".rs"),
    lines: Lines::Code,
};
