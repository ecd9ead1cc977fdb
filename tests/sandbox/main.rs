//! The practice services, asked by clients that share nothing with the program's own.

mod access_tokens;
mod faults;
mod github;
mod machine;
mod practice;
#[cfg(target_os = "linux")]
mod real_engine;
#[cfg(target_os = "linux")]
mod real_failures;
mod real_parts;
mod real_registry;
#[cfg(target_os = "linux")]
mod real_sources;
mod registry;
mod repositories;
mod scenarios;
mod sign_in;
mod token_service;
