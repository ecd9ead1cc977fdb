//! `diagnose` as a person and a script meet it: a failed run by its number, and flags in any place.

use pushpilot::model::account::Username;
use pushpilot::model::image::Registry;
use pushpilot::model::moment::Moment;
use pushpilot::model::secret::AccessToken;
use pushpilot::outside::written::{Login, WrittenSecrets};
use pushpilot::sandbox::{Effect, Fault, Name, Sandbox, Scenario, Vault, start_in_background};
use serde_json::Value;

use crate::github::Story;
use crate::machine::Machine;
use crate::terminal::Terminal;

#[test]
fn a_failed_run_is_diagnosed_by_its_number_and_by_its_address() {
    let story = Story::begin("read-only-token");
    let red = story.run(&["watch", "--json"], "").json();
    let id = red["run"]["id"].as_u64().expect("a number").to_string();
    let address = red["run"]["url"].as_str().expect("an address").to_owned();
    let before = story.writes();
    let by_number = story.run(&["diagnose", "--run", &id, "--json"], "");
    assert_eq!(by_number.code, Some(0), "{} {}", by_number.said, by_number.talk);
    let report = by_number.json();
    assert_eq!(report["causes"][0]["id"], red["causes"][0]["id"]);
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["run"]["id"].to_string(), id);
    assert_eq!(report["run"]["job"], red["run"]["jobs"][0]["name"]);
    // The workflow at that commit was read, too: the image stands in it.
    assert_eq!(report["picture"]["repository"], "amyflash/music-management-system");
    // What is shown stands in the log as it is shown: GitHub's masks stay masks.
    assert!(report["causes"].to_string().contains("username: ***"), "{report:#}");
    assert!(!report["causes"].to_string().contains("username: amyflash"), "{report:#}");
    let job = red["run"]["jobs"][0]["name"].as_str().expect("a name");
    for (language, word) in [("en", "Job "), ("zh-CN", "的作业")] {
        let said = story.run(&["diagnose", "--run", &address, "--lang", language], "");
        assert_eq!(said.code, Some(0), "{} {}", said.said, said.talk);
        assert!(said.said.contains(word) && said.said.contains(job), "{}", said.said);
    }
    let attempt = story.run(&["diagnose", "--run", &format!("{address}/attempts/1"), "--json"], "");
    assert_eq!(attempt.json(), report);
    assert_eq!(story.writes(), before, "nothing is changed by looking");
}

/// Whose run it is stands in no log; GitHub tells.
#[tokio::test]
async fn a_run_that_sees_no_secrets_is_known_by_what_started_it() {
    for (scenario, from) in [
        ("fork-run", "event: pull_request, from: a fork"),
        ("dependabot-run", "event: pull_request, from: dependabot[bot]"),
    ] {
        let story = Story::begin(scenario);
        let id = story.failed_run().await;
        let report = story.run(&["diagnose", "--run", &id, "--json"], "").json();
        let first = &report["causes"][0];
        assert_eq!(first["id"], "secrets-missing-or-empty", "{scenario}: {report:#}");
        let evidence = first["evidence"].as_array().expect("a list");
        let run = evidence.iter().find(|clue| clue["source"] == "run");
        let run = run.unwrap_or_else(|| panic!("{scenario}: {report:#}"));
        assert_eq!((&run["text"], &run["line"]), (&from.into(), &0.into()), "{scenario}");
        for language in ["en", "zh-CN"] {
            let said = story.run(&["diagnose", "--run", &id, "--lang", language], "").said;
            assert!(said.contains("GitHub") && said.contains(from), "{said}");
        }
    }
}

