//! A rule that can be searched for: words, the files that must not have them, and the sentence
//! that a person reads who broke it.

use crate::tree::Source;

/// Words that are kept to certain files.
pub(crate) struct Rule {
    /// What holds, as the message says it.
    pub(crate) says: &'static str,
    /// What is searched for, see [`has_word`].
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

/// Whether a line has the word, not merely as part of a longer one; a word that ends with `*`
/// may go on. A number counts however its digits are grouped and whatever letters stand beside.
fn has_word(line: &str, word: &str) -> bool {
    if word.chars().all(|char| char.is_ascii_digit()) {
        return has_number(line, word);
    }
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

/// Whether a line has the number, as `40001`, `40_001` or `40001_i64`.
fn has_number(line: &str, number: &str) -> bool {
    line.split(|char: char| !char.is_ascii_digit() && char != '_')
        .filter(|digits| digits.len() >= number.len())
        .any(|digits| digits.replace('_', "") == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_inside_a_longer_one_is_another_word() {
        assert!(!has_word("font-style=\"italic\"", "style=*"));
        assert!(has_word("gloo_timers::sleep", "gloo*"));
        assert!(!has_word("my_gloo", "gloo*"));
        assert!(!has_word("refdates", "refdate"));
        assert!(has_word("\"refdate\":", "refdate"));
    }

    #[test]
    fn a_number_is_found_however_it_is_written() {
        for line in ["40001 =>", "Some(40_001)", "40001_i64", "\"40001\""] {
            assert!(has_word(line, "40001"), "{line}");
        }
        assert!(!has_word("140001", "40001"));
        assert!(!has_word("400_010", "40001"));
    }
}
