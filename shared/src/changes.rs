//! What got better or worse: the reply of `api/v1/changes`.

use serde::{Deserialize, Serialize};

use crate::apps::DayMark;
use crate::day::{Day, DayRange};
use crate::filter::{Filter, Slice};
use crate::module::Module;
use crate::paths;
use crate::view::{Alias, Days, View};

/// Beside a finding's view, everything that is known and nobody asked: the last minute that can be
/// written. So the metric's name and unit are had, which a finding does not tell.
pub const KNOWN: &str = "as_of=299912312359";

/// The reply of `api/v1/changes`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// The view's data part, with dates; without apps or module where it named none.
    pub view: String,
    /// What changed, the worst first.
    pub findings: Vec<Finding>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The app's alias.
    pub app: String,
    /// The module.
    pub module: Module,
    /// The metric's id.
    pub metric: String,
    /// Which of the metric's lines, from 0.
    pub line: u32,
    /// The slice that moved.
    pub slice: Slice,
    /// The mean before, in the metric's unit.
    pub before: f64,
    /// The mean after.
    pub after: f64,
    /// The change in percent; `None` where the mean before is 0.
    pub change_percent: Option<f64>,
    /// The first day that differs.
    pub since: Day,
    /// The release nearest to that day: near in time, and not for that a cause.
    pub mark: Option<DayMark>,
    /// What it is, by the metric's good direction alone.
    pub verdict: Verdict,
    /// Where it is charted, relative to the base path.
    pub link: String,
}

/// What a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Against the metric's good direction.
    Worse,
    /// In the metric's good direction.
    Better,
    /// Nobody said which direction is good.
    Changed,
}

/// Where one metric of one slice is charted, relative to the base path; `None` for what is no alias.
#[must_use]
pub fn link(
    app: &str,
    module: Module,
    metric: &str,
    slice: Slice,
    range: DayRange,
) -> Option<String> {
    fn named<F: Filter>(value: F) -> Vec<F> {
        if value.is_all() {
            Vec::new()
        } else {
            vec![value]
        }
    }
    let view = View {
        apps: vec![Alias::new(app)?],
        module: Some(module),
        metrics: vec![metric.to_owned()],
        days: Days::Range(range),
        platforms: named(slice.platform),
        levels: named(slice.level),
        networks: named(slice.network),
        ..View::default()
    };
    Some(format!("{}?{}", paths::CHART, view.write()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_what_narrows_the_slice_and_nothing_else() {
        let day = |text: &str| text.parse().unwrap();
        let range = DayRange::new(day("2026-10-01"), day("2026-10-28")).unwrap();
        let link = |slice: &str| {
            let slice = slice.parse().unwrap();
            link("shop", Module::Launch, "total", slice, range).unwrap()
        };
        let days = "start=2026-10-01&end=2026-10-28";
        assert_eq!(
            link("android.low"),
            format!("chart?app=shop&module=launch&metric=total&{days}&platform=android&level=low")
        );
        assert_eq!(
            link("all"),
            format!("chart?app=shop&module=launch&metric=total&{days}")
        );
    }

    #[test]
    fn a_finding_is_written_as_it_is_documented() {
        let text = r#"{"view":"start=2026-10-01&end=2026-10-28","findings":[{"app":"shop","module":"launch","metric":"total","line":0,"slice":{"network":"all","level":"low","platform":"android"},"before":2120.5,"after":2311.4,"change_percent":9.0,"since":"2026-10-12","mark":{"day":"2026-10-11","label":"v2.3.1"},"verdict":"worse","link":"chart?app=shop"}]}"#;
        let read: Changes = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        let none = text
            .replace(r#"{"day":"2026-10-11","label":"v2.3.1"}"#, "null")
            .replace("9.0", "null");
        let read: Changes = serde_json::from_str(&none).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), none);
    }
}