/// What a token may do says something of a run only where it is the run's own.
#[test]
fn a_token_that_was_written_into_the_runs_secret_is_measured_for_it() {
    let story = Story::begin("read-only-token");
    let again = story.run(&["rerun"], "");
    assert_eq!(again.code, Some(0), "{} {}", again.said, again.talk);
    let red = story.run(&["watch", "--json"], "").json();
    let id = red["run"]["id"].to_string();
    let probed = || story.run(&["diagnose", "--run", &id, "--probe", "--json"], "").json();
    let by_probe = |report: &Value| {
        let evidence = report["causes"][0]["evidence"].as_array().expect("a list");
        evidence.iter().any(|clue| clue["source"] == "probe")
    };
    let report = probed();
    assert_eq!(report["probes"]["elsewhere"], true, "{report:#}");
    assert!(report["probes"]["secret"].is_null() && !by_probe(&report), "{report:#}");
    // Noted as pushpilot does when it writes one.
    let listed = story.run(&["secrets", "list", "--json"], "").json();
    let secret =
        listed["secrets"].as_array().expect("a list").iter().find(|one| one["name"] == "DOCKER_PASSWORD");
    let updated = secret.expect("is there")["updated_at"].as_str().expect("a time");
    let updated = Moment::parse(updated).expect("a time");
    let token = story.sandbox.stored_secret(&Vault::Repository, "DOCKER_PASSWORD").expect("is there");
    let place = "github.com/amyflash/music-management-system/repository/DOCKER_PASSWORD";
    let written = WrittenSecrets::in_folder(&story.state());
    let token = AccessToken::from(token);
    let (registry, username) = (Registry::docker_hub(), Username::parse("amyflash").expect("a name"));
    let login = Login { registry: &registry, username: &username, token: &token };
    written.record(place, updated, Some(login)).expect("is noted");
    let report = probed();
    assert_eq!(report["probes"]["secret"], "DOCKER_PASSWORD", "{report:#}");
    assert_eq!(report["causes"][0]["id"], "token-scope-insufficient", "{report:#}");
    assert!(by_probe(&report), "{report:#}");
    let said = story.run(&["diagnose", "--run", &id, "--probe"], "").said;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("secret DOCKER_PASSWORD holds this very token"), "{said}");
    // Somebody has changed it since.
    written.record(place, Moment(updated.0 - 60_000), Some(login)).expect("is noted");
    assert!(probed()["probes"]["secret"].is_null());
}

#[test]
fn what_is_no_failed_run_is_said_to_be_none() {
    let story = Story::begin("all-well");
    for (run, code, word) in [
        ("main", 2, "names no run"),
        ("https://github.com/octo/app/pull/3", 2, "names no run"),
        ("987654321", 1, "404"),
    ] {
        let ended = story.run(&["diagnose", "--run", run], "");
        assert_eq!(ended.code, Some(code), "{run}: {} {}", ended.said, ended.talk);
        assert!(ended.said.is_empty() && !ended.talk.is_empty(), "{run}: {}", ended.talk);
        assert!(code == 1 || ended.talk.contains(word), "{run}: {}", ended.talk);
    }
    let both = story.run(&["diagnose", "--run", "1", "--offline"], "");
    assert_eq!(both.code, Some(2), "{}", both.talk);
}

#[test]
fn flags_for_every_command_stand_before_it_or_after_it() {
    let machine = Machine::new();
    let log = "denied: requested access to the resource is denied\n";
    let said = |arguments: &[&str]| {
        let ran = machine.run_with(arguments, log);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        ran.stdout
    };
    let after = said(&["diagnose", "--offline", "--lang", "zh-CN"]);
    assert!(after.contains("单凭日志无法断定"), "{after}");
    for before in [
        &["--lang", "zh-CN", "diagnose", "--offline"][..],
        &["--lang=zh-CN", "--color", "never", "diagnose", "--offline", "-"],
        &["--username", "amyflash", "diagnose", "--lang", "zh-CN", "--offline"],
    ] {
        assert_eq!(said(before), after, "{before:?}");
    }
    let list = said(&["practice", "--list", "--lang", "zh-CN"]);
    assert_eq!(said(&["--lang", "zh-CN", "practice", "--list"]), list);
    assert_eq!(said(&["practice", "--lang", "zh-CN", "--list"]), list);
    // Every command takes the flag before itself: what it refuses then is something else.
    for command in [
        "verify",
        "test-push",
        "sources",
        "secrets",
        "rerun",
        "watch",
        "confirm",
        "codes",
        "help",
        "status",
        "use",
        "install-links",
        "completions",
        "man",
        "diagnose",
        "practice",
    ] {
        let ran = machine.run_with(&["--lang", "en", "--hyperlinks", "never", command, "--help"], "");
        assert_eq!(ran.code, 0, "{command}: {}", ran.stderr);
        assert!(ran.stdout.contains("--hyperlinks"), "{command}: {}", ran.stdout);
    }
    let ran = machine.run_with(&["--lang", "zh-CN", "practice", "--color", "never", "serve", "--help"], "");
    assert!(ran.code == 0 && ran.stdout.contains("用法"), "{}", ran.stderr);
}

