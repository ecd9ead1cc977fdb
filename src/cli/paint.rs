//! Prints lines on the normal screen, in colour where the terminal and the person want it.

use std::io::{self, IsTerminal, Write};

use ratatui::backend::IntoCrossterm;
use ratatui::style::Style;

use super::Call;
use crate::report::diagnosis::{Line, Role};
use crate::ui::abilities::Abilities;
use crate::ui::look::{Theme, ThemeName};
use crate::ui::wrap::wrap;

/// Where nothing tells how wide the screen is.
const COLUMNS: usize = 80;
/// Longer lines are hard to read.
const WIDEST: usize = 100;

/// How standard output is written to.
pub(super) struct Paint {
    pub(super) columns: usize,
    theme: Theme,
    coloured: bool,
}

impl Paint {
    pub(super) fn of(call: &Call) -> Self {
        let terminal = io::stdout().is_terminal();
        let abilities = Abilities::of(
            &call.cli.surface.wishes(),
            |name| call.env.text(name).map(str::to_owned),
            terminal,
        );
        let theme = abilities.look.theme;
        // Without colour there are still bold and dim, which a file or a dumb terminal does not have.
        let coloured = theme != Theme::of(ThemeName::Mono)
            || (terminal && call.env.text("TERM").is_some_and(|term| term != "dumb"));
        let columns = crossterm::terminal::size()
            .ok()
            .filter(|_| terminal)
            .map_or(COLUMNS, |(columns, _)| usize::from(columns).clamp(40, WIDEST));
        Self { columns, theme, coloured }
    }

    pub(super) fn print(&self, lines: &[Line]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in lines {
            let style = self.style(line.role);
            if self.coloured && !line.text.is_empty() {
                writeln!(out, "{}", style.into_crossterm().apply(&line.text))?;
            } else {
                writeln!(out, "{}", line.text)?;
            }
        }
        out.flush()
    }

    fn style(&self, role: Role) -> Style {
        match role {
            Role::Cause => self.theme.strong,
            Role::Plain => self.theme.plain,
            Role::Quote => self.theme.warn,
            Role::Dim => self.theme.dim,
            Role::Command => self.theme.accent,
            Role::Link => self.theme.link,
        }
    }
}

/// A sentence broken at words where the screen ends, what follows so far in; as it is where nobody looks. `indent` is
/// that of its first line.
pub(super) fn flowing(said: &str, indent: usize, hang: usize) -> String {
    let columns = crossterm::terminal::size().ok().filter(|_| io::stdout().is_terminal());
    let columns = columns.map_or(usize::MAX, |(columns, _)| usize::from(columns).max(40));
    let lines = wrap(said, columns.saturating_sub(indent.max(hang)));
    let set = |(at, line): (usize, &String)| {
        let before = if at == 0 { indent } else { hang };
        format!("{:before$}{line}", "")
    };
    lines.iter().enumerate().map(set).collect::<Vec<_>>().join("\n")
}
