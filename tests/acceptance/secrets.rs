//! One recognisable token, password and passphrase through everything: found nowhere, in no form.

use std::fs;
use std::path::PathBuf;

use pushpilot::flow::State;
use pushpilot::flow::event::Event;
use pushpilot::flow::plan::{Kind, Plan};
use pushpilot::model::account::Username;
use pushpilot::model::image::{Image, Registry};
use pushpilot::model::moment::Moment;
use pushpilot::model::secret::Passphrase;
use pushpilot::outside::encrypted_file::EncryptedFile;
use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};
use pushpilot::steps::Step;
use pushpilot::surface::{Surface as _, fault};
use pushpilot::text::Language;
use pushpilot::ui::abilities::{Abilities, Wishes};
use pushpilot::ui::{Options, Ui};

use crate::canary::{Canary, files};
use crate::machine::Machine;
use crate::terminal::Terminal;

const PASSWORD: &str = "Kolibri+Zaunkönig/7=%&Rohrdommel";
const PASSPHRASE: &str = "Wiedehopf-9 Eisvogel?Bachstelze";
const CODE: &str = "804617";
const IMAGE: &str = "amyflash/music-management-system";

/// A machine on which whatever is started notes what it was given, and what may be found nowhere on it.
struct Watched {
    sandbox: Sandbox,
    machine: Machine,
    canaries: Vec<Canary>,
}

