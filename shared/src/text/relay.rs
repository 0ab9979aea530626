//! What the relay itself says: notices, whom to ask, and the heads of wide tables.

use super::Lang;
use crate::day::Day;
use crate::reply::Period;

impl Lang {
    /// An advice, and whom to ask where the reader can't follow it alone.
    #[must_use]
    pub fn advice_with_contact(self, advice: &str, contact: &str) -> String {
        self.pick(
            format!("{advice}联系：{contact}"),
            format!("{advice} Contact: {contact}"),
        )
    }

    /// A parameter of the address that nobody knows.
    #[must_use]
    pub fn unknown_parameter(self, name: &str) -> String {
        self.pick(
            format!("参数 {name} 无法识别，已忽略。"),
            format!("The parameter {name} is not known and was left aside."),
        )
    }

    /// Up to which day a picture has data.
    #[must_use]
    pub fn known_through(self, day: Day) -> String {
        let day = self.date(day, true);
        self.pick(format!("数据至 {day}"), format!("Data to {day}"))
    }

    /// The head of the days' column.
    #[must_use]
    pub fn day_column(self) -> &'static str {
        self.pick("日期", "Day")
    }

    /// A period beside another.
    #[must_use]
    pub fn period(self, period: Period) -> &'static str {
        match period {
            Period::Current => self.pick("本期", "Current"),
            Period::Compared => self.pick("对比期", "Compared"),
        }
    }
}
