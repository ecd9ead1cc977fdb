//! `secrets set --variable`: the user name as a variable, read by the checkout's workflows instead of the secret.

use std::io::{self, Write};

use tokio_util::sync::CancellationToken;

use super::code;
use super::json;
use super::secrets::{report, subject};
use super::secrets_set::{came, deed, result};
use crate::cli::exit::Code;
use crate::cli::{Call, Stop};
use crate::model::account::Credential;
use crate::model::secret_plan::{Done, Known, Plan, Wish};
use crate::model::variable_offer::{Changed, ChangedLine, Offer, Taken};
use crate::outside::ci::{There, variable};
use crate::text::{github as words, variable as also};

/// What there is to do, and, once it is done, what came of it.
pub(super) struct AsVariable {
    lines: Vec<ChangedLine>,
    taken: Taken,
}

impl AsVariable {
    /// Without a checkout there is no workflow to change, and a variable that nothing reads helps nobody.
    pub(super) fn check(there: &There) -> Result<(), Stop> {
        let has_files = there.here && there.project.root.is_some();
        if has_files { Ok(()) } else { Err(Stop::usage(also::no_checkout())) }
    }

    pub(super) async fn offer(
        there: &There,
        plan: &Plan,
        wish: &Wish,
        pair: &Credential,
    ) -> Result<Offer, Stop> {
        variable::offer(there, plan, wish, pair)
            .await
            .map_err(|failure| Stop { words: words::sentence(&failure), code: Code::PartlyDone })
    }

    /// Only what a dry run tells.
    pub(super) fn planned(offer: Offer) -> Self {
        let lines = offer.lines.clone();
        let files = offer.files().into_iter().map(|file| (file.to_owned(), Changed::NotTried)).collect();
        let variables = offer.variables.into_iter().map(|row| (row, Done::Planned)).collect();
        Self { lines, taken: Taken { variables, files } }
    }

    pub(super) async fn take(there: &There, offer: Offer, wish: &Wish, pair: &Credential) -> Self {
        let lines = offer.lines.clone();
        Self { lines, taken: variable::take(there, offer, wish, pair, &CancellationToken::new()).await }
    }

    /// What the exit code of all of it is, where the secrets were written.
    pub(super) fn code(&self, dry_run: bool) -> Code {
        let wrote = self.taken.variables.iter().any(|(_, done)| matches!(done, Done::Confirmed));
        match self.taken.failure() {
            _ if dry_run || self.taken.complete() => Code::Good,
            Some(failure) if !wrote => code(failure),
            _ => Code::PartlyDone,
        }
    }

    pub(super) fn document(&self, document: &mut json::Secrets, dry_run: bool) {
        let variable =
            |(row, done): &(_, Done)| report(row, Known::Nothing, Some(deed(row)), Some(result(done)));
        document.variables = self.taken.variables.iter().map(variable).collect();
        let file = |(file, changed): &(String, Changed)| json::ChangedFile {
            file: file.clone(),
            lines: self.lines_of(file).map(json::ChangedLine::from).collect(),
            result: match changed {
                Changed::Written { .. } => "changed",
                Changed::Failed(_) => "failed",
                Changed::NotTried if dry_run => "planned",
                Changed::NotTried => "not-tried",
            },
            backup: match changed {
                Changed::Written { backup } => Some(backup.clone()),
                Changed::Failed(_) | Changed::NotTried => None,
            },
        };
        document.files = self.taken.files.iter().map(file).collect();
    }

    fn lines_of<'a>(&'a self, file: &'a str) -> impl Iterator<Item = &'a ChangedLine> {
        self.lines.iter().filter(move |line| line.place.file == file)
    }

    /// The lines as they are and would be; before anything is changed.
    pub(super) fn show(call: &Call, lines: &[ChangedLine]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for line in lines {
            writeln!(out, "  {}", call.speaker.say(&also::would_change(line.place.to_string())))?;
            writeln!(out, "    - {}\n    + {}", line.before.trim(), line.after.trim())?;
        }
        out.flush()
    }

    pub(super) fn say(&self, call: &Call, dry_run: bool) -> io::Result<()> {
        let speaker = &call.speaker;
        let mut out = io::stdout().lock();
        if self.taken.variables.is_empty() {
            writeln!(out, "{}", speaker.say(&also::nothing_to_offer()))?;
            return out.flush();
        }
        for (row, done) in &self.taken.variables {
            let line = words::row(subject(row), words::shelf(&row.shelf), came(row, done));
            writeln!(out, "  {}", speaker.say(&line))?;
        }
        let mut written = Vec::new();
        for (file, changed) in &self.taken.files {
            let line = match changed {
                Changed::Written { backup } => {
                    written.push(file.as_str());
                    also::file_changed(file, backup)
                }
                Changed::Failed(failure) => words::sentence(failure),
                Changed::NotTried if dry_run => continue,
                Changed::NotTried => also::file_not_tried(file),
            };
            writeln!(out, "  {}", speaker.say(&line))?;
        }
        if !written.is_empty() {
            writeln!(out, "{}", speaker.say(&also::commit()))?;
            let files = written.join(" ");
            writeln!(out, "  git add {files}")?;
            writeln!(out, "  git commit -m \"Read the user name from a variable\"\n  git push")?;
            writeln!(out, "{}", speaker.say(&also::secret_stays()))?;
        }
        out.flush()
    }
}