#[test]
fn what_belongs_to_the_wizard_does_not_stand_before_a_command() {
    let machine = Machine::new();
    for arguments in [
        &["amyflash/app", "diagnose", "--offline"][..],
        &["practice", "read-only-token", "serve"],
        &["practice", "--list", "serve"],
        &["practice", "--tour", "serve"],
    ] {
        let ran = machine.run_with(arguments, "");
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stdout);
        assert!(ran.stderr.contains("before a command"), "{arguments:?}: {}", ran.stderr);
    }
}

/// What the tools say when nothing tells why.
const DENIED: &str = "$ docker push amyflash/music-management-system:latest\nThe push refers to repository [docker.io/amyflash/music-management-system]\ndenied: requested access to the resource is denied\n";

fn practice(scenario: &str) -> (Sandbox, Machine) {
    let sandbox = start_in_background(Scenario::named(scenario).expect("a scenario")).expect("started");
    let machine = Machine::of(&sandbox);
    (sandbox, machine)
}

/// A diagnosis with live probes.
#[track_caller]
fn probed(machine: &Machine, log: &str) -> Value {
    let ran = machine.run_with(&["diagnose", "--probe", "--json"], log);
    assert!(matches!(ran.code, 0 | 1), "{} {}", ran.stdout, ran.stderr);
    ran.json()
}

fn answer<'a>(report: &'a Value, probe: &str) -> &'a Value {
    let answers = report["probes"]["answers"].as_array().expect("a list");
    &answers.iter().find(|one| one["id"] == probe).unwrap_or_else(|| panic!("{probe}: {report:#}"))["answer"]
}

fn service<'a>(report: &'a Value, name: &str) -> &'a Value {
    let services = report["probes"]["services"].as_array().expect("a list");
    services.iter().find(|one| one["service"] == name).unwrap_or_else(|| panic!("{name}: {report:#}"))
}

#[test]
fn probes_settle_what_the_words_leave_open() {
    for (scenario, cause, right) in [
        ("read-only-token", "token-scope-insufficient", Some(false)),
        ("foreign-namespace", "namespace-mismatch", Some(false)),
        ("wrong-user", "bad-credentials", None),
    ] {
        let (sandbox, machine) = practice(scenario);
        let image = &sandbox.scenario().expect.image;
        let log = DENIED.replace("amyflash/music-management-system", image);
        let read = machine.run_with(&["diagnose", "--offline", "--json"], &log).json();
        assert!(read["causes"][0]["confidence"].as_f64().expect("a number") < 0.6, "{scenario}: {read:#}");
        assert!(read.get("probes").is_none() && !read["needs_probe"].as_array().expect("a list").is_empty());
        assert_eq!(sandbox.requests().len(), 0, "--offline asks nobody");
        let report = probed(&machine, &log);
        assert_eq!(report["causes"][0]["id"], cause, "{scenario}: {report:#}");
        assert!(
            report["causes"][0]["confidence"].as_f64().expect("a number") >= 0.9,
            "{scenario}: {report:#}"
        );
        assert_eq!(report["needs_probe"], serde_json::json!([]), "{scenario}");
        let sources: Vec<_> = report["causes"][0]["evidence"].as_array().expect("a list").iter().collect();
        assert!(sources.iter().any(|clue| clue["source"] == "probe"), "{scenario}: {report:#}");
        if let Some(right) = right {
            assert_eq!(answer(&report, "repository-right"), &Value::from(right), "{scenario}: {report:#}");
        }
        for name in ["registry", "token-service", "hub-api"] {
            assert!(service(&report, name)["failed_at"].is_null(), "{scenario}: {report:#}");
        }
        // Nothing was created, and what was opened is closed.
        assert!(!sandbox.requests().iter().any(|one| one.method == "PUT"), "{scenario}");
    }
}

