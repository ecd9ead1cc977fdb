//! That an image arrived: every tag with the digest that the build's log names, and what a pull would get.

use super::build_log::Built;
use super::digest::Digest;
use super::failure::Failure;
use super::image::Image;
use super::moment::Moment;
use super::pulled::Pulled;
use super::workflow_run::Run;

/// A green build, and what it says of itself.
#[derive(Clone, Debug)]
pub struct Build {
    pub run: Run,
    pub built: Vec<Built>,
    /// What its workflow should have pushed; without a tag where only the log tells it.
    pub pushed: Vec<Image>,
}

/// Why there is no build to prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoBuild {
    Failed(Failure),
    /// This run is red.
    Red(u64),
}

/// What Docker Hub's own list of tags says, which comes after the registry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Listed {
    /// With the moment of the push, where it tells.
    Yes {
        pushed: Option<Moment>,
    },
    NotYet,
    /// Not asked, or not answered: another registry, a private repository.
    #[default]
    Unknown,
}

/// One tag, and what the registry has under it.
#[derive(Clone, Debug)]
pub struct Checked {
    pub image: Image,
    /// The build's.
    pub expected: Option<Digest>,
    pub found: Result<Option<Digest>, Failure>,
    pub listed: Listed,
}

/// How a tag stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// There, with the build's digest.
    Same,
    /// There, and no digest is known to compare with.
    Present,
    /// There, from before the run began.
    Older,
    /// There, with another digest.
    Other,
    Missing,
    Unknown,
}

impl Status {
    /// For machines.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Present => "present",
            Self::Older => "older",
            Self::Other => "other",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
        }
    }

    #[must_use]
    pub fn is_good(self) -> bool {
        matches!(self, Self::Same | Self::Present)
    }
}

/// Clocks of services may differ by so many milliseconds.
const SLACK: i64 = 5_000;

impl Checked {
    /// The registry decides; its list only tells the age of a tag without a digest to compare.
    #[must_use]
    pub fn status(&self, began: Option<Moment>) -> Status {
        let before = |pushed: Moment| began.is_some_and(|began| pushed.0 + SLACK < began.0);
        match (&self.found, &self.expected, &self.listed) {
            (Err(_), ..) => Status::Unknown,
            (Ok(None), ..) => Status::Missing,
            (Ok(Some(_)), None, Listed::Yes { pushed: Some(pushed) }) if before(*pushed) => Status::Older,
            (Ok(Some(_)), None, _) => Status::Present,
            (Ok(Some(found)), Some(expected), _) if found == expected => Status::Same,
            (Ok(Some(_)), Some(_), _) => Status::Other,
        }
    }
}

/// A pull, and whether it took a credential.
#[derive(Clone, Debug)]
pub struct Tried {
    pub image: Image,
    /// Whose credential it took; nobody's where anybody can.
    pub user: Option<String>,
    pub pulled: Result<Pulled, Failure>,
}

impl Tried {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.user.is_none()
    }

    /// What gets the image.
    #[must_use]
    pub fn pull_line(&self) -> String {
        format!("docker pull {}", self.image)
    }

    /// What a server needs before that line, where not anybody can pull; it asks for the token itself, which
    /// so stays out of the shell's history.
    #[must_use]
    pub fn login_line(&self) -> Option<String> {
        let user = self.user.as_ref()?;
        // Robots of Harbor have a `$` in their name.
        let plain = user.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+@".contains(c));
        let user = if plain { user.clone() } else { format!("'{}'", user.replace('\'', r"'\''")) };
        Some(match self.image.registry() {
            hub if hub.is_docker_hub() => format!("docker login -u {user}"),
            other => format!("docker login -u {user} {}", other.host()),
        })
    }
}

/// The proof as a whole.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    pub run: Option<Run>,
    pub checked: Vec<Checked>,
    pub tried: Vec<Tried>,
}

impl Proof {
    #[must_use]
    pub fn began(&self) -> Option<Moment> {
        self.run.as_ref()?.started
    }

