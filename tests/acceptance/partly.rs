//! A write of many that fails half-way, and a token that loses its permission: what was written is told as written,
//! nothing else is claimed, and nothing after it is tried.

use pushpilot::sandbox::{Effect, Fault, Name, Sandbox, Scenario, StoredSecret, Vault, start_in_background};

use crate::machine::{Machine, PROGRAM, run};
use crate::scenarios::words_in;

const IMAGE: &str = "amyflash/music-management-system";
/// In the order in which they are written.
const NAMES: [&str; 5] = ["USER_ONE", "USER_TWO", "TOKEN_ONE", "TOKEN_THREE", "TOKEN_TWO"];

/// A workflow that signs in three times, by five names.
fn five() -> (Sandbox, Machine) {
    let mut scenario = Scenario::named("all-well").expect("a scenario");
    let login = |user: &str, token: &str| {
        format!(
            "      - uses: docker/login-action@v3\n        with:\n          username: ${{{{ secrets.{user} }}}}\n          password: ${{{{ secrets.{token} }}}}\n"
        )
    };
    let logins =
        [login("USER_ONE", "TOKEN_ONE"), login("USER_TWO", "TOKEN_TWO"), login("USER_TWO", "TOKEN_THREE")];
    let text = &mut scenario.machine.workflows[0].text;
    let (before, after) = text.split_once("      - name: Log in to Docker Hub").expect("a login");
    let (_, after) = after.split_once("DOCKER_PASSWORD }}\n").expect("its end");
    *text = format!("{before}{}{after}", logins.concat());
    scenario.github.runs.clear();
    let stored = |name: &&str| StoredSecret {
        name: (*name).to_owned(),
        vault: Vault::Repository,
        token: None,
        value: Some("old".to_owned()),
        days_ago: 40,
    };
    scenario.github.secrets = NAMES.iter().map(stored).collect();
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    (sandbox, machine)
}

/// From the `nth` write on, GitHub answers so.
fn refuse(sandbox: &Sandbox, nth: u32, times: Option<u32>, status: u16) {
    let text = Some(r#"{"message":"Resource not accessible by personal access token"}"#.to_owned());
    let answer = Effect::Answer { status, retry_after: None, text };
    let fault =
        Fault { times, ..Fault::new(answer).of(Name::GitHub).on("PUT", "/actions/secrets/").nth(nth) };
    sandbox.add_fault(fault);
}

fn stored(sandbox: &Sandbox) -> [bool; 5] {
    NAMES.map(|name| sandbox.stored_secret(&Vault::Repository, name).as_deref() != Some("old"))
}

#[test]
fn of_five_secrets_the_third_fails() {
    let (sandbox, machine) = five();
    refuse(&sandbox, 3, Some(1), 422);
    let ran = machine.run(&["secrets", "set", "--json"]);
    assert_eq!(ran.code, 9, "{} {}", ran.stdout, ran.stderr);
    let told: Vec<_> = ran.json()["secrets"].as_array().expect("a list").clone();
    let told: Vec<_> = told.iter().map(|row| (row["name"].clone(), row["result"].clone())).collect();
    let results = ["confirmed", "confirmed", "failed", "not-tried", "not-tried"];
    assert_eq!(told, NAMES.into_iter().zip(results).map(|(n, r)| (n.into(), r.into())).collect::<Vec<_>>());
    assert_eq!(stored(&sandbox), [true, true, false, false, false]);
    // Given again, only that is done which makes it whole.
    let again = machine.run(&["secrets", "set"]);
    assert_eq!((again.code, stored(&sandbox)), (0, [true; 5]), "{} {}", again.stdout, again.stderr);

    for language in ["en", "zh-CN"] {
        let (sandbox, machine) = five();
        refuse(&sandbox, 3, Some(1), 422);
        let ran = machine.run(&["secrets", "set", "--lang", language]);
        let not_tried = words_in(language, "github", "not-tried");
        assert_eq!((ran.code, ran.stdout.matches(&not_tried).count()), (9, 2), "{}", ran.stdout);
    }
}

#[test]
fn the_wizard_tells_of_the_third_that_failed_and_goes_on_from_there() {
    for language in ["en", "zh-CN"] {
        let (sandbox, machine) = five();
        refuse(&sandbox, 3, Some(1), 422);
        let answers = machine.write("answers.toml", "keep = \"run-only\"\n").display().to_string();
        let mut command = machine.command(PROGRAM);
        command.args(["--plain", "--answers", &answers, "--lang", language, IMAGE]);
        let ran = run(command, &"\n".repeat(40));
        let of_build = |id: &str| words_in(language, "build", id);
        for (id, times) in [
            ("gh-written-partly", 1),
            ("gh-came-not-tried", 2),
            ("gh-came-failed", 1),
            ("gh-written-state", 1),
        ] {
            assert!(ran.stdout.matches(&of_build(id)).count() >= times, "{id}: {}", ran.stdout);
        }
        assert_eq!(stored(&sandbox), [true; 5], "{}", ran.stdout);
    }
}

#[test]
fn a_token_that_loses_its_permission_half_way_is_told_of_as_such() {
    let (sandbox, machine) = five();
    refuse(&sandbox, 2, None, 403);
    let ran = machine.run(&["secrets", "set", "--json"]);
    assert_eq!((ran.code, stored(&sandbox)), (9, [true, false, false, false, false]), "{}", ran.stdout);
    let results: Vec<_> =
        ran.json()["secrets"].as_array().expect("a list").iter().map(|row| row["result"].clone()).collect();
    assert_eq!(results, ["confirmed", "failed", "not-tried", "not-tried", "not-tried"]);

    // It may not even look any more: what was taken is not called confirmed.
    let (sandbox, machine) = five();
    let gone = Effect::Answer { status: 403, retry_after: None, text: Some("{}".to_owned()) };
    sandbox.add_fault(Fault {
        times: None,
        ..Fault::new(gone.clone()).of(Name::GitHub).on("PUT", "/actions/secrets/").nth(2)
    });
    sandbox.add_fault(Fault {
        times: None,
        ..Fault::new(gone).of(Name::GitHub).on("GET", "/actions/secrets?").nth(2)
    });
    let ran = machine.run(&["secrets", "set", "--json"]);
    let first = ran.json()["secrets"][0]["result"].clone();
    assert_eq!((ran.code, first), (9, "written".into()), "{}", ran.stdout);

    // Starting the build is another permission.
    let (sandbox, machine) = five();
    assert_eq!(machine.run(&["secrets", "set"]).code, 0);
    let refused = Effect::Answer { status: 403, retry_after: None, text: Some("{}".to_owned()) };
    sandbox.add_fault(Fault::new(refused).of(Name::GitHub).on("POST", "/dispatches"));
    let ran = machine.run(&["rerun"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (5, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains("/dispatches"), "{}", ran.stderr);
}
