//! How soon a reader sees something, and the first chart, with what the relay paints and without: one
//! relay, one history, slow network and processor.

use std::fmt::Write as _;
use std::path::Path;

use tests::House;
use tests::machine::machine;
use tests::warm;

use crate::documented;
use crate::door::{Door, door};
use crate::reader::{Pace, reader};

/// Visits with each, in turns.
const VISITS: usize = 9;

/// Milliseconds until something was painted, and until a chart was.
async fn visit(url: &str) -> [f64; 2] {
    let browser = reader(Pace::Slow).await;
    browser.open(url).await;
    // The program must have come as well: a drawing that keeps it back would be no gain.
    browser.until("the live chart", "window.liveAt").await;
    let times = "const first = performance.getEntriesByName('first-contentful-paint')[0].startTime;
        // A frame is noted where it begins, and is on the screen where the browser says so.
        return [first, Math.max(first, window.drawnAt)]";
    browser.run(times, &[]).await
}

/// Median, least and largest.
fn spread(times: &mut [f64]) -> [f64; 3] {
    times.sort_by(f64::total_cmp);
    [times[times.len() / 2], times[0], times[times.len() - 1]]
}

/// Measures both pages; it has no bound of its own but that the drawing must not come later.
pub(crate) async fn before_and_after(sources: Option<&Path>) -> bool {
    let mut text = format!("{}\n\n", documented::load());
    text.push_str("| page | | with the drawing | without | share |\n|---|---|--:|--:|--:|\n");
    let mut house = House::demo().await;
    warm::overview(&house, "shop").await;
    // Where there are tokens, one that is none is refused.
    let tokens = vec![machine("weekly", "weekly-token", "shop")];
    house.reload(|config| config.access.tokens = tokens).await;
    let doors = [
        door(&house, Door::open()).await,
        door(&house, Door::bare()).await,
    ];
    let mut within = true;
    for (name, path) in [
        ("/chart", format!("chart?{}", warm::launch())),
        ("/", "?app=shop&last=30d".to_owned()),
    ] {
        let mut times = [[const { Vec::new() }; 2], [const { Vec::new() }; 2]];
        for round in 0..VISITS {
            // In turns, so that neither has the quieter minutes.
            for turn in [round % 2, 1 - round % 2] {
                let seen = visit(&format!("{}/{path}", doors[turn])).await;
                for (what, time) in seen.into_iter().enumerate() {
                    times[what][turn].push(time);
                }
            }
        }
        for (what, of) in ["something on the screen", "the first chart"]
            .into_iter()
            .zip(&mut times)
        {
            let [with, without] = of.each_mut().map(|times| spread(times));
            let share = with[0] / without[0];
            let told =
                |[median, least, most]: [f64; 3]| format!("{median:.0} ms ({least:.0}–{most:.0})");
            let (with, without) = (told(with), told(without));
            println!("{name}: {what}: {with}, without {without}: {share:.2}");
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "| `{name}` | {what} | {with} | {without} | {share:.2} |"
            );
            within &= what != "the first chart" || share <= 1.0;
        }
    }
    let sources = sources.expect("the folder of the sources");
    documented::write(sources, "paint", text.trim_end());
    within
}
