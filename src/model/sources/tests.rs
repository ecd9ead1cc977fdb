//! The rules where no real tool is at hand: newer versions, crane, `sudo`, registries besides Docker Hub.

use std::path::PathBuf;

use super::{Content, Entry, File, Ground, Listing, Mend, Place, Tool, Why, resolve};
use crate::model::failure::{Failure, FailureKind, FileTrouble};
use crate::model::image::{Image, Registry};

const HUB: &str = "https://index.docker.io/v1/";

fn file(place: Place, logins: &[(&str, &str)]) -> File {
    let entries = logins.iter().map(|(key, name)| {
        let username = (!name.is_empty()).then(|| (*name).to_owned());
        Entry { key: (*key).to_owned(), username }
    });
    let content = Content { entries: entries.collect(), ..Content::default() };
    File { place, path: PathBuf::from(format!("/{place:?}")), content: Ok(content) }
}

fn with_store(file: File, helper: &str) -> File {
    let content = file.content.map(|content| Content { creds_store: Some(helper.to_owned()), ..content });
    File { content, ..file }
}

fn ground(files: Vec<File>) -> Ground {
    Ground { files, ..Ground::default() }
}

/// The account that a tool uses, and why each other one is passed over.
fn told(tool: Tool, image: &str, ground: &Ground) -> (Option<String>, Vec<Why>) {
    let choice = resolve(tool, &Image::parse(image).expect("an image"), ground);
    let whys = choice.hidden.iter().map(|hidden| hidden.why).collect();
    (choice.pick.and_then(|pick| pick.username), whys)
}

#[test]
fn a_named_file_is_the_only_one() {
    let files = vec![
        file(Place::NamedFile, &[]),
        file(Place::Runtime, &[("docker.io", "bob")]),
        file(Place::DockerConfig, &[(HUB, "amy")]),
    ];
    let mut ground = Ground { names_auth_file: true, ..ground(files) };
    for tool in [Tool::Podman, Tool::Skopeo, Tool::Buildah] {
        assert_eq!(told(tool, "amy/app", &ground), (None, vec![Why::OnlyNamedFile; 2]));
    }
    assert_eq!(told(Tool::Docker, "amy/app", &ground), (Some("amy".into()), vec![Why::NotRead]));
    let choice = resolve(Tool::Podman, &Image::parse("amy/app").expect("an image"), &ground);
    assert_eq!(choice.mend(&Registry::docker_hub(), &ground), Mend::Unset("REGISTRY_AUTH_FILE"));
    // Tools of 2022 go on with the others, but for the one whose place was taken.
    ground.versions.insert(Tool::Skopeo, (1, 9));
    assert_eq!(told(Tool::Skopeo, "amy/app", &ground), (Some("amy".into()), vec![Why::OnlyNamedFile]));
}

#[test]
fn the_variable_counts_from_28_3_on() {
    let files = vec![file(Place::AuthVariable, &[(HUB, "bob")]), file(Place::DockerConfig, &[(HUB, "amy")])];
    let mut ground = ground(files);
    for (version, expected) in [
        ((28, 2), (Some("amy".to_owned()), vec![Why::ClientTooOld])),
        ((28, 3), (Some("bob".to_owned()), vec![Why::Later])),
        ((29, 0), (Some("bob".to_owned()), vec![Why::Later])),
    ] {
        ground.versions.insert(Tool::Docker, version);
        assert_eq!(told(Tool::Docker, "amy/app", &ground), expected, "{version:?}");
    }
    // What it lacks is looked for in the file.
    assert_eq!(told(Tool::Docker, "ghcr.io/amy/app", &ground), (None, vec![]));
    assert_eq!(told(Tool::Podman, "amy/app", &ground), (Some("amy".into()), vec![Why::NotRead]));
}