#[test]
fn a_credential_that_pushes_refutes_what_the_words_suggest() {
    let (sandbox, machine) = practice("all-well");
    let report = probed(&machine, DENIED);
    for probe in [
        "sources",
        "sign-in",
        "token-level",
        "repository-right",
        "repository-exists",
        "reachability",
        "clock",
    ] {
        assert_eq!(answer(&report, probe), &Value::from(true), "{probe}: {report:#}");
    }
    assert_eq!(service(&report, "blob-storage")["failed_at"], Value::Null, "{report:#}");
    assert_eq!(report["probes"]["username"], "amyflash");
    let refuted =
        ["token-scope-insufficient", "bad-credentials", "namespace-mismatch", "org-permission-missing"];
    for cause in report["causes"].as_array().expect("a list") {
        let id = cause["id"].as_str().expect("a name");
        let confidence = cause["confidence"].as_f64().expect("a number");
        assert!(!refuted.contains(&id) || confidence < 0.15, "{report:#}");
    }
    let opened = |one: &&pushpilot::sandbox::Received| one.target.contains("/blobs/uploads/");
    let requests = sandbox.requests();
    let of = |method: &str| requests.iter().filter(opened).filter(|one| one.method == method).count();
    assert_eq!(of("POST"), of("DELETE"), "what was opened is closed: {requests:#?}");
    // In words, in both languages.
    for (language, words) in [
        ("en", ["Measured just now as amyflash", "May the token push at all?  yes"]),
        ("zh-CN", ["用户：amyflash", "是"]),
    ] {
        let ran = machine.run_with(&["diagnose", "--probe", "--lang", language], DENIED);
        for word in words {
            assert!(ran.stdout.contains(word), "{word}: {}", ran.stdout);
        }
    }
}

#[test]
fn without_a_credential_it_is_said_what_could_not_be_asked() {
    let (sandbox, _) = practice("all-well");
    let mut machine = Machine::new();
    machine.set("PUSHPILOT_HUB_URL", &sandbox.hub_url);
    // Whatever helper docker takes by itself has nothing.
    for helper in ["pass", "docker-credential-pass"] {
        machine.install(helper, "echo '{}'");
    }
    machine.set("PUSHPILOT_REGISTRY_URL", &sandbox.registry_url);
    let report = probed(&machine, DENIED);
    assert_eq!(report["probes"]["credential"], "none");
    assert_eq!(report["causes"][0]["id"], "not-logged-in", "{report:#}");
    for probe in ["sign-in", "token-level", "repository-right"] {
        assert_eq!(answer(&report, probe), &Value::Null, "{probe}: {report:#}");
    }
    assert_eq!(answer(&report, "sources"), &Value::from(false));
    assert_eq!(answer(&report, "repository-exists"), &Value::from(true), "{report:#}");
    let ran = machine.run_with(&["diagnose", "--probe"], DENIED);
    let said: Vec<&str> = ran.stdout.split_whitespace().collect();
    let said = said.join(" ");
    assert!(said.contains("not measured") && said.contains("holds none for docker.io"), "{said}");
    // Somebody else's credential says nothing about the one that the log tells of.
    let (_sandbox, machine) = practice("all-well");
    let report = probed(&machine, &format!("$ docker login -u octocat\nLogin Succeeded\n{DENIED}"));
    assert_eq!(report["probes"]["credential"], "of-somebody-else", "{report:#}");
    assert_eq!(answer(&report, "repository-right"), &Value::Null, "{report:#}");
}

#[test]
fn the_log_of_a_ci_service_is_not_judged_by_this_machine_s_secret() {
    let (_sandbox, machine) = practice("read-only-token");
    let log = format!("##[group]Run docker push\n{DENIED}##[error]Process completed with exit code 1.\n");
    let report = probed(&machine, &log);
    assert_eq!(report["probes"]["elsewhere"], true);
    assert_eq!(answer(&report, "token-level"), &Value::from(false), "{report:#}");
    let first = &report["causes"][0];
    assert!(first["confidence"].as_f64().expect("a number") < 0.6, "{report:#}");
}

