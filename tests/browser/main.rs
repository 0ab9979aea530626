//! What a person sees: the real page in a real browser, on a relay of its own.

mod address;
mod controls;
mod demo;
mod first_visit;
mod ledger;
mod overview;
mod paint;
mod phone;
mod pieces;
mod seen;
mod states;
mod table;
