//! Values with rules, and nothing else: no file, no network, no clock, no terminal.

pub mod account;
pub mod cause;
pub mod clean;
pub mod image;
pub mod moment;
pub mod secret;
