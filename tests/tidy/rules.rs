//! Words that may stand in certain rooms only. A rule is a list of words, where it holds, and
//! the sentence that a person reads who broke it.

use crate::tree::Source;

/// Words that are kept to certain files.
pub(crate) struct Rule {
    /// What holds, as the message says it.
    pub(crate) says: &'static str,
    /// What is searched for, as a word of its own; with `*` at the end also as the start of one.
    pub(crate) words: &'static [&'static str],
    /// The files it holds for, by path.
    pub(crate) holds_for: fn(&str) -> bool,
    /// Which of their lines.
    pub(crate) lines: Lines,
}

/// Which lines a rule reads.
pub(crate) enum Lines {
    /// All, comments too.
    All,
    /// All but comments.
    Code,
    /// Neither comments nor unit tests.
    Product,
}

impl Rule {
    /// Every place where a file breaks the rule, as `file:line: what`.
    pub(crate) fn offences(&self, source: &Source) -> Vec<String> {
        if !(self.holds_for)(&source.path) {
            return Vec::new();
        }
        let lines: Box<dyn Iterator<Item = (usize, &str)>> = match self.lines {
            Lines::All => Box::new(source.lines()),
            Lines::Code => Box::new(source.code()),
            Lines::Product => Box::new(source.product()),
        };
        lines
            .filter_map(|(number, line)| {
                let word = self.words.iter().find(|word| has_word(line, word))?;
                Some(format!("{}:{number}: `{word}`: {}", source.path, self.says))
            })
            .collect()
    }
}

/// Whether a line has the word, not merely as part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let (word, open) = match word.strip_suffix('*') {
        Some(start) => (start, true),
        None => (word, false),
    };
    let joins = |char: char| char.is_alphanumeric() || char == '_';
    let first = word.starts_with(joins);
    let last = word.ends_with(joins);
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        // A hyphen before makes a different attribute: `font-style=` is not `style=`.
        let begins = !first || !before.is_some_and(|char| joins(char) || char == '-');
        let ends = open || !last || !after.is_some_and(joins);
        begins && ends
    })
}

