//! A machine with nothing on it: an empty home, and an environment in which only the program can be found.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use portable_pty::CommandBuilder;
use pushpilot::sandbox::Sandbox;
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_pushpilot");

/// Everything that a run writes lies below one folder, which goes away.
pub struct Machine {
    folder: TempDir,
    environment: BTreeMap<String, OsString>,
    stands_in: PathBuf,
}

/// What a run without a terminal left.
pub struct Ran {
    /// The exit code as a shell would tell it: 128 and the number, where a signal ended it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The one JSON document on standard output.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|why| panic!("{why}\n{}\n{}", self.stdout, self.stderr))
    }
}

impl Machine {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["home", "tmp", "run", "work", "programs"] {
            fs::create_dir(folder.path().join(name)).expect("a folder in it");
        }
        let inside = |name: &str| folder.path().join(name).into_os_string();
        let mut path = inside("programs");
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let no_bus = format!("unix:path={}", folder.path().join("run/no-bus").display());
        let environment = [
            ("PATH", path),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("HOME", inside("home")),
            ("TMPDIR", inside("tmp")),
            ("XDG_RUNTIME_DIR", inside("run")),
            // Nobody is asked for a password by a real keyring, and nothing is found in it.
            ("DBUS_SESSION_BUS_ADDRESS", no_bus.into()),
            // Whatever would leave this machine ends at a port where nobody listens.
            ("HTTPS_PROXY", "http://127.0.0.1:9".into()),
            ("HTTP_PROXY", "http://127.0.0.1:9".into()),
            ("NO_PROXY", "127.0.0.1,localhost".into()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value)).into();
        let stands_in = folder.path().join("work");
        Self { folder, environment, stands_in }
    }

    /// The machine that a scenario describes, for which its services are Docker Hub.
    pub fn of(sandbox: &Sandbox) -> Self {
        let mut machine = Self::new();
        let laid = sandbox.lay_out_machine(machine.path()).expect("laid out");
        for (name, value) in &laid.environment {
            machine.set(name, value);
        }
        machine.set("PUSHPILOT_HUB_URL", &sandbox.hub_url);
        machine.set("PUSHPILOT_REGISTRY_URL", sandbox.summary().registry);
        machine.set("GITHUB_API_URL", &sandbox.github_url);
        machine.stands_in = laid.checkout;
        machine
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn home(&self) -> PathBuf {
        self.path().join("home")
    }

    /// The folder that the program is started in.
    pub fn work(&self) -> &Path {
        &self.stands_in
    }

    pub fn set(&mut self, name: &str, value: impl Into<OsString>) {
        self.environment.insert(name.to_owned(), value.into());
    }

    pub fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(&path, text).expect("written");
        path
    }

    /// A program that is found before any other of its name.
    pub fn install(&self, name: &str, script: &str) {
        let path = self.write(Path::new("programs").join(name), format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it can be run");
    }

    /// The program, to be run in a terminal.
    pub fn in_terminal(&self, arguments: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(arguments);
        command.env_clear();
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command.cwd(self.work());
        command
    }

    /// Any program on this machine.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(&self.environment).current_dir(self.work());
        command
    }

    /// Runs the program without a terminal.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    /// Runs the program with this on its standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(PROGRAM);
        command.args(arguments);
        run(command, input)
    }
}

/// Runs a command to its end.
pub fn run(mut command: Command, input: &str) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("started");
    let mut stdin = child.stdin.take().expect("piped");
    // One that does not read its input may end first.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("ended");
    let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran {
        code: output.status.code().or(signal.map(|signal| 128 + signal)).expect("it ended somehow"),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}
