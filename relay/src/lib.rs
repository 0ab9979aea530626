//! The relay: holds the credentials, asks WeChat for what history lacks, and serves data and page.
//!
//! A request's way: gate (who may read what) → view → engine (plan, history, WeChat) → reply.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod clock;
pub mod collect;
pub mod config;
pub mod demo;
pub mod serve;
mod telemetry;

mod assets;
mod csv;
mod gate;
mod handlers;
mod hot;
mod openapi;
mod problem;
mod router;

pub mod engine;
pub mod history;
pub mod wechat;
