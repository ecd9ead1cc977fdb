//! `codes`: what the codes beside a verdict mean. They are the same in every language, so that they can be searched.

use std::io::{self, Write};

use super::args::CodesArgs;
use super::exit::Code;
use super::{Call, Stop};
use crate::model::cause::CauseId;
use crate::text::{causes, commands};

pub(super) fn run(call: &Call, args: &CodesArgs) -> Result<Code, Stop> {
    // Also by the name that stands in JSON.
    let wanted = |cause: &CauseId, code: &str| {
        cause.code().eq_ignore_ascii_case(code) || cause.as_str().eq_ignore_ascii_case(code)
    };
    let mut found: Vec<CauseId> = match &args.code {
        Some(code) => CauseId::ALL.into_iter().filter(|cause| wanted(cause, code)).collect(),
        None => CauseId::ALL.to_vec(),
    };
    if let (Some(code), true) = (&args.code, found.is_empty()) {
        return Err(Stop::usage(commands::unknown_code(code)));
    }
    found.sort_by_key(|cause| cause.code());
    let mut out = io::stdout().lock();
    for cause in found {
        let words = causes::words(cause);
        let written = match &args.code {
            None => writeln!(out, "{:<13} {}", cause.code(), call.speaker.say(&words.name)),
            Some(_) => writeln!(
                out,
                "{}\n\n{}\n\n{}\n\n{}\n\n{}",
                call.speaker.say(&commands::code_with_name(cause.code(), cause.as_str())),
                call.speaker.say(&words.name),
                call.speaker.say(&words.sign),
                call.speaker.say(&words.proof),
                call.speaker.say(&words.fix)
            ),
        };
        if written.is_err() {
            // A reader such as `head` has seen enough.
            break;
        }
    }
    Ok(Code::Good)
}
