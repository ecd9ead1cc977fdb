//! `verify` over a network with a delay, against `skopeo login` and `skopeo copy` to the same registry; and `status`
//! over a hundred credentials and as many repositories, against one.
//!
//! The practice services answer every request so much later, each by itself; both programs are started as
//! somebody would start them, with a home of their own, and what they asked is counted by the services.

#[allow(dead_code, reason = "shared by the benchmarks of the built program")]
mod claims;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use claims::{Claims, PROGRAM, median, peak_memory, shown};
use pushpilot::outside::written::WrittenSecrets;
use pushpilot::sandbox::{self, Effect, Fault, Sandbox, Scenario};

const RUNS: usize = 7;
const DELAY: u64 = 100;
const USER: &str = "amyflash";
const IMAGE: &str = "amyflash/music-management-system";

fn main() -> ExitCode {
    let mut claims = Claims::default();
    let sandbox = services();
    let folder = tempfile::tempdir().expect("a folder");
    let image = folder.path().join("image");
    skopeo(folder.path(), &["copy", "--src-tls-verify=false"], &[&from(&sandbox), &to_folder(&image)]);

    // Without a delay the machine's own time is seen, and with two delays how many wait for each other.
    let near = [verify(&sandbox, 1), verify(&sandbox, 100)];
    claims.note("verify on this machine, one image", shown(near[0].verdict));
    claims.note("verify on this machine, 100 images", shown(near[1].end));
    let memory = near[1].memory;
    claims.claim(
        "memory of verify with 100 images, at most",
        format!("{memory:.1} MB"),
        "under 30 MB",
        memory < 30.0,
    );

    sandbox.add_fault(Fault::new(Effect::DelayMs(DELAY)));
    let (mut one, mut hundred, mut others) = (Vec::new(), Vec::new(), Vec::new());
    let mut requests = 0;
    for run in 0..RUNS {
        one.push(verify(&sandbox, 1));
        hundred.push(verify(&sandbox, 100));
        let before = sandbox.requests().len();
        others.push(login_and_copy(folder.path(), &sandbox, &image, run));
        requests = sandbox.requests().len() - before;
    }
    let far = [middle(one), middle(hundred)];
    let rounds = (far[0].verdict.saturating_sub(near[0].verdict)).as_secs_f64() * 1000.0 / DELAY as f64;
    claims.claim(
        &format!("requests one after another, measured by a delay of {DELAY} ms each"),
        format!("{rounds:.2}"),
        "three",
        rounds < 3.5,
    );
    let other = median(others);
    claims.note("skopeo login and copy with that delay", format!("{} ({requests} requests)", shown(other)));
    let faster = |time: Duration| other.as_secs_f64() / time.as_secs_f64();
    let measured = |time: Duration| format!("{} ({:.1} times as fast)", shown(time), faster(time));
    let verdict = far[0].verdict;
    claims.claim(
        "verify with that delay, until its verdict",
        measured(verdict),
        "four times",
        faster(verdict) >= 4.0,
    );
    // One request later: the upload that was opened is closed before the program ends.
    claims.note("verify with that delay, until its end", measured(far[0].end));
    let slower = far[1].end.as_secs_f64() / far[0].end.as_secs_f64();
    let measured = format!("{} ({slower:.1} times)", shown(far[1].end));
    claims.claim("100 images with that delay, against one", measured, "ten times slower", slower <= 10.0);
    statuses(&mut claims);
    claims.print()
}

/// What `status` is slowed down by.
const STATUS_DELAY: u64 = 50;

fn statuses(claims: &mut Claims) {
    let scenario = Scenario::named("harbor-robot").expect("it is built in");
    let mut github = scenario.github.clone();
    github.siblings = (0..100).map(|number| format!("app-{number:03}")).collect();
    let sandbox = sandbox::start_in_background(Scenario { github, ..scenario }).expect("the services start");
    sandbox.add_fault(Fault::new(Effect::DelayMs(STATUS_DELAY)));
    let (mut one, mut hundred) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        one.push(status(&sandbox, 1));
        hundred.push(status(&sandbox, 100));
    }
    let (one, hundred) = (median(one), median(hundred));
    claims.note(&format!("status, one credential and repository, {STATUS_DELAY} ms each"), shown(one));
    let slower = hundred.as_secs_f64() / one.as_secs_f64();
    let measured = format!("{} ({slower:.1} times)", shown(hundred));
    claims.claim(
        "status, 100 credentials and 100 repositories",
        measured,
        "ten times slower",
        slower <= 10.0,
    );
}

