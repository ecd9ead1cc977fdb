//! GitHub's half: what setting two secrets asks, beside `gh`; what watching a run asks while nothing changes; and
//! how long it takes from a proven token to the started build; and whether a rotation of a hundred repositories takes
//! as long as it says, and meets none of GitHub's limits. The built program against the practice services,
//! through a line that notes connections and answers.

#[allow(dead_code, reason = "shared by the benchmarks of the built program")]
mod claims;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use claims::{Claims, PROGRAM, median, shown};
use pushpilot::model::account::Username;
use pushpilot::model::image::Registry;
use pushpilot::model::secret::{AccessToken, Passphrase};
use pushpilot::outside::encrypted_file::EncryptedFile;
use pushpilot::sandbox::{self, Name, Sandbox, Scenario};
use tempfile::TempDir;

const RUNS: usize = 11;
const SLUG: &str = "amyflash/music-management-system";

/// How long the run that is watched does one thing, and the part of it in which nothing changes for sure.
const STEP: Duration = Duration::from_secs(40);
const QUIET: (Duration, Duration) = (Duration::from_secs(8), Duration::from_secs(35));

fn main() -> ExitCode {
    let mut claims = Claims::default();
    two_secrets(&mut claims);
    to_the_started_build(&mut claims);
    watched(&mut claims);
    rotated(&mut claims);
    claims.print()
}

/// What passed on a line.
#[derive(Default)]
struct Noted {
    connections: usize,
    /// When an answer began, and its status.
    answers: Vec<(Instant, u16)>,
}

/// A way to GitHub on which everything that passes is noted.
struct Line {
    url: String,
    noted: Arc<Mutex<Noted>>,
}

impl Line {
    fn to(service: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let noted = Arc::<Mutex<Noted>>::default();
        let (there, book) = (service.trim_start_matches("http://").to_owned(), Arc::clone(&noted));
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let far = TcpStream::connect(&there).expect("the services listen");
                book.lock().expect("nobody panics with it").connections += 1;
                let (up, down) = (near.try_clone().expect("a handle"), far.try_clone().expect("a handle"));
                thread::spawn(move || pass(up, far, None));
                let book = Arc::clone(&book);
                thread::spawn(move || pass(down, near, Some(&book)));
            }
        });
        Self { url, noted }
    }

    /// What has passed since the last time.
    fn take(&self) -> Noted {
        std::mem::take(&mut *self.noted.lock().expect("nobody panics with it"))
    }
}

/// Copies until one side has ended. An answer's first line comes whole: the services write it with its headers.
fn pass(mut from: TcpStream, mut to: TcpStream, book: Option<&Mutex<Noted>>) {
    let mut chunk = [0; 65536];
    while let Ok(read @ 1..) = from.read(&mut chunk) {
        let status = chunk[..read].strip_prefix(b"HTTP/1.1 ").and_then(|rest| rest.get(..3));
        let status = status.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        if let (Some(book), Some(status)) = (book, status) {
            book.lock().expect("nobody panics with it").answers.push((Instant::now(), status));
        }
        if to.write_all(&chunk[..read]).is_err() {
            break;
        }
    }
    // The other side may be gone already.
    let _ = to.shutdown(Shutdown::Both);
}

/// A practice world, and a machine in it.
struct Stand {
    sandbox: Sandbox,
    line: Line,
    folder: TempDir,
    checkout: PathBuf,
    environment: Vec<(String, String)>,
}

