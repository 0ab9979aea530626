//! What a person sees: the real page in a real browser, on a relay of its own.

mod address;
mod aged;
mod changes;
mod controls;
mod demo;
mod embed;
mod explore;
mod export;
mod first_paint;
mod first_visit;
mod hand;
mod ledger;
mod links;
mod open;
mod overview;
mod paint;
mod phone;
mod pieces;
mod robust;
mod seen;
mod share;
mod states;
mod table;
