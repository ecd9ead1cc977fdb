//! The built program, held against what it promises: the wizard from its first page to its last.

#![cfg(unix)]

#[allow(dead_code, reason = "shared with the tests of the surfaces, which need all of it")]
#[path = "../surfaces/terminal.rs"]
mod terminal;

#[allow(dead_code, reason = "shared with the tests of the practice services, which need all of it")]
#[path = "../sandbox/real_registry.rs"]
mod real_registry;

mod bad_input;
mod builds;
mod canary;
mod commands;
mod dependabot;
mod device;
mod diagnose;
mod dry_run;
mod elsewhere;
mod engine;
mod gate;
mod github;
mod hands;
mod interrupted;
mod layers;
mod left_open;
mod locales;
mod machine;
mod onboarding;
mod partly;
mod pictures;
mod published;
mod real_keyring;
mod real_parts;
mod refusing;
mod rotation;
mod rotation_wishes;
mod scenarios;
mod secrets;
mod shapes;
mod status;
mod tools;
mod undo;
mod unread;
mod variable;
mod walks;
mod wizard;
