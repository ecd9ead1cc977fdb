//! Which secrets and variables the workflows read, where each must be, and what is to happen to it.

use std::collections::BTreeMap;

use super::failure::Failure;
use super::github::{Kept, Shelf, Variable, is_name};
use super::moment::Moment;
use super::project::{Login, Place, Value};

/// A secret or variable by its name, and a line that uses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    pub kind: NameKind,
    pub name: String,
    pub line: usize,
}

/// See [`Named`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    Secret,
    Variable,
}

/// What a name should hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Username,
    Token,
}

/// A name that a login reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub role: Role,
    pub kind: NameKind,
    pub name: String,
    /// The environment of the job that reads it: what is kept there goes before the repository's.
    pub environment: Option<String>,
    /// The lines that read it; none where the names are the usual ones because there is no workflow.
    pub places: Vec<Place>,
}

impl Need {
    /// Whether the token would stand in a variable, which everybody can read: nothing is ever put there.
    #[must_use]
    pub fn exposes_token(&self) -> bool {
        self.kind == NameKind::Variable && self.role == Role::Token
    }
}

/// Why nothing can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This user stands in the file at this place, and is another one.
    OtherUser {
        name: String,
        place: String,
    },
    /// The workflow reads the token from this variable.
    TokenInTheOpen(String),
    /// GitHub keeps nothing of this name, which is read there (`secrets.GITHUB_X`): no login comes of it.
    NameNotTaken {
        name: String,
        place: String,
    },
    /// The token that each run has of GitHub itself is read there, and this registry does not take it.
    RunToken {
        place: String,
    },
    /// All that signs in is a workflow of another repository, called there.
    Elsewhere(Called),
    NothingRead,
    /// No login is known, and one may stand in what cannot be read.
    Unread(Failure),
}

/// A workflow of another repository that a job hands secrets to. What it does with them is not in this repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// As written: `owner/name/.github/workflows/build.yml@v1`.
    pub workflow: String,
    pub place: Place,
}

/// The name of the token that each run has of itself.
const RUN_TOKEN: &str = "GITHUB_TOKEN";

/// What the workflows read to sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub needs: Vec<Need>,
    /// User names that stand in the file in the open; they must be the proven one.
    pub written: Vec<(String, Place)>,
    /// Logins of which the file does not tell what they read, or that read nothing.
    pub unclear: Vec<Place>,
    /// There is no login anywhere: these are the names that most people use.
    pub assumed: bool,
    /// Names that GitHub does not take, as read there, with `secrets.` or `vars.` in front.
    pub not_taken: Vec<(String, Place)>,
    /// Logins of jobs whose environment only a run decides: what is kept there would go before the repository's.
    pub environment_open: Vec<Place>,
    /// Workflows that cannot be read, in which a login may stand as well.
    pub unread: Vec<Failure>,
    /// Workflows of other repositories that may sign in as well, with what only they tell.
    pub called: Vec<Called>,
}

/// The names that most people use, and so did the guide.
pub const USUAL: [(Role, &str); 2] = [(Role::Username, "DOCKER_USERNAME"), (Role::Token, "DOCKER_PASSWORD")];

impl Plan {
    /// Why nothing can be written for this user.
    #[must_use]
    pub fn refusal(&self, username: &str) -> Option<Refusal> {
        if let Some((name, place)) = self.written.iter().find(|(name, _)| name != username) {
            return Some(Refusal::OtherUser { name: name.clone(), place: place.to_string() });
        }
        if let Some(failure) = self.unread.first().filter(|_| self.assumed) {
            return Some(Refusal::Unread(failure.clone()));
        }
        if let Some(need) = self.needs.iter().find(|need| need.exposes_token()) {
            return Some(Refusal::TokenInTheOpen(need.name.clone()));
        }
        if let Some((name, place)) = self.not_taken.first() {
            let place = place.to_string();
            return Some(match name.split_once('.') {
                Some((_, bare)) if bare.eq_ignore_ascii_case(RUN_TOKEN) => Refusal::RunToken { place },
                _ => Refusal::NameNotTaken { name: name.clone(), place },
            });
        }
        let nothing = || self.called.first().cloned().map_or(Refusal::NothingRead, Refusal::Elsewhere);
        self.needs.is_empty().then(nothing)
    }

