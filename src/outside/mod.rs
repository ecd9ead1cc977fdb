//! Everything beyond this process: the wire here, this machine's own places beside it.

pub mod endpoints;
pub mod http;
pub mod hub;
pub mod registry;
