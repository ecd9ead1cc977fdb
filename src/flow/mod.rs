//! The engine: events in, pages and effects out. No clock, file, network or terminal is reachable from here.

pub mod effect;
pub mod event;
pub mod page;
pub mod saved;
pub mod view;
