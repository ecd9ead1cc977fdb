//! `help`: of the whole, of a command, or a page of its own.

use std::io::{self, Write};

use clap::Command;

use super::exit::Code;
use super::paint::Paint;
use super::{Call, Stop};
use crate::report::diagnosis;
use crate::text::diagnosis as words;

/// The page of causes.
const CAUSES: &str = "causes";

pub(super) fn run(call: &Call, topic: Option<&str>, mut command: Command) -> Result<Code, Stop> {
    // Nobody may read any more; there is nothing else to tell.
    match topic {
        None => drop(command.print_help()),
        Some(CAUSES) => {
            let paint = Paint::of(call);
            drop(paint.print(&diagnosis::catalogue(&call.speaker, paint.columns)));
        }
        Some(name) => {
            command.build();
            let Some(sub) = command.find_subcommand_mut(name) else {
                return Err(Stop::usage(words::unknown_topic(name)));
            };
            drop(write!(io::stdout(), "{}", sub.render_help()));
        }
    }
    Ok(Code::Good)
}
