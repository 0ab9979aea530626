//! An imitation of WeChat's API: believable made-up data, scripted faults, every call recorded.
//!
//! It answers the two token calls and the performance call as their documentation says, so that
//! the demo needs no account and tests can hold the clock, the data and every misfortune.
//! What the documentation leaves open (metric ids, a few error codes) is invented and marked so.

mod amend;
mod api;
mod apps;
mod boot;
mod calls;
mod fault;
mod hash;
mod metrics;
mod refusal;
mod series;
mod serve;
mod shape;
mod simulator;
mod tokens;

#[cfg(test)]
mod tests;

pub use crate::amend::Amendment;
pub use crate::api::{BOOT, STABLE_TOKEN, TOKEN};
pub use crate::apps::AppSpec;
pub use crate::boot::SpanLimit;
pub use crate::calls::{Answered, Call};
pub use crate::fault::{Effect, Fault, FaultId, Gap, Ignored, List};
pub use crate::metrics::MetricSpec;
pub use crate::serve::Running;
pub use crate::simulator::{Clock, Simulator};
