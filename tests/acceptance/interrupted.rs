//! GitHub's half, killed at any request and with the network gone at any request: nothing is started twice, nothing
//! is claimed that is not so, and the next start goes on.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use pushpilot::sandbox::{Effect, Fault, Name, Sandbox, Scenario, Vault, start_in_background};
use serde_json::Value;

use crate::machine::{Machine, PROGRAM, Ran, run};

const IMAGE: &str = "amyflash/music-management-system";
const SECRETS: [&str; 2] = ["DOCKER_USERNAME", "DOCKER_PASSWORD"];

/// A machine with a token that pushes, whose secrets on GitHub are another's.
struct Desk {
    sandbox: Sandbox,
    machine: Machine,
    answers: String,
}

impl Desk {
    fn new() -> Self {
        let mut scenario = Scenario::named("all-well").expect("a scenario");
        for secret in &mut scenario.github.secrets {
            (secret.token, secret.value) = (None, Some("another".to_owned()));
        }
        scenario.github.runs.clear();
        scenario.github.service.step_milliseconds = 5;
        let sandbox = start_in_background(scenario).expect("started");
        let mut machine = Machine::of(&sandbox);
        machine.set("GH_TOKEN", sandbox.summary().github_token);
        let answers = machine.write("answers.toml", "keep = [\"run-only\", \"run-only\"]\n");
        Self { answers: answers.display().to_string(), sandbox, machine }
    }

    /// The wizard, answered as it recommends.
    fn wizard(&self) -> std::process::Command {
        let mut command = self.machine.command(PROGRAM);
        command.args(["--plain", "--answers", &self.answers, IMAGE]);
        command
    }

    /// How many runs were started by hand.
    fn started(&self) -> u64 {
        self.runs_of("workflow_dispatch")
    }

    fn runs_of(&self, event: &str) -> u64 {
        let mut stream =
            TcpStream::connect(self.sandbox.github_url.trim_start_matches("http://")).expect("listens");
        let token = self.sandbox.summary().github_token;
        let path = format!("/repos/{IMAGE}/actions/runs?event={event}");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: github\r\nAuthorization: Bearer {token}\r\nUser-Agent: test\r\nConnection: close\r\n\r\n").expect("is taken");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("is text");
        let (_, count) = answer.split_once("\"total_count\":").unwrap_or_else(|| panic!("{answer}"));
        count
            .trim_start()
            .split(|c: char| !c.is_ascii_digit())
            .next()
            .and_then(|n| n.parse().ok())
            .expect("a number")
    }

    fn stored(&self) -> [Option<String>; 2] {
        SECRETS.map(|name| self.sandbox.stored_secret(&Vault::Repository, name))
    }

    #[track_caller]
    fn secrets_are_right(&self, when: &str) {
        let token = self.sandbox.token("ci");
        assert_eq!(self.stored(), [Some("amyflash".to_owned()), token], "{when}");
    }

    /// Methods of what GitHub was asked.
    fn asked(&self) -> Vec<String> {
        let requests = self.sandbox.requests();
        requests.into_iter().filter(|one| one.service == Name::GitHub).map(|one| one.method).collect()
    }

    fn spoil(&self, number: u32, effect: Effect) {
        self.sandbox.add_fault(Fault::new(effect).of(Name::GitHub).nth(number));
    }

