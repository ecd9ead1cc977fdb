//! GitHub's half by commands, beside the programs that everybody else uses for it: libsodium opens what was sealed,
//! `gh` needs no fewer requests; builds are started in every way, estimated, cancelled, and looked at afterwards.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use pushpilot::sandbox::{Effect, Fault, Name, Scenario, Vault};
use serde_json::Value;

use crate::github::Story;
use crate::real_registry::present;

const SLUG: &str = "amyflash/music-management-system";
const SET: [&str; 6] = ["secrets", "set", "--username", "amyflash", "--token-stdin", "--json"];

/// A scenario whose workflow reads something else.
fn changed(name: &str, from: &str, to: &str) -> Scenario {
    let mut scenario = Scenario::named(name).expect("a scenario");
    for workflow in &mut scenario.machine.workflows {
        assert!(workflow.text.contains(from), "{from}: {}", workflow.text);
        workflow.text = workflow.text.replace(from, to);
    }
    scenario
}

/// Method, path and the body's fields of what GitHub was asked, from a request on, for what changes something or prepares it.
fn sealed_requests(story: &Story, from: usize) -> Vec<String> {
    let requests = story.sandbox.requests();
    let of_github = requests.iter().skip(from).filter(|one| one.service == Name::GitHub);
    let shape = of_github.filter(|one| one.method != "GET" || one.target.ends_with("/public-key"));
    shape.map(|one| format!("{} {} {:?}", one.method, one.target, one.fields)).collect()
}