    /// With the workflows of other repositories that jobs call. Where nothing else signs in, no names are assumed:
    /// it is not known which they read.
    #[must_use]
    pub fn calling(mut self, called: Vec<Called>) -> Self {
        if self.assumed && !called.is_empty() {
            self.assumed = false;
            self.needs.clear();
        }
        self.called = called;
        self
    }

    /// Gathers what logins read, each with the environment of its job.
    #[must_use]
    pub fn of<'a>(logins: impl Iterator<Item = (&'a Login, Option<&'a str>)>) -> Self {
        let mut plan = Self::default();
        let mut seen = false;
        for (login, environment) in logins {
            seen = true;
            for (role, value) in [(Role::Username, &login.username), (Role::Token, &login.secret)] {
                match value {
                    Some(Value::Secret(name)) => plan.add(role, NameKind::Secret, name, environment, login),
                    Some(Value::Variable(name)) => {
                        plan.add(role, NameKind::Variable, name, environment, login)
                    }
                    Some(Value::Literal(name)) if role == Role::Username && !name.is_empty() => {
                        plan.written.push((name.clone(), login.place.clone()));
                    }
                    Some(Value::Literal(_) | Value::Expression(_)) | None => {
                        plan.leave_open(&login.place);
                    }
                }
            }
        }
        if !seen {
            plan.assumed = true;
            let usual = |(role, name): (Role, &str)| Need {
                role,
                kind: NameKind::Secret,
                name: name.to_owned(),
                environment: None,
                places: Vec::new(),
            };
            plan.needs = USUAL.into_iter().map(usual).collect();
        }
        plan.needs.sort_by(|a, b| (a.role, &a.name, &a.environment).cmp(&(b.role, &b.name, &b.environment)));
        plan
    }

    fn leave_open(&mut self, place: &Place) {
        if !self.unclear.contains(place) {
            self.unclear.push(place.clone());
        }
    }

    fn add(&mut self, role: Role, kind: NameKind, name: &str, environment: Option<&str>, login: &Login) {
        let place = &login.place;
        if !is_name(name) {
            let of = if kind == NameKind::Secret { "secrets" } else { "vars" };
            match login.registry {
                Some(_) => self.not_taken.push((format!("{of}.{name}"), place.clone())),
                // Where only the run decides where it signs in, the run's own token may well be the right one.
                None if name.eq_ignore_ascii_case(RUN_TOKEN) => {}
                None => self.leave_open(place),
            }
            return;
        }
        // GitHub shows names in upper case and takes them in any.
        let name = name.to_ascii_uppercase();
        let environment = environment.map(str::to_owned);
        let same = |need: &&mut Need| {
            need.role == role && need.kind == kind && need.name == name && need.environment == environment
        };
        match self.needs.iter_mut().find(same) {
            Some(need) if need.places.contains(place) => {}
            Some(need) => need.places.push(place.clone()),
            None => self.needs.push(Need { role, kind, name, environment, places: vec![place.clone()] }),
        }
    }
}

/// What is there already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Existing {
    pub secrets: BTreeMap<Shelf, Vec<Kept>>,
    /// The organization's secrets that the repository sees.
    pub organization: Vec<Kept>,
    /// The repository's, and those of environments.
    pub variables: BTreeMap<Option<String>, Vec<Variable>>,
}

/// Where a person wants things to be, whatever the plan says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub environment: Option<String>,
    pub organization: Option<String>,
    pub dependabot: bool,
}

/// What will happen to a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Create,
    Update,
    /// It holds what it should, as can be seen of a variable.
    Leave,
}

/// One line of the review: a name, where it is or will be, and what happens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub need: Need,
    pub shelf: Shelf,
    /// Whether it is there, and since when as it is.
    pub exists: bool,
    pub updated: Option<Moment>,
    pub deed: Deed,
    /// An organization's secret of this name that the new one goes before.
    pub hides_organization: bool,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    Planned,
    /// It holds what it should.
    Left,
    /// GitHub said yes, and its list does not show it.
    Written,
    /// And seen in the list afterwards, with a new date or value.
    Confirmed,
    Failed(Failure),
    /// After the failure before it.
    NotTried,
}

