//! `status`: credentials with what the service tells, secrets with "written by us" against GitHub's date, in lines, as
//! JSON and as a screen from which each row opens the step that mends it.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pushpilot::model::account::Username;
use pushpilot::model::image::Registry;
use pushpilot::model::secret::AccessToken;
use pushpilot::outside::ledger::Ledger;
use pushpilot::sandbox::{Effect, Fault, GitHubToken, Name, Sandbox, Scenario, start_in_background};
use serde_json::Value;

use crate::machine::Machine;
use crate::scenarios::words_in;
use crate::terminal::Terminal;

const SLUG: &str = "amyflash/music-management-system";

/// The machine of a scenario, signed in to GitHub, with a note about its token.
fn noted(name: &str, change: impl FnOnce(&mut Scenario)) -> (Sandbox, Machine) {
    let mut scenario = Scenario::named(name).expect("a scenario");
    change(&mut scenario);
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    let token = AccessToken::from(sandbox.token("ci").expect("a token"));
    let amy = Username::parse("amyflash").expect("a user name");
    let expires = pushpilot::run::now().plus(Duration::from_secs(20 * 86_400));
    Ledger::in_folder(&machine.home().join(".local/state/pushpilot"))
        .record(&Registry::docker_hub(), &amy, &token, |note| {
            note.label = Some("GitHub Actions".to_owned());
            note.expires = Some(expires);
        })
        .expect("noted");
    (sandbox, machine)
}

fn first(status: &Value) -> &Value {
    &status["credentials"][0]
}

#[test]
fn what_the_service_tells_goes_before_what_was_noted() {
    let (_sandbox, machine) = noted("all-well", |_| {});
    let status = machine.run(&["status", "--json"]).json();
    let row = first(&status);
    assert_eq!((&row["state"], &row["told_by_service"]), (&"accepted".into(), &false.into()), "{status:#}");
    assert_eq!((&row["days_left"], &row["level"]), (&19.into(), &Value::Null), "as noted: {status:#}");
    let arguments = ["status", "--json", "--password-stdin"];
    let status = machine.run_with(&arguments, "practice-password\n").json();
    let row = first(&status);
    assert_eq!(row["told_by_service"], true, "{status:#}");
    assert_eq!((&row["days_left"], &row["level"]), (&59.into(), &"delete".into()), "{status:#}");
    // In words too, in both languages; and whoever it is whose password this is.
    for (language, told) in [("en", "Docker Hub's own list"), ("zh-CN", "据 Docker Hub 的令牌列表")] {
        let arguments = ["status", "--password-stdin", "--username", "amyflash", "--lang", language];
        let ran = machine.run_with(&arguments, "practice-password\n");
        assert!(ran.code == 0 && ran.stdout.contains(told), "{}{}", ran.stdout, ran.stderr);
    }
    let wrong = machine.run_with(&arguments, "wrong\n");
    assert_eq!((wrong.code, wrong.stdout.as_str()), (4, ""), "{}", wrong.stderr);
    assert!(!format!("{}{}", wrong.stdout, wrong.stderr).contains("wrong\n"));
}

/// Who gave the password is not told to give it: what came of the list is said instead.
#[test]
fn who_gave_the_password_is_not_asked_for_it_again() {
    let lists = Fault::new(Effect::Html).on("GET", "/v2/access-tokens");
    let cases: [(&str, Vec<Fault>, &str); 2] = [
        // The list is read and has no token of this label.
        ("laptop", Vec::new(), "status-not-in-list"),
        ("GitHub Actions", vec![lists], "status-list-refused"),
    ];
    for (label, faults, id) in cases {
        let (sandbox, machine) = noted("all-well", |scenario| scenario.faults = faults);
        let token = AccessToken::from(sandbox.token("ci").expect("a token"));
        let amy = Username::parse("amyflash").expect("a user name");
        Ledger::in_folder(&machine.home().join(".local/state/pushpilot"))
            .record(&Registry::docker_hub(), &amy, &token, |note| note.label = Some(label.to_owned()))
            .expect("noted");
        for language in ["en", "zh-CN"] {
            let advice = words_in(language, "status", "status-as-noted");
            let without = machine.run(&["status", "--lang", language]);
            assert!(without.stdout.contains(&advice), "{}", without.stdout);
            let with =
                machine.run_with(&["status", "--password-stdin", "--lang", language], "practice-password\n");
            assert!(!with.stdout.contains(&advice), "{}", with.stdout);
            let said = words_in(language, "status", id);
            assert!(with.stdout.contains(&said), "{said}\n{}{}", with.stdout, with.stderr);
        }
    }
}

