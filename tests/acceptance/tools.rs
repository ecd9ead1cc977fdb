//! After `use`, real tools sign in with what is in the real keyring: the docker engine, podman, skopeo and buildah
//! against Debian's registry, which wants a password.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use crate::machine::PROGRAM;

mod asked;

/// `proof-of-push`, hashed once with bcrypt.
const HTPASSWD: &str = "amy:$2y$05$uKq3oYlEJfRrVb9mHw2QO.mDWn9P1z9AdzByQOP8kkZV8DyVLDsxO\n";
const UNLOCK: &str = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    gdbus wait --session --timeout 60 org.freedesktop.secrets\n";
/// With an unknown key, a habit of its own, and a login that is none of our business.
const CONFIG: &str = "{\n    \"zeta\": {\"x\": 1.50},\n    \"auths\": {\"ghcr.io\": {\"auth\": \"YTpi\"}},\n    \"credsStore\": \"\"\n}\n";

/// A program that is ended with the test.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has noticed by then.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Service {
    /// Starts a program and waits for a line in what it says; the line.
    fn start(command: &mut Command, ready: &str) -> (Self, String) {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok);
        let mut said = String::new();
        let line = lines.find(|line| {
            said += line;
            said += "\n";
            line.contains(ready)
        });
        let line = line.unwrap_or_else(|| panic!("it ended: {said}"));
        // Somebody has to read on, or it would wait for room to write.
        std::thread::spawn(move || lines.for_each(drop));
        (Self(child), line)
    }
}

/// Whether the programs are here. Where everything must be tested, they must be.
fn present(programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there =
        |program: &&&str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    let missing: Vec<_> = programs.iter().filter(|program| !is_there(program)).collect();
    assert!(missing.is_empty() || std::env::var_os("CI").is_none(), "missing: {missing:?}");
    if !missing.is_empty() {
        eprintln!("not tried: {missing:?} missing");
    }
    missing.is_empty()
}

struct Bench {
    folder: TempDir,
    host: String,
    _registry: Service,
}

impl Bench {
    fn new() -> Option<Self> {
        let needed = [
            "docker-registry",
            "gnome-keyring-daemon",
            "dbus-run-session",
            "gdbus",
            "skopeo",
            "buildah",
            "podman",
            "docker",
        ];
        if !present(&needed) {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        for name in ["home/.docker", "bin", "run", "tmp", "root"] {
            fs::create_dir_all(path(name)).expect("a folder in it");
        }
        fs::write(path("home/.docker/config.json"), CONFIG).expect("writes");
        fs::write(path("root/file"), "hello").expect("writes");
        fs::write(path("htpasswd"), HTPASSWD).expect("writes");
        let config = format!(
            "version: 0.1\nstorage: {{filesystem: {{rootdirectory: '{}'}}}}\nhttp: {{addr: '127.0.0.1:0'}}\n\
             auth: {{htpasswd: {{realm: test, path: '{}'}}}}\n",
            path("store").display(),
            path("htpasswd").display()
        );
        fs::write(path("registry.yml"), config).expect("writes");
        let mut command = Command::new("docker-registry");
        command.arg("serve").arg(path("registry.yml")).env("OTEL_TRACES_EXPORTER", "none");
        let (registry, line) = Service::start(&mut command, "listening on ");
        let (_, rest) = line.split_once("listening on ").expect("is in it");
        let host = rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':')).collect();
        Some(Self { folder, host, _registry: registry })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn config(&self) -> String {
        fs::read_to_string(self.path("home/.docker/config.json")).expect("reads")
    }

    /// The engine, on a socket and in folders of its own; `None` where it may not run.
    fn engine(&self) -> Option<Service> {
        if !rustix::process::geteuid().is_root() || !present(&["dockerd"]) {
            eprintln!("not tried: the docker engine needs root");
            return None;
        }
        let mut command = Command::new("dockerd");
        command.args(["--storage-driver=vfs", "--iptables=false", "--ip6tables=false", "--bridge=none"]);
        for (option, name) in [("data-root", "data"), ("exec-root", "exec"), ("pidfile", "docker.pid")] {
            command.arg(format!("--{option}={}", self.path(name).display()));
        }
        command.arg(format!("--host=unix://{}", self.path("docker.sock").display()));
        Some(Service::start(&mut command, "API listen on").0)
    }

