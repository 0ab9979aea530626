//! Figures and their bounds, as lines for people and as one object for programs.

use chart::unit::Unit;
use shared::text::Lang;

use super::{Figure, Verdict, code};

/// A line for each figure.
pub(super) fn text(figures: &[Figure], lang: Lang) -> String {
    let lines: Vec<String> = figures.iter().map(|figure| line(figure, lang)).collect();
    lines.join("\n")
}

/// One object, with the exit code.
pub(super) fn json(figures: &[Figure], worst: Verdict) -> String {
    serde_json::json!({ "exit": code(worst), "verdict": worst, "figures": figures }).to_string()
}

fn line(figure: &Figure, lang: Lang) -> String {
    let verdict = match figure.verdict {
        Verdict::Within => lang.pick("达标", "within"),
        Verdict::Over => lang.pick("超标", "OVER"),
        Verdict::NotEnoughData => lang.pick("数据不足", "NOT ENOUGH DATA"),
    };
    let name = match (&figure.app, figure.slice) {
        (Some(app), Some(slice)) => {
            let [zh, en] = &figure.names;
            let name = lang.pick(zh.clone(), en.clone());
            let name = match figure.line {
                None | Some(0) => name,
                Some(line) => lang.line_of(&name, line),
            };
            format!("{app} · {name} · {}", lang.slice(slice))
        }
        _ => figure.view.clone(),
    };
    let shown = |value: f64| match figure.measure {
        "change" => format!("{value:+.1} %"),
        _ => Unit::choose(figure.unit.as_deref(), value.abs()).format(value),
    };
    let measure = match figure.measure {
        "latest" => lang.pick("最新", "latest"),
        "mean" => lang.pick("均值", "mean"),
        _ => lang.pick("变化", "change"),
    };
    let bound = match (figure.over, figure.under) {
        (Some(most), _) => lang.pick(
            format!("上限 {}", shown(most)),
            format!("at most {}", shown(most)),
        ),
        (_, Some(least)) => lang.pick(
            format!("下限 {}", shown(least)),
            format!("at least {}", shown(least)),
        ),
        _ => String::new(),
    };
    let value = figure.value.map_or_else(|| "–".to_owned(), shown);
    let (days, least) = (figure.days, figure.min_days);
    let days = match figure.verdict {
        Verdict::NotEnoughData => lang.pick(
            format!("{days} 天，至少需要 {least} 天"),
            format!("{days} days of the {least} that it takes"),
        ),
        _ => lang.pick(format!("{days} 天"), format!("{days} days")),
    };
    let detail = figure.detail.as_ref();
    let detail = detail.map_or_else(String::new, |text| format!(": {}", text.replace('\n', " ")));
    format!("{verdict} · {name} · {measure} {value} · {bound} · {days}{detail}")
}
