//! The phrases that tell what is going on, each with the recogniser that reads the line.

use super::progress::{Reached, Stage, Tool};
use super::{Note, Picture};
use crate::diagnosis::log::Line;

/// Reads a line that holds the phrase.
type Recognise = fn(&mut Picture, &Line);

/// In lower case; a phrase must be rare in logs that have nothing to tell, or reading becomes slow.
pub(crate) const TRIGGERS: &[(&str, Recognise)] = &[
    // So that a line which is an error is seen at all.
    ("##[error]", |_, _| {}),
    // Steps.
    ("##[group]", Picture::see_group),
    ("##[endgroup]", Picture::see_echo_end),
    ("shell: ", Picture::see_shell),
    ("run docker/", Picture::see_group),
    ("run docker ", Picture::see_group),
    // Scripts, where a copied log lacks the mark; `run ` alone is too frequent.
    ("run ./", Picture::see_group),
    ("run make", Picture::see_group),
    ("run bash ", Picture::see_group),
    ("run echo ", Picture::see_group),
    ("run set -", Picture::see_group),
    ("run aws-actions/", Picture::see_group),
    ("run redhat-actions/", Picture::see_group),
    // Logins.
    ("docker login", Picture::see_login_command),
    ("podman login", Picture::see_login_command),
    ("skopeo login", Picture::see_login_command),
    ("buildah login", Picture::see_login_command),
    ("auth login", Picture::see_login_command),
    ("oras login", Picture::see_login_command),
    ("nerdctl login", Picture::see_login_command),
    ("registry login", Picture::see_login_command),
    ("ecr get-login", Picture::see_ecr_login),
    ("logging into ", Picture::see_logging_in),
    ("logging in to ", Picture::see_logging_in),
    ("existing credentials for ", Picture::see_existing),
    ("login succeeded", Picture::see_login_success),
    ("registry:", Picture::see_login_input),
    ("username:", |p, l| {
        p.see_login_input(l);
        p.see_prompt(l);
    }),
    ("username (", Picture::see_prompt),
    ("password:", Picture::see_login_input),
    ("login credentials for ", Picture::see_logout),
    ("emulate docker cli", Picture::see_logout),
    ("\"auths\"", Picture::see_stored),
    ("index.docker.io/v1/\"", Picture::see_stored),
    ("gcloud auth configure-docker", |p, l| {
        let rest = l.after("configure-docker").unwrap_or_default();
        if !rest.contains('.') {
            p.note(Note::GcloudDefault, l);
        }
    }),
    ("sudo docker", |p, l| p.note(Note::Sudo, l)),
    // What was to be pushed.
    ("failed to push", Picture::see_failed_push),
    ("push permission", Picture::see_failed_push),
    ("pushing image", Picture::see_failed_push),
    ("push image", Picture::see_failed_push),
    ("pushing manifest for", |p, l| {
        p.reach(Reached::Manifest);
        p.see_failed_push(l);
    }),
    ("the push refers to", Picture::see_push_refers),
    ("blobs/uploads", Picture::see_upload_path),
    ("/v2/", Picture::see_address),
    ("scope=repository", Picture::see_scope),
    ("docker push", Picture::see_push_command),
    ("podman push", Picture::see_push_command),
    ("buildah push", Picture::see_push_command),
    ("crane push", Picture::see_push_command),
    ("crane copy", Picture::see_push_command),
    ("oras push", Picture::see_push_command),
    ("nerdctl push", Picture::see_push_command),
    ("helm push", Picture::see_push_command),
    ("skopeo copy", Picture::see_push_command),
    ("push docker.io/", Picture::see_push_command),
    ("--destination", Picture::see_tag_flag),
    ("--tag", Picture::see_tag_flag),
    ("docker build", Picture::see_tag_flag),
    ("buildx build", |p, l| {
        p.speaks(Tool::Buildx);
        p.see_tag_flag(l);
    }),
    ("successfully tagged", Picture::see_tagged),
    ("naming to ", Picture::see_tagged),
    ("containerizing application", |p, l| {
        p.speaks(Tool::Jib);
        p.see_tagged(l);
    }),
    ("invalid tag ", Picture::see_tagged),
    ("invalid argument ", Picture::see_tagged),
    ("building the docker image", Picture::see_tagged),
    ("tags:", Picture::see_tagged),
    ("repository with name '", Picture::see_missing),
    ("anonymous token", |p, l| p.note(Note::Anonymous, l)),
    ("unauthenticated request", |p, l| p.note(Note::Anonymous, l)),
    ("erro[", Picture::see_counted),
    ("username or password", Picture::see_wrong_pair),
    ("username/password", Picture::see_wrong_pair),
    // What was to be pulled.
    ("load metadata for", |p, l| {
        p.see_vertex(l);
        p.see_pull(l);
    }),
    ("pull access denied", Picture::see_pull),
    ("failed to pull image", Picture::see_pull),
    ("trying to pull", Picture::see_pull),
    ("unable to find image", Picture::see_pull),
    ("docker pull", Picture::see_pull),
    ("podman pull", Picture::see_pull),
    ("failed to resolve", Picture::see_pull),
    ("source metadata for", Picture::see_pull),
    ("retrieving image", Picture::see_pull),
    (" : from ", Picture::see_pull),
    ("base image", |p, _| p.building_on = true),
    ("creating build container", |p, _| p.building_on = true),
    ("error building image", |p, _| p.building_on = true),
    // How far it got.
    ("exporting to ", Picture::see_vertex),
    ("pushing layers", Picture::see_vertex),
    ("exporting cache", Picture::see_vertex),
    ("exporting content cache", Picture::see_vertex),
    ("importing cache", |p, l| {
        p.see_vertex(l);
        p.see_optional(l);
    }),
    ("layer already exists", Picture::see_upload),
    (": pushed", Picture::see_upload),
    ("pushing [", Picture::see_upload),
    (": pushing ", Picture::see_upload),
    ("successfully built", |p, _| {
        p.reach(Reached::Build);
        p.enter(Stage::Build);
    }),
    ("[auth] ", |p, l| {
        if l.text.matches(":pull").count() >= 2 {
            p.note(Note::TwoScopes, l);
        }
    }),
    // What went well in the end.
    (" done ", Picture::see_vertex_end),
    (" cached", Picture::see_vertex_end),
    ("digest: sha256:", Picture::see_arrived),
    // Who speaks.
    ("kaniko", |p, _| p.speaks(Tool::Kaniko)),
    ("jib-maven-plugin", |p, _| p.speaks(Tool::Jib)),
    ("jib-gradle", |p, _| p.speaks(Tool::Jib)),
    ("com.google.cloud.tools.jib", |p, _| p.speaks(Tool::Jib)),
    ("buildx failed", |p, _| p.speaks(Tool::Buildx)),
    ("buildx call failed", |p, _| p.speaks(Tool::Buildx)),
    ("error response from daemon", |p, _| p.speaks(Tool::Docker)),
    ("copying blob", |p, _| p.speaks(Tool::Podman)),
    ("writing blob", |p, _| p.speaks(Tool::Podman)),
    ("docker-compose", |p, _| p.speaks(Tool::Compose)),
    ("docker compose", |p, _| p.speaks(Tool::Compose)),
    ("dockerfile-maven", Picture::see_maven),
    ("com.spotify", Picture::see_maven),
    ("docker-maven-plugin", Picture::see_maven),
    ("cosign", |p, _| p.speaks(Tool::Cosign)),
    // Whose run it is.
    ("github_event_name: pull_request", |p, l| p.note(Note::PullRequest, l)),
    ("refs/pull/", |p, l| p.note(Note::PullRequest, l)),
    ("dependabot/", |p, l| p.note(Note::PullRequest, l)),
    ("ci_job_", |p, _| p.in_ci = true),
    ("job succeeded", |p, _| p.in_ci = true),
    // Refusals without a reason.
    ("insufficient_scope", Picture::see_refusal),
    ("access to the resource is denied", Picture::see_refusal),
    ("push access denied", Picture::see_refusal),
    ("pull access denied", Picture::see_refusal),
    ("authentication required", Picture::see_refusal),
    ("denied: denied", Picture::see_refusal),
    ("access forbidden", Picture::see_refusal),
    ("unauthorized to access repository", Picture::see_refusal),
    ("requested resource is not authorized", Picture::see_refusal),
    ("401 unauthorized", Picture::see_refusal),
    ("status: 401", Picture::see_refusal),
    ("403 forbidden", Picture::see_refusal),
    ("403 (forbidden)", Picture::see_refusal),
    ("status code 403", Picture::see_refusal),
    ("<html", |p, l| p.note(Note::Html, l)),
    ("invalid character '<'", |p, l| p.note(Note::Html, l)),
];
