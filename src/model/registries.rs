//! What differs from registry to registry, as data: who signs in with what, where that is made, what proves a push,
//! whether a push creates the repository, how a tag goes away. Docker Hub has pages and rules of its own.
//!
//! From the vendors' documentation and the sources of Quay, Harbor and distribution; none was tried live.

use super::access::{Challenge, Measured};
use super::account::Username;
use super::image::{Image, Registry};
use super::pasted;
use super::secret::AccessToken;

/// A registry, or a kind of it that people install themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Ghcr,
    GitLab,
    Quay,
    Ecr,
    ArtifactRegistry,
    Azure,
    Harbor,
    /// Any that speaks the protocol, such as distribution's own.
    Any,
}

/// What shows beforehand that a push is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The token service grants fewer actions to those who may not.
    Grant,
    /// It grants everything that is held, whatever was asked.
    AllRights,
    /// Tokens tell nothing, or there are none: only an upload that may begin.
    Upload,
}

/// When a repository comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creation {
    OnPush,
    /// Already when a token for pushing is asked for; so its being there is asked first.
    OnAsking,
    /// With a push, below a project that exists.
    BelowProject,
    /// By somebody, before the first push.
    Beforehand,
}

/// How a tag is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// `DELETE manifests/TAG`.
    ByTag,
    /// The same, with a right of its own.
    ByTagWithRight,
    /// The tag first, then its manifest.
    TagThenDigest,
    /// `DELETE manifests/DIGEST`, with all tags on it.
    ByDigest,
    /// Not through the registry: its owner has an interface of its own.
    OwnInterface,
    /// By digest, where the one who runs it has allowed that.
    IfAllowed,
}

/// One registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Description {
    pub kind: Kind,
    /// What its hosts end or begin with.
    hosts: Hosts,
    /// Where the secret is made, if that is one address; `{namespace}` and `{host}` stand for the image's, `{gitlab}`
    /// for the host that a GitLab itself has beside its registry's.
    page: Option<&'static str>,
    pub proof: Proof,
    pub creation: Creation,
    pub removal: Removal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hosts {
    Named(&'static [&'static str]),
    EndingIn(&'static [&'static str]),
    BeginningWith(&'static str),
    All,
}

/// The first that fits is meant.
pub const ALL: [Description; 8] = [
    Description {
        kind: Kind::Ghcr,
        hosts: Hosts::Named(&["ghcr.io"]),
        // Without the query the form ticks `repo` as well, which is far more than pushing needs.
        page: Some("https://github.com/settings/tokens/new?scopes=write:packages&description=pushpilot"),
        proof: Proof::Upload,
        creation: Creation::OnPush,
        removal: Removal::OwnInterface,
    },
    Description {
        kind: Kind::GitLab,
        hosts: Hosts::BeginningWith("registry.gitlab."),
        page: Some(
            "https://{gitlab}/-/user_settings/personal_access_tokens?name=pushpilot&scopes=read_registry,write_registry",
        ),
        proof: Proof::Grant,
        creation: Creation::BelowProject,
        removal: Removal::ByTag,
    },
    Description {
        kind: Kind::Quay,
        hosts: Hosts::Named(&["quay.io"]),
        page: Some("https://{host}/organization/{namespace}?tab=robots"),
        proof: Proof::Grant,
        creation: Creation::OnAsking,
        removal: Removal::ByTag,
    },
    Description {
        kind: Kind::Ecr,
        hosts: Hosts::EndingIn(&[".amazonaws.com", ".amazonaws.com.cn"]),
        page: Some("https://console.aws.amazon.com/iam/"),
        proof: Proof::Upload,
        creation: Creation::Beforehand,
        // Known there since about 2023 (aws/containers-roadmap #1229).
        removal: Removal::ByTagWithRight,
    },
    Description {
        kind: Kind::ArtifactRegistry,
        hosts: Hosts::EndingIn(&["-docker.pkg.dev"]),
        page: Some("https://console.cloud.google.com/iam-admin/serviceaccounts"),
        proof: Proof::Upload,
        creation: Creation::Beforehand,
        removal: Removal::TagThenDigest,
    },
    Description {
        kind: Kind::Azure,
        hosts: Hosts::EndingIn(&[".azurecr.io", ".azurecr.cn", ".azurecr.us"]),
        page: None,
        proof: Proof::Grant,
        creation: Creation::OnPush,
        removal: Removal::ByDigest,
    },
    Description {
        kind: Kind::Harbor,
        hosts: Hosts::BeginningWith("harbor."),
        page: None,
        proof: Proof::AllRights,
        creation: Creation::BelowProject,
        removal: Removal::ByDigest,
    },
    Description {
        kind: Kind::Any,
        hosts: Hosts::All,
        page: None,
        proof: Proof::Upload,
        creation: Creation::OnPush,
        removal: Removal::IfAllowed,
    },
];

