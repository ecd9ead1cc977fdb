//! `verify` and `test-push` as scripts see them: exit codes, JSON, what is data and what is talk.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use pushpilot::model::account::Username;
use pushpilot::model::cause::CauseId;
use pushpilot::model::image::Registry;
use pushpilot::model::moment::Moment;
use pushpilot::model::secret::AccessToken;
use pushpilot::outside::ledger::Ledger;
use pushpilot::sandbox::{Effect, Fault, Name, Sandbox, Scenario, start_in_background};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::machine::{Machine, PROGRAM, Ran};
use crate::terminal::Terminal;

const IMAGE: &str = "amyflash/music-management-system";

fn practice(scenario: &str) -> (Sandbox, Machine) {
    let sandbox = start_in_background(Scenario::named(scenario).expect("a scenario")).expect("started");
    let machine = Machine::of(&sandbox);
    (sandbox, machine)
}

/// The report, its shape held against what is promised.
#[track_caller]
fn report(ran: &Ran) -> Value {
    let report = ran.json();
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&report), ["schema_version", "generated_at", "verdict", "checks", "requests"]);
    assert_eq!(report["schema_version"], 1);
    assert!(Moment::parse(report["generated_at"].as_str().expect("text")).is_some(), "{report}");
    assert!(["can-push", "cannot-push", "unknown"].contains(&report["verdict"].as_str().expect("text")));
    assert!(report["requests"].is_u64());
    for check in report["checks"].as_array().expect("a list") {
        let expected = ["id", "subject", "status", "cause", "evidence", "next", "elapsed_ms"];
        assert_eq!(keys(check), expected);
        let status = check["status"].as_str().expect("text");
        assert!(["pass", "fail", "warn", "skip", "unknown"].contains(&status), "{check}");
        let cause = check["cause"].as_str();
        assert!(
            cause.is_none_or(|cause| CauseId::ALL.iter().any(|known| known.as_str() == cause)),
            "{check}"
        );
        assert!(check["cause"].is_string() || check["cause"].is_null());
        for list in ["evidence", "next"] {
            assert!(check[list].as_array().expect("a list").iter().all(Value::is_string), "{check}");
        }
        assert!(check["elapsed_ms"].is_u64() && check["subject"].is_string(), "{check}");
    }
    assert_eq!(ran.stderr, "", "with data on its way there is nothing to say");
    report
}

fn cause(report: &Value) -> Option<&str> {
    report["checks"].as_array()?.iter().find_map(|check| check["cause"].as_str())
}

#[test]
fn every_scenario_ends_with_its_code_and_its_cause() {
    // A newcomer has no credential yet.
    for scenario in Scenario::all().into_iter().filter(|one| one.machine.project_file.is_none()) {
        let code = match scenario.expect.cause.as_deref() {
            Some("rate-limited") => 1,
            Some("token-expired-or-revoked" | "bad-credentials" | "two-factor-needs-token") => 4,
            Some("token-scope-insufficient" | "namespace-mismatch" | "org-permission-missing") => 5,
            Some("network-unreachable") => 6,
            None => 0,
            Some(other) => panic!("no code is known for {other}"),
        };
        let (sandbox, machine) = practice(&scenario.name);
        let ran = machine.run(&["verify", &scenario.expect.image, "--json"]);
        assert_eq!(ran.code, code, "{}: {}\n{}", scenario.name, ran.stdout, ran.stderr);
        let report = report(&ran);
        let expect = format!("{:?}", scenario.expect.verdict);
        let verdict = report["verdict"].as_str().expect("text").replace('-', "");
        assert_eq!(verdict, expect.to_ascii_lowercase(), "{}", scenario.name);
        // Nothing in the registry's words tells an expired token from a wrong one; in Amazon's it does.
        let said = match scenario.expect.cause.as_deref() {
            Some("token-expired-or-revoked") if scenario.name != "ecr-yesterday" => Some("bad-credentials"),
            cause => cause,
        };
        assert_eq!(cause(&report), said, "{}: {report:#}", scenario.name);
        // Every request is counted, but for the one that closes the upload when the verdict is out.
        let closing = |line: &str| line.starts_with("DELETE ") && line.contains("/blobs/uploads/");
        let requests = sandbox.requests();
        let made = requests.iter().filter(|one| !closing(&format!("{} {}", one.method, one.target))).count();
        assert_eq!(report["requests"], made, "{}: {requests:#?}", scenario.name);
        // Nothing was created.
        assert!(!requests.iter().any(|one| one.method == "PUT"), "{}", scenario.name);
    }
}

