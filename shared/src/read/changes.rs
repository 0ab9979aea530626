//! What got better or worse, read for the page.

use serde_json::Value as Json;

use super::{json, list, mark, parsed, slice, string, whole, word};
use crate::changes::{Changes, Finding};

/// What changed; `None` where the text is something else.
#[must_use]
pub fn changes(text: &str) -> Option<Changes> {
    let json = json(text)?;
    Some(Changes {
        view: string(&json, "view")?,
        findings: list(&json, "findings", finding)?,
    })
}

fn finding(json: &Json) -> Option<Finding> {
    let number = |key| json.get(key).and_then(Json::as_f64);
    Some(Finding {
        app: string(json, "app")?,
        module: word(json.get("module")?)?,
        metric: string(json, "metric")?,
        line: u32::try_from(whole(json, "line")?).ok()?,
        slice: slice(json.get("slice")?)?,
        before: number("before")?,
        after: number("after")?,
        change_percent: number("change_percent"),
        since: parsed(json, "since")?,
        mark: json.get("mark").and_then(mark),
        verdict: word(json.get("verdict")?)?,
        link: string(json, "link")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"view":"start=2026-10-01&end=2026-10-28","findings":[{"app":"shop","module":"launch","metric":"total","line":1,
        "slice":{"network":"all","level":"low","platform":"android"},"before":2120.5,"after":2311,"change_percent":-9.5,
        "since":"2026-10-12","mark":{"day":"2026-10-11","label":"v2.3.1"},"verdict":"worse","link":"chart?app=shop"}]}"#;

    #[test]
    fn changes_read_as_the_derived_reader_reads_them() {
        let bare = TEXT
            .replace(r#"{"day":"2026-10-11","label":"v2.3.1"}"#, "null")
            .replace("-9.5", "null")
            .replace("worse", "changed");
        for text in [TEXT, &bare, r#"{"view":"","findings":[],"more":1}"#] {
            let derived: Changes = serde_json::from_str(text).unwrap();
            assert_eq!(changes(text), Some(derived), "{text}");
        }
    }

    #[test]
    fn what_is_something_else_is_no_reply() {
        for (from, to) in [
            ("\"launch\"", "\"weather\""),
            ("\"worse\"", "\"bad\""),
            ("2120.5", "\"2120.5\""),
            ("2026-10-12", "2026-10-32"),
            ("\"findings\"", "\"found\""),
            ("}]}", "}]"),
        ] {
            assert_eq!(changes(&TEXT.replace(from, to)), None, "{to}");
        }
    }
}
