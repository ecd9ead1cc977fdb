//! The clients against servers on loopback: purpose-built ones for what real ones seldom do, and Debian's
//! registry for what they always do.

mod debian;
mod docker_hub;
mod elsewhere;
mod github;
mod hostile;
mod measuring;
mod network;
mod practice;
mod pushing;
mod reaching;
mod server;
