//! The rules of ARCHITECTURE.md that can be searched for in the source. Each is a test of its
//! own; a failure names every file and line.

mod crates;
mod guides;
mod rule;
mod rules;
mod shape;
mod texts;
mod tree;

use rule::Rule;
use tree::Source;

/// Fails with every offence in the tree.
fn holds(offences: impl Fn(&Source) -> Vec<String>) {
    let found: Vec<_> = tree::sources().iter().flat_map(offences).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

fn obeyed(rule: &Rule) {
    holds(|source| rule.offences(source));
}

#[test]
fn crates_know_only_whom_they_may() {
    holds(crates::offences);
}

#[test]
fn pure_crates_depend_on_neither_browser_nor_http_nor_sql() {
    holds(crates::impure);
}

#[test]
fn every_file_opens_with_its_doc() {
    holds(shape::without_doc);
}

#[test]
fn no_file_is_longer_than_400_lines() {
    holds(shape::too_long);
}

#[test]
fn pure_crates_know_neither_browser_nor_http_nor_sql() {
    obeyed(&rules::PURE_CRATES);
}

#[test]
fn wechats_names_stay_in_their_rooms() {
    obeyed(&rules::WECHAT_NAMES);
}

#[test]
fn wechats_numbers_stay_in_their_rooms() {
    obeyed(&rules::WECHAT_NUMBERS);
}

#[test]
fn wechats_error_codes_stay_in_their_rooms() {
    obeyed(&rules::WECHAT_ERRORS);
}

#[test]
fn the_relay_knows_the_simulator_for_the_demo_only() {
    obeyed(&rules::SIMULATOR);
}

#[test]
fn the_browser_is_known_in_one_room() {
    obeyed(&rules::WEB_SYS);
}

#[test]
fn the_page_asks_the_relay_in_one_room() {
    obeyed(&rules::GLOO_NET);
}

#[test]
fn secrets_are_exposed_in_few_files() {
    obeyed(&rules::SECRETS);
}

#[test]
fn nothing_carries_a_style_attribute() {
    obeyed(&rules::STYLE_ATTRIBUTE);
}

#[test]
fn plotters_measures_no_text() {
    obeyed(&rules::TEXT_MEASURE);
}

#[test]
fn the_environment_is_read_in_one_room() {
    obeyed(&rules::ENVIRONMENT);
}

#[test]
fn the_time_is_asked_in_one_file() {
    obeyed(&rules::CLOCK);
}

#[test]
fn nothing_in_the_tree_is_unfinished() {
    obeyed(&rules::UNFINISHED);
}

#[test]
fn no_private_key_stands_in_the_tree() {
    obeyed(&rules::PRIVATE_KEYS);
}

#[test]
fn every_test_runs() {
    obeyed(&rules::IGNORED);
}

#[test]
fn every_text_is_read_somewhere() {
    let found = texts::unread(tree::sources());
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn architecture_names_every_rule_that_is_held_here() {
    let map = include_str!("../../ARCHITECTURE.md");
    let names = include_str!("main.rs").lines().filter_map(|line| {
        let name = line.strip_prefix("fn ")?.strip_suffix("() {")?;
        (name != "architecture_names_every_rule_that_is_held_here").then_some(name)
    });
    let unnamed: Vec<_> = names
        .filter(|name| !map.contains(&format!("`{name}`")))
        .collect();
    assert_eq!(unnamed, Vec::<&str>::new());
}
