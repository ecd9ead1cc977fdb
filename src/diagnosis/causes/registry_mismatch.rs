//! The login is for another registry than the one that was pushed to.

use std::cmp::Ordering;

use super::{Cause, SETTLES, Weighed};
use crate::diagnosis::finding::{Probe, Remedy, Step};
use crate::diagnosis::picture::{Family, Note, Outcome, Picture};
use crate::model::cause::CauseId;

pub(super) const CAUSE: Cause = Cause {
    id: CauseId::RegistryMismatch,
    signs: &[
    ],
    judge,
    probes: &[Probe::Sources],
    next: |_| vec![Remedy::Go(Step::StoreToken), Remedy::Go(Step::FindProject)],
};

fn judge(picture: &Picture, signs: Weighed) -> Weighed {
    let mut weighed = signs;
    let google = picture.family() == Family::Google && picture.registry().is_some_and(|r| r.host().ends_with("pkg.dev"));
    let default = picture.noted(Note::GcloudDefault).or(picture.workflow.gcloud_default.as_ref());
    if let Some(clue) = default.filter(|_| google) {
        weighed = weighed.at_least(SETTLES, clue.clone());
    }
    let refused = picture.unclear().map(|unclear| unclear.clue()).or_else(|| picture.refused_pull().map(|r| r.clue.clone()));
    let unseen = || picture.heard_of(CauseId::NotLoggedIn).cloned();
    let Some(clue) = refused.or_else(|| picture.anonymous()).or_else(unseen) else {
        return misspelt(picture, weighed);
    };
    // Podman without a host signs in to the first registry of its search list.
    let podman = picture.logins.iter().find(|login| {
        login.registry.is_none() && login.clue.text.to_ascii_lowercase().contains(" login") && picture.podman_speaks()
    });
    if let Some(login) = podman.filter(|_| picture.maybe_hub()) {
        return weighed.at_least(25.0, login.clue.clone());
    }
    if picture.noted(Note::MavenPlugin).is_some() {
        let stored = picture.noted(Note::StoredLogin);
        return weighed.at_least(if stored.is_some() { 1.6 } else { 0.5 }, stored.cloned().or(Some(clue)));
    }
    weighed = misspelt(picture, weighed);
    let Some(wanted) = picture.registry() else { return weighed };
    let all = || picture.logins.iter().chain(&picture.workflow.logins).filter(|login| login.outcome != Outcome::Failed && !(login.serves(Some(wanted)) && picture.taken_back(login).is_some()));
    let serves = all().any(|login| login.serves(Some(wanted)));
    // ECR's login has an account and a region: where one was made and none is found, it was for another.
    if let Some(login) = all().find(|login| login.serves(Some(wanted)) && login.registry.as_ref() != Some(wanted))
        && Family::of(wanted) == Family::Amazon
        && let Some(unseen) = picture.heard_of(CauseId::NotLoggedIn)
        && login.registry.is_some()
    {
        weighed = weighed.at_least(SETTLES, login.clue.clone());
        weighed.evidence.push(unseen.clone());
    }
    if Family::of(wanted) == Family::Amazon
        && all().next().is_none()
        && picture.noted(Note::TracedWithoutLogin).is_none()
        && let Some(unseen) = picture.heard_of(CauseId::NotLoggedIn)
    {
        // Whether nobody signed in, or somebody to another account's host, stands in no such line.
        weighed = weighed.at_least(28.0, unseen.clone());
    }
    let written = picture.target().is_some_and(|target| target.reference.host_written) || picture.target().is_none();
    if let Some(other) = all().next().filter(|_| !serves && written) {
        // A login to the same kind of registry was meant for this one: another account, region or host.
        let near = other.registry.as_ref().is_some_and(|host| Family::of(host) == Family::of(wanted))
            && Family::of(wanted) != Family::Other;
        let settled = near || picture.heard_of(CauseId::NotLoggedIn).is_some() && other.outcome == Outcome::Succeeded;
        weighed = weighed.at_least(if settled { SETTLES } else { 15.0 }, other.clue.clone());
    }
    weighed
}

/// The hosts that most images live at.
const KNOWN: &[&str] = &[
    "ghcr.io",
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "registry.hub.docker.com",
    "quay.io",
    "gcr.io",
    "registry.gitlab.com",
    "public.ecr.aws",
    "mcr.microsoft.com",
    "registry.k8s.io",
    "lscr.io",
    "nvcr.io",
    "registry.redhat.io",
    "docker.pkg.github.com",
];

