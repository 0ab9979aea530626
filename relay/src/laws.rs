//! What holds for every input, however strange: the functions that the fuzz targets in `fuzz/` call, and
//! that the tests call with every input which a target was started from or once failed at.
//!
//! Built for both alone. Each panics where its law does not hold.

use shared::day::DayRange;
use shared::evidence::{self, Evidence};
use shared::opened::Files;
use shared::text::Lang;
use shared::view::{Days, View, mend, parse};

pub use crate::wechat::laws::{envelope, push_xml, upstream_reply};

/// A query string: what is read of it is written so that it is read as the same, and what was written is
/// written again to the byte.
pub fn view(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match parse(text, &["as_of"]) {
        Ok(parsed) => is_written_as_it_is_read(&parsed.view),
        Err(error) => {
            let told = [Lang::Zh, Lang::En].map(|lang| lang.view_error(&error));
            assert!(told.iter().all(|text| !text.is_empty()), "{error:?}");
        }
    }
    if let Some(mended) = mend(text) {
        is_written_as_it_is_read(&mended.parsed.view);
    }
}

fn is_written_as_it_is_read(view: &View) {
    let text = view.write();
    assert!(text.is_ascii(), "{text}");
    let read = parse(&text, &[]);
    assert_eq!(read.as_ref().map(|read| &read.view), Ok(view), "{text}");
    assert!(read.is_ok_and(|read| read.unknown.is_empty()), "{text}");
    if let Days::Range(range) = view.days {
        let data = view.data_view(range);
        assert_eq!(data.data_view(range).write(), data.write(), "{text}");
    }
}

/// A saved file at `/open`: it is shown or refused, in both languages, at a place; what was shown is
/// exported as the same. Built with the program's exact way to read a number, which the page does without.
pub fn open_file(bytes: &[u8]) {
    let files = Files::read(vec![("file".to_owned(), Ok(bytes.to_vec()))]);
    for (_, refused) in &files.refused {
        let told = [Lang::Zh, Lang::En].map(|lang| lang.refused(refused));
        assert!(told.iter().all(|text| !text.is_empty()), "{refused:?}");
    }
    for joined in [false, true] {
        for sheet in files.sheets(joined) {
            let days = sheet.range.count();
            let whole = sheet.series.iter().all(|one| one.values.len() == days);
            assert!(whole, "{:?}", sheet.range);
        }
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(evidence) = evidence::read(text) {
        is_exported_as_it_is_read(&evidence);
    }
}

fn is_exported_as_it_is_read(evidence: &Evidence) {
    let text = evidence.write();
    assert_eq!(evidence::read(&text).as_ref(), Ok(evidence), "{text}");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>";
    let picture = evidence::in_svg(svg, &text);
    assert_eq!(evidence::out_of_svg(&picture), Ok(text));
    let range: Option<DayRange> = evidence.view().map(|(_, range)| range);
    assert!(range.is_some(), "{}", evidence.reply.view);
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Every input of a target's folder.
    fn replay(target: &str, law: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus-seeds");
        let mut count = 0;
        for entry in std::fs::read_dir(folder.join(target)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let held = std::panic::catch_unwind(|| law(&bytes));
            assert!(held.is_ok(), "{}", path.display());
            count += 1;
        }
        assert!(count >= 3, "{count} inputs of {target}");
    }

    #[test]
    fn every_view_that_was_fuzzed_holds() {
        replay("view", super::view);
    }

    #[test]
    fn every_reply_that_was_fuzzed_holds() {
        replay("upstream_reply", super::upstream_reply);
    }

    #[test]
    fn every_envelope_that_was_fuzzed_holds() {
        replay("envelope", super::envelope);
    }

    #[test]
    fn every_push_that_was_fuzzed_holds() {
        replay("push_xml", super::push_xml);
    }

    #[test]
    fn every_file_that_was_fuzzed_holds() {
        replay("open_file", super::open_file);
    }
}
