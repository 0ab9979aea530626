//! Files of exactly what is plotted: tables, and evidence that shows the same view without asking
//! anyone.

use std::sync::Arc;

use chart::Scene;
use chart::groups::groups;
use chart::sheet::{self, Look, Told};
use leptos::prelude::*;
use shared::apps::Apps;
use shared::calendar::CalendarDays;
use shared::changes::Finding;
use shared::csv::{self, Layout};
use shared::day::DayRange;
use shared::evidence::{Evidence, in_svg};
use shared::reply::{Calls, Reply, Series};
use shared::text::Lang;
use shared::view::{Days, Theme, View, parse};

use super::Shown;
use super::links::base;
use crate::app::KnownApps;
use crate::store::Stage;

/// How many pixels a picture has for one of the page's.
const RATIO: f64 = 2.0;

/// What is plotted, whole.
pub(super) struct Plotted {
    /// The view as it is shown, with dates.
    pub(super) view: View,
    /// Its days.
    pub(super) range: DayRange,
    /// What the relay told, with every line of the named metrics.
    reply: Reply,
    /// The lines that are drawn.
    series: Arc<Vec<Series>>,
    calendar: CalendarDays,
    findings: Arc<Vec<Finding>>,
    apps: Apps,
}

impl Plotted {
    /// What a chart plots; `None` until its answer is whole.
    pub(super) fn of(shown: Shown, known: KnownApps) -> Option<Self> {
        let data = shown.drawn.get();
        let Stage::Ready(done) = &data.stage else {
            return None;
        };
        let asked = parse(&done.view, &[]).ok()?.view;
        let Days::Range(range) = asked.days else {
            return None;
        };
        let shown_view = shown.view.get();
        let view = View {
            apps: asked.apps.clone(),
            module: asked.module,
            days: asked.days,
            seen: None,
            lang: None,
            theme: None,
            embed: false,
            ..shown_view
        };
        let series = shown.lines.get();
        let reply = Reply {
            version: done.version.clone(),
            view: view.data_view(range).write(),
            fetched_at: done.fetched_at,
            stale_since: done.stale_since,
            data_through: done.data_through.clone(),
            series: series.to_vec(),
            failures: done.failures.clone(),
            revisions: done.revisions.clone(),
            notices: done.notices.clone(),
            // What an answer cost depends on who asked before, and says nothing of the data.
            calls: Calls::default(),
        };
        let mut apps = known.answer.get()?.ok()?;
        apps.apps
            .retain(|app| view.apps.iter().any(|one| one.as_str() == app.alias));
        for app in &mut apps.apps {
            app.quota = None;
        }
        let calendar = shown.beside.with(|beside| beside.calendar.to_vec());
        let findings = shown.beside.with(|beside| Arc::clone(&beside.findings));
        Some(Self {
            view,
            range,
            reply,
            series: shown.shown.get(),
            calendar: CalendarDays { days: calendar },
            findings,
            apps,
        })
    }

    /// Days and lines of the table.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.range.count(), self.series.len())
    }

    /// The lines that are drawn.
    pub(super) fn series(&self) -> &[Series] {
        &self.series
    }

    /// The picture as a scene, with all that a picture must say by itself.
    pub(super) fn scene(&self, lang: Lang, theme: Theme) -> Option<Scene> {
        let address = base();
        let told = Told {
            view: &self.view,
            reply: &self.reply,
            apps: &self.apps,
            calendar: &self.calendar,
            findings: &self.findings,
            so_far: None,
            address: Some(&address),
        };
        sheet::scene(&told, self.look(lang, theme))
    }

    /// The same for a painter of pixels.
    pub(super) fn sharp(&self, lang: Lang, theme: Theme) -> Option<Scene> {
        let mut scene = self.scene(lang, theme)?;
        scene.size.ratio = RATIO;
        Some(scene)
    }

    /// The size of the picture in pixels.
    pub(super) fn pixels(&self) -> (u32, u32) {
        let look = self.look(Lang::Zh, Theme::Light);
        (u32::from(look.width) * 2, u32::from(look.height) * 2)
    }

    /// Many panels need more room than the usual picture has.
    fn look(&self, lang: Lang, theme: Theme) -> Look {
        let panels = groups(&self.reply.series, &self.view, lang, &str::to_owned).len();
        let rows = u16::try_from(panels.div_ceil(2)).unwrap_or(u16::MAX);
        Look {
            width: Look::WIDTH,
            height: rows
                .saturating_mul(200)
                .saturating_add(130)
                .clamp(Look::HEIGHT, 1_600),
            lang,
            theme,
        }
    }

    /// What the files carry: the view and the lines that are drawn, with what is told of them.
    fn evidence(&self) -> Evidence {
        let mut reply = self.reply.clone();
        reply.series = self.series.to_vec();
        let drawn = |app: &str, slice| {
            let mut series = self.series.iter();
            series.any(|one| one.app == app && one.slice == slice)
        };
        reply.failures.retain(|one| drawn(&one.app, one.slice));
        let metrics = |id: &str| self.series.iter().any(|one| one.metric.id == id);
        reply
            .revisions
            .retain(|one| drawn(&one.app, one.slice) && metrics(&one.metric));
        Evidence {
            reply,
            shown: Some(self.view.clone()),
            apps: self.apps.apps.clone(),
            calendar: self.calendar.days.clone(),
            demo: self.apps.demo,
        }
    }

    /// The lines that are drawn as a table.
    pub(super) fn csv(&self, layout: Layout) -> Option<Vec<u8>> {
        csv::write(&self.series, &self.view, self.range, layout).ok()
    }

    /// The evidence.
    pub(super) fn json(&self) -> Vec<u8> {
        self.evidence().write().into_bytes()
    }

    /// The picture with the evidence inside.
    pub(super) fn svg(&self, lang: Lang, theme: Theme) -> Option<Vec<u8>> {
        let svg = chart::svg::paint(&self.scene(lang, theme)?, theme);
        Some(in_svg(&svg, &self.evidence().write()).into_bytes())
    }

    /// A file's name, of letters that every system takes.
    pub(super) fn name(&self, ending: &str) -> String {
        let mut name = String::from("bootlens");
        for app in self.view.apps.iter().take(3) {
            name.push('-');
            name.push_str(app.as_str());
        }
        if self.view.apps.len() > 3 {
            name.push_str("-and-more");
        }
        if let Some(module) = self.view.module {
            name.push('-');
            name.push_str(module.slug());
        }
        let (start, end) = (self.range.start(), self.range.end());
        name.push_str(&format!("-{start}_{end}{ending}"));
        name
    }
}
