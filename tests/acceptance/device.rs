//! Signing in to GitHub with a code, for those who have an app of their own: on both surfaces, in both languages.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;

use pushpilot::sandbox::{Effect, Fault, Name, Sandbox, Scenario, start_in_background};

use crate::machine::{Machine, PROGRAM};
use crate::scenarios::words_in;
use crate::terminal::Terminal;

const IMAGE: &str = "amyflash/music-management-system";

fn ground() -> (Sandbox, Machine) {
    let sandbox = start_in_background(Scenario::named("all-well").expect("a scenario")).expect("started");
    let mut machine = Machine::of(&sandbox);
    machine.set("PUSHPILOT_GITHUB_CLIENT_ID", sandbox.summary().github_client_id);
    (sandbox, machine)
}

fn begin(more: &[&str]) -> (Sandbox, Machine, Terminal) {
    let (sandbox, machine) = ground();
    let arguments: Vec<&str> = [IMAGE].into_iter().chain(more.iter().copied()).collect();
    let terminal = Terminal::start(machine.in_terminal(&arguments), 100, 40);
    (sandbox, machine, terminal)
}

/// Presses Enter, page after page, until the code is shown; the token for Docker Hub is kept for this run only.
fn to_the_code(terminal: &mut Terminal, language: &str) {
    let keep = words_in(language, "pages", "keep-question");
    let code = words_in(language, "device", "device-code");
    let mut before = String::new();
    loop {
        terminal.wait_for_other(&before, "");
        before = terminal.screen();
        if before.contains(&code) {
            return;
        }
        if before.contains(&keep) {
            terminal.send("\u{1b}[F\r");
        } else if before.contains("Enter ") {
            terminal.send("\r");
        }
    }
}

/// The code, as it stands on the screen.
fn code(screen: &str) -> String {
    let is_code = |word: &&str| {
        word.len() == 9
            && word.as_bytes()[4] == b'-'
            && word.bytes().all(|b| b == b'-' || b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let word = screen.split_whitespace().find(is_code).unwrap_or_else(|| panic!("no code: {screen}"));
    word.to_owned()
}

/// The person's part in the browser.
fn type_it(sandbox: &Sandbox, code: &str, more: &str) {
    let mut stream = TcpStream::connect(sandbox.github_url.trim_start_matches("http://")).expect("listens");
    let body = format!("user_code={code}{more}");
    let length = body.len();
    write!(stream, "POST /login/device HTTP/1.1\r\nHost: github\r\nUser-Agent: test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").expect("is taken");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("is text");
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
}

#[test]
fn a_code_typed_in_a_browser_signs_in() {
    for language in ["en", "zh-CN"] {
        let (sandbox, _machine, mut terminal) = begin(&["--lang", language]);
        to_the_code(&mut terminal, language);
        terminal.wait_for("/login/device");
        type_it(&sandbox, &code(&terminal.screen()), "");
        terminal.wait_for(&words_in(language, "build", "gh-secrets-title"));
        terminal.wait_for("DOCKER_PASSWORD");
        assert!(!terminal.everything().contains("gho_"), "the token is shown");
        terminal.signal(rustix::process::Signal::TERM);
        assert_eq!(terminal.ended(), 130);
    }
}

#[test]
fn who_refuses_or_would_rather_paste_is_led_on() {
    let (sandbox, _machine, mut terminal) = begin(&[]);
    to_the_code(&mut terminal, "en");
    type_it(&sandbox, &code(&terminal.screen()), "&deny=1");
    terminal.wait_for("You are not signed in to GitHub.");
    terminal.send("r");
    terminal.wait_for("Type this code there");
    terminal.send("t");
    terminal.wait_for("Paste the GitHub token here");
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);

    // An app that GitHub does not know.
    let sandbox = start_in_background(Scenario::named("all-well").expect("a scenario")).expect("started");
    let machine = Machine::of(&sandbox);
    let answers = machine.write("answers.toml", "keep = \"run-only\"\n").display().to_string();
    let arguments = ["--plain", "--github-client-id", "Iv1.unknown", "--answers", &answers, IMAGE];
    let ran = machine.run_with(&arguments, &"\n".repeat(12));
    assert!(ran.stdout.contains("incorrect_client_credentials"), "{}", ran.stdout);
}

/// A code that nobody typed in time: Enter asks for another one.
#[test]
fn who_comes_too_late_is_led_on() {
    for language in ["en", "zh-CN"] {
        let (sandbox, machine) = ground();
        let expired = r#"{"error":"expired_token","error_description":"It is expired."}"#.to_owned();
        let answer = Effect::Answer { status: 200, retry_after: None, text: Some(expired) };
        sandbox.add_fault(Fault::new(answer).of(Name::GitHub).on("POST", "/login/oauth/access_token").nth(2));
        let arguments = [IMAGE, "--lang", language];
        let mut terminal = Terminal::start(machine.in_terminal(&arguments), 100, 40);
        to_the_code(&mut terminal, language);
        let first = code(&terminal.screen());
        let late: String = words_in(language, "device", "device-expired").chars().take(12).collect();
        terminal.wait_for(&late);
        terminal.send("\r");
        terminal.wait_for("/login/device");
        let second = code(&terminal.screen());
        assert_ne!(first, second, "another code");
        type_it(&sandbox, &second, "");
        terminal.wait_for(&words_in(language, "build", "gh-secrets-title"));
        terminal.signal(rustix::process::Signal::TERM);
        assert_eq!(terminal.ended(), 130);
    }
}

/// A person who stops waiting gets a new code by one key.
#[test]
fn who_stops_waiting_is_led_on() {
    let (sandbox, _machine, mut terminal) = begin(&[]);
    to_the_code(&mut terminal, "en");
    terminal.send("x");
    terminal.wait_for("You are not signed in to GitHub.");
    terminal.send("\r");
    terminal.wait_for("Type this code there");
    type_it(&sandbox, &code(&terminal.screen()), "");
    terminal.wait_for(&words_in("en", "build", "gh-secrets-title"));
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.ended(), 130);
}

#[test]
fn in_lines_the_code_is_said_once_and_waited_for() {
    let (sandbox, machine) = ground();
    let answers = machine.write("answers.toml", "keep = \"run-only\"\n").display().to_string();
    let mut command = machine.command(PROGRAM);
    command.args(["--plain", "--answers", &answers, IMAGE]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("is piped");
    stdin.write_all("\n".repeat(10).as_bytes()).expect("is read");
    let mut said = Vec::new();
    for line in BufReader::new(child.stdout.take().expect("is piped")).lines().map_while(Result::ok) {
        if line.contains("Type this code there") {
            type_it(&sandbox, &code(&line), "");
        }
        let done = line.contains("Where the workflow reads user name and token");
        said.push(line);
        if done {
            break;
        }
    }
    child.kill().expect("is killed");
    child.wait().expect("ends");
    let said = said.join("\n");
    assert!(said.ends_with("Where the workflow reads user name and token"), "{said}");
    assert_eq!(said.matches("Type this code there").count(), 1, "{said}");
    assert!(!said.contains("gho_"), "the token is shown");
}
