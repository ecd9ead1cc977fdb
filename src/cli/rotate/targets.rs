//! Which repositories are meant, and where each keeps the token.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use super::patience::patiently;
use crate::cli::Call;
use crate::model::failure::{Failure, FailureKind};
use crate::model::github::{Shelf, Slug};
use crate::model::image::Registry;
use crate::model::moment::Moment;
use crate::model::secret_plan::{NameKind, Role};
use crate::outside::files;
use crate::outside::github::GitHub;
use crate::outside::workflow::Workflows;
use crate::rotation::{Place, Target};

/// A list of repositories longer than this is a mistake.
const MAX_FILE: usize = 1024 * 1024;

/// What was found in the repositories.
#[derive(Default)]
pub(super) struct Found {
    pub(super) targets: Vec<Target>,
    pub(super) others: Vec<(Slug, Other)>,
    /// An image that one of the workflows pushes.
    pub(super) image: Option<String>,
}

/// Why a repository has nothing to write.
pub(super) enum Other {
    NoLogin,
    /// A workflow of another repository signs in, if any does: what it reads is not told here.
    Called(String),
    /// Its workflows sign in as somebody else.
    Account(String),
    Archived,
    /// A workflow reads this name, and it is nowhere.
    Missing(String),
    /// The token lies where everybody can read it.
    InVariable(String),
    Unreadable(Failure),
}

/// The repositories of a wish: those of an owner, one, or those that a file lists, one a line.
pub(super) async fn listed(call: &Call, github: &GitHub, wish: &str) -> Result<Vec<Slug>, Listing> {
    if let Some(owner) = wish.strip_suffix("/*") {
        let all = patiently(call, async || github.repositories().await).await.map_err(Listing::Failed)?;
        let own = |slug: &Slug| slug.owner.eq_ignore_ascii_case(owner);
        return Ok(all.into_iter().filter(own).collect());
    }
    let path = Path::new(wish);
    if !path.is_file() {
        return Slug::parse(wish).map(|slug| vec![slug]).ok_or(Listing::Neither);
    }
    let text = files::read_text(path, MAX_FILE).map_err(Listing::Failed)?;
    let mut seen = BTreeSet::new();
    let mut slugs = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let slug = Slug::parse(line).ok_or(Listing::BadLine(number + 1))?;
        if seen.insert(slug.to_string().to_ascii_lowercase()) {
            slugs.push(slug);
        }
    }
    Ok(slugs)
}

/// Why there is no list.
pub(super) enum Listing {
    /// Neither a file nor a repository nor `OWNER/*`.
    Neither,
    BadLine(usize),
    Failed(Failure),
}

impl Found {
    /// Looks into one repository. What stumbles is asked again; what cannot be read is told as such.
    pub(super) async fn add(&mut self, call: &Call, github: &GitHub, registry: &Registry, username: &str) {
        if let Err(failure) = self.look(call, github, registry, username).await {
            self.others.push((github.slug().clone(), Other::Unreadable(failure)));
        }
    }

    async fn look(
        &mut self,
        call: &Call,
        github: &GitHub,
        registry: &Registry,
        username: &str,
    ) -> Result<(), Failure> {
        let mut other = |other| self.others.push((github.slug().clone(), other));
        let repository = patiently(call, async || github.repository().await).await?;
        if repository.archived {
            other(Other::Archived);
            return Ok(());
        }
        let branch = repository.default_branch;
        let mut workflows = Workflows::default();
        for file in patiently(call, async || github.workflow_files(&branch).await).await? {
            let read = async || github.workflow_at(&file, &branch, &HashMap::new()).await;
            match patiently(call, read).await {
                Ok(workflow) => workflows.read.push(workflow),
                // A file that is no workflow reads no secret.
                Err(Failure { kind: FailureKind::File { .. }, .. }) => {}
                Err(failure) => return Err(failure),
            }
        }
        let plan = workflows.secret_plan(registry);
        if plan.assumed {
            other(Other::NoLogin);
            return Ok(());
        }
        if plan.needs.is_empty()
            && let Some(called) = plan.called.first()
        {
            other(Other::Called(called.workflow.clone()));
            return Ok(());
        }
        if let Some((name, _)) = plan.written.first()
            && plan.written.iter().all(|(name, _)| name != username)
        {
            other(Other::Account(name.clone()));
            return Ok(());
        }
        let tokens = || plan.needs.iter().filter(|need| need.role == Role::Token);
        let mut names = BTreeSet::new();
        for need in tokens() {
            match need.kind {
                NameKind::Secret => drop(names.insert(need.name.clone())),
                NameKind::Variable => other(Other::InVariable(need.name.clone())),
            }
        }
        let (_, pushes) = workflows.logins_and_pushes();
        self.image = self.image.take().or_else(|| pushes.into_iter().find_map(|push| push.image));
        self.secrets(call, github, &names, repository.of_organization).await
    }

    /// Every place in a repository that has a secret of one of these names.
    async fn secrets(
        &mut self,
        call: &Call,
        github: &GitHub,
        names: &BTreeSet<String>,
        of_organization: bool,
    ) -> Result<(), Failure> {
        let slug = github.slug();
        let mut found: BTreeSet<&str> = BTreeSet::new();
        let environments = patiently(call, async || github.environments().await).await?;
        let mut shelves = vec![Place::Repository, Place::Dependabot];
        shelves.extend(environments.into_iter().map(Place::Environment));
        let target = |shelf: &Place, name: &String, updated: Option<Moment>| Target {
            owner: slug.owner.clone(),
            repository: slug.name.clone(),
            shelf: shelf.clone(),
            name: name.clone(),
            before: updated.map(Moment::iso),
        };
        for shelf in shelves {
            let there = shelf.shelf();
            let kept = patiently(call, async || github.secrets(&there).await).await;
            let kept = match kept {
                // A permission of its own, which most tokens lack and most repositories do not need.
                Err(failure) if there == Shelf::Dependabot && matches!(failure.status(), Some(403 | 404)) => {
                    Vec::new()
                }
                other => other?,
            };
            for name in names {
                if let Some(kept) = kept.iter().find(|kept| kept.name.eq_ignore_ascii_case(name)) {
                    self.targets.push(target(&shelf, name, kept.updated));
                    // Dependabot's alone is not what other runs read.
                    if shelf != Place::Dependabot {
                        found.insert(name);
                    }
                }
            }
        }
        let missing: Vec<&String> = names.iter().filter(|name| !found.contains(name.as_str())).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let above = if of_organization {
            patiently(call, async || github.organization_secrets().await).await?
        } else {
            Vec::new()
        };
        for name in missing {
            match above.iter().find(|kept| kept.name.eq_ignore_ascii_case(name)) {
                Some(kept) => {
                    let new = target(&Place::Organization(slug.owner.clone()), name, kept.updated);
                    // One secret, seen by many repositories.
                    let same = |known: &Target| known.shelf == new.shelf && known.name == new.name;
                    if !self.targets.iter().any(same) {
                        self.targets.push(new);
                    }
                }
                None => self.others.push((slug.clone(), Other::Missing(name.clone()))),
            }
        }
        Ok(())
    }
}
