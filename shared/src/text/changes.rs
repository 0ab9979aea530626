//! What changed: in a sentence for a report, and on the page of its own.

use super::Lang;
use crate::apps::DayMark;
use crate::changes::{Finding, Verdict};
use crate::day::{Day, DayRange};
use crate::value::fixed;

impl Lang {
    /// What a change is.
    #[must_use]
    pub fn verdict(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Worse => self.pick("变差", "Worse"),
            Verdict::Better => self.pick("变好", "Better"),
            Verdict::Changed => self.pick("有变化", "Changed"),
        }
    }

    /// A change: «商城小程序 · 启动总耗时 · 安卓 · 10月12日起 2.12 → 2.31 s，+9.1 %，v2.3.1 发布后 1 天（时间相近）».
    /// App, metric and values are told as the reader knows them.
    #[must_use]
    pub fn change(self, app: &str, metric: &str, values: &str, finding: &Finding) -> String {
        let slice = self.slice(finding.slice);
        let (_, month, day) = finding.since.parts();
        let since = self.pick(
            format!("{month}月{day}日起"),
            format!("since {}", finding.since),
        );
        let mut parts = vec![format!("{app} · {metric} · {slice} · {since} {values}")];
        if let Some(percent) = finding.change_percent {
            let sign = if percent < 0.0 { '−' } else { '+' };
            parts.push(format!("{sign}{} %", fixed(percent, 1)));
        }
        if let Some(mark) = &finding.mark {
            let near = self.near_in_time();
            let near = self.pick(format!("（{near}）"), format!(" ({near})"));
            parts.push(self.beside(mark, finding.since) + &near);
        }
        parts.join(self.pick("，", ", "))
    }

    /// Where a change's first day lies beside a release.
    #[must_use]
    pub fn beside(self, mark: &DayMark, since: Day) -> String {
        let label = &mark.label;
        let after = since.since(mark.day);
        let days = after.abs();
        let plural = if days == 1 { "day" } else { "days" };
        match after {
            0 => self.pick(
                format!("{label} 发布当天"),
                format!("on the day of {label}"),
            ),
            1.. => self.pick(
                format!("{label} 发布后 {days} 天"),
                format!("{days} {plural} after {label}"),
            ),
            _ => self.pick(
                format!("{label} 发布前 {days} 天"),
                format!("{days} {plural} before {label}"),
            ),
        }
    }

    /// What a release beside a change is, and all that it is: no cause.
    #[must_use]
    pub fn near_in_time(self) -> &'static str {
        self.pick("时间相近", "near in time")
    }

    /// One of several lines of a metric, counted from 0.
    #[must_use]
    pub fn line_of(self, metric: &str, line: u32) -> String {
        let number = line + 1;
        self.pick(
            format!("{metric}（第 {number} 条线）"),
            format!("{metric} (line {number})"),
        )
    }

    /// How many changes the days of a view have.
    #[must_use]
    pub fn changes_found(self, range: DayRange, count: usize) -> String {
        let (start, end) = (range.start(), range.end());
        let plural = if count == 1 { "change" } else { "changes" };
        match count {
            0 => self.pick(
                format!("{start} 至 {end} 没有发现变化。"),
                format!("Nothing changed from {start} to {end}, as far as is known."),
            ),
            _ => self.pick(
                format!("{start} 至 {end}：{count} 处变化"),
                format!("{start} to {end}: {count} {plural}"),
            ),
        }
    }

    /// The page of what changed.
    #[must_use]
    pub fn changes(self) -> &'static str {
        self.pick("变化", "Changes")
    }

    /// What stands before the ways to the pages.
    #[must_use]
    pub fn pages(self) -> &'static str {
        self.pick("页面", "Pages")
    }

    /// How many got worse and better, and how many changed without anybody knowing which is good.
    #[must_use]
    pub fn verdicts(self, worse: usize, better: usize, changed: usize) -> String {
        self.pick(
            format!("变差 {worse} · 变好 {better} · 有变化 {changed}"),
            format!("{worse} worse · {better} better · {changed} changed"),
        )
    }

    /// Nothing changed on the days of the view.
    #[must_use]
    pub fn no_changes(self, range: DayRange) -> String {
        let days = self.dates(range);
        self.pick(
            format!("{days}没有发现变化"),
            format!("No change found, {days}"),
        )
    }

    /// What was searched, by the phrases of the sentence.
    #[must_use]
    pub fn searched(self, phrases: &[String]) -> String {
        let phrases = phrases.join(" · ");
        self.pick(
            format!("查了历史中留存的：{phrases}。没有取过的切片不在其中。"),
            format!("Searched of what is kept: {phrases}. Slices that were never fetched are not among them."),
        )
    }

    /// How it is judged; `rate` is the part of unmoved lines that have a finding all the same.
    #[must_use]
    pub fn how_judged(self, rate: f64) -> String {
        let rate = fixed(rate * 100.0, 0);
        self.pick(
            format!(
                "只看已定的日子，除去一周的起伏、节假日和单日的离群值：前后均值之差超出这条线自身的波动，并且持续数日，才算变化；\
                 没有变化的线，误报率至多 {rate} %。"
            ),
            format!(
                "Only settled days count, without the rhythm of the week, days off and single outliers: a change is a difference of means \
                 beyond the line's own noise that lasts for days; a line that nothing has moved is told in at most {rate} % of cases."
            ),
        )
    }

    /// Said while the changes are searched for.
    #[must_use]
    pub fn searching(self) -> &'static str {
        self.pick("正在查找变化…", "Looking for changes…")
    }

    /// What a search of named slices takes.
    #[must_use]
    pub fn search_takes(self, pieces: usize) -> String {
        self.pick(
            format!("查这些切片，约要向微信取 {pieces} 段数据"),
            format!("Searching these slices takes about {pieces} pieces from WeChat"),
        )
    }

    /// The platforms, where the view leaves them open: not the slice of all, but each that is kept.
    #[must_use]
    pub fn kept_platforms(self) -> &'static str {
        self.pick("所有平台切片", "Every platform slice")
    }

    /// The device levels, where the view leaves them open.
    #[must_use]
    pub fn kept_levels(self) -> &'static str {
        self.pick("所有机型切片", "Every device slice")
    }

    /// The networks, where the view leaves them open.
    #[must_use]
    pub fn kept_networks(self) -> &'static str {
        self.pick("所有网络切片", "Every network slice")
    }

    /// Every slice, where a filter is left open.
    #[must_use]
    pub fn every_slice(self) -> &'static str {
        self.pick("所有切片", "Every slice")
    }

    /// The first day that differs.
    #[must_use]
    pub fn since(self, day: Day) -> String {
        let day = self.date(day, false);
        self.pick(format!("{day}起"), format!("since {day}"))
    }

    /// The table's caption.
    #[must_use]
    pub fn changes_caption(self, range: DayRange) -> String {
        let days = self.dates(range);
        self.pick(
            format!("{days}的变化，最差的在前"),
            format!("Changes of {days}, the worst first"),
        )
    }

    /// The heads of the table's columns: app, metric, slice, before, after, change, what it is, since,
    /// release, link.
    #[must_use]
    pub fn changes_heads(self) -> [&'static str; 10] {
        self.pick(
            [
                "小程序",
                "指标",
                "切片",
                "之前",
                "之后",
                "变化",
                "",
                "起始",
                "版本",
                "",
            ],
            [
                "App", "Metric", "Slice", "Before", "After", "Change", "", "Since", "Release", "",
            ],
        )
    }

    /// A link to the chart.
    #[must_use]
    pub fn its_chart(self) -> &'static str {
        self.pick("看图", "chart")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::Module;

    fn finding(released: &str) -> Finding {
        Finding {
            app: "shop".to_owned(),
            module: Module::Launch,
            metric: "total".to_owned(),
            line: 0,
            slice: "android".parse().unwrap(),
            before: 2_120.0,
            after: 2_312.0,
            change_percent: Some(9.06),
            since: "2026-10-12".parse().unwrap(),
            mark: Some(DayMark {
                day: released.parse().unwrap(),
                label: "v2.3.1".to_owned(),
            }),
            verdict: Verdict::Worse,
            link: String::new(),
        }
    }

    #[test]
    fn a_change_is_one_sentence_in_both_languages() {
        let told = |lang: Lang, released: &str| {
            let (app, metric) = lang.pick(("商城小程序", "启动总耗时"), ("Shop", "Launch, total"));
            lang.change(app, metric, "2.12 → 2.31 s", &finding(released))
        };
        assert_eq!(
            told(Lang::Zh, "2026-10-11"),
            "商城小程序 · 启动总耗时 · 安卓 · 10月12日起 2.12 → 2.31 s，+9.1 %，v2.3.1 发布后 1 天（时间相近）"
        );
        assert_eq!(
            told(Lang::En, "2026-10-10"),
            "Shop · Launch, total · Android · since 2026-10-12 2.12 → 2.31 s, +9.1 %, \
             2 days after v2.3.1 (near in time)"
        );
        assert!(told(Lang::Zh, "2026-10-12").ends_with("v2.3.1 发布当天（时间相近）"));
        assert!(told(Lang::En, "2026-10-13").ends_with("1 day before v2.3.1 (near in time)"));
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let bare = Finding {
            change_percent: None,
            mark: None,
            ..finding("2026-10-11")
        };
        let told = Lang::Zh.change("shop", "total", "0 → 2", &bare);
        assert_eq!(told, "shop · total · 安卓 · 10月12日起 0 → 2");
    }

    #[test]
    fn the_page_says_the_same_in_both_languages() {
        let range = DayRange::new("2026-10-01".parse().unwrap(), "2026-10-28".parse().unwrap());
        let range = range.unwrap();
        assert_eq!(Lang::Zh.no_changes(range), "2026年10月1日–28日没有发现变化");
        assert_eq!(Lang::En.no_changes(range), "No change found, 1–28 Oct 2026");
        assert_eq!(Lang::Zh.verdicts(3, 1, 2), "变差 3 · 变好 1 · 有变化 2");
        assert!(Lang::Zh.how_judged(0.01).ends_with("误报率至多 1 %。"));
        assert_eq!(Lang::En.since(range.start()), "since 1 Oct");
    }
}