    /// Runs, and kills the program while it waits for an answer that never comes; `false` if it ended before.
    fn killed(&self, mut command: std::process::Command) -> bool {
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("starts");
        let mut stdin = child.stdin.take().expect("is piped");
        // One that is killed may never read it.
        let _ = stdin.write_all(ENTERS.as_bytes());
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if self.sandbox.hanging() > 0 {
                child.kill().expect("is killed");
                child.wait().expect("ends");
                return true;
            }
            if child.try_wait().expect("is a child").is_some() {
                return false;
            }
            assert!(Instant::now() < deadline, "neither came");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Enough to come to any end.
const ENTERS: &str = "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";

/// Plays a case for every request to GitHub, and for every request that writes with the second effect as well; a
/// few at a time, as most of their time is waiting. `case` tells whether the request came.
fn at_every_request(
    case: impl Fn(u32, &Effect) -> Option<String> + Sync,
    writes: &Effect,
    all: &Effect,
) -> u32 {
    const LANES: u32 = 4;
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (1..=LANES)
            .map(|lane| {
                let case = &case;
                scope.spawn(move || {
                    let mut last = 0;
                    for number in (lane..).step_by(LANES as usize) {
                        let Some(method) = case(number, all) else { break };
                        if method != "GET" {
                            case(number, writes);
                        }
                        last = number;
                    }
                    last
                })
            })
            .collect();
        lanes.into_iter().map(|lane| lane.join().expect("holds")).max().unwrap_or_default()
    })
}

#[test]
fn a_wizard_killed_at_any_request_comes_back_to_the_same_run() {
    let case = |number: u32, effect: &Effect| {
        let desk = Desk::new();
        let when = format!("killed at request {number}, {effect:?}");
        desk.spoil(number, effect.clone());
        if !desk.killed(desk.wizard()) {
            return None;
        }
        let method = desk.asked().get(number as usize - 1).cloned();
        let next = run(desk.wizard(), ENTERS);
        assert_eq!(next.code, 0, "{when}: {} {}", next.stdout, next.stderr);
        desk.secrets_are_right(&when);
        assert_eq!(desk.started(), 1, "{when}: {}", next.stdout);
        method
    };
    let last = at_every_request(case, &Effect::Swallow, &Effect::Stall);
    assert!(last > 15, "it ended after {last} requests");
}

/// The wizard says what is lost and offers to look again; what was done is not done again.
#[test]
fn a_wizard_goes_on_when_the_network_was_gone_at_any_request() {
    let case = |number: u32, effect: &Effect| {
        let desk = Desk::new();
        let when = format!("{effect:?} at request {number}");
        desk.spoil(number, effect.clone());
        let ran = run(desk.wizard(), ENTERS);
        assert_eq!(ran.code, 0, "{when}: {} {}", ran.stdout, ran.stderr);
        desk.secrets_are_right(&when);
        let method = desk.asked().get(number as usize - 1).cloned()?;
        assert_eq!(desk.started(), 1, "{when}: {}", ran.stdout);
        if method != "GET" {
            assert!(
                ran.stdout.contains("FAILED")
                    || ran.stdout.contains("WARNING")
                    || ran.stdout.contains("confirmed"),
                "{when}: {}",
                ran.stdout
            );
        }
        Some(method)
    };
    let last = at_every_request(case, &Effect::Truncated, &Effect::Drop);
    assert!(last > 15, "it ended after {last} requests");
}

/// What a command claims in the end, whatever happened on the way.
#[track_caller]
fn claims_hold(desk: &Desk, ran: &Ran, when: &str) {
    if ran.stdout.is_empty() {
        assert!(
            ran.code != 0 && ran.stderr.starts_with("pushpilot: "),
            "{when}: {} {}",
            ran.code,
            ran.stderr
        );
        return;
    }
    let right = [Some("amyflash".to_owned()), desk.sandbox.token("ci")];
    let stored = desk.stored();
    for (at, name) in SECRETS.into_iter().enumerate() {
        let rows = ran.json()["secrets"].as_array().cloned().unwrap_or_default();
        let row = rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{when}: {name}"));
        match row["result"].as_str() {
            Some("confirmed" | "written") => assert_eq!(stored[at], right[at], "{when}: {row}"),
            Some("not-tried") => assert_ne!(stored[at], right[at], "{when}: {row}"),
            // The answer was lost and could not be looked for: nothing is claimed.
            Some("failed") => assert_ne!(ran.code, 0, "{when}"),
            other => panic!("{when}: {other:?}"),
        }
    }
}

