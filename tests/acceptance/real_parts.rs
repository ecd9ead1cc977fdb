//! The built program against Debian's own registry, whose token service is the practice one: what it proves
//! there, skopeo sees, and what it is refused, skopeo is refused.

use std::fs;
use std::process::Output;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pushpilot::sandbox::{Sandbox, Scenario, start_in_background};
use serde_json::{Value, json};

use crate::machine::{Machine, Ran};
use crate::real_registry::{RealRegistry, present};
use crate::scenarios::{words, words_in};
use crate::terminal::Terminal;

const IMAGE: &str = "amyflash/music-management-system";

/// A machine on which docker is signed in to Debian's registry with the scenario's token.
struct Stand {
    machine: Machine,
    registry: RealRegistry,
    sandbox: Sandbox,
}

impl Stand {
    /// `None` where a program is missing; in CI that is a failure.
    fn new(scenario: &str) -> Option<Self> {
        if !(present("docker-registry") && present("skopeo")) {
            return None;
        }
        let sandbox = start_in_background(Scenario::named(scenario).expect("a scenario")).expect("started");
        let mut machine = Machine::of(&sandbox);
        machine.set("GH_TOKEN", sandbox.summary().github_token);
        let folder = machine.path().join("registry");
        fs::create_dir(&folder).expect("a folder");
        let registry = RealRegistry::start(&sandbox, &folder);
        let stand = Self { machine, registry, sandbox };
        stand.sign_in();
        Some(stand)
    }

    /// As `docker login` without a helper leaves it.
    fn sign_in(&self) {
        let pair = STANDARD.encode(format!("amyflash:{}", self.secret()));
        let logins = json!({"auths": {&self.registry.host: {"auth": pair}}});
        self.machine.write("home/.docker/config.json", logins.to_string());
    }

    /// The image by the registry's own name.
    fn image(&self) -> String {
        format!("{}/{IMAGE}", self.registry.host)
    }

    fn secret(&self) -> String {
        self.sandbox.token("ci").expect("a token")
    }

    fn skopeo(&self, arguments: &[&str]) -> Output {
        let file = self.machine.home().join(".docker/config.json");
        let mut command = self.machine.command("skopeo");
        command.env("REGISTRY_AUTH_FILE", file).arg("--insecure-policy").args(arguments);
        command.output().expect("started")
    }

    /// What skopeo says of a tag, where there is one.
    fn seen(&self, tag: &str) -> Option<Value> {
        let reference = format!("docker://{}:{tag}", self.image());
        let output = self.skopeo(&["inspect", "--tls-verify=false", &reference]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() || errors.contains("manifest unknown"), "{errors}");
        output.status.success().then(|| serde_json::from_slice(&output.stdout).expect("JSON"))
    }
}

fn test_push(ran: &Ran) -> Value {
    let report = ran.json();
    let check = report["checks"].as_array().expect("a list").iter().find(|check| check["id"] == "test-push");
    check.unwrap_or_else(|| panic!("{report:#}")).clone()
}

/// The throw-away tag that a test push speaks of.
fn tag(check: &Value) -> String {
    let (_, tag) = check["subject"].as_str().expect("an image").rsplit_once(':').expect("a tag");
    assert!(tag.starts_with("pushpilot-"), "{tag}");
    tag.to_owned()
}

