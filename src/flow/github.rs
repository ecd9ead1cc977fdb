//! Outside work about GitHub as values: orders, news while they go on, answers; and what is known by them.

use std::collections::BTreeMap;

use super::effect::Reach;
use super::facts::{Facts, Learned};
use crate::diagnosis::Diagnosis;
use crate::model::account::Credential;
use crate::model::failure::Failure;
use crate::model::github::{Slug, TokenFacts, is_elsewhere};
use crate::model::image::Image;
use crate::model::project::{Place, Project};
use crate::model::proof::{NoBuild, Proof};
use crate::model::secret::GitHubToken;
use crate::model::secret_plan::{Done, Known, Plan, Row};
use crate::model::start::{Aim, Asked, How, NoAim, Started};
use crate::model::variable_offer::{Offer, Taken};
use crate::model::workflow_run::{Seen, Unseen};

/// A repository on GitHub, and the token for it.
#[derive(Clone, Debug)]
pub struct Access {
    pub host: String,
    pub slug: Slug,
    pub token: GitHubToken,
    pub told: TokenFacts,
}

/// The repository with its checkout, as orders carry it.
#[derive(Clone, Debug)]
pub struct Site {
    pub access: Access,
    pub project: Project,
}

/// Outside work about GitHub, with everything it needs inside it.
#[derive(Clone, Debug)]
pub enum Order {
    /// With a token that was pasted, else with one that this machine has.
    SignIn {
        host: String,
        slug: Slug,
        pasted: Option<GitHubToken>,
    },
    /// What the workflows read, and what is there of it.
    ReadSecrets {
        site: Site,
        pair: Credential,
    },
    WriteSecrets {
        site: Site,
        plan: Plan,
        rows: Vec<Row>,
        pair: Credential,
    },
    /// What there would be to do for the user name to be a variable.
    OfferVariable {
        site: Site,
        plan: Plan,
        pair: Credential,
    },
    /// The variable, then the workflow files of the checkout.
    TakeVariable {
        site: Site,
        offer: Box<Offer>,
        pair: Credential,
    },
    /// Which build can be started, and how.
    ReadBuild {
        site: Site,
        workflow: Option<String>,
        /// A start that was asked for, of which no run is known.
        asked: Option<Asked>,
    },
    StartBuild {
        site: Site,
        aim: Box<Aim>,
        how: How,
        inputs: BTreeMap<String, String>,
    },
    /// To its end, at least of this attempt; then why it failed, if it did.
    Watch {
        site: Site,
        run: u64,
        attempt: u64,
    },
    Cancel {
        site: Site,
        run: u64,
    },
    /// That what this run built is where it belongs.
    Prove {
        site: Site,
        run: u64,
        pair: Credential,
        /// Looked for where the workflow's own name for it can only be read by the run.
        image: Option<Image>,
    },
    /// Practice only: a person's part at GitHub's token page is played.
    PlayTokenPage(Vec<(&'static str, &'static str)>),
    /// Practice only: a person's part at the fork's Actions page is played.
    PlayActionsPage,
}

impl Order {
    #[must_use]
    pub fn reach(&self) -> Reach {
        match self {
            Self::ReadSecrets { .. }
            | Self::OfferVariable { .. }
            | Self::ReadBuild { .. }
            | Self::Watch { .. }
            | Self::Prove { .. } => Reach::Reads,
            // A token that was pasted is kept.
            Self::SignIn { .. }
            | Self::WriteSecrets { .. }
            | Self::TakeVariable { .. }
            | Self::StartBuild { .. }
            | Self::Cancel { .. }
            | Self::PlayTokenPage(_)
            | Self::PlayActionsPage => Reach::Changes,
        }
    }
}

/// News of work that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// The row of this place.
    Secret(usize, Done),
    Run(Box<Seen>),
    /// A rule or the network keeps from looking; what was seen last stands.
    Trouble(Failure),
    /// What the person types, and on which page, to sign in.
    Code {
        code: String,
        page: String,
    },
    /// So many tags have been looked for.
    Tags(usize),
}

/// Signed in, and whether a pasted token could be kept.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub access: Access,
    /// Why a pasted token is not in the keyring; nothing where it is, or was not pasted.
    pub not_kept: Option<Failure>,
}

