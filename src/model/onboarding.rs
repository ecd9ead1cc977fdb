//! Somebody new to a project: which of the remotes is their own fork, and what has to be different there.

use super::github::Slug;
use super::image::Image;
use super::project::{Place, Push, Remote};
use super::project_file::{ProjectFile, split_tag};
use super::registries::{Description, Kind};
use super::secret_plan::{NameKind, Role};

/// A newcomer's project: what it says it needs, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onboarding {
    pub file: ProjectFile,
    pub standing: Standing,
    /// All remotes that git knows, for a choice.
    pub remotes: Vec<Remote>,
}

/// Where a newcomer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They have a fork.
    Fork(Fork),
    /// They may write to the project's own repository, and need no fork.
    Member(Remote),
    /// Only the project's own repository is known, and they may not write to it.
    NoFork(Remote),
    /// Nothing told which remote is whose.
    Unclear,
}

/// A fork of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    pub remote: Remote,
    pub upstream: Option<Slug>,
    /// GitHub said so; else git's names of the remotes do.
    pub confirmed: bool,
    /// Whether the checkout knows it as a remote.
    pub in_checkout: bool,
    /// Whether its workflows run; `None` where nothing told.
    pub actions: Option<bool>,
}

/// What GitHub tells about the repository behind a remote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub slug: Slug,
    pub owner_is: Option<bool>,
    /// The repository that it was forked from; `None` for one that is no fork.
    pub parent: Option<Slug>,
    pub may_push: Option<bool>,
}

/// Where a newcomer stands, by the remotes in git's order and by what GitHub told about each.
/// `elsewhere` is a fork of theirs that the checkout does not know.
#[must_use]
pub fn standing(remotes: &[(Remote, Option<Told>)], elsewhere: Option<(Remote, Told)>) -> Standing {
    let told = || remotes.iter().filter_map(|(remote, told)| Some((remote, told.as_ref()?)));
    let own = |told: &Told| told.owner_is.or(told.may_push).unwrap_or(true);
    let fork = |remote: &Remote, told: &Told, in_checkout| {
        Standing::Fork(Fork {
            remote: remote.clone(),
            upstream: told.parent.clone(),
            confirmed: true,
            in_checkout,
            actions: None,
        })
    };
    if let Some((remote, told)) = told().find(|(_, told)| told.parent.is_some() && own(told)) {
        return fork(remote, told, true);
    }
    if let Some((remote, _)) = told().find(|(_, told)| told.may_push == Some(true)) {
        return Standing::Member(remote.clone());
    }
    if let Some((remote, told)) = elsewhere {
        return fork(&remote, &told, false);
    }
    if let Some((remote, told)) = told().next() {
        // Somebody else's fork leads to the same project.
        let slug = told.parent.clone().unwrap_or_else(|| told.slug.clone());
        let project = Remote { owner: slug.owner, repository: slug.name, ..remote.clone() };
        return Standing::NoFork(project);
    }
    let named = |name: &str| remotes.iter().map(|(remote, _)| remote).find(|remote| remote.name == name);
    match (named("origin"), named("upstream")) {
        (Some(origin), Some(upstream)) if origin.slug() != upstream.slug() => Standing::Fork(Fork {
            remote: origin.clone(),
            upstream: upstream.slug(),
            confirmed: false,
            in_checkout: true,
            actions: None,
        }),
        _ => Standing::Unclear,
    }
}

/// A place of the workflow that names the project's namespace, where a fork needs its owner's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenOut {
    pub place: Place,
    pub written: String,
    /// The same for everybody, by a name that the workflow reads already; else for this one namespace.
    pub instead: Option<String>,
}

impl Onboarding {
    /// The registry, where a person has to be asked before a credential goes there: all but Docker Hub, because the
    /// name of its host comes from a file that anybody may have written.
    #[must_use]
    pub fn foreign_host(&self) -> Option<&str> {
        let registry = self.file.image.registry();
        (!registry.is_docker_hub()).then(|| registry.host())
    }

    /// The image that this newcomer can push: the project's, in their own namespace. Where registries belong to
    /// companies there is no such thing.
    #[must_use]
    pub fn own_image(&self, namespace: &str) -> Option<Image> {
        let people = match Description::of(self.file.image.registry()).map(|one| one.kind) {
            None | Some(Kind::Ghcr | Kind::GitLab | Kind::Quay) => true,
            Some(Kind::Ecr | Kind::ArtifactRegistry | Kind::Azure | Kind::Harbor | Kind::Any) => false,
        };
        self.file.image_of(namespace).filter(|_| people)
    }

    /// Where the workflow writes the project's namespace out.
    #[must_use]
    pub fn written_out(&self, pushes: &[Push], namespace: Option<&str>) -> Option<WrittenOut> {
        let image = &self.file.image;
        let of_project = |push: &&Push| {
            let (name, _) = split_tag(&push.written);
            Image::parse(name).is_ok_and(|written| written.familiar() == image.familiar())
        };
        let push = pushes.iter().find(of_project)?;
        let user = self.file.names.iter().find(|name| name.role == Role::Username);
        let everybody = user.map(|name| match name.kind {
            NameKind::Secret => format!("${{{{ secrets.{} }}}}", name.name),
            NameKind::Variable => format!("${{{{ vars.{} }}}}", name.name),
        });
        let own = everybody.or_else(|| namespace.map(str::to_owned));
        let instead = own.map(|own| push.written.replacen(image.namespace(), &own, 1));
        Some(WrittenOut { place: push.place.clone(), written: push.written.clone(), instead })
    }
}

