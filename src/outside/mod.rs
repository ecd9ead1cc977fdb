//! Everything outside the program: services, the keyring, files, other programs.

pub mod browser;
pub mod credentials;
pub mod encrypted_file;
pub mod files;
pub mod git;
pub mod hardening;
pub mod keyring;
pub mod ledger;
pub mod places;
pub mod program;
pub mod project;
pub mod workflow;