/// What this program remembers of a secret that GitHub lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// This program never wrote it, or does not remember.
    Nothing,
    /// Somebody wrote it after this program did.
    ChangedSince,
    /// As this program left it. Whether with this very token; `None` where no token is known to compare.
    AsWritten { same: Option<bool> },
}

/// What is to be done, line by line, given what is there. `username` is the proven one.
#[must_use]
pub fn rows(plan: &Plan, existing: &Existing, wish: &Wish, username: Option<&str>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for need in &plan.needs {
        let shelf = shelf(need, existing, wish);
        let again = rows
            .iter()
            .any(|row| row.shelf == shelf && row.need.name == need.name && row.need.kind == need.kind);
        if !again {
            rows.push(row(need, shelf, existing, username));
        }
    }
    rows
}

/// Where a name is to be written: where the person wants it, else in the environment if one of its name is
/// there (it goes before all others), else in the repository.
fn shelf(need: &Need, existing: &Existing, wish: &Wish) -> Shelf {
    match (&wish.organization, &wish.environment) {
        (Some(name), _) if wish.dependabot => return Shelf::OrganizationDependabot(name.clone()),
        (Some(name), _) if need.kind == NameKind::Secret => return Shelf::Organization(name.clone()),
        (None, _) if wish.dependabot && need.kind == NameKind::Secret => return Shelf::Dependabot,
        (_, Some(name)) => return Shelf::Environment(name.clone()),
        _ => {}
    }
    if let Some(name) = &need.environment {
        let shelf = Shelf::Environment(name.clone());
        let there = match need.kind {
            NameKind::Secret => find(existing.secrets.get(&shelf), &need.name).is_some(),
            NameKind::Variable => variable(existing, Some(name), &need.name).is_some(),
        };
        if there {
            return shelf;
        }
    }
    Shelf::Repository
}

fn row(need: &Need, shelf: Shelf, existing: &Existing, username: Option<&str>) -> Row {
    let need = need.clone();
    if need.kind == NameKind::Variable {
        let environment = match &shelf {
            Shelf::Environment(name) => Some(name),
            _ => None,
        };
        let known = variable(existing, environment, &need.name);
        let right = need.role == Role::Username
            && known.is_some_and(|known| username.is_some_and(|name| known.value == name));
        let deed = match known {
            _ if right => Deed::Leave,
            Some(_) => Deed::Update,
            None => Deed::Create,
        };
        let updated = known.and_then(|known| known.updated);
        return Row { exists: known.is_some(), updated, deed, need, shelf, hides_organization: false };
    }
    let known = find(existing.secrets.get(&shelf), &need.name);
    let above = find(Some(&existing.organization), &need.name);
    Row {
        exists: known.is_some(),
        updated: known.and_then(|known| known.updated),
        deed: if known.is_some() { Deed::Update } else { Deed::Create },
        hides_organization: shelf == Shelf::Repository && known.is_none() && above.is_some(),
        need,
        shelf,
    }
}

fn find<'a>(kept: Option<&'a Vec<Kept>>, name: &str) -> Option<&'a Kept> {
    kept?.iter().find(|kept| kept.name.eq_ignore_ascii_case(name))
}

