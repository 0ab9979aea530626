//! What the page says to whoever opens a link that tells when it was made.

use super::Lang;
use crate::day::Minute;
use crate::value::Status;

impl Lang {
    /// How many days have changed since the link was made.
    #[must_use]
    pub fn days_changed(self, seen: Minute, days: usize) -> String {
        let when = self.minute(seen, true);
        match self {
            Self::Zh => format!("{when} 分享之后，{days} 天的数据有变化"),
            Self::En if days == 1 => format!("1 day has changed since the link was made, {when}"),
            Self::En => format!("{days} days have changed since the link was made, {when}"),
        }
    }

    /// Nothing has changed since the link was made.
    #[must_use]
    pub fn as_it_was(self, seen: Minute) -> String {
        let when = self.minute(seen, true);
        self.pick(
            format!("与 {when} 分享时一致"),
            format!("As it was when the link was made, {when}"),
        )
    }

    /// The data as they were cannot be had.
    #[must_use]
    pub fn past_unknown(self, seen: Minute) -> String {
        let when = self.minute(seen, true);
        self.pick(
            format!("{when} 分享时的数据没有取到，这里是最新数据。"),
            format!("The data as shared, {when}, could not be had; these are the newest."),
        )
    }

    /// The choice of the data as they were when the link was made.
    #[must_use]
    pub fn as_shared(self) -> &'static str {
        self.pick("分享时的数据", "As shared")
    }

    /// The choice of the newest data.
    #[must_use]
    pub fn newest(self) -> &'static str {
        self.pick("最新数据", "Newest")
    }

    /// Changes that are not listed.
    #[must_use]
    pub fn further_changes(self, count: usize) -> String {
        self.pick(
            format!("另有 {count} 处变化未列出。"),
            format!("{count} more changes are not listed."),
        )
    }

    /// What was known of a value when the link was made, or that it was settled and revised since.
    #[must_use]
    pub fn cause(self, then: Status, now: Status) -> String {
        let word = self.status(then);
        match (then, now) {
            (Status::Final | Status::Revised, Status::Revised) => self.status(now).to_owned(),
            _ => self.pick(format!("当时{word}"), format!("{word} then")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_by_what_was_known_then() {
        let cause = |then, now| Lang::Zh.cause(then, now);
        assert_eq!(cause(Status::Provisional, Status::Final), "当时暂定");
        assert_eq!(cause(Status::Provisional, Status::Revised), "当时暂定");
        assert_eq!(cause(Status::Final, Status::Revised), "有修订");
        assert_eq!(cause(Status::Missing, Status::Final), "当时缺失");
    }

    #[test]
    fn the_link_is_told_by_its_minute_in_beijing() {
        let seen = "202610200905".parse().unwrap();
        assert_eq!(
            Lang::Zh.days_changed(seen, 3),
            "2026年10月20日 09:05 分享之后，3 天的数据有变化"
        );
        assert_eq!(
            Lang::En.days_changed(seen, 1),
            "1 day has changed since the link was made, 20 Oct 2026 09:05"
        );
    }
}
