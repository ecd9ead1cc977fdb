//! Everything beyond this process: services on the wire, the keyring, files, other programs.

pub mod endpoints;
pub mod files;
pub mod http;
pub mod hub;
pub mod places;
pub mod registry;
pub mod workflow;
