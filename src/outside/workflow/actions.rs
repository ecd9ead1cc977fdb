//! The actions that sign in or push, and what their inputs are called.

/// Inputs by the names that an action's own description gives them.
#[derive(Debug)]
pub struct Action {
    /// `owner/name`, lower case.
    pub name: &'static str,
    /// Registry, user name and secret, where the action signs in.
    pub login: Option<Login>,
    pub push: Push,
}

/// See [`Action::login`].
#[derive(Debug)]
pub struct Login {
    pub registry: &'static str,
    pub username: &'static str,
    pub secret: &'static str,
}

/// How an action pushes.
#[derive(Debug)]
pub enum Push {
    Never,
    /// `docker/build-push-action`: `tags`, or `outputs`, when `push` or `load` say so.
    Buildx,
    /// Images from a file that is not read here.
    Bake,
    /// Always, to the image in this input, with the tags in that one.
    Always {
        image: &'static str,
        tags: &'static str,
    },
}

const fn login(registry: &'static str, username: &'static str, secret: &'static str) -> Option<Login> {
    Some(Login { registry, username, secret })
}

static ACTIONS: [Action; 8] = [
    Action {
        name: "docker/login-action",
        login: login("registry", "username", "password"),
        push: Push::Never,
    },
    Action { name: "docker/build-push-action", login: None, push: Push::Buildx },
    Action { name: "docker/bake-action", login: None, push: Push::Bake },
    Action {
        name: "azure/docker-login",
        login: login("login-server", "username", "password"),
        push: Push::Never,
    },
    Action {
        name: "redhat-actions/podman-login",
        login: login("registry", "username", "password"),
        push: Push::Never,
    },
    Action {
        name: "redhat-actions/push-to-registry",
        login: login("registry", "username", "password"),
        push: Push::Always { image: "image", tags: "tags" },
    },
    Action {
        name: "elgohr/publish-docker-github-action",
        login: login("registry", "username", "password"),
        push: Push::Always { image: "name", tags: "tags" },
    },
    Action {
        name: "mr-smithers-excellent/docker-build-push",
        login: login("registry", "username", "password"),
        push: Push::Always { image: "image", tags: "tags" },
    },
];

/// The action that a `uses:` names, at any version, tag or commit.
#[must_use]
pub fn find(uses: &str) -> Option<&'static Action> {
    let name = uses.trim().split('@').next().unwrap_or_default().to_ascii_lowercase();
    ACTIONS.iter().find(|action| action.name == name)
}

/// Whether a `uses:` names docker's metadata action, whose outputs are tags.
#[must_use]
pub fn is_metadata(uses: &str) -> bool {
    uses.trim().split('@').next().is_some_and(|name| name.eq_ignore_ascii_case("docker/metadata-action"))
}
