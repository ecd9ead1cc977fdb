//! `rotate` as people wish it: a build green before the old token goes, a password typed with its one-time code, all
//! repositories of an owner, an organization's secret, another registry, and a token that no keyring keeps.

use std::collections::BTreeMap;
use std::fs;

use pushpilot::model::account::Username;
use pushpilot::model::image::Registry;
use pushpilot::model::secret::{AccessToken, Passphrase};
use pushpilot::outside::encrypted_file::EncryptedFile;
use pushpilot::outside::keyring::{Beside, Keyring};
use pushpilot::sandbox::{
    Effect, Elsewhere, Fault, GitHubToken, Name, Registry as Played, Scenario, Vault, start_in_background,
};

use crate::machine::{Machine, PROGRAM, Ran, run};
use crate::rotation::{Desk, PASSWORD, SECRET};
use crate::scenarios::words_in;
use crate::terminal::Terminal;

const REPOSITORY: &str = "amyflash/music-management-system";
const BUILD: &str = "--build=amyflash/music-management-system";

/// The runs that were started by hand on GitHub.
fn dispatched(desk: &Desk) -> usize {
    desk.sandbox.requests().iter().filter(|one| one.target.ends_with("/dispatches")).count()
}

fn old(desk: &Desk) -> String {
    desk.sandbox.token("ci").expect("a token")
}

#[test]
fn one_build_is_green_before_the_old_token_goes() {
    let Some(desk) = Desk::with(1, false, |_| ()) else { return };
    let done = desk.run(&[BUILD]);
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    let report = done.json();
    assert_eq!(
        (&report["state"], &report["build"]["state"]),
        (&"waiting".into(), &"green".into()),
        "{report}"
    );
    desk.is_rotated("with a green build");
    // After the last secret, before the old token.
    let requests = desk.sandbox.requests();
    let at = |what: &dyn Fn(&str, &str) -> bool| {
        requests.iter().rposition(|one| what(&one.method, &one.target)).expect("it was sent")
    };
    let written = at(&|method, target| method == "PUT" && target.contains(SECRET));
    let built = at(&|_, target| target.ends_with("/dispatches"));
    let ended = at(&|method, target| method == "PATCH" && target.contains("access-tokens"));
    assert!(written < built && built < ended, "{written} {built} {ended}");
}

#[test]
fn a_red_build_leaves_the_old_token_alive_and_a_green_one_ends_it() {
    let Some(desk) = Desk::with(1, false, |scenario| {
        // Whatever the token is, this user does not push.
        let name = scenario.github.secrets.iter_mut().find(|one| one.name == "DOCKER_USERNAME");
        name.expect("a user name").value = Some("amyflesh".to_owned());
    }) else {
        return;
    };
    let red = desk.run(&[BUILD]);
    assert_eq!(red.code, 9, "{} {}", red.stdout, red.stderr);
    let report = red.json();
    assert_eq!(report["reason"], "build-not-green", "{report}");
    assert_eq!(
        (&report["build"]["state"], &report["old"]["state"]),
        (&"red".into(), &"alive".into()),
        "{report}"
    );
    assert!(desk.sandbox.is_active(&old(&desk)), "the old one is needed still");
    desk.nobody_is_locked_out("after a red build");
    desk.claims_hold(&report);

    let mended = desk.machine.run(&["secrets", "set"]);
    assert_eq!(mended.code, 0, "{} {}", mended.stdout, mended.stderr);
    let green = desk.run(&[]);
    assert_eq!(green.code, 0, "{} {}", green.stdout, green.stderr);
    assert_eq!(green.json()["build"]["state"], "green");
    desk.is_rotated("with a green build in the end");
    assert_eq!(dispatched(&desk), 2);
}

