//! What GitHub knows: one owner, one repository, tokens, secrets, commits, workflows and runs.

use std::collections::{BTreeMap, HashMap};

use super::git::Git;
use super::limits::Limits;
use super::run::Run;
use super::vault::Keep;
use crate::sandbox::chance;
use crate::sandbox::clock::DAY;
use crate::sandbox::machine::Machine;
use crate::sandbox::scenario::{Author, GitHubService, Permission, Rule, Scenario, StoredVariable, Vault};

/// Everything that GitHub knows. One lock guards it.
#[derive(Debug)]
pub(super) struct State {
    /// Who practises.
    pub(super) login: String,
    pub(super) owner: String,
    pub(super) owner_is_organization: bool,
    pub(super) repository: Repository,
    /// What it is a fork of: everybody may look at it, and whoever practises may not write there.
    pub(super) upstream: Option<(String, String)>,
    pub(super) tokens: Vec<Token>,
    /// Sign-ins with a code that were begun.
    pub(super) devices: Vec<super::device::Device>,
    pub(super) vaults: BTreeMap<Vault, Keep>,
    /// The same of other repositories of this owner, by their names.
    pub(super) siblings: BTreeMap<String, BTreeMap<Vault, Keep>>,
    pub(super) variables: Vec<StoredVariable>,
    /// Names of environments, with the moment at which each was made.
    pub(super) environments: BTreeMap<String, i64>,
    pub(super) git: Git,
    pub(super) workflows: Vec<Workflow>,
    /// The newest last.
    pub(super) runs: Vec<Run>,
    pub(super) service: GitHubService,
    pub(super) limits: Limits,
    /// Signatures of addresses at the log host.
    pub(super) signed: HashMap<String, super::logs::Signed>,
    pub(super) began: i64,
    last_id: u64,
}

#[derive(Debug)]
pub(super) struct Repository {
    pub(super) id: u64,
    pub(super) name: String,
    /// The name by which it was known before.
    pub(super) former: Option<String>,
    pub(super) private: bool,
    pub(super) archived: bool,
    pub(super) actions: bool,
    pub(super) rules: Vec<Rule>,
    pub(super) default_branch: String,
}

/// A token for the API.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) kind: Kind,
    pub(super) expires: Option<i64>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Classic(Vec<String>),
    FineGrained(BTreeMap<String, Permission>),
}

/// A workflow file that GitHub has seen on the default branch.
#[derive(Clone, Debug)]
pub(super) struct Workflow {
    pub(super) id: u64,
    pub(super) path: String,
}

impl Workflow {
    pub(super) fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

impl State {
    pub(super) fn build(scenario: &Scenario, docker_token: impl Fn(&str) -> String, now: i64) -> Self {
        let github = &scenario.github;
        let (owner, name) = owner_and_name(&scenario.machine.remote);
        let login = github.login.clone().unwrap_or_else(|| owner.clone());
        let branches = [&scenario.machine.branch].into_iter().chain(&github.repository.branches);
        let renamed = github.repository.renamed_to.clone();
        let mut state = Self {
            repository: Repository {
                id: 600_000_001,
                former: renamed.as_ref().map(|_| name.clone()),
                name: renamed.unwrap_or(name),
                private: github.repository.private,
                archived: github.repository.archived,
                actions: !github.repository.without_actions,
                rules: github.repository.rules.clone(),
                default_branch: scenario.machine.branch.clone(),
            },
            upstream: github.upstream.as_deref().map(owner_and_name),
            tokens: tokens(scenario, now),
            devices: Vec::new(),
            vaults: BTreeMap::new(),
            siblings: github.siblings.iter().map(|name| (name.clone(), BTreeMap::new())).collect(),
            variables: github.variables.clone(),
            environments: github.environments.iter().map(|name| (name.clone(), now - 90 * DAY)).collect(),
            git: Git::build(files(&scenario.machine), branches, &login, now - 2 * DAY),
            workflows: Vec::new(),
            runs: Vec::new(),
            service: github.service.clone(),
            limits: Limits::default(),
            signed: HashMap::new(),
            began: now,
            last_id: 17_600_000_000,
            owner_is_organization: github.organization,
            login,
            owner,
        };
        for workflow in &scenario.machine.workflows {
            let id = state.next_id();
            state.workflows.push(Workflow { id, path: format!(".github/workflows/{}", workflow.file) });
        }
        for secret in &github.secrets {
            let value = match &secret.token {
                Some(token) => docker_token(token),
                None => secret.value.clone().unwrap_or_default(),
            };
            let moment = now - secret.days_ago * DAY;
            let of_owner = matches!(secret.vault, Vault::Organization | Vault::OrganizationDependabot);
            for vaults in state.siblings.values_mut().filter(|_| !of_owner) {
                let keep = vaults.entry(secret.vault.clone()).or_insert_with(Keep::new);
                keep.store(&secret.name, value.clone(), "", moment);
            }
            state.keep(&secret.vault).store(&secret.name, value, "", moment);
        }
        state
    }

