//! The demo: what a relay is told so that it asks the simulator for everything.

use std::net::SocketAddr;

use shared::apps::{AppKind, DayMark};
use shared::metric::{self, Better};
use shared::module::Module;
use shared::view::Alias;
use simulator::{AppSpec, MetricSpec, Running, Simulator};

use crate::clock::Clock;
use crate::config::{AppConfig, Config, Credential, MetricRow, SecretSource};

/// How far back releases are marked: as far as a view of `last` reaches, and its year before.
const MARKED_DAYS: i64 = 800;

/// A relay that asks the simulator for everything.
#[must_use]
pub fn config(listen: SocketAddr, simulator: &Running, clock: &Clock) -> Config {
    let apps = apps(simulator.simulator(), clock);
    Config::demo(listen, simulator.url().to_owned(), apps, metrics())
}

/// The simulator's apps, with their releases as marks.
fn apps(simulator: &Simulator, clock: &Clock) -> Vec<AppConfig> {
    let today = clock.today();
    let from = today.plus(-MARKED_DAYS);
    let app = |spec: AppSpec| {
        let marks = simulator
            .releases(&spec.alias, from, today)
            .into_iter()
            .map(|(day, label)| DayMark { day, label })
            .collect();
        let kind = if spec.kind == "mini-game" {
            AppKind::MiniGame
        } else {
            AppKind::MiniProgram
        };
        Some(AppConfig {
            alias: Alias::new(&spec.alias)?,
            appid: spec.appid,
            name: spec.name,
            kind,
            groups: Vec::new(),
            users: Vec::new(),
            former_aliases: Vec::new(),
            marks_file: None,
            marks,
            budgets_file: None,
            credential: Credential::Secret {
                secret: SecretSource::inline(spec.secret),
                force_refresh: false,
            },
            signing: None,
        })
    };
    simulator.apps().into_iter().filter_map(app).collect()
}

/// Rows for the simulator's metrics that the catalogue doesn't know.
fn metrics() -> Vec<MetricRow> {
    let mut rows = Vec::new();
    for module in Module::ALL {
        let specs = Simulator::metrics(module).iter();
        let unknown = specs.filter(|spec| metric::known(module, spec.id).is_none());
        rows.extend(unknown.map(|spec| row(module, spec)));
    }
    rows
}

fn row(module: Module, spec: &MetricSpec) -> MetricRow {
    MetricRow {
        module,
        id: spec.id.to_owned(),
        unit: spec.unit.map(str::to_owned),
        better: match spec.better {
            "down" => Better::Down,
            "up" => Better::Up,
            _ => Better::Unknown,
        },
        role: spec.role.map(str::to_owned),
        zh: Some(spec.zh.to_owned()),
        en: Some(spec.en.to_owned()),
        positive: Some(true),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_demo_knows_every_metric_of_its_simulator() {
        let rows = metrics();
        for module in Module::ALL {
            for spec in Simulator::metrics(module) {
                let row = rows
                    .iter()
                    .any(|row| row.module == module && row.id == spec.id);
                assert!(
                    row || metric::known(module, spec.id).is_some(),
                    "{}",
                    spec.id
                );
            }
        }
    }

    #[test]
    fn the_demo_has_every_app_of_its_simulator_and_their_releases() {
        let clock = Clock::fixed(1_790_000_000);
        let told = clock.clone();
        let simulator = Simulator::new(Arc::new(move || told.now()));
        let apps = apps(&simulator, &clock);
        assert_eq!(apps.len(), simulator.apps().len());
        assert!(apps.iter().all(|app| !app.marks.is_empty()));
    }
}
