//! `.pushpilot.toml`: what a project needs so that its builds can push, for those who come new to it.
//!
//! Anybody may have written it. It is read strictly and within bounds, it has no key for a file to write or for a
//! value, and the registry that it names gets nothing before the person agreed.

mod read;
mod write;

pub use self::write::{holds, permission};
use super::access::Level;
use super::github::Slug;
use super::image::{Image, Registry};
use super::project::Push;
use super::secret_plan::{NameKind, Plan, Role};

/// Its name, at the top of a checkout.
pub const NAME: &str = ".pushpilot.toml";
/// Longer files are not read.
pub const MAX_FILE: usize = 64 * 1024;
/// Of this format.
const VERSION: i64 = 1;
/// More names or tags than this are not taken.
const MAX_ENTRIES: usize = 50;
/// Characters of a value.
const MAX_VALUE: usize = 255;

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFile {
    /// Without a tag; its registry is the project's.
    pub image: Image,
    /// What a token has to be allowed.
    pub permission: Level,
    /// The names that the workflow reads.
    pub names: Vec<Name>,
    /// The file in `.github/workflows` that builds.
    pub workflow: Option<String>,
    /// The tags that a green build leaves, or the rules for them as the workflow has them.
    pub tags: Vec<String>,
    /// Whom to ask; one line.
    pub ask: Option<String>,
}

/// The name of a secret or variable: what it holds and where it lives, never its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub kind: NameKind,
    pub name: String,
    pub role: Role,
    /// The environment that it lives in; `None` for the repository.
    pub environment: Option<String>,
}

/// What is wrong with a file, and in which line (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub line: usize,
    pub why: Why,
}

/// See [`Fault`]. Keys and values are fit for showing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    NotToml,
    UnknownKey(String),
    Missing(&'static str),
    /// The key's value is of another kind.
    WrongKind(String),
    BadValue {
        key: String,
        value: String,
    },
    TooLong(String),
    TooMany(String),
    /// The registry and the image name two.
    TwoRegistries {
        registry: String,
        image: String,
    },
    NewerVersion(i64),
}

impl ProjectFile {
    /// Whether it is about an image: the same repository at the same registry.
    #[must_use]
    pub fn is_about(&self, image: &Image) -> bool {
        self.image.registry() == image.registry() && self.image.repository() == image.repository()
    }

    /// What the workflows say of an image: the names that its logins read, its file, its tags and the rules for
    /// those that only a run decides.
    #[must_use]
    pub fn of(image: &Image, plan: &Plan, pushes: &[Push], rules: &[String], ask: Option<&str>) -> Self {
        let of_image = |push: &&Push| split_tag(written(push)).0 == split_tag(&image.familiar()).0;
        // Where a name is pieced together by the run, the only push there is must be meant.
        let mut own: Vec<&Push> = pushes.iter().filter(of_image).collect();
        if own.is_empty() {
            own = pushes.iter().filter(|push| may_be(push, image.registry())).collect();
        }
        let workflow = own.first().and_then(|push| push.place.file.rsplit('/').next()).map(str::to_owned);
        let mut tags: Vec<String> = Vec::new();
        let tag = |push: &&Push| split_tag(written(push)).1.or(split_tag(&push.written).1).map(str::to_owned);
        for tag in own.iter().filter_map(tag).chain(rules.iter().cloned()) {
            if !tags.contains(&tag) && tags.len() < MAX_ENTRIES && tag.chars().count() <= MAX_VALUE {
                tags.push(tag);
            }
        }
        let needs = if plan.assumed { &[] } else { plan.needs.as_slice() };
        let mut names: Vec<Name> = Vec::new();
        for need in needs.iter().filter(|need| super::github::is_name(&need.name)).take(MAX_ENTRIES) {
            // One name can stand in the file once; what lives in an environment goes before.
            match names.iter_mut().find(|known| known.kind == need.kind && known.name == need.name) {
                Some(known) => known.environment = known.environment.take().or(need.environment.clone()),
                None => names.push(Name {
                    kind: need.kind,
                    name: need.name.clone(),
                    role: need.role,
                    environment: need.environment.clone(),
                }),
            }
        }
        names.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        let ask = ask.map(|ask| super::clean::short(ask, MAX_VALUE)).filter(|ask| !ask.is_empty());
        Self { image: image.without_tag(), permission: Level::Write, names, workflow, tags, ask }
    }

    /// The same image in another namespace, where the registry has namespaces for people.
    #[must_use]
    pub fn image_of(&self, namespace: &str) -> Option<Image> {
        let namespace = namespace.to_ascii_lowercase();
        let (_, rest) = self.image.repository().split_once('/')?;
        let host = match self.image.registry() {
            hub if hub.is_docker_hub() => String::new(),
            other => format!("{other}/"),
        };
        Image::parse(&format!("{host}{namespace}/{rest}")).ok()
    }
}

/// Where questions about a repository go, unless somebody is named.
#[must_use]
pub fn issues(host: &str, slug: &Slug) -> String {
    format!("https://{host}/{slug}/issues")
}

fn may_be(push: &Push, registry: &Registry) -> bool {
    push.registry.as_ref().is_none_or(|of| of == registry)
}

fn written(push: &Push) -> &str {
    push.image.as_ref().unwrap_or(&push.written)
}

/// Repository and tag of a reference as it is written. What only a run can fill in may be a part of it, so
/// it need not be an image yet; a colon before the last slash belongs to a port.
#[must_use]
pub fn split_tag(written: &str) -> (&str, Option<&str>) {
    let start = written.find('/').map_or(0, |slash| slash + 1);
    match written[start..].find(':') {
        Some(colon) => (&written[..start + colon], Some(&written[start + colon + 1..])),
        None => (written, None),
    }
}

#[cfg(test)]
mod tests;