    /// The build's digest, as far as a tag has one to compare with.
    #[must_use]
    pub fn digest(&self) -> Option<&Digest> {
        self.checked.iter().find_map(|checked| checked.expected.as_ref())
    }

    #[must_use]
    pub fn all_there(&self) -> bool {
        let began = self.began();
        !self.checked.is_empty() && self.checked.iter().all(|checked| checked.status(began).is_good())
    }

    /// Whether every tag is there and the image can be pulled.
    #[must_use]
    pub fn proven(&self) -> bool {
        self.all_there() && self.pulled()
    }

    /// The images that can be pulled and of which every tag is there, each once, whatever became of others.
    pub fn arrived(&self) -> impl Iterator<Item = &Tried> {
        let began = self.began();
        self.tried.iter().filter(move |tried| {
            let own = |checked: &&Checked| checked.image.familiar() == tried.image.familiar();
            tried.pulled.is_ok()
                && self.checked.iter().filter(own).all(|checked| checked.status(began).is_good())
        })
    }

    /// Whether the registry does not have a tag that should be there.
    #[must_use]
    pub fn lacks_tags(&self) -> bool {
        self.checked.iter().any(|checked| checked.status(self.began()) == Status::Missing)
    }

    #[must_use]
    pub fn pulled(&self) -> bool {
        !self.tried.is_empty() && self.tried.iter().all(|tried| tried.pulled.is_ok())
    }
}

impl Build {
    /// The images to look for: those named, else what the workflow's rules and the log say.
    #[must_use]
    pub fn wanted(build: Option<&Self>, named: &[Image]) -> Vec<Image> {
        let mut images: Vec<Image> = Vec::new();
        let pushed = build.map(|build| build.pushed.as_slice()).unwrap_or_default();
        let repositories = if named.is_empty() { pushed } else { named };
        let mut add = |image: Image| {
            if !images.contains(&image) {
                images.push(image);
            }
        };
        for image in repositories {
            if image.tag().is_some() {
                add(image.clone());
                continue;
            }
            let tags = build.map(|build| build.tags_of(image)).unwrap_or_default();
            if tags.is_empty() && !named.is_empty() {
                add(image.with_tag("latest"));
            }
            tags.iter().for_each(|tag| add(image.with_tag(tag)));
        }
        images
    }

    /// The tags of a repository by the workflow's rules, and by the log, where a name may be masked.
    fn tags_of(&self, image: &Image) -> Vec<String> {
        let same =
            |other: &&Image| other.registry() == image.registry() && other.repository() == image.repository();
        let ruled = self.pushed.iter().filter(same).filter_map(|image| image.tag().map(str::to_owned));
        let mut tags: Vec<String> = ruled.collect();
        for name in self.built.iter().filter_map(|built| built.name.as_deref()) {
            let Some((path, tag)) = name.rsplit_once(':') else { continue };
            let known = path.rsplit('/').next() == Some(image.name()) && masked_equal(path, image);
            if known && !tags.iter().any(|known| known == tag) && image.with_tag(tag).tag() == Some(tag) {
                tags.push(tag.to_owned());
            }
        }
        tags
    }

    /// The digest that a tag should have: of its own name, else the only one that the log has.
    #[must_use]
    pub fn expected(&self, image: &Image) -> Option<Digest> {
        let own = self.built.iter().find(|built| {
            built
                .name
                .as_deref()
                .and_then(|name| name.rsplit_once(':'))
                .is_some_and(|(path, tag)| Some(tag) == image.tag() && masked_equal(path, image))
        });
        let mut all: Vec<&Digest> = self.built.iter().map(|built| &built.digest).collect();
        all.dedup();
        let only = match all.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        own.map(|built| &built.digest).or(only).cloned()
    }
}

/// Whether a name of the log, in which `***` may stand for the user name, is this repository.
fn masked_equal(path: &str, image: &Image) -> bool {
    let filled = path.replace("***", image.namespace());
    Image::parse(&filled)
        .is_ok_and(|other| other.registry() == image.registry() && other.repository() == image.repository())
}
