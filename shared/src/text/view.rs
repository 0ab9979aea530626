//! What is wrong with a view, in words.

use super::Lang;
use crate::view::{Reason, ViewError};

impl Lang {
    /// What is wrong with a view, and what would be right.
    #[must_use]
    pub fn view_error(self, error: &ViewError) -> String {
        let ViewError {
            parameter,
            value,
            reason,
        } = error;
        match reason {
            Reason::Twice => self.pick(
                format!("参数 {parameter} 出现了两次；请只保留一个。"),
                format!("The parameter {parameter} is given twice; keep one."),
            ),
            Reason::Empty => self.pick(
                format!("参数 {parameter} 没有值；请填写或删去。"),
                format!("The parameter {parameter} has no value; fill it in or leave it out."),
            ),
            Reason::Malformed => {
                let takes = self.takes(parameter);
                self.pick(
                    format!("参数 {parameter} 的值“{value}”无法理解；应为{takes}。"),
                    format!("The parameter {parameter} has the value “{value}”; it takes {takes}."),
                )
            }
            Reason::Encoding => self.pick(
                format!("参数 {parameter} 的值“{value}”不是百分号编码的 UTF-8。"),
                format!("The parameter {parameter} has the value “{value}”, which is not UTF-8, percent-encoded."),
            ),
            Reason::TooMany { most } => self.pick(
                format!("参数 {parameter} 最多 {most} 个值。"),
                format!("The parameter {parameter} takes at most {most} values."),
            ),
            Reason::Alone { lacking } => self.pick(
                format!("参数 {parameter} 需要与 {lacking} 同时给出。"),
                format!("The parameter {parameter} needs {lacking} beside it."),
            ),
            Reason::Beside { other } => self.pick(
                format!("参数 {parameter} 不能与 {other} 同时给出。"),
                format!("The parameter {parameter} cannot stand beside {other}."),
            ),
            Reason::Reversed => self.pick(
                format!("参数 {parameter} 的开始日期“{value}”晚于结束日期。"),
                format!("The parameter {parameter} starts at “{value}”, after its end."),
            ),
            Reason::CompareLength { days, compared } => self.pick(
                format!("对比范围有 {compared} 天，应与所选的 {days} 天相同。"),
                format!("The compared range holds {compared} days; it must hold {days}, as the view does."),
            ),
            Reason::Required => self.pick(
                format!("缺少参数 {parameter}。"),
                format!("The parameter {parameter} is required here."),
            ),
            Reason::TooLong { has, most } => {
                let [zh, en] = match parameter.as_str() {
                    "start" | "end" | "last" => ["天", "days"],
                    _ => ["个切片", "slices"],
                };
                self.pick(
                    format!("{parameter} 共 {has} {zh}，最多 {most} {zh}；请减少。"),
                    format!("{parameter} asks for {has} {en}, at most {most} are allowed; choose fewer."),
                )
            }
            Reason::TextTooLong { bytes } => self.pick(
                format!("地址有 {bytes} 字节，最多 4096；请减少标记、指标或筛选项。"),
                format!("The view takes {bytes} bytes, at most 4096; use fewer marks, metrics or filters."),
            ),
        }
    }

    /// What is wrong with a parameter that a page does without.
    #[must_use]
    pub fn left_out(self, error: &ViewError) -> String {
        let wrong = self.view_error(error);
        self.pick(
            format!("{wrong}其余照常显示。"),
            format!("{wrong} The rest is shown."),
        )
    }

    /// What a parameter takes.
    #[must_use]
    pub fn takes(self, parameter: &str) -> &'static str {
        match parameter {
            "app" => self.pick(
                "小程序别名，如 shop，以逗号分隔",
                "aliases such as shop, by comma",
            ),
            "module" => self.pick(
                " open-rate、launch、page-switch、memory 或 memory-exceptions",
                "open-rate, launch, page-switch, memory or memory-exceptions",
            ),
            "metric" => self.pick("指标 id，以逗号分隔", "metric ids, by comma"),
            "start" | "end" => self.pick(
                " 2000 至 2999 年间的日期，如 2026-10-01",
                "a date such as 2026-10-01, between 2000 and 2999",
            ),
            "last" => self.pick(
                " 1d 至 400d、1w 至 57w 或 1m 至 13m",
                "1d to 400d, 1w to 57w or 1m to 13m",
            ),
            "platform" => self.pick(
                " all、ios、android，以逗号分隔",
                "all, ios, android, by comma",
            ),
            "level" => self.pick(
                " all、high、mid、low，以逗号分隔",
                "all, high, mid, low, by comma",
            ),
            "network" => self.pick(
                " all、wifi、4g、3g，以逗号分隔",
                "all, wifi, 4g, 3g, by comma",
            ),
            "compare" => self.pick(
                " previous、week、year 或 DATE~DATE",
                "previous, week, year or DATE~DATE",
            ),
            "smooth" => self.pick(" 1、3、7、14 或 28", "1, 3, 7, 14 or 28"),
            "scale" => self.pick(" zero、fit 或 log", "zero, fit or log"),
            "grid" => self.pick(
                " platform、level、network 或 app",
                "platform, level, network or app",
            ),
            "marks" => self.pick(
                " DATE~LABEL，以逗号分隔，标签 1 至 40 字",
                "DATE~LABEL, by comma, labels of 1 to 40 characters",
            ),
            "hide" => self.pick(
                "线的名称，如 ios.high（多个小程序时前加别名：shop.ios.high），以逗号分隔",
                "slices such as ios.high (shop.ios.high where there are several apps), by comma",
            ),
            "seen" => self.pick(
                "北京时间的分钟，如 202610301200",
                "a minute in Beijing such as 202610301200",
            ),
            "as_of" => self.pick(
                "北京时间的分钟，如 202610301200，不早于 201701090000",
                "a minute in Beijing such as 202610301200, from 201701090000 on",
            ),
            "lang" => self.pick(" zh 或 en", "zh or en"),
            "theme" => self.pick(" light 或 dark", "light or dark"),
            "embed" => self.pick(" 1", "1"),
            "layout" => self.pick(" wide", "wide"),
            "width" => self.pick(" 320 至 2400", "320 to 2400"),
            "height" => self.pick(" 200 至 1600", "200 to 1600"),
            "ratio" => self.pick(" 1 或 2", "1 or 2"),
            _ => self.pick("另一个值", "another value"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::NAMES;

    #[test]
    fn what_each_parameter_takes_is_said_in_both_languages() {
        for name in NAMES {
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| lang.takes(name));
            assert!(
                zh != Lang::Zh.takes("unknown") && en != Lang::En.takes("unknown"),
                "{name}"
            );
        }
    }
}
