//! Texts of the page.

use super::Lang;
use crate::day::{Day, DayRange, Minute, Utc};
use crate::value::fixed;
use crate::view::{Compare, Grid, Last, Scale};

macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        impl Lang {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(self) -> &'static str {
                self.pick($zh, $en)
            })*
        }
    };
}

sentences! {
    /// The button that opens what can be shared.
    share: "分享", "Share";
    /// The menu of what is rarely used.
    more: "更多", "More";
    /// The choice of language.
    language: "语言", "Language";
    /// The choice of theme.
    theme: "外观", "Theme";
    /// The light theme.
    light: "浅色", "Light";
    /// The dark theme.
    dark: "深色", "Dark";
    /// The button that moves to every metric.
    overview: "总览", "Overview";
    /// The choice of every metric.
    every_metric: "全部指标", "Every metric";
    /// Shows hidden lines again.
    show_all: "全部显示", "Show all";
    /// The modules beside the one that is shown.
    other_modules: "其他模块", "Other modules";
    /// No comparison.
    no_comparison: "不对比", "No comparison";
    /// The first day.
    from_day: "开始", "From";
    /// The last day.
    to_day: "结束", "To";
    /// Applies the dates.
    apply: "应用", "Apply";
    /// The moving mean's choice.
    smoothing: "平滑", "Smoothing";
    /// The value axis' choice.
    value_axis: "数值轴", "Value axis";
    /// The panels' choice.
    panels: "分面", "Panels";
    /// The table beneath.
    table: "表格", "Table";
    /// The day's column.
    day: "日期", "Day";
    /// Loading, without anything to show yet.
    loading: "正在取数据…", "Fetching data…";
    /// Loading did not reach the relay.
    unreachable: "连接不上服务", "The relay cannot be reached";
    /// What to do about it.
    unreachable_advice: "请检查网络，或请管理员查看服务是否在运行。恢复联网后会自动重取。", "Check the network, or ask the operator whether the relay is running. Once it is back, this page asks again.";
    /// The reader's sign-in has run out.
    signed_out: "登录已过期", "Your sign-in has expired";
    /// What to do about it.
    signed_out_advice: "地址已保留，登录后回到这里。", "The address is kept: signing in leads back here.";
    /// Signs in again.
    sign_in: "重新登录", "Sign in again";
    /// Whoever stands before the relay refuses the reader.
    forbidden: "没有权限", "No permission";
    /// What to do about it.
    forbidden_advice: "请换账号登录，或向管理员申请权限。", "Sign in with another account, or ask the operator for the right.";
    /// Loads the page anew.
    reload: "重新载入", "Reload";
    /// The answer broke off.
    broken: "数据没有取完整", "The answer broke off";
    /// What to do about it.
    broken_advice: "请重试；若反复出现，请刷新页面。", "Try again; if it happens again, reload the page.";
    /// Asks again.
    retry: "重试", "Try again";
    /// Nothing came for these days and filters.
    empty: "所选范围没有数据", "No data for this choice";
    /// What to do about it.
    empty_advice: "请放宽筛选或换一段日期。", "Choose wider filters or other days.";
    /// Widens the filters.
    reset_filters: "清除筛选", "Clear the filters";
    /// Starts afresh after an address that is not understood.
    start_afresh: "回到总览", "Go to the overview";
    /// No page at this address.
    no_page: "没有这个页面", "There is no page at this address";
    /// A line without noise-exceeding change.
    steady: "持平", "steady";
    /// A line that got worse.
    worse: "变差", "worse";
    /// A line that got better.
    better: "变好", "better";
    /// A line that changed, its good direction unknown.
    changed: "变化", "changed";
    /// Too few days to tell.
    too_few_days: "天数不足，暂不比较", "too few days to compare";
    /// The compared period's name.
    compared_period: "对比期", "compared";
    /// A day without value.
    no_value: "–", "–";
    /// WeChat's caveat on launches.
    launch_caveat: "启动耗时只宜在同一平台内比较；各阶段耗时不能相加。", "Launch times compare within one platform only; the stages do not add up.";
    /// The app's column.
    app: "小程序", "App";
    /// Chooses several apps.
    all_apps: "全部小程序", "All apps";
}

impl Lang {
    /// Rolling days.
    #[must_use]
    pub fn last(self, last: Last) -> String {
        let (count, zh, en) = match last {
            Last::Days(days) => (days, "天", "day"),
            Last::Weeks(weeks) => (weeks, "个整周", "whole week"),
            Last::Months(months) => (months, "个整月", "whole month"),
        };
        match self {
            Self::Zh => format!("最近 {count} {zh}"),
            Self::En if count == 1 => format!("Last {en}"),
            Self::En => format!("Last {count} {en}s"),
        }
    }

    /// A day with its month, and its year where `year` asks for it.
    #[must_use]
    pub fn date(self, day: Day, year: bool) -> String {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let (of_year, month, of_month) = day.parts();
        let name = usize::try_from(month - 1)
            .ok()
            .and_then(|index| MONTHS.get(index))
            .unwrap_or(&"");
        match (self, year) {
            (Self::Zh, true) => format!("{of_year}年{month}月{of_month}日"),
            (Self::Zh, false) => format!("{month}月{of_month}日"),
            (Self::En, true) => format!("{of_month} {name} {of_year}"),
            (Self::En, false) => format!("{of_month} {name}"),
        }
    }

    /// A minute by Beijing's clock.
    #[must_use]
    pub fn minute(self, at: Minute, year: bool) -> String {
        let day = self.date(at.day, year);
        format!("{day} {:02}:{:02}", at.hour, at.minute)
    }