/// Registries of others, one letter from those.
const NEIGHBOURS: &[&str] = &["icr.io", "cgr.dev", "ocir.io"];

/// What is shorter is one letter from too many others; in it only two letters that changed places are a slip.
const LONG: usize = 7;

/// A host that differs from a known one by a slip of the fingers is another registry, if it is one at all. One slip:
/// two lead from one registry to another (`registry.gitlab.com` to `registry.gitlab.cn`, `docker.io` to `docker.com`).
fn misspelt(picture: &Picture, weighed: Weighed) -> Weighed {
    let slip = picture.target().into_iter().chain(&picture.pulls).find(|target| {
        let registry = &target.reference.registry;
        // Where somebody could sign in, there is a registry.
        let lives = picture.logins.iter().any(|login| {
            login.outcome == Outcome::Succeeded && login.registry.as_ref() == Some(registry)
        });
        target.reference.host_written && !lives && is_slip(registry.host())
    });
    match slip {
        Some(target) => weighed.at_least(SETTLES, target.clue.clone()),
        None => weighed,
    }
}

fn is_slip(host: &str) -> bool {
    let of = |known: &&str| {
        let same_letters = host.len() == known.len() && sorted(host) == sorted(known);
        one_slip(host, known) && (same_letters || known.len().min(host.len()) >= LONG)
    };
    !KNOWN.contains(&host) && !NEIGHBOURS.contains(&host) && KNOWN.iter().any(of)
}

fn sorted(host: &str) -> Vec<u8> {
    let mut letters = host.as_bytes().to_vec();
    letters.sort_unstable();
    letters
}

/// Two neighbours swapped, or one letter too many, too few or wrong.
fn one_slip(written: &str, meant: &str) -> bool {
    let (a, b) = (written.as_bytes(), meant.as_bytes());
    if a == b || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (x, y) = (&a[same..], &b[same..]);
    match a.len().cmp(&b.len()) {
        Ordering::Less => *x == y[1..],
        Ordering::Greater => x[1..] == *y,
        Ordering::Equal => x[1..] == y[1..] || x.len() > 1 && x[0] == y[1] && x[1] == y[0] && x[2..] == y[2..],
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, NEIGHBOURS, is_slip, one_slip};

    #[test]
    fn hosts_of_registries_are_no_slips_of_each_other() {
        for host in KNOWN.iter().chain(NEIGHBOURS).chain(&[
            "docker.com",
            "registry.docker.com",
            "registry.gitlab.cn",
            "registry.gitea.com",
            "docker.elastic.co",
            "docker.n8n.io",
            "docker.example.io",
            "eu.gcr.io",
            "us.icr.io",
            "k8s.gcr.io",
            "acr.io",
            "scr.io",
            "cr.yandex",
            "registry.digitalocean.com",
            "registry.example.org",
            "registry.fly.io",
            "quay.example.io",
            "public.ecr.aws",
            "registry.access.redhat.com",
            "10.0.0.1:5000",
            "localhost:5000",
        ]) {
            assert!(!is_slip(host), "{host}");
        }
        for host in [
            "ghrc.io",
            "gchr.io",
            "ghcr.oi",
            "ghcr.ip",
            "ghcr.ioo",
            "dcoker.io",
            "docekr.io",
            "dockr.io",
            "docker.i",
            "quya.io",
            "qauy.io",
            "gcr.oi",
            "cgr.io",
            "registry-1.dokcer.io",
            "registry.gitalb.com",
            "registry.gitlab.co",
            "public.erc.aws",
            "mcr.mircosoft.com",
            "regsitry.k8s.io",
        ] {
            assert!(is_slip(host), "{host}");
        }
    }

    #[test]
    fn a_slip_is_one_letter_or_two_swapped() {
        for written in ["gchr.io", "ghrc.io", "ghcr.oi", "ghc.io", "ghccr.io", "ghcr.i"] {
            assert!(one_slip(written, "ghcr.io"), "{written}");
        }
        for other in ["ghcr.io", "gcr.io.example", "quay.io", "gc.io", ""] {
            assert!(!one_slip(other, "ghcr.io"), "{other}");
        }
    }
}
