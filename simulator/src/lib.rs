//! An imitation of WeChat's API: believable made-up data, scripted faults, every call recorded.
//!
//! It answers the calls for tokens, an app's own and a third-party platform's, for performance
//! data, for quota and for what became of a call, as their documentation says, sealed and signed
//! where an account has that; and it composes what is pushed to platforms. So the demo needs no
//! account, and tests can hold the clock, the data and every misfortune.
//! What the documentation leaves open (metric ids, a few error codes) is invented and marked so.

mod amend;
mod api;
mod apps;
mod boot;
mod calls;
mod diagnostics;
mod fault;
mod hash;
mod metrics;
mod platform;
mod quota;
mod refusal;
mod series;
mod serve;
mod shape;
mod signing;
mod simulator;
mod tokens;

#[cfg(test)]
mod tests;

pub use crate::amend::Amendment;
pub use crate::api::{
    AUTHORIZER_TOKEN, BOOT, COMPONENT_TOKEN, QUERY_AUTH, QUOTA, RID, STABLE_TOKEN, TOKEN,
};
pub use crate::apps::AppSpec;
pub use crate::boot::SpanLimit;
pub use crate::calls::{Answered, Call};
pub use crate::fault::{Effect, Fault, FaultId, Gap, Ignored, List};
pub use crate::metrics::MetricSpec;
pub use crate::platform::{Event, Platform, Push};
pub use crate::series::Move;
pub use crate::serve::Running;
pub use crate::signing::{Cipher, Pair, Security, Serials, Signature, demonstration};
pub use crate::simulator::{Clock, Simulator};
