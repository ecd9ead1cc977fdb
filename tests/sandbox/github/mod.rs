//! The practice GitHub, asked by a plain client: strict where GitHub is strict, and its runs really run.

mod client;
mod door;
mod real_parts;
mod running;
mod secrets;
