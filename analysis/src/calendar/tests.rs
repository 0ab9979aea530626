//! Days that everybody knows, and files with slips.

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn every_line_that_is_compiled_in_is_read() {
    let calendar = Calendar::builtin();
    let rows = BUILTIN.lines().filter(|line| !line.starts_with(['#', '=']));
    for line in rows {
        assert!(run(line).is_some() || years(line).is_some(), "{line}");
    }
    let ascending = calendar.days.windows(2).all(|two| two[0].day < two[1].day);
    assert!(ascending, "a day stands once, and in its place");
    assert_eq!(calendar.years().first(), Some(&2004));
    assert_eq!(calendar.years().last(), Some(&2026));
    for named in &calendar.days {
        assert!(named.name < calendar.names.len());
        assert!(named.off || is_weekend(named.day), "{}", named.day);
        assert!(calendar.years.contains(&named.day.parts().0));
    }
}

#[test]
fn holidays_weekends_and_working_weekends_are_those_of_2026() {
    let calendar = Calendar::builtin();
    for (text, off, special, name) in [
        ("2026-10-01", true, true, Some("国庆节")),
        ("2026-10-07", true, true, Some("国庆节")),
        ("2026-10-08", false, false, None),
        ("2026-10-10", false, true, Some("国庆节")),
        ("2026-10-11", true, false, None),
        ("2026-10-12", false, false, None),
        ("2026-02-17", true, true, Some("春节")),
        ("2026-02-14", false, true, Some("春节")),
    ] {
        assert_eq!(calendar.is_off(day(text)), off, "{text}");
        assert_eq!(calendar.is_special(day(text)), special, "{text}");
        assert_eq!(calendar.name(day(text), Lang::Zh), name, "{text}");
    }
    let english = calendar.name(day("2026-10-01"), Lang::En);
    assert_eq!(english, Some("National Day"));
}

#[test]
fn outside_the_years_it_knows_weekends_are_off_and_nothing_else() {
    let calendar = Calendar::builtin();
    assert!(!calendar.is_off(day("2999-10-01")));
    assert!(calendar.is_off(day("2999-10-05")));
    assert_eq!(calendar.name(day("2999-10-05"), Lang::Zh), None);
    assert!(!calendar.is_special(day("2999-10-05")));
}

#[test]
fn a_file_says_more_and_says_it_last() {
    let text = "\u{feff}day,kind,name\r\n2027-10-01,off,国庆节\r\n2026-10-01,work,\r\n\r\n2026-10-14, off ,\"店庆, 十年\"\r\n";
    let calendar = Calendar::read(text).unwrap();
    assert!(calendar.is_off(day("2027-10-01")));
    assert_eq!(
        calendar.name(day("2027-10-01"), Lang::En),
        Some("National Day"),
        "a name that is known keeps its other language"
    );
    assert!(!calendar.is_off(day("2026-10-01")));
    assert_eq!(calendar.name(day("2026-10-01"), Lang::Zh), None);
    assert!(
        !calendar.is_special(day("2026-10-01")),
        "a worked Thursday is a Thursday"
    );
    assert_eq!(
        calendar.name(day("2026-10-14"), Lang::Zh),
        Some("店庆, 十年")
    );
    assert!(calendar.is_off(day("2026-10-02")), "the others stay");
    assert_eq!(calendar.years().last(), Some(&2027));
    assert_eq!(
        Calendar::read("day,kind,name").unwrap(),
        Calendar::builtin()
    );
}

#[test]
fn a_slip_is_told_with_its_line_and_its_remedy() {
    for (text, told) in [
        ("", "line 1: begin the file with the row day,kind,name"),
        (
            "2027-10-01,off,国庆节",
            "line 1: begin the file with the row day,kind,name",
        ),
        (
            "day,kind,name\n2027-02-30,off,x",
            "line 2: `2027-02-30` is not a date like 2026-10-01 between 2000 and 2999; write such a date",
        ),
        (
            "day,kind,name\n\n2027-10-01,Off,x",
            "line 3: `Off` is no kind; write off or work",
        ),
        (
            "day,kind,name\n2027-10-01",
            "line 2: `` is no kind; write off or work",
        ),
        (
            "day,kind,name\n2027-10-01,off,x\n2027-10-01,work,x",
            "line 3: line 2 has this day already; remove one of them",
        ),
    ] {
        let error = Calendar::read(text).unwrap_err();
        assert_eq!(error.to_string(), told);
    }
}