    /// Runs a script with this machine's programs; `session`: with a bus of its own.
    fn run(&self, session: bool, script: &str) -> Output {
        let mut command = if session {
            let mut command = Command::new("dbus-run-session");
            command.args(["--", "sh", "-euc", script]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-euc", script]).env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
            command
        };
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").expect("there is one"));
        command
            .env("PATH", path)
            .env("HOST", &self.host)
            .env("ROOT", self.path("root"))
            .env("PROGRAM", PROGRAM);
        command.env("DOCKER_HOST", format!("unix://{}", self.path("docker.sock").display()));
        // Whatever would leave this machine ends at a port where nobody listens.
        command.env("HTTPS_PROXY", "http://127.0.0.1:9").env("NO_PROXY", "127.0.0.1,localhost");
        command.env("HOME", self.path("home")).env("TMPDIR", self.path("tmp")).env("LANG", "C.UTF-8");
        command.env("XDG_RUNTIME_DIR", self.path("run")).env("XDG_DATA_HOME", self.path("home/data"));
        for name in ["DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LC_ALL"] {
            command.env_remove(name);
        }
        // Both on the same store of images.
        for (name, tool) in [("BUILDAH", "buildah"), ("PODMAN", "podman --cgroup-manager=cgroupfs")] {
            let folder = self.folder.path().display();
            command.env(name, format!("{tool} --storage-driver=vfs --root={folder}/c --runroot={folder}/cr"));
        }
        command.current_dir(self.path("root")).output().expect("runs")
    }

    #[track_caller]
    fn must(&self, script: &str) -> String {
        let output = self.run(true, &format!("{UNLOCK}{script}"));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }
}

/// The helper in its folder, and the registry's login in the keyring, put there through the helper.
const SET_UP: &str = "\"$PROGRAM\" install-links --helper --folder \"${PATH%%:*}\"
    ln -s \"$PROGRAM\" \"${PATH%%:*}/pushpilot\"
    printf '{\"ServerURL\":\"http://%s\",\"Username\":\"amy\",\"Secret\":\"proof-of-push\"}' \"$HOST\" | docker-credential-pushpilot store\n";

const SKOPEO: &str = "skopeo --insecure-policy copy --dest-tls-verify=false \"dir:$ROOT/image\" \"docker://$HOST/team/skopeo:1\"\n";
const BUILDAH: &str = "$BUILDAH push --tls-verify=false made \"docker://$HOST/team/buildah:1\"\n";
const PODMAN: &str = "$PODMAN push -q --tls-verify=false made \"docker://$HOST/team/podman:1\"\n";
const DOCKER: &str = "docker push -q \"$HOST/team/docker:1\"\n";

#[test]
fn after_use_each_tool_pulls_and_pushes_without_a_login_of_its_own() {
    let Some(bench) = Bench::new() else { return };
    let engine = bench.engine();
    let made = "made=$($BUILDAH from scratch); $BUILDAH commit -q \"$made\" made
        skopeo --insecure-policy copy docker-archive:\"$ROOT/made.tar\" \"dir:$ROOT/image\"\n"
        .replace("skopeo", "$BUILDAH push made docker-archive:\"$ROOT/made.tar\" && skopeo");
    bench.must(&format!("{SET_UP}{made}"));
    if engine.is_some() {
        bench.must("tar c -C \"$ROOT\" file | docker import - \"$HOST/team/docker:1\"");
    }
    let mut pushes = vec![SKOPEO, BUILDAH, PODMAN];
    pushes.extend(engine.as_ref().map(|_| DOCKER));
    // Before it none of them may.
    for push in &pushes {
        let output = bench.run(true, &format!("{UNLOCK}{push}"));
        assert!(!output.status.success(), "{push}");
    }
    let told = bench.must("pushpilot use --registry \"$HOST\" --docker --podman --yes");
    assert!(told.contains("proven: docker-credential-pushpilot answers for"), "{told}");
    assert!(told.contains("proven: skopeo finds the login for"), "{told}");
    for push in &pushes {
        bench.must(push);
    }
    bench.must("skopeo copy --src-tls-verify=false \"docker://$HOST/team/buildah:1\" \"dir:$ROOT/back\"");
    bench.must("$BUILDAH pull --tls-verify=false \"$HOST/team/skopeo:1\"");
    bench.must("$PODMAN pull -q --tls-verify=false \"$HOST/team/podman:1\"");
    if engine.is_some() {
        bench.must("docker rmi \"$HOST/team/docker:1\" >/dev/null; docker pull -q \"$HOST/team/docker:1\"");
    }
    // And what the helper was given is what the other commands find.
    bench.must("pushpilot verify \"$HOST/team/app\"");
    // A plain registry, on which nobody switched deletion on: pushed and read back, and it says what stays.
    let output = bench.run(true, &format!("{UNLOCK}pushpilot test-push \"$HOST/team/app\" --json"));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    let pushed = report["checks"].as_array().expect("a list").last().expect("a row");
    assert_eq!((output.status.code(), &pushed["status"]), (Some(9), &"warn".into()), "{report:#}");
    let output = bench.run(true, &format!("{UNLOCK}pushpilot status --json"));
    let status: serde_json::Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    let rows = status["credentials"].as_array().expect("is a list");
    let row =
        |host: &str| rows.iter().find(|row| row["registry"] == host).unwrap_or_else(|| panic!("{rows:?}"));
    let own = row(&bench.host);
    assert_eq!((&own["username"], &own["state"]), (&"amy".into(), &"accepted".into()), "{own}");
    assert_eq!(own["used_by"], serde_json::json!(["docker", "podman"]));
    assert_eq!(own["places"][0]["kind"], "keyring");
    let other = row("ghcr.io");
    assert_eq!(
        (&other["state"], &other["places"][0]["plain_text"]),
        (&"unreachable".into(), &true.into()),
        "{other}"
    );

    // A keyring that is locked, or not there, is said to be so by each of them.
    for push in &pushes {
        for (session, words) in [(true, "is locked. Unlock it"), (false, "There is no keyring here")] {
            let output = bench.run(session, push);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success() && said.contains(words), "{push}: {said}");
        }
    }
    assert!(bench.config().contains("\"zeta\": {\"x\": 1.50}"));
    bench.must("pushpilot use --registry \"$HOST\" --undo --yes");
    assert_eq!(bench.config(), CONFIG);
    assert!(!bench.path("home/.config/containers/auth.json").exists());
    assert!(!bench.run(true, &format!("{UNLOCK}{SKOPEO}")).status.success());
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("is there").permissions().mode() & 0o777
}