#[test]
fn what_keeps_the_services_from_being_reached_is_found_layer_by_layer() {
    let timeout = "$ docker push amyflash/music-management-system:latest\nGet \"https://registry-1.docker.io/v2/\": dial tcp: i/o timeout\n";
    let (sandbox, mut machine) = practice("all-well");
    machine.set("PUSHPILOT_REGISTRY_URL", "http://127.0.0.1:9");
    let report = probed(&machine, timeout);
    assert_eq!(report["causes"][0]["id"], "network-unreachable");
    assert_eq!(service(&report, "registry")["failed_at"], "tcp", "{report:#}");
    assert_eq!(service(&report, "hub-api")["failed_at"], Value::Null, "{report:#}");
    // A proxy in between that is not there.
    machine.set("PUSHPILOT_REGISTRY_URL", "https://registry.invalid");
    let report = probed(&machine, timeout);
    assert_eq!(service(&report, "registry")["proxy"], "127.0.0.1:9", "{report:#}");
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        machine.set(name, "");
    }
    machine.set("PUSHPILOT_REGISTRY_URL", "https://no..name");
    let report = probed(&machine, timeout);
    assert_eq!(service(&report, "registry")["failed_at"], "dns", "{report:#}");
    assert_eq!(answer(&report, "reachability"), &Value::from(false));
    machine.set("PUSHPILOT_REGISTRY_URL", &sandbox.registry_url);
    // The storage is gone, everything else answers.
    sandbox.add_fault(
        Fault::new(Effect::Answer { status: 503, retry_after: None, text: None }).of(Name::Storage),
    );
    let report = probed(
        &machine,
        "docker pull amyflash/music-management-system\nerror pulling image: received unexpected HTTP status: 503 Service Unavailable\n",
    );
    assert_eq!(service(&report, "blob-storage")["failed_at"], "http", "{report:#}");
    assert_eq!(report["causes"][0]["id"], "registry-outage", "{report:#}");
}

#[test]
fn a_clock_that_is_a_day_off_is_measured() {
    let (sandbox, machine) = practice("all-well");
    sandbox.add_fault(Fault::new(Effect::DateOffset(86_400)));
    let log = "Get \"https://registry-1.docker.io/v2/\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is before 2026-06-01T00:00:00Z\n";
    let report = probed(&machine, log);
    assert_eq!(answer(&report, "clock"), &Value::from(false), "{report:#}");
    assert_eq!(report["causes"][0]["id"], "clock-skew", "{report:#}");
    assert!(report["causes"][0]["evidence"].to_string().contains("Date: -86"), "{report:#}");
}

#[test]
fn at_a_terminal_it_asks_first_and_only_a_yes_is_one() {
    let (sandbox, machine) = practice("read-only-token");
    machine.write(machine.work().join("build.log"), DENIED);
    for (answer, asked) in [("n\n", false), ("\n", false), ("y\n", true)] {
        let before = sandbox.requests().len();
        let mut terminal = Terminal::start(machine.in_terminal(&["diagnose", "build.log"]), 100, 30);
        terminal.wait_for("Measure now?");
        assert_eq!(sandbox.requests().len(), before, "nobody is asked before the answer");
        terminal.send(answer);
        terminal.wait_for("token");
        assert_eq!(terminal.ended(), 0);
        assert_eq!(sandbox.requests().len() > before, asked, "{answer:?}");
    }
    // A script is asked nothing.
    let ran = machine.run(&["diagnose", "build.log"]);
    assert!(ran.code == 0 && ran.stderr.is_empty(), "{}", ran.stderr);
}

#[test]
fn the_first_screen_fetches_the_last_failed_run() {
    let (sandbox, mut machine) = practice("read-only-token");
    let summary = sandbox.summary();
    machine.set("GITHUB_API_URL", &summary.github_url);
    machine.set("GH_TOKEN", &summary.github_token);
    let asked =
        |sandbox: &Sandbox| sandbox.requests().iter().filter(|one| one.service == Name::GitHub).count();
    let mut terminal = Terminal::start(machine.in_terminal(&[]), 100, 40);
    terminal.wait_for("last failed run");
    assert_eq!(asked(&sandbox), 0, "GitHub is asked when it is chosen");
    terminal.send("\r");
    terminal.wait_for("What the log points to");
    assert!(asked(&sandbox) > 0);
    terminal.wait_for("permission is too small");
}
