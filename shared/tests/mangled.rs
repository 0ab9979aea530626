//! Links that a chat program, a mail or a hand has spoilt: each gives the view, or names what is not
//! understood.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a test that cannot go on fails, and the strategies are those of every test"
)]

mod strategies;

use proptest::prelude::*;
use shared::view::{Mended, mend, parse};

/// A link as the share dialog makes it.
const LINK: &str = "app=shop&module=launch&metric=total&start=2026-10-01&end=2026-10-28&platform=ios,android&compare=previous";

/// The link as it arrives.
fn spoilt(how: &str) -> String {
    LINK.replace("&compare=previous", how)
}

fn mended(raw: &str) -> Mended {
    mend(raw).unwrap_or_else(|| panic!("nothing is mended of {raw}"))
}

#[test]
fn what_is_certain_is_mended_to_the_very_view() {
    for (name, text) in [
        ("a full stop", format!("{LINK}。")),
        ("a full stop, encoded", format!("{LINK}%E3%80%82")),
        ("the same in small hex", format!("{LINK}%e3%80%82")),
        ("a bracket", format!("{LINK})")),
        (
            "a wide bracket and a comma",
            format!("{LINK}%EF%BC%89%EF%BC%8C"),
        ),
        ("an angle", format!("{LINK}%3E")),
        ("a quote and a dot", format!("{LINK}%22.")),
        ("bold in Markdown", format!("{LINK}**")),
        ("entities", LINK.replace('&', "&amp;")),
        ("numbered entities", LINK.replace('&', "&#38;")),
        (
            "wide signs",
            LINK.replace('&', "＆")
                .replace('=', "＝")
                .replace(',', "，"),
        ),
        (
            "wide signs, encoded",
            LINK.replace('&', "%EF%BC%86").replace('=', "%EF%BC%9D"),
        ),
        ("a wide comma", LINK.replace(',', "%EF%BC%8C")),
        (
            "encoded as one",
            LINK.replace('=', "%3D")
                .replace('&', "%26")
                .replace(',', "%2C"),
        ),
        (
            "encoded twice",
            LINK.replace('=', "%253D")
                .replace('&', "%2526")
                .replace(',', "%252C"),
        ),
        ("a comma encoded twice", LINK.replace(',', "%252C")),
        (
            "a line's end in a name",
            LINK.replace("platform", "plat%0Aform"),
        ),
        (
            "a line's end in a value",
            LINK.replace("android", "and%0D%0Aroid"),
        ),
        (
            "a zero-width space",
            LINK.replace("android", "and%E2%80%8Broid"),
        ),
        ("a soft hyphen", LINK.replace("previous", "pre%C2%ADvious")),
        ("a byte order mark", format!("%EF%BB%BF{LINK}")),
        ("spaces at its end", format!("{LINK}%20%20")),
        (
            "one parameter given twice alike",
            format!("{LINK}&compare=previous"),
        ),
        (
            "a quote, a bracket and a space",
            format!("{LINK}%E2%80%9D)%20"),
        ),
    ] {
        let found = mended(&text);
        assert_eq!(found.parsed.view.write(), LINK, "{name}");
        assert!(
            found.lost.is_empty() && found.parsed.unknown.is_empty(),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn what_the_grammar_reads_by_itself_is_never_touched() {
    for text in [
        LINK.to_owned(),
        format!("{LINK}&from=singlemessage&isappinstalled=0&utm_source=a&clicktime=1&enterid=2"),
        LINK.replace("platform=ios,android", "platform=ios%2candroid")
            .replace("%2c", ","),
        format!("{LINK}&marks=2026-10-12~v2+3%E3%80%82"),
        format!("{LINK}&marks=2026-10-12~A%26amp%3BB%EF%BC%86%2520"),
        "app=shop&module=10017&device=1,2".to_owned(),
        String::new(),
    ] {
        assert!(parse(&text, &[]).unwrap().unknown.is_empty(), "{text}");
        assert_eq!(mend(&text), None, "{text}");
    }
}

#[test]
fn what_is_not_understood_is_told_and_the_rest_is_read() {
    let rest = spoilt("");
    for (text, view, lost) in [
        (
            spoilt("&compare=previ"),
            rest.clone(),
            &["compare=previ"][..],
        ),
        (spoilt("&compare="), rest.clone(), &["compare="]),
        (spoilt("&compare"), rest.clone(), &["compare"]),
        (
            spoilt("&compare=previous&compare=year"),
            LINK.to_owned(),
            &["compare=year"],
        ),
        (
            spoilt("&smooth=5&scale=cubic。"),
            rest,
            &["smooth=5", "scale=cubic。"],
        ),
        (
            "app=shop&module=launch&metric=total&start=2026-10-01&end=2026-10-2".to_owned(),
            "app=shop&module=launch&metric=total".to_owned(),
            &["start=2026-10-01", "end=2026-10-2"],
        ),
        (
            "app=shop&module=launch&start=2026-10-0".to_owned(),
            "app=shop&module=launch".to_owned(),
            &["start=2026-10-0"],
        ),
        (
            "app=shop&module=launch&from=singlemessage&start=2026-10-01".to_owned(),
            "app=shop&module=launch".to_owned(),
            &["start=2026-10-01"],
        ),
        (
            "app=shop&module=launch&platform=windows&level=high".to_owned(),
            "app=shop&module=launch&level=high".to_owned(),
            &["platform=windows"],
        ),
    ] {
        let found = mended(&text);
        assert_eq!(found.parsed.view.write(), view, "{text}");
        assert_eq!(found.lost, lost, "{text}");
    }
}

#[test]
fn what_the_picture_is_of_is_never_guessed_nor_left_out() {
    for text in [
        "app=Shop&module=launch",
        "app=shop&module=laun",
        "app=shop&app=news&module=launch",
        "app=shop,&module=launch,memory",
    ] {
        assert_eq!(mend(text), None, "{text}");
        assert!(parse(text, &[]).is_err());
    }
}

#[test]
fn names_that_nobody_knows_stay_as_they_are() {
    assert_eq!(mend(&format!("{LINK}&colour=red")), None);
    let found = mended(&format!("{LINK}&colour=red。&smooth=5"));
    assert_eq!(
        found.parsed.unknown,
        [("colour".to_owned(), "colour=red。".to_owned())]
    );
    assert_eq!(found.lost, ["smooth=5"]);
}

proptest! {
    #[test]
    fn a_link_that_is_understood_is_never_mended(view in strategies::view()) {
        let text = view.write();
        prop_assume!(text.len() <= shared::view::MAX_BYTES);
        prop_assert_eq!(mend(&text), None);
    }

    #[test]
    fn a_link_cut_anywhere_is_read_or_named(view in strategies::view(), at in any::<prop::sample::Index>()) {
        let text = view.write();
        prop_assume!(text.len() <= shared::view::MAX_BYTES && !text.is_empty());
        let cut = &text[..at.index(text.len())];
        match (parse(cut, &[]), mend(cut)) {
            (Err(error), None) => prop_assert!(["app", "module", "metric"].contains(&error.parameter.as_str())),
            (_, Some(found)) => prop_assert!(parse(&found.parsed.view.write(), &[]).is_ok()),
            (Ok(_), None) => {}
        }
    }

    #[test]
    fn what_is_mended_is_mended_once(text in strategies::any_text()) {
        if let Some(found) = mend(&text) {
            let again = found.parsed.view.write();
            prop_assert_eq!(mend(&again), None, "{} → {}", text, again);
        }
    }
}
