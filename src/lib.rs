//! pushpilot: from `push access denied` to a token that provably pushes.
#![forbid(unsafe_code)]
#![warn(missing_debug_implementations)]

pub mod cli;
pub mod credential_helper;
pub mod diagnosis;
pub mod flow;
pub mod model;
pub mod outside;
pub mod plain;
pub mod report;
pub mod rotation;
pub mod run;
pub mod sandbox;
pub mod steps;
pub mod surface;
pub mod text;
pub mod ui;

// So that the sample views serve the unit tests and the benchmark alike.
#[cfg(test)]
extern crate self as pushpilot;
