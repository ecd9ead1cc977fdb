//! Values with rules, and nothing else: no file, no network, no clock, no terminal.

pub mod access;
pub mod account;
pub mod build_log;
pub mod cause;
pub mod clean;
pub mod digest;
pub mod failure;
pub mod github;
pub mod hub_token;
pub mod image;
pub mod moment;
pub mod pace;
pub mod pasted;
pub mod probed;
pub mod project;
pub mod proof;
pub mod pulled;
pub mod push;
pub mod reach;
pub mod run_address;
pub mod secret;
pub mod secret_plan;
pub mod sources;
pub mod start;
pub mod verdict;
pub mod workflow_run;