#[test]
fn a_login_in_plain_text_moves_and_comes_back() {
    let Some(bench) = Bench::new() else { return };
    let path = bench.path("home/.docker/config.json");
    // amy:proof-of-push
    let auth = "YW15OnByb29mLW9mLXB1c2g=";
    let plain = format!("{{\n\t\"auths\": {{\n\t\t\"{}\": {{\"auth\": \"{auth}\"}}\n\t}}\n}}\n", bench.host);
    fs::write(&path, &plain).expect("writes");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("changes");
    let links = SET_UP.lines().take(2).collect::<Vec<_>>().join("\n");
    let told = bench.must(&format!("{links}\npushpilot use --registry \"$HOST\" --docker --dry-run --move"));
    assert!(told.contains("in plain text") && !told.contains(auth), "{told}");
    assert_eq!(bench.config(), plain);

    let told = bench.must("pushpilot use --registry \"$HOST\" --docker --move --yes");
    assert!(told.contains("proven:") && told.contains("Others on this machine could read"), "{told}");
    assert!(!told.contains(auth) && !bench.config().contains(auth), "{}", bench.config());
    assert_eq!(mode(&path), 0o644);
    let state = bench.path("home/.local/state/pushpilot");
    let leaked = Command::new("grep").args(["-r", "-l", auth]).arg(&state).output().expect("greps");
    assert!(leaked.stdout.is_empty(), "{}", String::from_utf8_lossy(&leaked.stdout));
    let login = bench.must("printf %s \"$HOST\" | docker-credential-pushpilot get");
    assert!(login.contains("\"amy\"") && login.contains("proof-of-push"), "{login}");

    // The journal's own undo finds it, whatever the registry.
    let told = bench.must("pushpilot undo --yes");
    assert!(told.contains("config.json") && told.contains("A tool's file changed"), "{told}");
    let back: serde_json::Value = serde_json::from_str(&bench.config()).expect("is JSON");
    let before: serde_json::Value = serde_json::from_str(&plain).expect("is JSON");
    assert_eq!(back, before);
}

#[test]
fn without_a_login_or_a_keyring_nothing_is_changed() {
    let Some(bench) = Bench::new() else { return };
    let links = SET_UP.lines().take(2).collect::<Vec<_>>().join("\n");
    for (session, script, words, code) in [
        (true, format!("{UNLOCK}{links}\npushpilot use --docker --yes"), "has no login for docker.io", 4),
        (false, "pushpilot use --docker --yes".to_owned(), "There is no keyring here", 7),
        (
            true,
            format!("{UNLOCK}rm \"${{PATH%%:*}}/docker-credential-pushpilot\"; pushpilot use --docker --yes"),
            "install-links --helper",
            7,
        ),
    ] {
        let output = bench.run(session, &script);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(words), "{said}");
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert_eq!(bench.config(), CONFIG);
    }
}