/// Where the answer to the start is lost, the run that began is found, and none is started beside it.
#[test]
fn a_build_whose_start_was_not_answered_is_found_again() {
    // The answer is cut off, or the connection ends before the request has arrived.
    for effect in [Effect::Truncated, Effect::Drop] {
        let Some(desk) = Desk::with(1, false, |_| ()) else { return };
        desk.sandbox.add_fault(Fault::new(effect).of(Name::GitHub).on("POST", "/dispatches").nth(1));
        let first = desk.run(&[BUILD]);
        desk.nobody_is_locked_out("after the first run");
        if first.code != 0 {
            assert_eq!(first.json()["reason"], "no-build", "{}", first.stdout);
            assert!(desk.sandbox.is_active(&old(&desk)));
            let second = desk.run(&[]);
            assert_eq!(second.code, 0, "{} {}", second.stdout, second.stderr);
        }
        desk.is_rotated("in the end");
    }
}

#[test]
fn the_password_is_typed_with_its_one_time_code() {
    for language in ["en", "zh-CN"] {
        let totp = |scenario: &mut Scenario| scenario.accounts[0].totp = Some("123456".to_owned());
        let Some(desk) = Desk::with(1, false, totp) else { return };
        let words = |id: &str| {
            let whole = words_in(language, "rotation", id).replace("{ $name }", "amyflash");
            whole.split('{').next().expect("a beginning").trim().to_owned()
        };
        let list = desk.list();
        let arguments = ["rotate", "--repos", &list, "--old", "GitHub Actions", "--lang", language];
        let mut terminal = Terminal::start(desk.machine.in_terminal(&arguments), 120, 40);
        // The question may be broken into lines behind its beginning.
        terminal.wait_for(&words("rotate-ask-password").chars().take(12).collect::<String>());
        terminal.send("practice-password\r");
        terminal.wait_for(&words("rotate-ask-code"));
        terminal.send("123456\r");
        // How long it takes is said before it is asked whether to begin.
        terminal.wait_for(&words("rotate-ask"));
        assert!(
            terminal.everything().contains(&words("rotate-forecast-seconds")),
            "{}",
            terminal.everything()
        );
        terminal.send("y\r");
        assert_eq!(terminal.ended(), 0, "{}", terminal.everything());
        assert!(terminal.everything().contains(&words("rotate-end-rest")), "{}", terminal.everything());
        let everything = terminal.everything();
        assert!(!everything.contains("practice-password") && !everything.contains("123456"), "{everything}");
        desk.is_rotated(language);
    }
    // Through a pipe the code is the second line; without it, it says so and nothing is begun.
    let totp = |scenario: &mut Scenario| scenario.accounts[0].totp = Some("123456".to_owned());
    let Some(desk) = Desk::with(1, false, totp) else { return };
    let without = desk.run(&[]);
    assert_eq!(without.code, 2, "{} {}", without.stdout, without.stderr);
    let with = run(desk.rotate(&[]), "practice-password\n123456\n");
    assert_eq!(with.code, 0, "{} {}", with.stdout, with.stderr);
    desk.is_rotated("with its code from a pipe");
}

/// Instead of the list: every repository of an owner.
fn of_owner(desk: &Desk) -> Ran {
    let mut command = desk.machine.command(PROGRAM);
    command.args(["rotate", "--repos", "amyflash/*", "--old", "GitHub Actions", "--password-stdin", "--yes"]);
    command.arg("--json");
    run(command, PASSWORD)
}

#[test]
fn all_repositories_of_an_owner_are_found_by_a_star() {
    let Some(desk) = Desk::with(5, false, |_| ()) else { return };
    let done = of_owner(&desk);
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    assert_eq!(done.json()["secrets"].as_array().map(Vec::len), Some(6), "{}", done.stdout);
    desk.claims_hold(&done.json());
    desk.is_rotated("all of an owner");
}

