//! pushpilot: from `push access denied` to a token that provably pushes.
#![forbid(unsafe_code)]
#![warn(missing_debug_implementations)]

pub mod diagnosis;
pub mod model;
pub mod outside;
pub mod sandbox;
pub mod text;
