//! A log as a stream of the lines that matter: bounded memory, one pass, whatever comes.

mod large;
mod line;
mod scan;

pub(crate) use line::Line;
pub(crate) use scan::Scanner;
