//! How wide a text is, without asking anyone: a browser that measures lays the page out anew.

/// The width of a text in CSS pixels, a little generous: a table of classes, CJK one em.
#[must_use]
pub fn text_width(text: &str, size: f32) -> f32 {
    let ems: f32 = text.chars().map(ems).sum();
    ems * size
}

fn ems(letter: char) -> f32 {
    match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.28,
        ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '-' | '·' => 0.36,
        '\u{202f}' | '\u{2009}' => 0.25,
        'm' | 'M' | 'W' | 'w' | '%' => 0.88,
        'A'..='Z' | '&' => 0.68,
        '\0'..='\u{2ff}' | '−' | '–' => 0.57,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_an_em_a_character() {
        assert_eq!(text_width("启动总耗时", 14.0), 70.0);
        assert!(text_width("iOS 1.20", 13.0) < 60.0);
    }
}