    /// The keep of a level; it gets its key when it is first asked for.
    pub(super) fn keep(&mut self, vault: &Vault) -> &mut Keep {
        self.vaults.entry(vault.clone()).or_insert_with(Keep::new)
    }

    /// The keep of a level of the repository that a path names.
    pub(super) fn keep_at(&mut self, names: &HashMap<String, String>, vault: &Vault) -> &mut Keep {
        let sibling = names.get("repo").and_then(|name| self.siblings.get_mut(name));
        let vaults = sibling.unwrap_or(&mut self.vaults);
        vaults.entry(vault.clone()).or_insert_with(Keep::new)
    }

    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// `owner/name` as it is called now.
    pub(super) fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.repository.name)
    }

    /// By its number or by its file name.
    pub(super) fn workflow(&self, id_or_file: &str) -> Option<&Workflow> {
        let number = id_or_file.parse::<u64>().ok();
        self.workflows.iter().find(|known| number == Some(known.id) || known.file() == id_or_file)
    }

    pub(super) fn actor(&self, author: Author) -> &str {
        match author {
            Author::Member => &self.login,
            Author::Fork => "kind-contributor",
            Author::Dependabot => "dependabot[bot]",
        }
    }
}

fn tokens(scenario: &Scenario, now: i64) -> Vec<Token> {
    if scenario.github.tokens.is_empty() {
        let kind = Kind::Classic(vec!["repo".to_owned(), "workflow".to_owned()]);
        return vec![Token { name: "all".to_owned(), value: value_of(&kind), kind, expires: None }];
    }
    let made = scenario.github.tokens.iter().map(|token| {
        let kind = match &token.scopes {
            Some(scopes) => Kind::Classic(scopes.clone()),
            None => Kind::FineGrained(token.permissions.clone()),
        };
        let expires = token.expires_in_days.map(|days| now + days * DAY);
        Token { name: token.name.clone(), value: value_of(&kind), kind, expires }
    });
    made.collect()
}

/// A value of the kind's usual shape; clients should not depend on it.
pub(super) fn value_of(kind: &Kind) -> String {
    match kind {
        Kind::Classic(_) => format!("ghp_{}", chance::letters(36)),
        Kind::FineGrained(_) => format!("github_pat_{}_{}", chance::letters(22), chance::letters(59)),
    }
}

/// Every way of writing a remote ends in `owner/name`, with or without `.git`.
fn owner_and_name(remote: &str) -> (String, String) {
    let remote = remote.trim_end_matches('/').trim_end_matches(".git");
    let mut parts = remote.rsplit(['/', ':']);
    let name = parts.next().unwrap_or_default().to_owned();
    (parts.next().unwrap_or_default().to_owned(), name)
}

/// What a push has brought to GitHub.
fn files(machine: &Machine) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([("Dockerfile".to_owned(), "FROM alpine\n".to_owned())]);
    files.extend(machine.files.clone());
    for workflow in &machine.workflows {
        files.insert(format!(".github/workflows/{}", workflow.file), workflow.text.clone());
    }
    files
}
