//! The reading guides: whole, alike in both languages, and with no figure that WeChat has not given.
//!
//! A guide is plain text, a line a piece: `# ` a heading, `- ` a point, all else a paragraph. A blank
//! line stands before each heading but the first.

use std::path::Path;

use shared::metric::KNOWN;
use shared::module::Module;
use shared::text::Lang;

/// What WeChat's page «启动性能» advises for launches, Android and iOS, in seconds: with a package
/// to download, with one on the device, over all.
const ADVISED: [[&str; 2]; 3] = [["3.7", "1.8"], ["2.6", "0.9"], ["3.0", "1.2"]];

const LANGS: [Lang; 2] = [Lang::Zh, Lang::En];

fn guide(module: Module, lang: Lang) -> String {
    file(module.slug(), lang)
}

fn file(name: &str, lang: Lang) -> String {
    let name = format!("{name}.{}.txt", lang.word());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/guide");
    std::fs::read_to_string(folder.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The kinds of a guide's lines, in order.
fn shape(text: &str) -> Vec<&str> {
    let mut kinds = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let kind = ["# ", "- "].into_iter().find(|kind| line.starts_with(kind));
        kinds.push(kind.unwrap_or_default());
    }
    kinds
}

/// The figures in seconds that a line tells, `3.7 s` or `3.7 秒`.
fn seconds(line: &str) -> Vec<&str> {
    let words: Vec<&str> = line.split([' ', '：', '。']).collect();
    let beside = words
        .windows(2)
        .filter(|pair| ["s", "秒"].contains(&pair[1]));
    beside.map(|pair| pair[0]).collect()
}

#[test]
fn each_module_has_a_guide_of_the_same_shape_in_both_languages() {
    for module in Module::ALL {
        let [zh, en] = LANGS.map(|lang| guide(module, lang));
        let headings = |text: &str| shape(text).iter().filter(|kind| **kind == "# ").count();
        assert!(headings(&zh) >= 5, "{module}");
        assert_eq!(headings(&zh), headings(&en), "{module}");
        for text in [&zh, &en] {
            assert_eq!(shape(text)[0], "# ", "{module}");
            assert!(text.lines().all(|line| line == line.trim()), "{module}");
            let blank = text.matches("\n\n").count();
            assert_eq!(blank, text.matches("\n\n# ").count(), "{module}");
            assert_eq!(blank, headings(text) - 1, "{module}");
        }
        // As the chart calls a unit that nobody stated.
        assert!(zh.contains("推定") && en.contains("deduced"), "{module}");
        let words = en.split_whitespace();
        let words = words.filter(|word| word.chars().any(char::is_alphanumeric));
        let words = words.count();
        assert!((200..=400).contains(&words), "{module}: {words} words");
        let characters = zh.chars().count();
        assert!((400..=900).contains(&characters), "{module}: {characters}");
    }
}

#[test]
fn the_help_is_of_the_same_shape_in_both_languages_and_names_what_the_page_calls_its_parts() {
    let [zh, en] = LANGS.map(|lang| file("help", lang));
    assert_eq!(shape(&zh), shape(&en));
    assert!(zh.contains("读屏软件") && en.contains("screen reader"));
    for (lang, text) in LANGS.into_iter().zip([&zh, &en]) {
        for part in [
            lang.statistics(),
            lang.table(),
            lang.marks(),
            lang.guide(),
            lang.share(),
            lang.keys(),
            lang.more(),
            lang.open_files(),
        ] {
            assert!(text.contains(part), "{lang:?}: {part}");
        }
    }
}

#[test]
fn no_guide_holds_an_advised_value_that_wechat_has_not_given() {
    for (module, lang) in Module::ALL
        .iter()
        .flat_map(|one| LANGS.map(|lang| (*one, lang)))
    {
        let text = guide(module, lang);
        let told: Vec<_> = text
            .lines()
            .map(seconds)
            .filter(|told| !told.is_empty())
            .collect();
        let given: &[[&str; 2]] = match module {
            Module::Launch => &ADVISED,
            _ => &[],
        };
        assert_eq!(told, given, "{module} {lang:?}");
        let page = text.contains("启动性能");
        assert!(
            page || told.is_empty(),
            "{module} {lang:?}: where it is said"
        );
    }
}

#[test]
fn each_metric_of_the_catalogue_is_named_in_the_guide_of_its_module() {
    for known in KNOWN {
        for (lang, name) in [(Lang::Zh, known.zh), (Lang::En, known.en)] {
            let text = guide(known.module, lang);
            assert!(text.contains(name), "{} {lang:?}: {name}", known.module);
            assert!(text.contains(known.id), "{} {lang:?}", known.module);
        }
    }
}
