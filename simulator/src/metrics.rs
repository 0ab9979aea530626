//! The metrics of each module, as the simulator names them.
//!
//! Documented or seen are `memory` and `memorydiff` (10022) and `costtime` (10021) alone. Every
//! other id, name and unit here is invented, since the documentation gives none.

use shared::module::Module;

use crate::simulator::Simulator;

/// A metric that the simulator gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricSpec {
    /// The id in replies.
    pub id: &'static str,
    /// The Chinese name in replies.
    pub zh: &'static str,
    /// An English name; the API gives none.
    pub en: &'static str,
    /// The unit; the API gives none.
    pub unit: Option<&'static str>,
    /// Which direction is good: `down` or `up`.
    pub better: &'static str,
    /// What it is among its module's metrics: `total` or `stage`.
    pub role: Option<&'static str>,
    /// Whether the id is made up here, as opposed to documented or seen in a reply.
    pub invented: bool,
}

impl MetricSpec {
    const fn invented(id: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self {
            id,
            zh,
            en,
            unit: Some("ms"),
            better: "down",
            role: None,
            invented: true,
        }
    }

    const fn real(id: &'static str, zh: &'static str, en: &'static str) -> Self {
        Self {
            invented: false,
            ..Self::invented(id, zh, en)
        }
    }

    const fn unit(self, unit: &'static str) -> Self {
        Self {
            unit: Some(unit),
            ..self
        }
    }

    const fn role(self, role: &'static str) -> Self {
        Self {
            role: Some(role),
            ..self
        }
    }

    const fn more_is_better(self) -> Self {
        Self {
            better: "up",
            ..self
        }
    }
}

/// Invented throughout; that open rate and loss rate add up to 1 follows the documentation.
const OPEN_RATE: &[MetricSpec] = &[
    MetricSpec::invented("openrate", "打开率", "Open rate")
        .unit("%")
        .role("total")
        .more_is_better(),
    MetricSpec::invented("lossrate", "流失率", "Loss rate").unit("%"),
];

/// Invented throughout; the stages are those that the documentation's guide to launching names.
const LAUNCH: &[MetricSpec] = &[
    MetricSpec::invented("total", "启动总耗时", "Launch, total").role("total"),
    MetricSpec::invented("download", "下载耗时", "Package download").role("stage"),
    MetricSpec::invented("inject", "代码注入耗时", "Code injection").role("stage"),
    MetricSpec::invented("firstrender", "初次渲染耗时", "First render").role("stage"),
];

/// `costtime` «耗时» was seen in a user's reply; the other is invented.
const PAGE_SWITCH: &[MetricSpec] = &[
    MetricSpec::real("costtime", "耗时", "Page switch time").role("total"),
    MetricSpec::invented("routetime", "路由耗时", "Routing").role("stage"),
];

/// Both documented, in the order of the documentation's sample.
const MEMORY: &[MetricSpec] = &[
    MetricSpec::real("memorydiff", "内存增长均值", "Memory growth, mean").unit("MB"),
    MetricSpec::real("memory", "内存均值", "Memory, mean").unit("MB"),
];

/// Invented throughout.
const MEMORY_EXCEPTIONS: &[MetricSpec] = &[
    MetricSpec::invented("warnrate", "内存告警率", "Memory warning rate").unit("%"),
    MetricSpec::invented("exitrate", "内存异常退出率", "Memory exit rate").unit("%"),
];

impl Simulator {
    /// The metrics of a module, in the order of its replies.
    #[must_use]
    pub fn metrics(module: Module) -> &'static [MetricSpec] {
        match module {
            Module::OpenRate => OPEN_RATE,
            Module::Launch => LAUNCH,
            Module::PageSwitch => PAGE_SWITCH,
            Module::Memory => MEMORY,
            Module::MemoryExceptions => MEMORY_EXCEPTIONS,
        }
    }
}