/// GitHub tells in a header when a token of its own ends that its container registry takes.
#[test]
fn the_end_of_a_token_for_ghcr_is_github_s_own() {
    for (days, left, words) in
        [(Some(30), Some(29), "as GitHub tells it"), (None, None, "expires never, says GitHub")]
    {
        let mut scenario = Scenario::named("ghcr-scope").expect("a scenario");
        scenario.github.tokens = vec![GitHubToken {
            name: "gh".to_owned(),
            scopes: Some(vec!["write:packages".to_owned()]),
            permissions: BTreeMap::new(),
            expires_in_days: days,
        }];
        let sandbox = start_in_background(scenario).expect("started");
        let machine = Machine::of(&sandbox);
        let auth = STANDARD.encode(format!("amyflash:{}", sandbox.summary().github_token));
        let config = serde_json::json!({ "auths": { "ghcr.io": { "auth": auth } } }).to_string();
        std::fs::write(machine.home().join(".docker/config.json"), config).expect("writes");
        let status = machine.run(&["status", "--json"]).json();
        let rows = status["credentials"].as_array().expect("a list");
        let row = rows.iter().find(|row| row["registry"] == "ghcr.io").expect("a row");
        assert_eq!((row["days_left"].as_i64(), &row["told_by_service"]), (left, &true.into()), "{row:#}");
        let said = machine.run(&["status", "--lang", "en"]).stdout;
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn a_calendar_is_written_and_nothing_else_is_overwritten() {
    let (_sandbox, machine) = noted("all-well", |_| {});
    let calendar = machine.path().join("tokens.ics");
    let path = calendar.to_str().expect("text");
    for _ in 0..2 {
        assert_eq!(machine.run(&["status", "--calendar", path]).code, 0);
        let text = std::fs::read_to_string(&calendar).expect("written");
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.contains("TRIGGER:-P7D"), "{text}");
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "{text}");
    }
    let notes = machine.write("notes.txt", "mine");
    let ran = machine.run(&["status", "--calendar", notes.to_str().expect("text")]);
    assert_eq!(
        (ran.code, std::fs::read_to_string(&notes).expect("there").as_str()),
        (1, "mine"),
        "{}",
        ran.stderr
    );
}

#[test]
fn secrets_stand_beside_the_credential_that_they_hold() {
    let (sandbox, machine) = noted("all-well", |_| {});
    let before = machine.run(&["status", "--json"]).json();
    let others = before["other_secrets"].as_array().expect("a list");
    let states: Vec<&Value> = others.iter().map(|secret| &secret["state"]).collect();
    assert_eq!(states, ["never-ours", "never-ours"], "{before:#}");

    let token = sandbox.token("ci").expect("a token");
    let set = ["secrets", "set", "--username", "amyflash", "--token-stdin"];
    let ran = machine.run_with(&set, &token);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let secret = |status: &Value| first(status)["secrets"][0].clone();
    let after = machine.run(&["status", "--json"]).json();
    let held = secret(&after);
    assert_eq!((&held["name"], &held["repository"]), (&"DOCKER_PASSWORD".into(), &SLUG.into()), "{after:#}");
    assert_eq!(held["state"], "as-written", "{after:#}");

    // Somebody else writes it later. GitHub tells whole seconds.
    sandbox.set_time_offset(90);
    let other = Machine::of(&sandbox);
    let mut other = other;
    other.set("GH_TOKEN", sandbox.summary().github_token);
    assert_eq!(other.run_with(&set, &token).code, 0);
    let changed = machine.run(&["status", "--json"]).json();
    assert_eq!(secret(&changed)["state"], "changed-since", "{changed:#}");
    for (language, words) in [("en", "CHANGED by somebody else"), ("zh-CN", "被他人改动")] {
        let ran = machine.run(&["status", "--lang", language]);
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
    }
    // Without GitHub it is said that nobody was asked, and nothing else is lost.
    let offline = machine.run(&["status", "--json", "--offline"]).json();
    assert_eq!(secret(&offline)["state"], "unasked", "{offline:#}");
    assert!(!after.to_string().contains(&token[9..]), "no secret is in it");
}

#[test]
fn the_screen_shows_it_and_opens_the_step_that_mends_a_row() {
    for language in ["en", "zh-CN"] {
        for (columns, lines) in [(80, 24), (120, 40)] {
            let (_sandbox, machine) = noted("all-well", |_| {});
            let command = machine.in_terminal(&["status", "--lang", language]);
            let mut terminal = Terminal::start(command, columns, lines);
            let word = |id: &str| words_in(language, "status", id);
            terminal.wait_for(&format!("Enter {}", word("status-action-keep")));
            let screen = terminal.screen();
            assert!(screen.contains("docker.io  amyflash") && !screen.contains("PgDn"), "{screen}");
            // The last row is a secret that this program never wrote.
            terminal.send("\u{1b}[F");
            terminal.wait_for(&format!("Enter {}", word("status-action-update")));
            terminal.send("\u{1b}[H");
            terminal.wait_for(&format!("Enter {}", word("status-action-keep")));
            // It lies in plain text: the step that keeps it elsewhere opens.
            terminal.send("\r");
            terminal.wait_for(&crate::scenarios::words(language, "step-store-token"));
            terminal.wait_for(&crate::scenarios::words(language, "keep-question"));
            terminal.send("\u{1b}");
            terminal.wait_for(&word("status-title"));
            terminal.send("q");
            assert_eq!(terminal.ended(), 0, "{}", terminal.screen());
            terminal.given_back();
        }
    }
}