    /// A range of days, each part said once.
    #[must_use]
    pub fn dates(self, range: DayRange) -> String {
        let (start, end) = (range.start(), range.end());
        let same_year = start.parts().0 == end.parts().0;
        let same_month = same_year && start.parts().1 == end.parts().1;
        match self {
            _ if start == end => self.date(start, true),
            Self::Zh if same_month => format!("{}–{}日", self.date(start, true), end.parts().2),
            Self::Zh => format!("{}–{}", self.date(start, true), self.date(end, !same_year)),
            Self::En if same_month => format!("{}–{}", start.parts().2, self.date(end, true)),
            Self::En => format!(
                "{} – {}",
                self.date(start, !same_year),
                self.date(end, true)
            ),
        }
    }

    /// A day's weekday.
    #[must_use]
    pub fn weekday(self, day: Day) -> &'static str {
        let index = usize::try_from(day.weekday() - 1).unwrap_or(0);
        self.pick(
            ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
            ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        )[index.min(6)]
    }

    /// Up to which day there is data, and when it was fetched by Beijing's clock.
    #[must_use]
    pub fn data_through(self, day: Option<Day>, fetched: Utc) -> String {
        let when = self.minute(Minute::at_unix(fetched.0), false);
        match day {
            Some(day) => self.pick(
                format!("数据至 {} · {when} 更新", self.date(day, false)),
                format!("Data to {} · updated {when}", self.date(day, false)),
            ),
            None => self.pick(format!("{when} 更新"), format!("Updated {when}")),
        }
    }

    /// The comparison, as the sentence says it.
    #[must_use]
    pub fn comparison(self, compare: Compare) -> String {
        match compare {
            Compare::Previous => self.pick("比前一周期", "vs previous period").to_owned(),
            Compare::Week => self
                .pick("比前几周同日", "vs same weekdays before")
                .to_owned(),
            Compare::Year => self.pick("比去年同期", "vs a year before").to_owned(),
            Compare::Range(range) => self.pick(
                format!("比 {}", self.dates(range)),
                format!("vs {}", self.dates(range)),
            ),
        }
    }

    /// The value axis.
    #[must_use]
    pub fn scale(self, scale: Scale) -> &'static str {
        match scale {
            Scale::Zero => self.pick("从零开始", "From zero"),
            Scale::Fit => self.pick("贴合数据", "Fit the data"),
            Scale::Log => self.pick("对数", "Logarithmic"),
        }
    }

    /// What a panel stands for.
    #[must_use]
    pub fn grid(self, grid: Grid) -> &'static str {
        match grid {
            Grid::Platform => self.pick("按平台", "By platform"),
            Grid::Level => self.pick("按机型", "By device level"),
            Grid::Network => self.pick("按网络", "By network"),
            Grid::App => self.pick("按小程序", "By app"),
        }
    }

    /// A moving mean.
    #[must_use]
    pub fn smoothed(self, days: usize) -> String {
        if days <= 1 {
            return self.pick("不平滑", "None").to_owned();
        }
        self.pick(format!("{days} 日均值"), format!("{days}-day mean"))
    }

    /// The size of a change in percent; an arrow beside it tells the direction.
    #[must_use]
    pub fn percent(self, percent: f64) -> String {
        fixed(percent.abs(), 1) + " %"
    }

    /// The overview's counts.
    #[must_use]
    pub fn counts(self, worse: usize, better: usize, steady: usize) -> String {
        self.pick(
            format!("变差 {worse} · 变好 {better} · 持平 {steady}"),
            format!("{worse} worse · {better} better · {steady} steady"),
        )
    }

    /// The metrics that have no data, in one line.
    #[must_use]
    pub fn without_data(self, names: &[String]) -> String {
        self.pick(
            format!("没有数据：{}", names.join("、")),
            format!("No data: {}", names.join(", ")),
        )
    }

    /// Parameters of the address that nobody understood.
    #[must_use]
    pub fn unknown_parameters(self, names: &[String]) -> String {
        self.pick(
            format!("地址中的 {} 未能识别，其余照常显示。", names.join("、")),
            format!(
                "{} in the address is not understood; the rest is shown.",
                names.join(", ")
            ),
        )
    }

    /// Lines that the address hides.
    #[must_use]
    pub fn hidden_lines(self, count: usize) -> String {
        match self {
            Self::Zh => format!("已隐藏 {count} 条线"),
            Self::En if count == 1 => "1 line is hidden".to_owned(),
            Self::En => format!("{count} lines are hidden"),
        }
    }

    /// A filter that changes nothing.
    #[must_use]
    pub fn filter_without_effect(self, slice: &str) -> String {
        self.pick(
            format!("“{slice}”与“全部”每天相同，微信可能忽略了这一筛选。"),
            format!("“{slice}” equals “All” on every day; WeChat may ignore this filter."),
        )
    }

    /// A filter that WeChat does not document here.
    #[must_use]
    pub fn filter_undocumented(self) -> &'static str {
        self.pick(
            "微信文档未说明此模块支持网络筛选，结果仅供参考。",
            "WeChat does not document the network filter for this module; read with care.",
        )
    }

    /// A step that would make the address too long.
    #[must_use]
    pub fn address_too_long(self, bytes: usize) -> String {
        self.pick(
            format!("这一步会让地址达到 {bytes} 字节（上限 4096），已取消。"),
            format!("This step would make the address {bytes} bytes long (at most 4096); it was not taken."),
        )
    }
}