/// What the workflows read, and what is there of it.
#[derive(Clone, Debug)]
pub struct SecretsRead {
    /// The repository's name now, where the checkout knows it by an older one.
    pub renamed: Option<Slug>,
    pub plan: Plan,
    pub rows: Vec<(Row, Known)>,
    /// Whether a run of a fork or of Dependabot failed last, which sees other secrets, or none.
    pub unseen_by: Option<Unseen>,
    /// Whether pull requests start a workflow that signs in: those of forks see none of this.
    pub by_pull_request: bool,
    /// The same names among Dependabot's own secrets, where its runs have a part in this project.
    pub dependabot: Option<Result<Vec<(Row, Known)>, Failure>>,
}

/// The build that can be started, and the run that was, if one was asked for.
#[derive(Debug)]
pub struct Offered {
    pub aim: Aim,
    /// The run, and its attempt, that began when [`Asked`].
    pub began: Option<(u64, u64)>,
}

/// A run that is over.
#[derive(Debug)]
pub struct Ended {
    pub seen: Seen,
    pub failed: Vec<FailedJob>,
}

/// A failing job with what was found in its log.
#[derive(Debug)]
pub struct FailedJob {
    pub job: String,
    /// `None` where GitHub has no log.
    pub diagnosis: Option<Diagnosis>,
    /// The lines at which it failed, masked by GitHub and redacted here.
    pub lines: Vec<(u64, String)>,
}

/// The answers, order for order.
#[derive(Debug)]
pub enum Answer {
    /// Nothing where this machine has no token for that host.
    SignedIn(Result<Option<Box<SignedIn>>, Failure>),
    Secrets(Result<Box<SecretsRead>, Failure>),
    Written(Vec<(Row, Done)>),
    Offered(Result<Box<Offer>, Failure>),
    Taken(Box<Taken>),
    Build(Result<Box<Offered>, NoAim>),
    Started(Result<Started, Failure>),
    Ended(Result<Box<Ended>, Failure>),
    Cancelled(Result<(), Failure>),
    Proved(Result<Box<Proof>, NoBuild>),
    PagePlayed(Result<GitHubToken, Failure>),
    ActionsPlayed(Result<(), Failure>),
}

/// Why the part on GitHub is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The checkout has no remote on GitHub.
    NoRepository,
    /// The person does not want it.
    NotWanted,
}

/// What is known of the repository on GitHub.
#[derive(Debug, Default)]
pub struct OnGitHub {
    pub access: Option<Access>,
    pub left_out: Option<LeftOut>,
    /// What was written, with what became of it.
    pub secrets: Option<Learned<Vec<(Row, Done)>>>,
    /// The person leaves the secrets as they are.
    pub secrets_skipped: bool,
    /// The start that this wizard, or the one that was interrupted before it, asked for.
    pub asked: Option<Asked>,
    /// The run of this wizard, as last seen.
    pub run: Option<Learned<Seen>>,
    /// The person leaves the build to somebody else.
    pub build_skipped: bool,
    pub proof: Option<Learned<Proof>>,
}

impl Facts {
    /// The repository on GitHub that the checkout belongs to: host and name.
    #[must_use]
    pub fn repository(&self) -> Option<(String, Slug)> {
        let project = &self.looked.as_ref()?.project;
        let remote = project.remote.as_ref()?;
        let host = remote.host.to_ascii_lowercase();
        let github = matches!(host.as_str(), "github.com" | "www.github.com" | "ssh.github.com")
            || host.ends_with(".ghe.com");
        // An Enterprise server has any name; workflows in the checkout tell that it is one.
        let workflows = !project.logins.is_empty() || !project.pushes.is_empty();
        let slug = remote.slug()?;
        (github || workflows && !is_elsewhere(&host)).then_some((host, slug))
    }

    /// The repository with the token for it and the checkout before it.
    #[must_use]
    pub fn site(&self) -> Option<Site> {
        let project = self.looked.as_ref()?.project.clone();
        Some(Site { access: self.github.access.clone()?, project })
    }

