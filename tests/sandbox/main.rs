//! The practice services, asked by clients that share nothing with the program's own.

mod access_tokens;
mod faults;
mod machine;
mod practice;
mod real_parts;
mod registry;
mod repositories;
mod scenarios;
mod sign_in;
mod token_service;
