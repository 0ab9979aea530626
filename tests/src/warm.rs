//! A history that is filled before anybody looks, as that of a relay that collects every day.

use shared::module::Module;
use shared::reply::Reply;
use simulator::Simulator;

use crate::house::{House, last_days, view};

/// The launch of the shop over the last 30 days, iOS and Android.
#[must_use]
pub fn launch() -> String {
    view("shop", Module::Launch, last_days(30)) + "&platform=ios,android"
}

/// Lets a relay know what some views show, and gives the replies.
///
/// # Panics
/// Where one is refused.
pub async fn views(house: &House, views: &[&str]) -> Vec<Reply> {
    let mut replies = Vec::with_capacity(views.len());
    for view in views {
        replies.push(house.reply(view).await);
    }
    replies
}

/// Lets a relay know what the overview of an app shows of the last 30 days, and what is found beside
/// it.
///
/// # Panics
/// As [`views`].
pub async fn overview(house: &House, app: &str) -> Vec<Reply> {
    let of = |module| view(app, module, last_days(30)) + "&platform=ios,android";
    let all = Module::ALL.map(of);
    views(house, &all.each_ref().map(String::as_str)).await
}

/// A page that is painted, however busy the machine is: the relay waits for a drawing for a moment only.
///
/// # Panics
/// Where it never is.
pub async fn painted(house: &House, path: &str) -> String {
    for _ in 0..20 {
        let page = house.get(path).await;
        if page.text().contains("id=\"paint\"") {
            return page.text().to_owned();
        }
    }
    panic!("«{path}» is never painted");
}

/// How often anybody upstream was called, for whatever.
#[must_use]
pub fn calls(simulator: &Simulator) -> usize {
    simulator.calls().len()
}
