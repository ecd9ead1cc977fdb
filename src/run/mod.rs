//! The loop: show, wait, update, start what is to be done outside.

mod dry;
mod github;
mod jobs;
mod perform;
mod scribe;

use std::io;
use std::sync::Arc;
use std::time::Duration;

pub use scribe::{Scribe, recall};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::flow::State;
use crate::flow::effect::{Effect, Exit};
use crate::flow::event::Event;
use crate::model::moment::Moment;
use crate::outside::browser::{self, Opening};
use crate::outside::clipboard;
use crate::outside::http;
use crate::outside::journal::Journal;
use crate::outside::world::World;
use crate::surface::{Input, Surface};
use crate::text::{Text, pages};
use jobs::Jobs;

/// How often a page is drawn while something on it moves.
const TICK: Duration = Duration::from_millis(100);

/// How a run came to its end.
#[derive(Debug)]
pub enum End {
    Left(Exit),
    /// The input ended; this question has no answer.
    Missing(String),
    /// An answer that was prepared cannot be used; the words say why.
    Wrong(Text),
}

/// The time now.
#[must_use]
pub fn now() -> Moment {
    http::now()
}

/// Runs the wizard on a surface until it is left. What changes something outside is told to stop and
/// gets a little time to clean up.
///
/// # Errors
/// When the terminal cannot be read or written; outside work is wound up first.
pub async fn drive(
    state: &mut State,
    begun: Vec<Effect>,
    world: Arc<World>,
    scribe: &Scribe,
    surface: &mut impl Surface,
) -> io::Result<End> {
    let (sender, mut answers) = mpsc::unbounded_channel();
    let mut jobs = Jobs::new(Arc::clone(&world), sender);
    let mut effects = begun;
    let mut journal = Noted::begin(&world, state);
    let end = loop {
        let mut left = None;
        for effect in effects.drain(..) {
            match effect {
                Effect::Start(id, job) => jobs.start(id, *job, scribe.settled()),
                Effect::Cancel(id) => jobs.cancel(id),
                Effect::Open(address) => {
                    let notice = open(&address, &world);
                    state.update(Event::Notice(notice));
                }
                Effect::Copy(text) => {
                    let notice = if clipboard::hand_over(&text, &world.env) {
                        pages::notice_handed_over(text)
                    } else {
                        surface.copy(&text)?;
                        pages::notice_copied(text)
                    };
                    state.update(Event::Notice(notice));
                }
                Effect::Remember(saved) => scribe.write(saved),
                Effect::Leave(exit) => left = Some(exit),
            }
        }
        if let Some(exit) = left {
            break Ok(End::Left(exit));
        }
        state.update(Event::Tick(now()));
        drop(journal.add_new(state));
        let view = state.view();
        let moves = view.front().moves() || view.page.moves();
        if let Err(error) = surface.show(&view) {
            break Err(error);
        }
        effects = tokio::select! {
            input = surface.next() => match input {
                Ok(Input::Event(event)) => {
                    state.update(Event::Tick(now()));
                    state.update(event)
                }
                Ok(Input::Redraw | Input::Exchange) => Vec::new(),
                Ok(Input::Missing(question)) => break Ok(End::Missing(question)),
                Ok(Input::Wrong(words)) => break Ok(End::Wrong(words)),
                Err(error) => break Err(error),
            },
            Some(answer) = answers.recv() => {
                state.update(Event::Tick(now()));
                let mut effects = state.update(answer);
                // Answers that came together are shown together.
                while let Ok(answer) = answers.try_recv() {
                    effects.extend(state.update(answer));
                }
                effects
            }
            () = tokio::time::sleep(TICK), if moves => Vec::new(),
        };
    };
    jobs.wind_up().await;
    // What a change still had to say belongs into the journal, though nobody watches any more.
    while let Ok(answer) = answers.try_recv() {
        state.settle(answer);
    }
    if let Some(written) = journal.add_new(state) {
        drop(written.await);
    }
    end
}

/// How much of what the wizard changed is in the journal.
struct Noted {
    journal: Option<Journal>,
    changes: usize,
}

impl Noted {
    /// Practice changes nothing outside; what an earlier run changed is on record already.
    fn begin(world: &World, state: &State) -> Self {
        let journal = (!world.practice).then(|| world.journal());
        Self { journal, changes: state.facts.changes.len() }
    }

    /// Writes down what is new, beside the loop. What GitHub's client does it notes itself.
    fn add_new(&mut self, state: &State) -> Option<JoinHandle<()>> {
        let changes = &state.facts.changes;
        let new: Vec<_> = changes.get(self.changes..).unwrap_or_default().to_vec();
        self.changes = changes.len();
        let journal = self.journal.clone().filter(|_| !new.is_empty())?;
        Some(tokio::task::spawn_blocking(move || {
            for change in new.iter().filter(|change| !change.what.is_on_github()) {
                // What is changed is changed, whether it can be noted or not.
                drop(journal.add(change.at, change.what.as_str(), &change.subject));
            }
        }))
    }
}

fn open(address: &str, world: &World) -> Text {
    match browser::open(address, &world.env) {
        Opening::Started => pages::notice_opened(),
        Opening::NoDesktop => pages::notice_no_desktop(),
        Opening::NotAllowed | Opening::NoLauncher => pages::notice_no_launcher(),
    }
}
