//! The keys of the page, and how it is used.

use super::Lang;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        impl Lang {
            $($(#[$doc])* #[must_use] pub fn $name(self) -> &'static str { self.pick($zh, $en) })*
        }
    };
}

words! {
    /// The list of keys.
    keys: "快捷键", "Keys";
    /// How the page is used.
    help: "使用帮助", "Help";
    /// Whether single keys do anything.
    single_keys: "使用单键快捷键", "Single keys work";
    /// Where the keys work that stand first.
    keys_anywhere: "焦点在页面或图表上时", "With the focus on the page or a chart";
    /// Where the others work.
    keys_on_chart: "焦点在图表上时", "With the focus on a chart";
    /// What the digits show.
    keys_modules: "打开率、启动、页面切换、内存、内存异常", "Open rate, launch, page switch, memory, memory exceptions";
    /// What steps to other days.
    keys_period: "前一段、后一段日期", "Days before, days after";
    /// What opens the comparisons.
    keys_compare: "对比", "Compare";
    /// What opens the apps.
    keys_app: "小程序", "App";
    /// What opens this list.
    keys_list: "这份列表", "This list";
    /// What walks the days.
    keys_walk: "逐天移动并读出；首日、末日", "Walk the days and hear them; first, last";
    /// What draws over days.
    keys_draw: "选取几天，只看这些天", "Draw over days, and show these alone";
    /// What shows less and more days.
    keys_zoom: "天数减半、加倍", "Half of the days, twice as many";
    /// What leaves the crosshair.
    keys_leave: "取消", "Leave off";
}
