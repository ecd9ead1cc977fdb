//! Outside work under way: started, cancelled, wound up.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{dry, perform};
use crate::flow::effect::{Job, JobId, Reach};
use crate::flow::event::Event;
use crate::outside::world::World;

/// How long a change may take to clean up after it was told to stop.
const GRACE: Duration = Duration::from_secs(5);

pub(super) struct Jobs {
    world: Arc<World>,
    answers: UnboundedSender<Event>,
    running: HashMap<JobId, Running>,
}

struct Running {
    reach: Reach,
    stop: CancellationToken,
    handle: JoinHandle<()>,
}

impl Jobs {
    pub(super) fn new(world: Arc<World>, answers: UnboundedSender<Event>) -> Self {
        Self { world, answers, running: HashMap::new() }
    }

    /// Starts it. A change waits for what is `noted` about it, so that whoever comes back after a cut knows of it.
    pub(super) fn start(&mut self, id: JobId, job: Job, noted: impl Future<Output = ()> + Send + 'static) {
        self.running.retain(|_, running| !running.handle.is_finished());
        let stop = CancellationToken::new();
        let reach = job.reach();
        if self.world.http.only_reads()
            && let Some(outcome) = dry::instead_of(&job)
        {
            // A receiver that is gone has left.
            drop(self.answers.send(Event::Finished(id, outcome)));
            return;
        }
        let work = perform::perform(Arc::clone(&self.world), id, job, stop.clone(), self.answers.clone());
        let work = async move {
            if reach == Reach::Changes {
                noted.await;
            }
            work.await;
        };
        self.running.insert(id, Running { reach, stop, handle: tokio::spawn(work) });
    }

    /// Reads are dropped, which closes their connections; changes are told, and their answer still comes.
    pub(super) fn cancel(&mut self, id: JobId) {
        if let Some(running) = self.running.get(&id) {
            running.stop.cancel();
            if running.reach == Reach::Reads {
                running.handle.abort();
            }
        }
    }

    /// Ends everything: reads at once, changes within the grace period.
    pub(super) async fn wind_up(self) {
        let mut changes = Vec::new();
        for running in self.running.into_values() {
            running.stop.cancel();
            match running.reach {
                Reach::Reads => running.handle.abort(),
                Reach::Changes => changes.push(running.handle),
            }
        }
        // What does not end in time is left to itself; its note in the journal says that it was begun.
        drop(tokio::time::timeout(GRACE, futures_util::future::join_all(changes)).await);
    }
}
