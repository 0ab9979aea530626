//! The one HTML document behind every address of the page, for each base path that it is served below.

use moka::sync::Cache;

use super::document::Document;

/// Base paths that proxies told and whose documents are kept: a house has a few.
const KEPT: u64 = 16;

/// The document for the configured base path, and for those that proxies tell.
#[derive(Debug)]
pub(crate) struct Shell {
    base_path: String,
    own: Document,
    told: Cache<String, Document>,
    ancestors: Vec<String>,
}

impl Shell {
    /// The document with `base_path` (empty, or `/perf`) as what its addresses are relative to unless a
    /// request has another, for the pages of `ancestors` to embed.
    pub(crate) fn new(base_path: &str, ancestors: &[String]) -> Self {
        Self {
            base_path: base_path.to_owned(),
            own: Document::new(base_path, ancestors),
            told: Cache::new(KEPT),
            ancestors: ancestors.to_vec(),
        }
    }

    /// The document below a base path.
    pub(crate) fn at(&self, base_path: &str) -> Document {
        if base_path == self.base_path {
            return self.own.clone();
        }
        let make = || Document::new(base_path, &self.ancestors);
        self.told.get_with_by_ref(base_path, make)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_base_path_has_a_document_of_its_own_and_only_a_few_are_kept() {
        let shell = Shell::new("/perf", &["https://wiki.example".to_owned()]);
        let tag = |base: &str| format!("{:?}", shell.at(base));
        assert!(tag("/perf").contains("/perf/"));
        assert_ne!(tag("/perf"), tag("/tools/perf"));
        assert!(tag("/tools/perf").contains("wiki.example"));
        for number in 0..200 {
            let base = format!("/{number}");
            assert!(tag(&base).contains(&format!("{base}/")));
        }
        shell.told.run_pending_tasks();
        assert!(shell.told.entry_count() <= KEPT);
    }
}
