//! Everything outside the program: services, the keyring, files, other programs.

pub mod browser;
pub mod files;
pub mod git;
pub mod hardening;
pub mod keyring;
pub mod places;
pub mod program;
pub mod project;
pub mod workflow;