#[test]
fn a_refused_token_opens_the_page_for_a_new_one_and_the_code_stays() {
    let (_sandbox, machine) =
        noted("expired-token", |scenario| scenario.machine.credentials[0].noted = false);
    let mut terminal = Terminal::start(machine.in_terminal(&["status"]), 80, 24);
    terminal.wait_for("REFUSED");
    terminal.send("\r");
    terminal.wait_for("Paste the token here");
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
    let mut terminal = Terminal::start(machine.in_terminal(&["status"]), 80, 24);
    terminal.wait_for("REFUSED");
    terminal.send("q");
    assert_eq!(terminal.ended(), 4, "who only looked gets the code of what was seen");
    // Lines stay for pipes and for --plain.
    assert!(machine.run(&["status"]).stdout.contains("REFUSED"));
    let mut plain = Terminal::start(machine.in_terminal(&["status", "--plain"]), 80, 24);
    assert_eq!(plain.ended(), 4);
    assert!(!plain.everything().contains("\u{1b}[?1049h"));
}

#[test]
fn everything_is_asked_at_once_and_how_far_it_is_can_be_seen() {
    let (sandbox, machine) = noted("all-well", |_| {});
    sandbox.add_fault(Fault::new(Effect::DelayMs(1500)).of(Name::GitHub).on("GET", "/actions/secrets"));
    let mut terminal = Terminal::start(machine.in_terminal(&["status"]), 80, 24);
    // The registry has answered while GitHub is still waited for.
    terminal.wait_for("1 of 2");
    terminal.wait_for("Which one?");
    terminal.send("q");
    terminal.ended();
    let mut lines = Terminal::start(machine.in_terminal(&["status", "--plain"]), 80, 24);
    assert_eq!(lines.ended(), 0);
    assert!(lines.everything().contains("1 of 2"), "{}", lines.everything());
}

/// The machine of a person whose image belongs to an organization with a token of its own.
fn of_organization(level: pushpilot::sandbox::Level) -> (Sandbox, Machine) {
    let mut scenario = Scenario::named("all-well").expect("a scenario");
    scenario.organizations.push(pushpilot::sandbox::Organization {
        name: "acme".to_owned(),
        default_privacy: pushpilot::sandbox::Privacy::Public,
        members: Vec::new(),
    });
    let mut token = scenario.tokens[0].clone();
    (token.name, token.account, token.level) = ("oat".to_owned(), "acme".to_owned(), level);
    scenario.tokens.push(token);
    for workflow in &mut scenario.machine.workflows {
        workflow.text = workflow.text.replace("amyflash/music", "acme/music");
    }
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    machine.set("OAT", sandbox.token("oat").expect("a token"));
    (sandbox, machine)
}

#[test]
fn an_organizations_token_is_proven_and_written_with_its_own_user_name() {
    use pushpilot::sandbox::{Level, Vault};
    let answers =
        "username = \"amyflash\"\nlane = \"browser\"\ntoken = { env = \"OAT\" }\nkeep = \"run-only\"\n";
    let (sandbox, machine) = of_organization(Level::Delete);
    let file = machine.write("answers.toml", answers);
    let ran = machine.run_with(&["--answers", file.to_str().expect("text")], &"\n".repeat(60));
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("an organization's token"), "{}", ran.stdout);
    let kept = |name: &str| sandbox.stored_secret(&Vault::Repository, name);
    assert_eq!(kept("DOCKER_USERNAME").as_deref(), Some("acme"));
    assert!(kept("DOCKER_PASSWORD").is_some_and(|value| value.starts_with("dckr_oat_")));
    assert!(sandbox.has_tag("acme/music-management-system", "latest"));

    // One that may only pull: its owner can give it the scope, and no new one has to be made.
    let (_sandbox, machine) = of_organization(Level::Read);
    for (language, words) in [("en", "An owner of acme can give"), ("zh-CN", "acme 的所有者可以")] {
        let file = machine.write("answers.toml", answers);
        let arguments = ["--answers", file.to_str().expect("text"), "--lang", language];
        let ran = machine.run_with(&arguments, &"\n".repeat(3));
        assert!(ran.stdout.contains(words), "{}\n{}", ran.stdout, ran.stderr);
    }
}
