//! What is said to those who hear a chart: whole lines and single days, units as words.

use super::Lang;
use crate::day::Day;
use crate::value::fixed;

impl Lang {
    /// What a chart is called after its words, in place of the role that it has for programs.
    #[must_use]
    pub fn chart_role(self) -> &'static str {
        self.pick("图表", "chart")
    }

    /// A unit as it is said; what has no word stays as it is written.
    #[must_use]
    pub fn unit_word(self, unit: &str) -> &str {
        match unit {
            "ms" => self.pick("毫秒", "milliseconds"),
            "s" => self.pick("秒", "seconds"),
            "MB" => self.pick("兆字节", "megabytes"),
            "%" => self.pick("%", "percent"),
            other => other,
        }
    }

    /// So many days, within what is said.
    fn count_of_days(self, days: usize) -> String {
        let word = match self {
            Self::Zh => " 天",
            Self::En if days == 1 => " day",
            Self::En => " days",
        };
        [&days.to_string(), word].concat()
    }

    /// What stands between the parts of what is said.
    #[must_use]
    pub fn comma(self) -> &'static str {
        self.pick("，", ", ")
    }

    /// A line and its days: «安卓：30 天».
    #[must_use]
    pub fn said_line(self, name: &str, days: usize) -> String {
        [name, self.pick("：", ": "), &self.count_of_days(days)].concat()
    }

    /// A line's mean: «平均 2.31 秒».
    #[must_use]
    pub fn said_mean(self, mean: &str) -> String {
        [self.pick("平均 ", "mean "), mean].concat()
    }

    /// What a line did: «10月12日起升高 9.1%»; without a percentage only that it changed.
    #[must_use]
    pub fn said_change(self, since: Day, percent: Option<f64>) -> String {
        let since = self.date(since, false);
        let (word, size) = match percent {
            None => (self.pick("变化", "changed"), String::new()),
            Some(percent) => {
                let word = if percent < 0.0 {
                    self.pick("降低", "down")
                } else {
                    self.pick("升高", "up")
                };
                (word, [" ", &fixed(percent.abs(), 1), "%"].concat())
            }
        };
        match self {
            Self::Zh => [&since, "起", word, &size].concat(),
            Self::En => [word, &size, " since ", &since].concat(),
        }
    }

    /// So many days of a status: «3 天暂定».
    #[must_use]
    pub fn said_days(self, days: usize, status: &str) -> String {
        let gap = self.pick("", " ");
        [&self.count_of_days(days), gap, status].concat()
    }

    /// A day with its weekday: «10月12日周一».
    #[must_use]
    pub fn said_day(self, day: Day) -> String {
        let (date, weekday) = (self.date(day, false), self.weekday(day));
        match self {
            Self::Zh => [&date, weekday].concat(),
            Self::En => [weekday, " ", &date].concat(),
        }
    }

    /// How a value differs from that of the day before, rounded as both are shown: «比前一天高 0.12».
    #[must_use]
    pub fn said_step(self, up: bool, by: &str) -> String {
        match (self, up) {
            (Self::Zh, true) => ["比前一天高 ", by].concat(),
            (Self::Zh, false) => ["比前一天低 ", by].concat(),
            (Self::En, true) => ["up ", by, " on the day before"].concat(),
            (Self::En, false) => ["down ", by, " on the day before"].concat(),
        }
    }

    /// A value that is the same as that of the day before, as both are shown.
    #[must_use]
    pub fn said_same(self) -> &'static str {
        self.pick("与前一天相同", "the same as the day before")
    }

    /// A release: «v2.3.1 发布».
    #[must_use]
    pub fn said_release(self, label: &str) -> String {
        [label, self.pick(" 发布", " released")].concat()
    }

    /// A mark of the reader's own.
    #[must_use]
    pub fn said_mark(self, label: &str) -> String {
        [self.pick("标记 ", "marked "), label].concat()
    }
}
