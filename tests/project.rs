//! What is found out about a checkout, with real git in real folders.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pushpilot::model::failure::{FailureKind, FileTrouble};
use pushpilot::model::project::{Project, Value};
use pushpilot::outside::places::Env;
use pushpilot::outside::{git, project};

/// A folder with a checkout in it, and a home without settings.
struct Checkout {
    folder: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Checkout {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = folder.path().join("home").display().to_string();
        let path = std::env::var("PATH").expect("there is one");
        fs::create_dir_all(folder.path().join("app")).expect("makes folders");
        let checkout = Self { folder, variables: vec![("HOME", home), ("PATH", path)] };
        checkout.git(&["init", "--quiet", "--initial-branch", "main"]);
        checkout
    }

    fn path(&self) -> PathBuf {
        // Temporary folders are links on some systems, and git resolves them.
        self.folder.path().canonicalize().expect("is there").join("app")
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(self.variables.iter().map(|(n, v)| (n, v)));
        let output = command.output().expect("git is installed");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn file(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("has one")).expect("makes folders");
        fs::write(path, content).expect("writes");
    }

    fn env(&self) -> Env {
        Env::of(self.variables.iter().map(|(name, value)| (*name, value.clone())))
    }

    async fn read(&self) -> Project {
        project::read(&self.path(), &self.env()).await
    }
}

fn remote(project: &Project) -> String {
    let remote = project.remote.as_ref().expect("has a remote");
    format!("{} {} {}/{}", remote.name, remote.host, remote.owner, remote.repository)
}

const WORKFLOW: &str = "on: push
jobs:
  build:
    steps:
      - uses: docker/login-action@v3
        with:
          username: ${{ secrets.DOCKERHUB_USERNAME }}
          password: ${{ secrets.DOCKERHUB_TOKEN }}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: amyflash/app:latest
";

#[tokio::test]
async fn a_checkout_tells_its_remote_branch_and_workflows() {
    let checkout = Checkout::new();
    checkout.git(&["remote", "add", "zebra", "https://amy:ghp_canary@github.com/zebra/app.git"]);
    checkout.git(&["remote", "add", "origin", "https://ghp_canary@github.com/amyflash/app.git"]);
    checkout.git(&["checkout", "--quiet", "-b", "feature"]);
    checkout.file(".github/workflows/b.yml", WORKFLOW);
    checkout.file(".github/workflows/a.yaml", WORKFLOW.replace("amyflash/app", "ghcr.io/amyflash/app"));
    checkout.file(".github/workflows/notes.txt", "not a workflow");
    checkout.file("deep/er/file", "");

    let found = project::read(&checkout.path().join("deep/er"), &checkout.env()).await;
    assert_eq!(found.root.as_deref(), Some(checkout.path().as_path()));
    assert_eq!(found.branch.as_deref(), Some("feature"));
    assert_eq!(remote(&found), "origin github.com amyflash/app");
    assert!(!format!("{found:?}").contains("canary"));
    assert_eq!(found.unreadable, []);
    let places: Vec<_> = found.pushes.iter().map(|push| push.place.to_string()).collect();
    assert_eq!(places, [".github/workflows/a.yaml:12", ".github/workflows/b.yml:12"]);
    // The push to GHCR has no login of its own in its file, and none of another file's.
    assert_eq!(found.pushes[0].login, None);
    let login = &found.logins[found.pushes[1].login.expect("has its login")];
    assert_eq!(login.secret, Some(Value::Secret("DOCKERHUB_TOKEN".into())));
    assert_eq!(login.place.to_string(), ".github/workflows/b.yml:5");

    checkout.git(&["config", "branch.feature.remote", "zebra"]);
    assert_eq!(remote(&checkout.read().await), "zebra github.com zebra/app");
}

#[tokio::test]
async fn rewritten_addresses_and_enterprise_hosts_are_understood() {
    let checkout = Checkout::new();
    checkout.git(&["config", "url.ssh://git@git.corp.example:2222/.insteadOf", "corp:"]);
    checkout.git(&["remote", "add", "origin", "corp:team/app.git"]);
    assert_eq!(remote(&checkout.read().await), "origin git.corp.example team/app");
}

#[tokio::test]
async fn outside_any_checkout_the_project_is_empty() {
    let checkout = Checkout::new();
    let outside = checkout.folder.path().join("home");
    fs::create_dir_all(&outside).expect("makes folders");
    assert_eq!(project::read(&outside, &checkout.env()).await, Project::default());
}

#[tokio::test]
async fn without_git_the_workflows_are_still_read() {
    let mut checkout = Checkout::new();
    checkout.file(".github/workflows/w.yml", WORKFLOW);
    checkout.variables.retain(|(name, _)| *name != "PATH");
    let found = checkout.read().await;
    assert_eq!(found.pushes.len(), 1);
    let missing = FailureKind::Program { name: "git".into(), missing: true };
    assert_eq!(found.unreadable.iter().map(|failure| &failure.kind).collect::<Vec<_>>(), [&missing]);
}

