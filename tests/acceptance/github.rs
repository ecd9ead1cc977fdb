//! The guide's story told by commands alone: a red build, the secrets, a green build, the proof.

use std::io::Write as _;
use std::process::{Command, Stdio};

use pushpilot::model::account::Username;
use pushpilot::model::github::Slug;
use pushpilot::model::hub_token::{NewToken, Scope};
use pushpilot::model::secret::{AccessToken, GitHubToken};
use pushpilot::outside::github::{GitHub, Which};
use pushpilot::outside::http::Http;
use pushpilot::outside::hub::{self, SignedIn};
use pushpilot::sandbox::{self, LaidOut, Name, Sandbox, Scenario, Vault};
use serde_json::Value;

use super::machine::PROGRAM;

/// A practice world, and the program as it is run in its checkout.
pub(crate) struct Story {
    pub(crate) sandbox: Sandbox,
    laid: LaidOut,
    _folder: tempfile::TempDir,
}

/// What a command left.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
    pub(crate) talk: String,
}

impl Ended {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.said)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.said, self.talk))
    }
}

impl Story {
    pub(crate) fn begin(scenario: &str) -> Self {
        Self::of(Scenario::named(scenario).expect("a scenario"))
    }

    pub(crate) fn of(scenario: Scenario) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let sandbox = sandbox::start_in_background(scenario).expect("starts");
        let laid = sandbox.lay_out_machine(folder.path()).expect("is laid out");
        Self { sandbox, laid, _folder: folder }
    }

    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Ended {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(&self.laid.checkout).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LANG", "C.UTF-8");
        command.envs(self.laid.environment.iter().map(|(name, value)| (name, value)));
        let summary = self.sandbox.summary();
        command
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/no-bus")
            .env("HTTPS_PROXY", "http://127.0.0.1:9")
            .env("PUSHPILOT_HUB_URL", &summary.hub_url)
            .env("PUSHPILOT_REGISTRY_URL", &summary.registry_url)
            .env("GITHUB_API_URL", &summary.github_url)
            .env("GH_TOKEN", &summary.github_token);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        child.stdin.take().expect("is piped").write_all(input.as_bytes()).expect("is read or closed");
        let output = child.wait_with_output().expect("ends");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("is text");
        let ended =
            Ended { code: output.status.code(), said: text(output.stdout), talk: text(output.stderr) };
        for secret in [summary.github_token.as_str(), input.trim()] {
            let quoted = !secret.is_empty() && (ended.said.contains(secret) || ended.talk.contains(secret));
            assert!(!quoted, "a secret comes out: {} {}", ended.said, ended.talk);
        }
        ended
    }

    /// The number of the latest run that failed.
    pub(crate) async fn failed_run(&self) -> String {
        let summary = self.sandbox.summary();
        let api = summary.github_url.parse().expect("an address");
        let slug = Slug::parse("amyflash/music-management-system").expect("a repository");
        let token = GitHubToken::from(summary.github_token.clone());
        let github = GitHub::new(&Http::default(), api, Some(token), slug);
        let runs = github.runs(Which::default()).await.expect("are listed");
        runs.iter().find(|run| run.state.failed()).expect("one has failed").id.to_string()
    }

    /// Where the program keeps what it notes.
    pub(crate) fn state(&self) -> std::path::PathBuf {
        let of = |wanted: &str| {
            let found = self.laid.environment.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| std::path::PathBuf::from(value))
        };
        let base = of("XDG_STATE_HOME").unwrap_or_else(|| self.laid.home.join(".local/state"));
        base.join("pushpilot")
    }

    /// A token that pushes, made as the wizard makes one.
    pub async fn new_token(&self) -> AccessToken {
        let http = Http::default();
        let hub = self.sandbox.hub_url.parse().expect("an address");
        let account = self.sandbox.scenario().main_account();
        let name = Username::parse(&account.name).expect("a user name");
        let password = account.password.clone().into();
        let signed_in = hub::sign_in_with_password(&http, &hub, &name, &password).await;
        let Ok(SignedIn::Session(session)) = signed_in.answer else { panic!("no session") };
        let new = NewToken { label: "GitHub Actions".into(), scope: Scope::Write, expires: None };
        let (_, token) = hub::create_token(&http, &hub, &session, &new).await.answer.expect("is made");
        token
    }

    fn password(&self) -> Option<String> {
        self.sandbox.stored_secret(&Vault::Repository, "DOCKER_PASSWORD")
    }

    /// Requests to GitHub that change something.
    pub(crate) fn writes(&self) -> usize {
        let requests = self.sandbox.requests();
        requests.iter().filter(|one| one.service == Name::GitHub && one.method != "GET").count()
    }
}