#[test]
fn a_secret_of_the_organization_is_written_once_for_all() {
    let Some(desk) = Desk::with(3, false, |scenario| {
        scenario.github.organization = true;
        scenario.github.login = Some("amy".to_owned());
        let scopes = ["repo", "workflow", "admin:org"].map(str::to_owned).to_vec();
        scenario.github.tokens = vec![GitHubToken {
            name: "gh".to_owned(),
            scopes: Some(scopes),
            permissions: BTreeMap::new(),
            expires_in_days: None,
        }];
        for secret in &mut scenario.github.secrets {
            secret.vault = Vault::Organization;
        }
    }) else {
        return;
    };
    let done = of_owner(&desk);
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    let report = done.json();
    let rows = report["secrets"].as_array().expect("a list");
    assert_eq!(rows.len(), 1, "{report}");
    assert_eq!(rows[0]["holds"], "new", "{report}");
    let value = desk.sandbox.stored_secret(&Vault::Organization, SECRET).expect("it is there");
    assert!(value != old(&desk) && desk.sandbox.is_active(&value));
    let puts = desk
        .sandbox
        .requests()
        .iter()
        .filter(|one| one.method == "PUT" && one.target.contains("/orgs/"))
        .count();
    assert_eq!(puts, 1);
}

/// A registry without an interface for tokens: the new one is handed over, the old one ended by hand, and measured.
#[test]
fn at_another_registry_the_new_token_is_handed_over_and_the_old_one_ended_by_hand() {
    let Some(desk) = Desk::with(2, false, |scenario| {
        scenario.elsewhere =
            Some(Elsewhere { kind: Played::Ghcr, host: "ghcr.io".to_owned(), projects: Vec::new() });
        let workflow = &mut scenario.machine.workflows[0];
        workflow.text = workflow
            .text
            .replace("          username: ${{", "          registry: ghcr.io\n          username: ${{")
            .replace("images: amyflash/", "images: ghcr.io/amyflash/");
        let mut new = scenario.tokens[0].clone();
        new.name = "new".to_owned();
        scenario.tokens.push(new);
    }) else {
        return;
    };
    let rotate = |input: &str| {
        let mut command = desk.machine.command(PROGRAM);
        let list = desk.list();
        command.args(["rotate", "--registry", "ghcr.io", "--repos", &list, "--yes", "--json"]);
        if !input.is_empty() {
            command.arg("--token-stdin");
        }
        run(command, input)
    };
    let new = desk.sandbox.token("new").expect("a token");
    let first = rotate(&new);
    assert_eq!(first.code, 9, "{} {}", first.stdout, first.stderr);
    let report = first.json();
    assert_eq!(
        (&report["reason"], &report["registry"]),
        (&"old-by-hand".into(), &"ghcr.io".into()),
        "{report}"
    );
    assert!(desk.secrets().iter().all(|(_, value)| *value == new), "{:?}", desk.secrets());
    desk.claims_hold(&report);
    // Nothing was asked of Docker Hub.
    assert!(!desk.sandbox.requests().iter().any(|one| one.service == Name::Hub));

    desk.sandbox.deactivate(&old(&desk));
    let second = rotate("");
    assert_eq!(second.code, 0, "{} {}", second.stdout, second.stderr);
    assert_eq!(second.json()["state"], "done");
}

