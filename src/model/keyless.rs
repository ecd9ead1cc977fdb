//! Builds that push without a stored secret: the run proves who it is, and gets a token that lives for minutes.
//!
//! From docker/login-action's own pages (Docker Hub's OIDC connections are for organizations on Team and Business), the
//! pages of GitHub Packages, and those of the actions of AWS, Google and Azure; none was tried live.

use super::account::Username;
use super::image::Image;
use super::project::{Login, Place, Value};
use super::registries::{Description, Kind};

/// How a registry does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyless {
    /// An OIDC connection of an organization.
    DockerHub,
    /// The token that each run has of itself.
    Ghcr,
    Ecr,
    ArtifactRegistry,
    Azure,
}

/// A line of the change: what goes, what comes, and what stands there for orientation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    Stays(String),
    Goes(String),
    Comes(String),
}

/// What can be done without a secret, and the change to the workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    pub way: Keyless,
    /// The login that is meant, where the checkout has one.
    pub place: Option<Place>,
    pub lines: Vec<Line>,
}

/// The advice for an image; nothing where a stored secret is needed, or where the workflow does without already.
#[must_use]
pub fn advice(image: &Image, user: Option<&Username>, logins: &[Login]) -> Option<Advice> {
    let registry = image.registry();
    let way = match Description::of(registry).map(|one| one.kind) {
        // A namespace that is not the person's own may be an organization's; accounts of people have no OIDC.
        None if user.is_some_and(|user| user.as_str() != image.namespace()) => Keyless::DockerHub,
        Some(Kind::Ghcr) => Keyless::Ghcr,
        Some(Kind::Ecr) => Keyless::Ecr,
        Some(Kind::ArtifactRegistry) => Keyless::ArtifactRegistry,
        Some(Kind::Azure) => Keyless::Azure,
        None | Some(Kind::GitLab | Kind::Quay | Kind::Harbor | Kind::Any) => return None,
    };
    let login = logins.iter().find(|login| login.registry.as_ref() == Some(registry));
    let stored =
        |value: &Value| matches!(value, Value::Secret(name) if !name.eq_ignore_ascii_case("GITHUB_TOKEN"));
    if login.is_some_and(|login| !login.secret.as_ref().is_some_and(stored)) {
        return None;
    }
    let place = login.map(|login| login.place.clone());
    Some(Advice { way, place, lines: lines(way, image, login) })
}

fn lines(way: Keyless, image: &Image, login: Option<&Login>) -> Vec<Line> {
    let comes = |text: &str| Line::Comes(text.to_owned());
    let stays = |text: &str| Line::Stays(text.to_owned());
    let second = if way == Keyless::Ghcr { "packages: write" } else { "id-token: write" };
    let mut lines = vec![comes("permissions:"), comes("  contents: read"), comes(&format!("  {second}"))];
    let mut goes: Vec<Line> = Vec::new();
    for (key, value) in [("username", 0), ("password", 1)] {
        let value =
            login.and_then(|login| if value == 0 { login.username.as_ref() } else { login.secret.as_ref() });
        goes.extend(value.map(|value| Line::Goes(format!("    {key}: {}", written(value)))));
    }
    match way {
        Keyless::DockerHub => {
            lines.extend([
                stays("- uses: docker/login-action@v4"),
                comes("  env:"),
                comes("    DOCKERHUB_OIDC_CONNECTIONID: ${{ vars.DOCKERHUB_OIDC_CONNECTIONID }}"),
                stays("  with:"),
            ]);
            lines.extend(goes);
            lines.push(comes(&format!("    username: {}", image.namespace())));
        }
        Keyless::Ghcr => {
            lines.extend([
                stays("- uses: docker/login-action@v4"),
                stays("  with:"),
                stays("    registry: ghcr.io"),
            ]);
            lines.extend(goes);
            lines.extend([
                comes("    username: ${{ github.actor }}"),
                comes("    password: ${{ secrets.GITHUB_TOKEN }}"),
            ]);
        }
        Keyless::Ecr => {
            lines.extend([
                comes("- uses: aws-actions/configure-aws-credentials@v4"),
                comes("  with:"),
                comes("    role-to-assume: ${{ vars.AWS_ROLE }}"),
                comes(&format!("    aws-region: {}", region(image.registry().host()))),
                comes("- uses: aws-actions/amazon-ecr-login@v2"),
            ]);
            lines.extend(goes);
        }
        Keyless::ArtifactRegistry => {
            lines.extend([
                comes("- id: auth"),
                comes("  uses: google-github-actions/auth@v2"),
                comes("  with:"),
                comes("    token_format: access_token"),
                comes("    workload_identity_provider: ${{ vars.GCP_PROVIDER }}"),
                comes("    service_account: ${{ vars.GCP_SERVICE_ACCOUNT }}"),
            ]);
            lines.extend(goes);
            lines.extend([
                comes("    username: oauth2accesstoken"),
                comes("    password: ${{ steps.auth.outputs.access_token }}"),
            ]);
        }
        Keyless::Azure => {
            let name = image.registry().host().split('.').next().unwrap_or_default();
            lines.extend([
                comes("- uses: azure/login@v2"),
                comes("  with:"),
                comes("    client-id: ${{ vars.AZURE_CLIENT_ID }}"),
                comes("    tenant-id: ${{ vars.AZURE_TENANT_ID }}"),
                comes("    subscription-id: ${{ vars.AZURE_SUBSCRIPTION_ID }}"),
                comes(&format!("- run: az acr login --name {name}")),
            ]);
            lines.extend(goes);
        }
    }
    lines
}