#[test]
fn secrets_set_with_the_network_gone_or_killed_at_any_request_claims_only_what_is_so() {
    let set = ["secrets", "set", "--json"];
    let gone = |number: u32, effect: &Effect| {
        let desk = Desk::new();
        let when = format!("{effect:?} at request {number}");
        desk.spoil(number, effect.clone());
        let ran = desk.machine.run(&set);
        claims_hold(&desk, &ran, &when);
        let method = desk.asked().get(number as usize - 1).cloned()?;
        let writes = desk.asked().iter().filter(|method| *method == "PUT").count();
        assert!(writes <= 2, "{when}: a write was repeated: {:?}", desk.asked());
        let again = desk.machine.run(&set);
        assert_eq!(again.code, 0, "{when}: {} {}", again.stdout, again.stderr);
        desk.secrets_are_right(&when);
        Some(method)
    };
    assert!(at_every_request(gone, &Effect::Truncated, &Effect::Drop) >= 5);
    let killed = |number: u32, effect: &Effect| {
        let desk = Desk::new();
        let when = format!("killed at request {number}, {effect:?}");
        desk.spoil(number, effect.clone());
        let mut command = desk.machine.command(PROGRAM);
        command.args(set);
        if !desk.killed(command) {
            return None;
        }
        let method = desk.asked().get(number as usize - 1).cloned();
        let again = desk.machine.run(&set);
        assert_eq!(again.code, 0, "{when}: {} {}", again.stdout, again.stderr);
        desk.secrets_are_right(&when);
        method
    };
    assert!(at_every_request(killed, &Effect::Swallow, &Effect::Stall) >= 5);
}

/// The note of a build is written before GitHub hears of it: whatever has become of it, the next command knows.
#[test]
fn a_rerun_killed_at_any_request_is_known_to_the_next_and_to_watch() {
    for (how, event) in [("dispatch", "workflow_dispatch"), ("commit", "push")] {
        let command = ["rerun", "--how", how, "--watch", "--json"];
        let case = |number: u32, effect: &Effect| {
            let desk = Desk::new();
            assert_eq!(desk.machine.run(&["secrets", "set"]).code, 0);
            let before = desk.asked().len();
            let when = format!("{how} killed at request {number}, {effect:?}");
            desk.spoil(number, effect.clone());
            let mut killed = desk.machine.command(PROGRAM);
            killed.args(command);
            if !desk.killed(killed) {
                return None;
            }
            let asked = desk.asked().split_off(before);
            let method = asked.get(number as usize - 1).cloned()?;
            let begun = desk.runs_of(event);
            if begun == 1 && method == "GET" {
                // It was seen to begin: that is the run that `watch` means.
                let back = desk.machine.run(&["watch", "--json"]);
                assert_eq!(back.code, 0, "{when}: {} {}", back.stdout, back.stderr);
                assert!(back.stderr.contains("Back to run"), "{when}: {}", back.stderr);
                assert_eq!(back.json()["run"]["event"], event, "{when}");
                return Some(method);
            }
            let next = desk.machine.run(&command);
            assert_eq!(desk.runs_of(event), 1, "{when}: {} {}", next.stdout, next.stderr);
            if begun == 1 {
                assert_eq!(next.code, 1, "{when}: {} {}", next.stdout, next.stderr);
                assert!(next.stderr.contains("did begin, as run"), "{when}: {}", next.stderr);
                let back = desk.machine.run(&["watch", "--lang", "zh-CN"]);
                assert_eq!(back.code, 0, "{when}: {} {}", back.stdout, back.stderr);
                assert!(back.stderr.contains("回到"), "{when}: {}", back.stderr);
            } else {
                assert_eq!(next.code, 0, "{when}: {} {}", next.stdout, next.stderr);
            }
            Some(method)
        };
        let last = at_every_request(case, &Effect::Swallow, &Effect::Stall);
        assert!(last >= 6, "{how} ended after {last} requests");
    }
}