/// The status of so many logins, each at a registry of its own, and of as many secrets on GitHub that are on record.
fn status(sandbox: &Sandbox, count: usize) -> Duration {
    let home = tempfile::tempdir().expect("a folder");
    let hosts: Vec<String> = (0..count).map(|number| format!("r{number:03}.example")).collect();
    let token = sandbox.token("good").expect("a token");
    let auth = STANDARD.encode(format!("{}:{token}", sandbox.scenario().expect.username));
    let logins = hosts.iter().map(|host| format!("{host:?}: {{\"auth\": {auth:?}}}"));
    let config = format!("{{\"auths\": {{{}}}}}", logins.collect::<Vec<_>>().join(", "));
    fs::create_dir(home.path().join(".docker")).expect("a folder");
    fs::write(home.path().join(".docker/config.json"), config).expect("written");
    let written = WrittenSecrets::in_folder(&home.path().join(".local/state/pushpilot"));
    for number in 0..count {
        let place = format!("github.com/music/app-{number:03}/repository/HARBOR_TOKEN");
        written.record(&place, pushpilot::run::now(), None).expect("noted");
    }
    let places: Vec<String> = hosts.iter().map(|host| format!("{host}={}", sandbox.registry_url)).collect();
    let summary = sandbox.summary();
    let mut command = Command::new(PROGRAM);
    command.args(["status", "--json", "--registry-url", &places.join(",")]).current_dir(home.path());
    command.env_clear().env("HOME", home.path()).env("LANG", "C.UTF-8").env("PATH", "/nowhere");
    command.env("GITHUB_API_URL", &summary.github_url).env("GH_TOKEN", &summary.github_token);
    let begun = Instant::now();
    let output = command.output().expect("the program");
    let took = begun.elapsed();
    let said = String::from_utf8_lossy(&output.stdout);
    let accepted = said.matches("\"accepted\"").count();
    assert_eq!(accepted, count, "{said} {}", String::from_utf8_lossy(&output.stderr));
    took
}

fn services() -> Sandbox {
    let scenario = Scenario::named("all-well").expect("it is built in");
    // A limit of requests is not what is measured here.
    let service =
        sandbox::Service { hub_requests_per_minute: 1_000_000, pulls: 1_000_000, ..scenario.service };
    sandbox::start_in_background(Scenario { service, ..scenario }).expect("the services start")
}

/// One start of `verify`.
struct Run {
    /// Until the first byte of the answer.
    verdict: Duration,
    end: Duration,
    /// In megabytes.
    memory: f64,
}

fn middle(mut runs: Vec<Run>) -> Run {
    runs.sort_by_key(|run| run.end);
    runs.swap_remove(runs.len() / 2)
}

/// Verifies so many images: the one that is there, or as many that the account may create.
fn verify(sandbox: &Sandbox, images: usize) -> Run {
    let home = tempfile::tempdir().expect("a folder");
    let names = (0..images).map(|number| match number {
        0 => IMAGE.to_owned(),
        number => format!("{USER}/another-{number}"),
    });
    let mut command = Command::new(PROGRAM);
    command.arg("verify").args(names);
    command.args(["--hub-url", &sandbox.hub_url, "--registry-url", &sandbox.registry_url]);
    command.env_clear().env("HOME", home.path()).env("LANG", "C.UTF-8");
    command.env("PUSHPILOT_USERNAME", USER).env("PUSHPILOT_TOKEN", token(sandbox));
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
    let mut answer = BufReader::new(child.stdout.take().expect("a pipe"));
    answer.fill_buf().expect("an answer");
    let verdict = begun.elapsed();
    let memory = peak_memory(child.id());
    let mut words = String::new();
    answer.read_to_string(&mut words).expect("words");
    let good = child.wait().expect("it ends").success();
    assert!(good, "{words}");
    Run { verdict, end: begun.elapsed(), memory }
}

/// What people do to find out: log in, and push something tiny. The repository is a new one each time, as blobs
/// that are there already would not be sent.
fn login_and_copy(folder: &Path, sandbox: &Sandbox, image: &Path, run: usize) -> Duration {
    let home = folder.join(format!("home-{run}"));
    fs::create_dir(&home).expect("a folder");
    let target = format!("docker://{}/{USER}/pushed-{run}:tiny", sandbox.registry_host());
    let begun = Instant::now();
    let mut login = skopeo_command(&home);
    login
        .args(["login", "--tls-verify=false", "--username", USER, "--password-stdin"])
        .arg(sandbox.registry_host());
    let mut login = login.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("skopeo");
    let mut input = login.stdin.take().expect("a pipe");
    input.write_all(token(sandbox).as_bytes()).expect("it reads the secret");
    drop(input);
    assert!(login.wait().expect("it ends").success(), "skopeo could not log in");
    skopeo(&home, &["copy", "--dest-tls-verify=false"], &[&to_folder(image), &target]);
    begun.elapsed()
}

fn skopeo(home: &Path, options: &[&str], names: &[&str]) {
    let output = skopeo_command(home).args(options).args(names).output().expect("skopeo");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn skopeo_command(home: &Path) -> Command {
    let mut command = Command::new("skopeo");
    command.arg("--insecure-policy").env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("HOME", home).env("XDG_RUNTIME_DIR", home).env("REGISTRY_AUTH_FILE", home.join("auth.json"));
    command
}

fn token(sandbox: &Sandbox) -> String {
    sandbox.token("ci").expect("the scenario has it")
}

fn from(sandbox: &Sandbox) -> String {
    format!("docker://{}/{IMAGE}:latest", sandbox.registry_host())
}

fn to_folder(folder: &Path) -> String {
    format!("dir:{}", folder.display())
}