#[test]
fn what_it_pushes_there_skopeo_sees_and_what_it_removes_is_gone() {
    let Some(stand) = Stand::new("all-well") else { return };
    let verified = stand.machine.run(&["verify", &stand.image(), "--json"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    assert_eq!(verified.json()["verdict"], "can-push");

    let kept = stand.machine.run(&["test-push", &stand.image(), "--keep", "--json"]);
    assert_eq!(kept.code, 0, "{}{}", kept.stdout, kept.stderr);
    let check = test_push(&kept);
    let seen = stand.seen(&tag(&check)).expect("it was kept");
    let digest = seen["Digest"].as_str().expect("a digest");
    assert!(check["evidence"].to_string().contains(digest), "{check:#} {digest}");

    let removed = stand.machine.run(&["test-push", &stand.image(), "--json"]);
    assert_eq!(removed.code, 0, "{}{}", removed.stdout, removed.stderr);
    assert_eq!(stand.seen(&tag(&test_push(&removed))), None);
    assert!(stand.seen(&tag(&check)).is_some(), "what was kept is not touched by the next");
}

/// The same registry in the place of docker.io's, with a token handed over on standard input. Tags of docker.io
/// are removed through the Hub, which knows nothing of this registry: what is left is said to be.
#[test]
fn in_the_place_of_docker_io_it_is_pushed_to_and_what_is_left_is_said() {
    let Some(mut stand) = Stand::new("all-well") else { return };
    stand.machine.set("PUSHPILOT_REGISTRY_URL", format!("http://{}", stand.registry.host));
    for (command, code) in [("verify", 0), ("test-push", 9)] {
        let arguments = [command, IMAGE, "--username", "amyflash", "--token-stdin", "--json"];
        let ran = stand.machine.run_with(&arguments, &stand.secret());
        assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
        assert_eq!(ran.json()["verdict"], "can-push");
        if command == "test-push" {
            let check = test_push(&ran);
            assert!(check["evidence"].to_string().contains("left behind"), "{check:#}");
            assert!(stand.seen(&tag(&check)).is_some(), "it is still there");
        }
    }
}

#[test]
fn a_read_only_token_is_refused_to_both_alike() {
    let Some(stand) = Stand::new("read-only-token") else { return };
    for command in ["verify", "test-push"] {
        let ran = stand.machine.run(&[command, &stand.image(), "--json"]);
        assert_eq!(ran.code, 5, "{}{}", ran.stdout, ran.stderr);
        let report = ran.json();
        assert_eq!(report["verdict"], "cannot-push");
        assert!(report.to_string().contains("token-scope-insufficient"), "{report:#}");
    }
    let layout = format!("oci:{}:x", stand.machine.path().join("layout").display());
    let embedded = format!("docker://{}/{IMAGE}:latest", stand.sandbox.registry_host());
    let copied = stand.skopeo(&["copy", "--src-tls-verify=false", "--src-no-creds", &embedded, &layout]);
    assert!(copied.status.success(), "{}", String::from_utf8_lossy(&copied.stderr));
    let target = format!("docker://{}/{IMAGE}:pushed", stand.registry.host);
    let refused = stand.skopeo(&["copy", "--dest-tls-verify=false", &layout, &target]);
    let errors = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && errors.contains("insufficient scopes"), "{errors}");
    let catalogue = fs::read_dir(stand.machine.path().join("registry/storage"));
    assert!(catalogue.is_err(), "not a byte of it was stored");
}

#[test]
fn the_wizard_in_lines_from_a_pasted_token_to_its_report() {
    for language in ["en", "zh-CN"] {
        let Some(mut stand) = Stand::new("all-well") else { return };
        let secret = stand.secret();
        fs::write(stand.machine.home().join(".docker/config.json"), "{}").expect("written");
        stand.machine.set("TOKEN_OF_THE_BUILD", &secret);
        let passphrase = stand.machine.write("passphrase", "Wiedehopf-9 Eisvogel\n");
        let answers = format!(
            "image = \"{1}\"\nusername = \"amyflash\"\nlane = \"browser\"\n\
             token = {{ env = \"TOKEN_OF_THE_BUILD\" }}\nkeep = \"file\"\n\
             passphrase = {{ file = '{0}' }}\npassphrase-again = {{ file = '{0}' }}\n\
             report = [\"json\", \"continue\"]\n",
            passphrase.display(),
            stand.image()
        );
        let answers = stand.machine.write("answers.toml", answers).display().to_string();
        let arguments = ["--plain", "--answers", &answers, "--lang", language];
        // Whatever is not answered there is answered as recommended.
        let ran = stand.machine.run_with(&arguments, &"\n".repeat(40));
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert!(!ran.stdout.contains(&secret) && !ran.stderr.contains(&secret));
        let saved = fs::read_dir(stand.machine.work()).expect("a folder").flatten();
        let saved =
            saved.map(|file| file.path()).find(|file| file.extension().is_some_and(|kind| kind == "json"));
        let report: Value =
            serde_json::from_slice(&fs::read(saved.expect("it was saved")).expect("reads")).expect("JSON");
        assert_eq!(report["verdict"], "can-push", "{report:#}");
        let pushed =
            report["checks"].as_array().expect("a list").iter().find(|check| check["id"] == "test-push");
        let pushed = pushed.expect("it was pushed");
        assert_eq!(pushed["status"], "pass", "{pushed:#}");
        stand.sign_in();
        assert_eq!(stand.seen(&tag(pushed)), None, "and removed");
    }
}

/// `proof-of-push`, hashed once with bcrypt.
const PASSWORDS: &str = "amy:$2y$05$uKq3oYlEJfRrVb9mHw2QO.mDWn9P1z9AdzByQOP8kkZV8DyVLDsxO\n";

/// A machine that knows nothing, and a registry that wants user and password with every request.
fn with_passwords() -> Option<(Machine, RealRegistry)> {
    if !present("docker-registry") {
        return None;
    }
    let machine = Machine::new();
    let folder = machine.path().join("registry");
    fs::create_dir(&folder).expect("a folder");
    let registry = RealRegistry::with_passwords(&folder, PASSWORDS);
    Some((machine, registry))
}

/// Every tag that the registry has of the repository, in its own folder.
fn tags(machine: &Machine) -> Vec<String> {
    let folder =
        machine.path().join("registry/storage/docker/registry/v2/repositories/team/app/_manifests/tags");
    let tags = fs::read_dir(folder).into_iter().flatten().flatten();
    tags.map(|tag| tag.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn the_wizard_in_lines_at_a_registry_with_passwords() {
    for language in ["en", "zh-CN"] {
        for (password, code) in [("proof-of-push", 0), ("Wiedehopf-9", 2)] {
            let Some((mut machine, registry)) = with_passwords() else { return };
            machine.set("SECRET", password);
            let image = format!("{}/team/app", registry.host);
            let answers = format!(
                "image = \"{image}\"\nusername = \"amy\"\nlane = \"browser\"\n\
                 token = {{ env = \"SECRET\" }}\nkeep = \"run-only\"\n"
            );
            let answers = machine.write("answers.toml", answers).display().to_string();
            let arguments = ["--plain", "--answers", &answers, "--lang", language];
            let ran = machine.run_with(&arguments, &"\n".repeat(40));
            assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
            assert!(!ran.stdout.contains(password) && !ran.stderr.contains(password));
            let verdict = if code == 0 { "verdict-can-push" } else { "verdict-wrong-credential" };
            assert!(ran.stdout.contains(&words(language, verdict)), "{}", ran.stdout);
            if code == 0 {
                assert!(ran.stdout.contains(&words(language, "push-left-nothing")), "{}", ran.stdout);
            }
            // What it pushed is gone, and a wrong password pushed nothing.
            assert_eq!(tags(&machine), Vec::<String>::new());
        }
    }
}

#[test]
fn the_wizard_on_the_screen_at_a_registry_with_passwords() {
    for language in ["en", "zh-CN"] {
        let Some((machine, registry)) = with_passwords() else { return };
        let image = format!("{}/team/app", registry.host);
        let command = machine.in_terminal(&[&image, "--username", "amy", "--lang", language]);
        let mut terminal = Terminal::start(command, 80, 24);
        let enter = |id: &str| format!("Enter {}", words(language, id));
        terminal.wait_for(&image);
        terminal.wait_for(&enter("action-continue"));
        terminal.send("\r");
        terminal.wait_for(&words(language, "lane-question"));
        terminal.send("\r");
        // Who signs in there, with what, and where that comes from.
        terminal.wait_for(&words_in(language, "registries", "registry-any-secret"));
        terminal.send("\u{1b}[200~proof-of-push\u{1b}[201~");
        terminal.wait_for(&enter("action-use-it"));
        terminal.send("\r");
        terminal.wait_for(&words(language, "keep-question"));
        terminal.send("\u{1b}[F\r");
        terminal.wait_for(&words(language, "verdict-can-push"));
        terminal.send("\r");
        terminal.wait_for(&enter("action-push"));
        terminal.send("\r");
        terminal.wait_for(&words(language, "push-works"));
        terminal.send("\r");
        terminal.wait_for(&enter("action-finish"));
        assert!(!terminal.screen().contains("proof-of-push"));
        terminal.send("\r");
        assert_eq!(terminal.ended(), 0, "{}", terminal.screen());
        assert_eq!(tags(&machine), Vec::<String>::new());
    }
}