#[test]
fn a_helper_stands_before_the_file_unless_it_fails() {
    let mut ground = ground(vec![with_store(file(Place::DockerConfig, &[(HUB, "amy")]), "x")]);
    let users = |logins: &[(&str, &str)]| {
        Listing::Users(
            logins.iter().map(|(server, name)| ((*server).to_owned(), (*name).to_owned())).collect(),
        )
    };
    ground.helpers.insert("x".to_owned(), users(&[(HUB, "dan")]));
    assert_eq!(told(Tool::Docker, "amy/app", &ground), (Some("dan".into()), vec![Why::BehindHelper]));
    assert_eq!(told(Tool::Podman, "amy/app", &ground), (Some("amy".into()), vec![Why::GeneralStore]));
    ground.helpers.insert("x".to_owned(), users(&[]));
    assert_eq!(told(Tool::Docker, "amy/app", &ground), (None, vec![Why::BehindHelper]));
    let broken = Failure::new(FailureKind::Program { name: "docker-credential-x".to_owned(), missing: true });
    ground.helpers.insert("x".to_owned(), Listing::Fails(broken.clone()));
    assert_eq!(told(Tool::Docker, "amy/app", &ground), (Some("amy".into()), vec![]));
    let choice = resolve(Tool::Docker, &Image::parse("ghcr.io/amy/app").expect("an image"), &ground);
    assert_eq!((choice.pick.as_ref(), choice.trouble.as_ref()), (None, Some(&broken)));
    assert_eq!(choice.mend(&Registry::parse("ghcr.io"), &ground), Mend::Helper("x".to_owned()));
}

#[test]
fn crane_stops_at_the_first_file_and_knows_repositories() {
    let mut ground = ground(vec![
        file(Place::Runtime, &[("docker.io", "bob"), ("index.docker.io/amy/app", "cat")]),
        file(Place::DockerConfig, &[("ghcr.io", "amy")]),
    ]);
    assert_eq!(told(Tool::Crane, "amy/app", &ground).0, None);
    assert_eq!(told(Tool::Crane, "ghcr.io/amy/app", &ground).0.as_deref(), Some("amy"));
    ground.files.pop();
    assert_eq!(told(Tool::Crane, "amy/app", &ground), (Some("cat".into()), vec![Why::OtherKey]));
    assert_eq!(told(Tool::Crane, "amy/other", &ground).0, None);
}

#[test]
fn docker_compares_hosts_and_podman_the_longest_path() {
    let ground = ground(vec![file(
        Place::DockerConfig,
        &[
            ("https://registry.example/v1/", "old"),
            ("ghcr.io/amy", "cat"),
            ("ghcr.io", "amy"),
            ("docker.io", "bob"),
        ],
    )]);
    for (tool, image, user) in [
        (Tool::Docker, "registry.example/amy/app", Some("old")),
        (Tool::Podman, "registry.example/amy/app", Some("old")),
        (Tool::Docker, "ghcr.io/amy/app", Some("amy")),
        (Tool::Podman, "ghcr.io/amy/app", Some("cat")),
        (Tool::Podman, "ghcr.io/amyflash/app", Some("amy")),
        (Tool::Docker, "amy/app", None),
        (Tool::Podman, "amy/app", Some("bob")),
    ] {
        assert_eq!(told(tool, image, &ground).0.as_deref(), user, "{tool:?} {image}");
    }
}

#[test]
fn sudo_has_roots_home_and_nothing_else() {
    let unreadable =
        Failure::new(FailureKind::File { path: "/root".to_owned(), trouble: FileTrouble::NotReadable });
    let mut ground = ground(vec![file(Place::DockerConfig, &[(HUB, "amy")])]);
    assert_eq!(told(Tool::SudoDocker, "amy/app", &ground), (None, vec![]));
    ground.files.push(File {
        place: Place::Root,
        path: PathBuf::from("/root"),
        content: Err(unreadable.clone()),
    });
    let choice = resolve(Tool::SudoDocker, &Image::parse("amy/app").expect("an image"), &ground);
    assert_eq!(choice.trouble, Some(unreadable));
    assert_eq!(choice.mend(&Registry::docker_hub(), &ground), Mend::Command("sudo docker login".to_owned()));
}

#[test]
fn an_empty_entry_is_no_login_and_podman_goes_on() {
    let ground =
        ground(vec![file(Place::Runtime, &[("docker.io", "")]), file(Place::DockerConfig, &[(HUB, "amy")])]);
    assert_eq!(told(Tool::Podman, "amy/app", &ground).0.as_deref(), Some("amy"));
}
