//! Debian's docker-registry, run as a child.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use pushpilot::sandbox::Sandbox;

/// Whether a program is here. Without it a test has nothing to say; where everything must be tested, it fails.
pub fn present(program: &str) -> bool {
    let here = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|dir| dir.join(program).is_file());
    assert!(here || std::env::var_os("CI").is_none(), "{program} is not installed, and CI is set");
    if !here {
        eprintln!("nothing was tested: {program} is not installed");
    }
    here
}

/// Debian's registry, trusting the practice token service. Killed when dropped.
pub struct RealRegistry {
    child: Child,
    /// Host and port.
    pub host: String,
}

impl RealRegistry {
    pub fn start(sandbox: &Sandbox, dir: &Path) -> Self {
        Self::with(sandbox, dir, "")
    }

    /// The same behind TLS, with a certificate and its key as files.
    pub fn encrypted(sandbox: &Sandbox, dir: &Path, certificate: &Path, key: &Path) -> Self {
        let (certificate, key) = (certificate.display(), key.display());
        Self::with(sandbox, dir, &format!(", tls: {{certificate: '{certificate}', key: '{key}'}}"))
    }

    #[allow(dead_code, reason = "only the built program is tried there")]
    /// Without a token service: user and password, hashed with bcrypt, go along with every request.
    pub fn with_passwords(dir: &Path, passwords: &str) -> Self {
        let file = dir.join("passwords");
        fs::write(&file, passwords).unwrap();
        Self::serving(dir, "", &format!("htpasswd: {{realm: practice, path: '{}'}}", file.display()))
    }

    fn with(sandbox: &Sandbox, dir: &Path, tls: &str) -> Self {
        let root = dir.join("root.pem");
        sandbox.write_root_certificate(&root).unwrap();
        let auth = format!(
            "token: {{realm: '{}', service: registry.docker.io, issuer: auth.docker.io, rootcertbundle: '{}'}}",
            sandbox.token_url,
            root.display(),
        );
        Self::serving(dir, tls, &auth)
    }

    fn serving(dir: &Path, tls: &str, auth: &str) -> Self {
        let config = format!(
            "version: 0.1\nlog: {{level: info, formatter: json}}\n\
             storage: {{filesystem: {{rootdirectory: '{}'}}, delete: {{enabled: true}}}}\n\
             http: {{addr: '127.0.0.1:0', secret: practice{tls}}}\n\
             auth: {{{auth}}}\n",
            dir.join("storage").display(),
        );
        let file = dir.join("registry.yml");
        fs::write(&file, config).unwrap();
        let mut child = Command::new("docker-registry")
            .arg("serve")
            .arg(&file)
            .env("OTEL_TRACES_EXPORTER", "none")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut seen = Vec::new();
        let host = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {seen:?}")).unwrap();
            if let Some((_, rest)) = line.split_once("listening on ") {
                break rest.split(['"', ' ', ',']).next().unwrap().to_owned();
            }
            seen.push(line);
        };
        // Somebody has to read on, or the registry would wait for room to write.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, host }
    }
}

impl Drop for RealRegistry {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