impl Watched {
    fn new(scenario: &str) -> Self {
        let mut scenario = Scenario::named(scenario).expect("a scenario");
        PASSWORD.clone_into(&mut scenario.accounts[0].password);
        if let Some(code) = &mut scenario.accounts[0].totp {
            CODE.clone_into(code);
        }
        let token = scenario.tokens.iter().find(|token| token.active).map(|token| token.name.clone());
        let sandbox = start_in_background(scenario).expect("started");
        let mut machine = Machine::of(&sandbox);
        // A desktop, and a login that only a helper knows.
        machine.set("DISPLAY", ":7");
        let mut canaries =
            vec![Canary::new("the password", PASSWORD, 0), Canary::new("the passphrase", PASSPHRASE, 0)];
        canaries.push(Canary::new("the GitHub token", &sandbox.summary().github_token, "ghp_".len()));
        let given = machine.path().join("given");
        fs::create_dir(&given).expect("a folder");
        // Its parent's environment may hold secrets; its own may not.
        let note = format!(
            "{{ cat /proc/$$/cmdline; echo; cat /proc/$$/environ; echo; }} > '{}/'$(basename \"$0\").$$",
            given.display()
        );
        let git = which("git");
        machine.install("git", &format!("{note}\nexec '{}' \"$@\"", git.display()));
        for launcher in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"] {
            machine.install(launcher, &note);
        }
        fs::remove_file(machine.home().join(".docker/config.json")).expect("the scenario's login");
        if let Some(token) = token {
            let secret = sandbox.token(&token).expect("a token");
            canaries.push(Canary::new("the token", &secret, "dckr_pat_".len()));
            let answer = format!(r#"{{"ServerURL":"x","Username":"amyflash","Secret":"{secret}"}}"#);
            let helper = format!(
                "{note}\ncase $1 in\nlist) echo '{{\"https://index.docker.io/v1/\":\"amyflash\"}}';;\nget) echo '{answer}';;\nesac"
            );
            machine.install("docker-credential-canary", &helper);
            machine.write("home/.docker/config.json", r#"{"credsStore":"canary"}"#);
        }
        Self { sandbox, machine, canaries }
    }

    /// The token for GitHub, which this machine does not have: it is pasted.
    fn github_token(&self) -> String {
        self.sandbox.summary().github_token
    }

    fn token(&self) -> String {
        self.sandbox.token("ci").expect("a token")
    }

    /// The one file that may hold the token: the helper that gives it out.
    fn allowed(&self) -> Vec<PathBuf> {
        vec![self.machine.path().join("programs/docker-credential-canary")]
    }

    /// Nothing in what was printed, in any file, in any address that was asked for, or given to a child.
    #[track_caller]
    fn found_nowhere(&self, printed: &[u8], children: &[&str]) {
        let given: Vec<String> = files(&self.machine.path().join("given"))
            .iter()
            .map(|file| file.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
        for child in children {
            let noted = given.iter().any(|name| name.starts_with(child));
            assert!(noted, "{child} was never started: {given:?}");
        }
        for canary in &self.canaries {
            canary.not_in("what was printed", printed);
            canary.not_below(self.machine.path(), &self.allowed());
            for request in self.sandbox.requests() {
                canary.not_in("an address", request.target.as_bytes());
            }
        }
    }
}

fn which(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").expect("a path");
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file()).expect("git")
}

fn paste(text: &str) -> String {
    format!("\u{1b}[200~{text}\u{1b}[201~")
}

/// Answers the question where to keep the token: in a file, with the passphrase typed key by key.
fn keep_in_a_file(terminal: &mut Terminal) {
    terminal.wait_for("Where shall it be kept?");
    terminal.send("\r");
    terminal.wait_for("There is no way back");
    terminal.send(PASSPHRASE);
    terminal.wait_for("31 characters");
    // Typed so fast after the Tab, it would look like a paste that begins with one.
    terminal.send(&format!("\t{}", paste(PASSPHRASE)));
    terminal.wait_for_count("31 characters", 2);
    terminal.send("\r");
}

/// From the verdict to the end, with all that can be shown and saved on the way.
fn to_the_end(watched: &Watched, terminal: &mut Terminal) {
    terminal.wait_for("This token can push.");
    terminal.send("w");
    terminal.enter_at(&[
        "What was asked, and what came back",
        "This token can push.",
        "push it",
        "It pushes.",
    ]);
    terminal.wait_for("Paste the GitHub token here");
    terminal.send(&paste(&watched.github_token()));
    terminal.wait_for("characters");
    terminal.send("\r");
    terminal.enter_at(&[
        "nothing has been changed yet",
        "Written, and confirmed",
        "by hand",
        "is green",
        "tags arrived",
    ]);
    terminal.wait_for("finish");
    terminal.send("m");
    terminal.wait_for(".md");
    terminal.send("s");
    terminal.wait_for(".json");
}

#[test]
fn a_token_pasted_in_the_terminal_is_found_nowhere() {
    let watched = Watched::new("all-well");
    let mut terminal = Terminal::start(watched.machine.in_terminal(&[]), 100, 30);
    terminal.enter_at(&["Paste the log", "Enter continue"]);
    terminal.wait_for("Which token?");
    terminal.send("2\r");
    terminal.wait_for("Paste the token here");
    terminal.send("\u{f}");
    terminal.wait_for("in the browser.");
    terminal.send("\u{19}");
    // First with what does not belong to it: it is judged, and replaced.
    terminal.send(&paste(&format!("docker login -u amyflash -p {}\n", watched.token())));
    terminal.wait_for("does not belong");
    terminal.send("?");
    terminal.send(&paste(&watched.token()));
    terminal.wait_for("36 characters");
    terminal.wait_for("use it");
    terminal.send("\r");
    keep_in_a_file(&mut terminal);
    to_the_end(&watched, &mut terminal);
    terminal.send("\r");
    assert_eq!(terminal.ended(), 0, "{}", terminal.screen());
    watched.found_nowhere(terminal.everything().as_bytes(), &["git", "xdg-open", "docker-credential-canary"]);
    let reports = fs::read_dir(watched.machine.work()).expect("a folder").flatten();
    assert_eq!(reports.filter(|file| file.path().is_file()).count(), 2, "both reports were searched");
}

#[test]
fn what_a_helper_gave_is_found_nowhere_when_the_run_is_cut_short() {
    let watched = Watched::new("all-well");
    let mut terminal = Terminal::start(watched.machine.in_terminal(&[]), 80, 24);
    terminal.enter_at(&["Paste the log", "Enter continue", "Which token?"]);
    terminal.wait_for("This token can push.");
    let limits = fs::read_to_string(format!("/proc/{}/limits", terminal.process())).expect("it runs");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("the limit");
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    terminal.send("\u{3}");
    terminal.wait_for("Leave?");
    terminal.send("\u{3}");
    assert_eq!(terminal.ended(), 130);
    let journal = watched.machine.home().join(".local/state/pushpilot/run.json");
    assert!(fs::read_to_string(journal).expect("the note of the run").contains(IMAGE));
    watched.found_nowhere(terminal.everything().as_bytes(), &["git", "docker-credential-canary"]);
}

#[test]
fn a_password_typed_and_a_token_made_are_found_nowhere() {
    let mut watched = Watched::new("password-with-2fa");
    let mut terminal = Terminal::start(watched.machine.in_terminal(&[]), 80, 24);
    terminal.enter_at(&["Paste the log", "Enter continue"]);
    terminal.wait_for("Which token?");
    terminal.send("2\r");
    terminal.wait_for("Sign in to Docker Hub");
    terminal.send(PASSWORD);
    terminal.wait_for("32 characters");
    terminal.send("\r");
    terminal.wait_for("One-time code");
    terminal.send(CODE);
    terminal.enter_at(&["6 characters", "make the token"]);
    keep_in_a_file(&mut terminal);
    to_the_end(&watched, &mut terminal);
    terminal.send("\r");
    assert_eq!(terminal.ended(), 0, "{}", terminal.screen());

    let file = EncryptedFile::in_folder(&watched.machine.home().join(".local/state/pushpilot"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let amy = Username::parse("amyflash").expect("a user name");
    let passphrase = Passphrase::from(PASSPHRASE.to_owned());
    let kept = runtime.block_on(file.load(&passphrase, &Registry::docker_hub(), &amy));
    let made = kept.expect("it opens").expect("it is kept there");
    watched.canaries.push(Canary::new("the token made", made.expose(), "dckr_pat_".len()));
    watched.found_nowhere(terminal.everything().as_bytes(), &["git"]);
    assert!(!terminal.everything().contains(CODE));
}

#[test]
fn a_token_typed_at_plain_questions_is_found_nowhere() {
    let watched = Watched::new("all-well");
    let command = watched.machine.in_terminal(&["--plain", "--no-mouse", IMAGE]);
    let mut terminal = Terminal::start(command, 100, 60);
    for (words, answer) in [("Image [", ""), ("Registry user [", ""), ("Which token?", "2")] {
        terminal.wait_for(words);
        terminal.send(&format!("{answer}\r"));
    }
    secretly(&mut terminal, "Paste the token here", &watched.token());
    terminal.enter_at(&["use it (recommended)", "Where shall it be kept?"]);
    secretly(&mut terminal, "Passphrase", PASSPHRASE);
    secretly(&mut terminal, "Once more", PASSPHRASE);
    for action in ["to the test push", "push it", "to the GitHub secrets"] {
        terminal.wait_for(&format!("{action} (recommended)"));
        terminal.send("\r");
    }
    secretly(&mut terminal, "Paste the GitHub token here", &watched.github_token());
    terminal.wait_for("use it (recommended)");
    terminal.send("\r");
    for action in ["write", "to the build"] {
        terminal.wait_for(&format!("{action} (recommended)"));
        terminal.send("\r");
    }
    terminal.wait_for("How?");
    terminal.send("\r");
    for action in ["start", "to the proof", "to the result", "finish"] {
        terminal.wait_for(&format!("{action} (recommended)"));
        terminal.send("\r");
    }
    assert_eq!(terminal.ended(), 0, "{}", terminal.screen());
    watched.found_nowhere(terminal.everything().as_bytes(), &["git", "docker-credential-canary"]);
}

/// Answers a question whose answer is not shown.
fn secretly(terminal: &mut Terminal, question: &str, secret: &str) {
    terminal.wait_for(question);
    terminal.wait_for_echo(false);
    terminal.send(&format!("{secret}\r"));
}

#[test]
fn secrets_that_an_answers_file_refers_to_are_found_nowhere() {
    let mut watched = Watched::new("all-well");
    let token = watched.token();
    watched.machine.set("TOKEN_OF_THE_BUILD", &token);
    watched.machine.set("GITHUB_TOKEN_OF_THE_BUILD", watched.github_token());
    // On memory that goes away, as a CI system hands over its secrets.
    let secret = tempfile::NamedTempFile::new().expect("a file");
    fs::write(secret.path(), PASSPHRASE).expect("written");
    let answers = format!(
        "lane = \"browser\"\ntoken = {{ env = \"TOKEN_OF_THE_BUILD\" }}\nkeep = \"file\"\n\
         passphrase = {{ file = '{0}' }}\npassphrase-again = {{ file = '{0}' }}\n\
         github-token = {{ env = \"GITHUB_TOKEN_OF_THE_BUILD\" }}\n\
         report = [\"json\", \"continue\"]\n",
        secret.path().display()
    );
    let answers = watched.machine.write("answers.toml", answers).display().to_string();
    let ran = watched.machine.run_with(&["--answers", &answers], &"\n".repeat(40));
    assert_eq!(ran.code, 0, "{}\n{}", ran.stdout, ran.stderr);
    let printed = format!("{}{}", ran.stdout, ran.stderr);
    watched.found_nowhere(printed.as_bytes(), &["git", "docker-credential-canary"]);
}

#[test]
fn what_commands_without_a_screen_are_given_is_found_nowhere() {
    let mut printed = String::new();
    let mut codes = Vec::new();
    let mut watched = Watched::new("all-well");
    let token = watched.token();
    for command in [
        &["verify"][..],
        &["verify", IMAGE, "--json"],
        &["test-push", IMAGE, "--json"],
        &["test-push", IMAGE],
    ] {
        let mut run = |machine: &Machine, more: &[&str], input: &str| {
            let ran = machine.run_with(&[command, more].concat(), input);
            printed += &format!("{}{}", ran.stdout, ran.stderr);
            codes.push(ran.code);
        };
        // From the helper; from standard input; for a user that it does not belong to.
        run(&watched.machine, &[], "");
        run(&watched.machine, &["--username", "amyflash", "--token-stdin"], &token);
        run(&watched.machine, &["--username", "somebody", "--token-stdin"], &format!("{token}\r\n"));
        // From the environment, and to where nobody listens.
        watched.machine.set("PUSHPILOT_USERNAME", "amyflash");
        watched.machine.set("PUSHPILOT_TOKEN", &token);
        run(&watched.machine, &[], "");
        run(&watched.machine, &["--registry-url", "http://127.0.0.1:9"], "");
        watched.machine.set("PUSHPILOT_USERNAME", "");
        watched.machine.set("PUSHPILOT_TOKEN", "");
    }
    assert_eq!(codes, [0, 0, 4, 0, 6].repeat(4), "{printed}");
    // The password where a token belongs: refused by its own words.
    let refused =
        watched.machine.run_with(&["verify", IMAGE, "--username", PASSWORD, "--token-stdin"], &token);
    printed += &refused.stderr;
    watched.found_nowhere(printed.as_bytes(), &["git", "docker-credential-canary"]);
}

/// The role of a program that has a fault while it holds a secret, and says it.
#[test]
#[ignore = "a role, played inside the terminal of another test"]
fn role_fault() {
    let secret = std::env::var("CANARY").expect("the other test sets it");
    fault::keep_quiet(Language::English);
    let plan = Plan {
        kind: Kind::Real,
        image: Image::parse(IMAGE).ok(),
        username: Username::parse("amyflash").ok(),
        first: Step::FindProject,
        token_page: "https://app.docker.com".to_owned(),
        hub: "https://hub.docker.com/".into(),
        seed: 0,
    };
    let (mut state, _) = State::begin(plan, Language::English, Moment(0), None);
    for event in [
        Event::Act("stop"),
        Event::Act("continue"),
        Event::Pick("lane", 0),
        Event::Act("continue"),
        Event::Paste(secret.clone().into()),
    ] {
        state.update(event);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _entered = runtime.enter();
    let look = Abilities::of(&Wishes::default(), |name| std::env::var(name).ok(), true).look;
    let mut ui =
        Ui::new(Options { look, mouse: false, notify: false, ask_background: false }).expect("a terminal");
    ui.show(&state.view()).expect("drawn");
    let held = secret.clone();
    panic!("{held} {:?} {state:?}", held.as_bytes());
}

#[test]
fn a_fault_while_a_secret_is_held_does_not_show_it() {
    let secret = "dckr_pat_uY4hQ9zVt2Kc7RbN1xWmE5sLpD0";
    let mut command = Terminal::role("secrets::role_fault");
    command.env("CANARY", secret);
    command.env("RUST_BACKTRACE", "full");
    let mut terminal = Terminal::start(command, 100, 30);
    terminal.wait_for("secrets.rs:");
    assert!(terminal.everything().contains("36 characters"), "it was held");
    terminal.given_back();
    Canary::new("the token", secret, "dckr_pat_".len())
        .not_in("what was printed", terminal.everything().as_bytes());
}
