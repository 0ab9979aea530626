//! What became of each day, as the chart draws it and the table tells it.

use std::collections::BTreeMap;

use shared::day::{Day, DayRange};
use simulator::{Amendment, BOOT, Effect, Fault};
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;
use tests::visitor::Visitor;

/// 29 October, and so many days before it.
fn before(days: i64) -> Day {
    last_days(1).end().plus(-days)
}

/// A house in which days came late, changed, were denied and failed.
async fn house() -> House {
    let house = House::start().await;
    let simulator = house.simulator();
    let one = |day| DayRange::ending(day, 1);
    simulator.amend(one(before(14)), Amendment::Hidden);
    simulator.amend(one(before(4)), Amendment::Hidden);
    let first = "app=shop&module=memory&start=2026-10-10&end=2026-10-29&platform=ios";
    assert_eq!(house.reply(first).await.calls.upstream, 1);
    // The hole fills, a settled value changes, and a day that was provisional is denied.
    simulator.amend(one(before(14)), Amendment::None);
    simulator.amend(one(before(9)), Amendment::Times(1.0005));
    simulator.amend(one(before(0)), Amendment::Hidden);
    house.clock.set(house.clock.now() + 4 * 24 * 3_600);
    let september = DayRange::ending(before(29), 30);
    let fault = Fault::new(Effect::Errcode(47001)).path(BOOT);
    simulator.script(fault.window(september));
    house
}

#[tokio::test]
async fn each_status_stands_in_the_table_and_a_revised_day_has_its_tick_on_the_chart() {
    let visitor = Visitor::at(house().await, Screen::LAPTOP).await;
    let view = "chart?app=shop&module=memory&metric=memory&start=2026-09-01&end=2026-11-02&platform=ios&smooth=1";
    visitor.open(view).await;
    let table = visitor.table().await;
    let script =
        "return Object.fromEntries([...document.querySelectorAll('table.values td[data-day]')]
        .map(cell => [cell.dataset.day, cell.dataset.status]))";
    let told: BTreeMap<String, String> = visitor.browser.run(script, &[]).await;
    assert_eq!((table.len(), told.len()), (63, 63));
    for (day, status) in [
        ("2026-09-01", "failed"),
        ("2026-09-30", "failed"),
        ("2026-10-10", "final"),
        ("2026-10-15", "revised"),
        ("2026-10-20", "revised"),
        ("2026-10-25", "missing"),
        ("2026-10-29", "final"),
        ("2026-11-01", "provisional"),
        ("2026-11-02", "provisional"),
    ] {
        assert_eq!(told[day], status, "{day}");
    }
    // Newest first: the day that was denied keeps its value.
    assert!(table[4][0].parse::<f64>().is_ok(), "{:?}", table[4]);
    let ticks = ticks(&visitor).await;
    assert_eq!(ticks.len(), 2, "{ticks:?}");
    let apart = ticks[1] - ticks[0];
    // Five of the 62 steps across the plot, which is most of the canvas.
    assert!((0.06..0.09).contains(&apart), "{ticks:?}");
    visitor.leave().await;
}

/// Where, in shares of the canvas's width, something blue stands close above the blue line. The
/// hatched days at the left, the zeros at the bottom and the hollow end at the right are left out.
async fn ticks(visitor: &Visitor) -> Vec<f64> {
    let script = "const canvas = document.querySelector('canvas.chart');
        const {width, height} = canvas;
        const all = canvas.getContext('2d').getImageData(0, 0, width, height).data;
        const found = [];
        for (let x = Math.floor(width * 0.47); x < width * 0.85; x++) {
            const rows = [];
            for (let y = 0; y < height * 0.7; y++) {
                const at = (y * width + x) * 4;
                if (all[at + 2] - all[at] > 50) rows.push(y);
            }
            const gaps = rows.slice(1).map((y, index) => y - rows[index]).filter(gap => gap > 1);
            const is_tick = gaps.length === 1 && gaps[0] < 12;
            if (is_tick && !(found.length && x - found[found.length - 1] < 8)) found.push(x);
        }
        return found.map(x => x / width)";
    visitor.browser.run(script, &[]).await
}