/// Failed jobs run again in the same run, as another attempt: one more, however often it is said.
#[test]
fn failed_jobs_killed_at_any_request_run_again_once() {
    let command = ["rerun", "--how", "failed", "--watch", "--json"];
    let case = |number: u32, effect: &Effect| {
        let desk = Desk::new();
        let run = desk.machine.run(&["rerun", "--watch", "--json"]);
        assert_eq!(run.code, 11, "{} {}", run.stdout, run.stderr);
        let id = run.json()["run"]["id"].to_string();
        assert_eq!(desk.machine.run(&["secrets", "set"]).code, 0);
        let before = desk.asked().len();
        let when = format!("killed at request {number}, {effect:?}");
        desk.spoil(number, effect.clone());
        let mut killed = desk.machine.command(PROGRAM);
        killed.args(command);
        if !desk.killed(killed) {
            return None;
        }
        let method = desk.asked().split_off(before).get(number as usize - 1).cloned()?;
        let next = desk.machine.run(&command);
        let back = desk.machine.run(&["watch", &id, "--json"]);
        assert_eq!(back.code, 0, "{when}: {} {}", back.stdout, back.stderr);
        assert_eq!(back.json()["run"]["attempt"], 2, "{when}: {} {}", next.stdout, next.stderr);
        Some(method)
    };
    let last = at_every_request(case, &Effect::Swallow, &Effect::Stall);
    assert!(last >= 5, "it ended after {last} requests");
}

#[test]
fn rerun_and_confirm_with_the_network_gone_at_any_request_say_so_and_repeat_nothing() {
    let gone = |number: u32, effect: &Effect| {
        let desk = Desk::new();
        assert_eq!(desk.machine.run(&["secrets", "set"]).code, 0);
        let before = desk.asked().len();
        let when = format!("{effect:?} at request {number}");
        desk.spoil(number, effect.clone());
        let ran = desk.machine.run(&["rerun", "--watch", "--json"]);
        let method = desk.asked().get(before + number as usize - 1).cloned()?;
        let posts = desk.asked()[before..].iter().filter(|method| *method == "POST").count();
        assert!(posts <= 1 && desk.started() <= 1, "{when}: {:?}", desk.asked());
        match ran.code {
            0 => assert_eq!(desk.started(), 1, "{when}"),
            code => {
                assert!([1, 6, 8].contains(&code), "{when}: {code} {}", ran.stderr);
                assert!(ran.stderr.starts_with("pushpilot: "), "{when}: {}", ran.stderr);
                let after = desk.asked()[before..before + number as usize].contains(&"POST".to_owned());
                assert_eq!(ran.stderr.contains("pushpilot watch"), after, "{when}: {}", ran.stderr);
                assert_eq!(ran.stderr.contains("Nothing was changed"), !after, "{when}: {}", ran.stderr);
            }
        }
        Some(method)
    };
    assert!(at_every_request(gone, &Effect::Truncated, &Effect::Drop) >= 6);

    let desk = Desk::new();
    assert_eq!(desk.machine.run(&["secrets", "set"]).code, 0);
    assert_eq!(desk.machine.run(&["rerun", "--watch"]).code, 0);
    for number in 1.. {
        let before = desk.asked().len();
        desk.spoil(number, Effect::Drop);
        let ran = desk.machine.run(&["confirm", "--json"]);
        let proven = !ran.stdout.is_empty() && ran.json()["proven"] == Value::Bool(true);
        assert_eq!(proven, ran.code == 0, "request {number}: {} {}", ran.stdout, ran.stderr);
        assert!(proven || !ran.stdout.is_empty() || ran.stderr.starts_with("pushpilot: "), "{}", ran.stderr);
        assert!(desk.asked()[before..].iter().all(|method| method == "GET"));
        if desk.asked().len() - before < number as usize {
            assert!(number > 4, "it looked at next to nothing");
            break;
        }
    }
}
