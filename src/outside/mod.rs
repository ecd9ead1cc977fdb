//! Everything beyond this process: services on the wire, the keyring, files, other programs.

pub mod accounts;
pub mod browser;
pub mod ci;
pub mod credentials;
pub mod encrypted_file;
pub mod endpoints;
pub mod files;
pub mod git;
pub mod github;
pub mod hardening;
pub mod http;
pub mod hub;
pub mod inventory;
pub mod journal;
pub mod keyring;
pub mod ledger;
pub mod places;
pub mod program;
pub mod project;
pub mod registry;
pub mod run_log;
pub mod server_address;
pub mod tool_files;
pub mod workflow;
pub mod world;
pub mod written;