/// `eu-central-1` of `1234.dkr.ecr.eu-central-1.amazonaws.com`.
fn region(host: &str) -> &str {
    host.split('.').nth(3).unwrap_or("REGION")
}

/// As the workflow has it; what is written out may be a secret that should not be there.
fn written(value: &Value) -> String {
    match value {
        Value::Secret(name) => format!("${{{{ secrets.{name} }}}}"),
        Value::Variable(name) => format!("${{{{ vars.{name} }}}}"),
        Value::Expression(text) => text.clone(),
        Value::Literal(_) => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Keyless, Line, advice};
    use crate::model::account::Username;
    use crate::model::image::{Image, Registry};
    use crate::model::project::{Login, Place, Value};

    fn login(host: &str, secret: Value) -> Login {
        Login {
            registry: Some(Registry::parse(host)),
            username: Some(Value::Literal("canary".into())),
            secret: Some(secret),
            place: Place { file: "w.yml".into(), line: 9 },
        }
    }

    #[test]
    fn a_secret_that_is_not_needed_is_told_of_and_no_other() {
        let secret = || Value::Secret("TOKEN".into());
        for (image, user, stored, way) in [
            ("acme/app", "amy", secret(), Some(Keyless::DockerHub)),
            ("amy/app", "amy", secret(), None),
            ("ghcr.io/amy/app", "amy", secret(), Some(Keyless::Ghcr)),
            ("ghcr.io/amy/app", "amy", Value::Secret("GITHUB_TOKEN".into()), None),
            ("1.dkr.ecr.eu-west-1.amazonaws.com/app", "AWS", secret(), Some(Keyless::Ecr)),
            ("1.dkr.ecr.eu-west-1.amazonaws.com/app", "AWS", Value::Expression("steps".into()), None),
            ("europe-docker.pkg.dev/p/r/app", "_json_key", secret(), Some(Keyless::ArtifactRegistry)),
            ("team.azurecr.io/app", "x", secret(), Some(Keyless::Azure)),
            ("quay.io/amy/app", "amy", secret(), None),
            ("localhost:5000/app", "amy", secret(), None),
        ] {
            let parsed = Image::parse(image).expect("an image");
            let user = Username::parse(user).ok();
            let found = advice(&parsed, user.as_ref(), &[login(parsed.registry().host(), stored)]);
            assert_eq!(found.as_ref().map(|found| found.way), way, "{image}");
            let Some(found) = found else { continue };
            assert!(
                found.lines.contains(&Line::Goes("    password: ${{ secrets.TOKEN }}".into())),
                "{found:?}"
            );
            assert!(!format!("{found:?}").contains("canary"), "what is written out is not repeated");
            let permission = if way == Some(Keyless::Ghcr) { "packages: write" } else { "id-token: write" };
            assert!(found.lines.contains(&Line::Comes(format!("  {permission}"))), "{found:?}");
            assert!(found.lines.len() <= 14, "{image}: it fits a small screen");
        }
        let ecr = Image::parse("1.dkr.ecr.eu-west-1.amazonaws.com/app").expect("an image");
        let lines = advice(&ecr, None, &[]).expect("without a checkout too").lines;
        assert!(lines.contains(&Line::Comes("    aws-region: eu-west-1".into())), "{lines:?}");
    }
}
