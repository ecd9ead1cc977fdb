//! How fast the credential helper answers `get`, and in how much memory, beside `docker-credential-secretservice`
//! in the same session with the same keyring. Run in turns; medians compared.

#[cfg(target_os = "linux")]
#[allow(dead_code, reason = "shared with the other benchmarks, which need all of it")]
mod claims;

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    linux::main()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::io::Write;
    use std::path::Path;
    use std::process::{Command, ExitCode, Stdio};
    use std::time::{Duration, Instant};

    use super::claims::{Claims, PROGRAM, median, shown};

    const INSIDE: &str = "PUSHPILOT_BENCH_SESSION";
    const OURS: &str = "docker-credential-pushpilot";
    const THEIRS: &str = "docker-credential-secretservice";
    const SERVER: &str = "https://registry.example";
    const TURNS: usize = 61;
    /// In kilobytes.
    const MEMORY: u64 = 15 * 1024;

    pub fn main() -> ExitCode {
        match std::env::var_os(INSIDE) {
            Some(folder) => measure(Path::new(&folder)),
            None => in_session(),
        }
    }

    /// A home and a bus of its own, with an unlocked keyring.
    fn in_session() -> ExitCode {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join(OURS);
        std::os::unix::fs::symlink(PROGRAM, &link).expect("links");
        let itself = std::env::current_exe().expect("runs from a file");
        let script = format!(
            "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec '{}'",
            itself.display()
        );
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "sh", "-c", &script]).env(INSIDE, folder.path());
        for name in [
            "HOME",
            "XDG_DATA_HOME",
            "XDG_RUNTIME_DIR",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "XDG_STATE_HOME",
        ] {
            command.env(name, folder.path());
        }
        match command.status() {
            // A claim that is missed has been printed in there.
            Ok(status) => ExitCode::from(u8::from(!status.success())),
            Err(error) => {
                println!("helper: not measured, no session: {error}");
                ExitCode::SUCCESS
            }
        }
    }

    fn measure(folder: &Path) -> ExitCode {
        let ours = folder.join(OURS).display().to_string();
        for program in [ours.as_str(), THEIRS] {
            let given =
                format!("{{\"ServerURL\":\"{SERVER}\",\"Username\":\"amy\",\"Secret\":\"dckr_pat_x\"}}");
            run(program, "store", &given);
        }
        let mut times: [Vec<Duration>; 2] = [Vec::new(), Vec::new()];
        for _ in 0..TURNS {
            for (program, times) in [ours.as_str(), THEIRS].into_iter().zip(&mut times) {
                let start = Instant::now();
                let answer = run(program, "get", SERVER);
                times.push(start.elapsed());
                assert!(answer.contains("dckr_pat_x"), "{program}: {answer}");
            }
        }
        let [own, other] = times.map(median);
        let ratio = own.as_secs_f64() / other.as_secs_f64();
        let memory = memory(&ours);
        let mut claims = Claims::default();
        claims.note(&format!("get by {THEIRS}"), shown(other));
        let measured = format!("{}, ratio {ratio:.2}", shown(own));
        claims.claim("get by this program, beside it", measured, "ratio at most 1.0", ratio <= 1.0);
        let measured = format!("{:.1} MB", memory as f64 / 1024.0);
        claims.claim("memory of it, at most", measured, "under 15 MB", memory < MEMORY);
        fs::remove_file(ours).expect("is there");
        claims.print()
    }

    fn run(program: &str, verb: &str, input: &str) -> String {
        let mut child = Command::new(program)
            .arg(verb)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("is read");
        let ended = child.wait_with_output().expect("ends");
        let said = String::from_utf8_lossy(&ended.stdout).into_owned();
        assert!(ended.status.success(), "{program} {verb}: {said}");
        said
    }

    /// The highest resident memory that the system noted while it ran, in kilobytes.
    fn memory(program: &str) -> u64 {
        let mut most = 0;
        for _ in 0..20 {
            let mut child = Command::new(program)
                .arg("get")
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .spawn()
                .expect("starts");
            child.stdin.take().expect("piped").write_all(SERVER.as_bytes()).expect("is read");
            let status = format!("/proc/{}/status", child.id());
            while child.try_wait().expect("is ours").is_none() {
                let text = fs::read_to_string(&status).unwrap_or_default();
                let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
                let peak = peak.and_then(|peak| peak.trim().split(' ').next()?.parse().ok());
                most = most.max(peak.unwrap_or(0));
            }
        }
        most
    }
}
