//! The terminal surface: draws views, and turns keys, pastes and clicks into events.

mod blocks;
mod checklist;
mod fields;
pub mod frame;
mod keyline;
pub mod look;
pub mod print;
mod rows;
pub mod scroll;
mod sheet;
pub mod wrap;

#[cfg(test)]
mod samples;

pub use sheet::Target;