#[tokio::test]
async fn libsodium_opens_what_was_sealed_here() {
    let python = "/usr/bin/python3";
    let there = Command::new(python).args(["-c", "import nacl"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        assert!(std::env::var_os("CI").is_none(), "PyNaCl is not installed, and CI is set");
        eprintln!("nothing was tested: PyNaCl is not installed");
        return;
    }
    let story = Story::begin("read-only-token");
    let token = story.new_token().await;
    let set = story.run(&SET, token.expose());
    assert_eq!(set.code, Some(0), "{} {}", set.said, set.talk);
    let script = "import sys, base64, nacl.public as p\n\
                  sealed, key = (base64.b64decode(part) for part in sys.argv[1:3])\n\
                  sys.stdout.buffer.write(p.SealedBox(p.PrivateKey(key)).decrypt(sealed))";
    for (name, value) in [("DOCKER_USERNAME", "amyflash"), ("DOCKER_PASSWORD", token.expose())] {
        let (sealed, key) = story.sandbox.sealed_secret(&Vault::Repository, name).expect("it was written");
        let opened = Command::new(python).args(["-c", script, &sealed, &key]).output().expect("started");
        assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
        assert_eq!(String::from_utf8_lossy(&opened.stdout), value, "{name}");
    }
}

/// Both ask for the key once and put each secret once, to the same addresses, in bodies of the same shape.
#[tokio::test]
async fn gh_needs_no_fewer_requests_to_set_two_secrets() {
    if !present("gh") {
        return;
    }
    let story = Story::begin("read-only-token");
    let token = story.new_token().await;
    let home = tempfile::tempdir().expect("a folder");
    let gh = |arguments: &[&str], input: &str| {
        let mut child = Command::new("gh")
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", home.path())
            // It speaks plain HTTP to hosts below `localhost`, which a proxy may answer for.
            .env("GH_HOST", "github.localhost")
            .env("GH_TOKEN", story.sandbox.summary().github_token)
            .env("HTTP_PROXY", &story.sandbox.github_url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");
        child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("is read");
        let output = child.wait_with_output().expect("ended");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let pair = format!("DOCKER_USERNAME=amyflash\nDOCKER_PASSWORD={}\n", token.expose());
    let before = story.sandbox.requests().len();
    gh(&["secret", "set", "-R", SLUG, "-f", "-"], &pair);
    let theirs = sealed_requests(&story, before);
    let from_gh = story.sandbox.stored_secret(&Vault::Repository, "DOCKER_PASSWORD");

    let before = story.sandbox.requests().len();
    let set = story.run(&SET, token.expose());
    assert_eq!(set.code, Some(0), "{} {}", set.said, set.talk);
    let ours = sealed_requests(&story, before);
    assert_eq!(ours.len(), 3, "{ours:?}");
    assert!(ours.len() <= theirs.len(), "{ours:?} {theirs:?}");
    let as_set = |all: &[String]| all.iter().cloned().collect::<BTreeSet<_>>();
    assert_eq!(as_set(&ours), as_set(&theirs));
    let sealed = r#"["encrypted_value: string", "key_id: string"]"#;
    assert_eq!(ours.iter().filter(|one| one.ends_with(sealed)).count(), 2, "{ours:?}");
    assert_eq!(story.sandbox.stored_secret(&Vault::Repository, "DOCKER_PASSWORD"), from_gh);

    let listed = gh(&["secret", "list", "-R", SLUG], "");
    let ours = story.run(&["secrets", "list", "--json"], "").json();
    for secret in ours["secrets"].as_array().expect("a list") {
        let name = secret["name"].as_str().expect("a name");
        assert!(listed.contains(name), "{name}: {listed}");
    }
}

#[tokio::test]
async fn a_name_that_the_workflow_reads_as_a_variable_becomes_one() {
    let story = Story::of(changed("read-only-token", "secrets.DOCKER_USERNAME", "vars.REGISTRY_USER"));
    let token = story.new_token().await;
    for _ in 0..2 {
        let set = story.run(&SET, token.expose());
        assert_eq!(set.code, Some(0), "{} {}", set.said, set.talk);
    }
    let set = story.run(&SET, token.expose()).json();
    let row = &set["secrets"][0];
    assert_eq!((&row["name"], &row["kind"]), (&"REGISTRY_USER".into(), &"variable".into()), "{set:#}");
    let requests = story.sandbox.requests();
    let variables: Vec<_> = requests
        .iter()
        .filter(|one| one.method != "GET" && one.target.contains("/actions/variables"))
        .map(|one| one.method.as_str())
        .collect();
    assert_eq!(variables, ["POST"], "what is there already and right is not written again");
    let green = story.run(&["rerun", "--watch", "--json"], "");
    assert_eq!(green.code, Some(0), "{} {}", green.said, green.talk);
}

#[tokio::test]
async fn one_line_end_is_dropped_and_other_white_space_is_reported() {
    for (language, words) in [("en", "white space"), ("zh-CN", "空白字符")] {
        let story = Story::begin("read-only-token");
        let token = story.new_token().await;
        let dry = |input: &str| {
            let arguments = [&SET[..], &["--dry-run", "--lang", language]].concat();
            story.run(&arguments, input)
        };
        let clean = dry(&format!("{}\r\n", token.expose()));
        assert_eq!((clean.code, clean.talk.as_str()), (Some(0), ""));
        let odd = dry(&format!("{} \n", token.expose()));
        assert!(odd.talk.contains(words), "{}", odd.talk);
        assert_eq!(odd.json()["dry_run"], true, "data stays data");
    }
}

#[test]
fn failed_jobs_run_again_and_a_commit_builds_anew() {
    let red = Story::begin("read-only-token");
    let again = red.run(&["rerun", "--how", "failed", "--watch", "--json"], "");
    assert_eq!(again.code, Some(11), "{} {}", again.said, again.talk);
    let again = again.json();
    assert_eq!((&again["how"], &again["run"]["attempt"]), (&"failed".into(), &2.into()), "{again:#}");
    assert_eq!(again["causes"][0]["id"], "token-scope-insufficient");

    let green = Story::begin("all-well");
    let nothing = green.run(&["rerun", "--how", "failed"], "");
    assert_eq!(nothing.code, Some(1), "{} {}", nothing.said, nothing.talk);
    assert_eq!(green.writes(), 0, "where nothing failed there is nothing to run again");
    let built = green.run(&["rerun", "--how", "commit", "--watch", "--json"], "");
    assert_eq!(built.code, Some(0), "{} {}", built.said, built.talk);
    let built = built.json();
    assert_eq!((&built["how"], &built["run"]["event"]), (&"commit".into(), &"push".into()), "{built:#}");
    let proof = green.run(&["confirm", "--json"], "").json();
    assert_eq!((&proof["run"], &proof["proven"]), (&built["run"]["id"], &true.into()), "{proof:#}");
}

#[test]
fn a_run_is_estimated_by_earlier_ones_and_cancelled_if_asked() {
    let mut slow = Scenario::named("all-well").expect("a scenario");
    slow.github.service.step_milliseconds = 60_000;
    let story = Story::of(slow);
    let started = story.run(&["rerun", "--json"], "");
    assert_eq!(started.code, Some(0), "{} {}", started.said, started.talk);
    let run = started.json()["run"]["id"].to_string();
    let before = story.writes();
    let dry = story.run(&["watch", &run, "--cancel", "--dry-run"], "");
    assert_eq!((dry.code, story.writes()), (Some(0), before), "{}", dry.talk);
    assert!(dry.talk.contains(&run), "{}", dry.talk);
    let cancelled = story.run(&["watch", &run, "--cancel", "--json"], "");
    assert_eq!(cancelled.code, Some(3), "{} {}", cancelled.said, cancelled.talk);
    let document = cancelled.json();
    assert_eq!(document["run"]["conclusion"], "cancelled");
    assert!(cancelled.talk.contains(&run));
    let over = story.run(&["watch", &run, "--cancel", "--lang", "zh-CN"], "");
    assert_eq!(over.code, Some(1), "{}", over.said);
    assert!(over.talk.contains("已经结束"), "{}", over.talk);
    assert_eq!(story.writes(), before + 1, "asked for once");
}

#[tokio::test]
async fn the_estimate_is_the_middle_of_green_runs() {
    let story = Story::begin("all-well");
    let green = story.run(&["rerun", "--watch", "--json"], "");
    assert_eq!(green.code, Some(0), "{} {}", green.said, green.talk);
    let green = green.json();
    assert!(green["run"]["estimate_seconds"].is_u64(), "{green:#}");
    let first = Story::begin("read-only-token");
    let red = first.run(&["rerun", "--watch", "--json"], "").json();
    assert!(red["run"]["estimate_seconds"].is_null(), "nothing green was there to go by: {red:#}");
}

/// What the list of Docker Hub shows comes later, and the registry decides.
#[tokio::test]
async fn the_list_of_docker_hub_may_lag() {
    for (scenario, fault, listed) in
        [("all-well", false, &["yes"][..]), ("hub-lag", false, &["not-yet"]), ("all-well", true, &["null"])]
    {
        let story = Story::begin(scenario);
        let token = story.new_token().await;
        let set = story.run(&SET, token.expose());
        assert_eq!(set.code, Some(0), "{} {}", set.said, set.talk);
        let green = story.run(&["rerun", "--watch", "--json"], "");
        assert_eq!(green.code, Some(0), "{} {}", green.said, green.talk);
        if fault {
            let broken = Effect::Answer { status: 500, retry_after: None, text: None };
            story.sandbox.add_fault(Fault::new(broken).on("GET", "/tags/"));
        }
        let proof = story.run(&["confirm", "--json"], "");
        assert_eq!(proof.code, Some(0), "{} {}", proof.said, proof.talk);
        let proof = proof.json();
        for tag in proof["tags"].as_array().expect("a list") {
            assert_eq!(tag["status"], "same", "{proof:#}");
            let word = tag["listed"].as_str().unwrap_or("null");
            assert!(listed.contains(&word), "{proof:#}");
        }
        let pull: &Value = &proof["pulls"][0];
        assert_eq!(pull["layers_compared"], pull["layers"], "{proof:#}");
        assert_ne!(pull["layers"], 0, "{proof:#}");
        let said = story.run(&["confirm"], "");
        assert!(said.said.contains("Downloaded and compared with their digests"), "{}", said.said);
    }
}

/// A private repository shows its tags to who is signed in: asked for once, whatever the number of tags.
#[tokio::test]
async fn of_a_private_repository_the_list_is_read_with_a_session() {
    let mut scenario = Scenario::named("all-well").expect("a scenario");
    scenario.repositories.iter_mut().for_each(|repository| repository.private = true);
    let story = Story::of(scenario);
    let token = story.new_token().await;
    assert_eq!(story.run(&SET, token.expose()).code, Some(0));
    assert_eq!(story.run(&["rerun", "--watch"], "").code, Some(0));
    let before = story.sandbox.requests().len();
    let proof = story.run(&["confirm", "--json"], "");
    assert_eq!(proof.code, Some(0), "{} {}", proof.said, proof.talk);
    let proof = proof.json();
    let tags = proof["tags"].as_array().expect("a list");
    assert_eq!(tags.len(), 3);
    for tag in tags {
        assert_eq!((&tag["status"], &tag["listed"]), (&"same".into(), &"yes".into()), "{proof:#}");
        assert!(tag["pushed_at"].is_string(), "{proof:#}");
    }
    let pull = &proof["pulls"][0];
    let line = "docker pull amyflash/music-management-system:latest";
    assert_eq!((&pull["anonymous"], &pull["pull"]), (&false.into(), &line.into()), "{proof:#}");
    assert_eq!(pull["server"], serde_json::json!(["docker login -u amyflash", line]), "{proof:#}");
    let requests = story.sandbox.requests();
    let sign_ins = requests[before..].iter().filter(|one| one.target == "/v2/auth/token").count();
    assert_eq!(sign_ins, 1);
    for (language, why) in [("en", "a token of its own that only reads"), ("zh-CN", "应使用单独的只读令牌")]
    {
        let said = story.run(&["confirm", "--lang", language], "").said;
        for part in [line, "docker login -u amyflash", why] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}