#[cfg(test)]
mod tests {
    use super::{Fork, Onboarding, Standing, Told, standing};
    use crate::model::github::Slug;
    use crate::model::project::{Place, Push, Remote};
    use crate::model::project_file::ProjectFile;

    fn remote(name: &str, owner: &str) -> Remote {
        let repository = "app".to_owned();
        Remote { name: name.into(), host: "github.com".into(), owner: owner.into(), repository }
    }

    fn slug(owner: &str) -> Slug {
        Slug { owner: owner.into(), name: "app".into() }
    }

    fn told(owner: &str, mine: bool, parent: Option<&str>, may_push: Option<bool>) -> Told {
        Told { slug: slug(owner), owner_is: Some(mine), parent: parent.map(slug), may_push }
    }

    #[test]
    fn the_fork_is_found_by_what_github_tells_and_else_by_gits_names() {
        let (origin, upstream) = (remote("origin", "amy"), remote("upstream", "team"));
        let fork = |remote: &Remote, confirmed, in_checkout| {
            let upstream = Some(slug("team"));
            Standing::Fork(Fork { remote: remote.clone(), upstream, confirmed, in_checkout, actions: None })
        };
        let amys = told("amy", true, Some("team"), Some(true));
        let teams = told("team", false, None, Some(false));
        let both = [(origin.clone(), Some(amys.clone())), (upstream.clone(), Some(teams.clone()))];
        assert_eq!(standing(&both, None), fork(&origin, true, true));
        // Whatever the remotes are called.
        let (mine, theirs) = (remote("mine", "amy"), remote("origin", "team"));
        let swapped = [(theirs.clone(), Some(teams.clone())), (mine.clone(), Some(amys.clone()))];
        assert_eq!(standing(&swapped, None), fork(&mine, true, true));
        let only = [(theirs.clone(), Some(teams))];
        assert_eq!(standing(&only, None), Standing::NoFork(theirs.clone()));
        let elsewhere = remote("", "amy");
        assert_eq!(standing(&only, Some((elsewhere.clone(), amys))), fork(&elsewhere, true, false));
        let member = [(theirs.clone(), Some(told("team", false, None, Some(true))))];
        assert_eq!(standing(&member, None), Standing::Member(theirs.clone()));
        // Somebody else's fork is not one's own.
        let others = [(remote("origin", "bob"), Some(told("bob", false, Some("team"), Some(false))))];
        assert_eq!(standing(&others, None), Standing::NoFork(theirs.clone()));
        // Without GitHub git's names are all there is.
        let silent = [(origin.clone(), None), (upstream.clone(), None)];
        assert_eq!(standing(&silent, None), fork(&origin, false, true));
        assert_eq!(standing(&[(theirs, None)], None), Standing::Unclear);
        // Nobody signed in: a fork is taken for the person's own, and confirmed on the page.
        let anonymous = Told { owner_is: None, may_push: None, ..told("amy", true, Some("team"), None) };
        assert_eq!(standing(&[(origin.clone(), Some(anonymous))], None), fork(&origin, true, true));
    }

    #[test]
    fn a_namespace_that_is_written_out_is_found_and_replaced() {
        let text = "version = 1\nimage = \"team/app\"\npermission = \"write\"\n";
        let names = "[variables.HUB_USER]\nholds = \"username\"\n";
        let onboarding = |text: &str| Onboarding {
            file: ProjectFile::parse(text).expect("a file"),
            standing: Standing::Unclear,
            remotes: Vec::new(),
        };
        let push = |written: &str| Push {
            image: Some(written.into()),
            written: written.into(),
            place: Place { file: "w.yml".into(), line: 3 },
            registry: None,
            login: None,
        };
        let instead = |text: &str, written: &str, own: Option<&str>| {
            onboarding(text).written_out(&[push(written)], own).map(|found| found.instead)
        };
        let whole = format!("{text}{names}");
        assert_eq!(
            instead(&whole, "team/app:latest", None),
            Some(Some("${{ vars.HUB_USER }}/app:latest".into()))
        );
        assert_eq!(instead(text, "docker.io/team/app", Some("amy")), Some(Some("docker.io/amy/app".into())));
        assert_eq!(instead(&whole, "${{ vars.HUB_USER }}/app", None), None);
        assert_eq!(
            onboarding(text).own_image("Amy").map(|image| image.familiar()).as_deref(),
            Some("amy/app")
        );
        let company = text.replace("team/app", "123.dkr.ecr.eu-west-1.amazonaws.com/team/app");
        assert_eq!(onboarding(&company).own_image("amy"), None);
        assert!(onboarding(&company).foreign_host().is_some() && onboarding(text).foreign_host().is_none());
    }
}
