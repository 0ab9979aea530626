//! Budgets are read as strictly as the configuration.

use shared::budget::{Bound, Measure};
use shared::view::Compare;

use super::{Folder, with_app};
use crate::config::budgets;

fn read(text: &str) -> Result<Vec<crate::config::Budget>, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets.toml");
    std::fs::write(&path, text).unwrap();
    let folder = format!("{}/", folder.path().display());
    let word = |error: &crate::config::ConfigError| error.to_string().replace(&folder, "");
    budgets(&path, None).map_err(|errors| errors.iter().map(word).collect())
}

#[test]
fn a_budget_is_a_view_a_measure_and_a_bound() {
    let read = read(
        "[[budget]]\nview = \"/chart?app=shop&module=launch&compare=week\"\nmeasure = \"change\"\n\
         over = 2.5\n[[budget]]\nview = \"app=shop&module=memory\"\nmeasure = \"latest\"\n\
         under = -1\nmin_days = 3\n",
    )
    .unwrap();
    assert_eq!(read[0].measure, Measure::Change);
    assert_eq!(read[0].bound, Bound::Over(2.5));
    assert_eq!(read[0].view.compare, Some(Compare::Week));
    assert_eq!(read[0].min_days, 14, "unless it says another");
    assert_eq!((read[1].measure, read[1].min_days), (Measure::Latest, 3));
    assert_eq!(read[1].bound, Bound::Under(-1.0));
}

#[test]
fn every_fault_is_told_with_file_line_and_key() {
    let found = read(
        r#"[[budget]]
view = "app=shop"
measure = "median"
over = "much"
mindays = 3
[[budget]]
view = "app=shop&module=launch&last=9x"
over = 1
under = 2
[[budget]]
view = "app=shop&module=launch&paltform=ios"
measure = "mean"
over = inf
min_days = 0
[[budgets]]
"#,
    )
    .unwrap_err();
    let begins = [
        "budgets.toml:2: budget.view: names no app or no module",
        "budgets.toml:3: budget.measure: ",
        "budgets.toml:4: budget.over: a number is expected",
        "budgets.toml:5: budget.mindays: unknown key; did you mean «min_days»?",
        "budgets.toml:6: budget.measure: is lacking",
        "budgets.toml:6: budget.under: stands beside over",
        "budgets.toml:7: budget.view: ",
        "budgets.toml:11: budget.view: «paltform» is no parameter of a view",
        "budgets.toml:13: budget.over: a number is expected",
        "budgets.toml:14: budget.min_days: ",
        "budgets.toml:15: budgets: unknown key; did you mean «budget»?",
    ];
    assert_eq!(found.len(), begins.len(), "{found:#?}");
    for (told, begin) in found.iter().zip(begins) {
        assert!(told.starts_with(begin), "{told}\n{begin}");
    }
}

#[test]
fn a_file_without_a_budget_or_without_sense_is_a_fault() {
    assert!(read("").unwrap_err()[0].contains("budget: is lacking"));
    assert!(read("[[budget").unwrap_err()[0].starts_with("budgets.toml:1: "));
    let told = budgets(std::path::Path::new("nowhere.toml"), None).unwrap_err();
    assert!(told[0].to_string().contains("nowhere.toml"));
}

/// A configuration whose app has such budgets, and had the alias `mall` before.
fn with_budgets(text: &str) -> Folder {
    let lines = "former_aliases = [\"mall\"]\nbudgets_file = \"shop.toml\"\n";
    let folder = Folder::new(&format!("{}{lines}", with_app("")));
    std::fs::write(folder.path("shop.toml"), text).unwrap();
    folder
}

#[test]
fn the_budgets_of_an_app_need_not_name_it_and_may_name_it_as_before() {
    let folder = with_budgets(
        "[[budget]]\nview = \"module=launch&metric=total\"\nmeasure = \"mean\"\nover = 3000\n\
         [[budget]]\nview = \"app=mall,shop&module=open-rate&hide=mall.ios\"\nmeasure = \"latest\"\n\
         under = 97.5\n",
    );
    let config = folder.load(&[]).unwrap();
    let app = &config.apps[0];
    assert_eq!(app.budgets_file, Some(folder.path("shop.toml")));
    assert!(config.to_toml().contains("budgets_file = "));
    let read = budgets(&folder.path("shop.toml"), Some(&app.owner())).unwrap();
    let views: Vec<String> = read.iter().map(|budget| budget.told().view).collect();
    assert_eq!(
        views,
        [
            "app=shop&module=launch&metric=total",
            "app=shop&module=open-rate&hide=ios"
        ]
    );
}

#[test]
fn a_fault_in_the_budgets_of_an_app_stops_the_start_with_their_file_line_and_key() {
    let errors = with_budgets(
        "[[budget]]\nview = \"app=news&module=launch\"\nmeasure = \"mean\"\nover = 3000\n\
         [[budget]]\nview = \"metric=total\"\nmeasure = \"mean\"\nover = true\n",
    )
    .load(&[])
    .unwrap_err();
    assert_eq!(
        errors,
        [
            "shop.toml:2: budget.view: names the app «news», and these budgets are of «shop»; \
             leave app= out",
            "shop.toml:6: budget.view: names no module; write module=…",
            "shop.toml:8: budget.over: a number is expected, not true or false",
        ]
    );
    let lines = "budgets_file = \"nowhere.toml\"\n";
    let folder = Folder::new(&format!("{}{lines}", with_app("")));
    let errors = folder.load(&[]).unwrap_err();
    let [one] = errors.as_slice() else {
        panic!("{errors:#?}");
    };
    assert!(
        one.contains("apps.shop.budgets_file: can't read nowhere.toml"),
        "{one}"
    );
}