fn variable<'a>(existing: &'a Existing, environment: Option<&String>, name: &str) -> Option<&'a Variable> {
    let all = existing.variables.get(&environment.cloned())?;
    all.iter().find(|variable| variable.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::{Deed, Existing, Kept, NameKind, Plan, Refusal, Role, Shelf, Variable, Wish, rows};
    use crate::model::image::Registry;
    use crate::model::project::{Login, Place, Value};

    fn login(username: Value, secret: Value) -> Login {
        let place = Place { file: "w.yml".into(), line: 7 };
        Login { registry: None, username: Some(username), secret: Some(secret), place }
    }

    fn kept(name: &str) -> Kept {
        Kept { name: name.into(), created: None, updated: None, visibility: None }
    }

    #[test]
    fn without_any_login_the_usual_names_are_assumed_and_said_to_be() {
        let plan = Plan::of(std::iter::empty());
        assert!(plan.assumed);
        let names: Vec<_> = plan.needs.iter().map(|need| (need.role, need.name.as_str())).collect();
        assert_eq!(names, [(Role::Username, "DOCKER_USERNAME"), (Role::Token, "DOCKER_PASSWORD")]);
    }

    #[test]
    fn names_are_the_workflow_s_own() {
        let login = login(Value::Variable("hub_user".into()), Value::Secret("HUB_TOKEN".into()));
        let plan = Plan::of([(&login, None), (&login, Some("production"))].into_iter());
        assert!(!plan.assumed);
        assert_eq!(plan.needs.len(), 4);
        assert_eq!(plan.needs[0].name, "HUB_USER");
        let in_the_open = super::tests::login(Value::Literal("amy".into()), Value::Expression("x".into()));
        let plan = Plan::of([(&in_the_open, None)].into_iter());
        assert_eq!((plan.needs.len(), plan.written.len(), plan.unclear.len()), (0, 1, 1));
    }

    /// Where the registry is certain, what GitHub takes no such name for is said, and nothing else is written.
    #[test]
    fn names_that_github_does_not_take_are_told_with_their_place() {
        let hub = |secret: &str| {
            let login = login(Value::Secret("U".into()), Value::Secret(secret.into()));
            Plan::of([(&Login { registry: Some(Registry::docker_hub()), ..login }, None)].into_iter())
        };
        let place = || "w.yml:7".to_owned();
        for name in ["GITHUB_DOCKER", "1TOKEN", "docker-token"] {
            let refused = Refusal::NameNotTaken { name: format!("secrets.{name}"), place: place() };
            assert_eq!(hub(name).refusal("amyflash"), Some(refused));
        }
        assert_eq!(hub("github_token").refusal("amyflash"), Some(Refusal::RunToken { place: place() }));
        assert_eq!(hub("TOKEN").refusal("amyflash"), None);
    }

    #[test]
    fn the_token_that_a_run_has_of_itself_is_not_written() {
        let login = login(Value::Secret("DOCKER_USERNAME".into()), Value::Secret("github_token".into()));
        let plan = Plan::of([(&login, None)].into_iter());
        let names: Vec<_> = plan.needs.iter().map(|need| need.name.as_str()).collect();
        assert_eq!((names, plan.assumed), (vec!["DOCKER_USERNAME"], false));
    }

    #[test]
    fn a_name_is_written_where_it_counts() {
        let login = login(Value::Variable("U".into()), Value::Secret("T".into()));
        let plan = Plan::of([(&login, Some("production"))].into_iter());
        let environment = || Shelf::Environment("production".into());
        let told = |existing: &Existing, wish: &Wish| -> Vec<_> {
            rows(&plan, existing, wish, Some("amyflash"))
                .into_iter()
                .map(|row| (row.need.kind, row.shelf, row.deed, row.hides_organization))
                .collect()
        };
        let (variable, secret) = (NameKind::Variable, NameKind::Secret);
        assert_eq!(
            told(&Existing::default(), &Wish::default()),
            [
                (variable, Shelf::Repository, Deed::Create, false),
                (secret, Shelf::Repository, Deed::Create, false)
            ]
        );
        let right = Variable { name: "u".into(), value: "amyflash".into(), updated: None };
        let existing = Existing {
            secrets: [(environment(), vec![kept("T")])].into(),
            organization: vec![kept("T")],
            variables: [(None, vec![right])].into(),
        };
        assert_eq!(
            told(&existing, &Wish::default()),
            [(variable, Shelf::Repository, Deed::Leave, false), (secret, environment(), Deed::Update, false)]
        );
        let above = Existing { organization: vec![kept("T")], ..Existing::default() };
        assert!(told(&above, &Wish::default())[1].3);
        let wish = Wish { dependabot: true, ..Wish::default() };
        assert_eq!(told(&existing, &wish)[1].1, Shelf::Dependabot);
        let wish = Wish { organization: Some("acme".into()), ..Wish::default() };
        assert_eq!(told(&existing, &wish)[1].1, Shelf::Organization("acme".into()));
    }
}
