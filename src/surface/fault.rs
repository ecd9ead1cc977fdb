//! What happens when the program itself is at fault: the terminal is given back, and no secret is printed.

use std::io::{self, Write as _};
use std::panic;

use crate::plain::echo;
use crate::text::speak::Speaker;
use crate::text::{Language, surface};
use crate::ui::screen;

/// From now on a panic restores the terminal and says only where it happened: the message of a panic
/// can hold the value that caused it. The hook that was there before is not called for that reason.
pub fn keep_quiet(language: Language) {
    // The words are made now: whatever breaks later, it may be the part that makes words.
    let words = Speaker::new(language).say(&surface::fault());
    panic::set_hook(Box::new(move |fault| {
        // Nothing can be done about a terminal that is gone.
        let _ = screen::restore();
        let _ = echo::restore();
        let place = fault.location().map_or_else(|| "?".into(), ToString::to_string);
        // A panic within this one would end the program on the spot, with nothing tidied up.
        drop(writeln!(io::stderr(), "{words}\n  {place}"));
    }));
}
