//! Charts in words, for those who hear them: a panel as a whole, and one of its days.

use shared::apps::DayMark;
use shared::changes::Finding;
use shared::day::Day;
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::value::{Status, Value};
use shared::view::Mark;

use crate::beside::is_of;
use crate::unit::Unit;

/// One line of a panel, after those that stand in the text: its days, its mean, what it did, and the
/// days that are not settled or lack. `found` are the findings of the panel's module. A compared line
/// is seen beside, and heard day by day.
pub fn summary(text: &mut String, one: &Series, found: &[Finding], unit: &Unit, lang: Lang) {
    if one.period == Period::Compared {
        return;
    }
    if !text.is_empty() {
        text.push_str(lang.pick("；", "; "));
    }
    text.push_str(&lang.said_line(&lang.slice(one.slice), one.values.len()));
    let mut say = |part: String| {
        text.push_str(lang.comma());
        text.push_str(&part);
    };
    if let Some(mean) = analysis::mean(one) {
        say(lang.said_mean(&value(mean, unit, lang)));
    }
    for found in found.iter().filter(|found| is_of(found, one)) {
        say(lang.said_change(found.since, found.change_percent));
    }
    let (mut provisional, mut failed) = (0, 0);
    for status in one.status.values() {
        match status {
            Status::Provisional => provisional += 1,
            Status::Failed => failed += 1,
            _ => {}
        }
    }
    let empty = one.values.iter().filter(|value| value.is_none()).count();
    for (days, status) in [
        (provisional, Status::Provisional),
        (failed, Status::Failed),
        (empty.saturating_sub(failed), Status::Missing),
    ] {
        if days > 0 {
            say(lang.said_days(days, lang.status(status)));
        }
    }
}

/// What is said of one day of a panel.
#[derive(Clone, Copy, Debug)]
pub struct Point<'a> {
    /// The lines.
    pub lines: &'a [&'a Series],
    /// The day.
    pub day: Day,
    /// Its place among the days that are shown.
    pub index: usize,
    /// The panel's unit.
    pub unit: &'a Unit,
    /// The releases of the apps.
    pub releases: &'a [DayMark],
    /// The reader's own marks.
    pub marks: &'a [Mark],
}

/// A day: each line with its value, how that differs from the day before, and what is marked there.
#[must_use]
pub fn point(point: &Point<'_>, lang: Lang) -> String {
    let lines = point.lines.iter().map(|one| of_line(one, point, lang));
    let lines: Vec<String> = lines.collect();
    let mut parts = vec![lang.said_day(point.day)];
    if !lines.is_empty() {
        parts.push(lines.join(lang.pick("；", "; ")));
    }
    let releases = point.releases.iter().filter(|mark| mark.day == point.day);
    parts.extend(releases.map(|mark| lang.said_release(&mark.label)));
    let marks = point.marks.iter().filter(|mark| mark.day == point.day);
    parts.extend(marks.map(|mark| lang.said_mark(&mark.label)));
    parts.join(lang.comma())
}

/// A line's part of a day.
fn of_line(one: &Series, point: &Point<'_>, lang: Lang) -> String {
    let Point {
        day, index, unit, ..
    } = *point;
    let at = |index: usize| one.values.get(index).copied().flatten().map(Value::get);
    let (name, status) = (name(one, lang), one.status_on(day));
    let Some(now) = at(index) else {
        // What has no status lacks all the same.
        let status = if status == Status::Final {
            Status::Missing
        } else {
            status
        };
        return [&name, " ", lang.status(status)].concat();
    };
    let mut parts = vec![[&name, " ", &value(now, unit, lang)].concat()];
    if status != Status::Final {
        parts.push(lang.status(status).to_owned());
    }
    let before = index.checked_sub(1).and_then(at);
    // A 0 that can't be measured is no step down.
    let before =
        before.filter(|_| status != Status::Zero && one.status_on(day.plus(-1)) != Status::Zero);
    if let Some(before) = before {
        let by = unit.said((now - before).abs());
        parts.push(if by.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
            lang.said_step(now > before, &by)
        } else {
            lang.said_same().to_owned()
        });
    }
    parts.join(lang.comma())
}

/// A line's name as it is said.
fn name(one: &Series, lang: Lang) -> String {
    let name = lang.slice(one.slice);
    match one.period {
        Period::Current => name,
        Period::Compared => lang.compared_line(&name),
    }
}

/// A value with its unit as it is said.
fn value(value: f64, unit: &Unit, lang: Lang) -> String {
    let (number, word) = (unit.said(value), lang.unit_word(&unit.label));
    let gap = if word.is_empty() || word == "%" {
        ""
    } else {
        " "
    };
    [&number, gap, word].concat()
}