/// What `use` meets in docker's file and cannot change safely: it says what it is, and the file is as it was.
#[test]
fn a_file_that_cannot_be_changed_safely_is_named_and_left() {
    let Some(bench) = Bench::new() else { return };
    bench.must(SET_UP);
    let path = bench.path("home/.docker/config.json");
    let uses = "pushpilot use --registry \"$HOST\" --docker --yes";
    let refused = |state: &str, words: &[&str]| {
        for (language, words) in ["en", "zh-CN"].into_iter().zip(words) {
            let output = bench.run(true, &format!("{UNLOCK}{uses} --lang {language}"));
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(1), "{state}: {said}");
            assert!(said.contains("config.json") && said.contains(words), "{state}: {said}");
        }
    };
    for broken in ["{\"auths\": {", "[]", "{} {}"] {
        fs::write(&path, broken).expect("writes");
        refused(broken, &["config.json", "config.json"]);
        assert_eq!(bench.config(), broken);
    }
    fs::remove_file(&path).expect("was there");
    std::os::unix::fs::symlink("../dotfiles/nowhere.json", &path).expect("linked");
    refused("a dangling link", &["leads nowhere", "失效的链接"]);
    assert_eq!(fs::read_link(&path).expect("a link"), PathBuf::from("../dotfiles/nowhere.json"));
    assert!(!bench.path("home/dotfiles").exists());
    fs::remove_file(&path).expect("was there");
    fs::write(&path, CONFIG).expect("writes");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("changes");
    refused("read-only", &["is read-only", "只读"]);
    assert_eq!((bench.config().as_str(), mode(&path)), (CONFIG, 0o444));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("changes");
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(&path, Some(12345), None).expect("root may");
        refused("somebody else's", &["12345", "12345"]);
        assert_eq!(bench.config(), CONFIG);
        std::os::unix::fs::chown(&path, Some(0), None).expect("root may");
    }
    // A disk that takes nothing more: neither the record of the change nor the change.
    let full = format!("{UNLOCK}trap '' XFSZ; ulimit -f 0; {uses}");
    let output = bench.run(true, &full);
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(bench.config(), CONFIG);
    // What an earlier version cannot have written is not written over.
    let record = bench.path("home/.local/state/pushpilot/tool-files.json");
    fs::create_dir_all(record.parent().expect("a folder")).expect("a folder");
    for odd in ["{\"version\": 99, \"changes\": []}", "{\"version\": 1, \"chan"] {
        fs::write(&record, odd).expect("writes");
        let output = bench.run(true, &format!("{UNLOCK}{uses}"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("tool-files.json"), "{said}");
        assert_eq!(
            (bench.config().as_str(), fs::read_to_string(&record).expect("reads").as_str()),
            (CONFIG, odd)
        );
    }
}

/// Several runs at the same moment, and another program that writes the same file meanwhile: the file is whole all
/// the time, what the other program wrote stays, and who lost says so.
#[test]
fn at_the_same_moment_the_file_stays_whole() {
    let Some(bench) = Bench::new() else { return };
    bench.must(SET_UP);
    let script = "other() { n=0; while [ $n -lt 200 ]; do n=$((n+1))
            sed \"s/\\\"zeta\\\": [^}]*}/\\\"zeta\\\": {\\\"x\\\": $n}/\" \"$HOME/.docker/config.json\" > \"$HOME/.docker/other.tmp\"
            mv \"$HOME/.docker/other.tmp\" \"$HOME/.docker/config.json\"; done; }
        other & writer=$!
        for n in 1 2 3 4; do pushpilot use --registry \"$HOST\" --docker --yes > \"$ROOT/said.$n\" 2>&1 & users=\"$users $!\"; done
        for one in $users; do wait $one || true; done; wait $writer\n";
    bench.must(&format!("users=\n{script}"));
    let config: serde_json::Value = serde_json::from_str(&bench.config()).expect("it is whole");
    assert!(config["zeta"]["x"].is_u64(), "what the other wrote is there: {config}");
    assert!(config["auths"]["ghcr.io"].is_object(), "{config}");
    // In peace it comes to its end, and back again.
    bench.must("pushpilot use --registry \"$HOST\" --docker --yes");
    let config: serde_json::Value = serde_json::from_str(&bench.config()).expect("it is whole");
    assert_eq!(config["credHelpers"][&bench.host], "pushpilot", "{config}");
    bench.must("pushpilot use --registry \"$HOST\" --undo --yes");
    let config: serde_json::Value = serde_json::from_str(&bench.config()).expect("it is whole");
    assert!(config["credHelpers"][&bench.host].is_null(), "{config}");
}