#[test]
fn a_verdict_in_words_says_why_and_what_to_do() {
    let (_sandbox, machine) = practice("read-only-token");
    for (language, verdict, remedy) in [
        ("en", "This token cannot push.", "a new one takes two minutes"),
        ("zh-CN", "此令牌不能推送。", "新建"),
    ] {
        let ran = machine.run(&["verify", IMAGE, "--lang", language]);
        assert_eq!((ran.code, ran.stderr.as_str()), (5, ""), "{}", ran.stdout);
        assert!(ran.stdout.starts_with(IMAGE), "{}", ran.stdout);
        assert!(ran.stdout.contains(verdict) && ran.stdout.contains(remedy), "{}", ran.stdout);
    }
    // Machines read the same in every language.
    let ran = machine.run(&["verify", IMAGE, "--lang", "zh-CN", "--json"]);
    assert!(report(&ran).to_string().is_ascii(), "{}", ran.stdout);
}

#[test]
fn a_test_push_says_what_it_did_and_what_it_left() {
    for (scenario, more, code, evidence, there) in [
        ("all-well", None, 0, "nothing left behind", false),
        ("all-well", Some("--keep"), 0, "left behind", true),
        ("weak-clean-up", None, 9, "left behind", true),
    ] {
        let (sandbox, machine) = practice(scenario);
        let arguments: Vec<&str> = ["test-push", IMAGE, "--json"].into_iter().chain(more).collect();
        let ran = machine.run(&arguments);
        assert_eq!(ran.code, code, "{scenario}: {}\n{}", ran.stdout, ran.stderr);
        let report = report(&ran);
        assert_eq!(report["verdict"], "can-push");
        let push = report["checks"].as_array().expect("a list").last().expect("checks");
        assert_eq!(push["id"], "test-push");
        assert!(push["evidence"].as_array().expect("a list").contains(&evidence.into()), "{push:#}");
        let (repository, tag) = push["subject"].as_str().expect("an image").rsplit_once(':').expect("a tag");
        assert_eq!((repository, tag.starts_with("pushpilot-")), (IMAGE, true));
        assert_eq!(sandbox.has_tag(IMAGE, tag), there, "{scenario}");
        assert!(sandbox.has_tag(IMAGE, "latest"), "it was there before");
        assert_eq!(report["requests"], sandbox.requests().len(), "{scenario}");
    }
    for (scenario, code) in [("read-only-token", 5), ("expired-token", 4), ("broken-network", 6)] {
        let (sandbox, machine) = practice(scenario);
        let ran = machine.run(&["test-push", IMAGE, "--json"]);
        assert_eq!(ran.code, code, "{scenario}: {}\n{}", ran.stdout, ran.stderr);
        report(&ran);
        assert!(!sandbox.requests().iter().any(|request| request.method == "PUT"), "{scenario}");
    }
}