impl Description {
    /// Of the registry of an image, by its host; `None` for Docker Hub.
    #[must_use]
    pub fn of(registry: &Registry) -> Option<&'static Self> {
        if registry.is_docker_hub() {
            return None;
        }
        ALL.iter().find(|one| one.hosts.fit(registry.host()))
    }

    /// Of a registry that was asked: what people install themselves may be at any host, and its challenge tells what
    /// it is (goharbor/harbor and quay/quay in their sources, GitLab in its documentation).
    #[must_use]
    pub fn met(measured: &Measured) -> Option<&'static Self> {
        let by_host = Self::of(measured.image.registry())?;
        let kind = match measured.challenge.good() {
            Some(Challenge::Bearer { realm, service }) => match service.as_str() {
                "harbor-registry" => Kind::Harbor,
                "container_registry" if realm.ends_with("/jwt/auth") => Kind::GitLab,
                _ if realm.ends_with("/v2/auth") => Kind::Quay,
                _ => by_host.kind,
            },
            _ => by_host.kind,
        };
        if by_host.kind == Kind::Any { ALL.iter().find(|one| one.kind == kind) } else { Some(by_host) }
    }

    /// Whether the secret is one that this registry alone makes, long and by chance, for a user of this name: then a
    /// hash of it gives nothing away, although it carries no mark. What people choose is never one.
    #[must_use]
    fn makes_itself(&self, user: &str, secret: &str) -> bool {
        let plain = |byte: u8| byte.is_ascii_alphanumeric();
        match self.kind {
            // Documents of a thousand characters and more, signed by Amazon.
            Kind::Ecr => user == "AWS" && secret.len() >= 200,
            Kind::ArtifactRegistry => user == "oauth2accesstoken" && secret.len() >= 60,
            // Passwords of the registry's tokens and of service principals; people choose none there.
            Kind::Azure => secret.len() >= 32 && secret.bytes().all(|byte| byte.is_ascii_graphic()),
            _ if user.contains('+') && !user.contains('$') => {
                // A robot of Quay's: 64 capitals and digits (quay/quay, `random_string_generator`).
                let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
                secret.len() >= 50 && secret.bytes().all(capital)
            }
            // Harbor makes 32 letters and digits, and takes what people choose, too: that has to look alike.
            _ => {
                user.starts_with("robot$")
                    && secret.len() == 32
                    && secret.bytes().all(plain)
                    && is_mixed(secret)
            }
        }
    }

    /// Whether what is shown there mostly ends within hours, so that a refused one has most likely ended: neither of
    /// the two registries tells a wrong one from one that was right yesterday.
    #[must_use]
    pub fn is_short_lived(&self) -> bool {
        matches!(self.kind, Kind::Ecr | Kind::ArtifactRegistry)
    }

    /// The page where the secret is made, for this image. Quay has one for people and one for organizations.
    #[must_use]
    pub fn page(&self, image: &Image, user: Option<&Username>) -> Option<String> {
        let namespace = image.namespace();
        let own = user.is_some_and(|user| user.as_str() == namespace);
        let host = image.registry().host();
        let gitlab = host.strip_prefix("registry.").unwrap_or(host);
        let page =
            self.page?.replace("{namespace}", namespace).replace("{host}", host).replace("{gitlab}", gitlab);
        Some(if self.kind == Kind::Quay && own { page.replace("/organization/", "/user/") } else { page })
    }
}

impl Hosts {
    fn fit(self, host: &str) -> bool {
        match self {
            Self::Named(all) => all.contains(&host),
            Self::EndingIn(all) => all.iter().any(|end| host.ends_with(end)),
            Self::BeginningWith(start) => host.starts_with(start),
            Self::All => true,
        }
    }
}

/// Small and capital letters and digits, none of them a run as words have them.
fn is_mixed(text: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| text.as_bytes().iter().filter(|byte| kind(byte)).count() >= 2;
    let word = |run: &[u8]| run.iter().all(u8::is_ascii_lowercase) || run.iter().all(u8::is_ascii_digit);
    let all = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit);
    all && !text.as_bytes().windows(6).any(word)
}

