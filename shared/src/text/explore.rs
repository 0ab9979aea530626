//! What the page says where series are explored: broken down, stepped through, compared.

use super::Lang;
use crate::changes::Verdict;
use crate::day::Day;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        impl Lang {
            $($(#[$doc])* #[must_use] pub fn $name(self) -> &'static str { self.pick($zh, $en) })*
        }
    };
}

words! {
    /// Opens the statistics.
    statistics: "统计", "Statistics";
    /// Opens the marks.
    marks: "标记", "Marks";
    /// Opens the reading guide.
    guide: "了解口径", "How to read this";
    /// More lines than can be told apart.
    crowded: "线较多，端点处放不下名称。", "Too many lines to name each at its end.";
    /// Splits the lines into small charts.
    small_charts: "按平台分成小图", "Small charts by platform";
    /// A line's column.
    line: "曲线", "Line";
    /// The column of days that count.
    days_counted: "天数", "Days";
    /// The newest settled value.
    latest: "最新", "Latest";
    /// The mean.
    mean: "均值", "Mean";
    /// The median.
    median: "中位数", "Median";
    /// The least value.
    min: "最小", "Min";
    /// The largest value.
    max: "最大", "Max";
    /// The series' own noise.
    noise: "日常波动", "Noise";
    /// How the mean changed against the period beside.
    change_of_mean: "均值变化", "Change of mean";
    /// The same in percent.
    change_in_percent: "变化", "Change";
    /// What the statistics rest on.
    statistics_note: "只计已定且有数值的天：暂定、缺失、取不到与无法测得的 0 都不计。日常波动是去掉变化后一天的标准差。", "Only settled days with a value count: provisional, missing and failed days and a 0 that can't be measured do not. Noise is a day's standard deviation apart from changes.";
    /// No marks in these days.
    no_marks: "这段日期内没有标记。", "No marks in these days.";
    /// Removes a mark.
    remove: "移除", "Remove";
    /// Adds a mark.
    add_mark: "加到图上", "Add to the chart";
    /// What a mark says.
    mark_label: "说明", "Label";
}

impl Lang {
    /// A part of the page could not be fetched.
    #[must_use]
    pub fn part_unloaded(self) -> &'static str {
        self.pick("这一部分没有取到。", "This part could not be fetched.")
    }

    /// Every value of a filter beside the others, and how many calls that takes where it is known.
    #[must_use]
    pub fn each_apart(self, calls: Option<usize>) -> String {
        self.with_calls(self.pick("逐项对比", "Each apart"), calls)
    }

    /// The apps that can join the one that is shown.
    #[must_use]
    pub fn apps_beside(self) -> &'static str {
        self.pick("并列对比", "Side by side")
    }

    /// The step to the days before, or after.
    #[must_use]
    pub fn step(self, back: bool) -> &'static str {
        if back {
            self.pick("前一段", "Earlier days")
        } else {
            self.pick("后一段", "Later days")
        }
    }

    /// What pressing a line's name does.
    #[must_use]
    pub fn hide_hint(self) -> &'static str {
        self.pick(
            "点按隐藏或显示；按住 Alt 点按只看这一条",
            "Press to hide or show; with Alt to see it alone",
        )
    }

    /// Days that are far from those around them.
    #[must_use]
    pub fn far_days(self, days: &[String]) -> String {
        let days = days.join(self.pick("、", ", "));
        match self {
            Self::Zh => format!("离群：{days}"),
            Self::En => format!("far off: {days}"),
        }
    }

    /// Puts the period before beside, and how many calls that takes where it is known.
    #[must_use]
    pub fn compare_before(self, calls: Option<usize>) -> String {
        let text = self.pick("与前一周期比较", "Compare with the period before");
        self.with_calls(text, calls)
    }

    /// Removes the mark of a label.
    #[must_use]
    pub fn remove_mark(self, label: &str) -> String {
        match self {
            Self::Zh => format!("移除「{label}」"),
            Self::En => format!("Remove “{label}”"),
        }
    }

    /// No more marks fit into an address.
    #[must_use]
    pub fn marks_full(self, most: usize) -> String {
        match self {
            Self::Zh => format!("一个链接最多带 {most} 个标记。"),
            Self::En => format!("A link holds at most {most} marks."),
        }
    }

    fn with_calls(self, text: &str, calls: Option<usize>) -> String {
        match (calls, self) {
            (None, _) => text.to_owned(),
            (Some(0), Self::Zh) => format!("{text} · 无需调用"),
            (Some(0), Self::En) => format!("{text} · no calls"),
            (Some(calls), Self::Zh) => format!("{text} · 需 {calls} 次调用"),
            (Some(1), Self::En) => format!("{text} · 1 call"),
            (Some(calls), Self::En) => format!("{text} · {calls} calls"),
        }
    }

    /// What moved since when: «10月12日起 安卓启动总耗时 2.12 → 2.31 s».
    #[must_use]
    pub fn moved_since(self, since: Day, what: &str, values: &str) -> String {
        let since = self.date(since, false);
        self.pick(
            [&since, "起 ", what, " ", values].concat(),
            ["Since ", &since, ": ", what, " ", values].concat(),
        )
    }

    /// What a change is, within a sentence.
    #[must_use]
    pub fn verdict_word(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Worse => self.worse(),
            Verdict::Better => self.better(),
            Verdict::Changed => self.changed(),
        }
    }

    /// So many more changes stand on the page of changes.
    #[must_use]
    pub fn more_changes(self, count: usize) -> String {
        self.pick(
            format!("另有 {count} 处变化"),
            format!("{count} more changes"),
        )
    }
}
