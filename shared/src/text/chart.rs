//! Texts inside the drawing.

use super::Lang;
use crate::budget::Bound;
use crate::day::Day;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The English name of a month, 1 to 12.
fn month_name(month: i8) -> &'static str {
    let index = usize::from(month.unsigned_abs()).saturating_sub(1);
    MONTHS.get(index).copied().unwrap_or("")
}

impl Lang {
    /// The stamp on pictures of made-up data.
    #[must_use]
    pub fn demo_stamp(self) -> &'static str {
        self.pick("模拟数据", "Made-up data")
    }

    /// A day under the axis; the month stands only where it is another than that of the tick before.
    #[must_use]
    pub fn day_tick(self, day: Day, before: Option<Day>) -> String {
        let (_, month, date) = day.parts();
        let turned = before.is_none_or(|before| before.first_of_month() != day.first_of_month());
        match (self, turned) {
            (Self::Zh, true) => format!("{month}月{date}日"),
            (Self::Zh, false) => format!("{date}日"),
            (Self::En, true) => format!("{} {date}", month_name(month)),
            (Self::En, false) => date.to_string(),
        }
    }

    /// A month under the axis; the year stands where it is another than that of the tick before.
    #[must_use]
    pub fn month_tick(self, day: Day, before: Option<Day>) -> String {
        let (year, month, _) = day.parts();
        let turned = before.is_none_or(|before| before.parts().0 != year);
        match (self, turned, month) {
            (Self::Zh, true, 1) => format!("{year}年"),
            (Self::En, true, 1) => year.to_string(),
            (Self::Zh, true, _) => format!("{year}年{month}月"),
            (Self::En, true, _) => format!("{} {year}", month_name(month)),
            (Self::Zh, false, _) => format!("{month}月"),
            (Self::En, false, _) => month_name(month).to_owned(),
        }
    }

    /// Says that strong lines are moving means.
    #[must_use]
    pub fn smooth_note(self, days: usize) -> String {
        match self {
            Self::Zh => format!("粗线为 {days} 日均值"),
            Self::En => format!("strong: {days}-day mean"),
        }
    }

    /// Says which lines are those of the compared period.
    #[must_use]
    pub fn compared_note(self) -> &'static str {
        self.pick("细线为对比期", "thin: compared period")
    }

    /// Says how many days are not settled.
    #[must_use]
    pub fn provisional_note(self, days: usize) -> String {
        match self {
            Self::Zh => format!("{days} 天暂定"),
            Self::En if days == 1 => "1 day provisional".to_owned(),
            Self::En => format!("{days} days provisional"),
        }
    }

    /// Says how many values a logarithmic axis has no place for.
    #[must_use]
    pub fn below_log_note(self, count: usize) -> String {
        match self {
            Self::Zh => format!("{count} 个值不大于 0，以箭头标在底边"),
            Self::En if count == 1 => "1 value not above 0: arrow at the foot".to_owned(),
            Self::En => format!("{count} values not above 0: arrows at the foot"),
        }
    }

    /// A goal with its value, which already has its unit: «目标 ≤ 3 s».
    #[must_use]
    pub fn goal(self, bound: Bound, value: &str) -> String {
        let sign = match bound {
            Bound::Over(_) => "≤",
            Bound::Under(_) => "≥",
        };
        match self {
            Self::Zh => format!("目标 {sign} {value}"),
            Self::En => format!("goal {sign} {value}"),
        }
    }

    /// How many panels a picture has no room for.
    #[must_use]
    pub fn more_panels(self, count: usize) -> String {
        match self {
            Self::Zh => format!("另有 {count} 幅"),
            Self::En if count == 1 => "1 more chart".to_owned(),
            Self::En => format!("{count} more charts"),
        }
    }

    /// The name of a line of the compared period.
    #[must_use]
    pub fn compared_line(self, name: &str) -> String {
        match self {
            Self::Zh => format!("{name}（对比期）"),
            Self::En => format!("{name} (compared)"),
        }
    }

    /// Marks that stand too close for a label each.
    #[must_use]
    pub fn folded_marks(self, count: usize) -> String {
        match self {
            Self::Zh => format!("{count} 版"),
            Self::En => format!("{count} releases"),
        }
    }

    /// A unit that nobody stated.
    #[must_use]
    pub fn deduced_unit(self, unit: &str) -> String {
        match self {
            Self::Zh => format!("{unit}（推定）"),
            Self::En => format!("{unit} (deduced)"),
        }
    }

    /// Stands where a panel has no value at all.
    #[must_use]
    pub fn no_values(self) -> &'static str {
        self.pick("这些天没有数据", "No data for these days")
    }
}
