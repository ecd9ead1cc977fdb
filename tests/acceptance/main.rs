//! The built program, held against what it promises: the wizard from its first page to its last.

#![cfg(unix)]

#[allow(dead_code, reason = "shared with the tests of the surfaces, which need all of it")]
#[path = "../surfaces/terminal.rs"]
mod terminal;

mod canary;
mod commands;
mod diagnose;
mod github;
mod layers;
mod locales;
mod machine;
mod pictures;
mod scenarios;
mod secrets;
mod tools;
mod wizard;
