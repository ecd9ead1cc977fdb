//! The built program, held against what it promises: the wizard from its first page to its last.

#![cfg(unix)]

#[path = "../surfaces/terminal.rs"]
mod terminal;

mod machine;
mod wizard;