#[test]
fn a_token_in_the_encrypted_file_is_replaced_there_and_comes_back() {
    let mut scenario = Scenario::named("all-well").expect("a scenario");
    scenario.github.runs.clear();
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    fs::remove_file(machine.home().join(".docker/config.json")).expect("the scenario's login");
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    let state = machine.home().join(".local/state/pushpilot");
    fs::create_dir_all(&state).expect("a folder");
    let file = EncryptedFile::in_folder(&state);
    let passphrase = Passphrase::new("Wiedehopf-9 Eisvogel".into());
    let (hub, amy) = (Registry::docker_hub(), Username::parse("amyflash").expect("a name"));
    let old = sandbox.token("ci").expect("a token");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let token = AccessToken::from(old.clone());
    runtime.block_on(file.store(&passphrase, &hub, &amy, &token)).expect("stored");
    let held = || {
        let held = runtime.block_on(file.load(&passphrase, &hub, &amy)).expect("reads").expect("is there");
        held.expose().to_owned()
    };
    let input = "Wiedehopf-9 Eisvogel\npractice-password\n";
    let arguments =
        ["rotate", "--repos", REPOSITORY, "--old", "GitHub Actions", "--password-stdin", "--yes", "--json"];
    let wrong = machine.run_with(&arguments, "falsch\npractice-password\n");
    assert_ne!(wrong.code, 0, "{}", wrong.stdout);
    assert_eq!(held(), old);

    let done = machine.run_with(&arguments, input);
    assert_eq!(done.code, 0, "{} {}", done.stdout, done.stderr);
    let new = sandbox.stored_secret(&Vault::Repository, SECRET).expect("a secret");
    assert_ne!(new, old);
    assert_eq!(held(), new);
    assert!(sandbox.is_active(&new) && !sandbox.is_active(&old));

    let undone = machine.run_with(&["undo", "--password-stdin", "--yes", "--json"], input);
    assert_eq!(undone.code, 0, "{} {}", undone.stdout, undone.stderr);
    assert_eq!((held(), sandbox.stored_secret(&Vault::Repository, SECRET)), (old.clone(), Some(old.clone())));
    assert!(sandbox.is_active(&old));
}