impl Stand {
    fn new(step: Option<Duration>) -> Self {
        let mut scenario = Scenario::named("all-well").expect("it is built in");
        // Limits of requests are not what is measured here.
        scenario.github.service.writes_per_minute = 1_000_000;
        scenario.github.service.requests_per_hour = 1_000_000;
        if let Some(step) = step {
            scenario.github.service.step_milliseconds = u64::try_from(step.as_millis()).expect("it fits");
        }
        let sandbox = sandbox::start_in_background(scenario).expect("the services start");
        let folder = tempfile::tempdir().expect("a folder");
        let laid = sandbox.lay_out_machine(folder.path()).expect("it is laid out");
        let line = Line::to(&sandbox.github_url);
        Self { sandbox, line, folder, checkout: laid.checkout, environment: laid.environment }
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(&self.checkout).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LANG", "C.UTF-8");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/no-bus")
            .env("PUSHPILOT_HUB_URL", &self.sandbox.hub_url)
            .env("PUSHPILOT_REGISTRY_URL", &self.sandbox.registry_url)
            .env("GITHUB_API_URL", &self.line.url)
            .env("GH_TOKEN", self.sandbox.summary().github_token)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        command
    }

    /// Runs the program to its good end; how long that took.
    fn run(&self, arguments: &[&str]) -> Duration {
        let begun = Instant::now();
        let output = self.program(arguments).output().expect("the program");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        begun.elapsed()
    }

    /// How many requests GitHub had since a moment, and of them those that a sealed secret takes.
    fn asked_since(&self, from: usize) -> (usize, usize) {
        let requests = self.sandbox.requests();
        let of_github = requests.iter().skip(from).filter(|one| one.service == Name::GitHub);
        let sealing = |method: &str, target: &str| method == "PUT" || target.ends_with("/public-key");
        let needed = of_github.clone().filter(|one| sealing(&one.method, &one.target));
        (of_github.count(), needed.count())
    }

    /// Sets two secrets with gh; how long that took.
    fn gh(&self) -> Duration {
        let begun = Instant::now();
        let mut child = Command::new("gh")
            .args(["secret", "set", "-R", SLUG, "-f", "-"])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            // It speaks plain HTTP to hosts below `localhost`, which a proxy may answer for.
            .env("GH_HOST", "github.localhost")
            .env("GH_TOKEN", self.sandbox.summary().github_token)
            .env("HTTP_PROXY", &self.line.url)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("gh");
        let token = self.sandbox.token("ci").expect("the scenario has it");
        let pair = format!("DOCKER_USERNAME=amyflash\nDOCKER_PASSWORD={token}\n");
        child.stdin.take().expect("a pipe").write_all(pair.as_bytes()).expect("it reads");
        assert!(child.wait().expect("it ends").success(), "gh did not set the secrets");
        begun.elapsed()
    }
}

fn two_secrets(claims: &mut Claims) {
    let stand = Stand::new(None);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut asked, mut sealing, mut connections) = (0, 0, 0);
    let (mut by_gh, mut gh_connections) = (0, 0);
    for _ in 0..RUNS {
        let before = stand.sandbox.requests().len();
        stand.line.take();
        ours.push(stand.run(&["secrets", "set"]));
        (asked, sealing) = stand.asked_since(before);
        connections = stand.line.take().connections;
        let before = stand.sandbox.requests().len();
        theirs.push(stand.gh());
        (by_gh, _) = stand.asked_since(before);
        gh_connections = stand.line.take().connections;
    }
    claims.claim("requests that setting two secrets takes", sealing.to_string(), "three", sealing == 3);
    claims.claim("connections for them", connections.to_string(), "one", connections == 1);
    let measured = format!("{by_gh} requests on {gh_connections} connections");
    claims.claim("gh for the same two", measured, "no fewer", sealing <= by_gh);
    // Workflows and lists are read before, and the lists once more after.
    claims.note("all that `secrets set` asks of GitHub", format!("{asked} requests"));
    claims.note("`secrets set`, with the proof that the token pushes", shown(median(ours)));
    claims.note("`gh secret set` of the same two", shown(median(theirs)));
}

fn to_the_started_build(claims: &mut Claims) {
    let stand = Stand::new(None);
    let mut times = Vec::new();
    for _ in 0..RUNS {
        times.push(stand.run(&["secrets", "set"]) + stand.run(&["rerun"]));
    }
    let time = median(times);
    let kept = time < Duration::from_millis(400);
    claims.claim("from a proven token to the started build", shown(time), "under 400 ms", kept);
}

