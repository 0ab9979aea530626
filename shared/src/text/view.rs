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
            Reason::Malformed { expected } => self.pick(
                format!("参数 {parameter} 的值“{value}”无法理解；应为 {expected}。"),
                format!("The parameter {parameter} has the value “{value}”; it takes {expected}."),
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
            Reason::NotYet => self.pick(
                format!("参数 {parameter} 尚未支持；请删去。"),
                format!("The parameter {parameter} is not supported yet; leave it out."),
            ),
            Reason::TooLong { has, most } => self.pick(
                format!("{parameter} 共 {has} 个，最多 {most} 个；请减少。"),
                format!("{parameter} asks for {has}, at most {most} are allowed; choose fewer."),
            ),
            Reason::TextTooLong { bytes } => self.pick(
                format!("地址有 {bytes} 字节，最多 4096；请减少标记、指标或筛选项。"),
                format!("The view takes {bytes} bytes, at most 4096; use fewer marks, metrics or filters."),
            ),
        }
    }
}
