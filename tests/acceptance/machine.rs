//! A machine with nothing on it: an empty home, and an environment in which only the program can be found.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_pushpilot");

/// Everything that a run writes lies below one folder, which goes away.
pub struct Machine {
    folder: TempDir,
}

impl Machine {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["home", "tmp", "run", "work"] {
            fs::create_dir(folder.path().join(name)).expect("a folder in it");
        }
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The program, to be run in a terminal.
    pub fn in_terminal(&self, arguments: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(PROGRAM);
        command.args(arguments);
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command.cwd(self.path().join("work"));
        command
    }

    fn environment(&self) -> BTreeMap<&'static str, PathBuf> {
        let inside = |name: &str| self.path().join(name);
        BTreeMap::from([
            ("PATH", std::env::var_os("PATH").unwrap_or_default().into()),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("HOME", inside("home")),
            ("TMPDIR", inside("tmp")),
            ("XDG_RUNTIME_DIR", inside("run")),
            // Nobody is asked for a password by a real keyring, and nothing is found in it.
            ("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", inside("run/no-bus").display()).into()),
            // Whatever would leave this machine ends at a port where nobody listens.
            ("HTTPS_PROXY", "http://127.0.0.1:9".into()),
            ("HTTP_PROXY", "http://127.0.0.1:9".into()),
            ("NO_PROXY", "127.0.0.1,localhost".into()),
        ])
    }
}
