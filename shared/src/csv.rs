//! Series as CSV: RFC 4180, with a BOM so that spreadsheets read the Chinese. One writer for what
//! the relay serves and for what the page exports.

use ::csv::{Terminator, WriterBuilder};

use crate::day::{Day, DayRange};
use crate::module::Module;
use crate::reply::{Period, Series};
use crate::text::Lang;
use crate::view::View;

const BOM: &[u8] = b"\xef\xbb\xbf";

const HEADER: [&str; 13] = [
    "day", "app", "module", "period", "platform", "level", "network", "metric", "name", "line",
    "unit", "value", "status",
];

/// How a table lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A row for each day of each series: for programs.
    Long,
    /// A row for each day, a column for each series: for people.
    Wide,
}

impl Layout {
    /// Its word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Wide => "wide",
        }
    }
}

/// The table of the series of a view whose days are `range`.
///
/// # Errors
/// As the writer has them; writing into memory doesn't fail.
pub fn write(
    series: &[Series],
    view: &View,
    range: DayRange,
    layout: Layout,
) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(BOM.to_vec());
    let rows = match layout {
        Layout::Long => long(series, view, range),
        Layout::Wide => wide(series, range),
    };
    for row in rows {
        writer.write_record(row)?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn long(series: &[Series], view: &View, range: DayRange) -> Vec<Vec<String>> {
    let module = view.module.map_or("", Module::slug);
    let mut rows = vec![HEADER.map(str::to_owned).to_vec()];
    for one in series {
        let own = view.own_days(range, one.period);
        for ((beside, day), index) in range.days().zip(own).zip(0..) {
            // A day without partner is no day of the series.
            let Some(day) = day else { continue };
            rows.push(vec![
                day.to_string(),
                one.app.clone(),
                module.to_owned(),
                period(one.period).to_owned(),
                one.slice.platform.to_string(),
                one.slice.level.to_string(),
                one.slice.network.to_string(),
                plain(&one.metric.id),
                plain(&one.metric.zh),
                one.metric.line.to_string(),
                one.metric.unit.as_deref().map(plain).unwrap_or_default(),
                value(one, index),
                one.status_on(beside).word().to_owned(),
            ]);
        }
    }
    rows
}

fn wide(series: &[Series], range: DayRange) -> Vec<Vec<String>> {
    let mut header = vec![Lang::Zh.day_column().to_owned()];
    header.extend(series.iter().map(column));
    let mut rows = vec![header];
    for (day, index) in range.days().zip(0..) {
        let mut row: Vec<String> = vec![Day::to_string(&day)];
        row.extend(series.iter().map(|one| value(one, index)));
        rows.push(row);
    }
    rows
}

/// What tells a series' column from all others.
fn column(series: &Series) -> String {
    let mut name = series.metric.zh.clone();
    if series.metric.line > 0 {
        name = format!("{name} {}", series.metric.line + 1);
    }
    if let Some(unit) = &series.metric.unit {
        name = format!("{name} ({unit})");
    }
    let mut parts = vec![name, series.app.clone(), Lang::Zh.slice(series.slice)];
    if series.period == Period::Compared {
        parts.push(Lang::Zh.period(series.period).to_owned());
    }
    plain(&parts.join(" · "))
}

fn value(series: &Series, index: usize) -> String {
    let value = series.values.get(index).copied().flatten();
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn period(period: Period) -> &'static str {
    match period {
        Period::Current => "current",
        Period::Compared => "compared",
    }
}

/// Open text that no spreadsheet takes for a formula.
#[must_use]
pub fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::filter::Slice;
    use crate::metric::{Better, Confidence, Metric};
    use crate::value::{Status, Value};
    use crate::view::{Days, parse};

    use super::*;

    fn table(view: &str, series: Vec<Series>, layout: Layout) -> String {
        let view = parse(view, &[]).unwrap().view;
        let Days::Range(range) = view.days else {
            panic!("a view with dates");
        };
        String::from_utf8(write(&series, &view, range, layout).unwrap()).unwrap()
    }

    fn series(period: Period, start: &str, zh: &str) -> Series {
        let day: Day = "2028-02-29".parse().unwrap();
        Series {
            app: "shop".into(),
            slice: Slice::ALL,
            period,
            metric: Metric {
                id: "memory".into(),
                zh: zh.into(),
                en: "Memory".into(),
                line: 0,
                unit: Some("MB".into()),
                better: Better::Down,
                role: None,
                confidence: Confidence::Low,
            },
            start: start.parse().unwrap(),
            values: vec![Value::from_text("314"), None, Value::from_text("302.3218")],
            status: BTreeMap::from([(day, Status::Missing)]),
        }
    }

    const VIEW: &str = "app=shop&module=memory&start=2028-02-28&end=2028-03-01&compare=year";

    #[test]
    fn a_long_table_is_written_to_the_byte() {
        let name = "=内存,\"均值\"";
        assert_eq!(
            table(
                VIEW,
                vec![series(Period::Current, "2028-02-28", name)],
                Layout::Long
            ),
            "\u{feff}day,app,module,period,platform,level,network,metric,name,line,unit,value,status\r\n\
             2028-02-28,shop,memory,current,all,all,all,memory,\"'=内存,\"\"均值\"\"\",0,MB,314,final\r\n\
             2028-02-29,shop,memory,current,all,all,all,memory,\"'=内存,\"\"均值\"\"\",0,MB,,missing\r\n\
             2028-03-01,shop,memory,current,all,all,all,memory,\"'=内存,\"\"均值\"\"\",0,MB,302.3218,final\r\n"
        );
    }

    #[test]
    fn a_compared_series_has_its_own_days_and_no_row_for_one_without_partner() {
        let table = table(
            VIEW,
            vec![series(Period::Compared, "2027-02-28", "内存")],
            Layout::Long,
        );
        let days: Vec<&str> = table
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        assert_eq!(days, ["2027-02-28", "2027-03-01"]);
        assert!(table.contains(",compared,"));
    }

    #[test]
    fn a_wide_table_has_a_column_a_series() {
        let both = vec![
            series(Period::Current, "2028-02-28", "内存"),
            series(Period::Compared, "2027-02-28", "内存"),
        ];
        let table = table(VIEW, both, Layout::Wide);
        assert!(table.starts_with(
            "\u{feff}日期,内存 (MB) · shop · 全部,内存 (MB) · shop · 全部 · 对比期\r\n2028-02-28,314,314\r\n"
        ));
        assert_eq!(table.lines().count(), 4);
    }
}
