//! One build with the new token: started where none has begun since the secrets were written, and followed to its end.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::work::{Came, Trouble, Work, missing};
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::Slug;
use crate::model::project::Project;
use crate::model::start::{Aim, NoAim, Started};
use crate::model::workflow_run::{Conclusion, State};
use crate::outside::ci::{There, start};
use crate::outside::github::{Watch, sign_in};
use crate::text::rotation as words;

/// Most looks find nothing new and cost nothing of GitHub's limit.
const PACE: Duration = Duration::from_secs(3);

impl Work<'_> {
    /// The run that proves the new token; a build that began by itself since the last secret was written is one.
    pub(super) async fn build(&mut self) -> Came {
        let there = self.there().await?;
        let aim = start::aim(&there, None, None).await.map_err(no_aim)?;
        if let Some(run) = self.begun_since(&aim) {
            return Ok(Some(run.to_string()));
        }
        let how = aim.recommended();
        if aim.obstacle(how).is_some() || aim.asked().next().is_some() {
            return Err(Trouble::Found(words::build_by_hand(&aim.name)));
        }
        match start::start(&there, &aim, how, &BTreeMap::new()).await? {
            Started::Run { id, .. } => Ok(Some(id.to_string())),
            Started::Refused(failure) => Err(failure.into()),
            Started::NotSeen => Err(Trouble::Found(crate::text::github::run_not_found())),
        }
    }

    /// What is under way, or green, was started with the new token; what is red is tried once more.
    fn begun_since(&self, aim: &Aim) -> Option<u64> {
        let written = self.rotation.written()?;
        let last = aim.last().filter(|run| run.created.is_some_and(|created| created >= written))?;
        (!last.state.failed()).then_some(last.id)
    }

    pub(super) async fn green(&mut self) -> Came {
        let run = self.rotation.run().ok_or(missing())?;
        let there = self.there().await?;
        let mut watch = Watch::new(run);
        let mut told = false;
        loop {
            if self.interrupted.load(Ordering::Relaxed) {
                return Err(Failure::new(FailureKind::Stopped).into());
            }
            let pause = match watch.look(&there.github).await {
                Ok(seen) => {
                    if !told && !self.json {
                        told = true;
                        eprintln!(
                            "{}",
                            self.call.speaker.say(&words::watching(&seen.run.name, &seen.run.url))
                        );
                    }
                    match &seen.run.state {
                        State::Done(Conclusion::Success) => return Ok(Some(seen.run.url)),
                        State::Done(_) => return Err(Trouble::Found(words::build_red(seen.run.url))),
                        _ => PACE,
                    }
                }
                Err(failure) => match watch.pause_after(&failure, PACE) {
                    Some(pause) => pause,
                    None => return Err(failure.into()),
                },
            };
            tokio::time::sleep(pause).await;
        }
    }

    async fn there(&self) -> Result<There, Failure> {
        let order = &self.rotation.order;
        let slug = order.build.as_deref().and_then(Slug::parse).ok_or(missing())?;
        let token = sign_in::find(self.world, &order.host).await.map(|found| found.token);
        let there = There::of(self.world, &order.host, slug, token, Project::default())?;
        Ok(There { here: false, ..there })
    }
}

fn no_aim(why: NoAim) -> Trouble {
    match why {
        NoAim::Failed(failure) => failure.into(),
        NoAim::NoSuchWorkflow(known) | NoAim::Several(known) => {
            Trouble::Found(crate::text::github::which_workflow(known.join(", ")))
        }
        NoAim::Disabled { name, state } => {
            Trouble::Found(crate::text::github::workflow_disabled(name, state))
        }
        NoAim::NotThere { path, git_ref } => {
            Trouble::Found(crate::text::github::workflow_not_at(path, git_ref))
        }
    }
}
