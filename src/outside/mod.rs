//! Everything outside the program: services, the keyring, files, other programs.

pub mod files;
pub mod places;
pub mod workflow;