#[tokio::test]
async fn a_hostile_repository_runs_nothing() {
    let checkout = Checkout::new();
    let evil = checkout.folder.path().join("evil");
    let ran = checkout.folder.path().join("ran");
    fs::write(&evil, format!("#!/bin/sh\ntouch '{}'\n", ran.display())).expect("writes");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&evil, mode).expect("makes it a program");
    let evil = evil.display().to_string();
    checkout.git(&["remote", "add", "origin", "git@github.com:amyflash/app.git"]);
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.editor",
        "credential.helper",
        "pager.remote",
        "pager.config",
        "core.askPass",
        "alias.remote",
    ] {
        let value = if key == "alias.remote" || key == "credential.helper" {
            format!("!{evil}")
        } else {
            evil.clone()
        };
        checkout.git(&["config", key, &value]);
    }
    fs::create_dir_all(checkout.path().join(".git/hooks")).expect("makes folders");
    fs::copy(&evil, checkout.path().join(".git/hooks/post-index-change")).expect("copies");
    // Other variables of git would have it answer for another repository.
    let mut variables = checkout.variables.clone();
    variables.push(("GIT_DIR", "/nowhere".into()));
    variables.push(("GIT_CONFIG_COUNT", "x".into()));
    let found = project::read(&checkout.path(), &Env::of(variables)).await;
    assert_eq!(remote(&found), "origin github.com amyflash/app");
    assert!(!ran.exists(), "something of the repository ran");
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    let checkout = Checkout::new();
    let folder = ".github/workflows";
    checkout.file(&format!("{folder}/a-broken.yml"), "on: push\njobs:\n  a: [\n");
    checkout.file(&format!("{folder}/b-twice.yml"), "on: push\non: push\n");
    checkout.file(&format!("{folder}/c-latin.yml"), b"name: caf\xe9\n");
    checkout.file(&format!("{folder}/d-huge.yml"), vec![b'#'; 2 * 1024 * 1024]);
    checkout.file(&format!("{folder}/e-good.yml"), WORKFLOW);
    let bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &(0..9)
            .map(|n| {
                format!(
                    "b{n}: &{} [{}]\n",
                    char::from(b'b' + n),
                    format!("*{}, ", char::from(b'a' + n)).repeat(10)
                )
            })
            .collect::<String>();
    checkout.file(&format!("{folder}/f-bomb.yml"), bomb);
    fs::create_dir_all(checkout.path().join(folder).join("g-folder.yml")).expect("makes folders");
    std::os::unix::fs::symlink("nowhere", checkout.path().join(folder).join("h-link.yml")).expect("links");
    let found = checkout.read().await;
    assert_eq!(found.pushes.len(), 1);
    let told: Vec<_> = found
        .unreadable
        .iter()
        .map(|failure| match &failure.kind {
            FailureKind::File { path, trouble } => {
                (Path::new(path).file_name().expect("a name").to_str().expect("text"), *trouble)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let broken = |line| FileTrouble::Broken { line: Some(line) };
    let expected = [
        ("a-broken.yml", told[0].1),
        ("b-twice.yml", broken(2)),
        ("c-latin.yml", FileTrouble::NotText),
        ("d-huge.yml", FileTrouble::TooLarge),
        ("f-bomb.yml", told[4].1),
        ("g-folder.yml", FileTrouble::NotReadable),
        ("h-link.yml", FileTrouble::Missing),
    ];
    assert_eq!(told, expected);
    for (_, trouble) in [told[0], told[4]] {
        assert!(matches!(trouble, FileTrouble::Broken { line: Some(3..) }), "{trouble:?}");
    }
}

#[tokio::test]
async fn a_folder_of_somebody_else_is_refused_with_gits_own_way_out() {
    // Git itself offers to play this, for its own tests.
    let checkout = Checkout::new();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let real = checkout.env().find_program("git").expect("git is installed");
    let script = format!("#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec '{}' \"$@\"\n", real.display());
    let stand_in = folder.path().join("git");
    fs::write(&stand_in, script).expect("writes");
    fs::set_permissions(&stand_in, std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .expect("makes it a program");
    let mut variables = checkout.variables.clone();
    variables.retain(|(name, _)| *name != "PATH");
    let path = std::env::var("PATH").expect("there is one");
    variables.push(("PATH", format!("{}:{path}", folder.path().display())));
    let failure = git::read(&checkout.path(), &Env::of(variables)).await.expect_err("is refused");
    assert_eq!(failure.kind, FailureKind::Program { name: "git".into(), missing: false });
    assert!(
        failure.said.contains("dubious ownership") && failure.said.contains("safe.directory"),
        "{}",
        failure.said
    );
}