    /// Where a workflow pushes that is not the image in question: of the workflow in this file, or of any. `None`
    /// where one pushes it, or nobody can tell.
    #[must_use]
    pub fn pushes_elsewhere(&self, file: Option<&str>) -> Option<(&Place, Image)> {
        let wanted = self.image.as_ref()?;
        let pushes = self.looked.iter().flat_map(|looked| &looked.project.pushes);
        let pushes = pushes.filter(|push| file.is_none_or(|file| push.place.file == file));
        let mut first = None;
        for push in pushes {
            // What only the run decides may well be this one.
            let image = Image::parse(push.image.as_ref()?).ok()?;
            if image.registry() == wanted.registry() && image.repository() == wanted.repository() {
                return None;
            }
            first.get_or_insert((&push.place, image));
        }
        first
    }

    /// Whether a build is left that is known not to have succeeded: one that was started or looked at and not seen
    /// to be green with the credential in use, or one that was left alone although it pushes something else.
    #[must_use]
    pub fn build_left_open(&self) -> bool {
        let green = self.build().is_some_and(|seen| seen.run.state.succeeded());
        let begun = self.github.run.is_some();
        let elsewhere = || self.github.build_skipped && self.pushes_elsewhere(None).is_some();
        !green && (begun || elsewhere())
    }

    /// The secrets, as far as they were written with the credential in use.
    #[must_use]
    pub fn secrets(&self) -> Option<&Vec<(Row, Done)>> {
        self.current(&self.github.secrets)
    }

    /// The run that was started with the credential in use.
    #[must_use]
    pub fn build(&self) -> Option<&Seen> {
        self.current(&self.github.run)
    }

    /// The proof for the credential in use.
    #[must_use]
    pub fn proof(&self) -> Option<&Proof> {
        self.current(&self.github.proof)
    }
}

#[cfg(test)]
mod tests {
    use crate::flow::effect::Looked;
    use crate::flow::facts::Facts;
    use crate::model::image::Image;
    use crate::model::project::{Place, Push};

    /// The warning that the workflow pushes something else than the image in question: given only where that is
    /// certain.
    #[test]
    fn a_push_elsewhere_is_warned_of_only_where_it_is_certain() {
        let push = |(file, image): &(&str, Option<&str>)| Push {
            image: image.map(str::to_owned),
            written: String::new(),
            place: Place { file: (*file).to_owned(), line: 1 },
            registry: None,
            login: None,
        };
        let open = "amyflash/${{ matrix.image }}:1";
        type Pushes<'a> = &'a [(&'a str, Option<&'a str>)];
        let rows: [(Pushes<'_>, Option<&str>, Option<&str>); 12] = [
            (&[], None, None),
            (&[("a", Some("amyflash/app:latest"))], None, None),
            (&[("a", Some("docker.io/amyflash/app"))], None, None),
            (&[("a", Some("amyflash/other:1"))], None, Some("amyflash/other")),
            (&[("a", Some("ghcr.io/amyflash/app:1"))], None, Some("ghcr.io/amyflash/app")),
            // One of several pushes it.
            (&[("a", Some("amyflash/other")), ("a", Some("amyflash/app"))], None, None),
            // What only the run decides may be it, wherever it stands.
            (&[("a", None)], None, None),
            (&[("a", Some(open))], None, None),
            (&[("a", Some("amyflash/other")), ("b", Some(open))], None, None),
            // Of one file, the others do not count.
            (
                &[("a", Some("amyflash/other")), ("b", Some("amyflash/app"))],
                Some("a"),
                Some("amyflash/other"),
            ),
            (&[("a", Some("amyflash/other")), ("b", Some("amyflash/app"))], Some("b"), None),
            (&[("a", Some("amyflash/other"))], Some("b"), None),
        ];
        for (pushes, file, expected) in rows {
            let mut facts = Facts { image: Image::parse("amyflash/app").ok(), ..Facts::default() };
            let mut looked = Looked::default();
            looked.project.pushes = pushes.iter().map(push).collect();
            facts.looked = Some(looked);
            let found = facts.pushes_elsewhere(file).map(|(_, image)| image.without_tag().familiar());
            assert_eq!(found.as_deref(), expected, "{pushes:?} {file:?}");
            facts.image = None;
            assert_eq!(facts.pushes_elsewhere(file), None, "no image is in question");
        }
    }
}
