//! The relay: holds the credentials, asks WeChat for what history lacks, and serves data and page.
//!
//! A request's way: gate (who may read what) → view → engine (plan, history, WeChat) → reply.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod audit;
mod budgets;
mod calendar;
pub mod clock;
pub mod collect;
pub mod config;
pub mod demo;
pub mod serve;
mod telemetry;

mod assets;
mod followed;
mod fonts;
mod gate;
mod handlers;
mod hot;
#[cfg(any(test, fuzzing))]
pub mod laws;
#[cfg(test)]
mod logged;
mod marks;
mod openapi;
mod pace;
mod paint;
mod pixels;
mod problem;
mod router;
mod turns;

pub mod engine;
mod events;
pub mod history;
pub mod wechat;