#[test]
fn wrong_usage_ends_with_two_and_names_what_is_missing() {
    let (_sandbox, machine) = practice("all-well");
    for (arguments, input, named) in [
        (&["verify", "Amyflash/App"][..], "", "Amyflash/App"),
        (&["verify", IMAGE, "--token-stdin"], "x", "--username"),
        (&["verify", IMAGE, "--token-stdin", "--username", "amyflash"], "", "no token"),
        (&["verify", IMAGE, "--registry-url", "http://example.com"], "", "http://example.com"),
        (&["verify", IMAGE, "--no-such"], "", "--no-such"),
        (&["test-push"], "", "<IMAGE>"),
        (&["practice", "no-such"], "", "no-such"),
        (&["--answers", "no-such.toml"], "", "no-such.toml"),
        (&["--plain"], "", "\"image\""),
    ] {
        let ran = machine.run_with(arguments, input);
        assert_eq!(ran.code, 2, "{arguments:?}: {}\n{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(named), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stdout.is_empty() || arguments == ["--plain"], "{arguments:?}: {}", ran.stdout);
    }
    let empty = Machine::new().run(&["verify"]);
    assert_eq!((empty.code, empty.stdout.as_str()), (2, ""), "{}", empty.stderr);
}

#[test]
fn without_a_credential_or_with_a_broken_helper_it_says_which() {
    let (_sandbox, machine) = practice("all-well");
    let config = machine.home().join(".docker/config.json");
    fs::write(&config, "{}").expect("written");
    let ran = machine.run(&["verify", IMAGE]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    assert!(ran.stderr.contains("docker.io") && ran.stderr.contains("PUSHPILOT_TOKEN"), "{}", ran.stderr);
    for (script, named) in [
        (None, "docker-credential-broken"),
        (Some("echo the vault is sealed; exit 1"), "the vault is sealed"),
    ] {
        if let Some(script) = script {
            machine.install("docker-credential-broken", script);
        }
        fs::write(&config, r#"{"credHelpers":{"https://index.docker.io/v1/":"broken"}}"#).expect("written");
        let ran = machine.run(&["verify", IMAGE, "--json"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (7, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(named), "{}", ran.stderr);
    }
}

#[test]
fn whatever_is_wrong_with_the_network_ends_with_six() {
    let (sandbox, machine) = practice("all-well");
    // Nobody listens; a proxy that is not there; a registry that speaks no TLS.
    let tls = sandbox.registry_url.replace("http://", "https://");
    for address in ["http://127.0.0.1:9", "https://registry.example", &tls] {
        let ran = machine.run(&["verify", IMAGE, "--json", "--registry-url", address]);
        assert_eq!(ran.code, 6, "{address}: {}\n{}", ran.stdout, ran.stderr);
        assert_eq!(report(&ran)["verdict"], "unknown");
    }
}

#[test]
fn no_answer_ends_with_eight() {
    let (sandbox, machine) = practice("all-well");
    sandbox.add_fault(Fault::new(Effect::Stall).of(Name::Registry));
    let ran = machine.run(&["verify", IMAGE, "--json"]);
    assert_eq!(ran.code, 8, "{}\n{}", ran.stdout, ran.stderr);
    assert_eq!(report(&ran)["verdict"], "unknown");
}

#[test]
fn a_token_that_expires_soon_ends_with_ten_if_asked() {
    let (sandbox, machine) = practice("all-well");
    let token = AccessToken::from(sandbox.token("ci").expect("a token"));
    let amy = Username::parse("amyflash").expect("a user name");
    let expires = pushpilot::run::now().plus(Duration::from_secs(30 * 86_400));
    Ledger::in_folder(&machine.home().join(".local/state/pushpilot"))
        .record(&Registry::docker_hub(), &amy, &token, |note| note.expires = Some(expires))
        .expect("noted");
    for (days, code) in [("90", 10), ("7", 0)] {
        let ran = machine.run(&["verify", IMAGE, "--fail-on-expiring", days]);
        assert_eq!(ran.code, code, "{}\n{}", ran.stdout, ran.stderr);
        assert_eq!(ran.stderr.contains(&expires.date()), code == 10, "{}", ran.stderr);
    }
}

#[test]
fn an_interrupt_ends_with_130_and_cleans_up_first() {
    for (arguments, at) in [
        (["verify", IMAGE, "--json"], ("POST", "/blobs/uploads/")),
        (["test-push", IMAGE, "--json"], ("PUT", "/manifests/pushpilot-")),
    ] {
        let (sandbox, machine) = practice("all-well");
        // Time to interrupt it while it waits for this answer.
        sandbox.add_fault(Fault::new(Effect::DelayMs(700)).on(at.0, at.1));
        let mut command = machine.command(PROGRAM);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().expect("started");
        let end = Instant::now() + Duration::from_secs(60);
        let asked = || sandbox.requests().iter().any(|one| one.method == at.0 && one.target.contains(at.1));
        while !asked() {
            assert!(Instant::now() < end, "{arguments:?}: it was never asked");
            std::thread::park_timeout(Duration::from_millis(5));
        }
        kill_process(Pid::from_raw(child.id().cast_signed()).expect("it runs"), Signal::INT).expect("sent");
        let output = child.wait_with_output().expect("ended");
        let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
        let code = output.status.code().or(signal.map(|signal| 128 + signal));
        assert_eq!(code, Some(130), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        let tags = sandbox.requests();
        let tag = tags.iter().find_map(|one| one.target.split_once("/manifests/pushpilot-"));
        if let Some((_, rest)) = tag {
            assert!(!sandbox.has_tag(IMAGE, &format!("pushpilot-{rest}")), "it was removed");
        }
    }
}

#[test]
fn leaving_the_wizard_ends_with_three() {
    let (_sandbox, machine) = practice("all-well");
    let mut terminal = Terminal::start(machine.in_terminal(&[]), 80, 24);
    terminal.enter_at(&["Paste the log", "Enter continue"]);
    terminal.wait_for("Which token?");
    terminal.send("q");
    terminal.wait_for("Leave?");
    terminal.send("q");
    assert_eq!(terminal.ended(), 3, "{}", terminal.screen());
    terminal.given_back();
}