#[cfg(test)]
mod tests {
    use shared::changes::Verdict;
    use shared::filter::{Platform, Slice};
    use shared::metric::{Better, Confidence, Metric};
    use shared::module::Module;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn series(platform: Platform, values: &[Option<f64>]) -> Series {
        let value = |value: &Option<f64>| value.and_then(|one| Value::from_text(&one.to_string()));
        Series {
            app: "shop".to_owned(),
            slice: Slice {
                platform,
                ..Slice::ALL
            },
            period: Period::Current,
            metric: Metric {
                id: "total".to_owned(),
                zh: "启动总耗时".to_owned(),
                en: "Launch, total".to_owned(),
                line: 0,
                unit: Some("ms".to_owned()),
                better: Better::Down,
                role: None,
                confidence: Confidence::High,
            },
            start: day("2026-10-11"),
            values: values.iter().map(value).collect(),
            status: [
                (day("2026-10-13"), Status::Missing),
                (day("2026-10-14"), Status::Provisional),
            ]
            .into(),
        }
    }

    fn android() -> Series {
        series(
            Platform::Android,
            &[Some(2230.0), Some(2350.0), None, Some(2349.0)],
        )
    }

    fn found(percent: Option<f64>) -> Finding {
        Finding {
            app: "shop".to_owned(),
            module: Module::Launch,
            metric: "total".to_owned(),
            line: 0,
            slice: android().slice,
            before: 2.1,
            after: 2.3,
            change_percent: percent,
            since: day("2026-10-12"),
            mark: None,
            verdict: Verdict::Worse,
            link: String::new(),
        }
    }

    fn said(lines: &[&Series], at: &str, lang: Lang) -> String {
        let unit = Unit::choose(Some("ms"), 2300.0);
        let releases = [DayMark {
            day: day("2026-10-12"),
            label: "v2.3.1".to_owned(),
        }];
        let marks = [Mark::new(day("2026-10-13"), "CDN").unwrap()];
        let at = day(at);
        point(
            &Point {
                lines,
                day: at,
                index: usize::try_from(at.since(day("2026-10-11"))).unwrap(),
                unit: &unit,
                releases: &releases,
                marks: &marks,
            },
            lang,
        )
    }

    #[test]
    fn a_panel_tells_its_lines_with_what_they_did_and_what_they_lack() {
        let unit = Unit::choose(Some("ms"), 2300.0);
        let (android, ios) = (android(), series(Platform::Ios, &[None, None]));
        let told = |lines: &[&Series], found: &[Finding], lang| {
            let mut text = String::new();
            for one in lines {
                summary(&mut text, one, found, &unit, lang);
            }
            text
        };
        let text = |lang| told(&[&android, &ios], &[found(Some(9.12))], lang);
        assert_eq!(
            text(Lang::Zh),
            "安卓：4 天，平均 2.29 秒，10月12日起升高 9.1%，1 天暂定，1 天缺失；iOS：2 天，1 天暂定，2 天缺失"
        );
        assert_eq!(
            text(Lang::En),
            "Android: 4 days, mean 2.29 seconds, up 9.1% since 12 Oct, 1 day provisional, 1 day missing; \
             iOS: 2 days, 1 day provisional, 2 days missing"
        );
        let fell = told(&[&android], &[found(Some(-3.0)), found(None)], Lang::Zh);
        assert!(
            fell.contains("10月12日起降低 3.0%，10月12日起变化"),
            "{fell}"
        );
        // Days that failed are not told twice.
        let mut lacking = series(Platform::Ios, &[Some(1200.0), None, None]);
        lacking.status.insert(day("2026-10-12"), Status::Failed);
        lacking.status.remove(&day("2026-10-14"));
        assert_eq!(
            told(&[&lacking], &[], Lang::En),
            "iOS: 3 days, mean 1.20 seconds, 1 day failed, 1 day missing"
        );
        lacking.period = Period::Compared;
        assert_eq!(told(&[&lacking], &[], Lang::En), "");
    }

    #[test]
    fn a_day_tells_values_steps_status_and_marks() {
        let (android, ios) = (
            android(),
            series(Platform::Ios, &[Some(1200.0), Some(1199.6)]),
        );
        assert_eq!(
            said(&[&android], "2026-10-11", Lang::Zh),
            "10月11日周日，安卓 2.23 秒"
        );
        assert_eq!(
            said(&[&android], "2026-10-12", Lang::Zh),
            "10月12日周一，安卓 2.35 秒，比前一天高 0.12，v2.3.1 发布"
        );
        assert_eq!(
            said(&[&ios, &android], "2026-10-12", Lang::En),
            "Mon 12 Oct, iOS 1.20 seconds, the same as the day before; \
             Android 2.35 seconds, up 0.12 on the day before, v2.3.1 released"
        );
        assert_eq!(
            said(&[&android], "2026-10-13", Lang::Zh),
            "10月13日周二，安卓 缺失，标记 CDN"
        );
        // Beside a day without a value there is nothing to compare with.
        assert_eq!(
            said(&[&android], "2026-10-14", Lang::En),
            "Wed 14 Oct, Android 2.35 seconds, provisional"
        );
    }

    #[test]
    fn thousands_and_units_are_said_in_one_breath() {
        let unit = Unit::choose(Some("ms"), 400.0);
        assert_eq!(value(1204.4, &unit, Lang::Zh), "1204 毫秒");
        let rate = Unit::choose(Some("%"), 98.0);
        assert_eq!(value(98.2, &rate, Lang::Zh), "98.20%");
        assert_eq!(value(98.2, &rate, Lang::En), "98.20 percent");
        assert_eq!(value(3.0, &Unit::choose(None, 3.0), Lang::En), "3.00");
    }
}
