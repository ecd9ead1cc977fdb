//! How a command without a screen says its verdicts: in words on a terminal, in JSON for machines.

use std::io::{self, Write};

use crate::model::access::{Measured, Note};
use crate::model::moment::Moment;
use crate::model::verdict::{Outcome, judge};
use crate::text::speak::Speaker;
use crate::text::{organization, pages, registries, surface, words};

/// The verdict on one image in a few lines: the word, why, what to do, and what was asked.
pub(super) fn say(measured: &Measured, note: &Note, now: Moment, speaker: &Speaker) -> io::Result<()> {
    let verdict = judge(measured, note, now);
    let said = words::verdict(&verdict, Some(measured));
    let word = match verdict.outcome() {
        Outcome::CanPush => surface::plain_good(said),
        Outcome::CannotPush => surface::plain_bad(said),
        Outcome::Unknown => surface::plain_warn(said),
    };
    let mut out = io::stdout().lock();
    writeln!(out, "{}", measured.image.familiar())?;
    writeln!(out, "  {}", speaker.say(&word))?;
    writeln!(out, "  {}", speaker.say(&words::why(&verdict, measured)))?;
    if verdict.outcome() != Outcome::CanPush {
        writeln!(out, "  {}", speaker.say(&words::remedy(&verdict, measured)))?;
    }
    if verdict.outcome() == Outcome::CannotPush {
        for (what, how) in registries::in_full(measured) {
            writeln!(out, "    {}", speaker.say(&surface::plain_row(what, how)))?;
        }
        for line in organization::in_full(&verdict, measured) {
            writeln!(out, "    {}", speaker.say(&line))?;
        }
    }
    if let Some(seconds) = measured.clock_ahead {
        writeln!(out, "  {}", speaker.say(&words::clock(seconds)))?;
    }
    if let Some(cause) = verdict.cause() {
        writeln!(out, "  {}", speaker.say(&pages::proof_code_is(cause.code(), words::cause(cause))))?;
    }
    for line in words::evidence(measured).iter().take(3) {
        writeln!(out, "    {}", speaker.say(line))?;
    }
    out.flush()
}

/// One JSON document, at once.
pub(super) fn json(document: &impl serde::Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, document)?;
    writeln!(out)?;
    out.flush()
}