fn watched(claims: &mut Claims) {
    let stand = Stand::new(Some(STEP));
    stand.run(&["rerun"]);
    stand.line.take();
    let begun = Instant::now();
    let mut child = stand.program(&["watch"]).stderr(Stdio::null()).spawn().expect("the program");
    thread::sleep(QUIET.1);
    child.kill().expect("it still watches");
    child.wait().expect("it ends");
    let noted = stand.line.take();
    let quiet: Vec<u16> =
        noted.answers.iter().filter(|(at, _)| *at > begun + QUIET.0).map(|(_, status)| *status).collect();
    let seconds = (QUIET.1 - QUIET.0).as_secs_f64();
    let measured = format!("{} in {seconds:.0} s", quiet.len());
    // One may fall on either end of the time.
    let kept = !quiet.is_empty() && quiet.len() as f64 <= seconds / 3.0 + 1.0;
    claims.claim("requests of a watched run while nothing changes", measured, "one in three seconds", kept);
    let same = quiet.iter().filter(|status| **status == 304).count();
    let measured = format!("{same} of {}", quiet.len());
    claims.claim("of them answered 304", measured, "most", same * 2 > quiet.len());
}

/// GitHub's published limit of requests that make something, in a minute (docs: rate limits for the REST API).
const WRITES_A_MINUTE: usize = 80;

fn rotated(claims: &mut Claims) {
    let mut scenario = Scenario::named("all-well").expect("it is built in");
    scenario.github.runs.clear();
    scenario.github.siblings = (0..99).map(|number| format!("app-{number:03}")).collect();
    let sandbox = sandbox::start_in_background(scenario).expect("the services start");
    let line = Line::to(&sandbox.github_url);
    let home = tempfile::tempdir().expect("a folder");
    // No keyring takes part: the token lies in the encrypted file.
    let file = EncryptedFile::in_folder(&home.path().join(".local/state/pushpilot"));
    let (hub, amy) = (Registry::docker_hub(), Username::parse("amyflash").expect("a name"));
    let token = AccessToken::from(sandbox.token("ci").expect("a token"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(file.store(&Passphrase::new("pw".into()), &hub, &amy, &token)).expect("stored");
    let rotate = |more: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.args([
            "rotate",
            "--repos",
            "amyflash/*",
            "--old",
            "GitHub Actions",
            "--password-stdin",
            "--yes",
        ]);
        command.args(["--json", "--image", SLUG]).args(more).current_dir(home.path());
        command.env_clear().env("HOME", home.path()).env("LANG", "C.UTF-8").env("PATH", "/nowhere");
        command
            .env("PUSHPILOT_HUB_URL", &sandbox.hub_url)
            .env("PUSHPILOT_REGISTRY_URL", &sandbox.registry_url);
        command.env("GITHUB_API_URL", &line.url).env("GH_TOKEN", sandbox.summary().github_token);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program");
        child.stdin.take().expect("a pipe").write_all(b"pw\npractice-password\n").expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}");
        serde_json::from_str::<serde_json::Value>(&said).expect("JSON")
    };
    let said = rotate(&["--dry-run"])["estimated_seconds"].as_u64().expect("a number");
    let before = sandbox.requests().len();
    let begun = Instant::now();
    let report = rotate(&[]);
    let took = begun.elapsed();
    let new = report["secrets"]
        .as_array()
        .map_or(0, |rows| rows.iter().filter(|row| row["holds"] == "new").count());
    claims.claim("secrets of 100 repositories that have the new token", new.to_string(), "all", new == 100);
    let noted = line.noted.lock().expect("nobody panics with it");
    let refused = noted.answers.iter().filter(|(_, status)| matches!(status, 403 | 429)).count();
    claims.claim("answers that name a limit of GitHub's", refused.to_string(), "none", refused == 0);
    let writes = sandbox.requests()[before..]
        .iter()
        .filter(|one| one.service == Name::GitHub && one.method != "GET")
        .count();
    let a_minute = writes as f64 / took.as_secs_f64() * 60.0;
    claims.claim(
        "writes to GitHub a minute",
        format!("{a_minute:.0}"),
        &format!("at most {WRITES_A_MINUTE}"),
        a_minute <= WRITES_A_MINUTE as f64,
    );
    let ratio = took.as_secs_f64() / said as f64;
    let measured = format!("{:.0} s, said beforehand: {said} s ({ratio:.2} times)", took.as_secs_f64());
    claims.claim(
        "a rotation of 100 repositories",
        measured,
        "as long as it says, half as much again",
        ratio <= 1.5,
    );
}