/// Whether a secret is so clearly made by a machine that a hash of it gives nothing away: by the mark that it carries,
/// or by who alone makes such ones.
#[must_use]
pub fn is_unguessable(registry: &Registry, user: &str, secret: &AccessToken) -> bool {
    let made = |other: &Description| other.makes_itself(user, secret.expose());
    pasted::is_unguessable(secret) || Description::of(registry).is_some_and(made)
}

#[cfg(test)]
mod tests {
    use super::{Description, Kind};
    use crate::model::account::Username;
    use crate::model::image::{Image, Registry};

    #[test]
    fn every_host_has_its_description() {
        for (host, kind) in [
            ("docker.io", None),
            ("ghcr.io", Some(Kind::Ghcr)),
            ("registry.gitlab.com", Some(Kind::GitLab)),
            ("registry.gitlab.example", Some(Kind::GitLab)),
            ("quay.io", Some(Kind::Quay)),
            ("1234.dkr.ecr.eu-central-1.amazonaws.com", Some(Kind::Ecr)),
            ("europe-west3-docker.pkg.dev", Some(Kind::ArtifactRegistry)),
            ("team.azurecr.io", Some(Kind::Azure)),
            ("harbor.example", Some(Kind::Harbor)),
            ("localhost:5000", Some(Kind::Any)),
            ("ghcr.io.evil.example", Some(Kind::Any)),
            ("azurecr.io", Some(Kind::Any)),
        ] {
            assert_eq!(Description::of(&Registry::parse(host)).map(|one| one.kind), kind, "{host}");
        }
    }

    #[test]
    fn a_page_is_of_the_image_and_of_the_person() {
        let page = |image: &str, user: &str| {
            let image = Image::parse(image).expect("an image");
            let description = Description::of(image.registry()).expect("one of the others");
            description.page(&image, Username::parse(user).ok().as_ref())
        };
        assert_eq!(page("quay.io/amy/app", "amy").as_deref(), Some("https://quay.io/user/amy?tab=robots"));
        let organization = Some("https://quay.io/organization/team?tab=robots");
        assert_eq!(page("quay.io/team/app", "team+robot").as_deref(), organization);
        assert_eq!(page("localhost:5000/team/app", "amy"), None);
        for (host, page_host) in
            [("registry.gitlab.com", "gitlab.com"), ("registry.gitlab.example", "gitlab.example")]
        {
            let found = page(&format!("{host}/team/app"), "amy").expect("an address");
            assert!(found.starts_with(&format!("https://{page_host}/-/")), "{found}");
        }
    }

    #[test]
    fn only_what_a_registry_makes_itself_leaves_a_fingerprint() {
        use super::is_unguessable;
        let quay = "A1".repeat(32);
        let long = "eyJwYXlsb2Fk".repeat(30);
        for (host, user, secret, expected) in [
            ("quay.io", "team+robot", quay.as_str(), true),
            ("quay.example", "team+robot", quay.as_str(), true),
            ("quay.io", "amy", quay.as_str(), false),
            ("quay.io", "team+robot", "correct-Horse-7-battery-staple-of-fifty-characters-and-more", false),
            ("1.dkr.ecr.eu-central-1.amazonaws.com", "AWS", long.as_str(), true),
            ("1.dkr.ecr.eu-central-1.amazonaws.com", "AWS", "short", false),
            ("europe-west3-docker.pkg.dev", "oauth2accesstoken", long.as_str(), true),
            ("team.azurecr.io", "ci", "Zx8Q~abcDEF0123456789+ghiJKL/mnopqrs+ACRAbCdEf", true),
            ("team.azurecr.io", "ci", "correct-Horse", false),
            ("harbor.example", "robot$music+ci", "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE", true),
            ("harbor.example", "robot$music+ci", "CorrectHorseBatteryStaple4711isMy", false),
            ("harbor.example", "robot$music+ci", "Nachtigallensommerregen471108Abcd", false),
            ("harbor.example", "amy", "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE", false),
            ("docker.io", "amy", "correct-Horse-7-battery-staple-x", false),
            ("docker.io", "amy", "dckr_pat_AbCdEfGhIjKlMnOpQrStUvWx1", true),
        ] {
            let secret = super::AccessToken::from(secret.to_owned());
            let found = is_unguessable(&Registry::parse(host), user, &secret);
            assert_eq!(found, expected, "{host} {user}");
        }
    }
}
