//! How big each metric is, and how phones and networks move it.
//!
//! Sizes follow WeChat's published advice for launches (Android about 3 s, iOS about 1.2 s) and
//! the documentation's sample for memory; the rest is judgement.

use shared::module::Module;

/// Where a metric's values come from.
pub(super) enum Model {
    /// Its own numbers.
    Own(Own),
    /// Other metrics of its module, so that the two always agree.
    Sum {
        /// Added once.
        constant: f64,
        /// Ids and how much of each.
        parts: &'static [(&'static str, f64)],
    },
}

/// The numbers of a metric; each factor is against an iPhone, high level, Wi-Fi, mini program.
pub(super) struct Own {
    /// The value there.
    pub(super) base: f64,
    /// For a mini game.
    pub(super) game: f64,
    /// For Android.
    pub(super) android: f64,
    /// For high, mid and low level.
    pub(super) levels: [f64; 3],
    /// For Wi-Fi, 4G and 3G.
    pub(super) networks: [f64; 3],
    /// How strongly week, drift, releases and noise show.
    pub(super) swing: f64,
}

/// The model of a metric.
pub(super) fn model(module: Module, metric: &str) -> Option<&'static Model> {
    let model = match (module, metric) {
        (Module::OpenRate, "openrate") => &OPEN_RATE,
        (Module::OpenRate, "lossrate") => &LOSS_RATE,
        (Module::Launch, "total") => &TOTAL,
        (Module::Launch, "download") => &DOWNLOAD,
        (Module::Launch, "inject") => &INJECT,
        (Module::Launch, "firstrender") => &FIRST_RENDER,
        (Module::PageSwitch, "costtime") => &COST_TIME,
        (Module::PageSwitch, "routetime") => &ROUTE_TIME,
        (Module::Memory, "memorydiff") => &MEMORY_DIFF,
        (Module::Memory, "memory") => &MEMORY,
        (Module::MemoryExceptions, "warnrate") => &WARN_RATE,
        (Module::MemoryExceptions, "exitrate") => &EXIT_RATE,
        _ => return None,
    };
    Some(model)
}

static OPEN_RATE: Model = Model::Sum {
    constant: 100.0,
    parts: &[("lossrate", -1.0)],
};

static LOSS_RATE: Model = Model::Own(Own {
    base: 2.1,
    game: 1.9,
    android: 1.6,
    levels: [1.0, 1.3, 1.9],
    networks: [1.0, 1.2, 2.2],
    swing: 1.8,
});

/// A launch downloads a package in a third of the cases only; the rest is the framework's start.
static TOTAL: Model = Model::Sum {
    constant: 180.0,
    parts: &[("download", 0.33), ("inject", 1.2), ("firstrender", 1.1)],
};

static DOWNLOAD: Model = Model::Own(Own {
    base: 620.0,
    game: 1.6,
    android: 1.3,
    levels: [1.0, 1.1, 1.3],
    networks: [1.0, 1.25, 2.6],
    swing: 1.2,
});

static INJECT: Model = Model::Own(Own {
    base: 310.0,
    game: 1.5,
    android: 2.2,
    levels: [1.0, 1.4, 2.1],
    networks: [1.0, 1.0, 1.05],
    swing: 1.0,
});

static FIRST_RENDER: Model = Model::Own(Own {
    base: 260.0,
    game: 1.2,
    android: 2.0,
    levels: [1.0, 1.35, 1.9],
    networks: [1.0, 1.06, 1.3],
    swing: 1.0,
});

static COST_TIME: Model = Model::Own(Own {
    base: 285.0,
    game: 1.1,
    android: 1.7,
    levels: [1.0, 1.3, 1.8],
    networks: [1.0; 3],
    swing: 1.0,
});

static ROUTE_TIME: Model = Model::Own(Own {
    base: 92.0,
    game: 1.0,
    android: 1.8,
    levels: [1.0, 1.25, 1.7],
    networks: [1.0; 3],
    swing: 0.9,
});

static MEMORY_DIFF: Model = Model::Own(Own {
    base: 74.0,
    game: 1.9,
    android: 1.25,
    levels: [1.0, 0.9, 0.8],
    networks: [1.0; 3],
    swing: 1.1,
});

static MEMORY: Model = Model::Own(Own {
    base: 308.0,
    game: 1.6,
    android: 1.15,
    levels: [1.0, 0.88, 0.74],
    networks: [1.0; 3],
    swing: 0.8,
});

static WARN_RATE: Model = Model::Own(Own {
    base: 0.62,
    game: 2.4,
    android: 0.8,
    levels: [1.0, 1.9, 4.2],
    networks: [1.0; 3],
    swing: 2.0,
});

static EXIT_RATE: Model = Model::Own(Own {
    base: 0.21,
    game: 2.1,
    android: 1.2,
    levels: [1.0, 1.8, 3.6],
    networks: [1.0; 3],
    swing: 2.2,
});