/// Whether a path lies in one of these folders, or is one of these files.
fn under(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

/// The code that ships: neither tests nor the project's own commands.
fn is_product(path: &str) -> bool {
    path.ends_with(".rs")
        && under(
            path,
            &[
                "shared/src/",
                "analysis/src/",
                "chart/src/",
                "frontend/src/",
                "relay/src/",
                "simulator/src/",
            ],
        )
}

/// Pure crates stay pure.
pub(crate) const PURE_CRATES: Rule = Rule {
    says: "shared, analysis and chart know neither browser, HTTP nor SQL",
    words: &[
        "web_sys",
        "js_sys",
        "wasm_bindgen*",
        "gloo*",
        "axum*",
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
        "\"begin_timestamp\"",
        "\"end_timestamp\"",
        "\"refdate\"",
        "\"networktype\"",
        "\"device_level\"",
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

/// WeChat's error codes.
pub(crate) const WECHAT_ERRORS: Rule = Rule {
    says: "WeChat's error codes are known to relay::wechat and simulator alone",
    words: &[
        "40001", "40014", "42001", "40125", "40164", "45009", "45011",
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
    says: "the relay knows the simulator for the demo only",
    words: &["simulator::*", "simulator"],
    holds_for: |path| path.starts_with("relay/src/") && !path.starts_with("relay/src/demo"),
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
    says: "the access token is exposed in relay/src/wechat/client.rs alone, \
           the app secret in relay/src/wechat/token.rs alone",
    words: &["expose_secret*"],
    holds_for: |path| {
        is_product(path)
            && !["relay/src/wechat/client.rs", "relay/src/wechat/token.rs"].contains(&path)
    },
    lines: Lines::Product,
};

/// The page's CSP refuses style attributes.
pub(crate) const STYLE_ATTRIBUTE: Rule = Rule {
    says: "no style attribute: the page's content security policy refuses it",
    words: &["style=*"],
    holds_for: |path| {
        under(path, &["frontend/", "chart/"])
            && [".rs", ".html", ".svg"]
                .iter()
                .any(|end| path.ends_with(end))
    },
    lines: Lines::Product,
};

/// Text is measured by our own widths.
pub(crate) const TEXT_MEASURE: Rule = Rule {
    says: "plotters measures text by inserting styled elements; the chart has widths of its own",
    words: &["ChartBuilder", ".estimate_text_size"],
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

// The words of the last two rules are put together here, since the rules hold for this file too.

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

/// Every test runs.
pub(crate) const IGNORED: Rule = Rule {
    says: "a test that does not run guards nothing",
    words: &[concat!("#[", "ignore*")],
    holds_for: |path| path.ends_with(".rs"),
    lines: Lines::Code,
};

#[cfg(test)]
mod tests {
    use super::*;

    /// A rule, a line that breaks it, a file where it breaks it and one where it does not.
    type Sample = (&'static Rule, &'static str, &'static str, &'static str);

    const SAMPLES: [Sample; 15] = [
        (
            &PURE_CRATES,
            "use web_sys::Window;",
            "chart/src/scene.rs",
            "frontend/src/browser.rs",
        ),
        (
            &WECHAT_NAMES,
            "get(\"refdate\")",
            "relay/src/tidy.rs",
            "relay/src/wechat/wire.rs",
        ),
        (
            &WECHAT_NUMBERS,
            "10016 => 1,",
            "shared/src/module.rs",
            "shared/src/wechat.rs",
        ),
        (
            &WECHAT_ERRORS,
            "40001 => 1,",
            "shared/src/wechat.rs",
            "simulator/src/faults.rs",
        ),
        (
            &SIMULATOR,
            "use simulator::start;",
            "relay/src/router.rs",
            "relay/src/demo.rs",
        ),
        (
            &WEB_SYS,
            "leptos::web_sys::Event",
            "frontend/src/app.rs",
            "frontend/src/browser/canvas.rs",
        ),
        (
            &GLOO_NET,
            "use gloo_net::http;",
            "frontend/src/app.rs",
            "frontend/src/api.rs",
        ),
        (
            &SECRETS,
            "a.expose_secret()",
            "relay/src/wechat.rs",
            "relay/src/wechat/client.rs",
        ),
        (
            &STYLE_ATTRIBUTE,
            "<div style=\"top:0\">",
            "frontend/src/app.rs",
            "relay/src/page.rs",
        ),
        (
            &TEXT_MEASURE,
            "ChartBuilder::on(a)",
            "chart/src/svg.rs",
            "tests/src/lib.rs",
        ),
        (
            &ENVIRONMENT,
            "std::env::var_os(\"A\")",
            "relay/src/main.rs",
            "relay/src/config/file.rs",
        ),
        (
            &CLOCK,
            "SystemTime::now()",
            "relay/src/store.rs",
            "relay/src/clock.rs",
        ),
        (
            &UNFINISHED,
            concat!("// TO", "DO: later"),
            "xtask/src/main.rs",
            "docs/a.svg",
        ),
        (
            &UNFINISHED,
            concat!("to", "do!()"),
            "tests/tidy/main.rs",
            "docs/a.svg",
        ),
        (
            &IGNORED,
            concat!("#[", "ignore = \"slow\"]"),
            "tests/system/a.rs",
            "docs/a.html",
        ),
    ];

    fn offences(rule: &Rule, path: &str, text: &str) -> Vec<String> {
        rule.offences(&Source {
            path: path.to_owned(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn every_rule_catches_an_offence_and_names_file_and_line() {
        for (rule, line, offender, _) in SAMPLES {
            let found = offences(rule, offender, &format!("fn a() {{}}\n{line}\n"));
            assert_eq!(found.len(), 1, "{}: {found:?}", rule.says);
            assert!(
                found[0].starts_with(&format!("{offender}:2: ")),
                "{found:?}"
            );
        }
    }

    #[test]
    fn every_rule_lets_the_word_stand_in_its_own_room() {
        for (rule, line, _, room) in SAMPLES {
            assert_eq!(
                offences(rule, room, line),
                Vec::<String>::new(),
                "{}",
                rule.says
            );
        }
    }

    #[test]
    fn a_comment_may_speak_of_what_code_may_not_use() {
        let none = Vec::<String>::new();
        assert_eq!(
            offences(
                &PURE_CRATES,
                "chart/src/scene.rs",
                "//! Knows no web_sys.\n"
            ),
            none
        );
    }

    #[test]
    fn a_word_inside_a_longer_one_is_another_word() {
        assert!(!has_word("110016", "10016"));
        assert!(!has_word("font-style=\"italic\"", "style=*"));
        assert!(has_word("gloo_timers::sleep", "gloo*"));
        assert!(!has_word("my_gloo", "gloo*"));
        assert!(has_word("\"refdate\":", "\"refdate\""));
    }
}