#[tokio::test]
async fn from_a_red_build_to_a_proven_image() {
    let story = Story::begin("read-only-token");
    let red = story.run(&["watch", "--json"], "");
    assert_eq!(red.code, Some(11), "{} {}", red.said, red.talk);
    let red = red.json();
    assert_eq!(red["run"]["conclusion"], "failure");
    assert_eq!(red["causes"][0]["id"], "token-scope-insufficient");
    assert!(red["run"]["jobs"][0]["failing_step"].is_string());

    let listed = story.run(&["secrets", "list", "--json"], "");
    assert_eq!(listed.code, Some(0), "{} {}", listed.said, listed.talk);
    let listed = listed.json();
    let names: Vec<_> =
        listed["secrets"].as_array().expect("a list").iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["DOCKER_USERNAME", "DOCKER_PASSWORD"]);
    assert_eq!(listed["secrets"][1]["state"], "unknown");
    let place = listed["secrets"][1]["read_at"][0].as_str().expect("a place");
    assert!(place.starts_with(".github/workflows/docker.yml:"), "{place}");

    // The token that this machine has is the one that does not push.
    let old = story.password();
    let refused = story.run(&["secrets", "set"], "");
    assert_eq!(refused.code, Some(5), "{} {}", refused.said, refused.talk);
    assert_eq!((story.writes(), story.password()), (0, old.clone()));

    let token = story.new_token().await;
    let given = format!("{}\n", token.expose());
    let set = ["secrets", "set", "--username", "amyflash", "--token-stdin", "--json"];
    let dry: Vec<&str> = set.iter().copied().chain(["--dry-run"]).collect();
    let planned = story.run(&dry, &given);
    assert_eq!(planned.code, Some(0), "{} {}", planned.said, planned.talk);
    assert_eq!(planned.json()["secrets"][1]["result"], "planned");
    assert_eq!((story.writes(), story.password()), (0, old));
    let written = story.run(&set, &given);
    assert_eq!(written.code, Some(0), "{} {}", written.said, written.talk);
    for one in written.json()["secrets"].as_array().expect("a list") {
        assert_eq!((&one["result"], &one["state"]), (&"confirmed".into(), &"as-written".into()), "{one}");
    }
    assert_eq!(story.password().as_deref(), Some(token.expose()));
    // GitHub has the new one, and this machine still keeps the old one.
    assert_eq!(story.run(&["secrets", "list", "--json"], "").json()["secrets"][1]["state"], "older-token");

    let before = story.writes();
    let planned = story.run(&["rerun", "--dry-run", "--json"], "");
    assert_eq!(
        (planned.code, planned.json()["how"].as_str()),
        (Some(0), Some("dispatch")),
        "{}",
        planned.talk
    );
    assert_eq!(story.writes(), before);
    let green = story.run(&["rerun", "--watch", "--json"], "");
    assert_eq!(green.code, Some(0), "{} {}", green.said, green.talk);
    assert_eq!(green.json()["run"]["conclusion"], "success");

    let proof = story.run(&["confirm", "--json"], "");
    assert_eq!(proof.code, Some(0), "{} {}", proof.said, proof.talk);
    let proof = proof.json();
    let tags = proof["tags"].as_array().expect("a list");
    assert_eq!(tags.len(), 3, "{proof}");
    for tag in tags {
        assert_eq!((&tag["status"], &tag["digest"]), (&"same".into(), &proof["digest"]), "{proof}");
    }
    assert_eq!((&proof["pulls"][0]["good"], &proof["proven"]), (&true.into(), &true.into()));
}

#[test]
fn both_languages_tell_the_story_in_words() {
    let story = Story::begin("read-only-token");
    for (language, words) in [("en", ["The build ended", "FAILED"]), ("zh-CN", ["构建已结束", "失败"])]
    {
        let red = story.run(&["watch", "--lang", language], "");
        assert_eq!(red.code, Some(11), "{} {}", red.said, red.talk);
        for word in words {
            assert!(red.said.contains(word), "{word}: {}", red.said);
        }
    }
}

#[test]
fn what_would_start_nothing_is_not_tried() {
    let story = Story::begin("read-only-token");
    for arguments in [
        vec!["rerun", "--workflow", "other.yml"],
        vec!["rerun", "--ref", "no-such-branch"],
        vec!["rerun", "--repo", "not a repository"],
        vec!["secrets", "set", "--username", "amyflash", "--token-stdin"],
    ] {
        let ended = story.run(&arguments, "");
        assert!(!matches!(ended.code, Some(0) | None), "{arguments:?}: {} {}", ended.said, ended.talk);
        assert!(ended.talk.starts_with("pushpilot: "), "{arguments:?}: {}", ended.talk);
    }
    assert_eq!(story.writes(), 0);
}