/// A registry's token in the kernel's keyring: both tokens lie there while one takes the other's place.
#[test]
fn a_token_in_the_kernel_s_keyring_is_replaced_there_and_comes_back() {
    // Other runs on this machine have the same keyring.
    let host = format!("registry-{}.example", std::process::id());
    let (registry, amy) = (Registry::parse(&host), Username::parse("amyflash").expect("a name"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    if let Err(trouble) = runtime.block_on(Keyring::Kernel.status()) {
        // Many containers forbid it; that nothing is claimed to be kept there is tried elsewhere.
        eprintln!("not tried: the kernel's keyring is {trouble:?} on this machine");
        return;
    }
    let mut scenario = Scenario::named("all-well").expect("a scenario");
    scenario.elsewhere = Some(Elsewhere { kind: Played::Ghcr, host: host.clone(), projects: Vec::new() });
    scenario.github.runs.clear();
    let workflow = &mut scenario.machine.workflows[0];
    let login = format!("          registry: {host}\n          username: ${{{{");
    workflow.text = workflow.text.replace("          username: ${{", &login);
    workflow.text = workflow.text.replace("images: amyflash/", &format!("images: {host}/amyflash/"));
    let mut new = scenario.tokens[0].clone();
    new.name = "new".to_owned();
    let mut weak = new.clone();
    (weak.name, weak.level) = ("weak".to_owned(), pushpilot::sandbox::Level::Read);
    scenario.tokens.extend([new, weak]);
    let sandbox = start_in_background(scenario).expect("started");
    let mut machine = Machine::of(&sandbox);
    fs::remove_file(machine.home().join(".docker/config.json")).expect("the scenario's login");
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    let (old, new) = (sandbox.token("ci").expect("a token"), sandbox.token("new").expect("a token"));
    let token = AccessToken::from(old.clone());
    let stored = runtime.block_on(Keyring::Kernel.store(&registry, &amy, &token));
    stored.map_err(|unstored| unstored.trouble).expect("stored");
    let held = |beside: Beside| {
        let held = runtime.block_on(Keyring::Kernel.held(&registry, &amy, beside)).expect("reads");
        held.map(|token| token.expose().to_owned())
    };
    let secret = || sandbox.stored_secret(&Vault::Repository, SECRET);
    let run = |arguments: &[&str], input: &str| {
        let ran = machine.run_with(arguments, input);
        assert!(!ran.stdout.contains(&old) && !ran.stdout.contains(&new), "{}", ran.stdout);
        ran
    };

    let rotate = ["rotate", "--registry", &host, "--repos", REPOSITORY, "--yes", "--json"];
    // Without a token, with the one in use, and with one that does not push, nothing is begun.
    let own = ["rotate", "--registry", &host, "--repos", REPOSITORY, "--yes"];
    let journal =
        || fs::read(machine.home().join(".local/state/pushpilot/journal.jsonl")).unwrap_or_default();
    let before = journal();
    let weak = sandbox.token("weak").expect("a token");
    for (given, input, code) in
        [(&[][..], "", 2), (&["--token-stdin"], old.as_str(), 2), (&["--token-stdin"], weak.as_str(), 5)]
    {
        let ran = run(&[&own[..], given].concat(), input);
        assert_eq!(ran.code, code, "{} {}", ran.stdout, ran.stderr);
        assert!(journal() == before && held(Beside::Next).is_none(), "{} {}", ran.stdout, ran.stderr);
    }
    let first = run(&[&rotate[..], &["--token-stdin"]].concat(), &new);
    assert_eq!(first.code, 9, "{} {}", first.stdout, first.stderr);
    assert_eq!(first.json()["reason"], "old-by-hand", "{}", first.stdout);
    assert_eq!((held(Beside::Itself), held(Beside::Replaced)), (Some(new.clone()), Some(old.clone())));
    assert_eq!(secret(), Some(new.clone()));

    // Back, as long as the old one lives: the keyring and the secret as they were.
    let undone = run(&["undo", "--yes", "--json"], "");
    assert_eq!((held(Beside::Itself), secret()), (Some(old.clone()), Some(old.clone())), "{}", undone.stdout);
    sandbox.deactivate(&new);
    let undone = run(&["undo", "--yes", "--json"], "");
    assert_eq!((undone.code, undone.json()["state"].as_str()), (0, Some("undone")), "{}", undone.stdout);
    assert_eq!((held(Beside::Replaced), held(Beside::Next)), (None, None), "nothing is left beside it");
    runtime.block_on(Keyring::Kernel.erase(&registry, &amy)).expect("erased");
}

/// Without a rotation `undo` says of each change what becomes of it; what nobody can bring back is said to be so.
#[test]
fn what_else_was_changed_is_told_with_how_it_goes_back() {
    let sandbox = start_in_background(Scenario::named("all-well").expect("a scenario")).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("GH_TOKEN", sandbox.summary().github_token);
    let nothing = machine.run(&["undo", "--yes"]);
    assert_eq!(nothing.code, 1, "{}{}", nothing.stdout, nothing.stderr);
    for command in [&["test-push", REPOSITORY][..], &["secrets", "set"]] {
        let ran = machine.run(command);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    }
    let asked = sandbox.requests().len();
    for language in ["en", "zh-CN"] {
        let told = machine.run(&["undo", "--yes", "--lang", language]);
        assert_eq!(told.code, 0, "{}{}", told.stdout, told.stderr);
        for (file, id) in [
            ("pages", "change-test-image-removed"),
            ("build", "gh-undo-secret-written"),
            ("rotation", "undo-rest-by-hand"),
        ] {
            assert!(told.stdout.contains(&words_in(language, file, id)), "{id}\n{}", told.stdout);
        }
        assert!(!told.stdout.contains(&sandbox.token("ci").expect("a token")));
    }
    let listed = machine.run(&["undo", "--json"]).json();
    let changes: Vec<&str> = listed["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["change"].as_str())
        .collect();
    assert!(changes.contains(&"github-secret-written"), "{changes:?}");
    // What was pushed and is gone again is one change.
    assert!(
        changes.contains(&"test-image-removed") && !changes.contains(&"test-image-pushed"),
        "{changes:?}"
    );
    assert_eq!(sandbox.requests().len(), asked, "telling changes nothing");
}
