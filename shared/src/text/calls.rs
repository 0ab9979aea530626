//! What the page says of calls: how far they are, what they will cost, and which failed.
//!
//! To a reader a window is a piece (段): at most 30 days of one line, one call.

use super::Lang;

impl Lang {
    /// How far the windows are.
    #[must_use]
    pub fn progress(self, done: usize, of: usize) -> String {
        self.pick(
            format!("已取 {done} / {of} 段"),
            format!("{done} of {of} pieces fetched"),
        )
    }

    /// A picture that was drawn before all windows were there.
    #[must_use]
    pub fn so_far(self, done: usize, of: usize) -> String {
        self.pick(
            format!("部分数据 {done}/{of}"),
            format!("Partial data {done}/{of}"),
        )
    }

    /// What a large view will take, and what today's calls leave where that is known: of each app,
    /// where there are several.
    #[must_use]
    pub fn planned(self, planned: usize, left: Option<u64>, several: bool) -> String {
        let planned = thousands(planned as u64);
        let mut text = self.pick(
            format!("这张图要向微信取 {planned} 段数据"),
            format!("This view takes {planned} pieces from WeChat"),
        );
        if let Some(left) = left {
            let (before, after) = match (self, several) {
                (Self::Zh, false) => ("，今天还可取 ", " 段"),
                (Self::Zh, true) => ("，每个小程序今天至少还可取 ", " 段"),
                (Self::En, false) => ("; ", " can still be fetched today"),
                (Self::En, true) => ("; at least ", " of each app can still be fetched today"),
            };
            text.push_str(before);
            text.push_str(&thousands(left));
            text.push_str(after);
        }
        text
    }

    /// What becomes of a large view's pieces.
    #[must_use]
    pub fn kept(self) -> &'static str {
        self.pick(
            "一段至多 30 天，取过的会留存，再打开时不必重取。",
            "A piece is up to 30 days; what was fetched is kept and not fetched again.",
        )
    }

    /// More pieces than today's calls allow.
    #[must_use]
    pub fn over(self, pieces: u64) -> String {
        let pieces = thousands(pieces);
        self.pick(
            format!("超出的 {pieces} 段今天留空，明天可以补取。"),
            format!("The {pieces} beyond that stay empty until tomorrow."),
        )
    }

    /// The button that asks for a large view.
    #[must_use]
    pub fn fetch(self) -> &'static str {
        self.pick("取数", "Fetch")
    }

    /// More pieces than one view may take.
    #[must_use]
    pub fn too_many(self, planned: usize, allowed: usize, left: u64) -> String {
        let [planned, allowed] = [planned, allowed].map(|count| thousands(count as u64));
        let left = thousands(left);
        self.pick(
            format!("这张图要取 {planned} 段数据，一次至多 {allowed} 段，今天还可取 {left} 段。"),
            format!("This view takes {planned} pieces, at most {allowed} go at once, {left} can still be fetched today. "),
        )
    }

    /// How many windows failed.
    #[must_use]
    pub fn failed_pieces(self, count: usize) -> String {
        match self {
            Self::Zh => format!("{count} 段没取到"),
            Self::En if count == 1 => "1 piece could not be fetched".to_owned(),
            Self::En => format!("{count} pieces could not be fetched"),
        }
    }

    /// Unfolds the windows that failed.
    #[must_use]
    pub fn which(self) -> &'static str {
        self.pick("逐段查看", "Each piece")
    }

    /// Asks for every failed window again.
    #[must_use]
    pub fn retry_all(self) -> &'static str {
        self.pick("全部重试", "Try all again")
    }
}

/// A count with a comma at every thousand.
fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_a_comma_at_every_thousand() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1_883, "1,883"),
            (100_000, "100,000"),
            (1_000_000, "1,000,000"),
        ] {
            assert_eq!(thousands(count), text);
        }
    }

    #[test]
    fn a_large_view_is_told_as_people_count_it() {
        assert_eq!(
            Lang::Zh.planned(117, Some(1_883), false),
            "这张图要向微信取 117 段数据，今天还可取 1,883 段"
        );
        assert_eq!(
            Lang::Zh.planned(117, Some(1_883), true),
            "这张图要向微信取 117 段数据，每个小程序今天至少还可取 1,883 段"
        );
        assert_eq!(
            Lang::En.planned(117, Some(0), false),
            "This view takes 117 pieces from WeChat; 0 can still be fetched today"
        );
        assert_eq!(Lang::En.failed_pieces(1), "1 piece could not be fetched");
    }
}
